"""What becomes of an inquiry besides its answer: taken back, told again before its day, going on with a successor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law.regime import Regime, packaged_regime
from gongkai.ledger.facts import Fact, Struck
from gongkai.ledger.facts.application import Consulted, Delivered
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import heirs_of, may, people_with
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.filters import SOON
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.reminders import AHEAD
from gongkai.web.cases.services import fact_enter
from gongkai.web.cases.words import time_left
from gongkai.web.flow.inquiries import WAITING, names_nobody, silence_of
from gongkai.web.flow.models import Inquiry, InquiryStep
from gongkai.web.flow.rules import permitted
from gongkai.web.flow.selectors import name_of
from gongkai.web.flow.telling import tell
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify

State = Inquiry.State


def inquiry_withdraw(
    *, inquiry_id: int, why: str, actor: Any, on: date, regime: Regime, pursued: bool = True
) -> Inquiry:
    """Take an inquiry back before it is answered; the consultation may then be sent to another body.

    The arrival that sending entered is struck: no period runs from a letter that was taken back.  Unless
    the opinion is ``pursued`` otherwise the consultation is struck with it, and the clock of the matter
    does not wait for it (only time that it takes is left out, art 33).  Again changes nothing.
    Raises :class:`Refusal` without a reason or with one that names the applicant, and for one that is
    answered; ``PermissionDenied`` without ``WRITE`` at the body that asks.
    """
    with transaction.atomic():
        matter_id = Inquiry.objects.values_list("matter_id", flat=True).get(pk=inquiry_id)
        matter = Matter.objects.select_for_update().get(pk=matter_id)
        permitted(actor, matter.body_id, Ability.WRITE)
        inquiry = Inquiry.objects.select_for_update(of=("self",)).select_related("matter__body").get(pk=inquiry_id)
        if inquiry.state == State.WITHDRAWN:
            return inquiry
        if inquiry.state not in WAITING:
            raise Refusal(
                "answered-already",
                ("对方已经答复，不能撤回", "it is answered already"),
                ("请登记收到的意见", "enter the opinion"),
            )
        if not why.strip():
            raise Refusal("reason-missing", ("撤回应当写明理由", "taking back has a reason"), ("请填写理由", ""))
        names_nobody(matter, (why,))
        told = _people(inquiry, on)
        _strike(inquiry, Delivered, "系统内的发送已经撤回", actor=actor, on=on, regime=regime)
        if not pursued:
            _strike(inquiry, Consulted, "不再征求这项意见", actor=actor, on=on, regime=regime)
        _back(inquiry)
        inquiry.state, inquiry.withdrawn_on, inquiry.withdrawn_why = State.WITHDRAWN, on, why.strip()[:300]
        inquiry.save()
        _say(told, Notice.Kind.RETURNED, f"{matter.body.name}撤回了征求意见，不必答复", inquiry, on)
        return inquiry


def settle(on: date) -> None:
    """Once a day: what waits at bodies that have ended goes on, and whoever has to answer is told of the day."""
    for body in Body.objects.filter(pk__in=_waiting().filter(to__ended_on__lte=on).values("to")):
        inquiries_pass(body, on)
    for one in _waiting().filter(state=State.APPROVING, steps__decision="", steps__gone=False).distinct():
        steps_open(one, None, on)
    regime = packaged_regime()
    for one in _waiting().filter(due_on__lte=on + AHEAD).select_related("matter__body", "matter__handler", "to"):
        _remind(one, on, regime)


def inquiries_pass(body: Body, on: date) -> None:
    """What waits at a body that has ended: to its one successor; else whoever asked is told."""
    heirs = list(heirs_of(body.pk, on)[:2])
    for key in list(_waiting().filter(to=body).values_list("pk", flat=True)):
        with transaction.atomic():
            one = Inquiry.objects.select_for_update(of=("self",)).select_related("matter__body", "to").get(pk=key)
            if one.state not in WAITING or one.to_id != body.pk:
                continue
            if len(heirs) != 1 or heirs[0].pk == one.matter.body_id:
                whose = "可由承接机关答复，也可" if heirs else "没有承接机关答复，请"
                _say_to_asker(one, f"{body.name}已终止，向其征求的意见{whose}撤回后另行征求", on, key=f"gone:{one.pk}")
                continue
            _back(one)
            one.to = heirs[0]
            one.save()
            text = f"{body.name}已终止，{one.matter.body.name}向其征求的意见由本机关答复，期限{one.due_on:%Y-%m-%d}不变"
            _say(people_with(one.to_id, Ability.WRITE, on), Notice.Kind.RECEIVED, text, one, on)


def steps_open(inquiry: Inquiry, colleague: Any, on: date) -> None:
    """Steps that name somebody who may not take them any more: the colleague's who may, or open to all who may."""
    named = inquiry.steps.filter(gone=False, decision="").exclude(person=None).select_related("person")
    for step in named:
        if may(step.person, inquiry.to_id, Ability(step.ability), on):
            continue
        now = colleague if _takes(step, inquiry, colleague, on) else None
        InquiryStep.objects.filter(pk=step.pk, decision="").update(person=now)
        if step.person_id == inquiry.waits_person_id:
            Inquiry.objects.filter(pk=inquiry.pk, waits_person=step.person_id).update(waits_person=now)
            inquiry.waits_person = now
            text = f"{name_of(step.person)}已不在岗，对其他机关征求意见的答复待审批"
            _say(_people(inquiry, on), Notice.Kind.TO_APPROVE, text, inquiry, on, key=f"step:{step.pk}")


