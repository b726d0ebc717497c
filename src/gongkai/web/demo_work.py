"""What the people of the demonstration district did: last year's reports, a chain of approval, a letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts.application import Extended
from gongkai.ledger.moves import Stage
from gongkai.report.filing import Filing
from gongkai.report.render import render
from gongkai.web.annual import bridge, edits
from gongkai.web.annual.counting import counting
from gongkai.web.annual.drafting import assemble
from gongkai.web.annual.models import Act, Scope, Taken
from gongkai.web.annual.prose import raws_of
from gongkai.web.annual.services import LOOKED_AT, report_move
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_open
from gongkai.web.flow.talk import task_add
from gongkai.web.letters.services import draft_open, draft_save, letter_issue
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.services import reading_use, report_confirm, upload_take

_GAP = re.compile("〔请作者补充：([^〕]*)〕")
_SAID: Mapping[str, str] = {
    "重点领域": "围绕群众关心的事项更新重点领域栏目，及时发布政策文件和解读材料",
    "政府信息制作": "落实公文属性源头认定和发布审查制度，对已公开的信息逐项核查，内容变化的及时更新",
    "政府网站": "做好政府网站信息公开专栏和政务新媒体的日常维护，安排专人检查链接和栏目更新情况",
    "监督保障": "把信息公开纳入科室工作考核，主动接受社会评议，全年没有因信息公开受到责任追究",
    "整改结果": "上年查找的问题已经逐项整改，公开目录重新梳理，答复文书统一了格式",
    "存在的主要问题": "部分栏目更新不够及时，个别答复对理由的说明还不充分",
    "改进措施": "明确栏目责任科室和更新时限，集中学习答复文书示范文本，答复发出前由专人复核",
    "不衔接": "本年数据按台账重新核对，与上年报告不一致的以本年报告为准",
    "此外应当报告": "没有其他需要报告的事项",
    "数字尚缺": "相关数据按业务系统统计结果填报",
}
"""What the author says instead of a gap, by a word of the gap."""
_SIGNED = (Act.SEND, Act.REVIEW, Act.SIGN)
_WHO: Mapping[Act, str] = {
    Act.SEND: "clerk", Act.REVIEW: "head", Act.SIGN: "leader", Act.SUBMIT: "clerk", Act.PUBLISH: "clerk",
}  # fmt: skip
_RETURNED, _LATE, _NOT_BEGUN = 3, 5, 7
"""The places in the roster of the body whose report was returned, of one that was late, and of one not begun."""
_LOST, _ANEW = 20, 9
"""Of one whose earlier reports nobody found, and of one that counted anew what it carried over."""


def reports_told(bodies: list[Body], year: int, regime: Regime) -> None:
    """The reports of a year: signed, handed in, accepted and published; one late, one returned, one not begun."""
    top, *below = bodies
    _moved(top, 0, year, (*_SIGNED, Act.PUBLISH), date(year + 1, 3, 20), regime)
    for place, body in enumerate(below, start=1):
        if place == _NOT_BEGUN:
            continue
        on = date(year + 1, 2, 20) if place == _LATE else date(year + 1, 1, 20)
        _moved(body, place, year, (*_SIGNED, Act.SUBMIT), on, regime)
        if place == _RETURNED:
            reason = "存在的主要问题写得过于笼统，请结合本单位实际补充"
            _moved(body, place, year, (Act.RETURN,), on.replace(day=25), regime, reason)
        else:
            _moved(body, place, year, (Act.ACCEPT, Act.PUBLISH), on.replace(day=25), regime)


def reports_brought(bodies: list[Body], filings: list[Filing], on: date, *, begun: int) -> None:
    """A year's reports as files, of the bodies from the place ``begun`` on: one is missing, one counts anew."""
    for place, (body, filing) in enumerate(zip(bodies, filings, strict=True)):
        if place < begun or (begun == 0 and place == _LOST):
            continue
        report_brought(body, _anew(filing) if begun and place == _ANEW else filing, on)


def _anew(filing: Filing) -> Filing:
    """With two applications more from the year before than that year's report handed on."""
    more = {f"t3.{line}.{column}" for line in ("carried_in", "carried_out") for column in ("natural", "total")}
    values = {cell: (value or 0) + 2 if cell in more else value for cell, value in filing.values.items()}
    return replace(filing, values=values)


def report_brought(body: Body, filing: Filing, on: date) -> None:
    """A report as a file, read in, confirmed and kept beside the next year's."""
    sections = tuple(replace(one, text=_GAP.sub(lambda gap: _said(gap.group(1)), one.text)) for one in filing.sections)
    data = render(replace(filing, sections=sections), "json")
    actor = get_user_model().objects.filter(memberships__body=body, memberships__role="clerk").first()
    name = f"{body.name}{filing.year}年政府信息公开工作年度报告.json"
    reading = upload_take(body=body, name=name, data=data, actor=actor, read=read_here).reports.get()
    given: dict[str, Any] = {"report_id": reading.pk, "actor": actor, "on": on}
    report_confirm(**given)
    reading_use(body=body, use=Taken.Use.BEFORE, token=f"brought-{body.pk}-{filing.year}", **given)


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
    seen = ""
    for act in acts:
        login = f"{_WHO[act]}{place or ''}" if act in _WHO else "district"
        actor = get_user_model().objects.get(username=login)
        if act is Act.SEND:
            counting(body, year, regime, kept_from=1)  # every step looks at the figures
            _written(body, year, actor, on, regime)
            seen = assemble(bridge.gather(bridge.report_of(body, year, Scope.OWN), regime)).digest
        looked = seen if act in LOOKED_AT else ""
        given: dict[str, Any] = {"token": f"demo-{body.pk}-{act}", "seen": looked, "reason": reason}
        report_move(body=body, year=year, scope=Scope.OWN, act=act, actor=actor, on=on, regime=regime, **given)


def _said(gap: str) -> str:
    return next((said for word, said in _SAID.items() if word in gap), "相关工作按照年度计划完成")


def _written(body: Body, year: int, actor: Any, on: date, regime: Regime) -> None:
    """What the author has to say fills the gaps of the drafted words."""
    draft = assemble(bridge.gather(bridge.report_of(body, year, Scope.OWN), regime))
    for section in draft.filing.sections:
        raw = raws_of(draft).get(section.key, "")
        if _GAP.search(raw):
            with edits.drafting(body, year, Scope.OWN) as report:
                text = _GAP.sub(lambda gap: _said(gap.group(1)), raw)
                edits.words_write(report=report, section=section.key, text=text, seen=0, actor=actor, on=on)
