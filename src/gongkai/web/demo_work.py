"""What the people of the demonstration district did: last year's reports, a chain of approval, a letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts.application import Extended
from gongkai.ledger.moves import Stage
from gongkai.web.annual import bridge, edits
from gongkai.web.annual.models import Act, Scope
from gongkai.web.annual.pages import page_of
from gongkai.web.annual.prose import raw_of
from gongkai.web.annual.services import report_move
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_open
from gongkai.web.flow.talk import task_add
from gongkai.web.letters.services import draft_open, draft_save, letter_issue

_GAP = re.compile("〔请作者补充：([^〕]*)〕")
_SIGNED = (Act.SEND, Act.REVIEW, Act.SIGN)
_WHO: Mapping[Act, str] = {
    Act.SEND: "clerk", Act.REVIEW: "head", Act.SIGN: "leader", Act.SUBMIT: "clerk", Act.PUBLISH: "clerk",
}  # fmt: skip
_RETURNED, _LATE = 3, 5
"""The places in the roster of the body whose report was returned, and of the one that was late."""


def reports_told(bodies: list[Body], year: int, regime: Regime) -> None:
    """The reports of a year: signed, handed in, accepted and published; one late, one returned, the last not begun."""
    top, *below = bodies
    _moved(top, 0, year, (*_SIGNED, Act.PUBLISH), date(year + 1, 3, 20), regime)
    for place, body in enumerate(below[: max(1, len(below) - 1)], start=1):
        on = date(year + 1, 2, 20) if place == _LATE else date(year + 1, 1, 20)
        _moved(body, place, year, (*_SIGNED, Act.SUBMIT), on, regime)
        if place == _RETURNED:
            reason = "存在的主要问题写得过于笼统，请结合本单位实际补充"
            _moved(body, place, year, (Act.RETURN,), on.replace(day=25), regime, reason)
        else:
            _moved(body, place, year, (Act.ACCEPT, Act.PUBLISH), on.replace(day=25), regime)


def approval_begun(body: Body, people: Mapping[str, Any], on: date, regime: Regime) -> None:
    """A chain for extensions, and one extension on its way; a task with it."""
    chain_set(body=body, about="extended", steps=[Asked(Ability.APPROVE)], actor=people["admin"])
    clerk, head = people["clerk"], people["head"]
    fact = Extended(on=on, days=20, reason="需要核对的档案较多", approved_by=head.get_full_name(), approved_on=on)
    given: dict[str, Any] = {"token": "demo", "actor": clerk, "on": on}

    def propose(matter: Matter) -> None:
        proposal_open(matter_id=matter.pk, fact=fact, note="请审核", regime=regime, **given)
        title = "到档案室核对原始文件"
        task_add(matter_id=matter.pk, title=title, user=clerk, due=on, **given | {"actor": head})

    _first_lawful(body, propose)


def letter_sent(body: Body, clerk: Any, on: date, regime: Regime) -> None:
    """The slip of receipt of one application, and an answer begun."""
    given: dict[str, Any] = {"actor": clerk, "on": on, "regime": regime}

    def issue(matter: Matter) -> None:
        slip = draft_open(matter_id=matter.pk, kind_key="receipt_slip", token="demo-slip", **given)
        fields = {"asked": matter.title, "service": "post", "materials": "申请表一份、身份证复印件一份"} | slip.fields
        draft_save(draft_id=slip.pk, to="申请人", address=slip.address, fields=fields, answers={}, evidence={})
        letter_issue(draft_id=slip.pk, token="demo", **given)
        draft_open(matter_id=matter.pk, kind_key="answer", token="demo-answer", **given)

    _first_lawful(body, issue)


def _first_lawful(body: Body, act: Callable[[Matter], None]) -> None:
    """Do so with the newest application in hand with which it is lawful, if there is one."""
    in_hand = Matter.objects.filter(body=body, kind="application", stage=Stage.HANDLING.value)
    for matter in in_hand.order_by("-began_on", "pk")[:10]:
        try:
            with transaction.atomic():
                act(matter)
        except Refusal:
            continue
        return


def _moved(
    body: Body, place: int, year: int, acts: tuple[Act, ...], on: date, regime: Regime, reason: str = ""
) -> None:
    for act in acts:
        login = f"{_WHO[act]}{place or ''}" if act in _WHO else "district"
        actor = get_user_model().objects.get(username=login)
        if act is Act.SEND:
            _written(body, year, actor, on, regime)
        seen = page_of(bridge.report_of(body, year, Scope.OWN), regime).draft.digest if act in _SIGNED else ""
        given: dict[str, Any] = {"token": f"demo-{body.pk}-{act}", "seen": seen, "reason": reason}
        report_move(body=body, year=year, scope=Scope.OWN, act=act, actor=actor, on=on, regime=regime, **given)


def _written(body: Body, year: int, actor: Any, on: date, regime: Regime) -> None:
    """What the author has to say fills the gaps of the drafted words."""
    draft = page_of(bridge.report_of(body, year, Scope.OWN), regime).draft
    for section in draft.filing.sections:
        raw = raw_of(draft, section.key)
        if _GAP.search(raw):
            with edits.drafting(body, year, Scope.OWN) as report:
                text = _GAP.sub(lambda gap: f"{gap.group(1)}有序推进。", raw)
                edits.words_write(report=report, section=section.key, text=text, seen=0, actor=actor, on=on)
