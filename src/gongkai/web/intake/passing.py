"""What waits at a body that has ended: to its one successor by itself, else as its supervisor decides.

No day changes on the way: when it was handed in, signed for and confirmed stands in the submission, and
every period is counted from there.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import heirs_of, living, people_with
from gongkai.web.intake.models import Passing, Submission
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify

State = Submission.State


def stranded(body: Body | None, on: date) -> bool:
    """Whether what waits there cannot be registered there: the body has ended."""
    return body is not None and body.ended_on is not None and body.ended_on <= on


def deciders(body: Body, on: date) -> QuerySet[Any]:
    """Who says where it goes: the supervisors of the body; where there are none, the heads of its successors."""
    above = people_with(body.parent_id or 0, Ability.SUPERVISE, on)
    if above.exists():
        return above
    heads = [people_with(heir.pk, Ability.APPROVE, on).values("pk") for heir in heirs_of(body.pk, on)]
    return get_user_model().objects.filter(pk__in={row["pk"] for rows in heads for row in rows})


def choices(body: Body, on: date) -> QuerySet[Body]:
    """Where it may go: to a successor; where there is none, to the body above or one beside it."""
    heirs = heirs_of(body.pk, on)
    if heirs.exists():
        return heirs
    near = Q(parent=body.parent_id) | Q(pk=body.parent_id)
    return Body.objects.filter(living(on), near, own_powers=True).exclude(pk=body.pk)


def pass_on(body: Body, on: date) -> None:
    """What waits at a body that has just ended."""
    pass_ended(on=on, body=body)


def pass_ended(*, on: date, body: Body | None = None) -> int:
    """Pass on what waits at bodies that have ended (at one of them), where there is one successor.

    Where there are several or none, those who decide are told, once.  Returns how many went.
    """
    waiting = Submission.objects.filter(state=State.SUBMITTED, body__ended_on__lte=on)
    went = 0
    for key in list((waiting.filter(body=body) if body else waiting).values_list("pk", flat=True)):
        with transaction.atomic():
            one = _locked(key)
            if one.state != State.SUBMITTED or one.body is None or not stranded(one.body, on):
                continue
            heirs = list(heirs_of(one.body.pk, on)[:2])
            if len(heirs) == 1:
                _pass(one, one.body, heirs[0], "机关终止，由唯一的承接机关继续办理", None, on)
                went += 1
            else:
                _ask(one, one.body, on)
    return went


def submission_pass(*, submission_id: int, to: Body, why: str, actor: Any, on: date) -> Submission:
    """Passed on as one of :func:`deciders` says; to the same body again changes nothing.

    Raises :class:`Refusal` for one that does not wait at a body that has ended, or a body that is no choice.
    """
    with transaction.atomic():
        one = _locked(submission_id)
        if one.passings.filter(to_body=to, by=actor).exists() and one.body == to:
            return one
        if one.state != State.SUBMITTED or one.body is None or not stranded(one.body, on):
            raise Refusal(
                "not-stranded",
                ("这件申请不需要确定承接机关，没有改动", "it does not wait at a body that has ended"),
                ("请刷新后查看它现在的状态", "look at it again"),
            )
        if not choices(one.body, on).filter(pk=to.pk).exists():
            raise Refusal(
                "no-successor",
                (f"{to.name}不是可以承接的机关，没有改动", f"{to.name} cannot take it"),
                ("请从列出的机关中选择", "choose one of those listed"),
            )
        _pass(one, one.body, to, why, actor, on)
        return one


def refuse_stranded(submission: Submission, on: date) -> None:
    """Raises :class:`Refusal` for one that waits at a body that has ended, saying who does what now."""
    body = submission.body
    if body is None or not stranded(body, on):
        return
    heirs = "、".join(heir.name for heir in heirs_of(body.pk, on)) or "没有登记承接机关"
    raise Refusal(
        "body-ended",
        (
            f"{body.name}自{body.ended_on:%Y-%m-%d}起终止（承接：{heirs}），这件申请要先确定由谁办理",
            f"{body.name} ended on {body.ended_on}: say first who goes on with it",
        ),
        (
            "只有一个承接机关的自动转交；否则请主管部门的监督人员在本页“确定承接机关”，期限照常计算",
            "its supervisor says so on this page; the periods run on",
        ),
    )


def _locked(key: int) -> Submission:
    return Submission.objects.select_for_update(of=("self",)).select_related("body").get(pk=key)


def _pass(one: Submission, body: Body, to: Body, why: str, actor: Any, on: date) -> None:
    Passing.objects.create(submission=one, from_body=body, to_body=to, why=why, by=actor, on=on)
    one.body = to
    one.save(update_fields=["body"])
    _tell(one, people_with(to.pk, Ability.WRITE, on), Notice.Kind.RECEIVED, "因机构调整转来，待确认", on)


def _ask(one: Submission, body: Body, on: date) -> None:
    _tell(one, deciders(body, on), Notice.Kind.SYSTEM, "所在机关已终止，请确定承接机关", on)


def _tell(one: Submission, people: QuerySet[Any], kind: Notice.Kind, words: str, on: date) -> None:
    """In words that name nobody; the same of the same body once."""
    about: dict[str, Any] = {"address": reverse("submission", args=[one.pk]), "number": one.number or "", "on": on}
    key = f"passed-{one.pk}-{one.body_id}-{kind.value}"
    for person in people:
        notify(user=person, kind=kind, text=f"申请{one.number}{words}", key=key, **about)