def inquiries_follow(_body_id: int, person: Any, colleague: Any, on: date) -> None:
    """Somebody's roles have changed: the steps of answers that name the person follow at once."""
    steps = InquiryStep.objects.filter(person=person, gone=False, decision="")
    some = Inquiry.objects.select_for_update(of=("self",)).filter(state=State.APPROVING, pk__in=steps.values("inquiry"))
    for one in some.select_related("matter__body", "waits_person", "to").order_by("pk"):
        steps_open(one, colleague, on)


def _takes(step: InquiryStep, inquiry: Inquiry, colleague: Any, on: date) -> bool:
    """Whether a colleague may take a step: the ability, no own draft, nothing else of the same answer."""
    if colleague is None or not may(colleague, inquiry.to_id, Ability(step.ability), on):
        return False
    others = inquiry.steps.filter(gone=False).exclude(pk=step.pk).values_list("by", "person")
    return colleague.pk not in {inquiry.drafted_by_id, *(key for pair in others for key in pair)}


def _waiting() -> Any:
    """Those that somebody still waits for: the matter is not over."""
    return Inquiry.objects.filter(state__in=WAITING).exclude(matter__waits="nobody")


def _remind(one: Inquiry, on: date, regime: Regime) -> None:
    left, due = regime.calendar.count(on, one.due_on), one.due_on
    if left > SOON:
        return
    kind = Notice.Kind.OVERDUE if on > due else Notice.Kind.DUE_TODAY if on == due else Notice.Kind.DUE_SOON
    text = f"{one.matter.body.name}征求意见{time_left(on, due, left)}，答复期限{due:%Y-%m-%d}"
    _say(_people(one, on), kind, text, one, on, key=f"{kind}:inquiry-{one.pk}:{due}")
    if silence := silence_of(one, on):
        _say_to_asker(one, f"{one.to.name}{silence}", on, key=f"silent:{one.pk}:{one.due_on}")


def _people(inquiry: Inquiry, on: date) -> list[Any]:
    """Whose turn it is at the body that is asked."""
    if inquiry.state == State.APPROVING:
        if inquiry.waits_person:
            return [inquiry.waits_person]
        return list(people_with(inquiry.to_id, Ability(inquiry.waits_ability), on).exclude(pk=inquiry.drafted_by_id))
    return list(people_with(inquiry.to_id, Ability.WRITE, on))


def _back(inquiry: Inquiry) -> None:
    """An answer on its way to approval goes no further; its draft stays where it was written."""
    inquiry.steps.filter(gone=False).update(gone=True)
    inquiry.state, inquiry.waits_ability, inquiry.waits_person = State.OPEN, "", None


def _strike(inquiry: Inquiry, sort: type[Fact], why: str, *, actor: Any, on: date, regime: Regime) -> None:
    """Strike the fact of this sort that belongs to the consultation, if it counts; an arrival only of our sending."""
    counted = history_of(inquiry.matter).effective
    found = [seq for seq, fact in counted if isinstance(fact, sort) and getattr(fact, "ref", None) == inquiry.ref]
    if sort is Delivered:
        own = FactRow.objects.filter(matter=inquiry.matter_id, token=f"inquiry-{inquiry.pk}").values_list(
            "seq", flat=True
        )
        found = [seq for seq in found if seq in own]
    for seq in found:
        fact = Struck(on=on, entry=seq, reason=why, by=name_of(actor))
        given: dict[str, Any] = {"actor": actor, "on": on, "regime": regime}
        fact_enter(matter_id=inquiry.matter_id, fact=fact, token=f"inquiry-{inquiry.pk}-{sort.__name__}", **given)


def _say(
    people: Iterable[Any], kind: Notice.Kind, text: str, inquiry: Inquiry, on: date, key: str | None = None
) -> None:
    """Tell people of the body that is asked: without the number of a matter that is not theirs."""
    for person in people:
        notify(user=person, kind=kind, text=text[:300], address=reverse("inquiry", args=[inquiry.pk]), on=on, key=key)


def _say_to_asker(inquiry: Inquiry, text: str, on: date, *, key: str) -> None:
    matter = inquiry.matter
    people = [matter.handler] if matter.handler else people_with(matter.body_id, Ability.WRITE, on)
    address = reverse("inquiries", args=[matter.pk])
    tell(people, Notice.Kind.REMINDED, text, address=address, on=on, matter=matter, key=key)
