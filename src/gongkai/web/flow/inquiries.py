"""Asking another body of the system for its opinion (征求其他机关意见): sent, answered, approved, taken over.

The two bodies see what they sent each other and nothing else: the body that is asked never reads the
matter.  What becomes of the clock is decided by the facts that the asking body enters.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law import clocks
from gongkai.law.deadline import Deadline
from gongkai.law.regime import Regime
from gongkai.ledger import facts
from gongkai.ledger.facts.application import Delivered, OpinionGiven, Whom
from gongkai.ledger.state import ApplicationState, Consultation, state_of
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import living, people_with
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.cases.private import found, named, own_words
from gongkai.web.cases.services import fact_enter
from gongkai.web.flow.models import Inquiry, InquiryFile, InquiryStep, Step
from gongkai.web.flow.rules import permitted, same_submission, takeable
from gongkai.web.flow.selectors import chain_steps, name_of
from gongkai.web.flow.telling import tell
from gongkai.web.intake import files
from gongkai.web.intake.models import Submission
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify
from gongkai.web.kernel.stored import Stored

State, Opinion, Decision = Inquiry.State, Inquiry.Opinion, Step.Decision
ABOUT = "inquiry_answered"
"""The sort of :mod:`gongkai.web.flow.sorts` whose chain an answer walks."""
ASKED = (Whom.CO_MAKER, Whom.OTHER_ORGAN)
"""Who may be a body of the system."""
WAITING = (State.OPEN, State.APPROVING)
"""No opinion has been given yet."""
MOST_FILES = 10


class Upload(NamedTuple):
    """A file as it was sent."""

    name: str
    content: bytes


def askable(matter: Matter) -> list[Consultation]:
    """The consultations of other bodies that nobody has answered and that no body of the system was sent."""
    if matter.kind != facts.Kind.APPLICATION.value:
        return []
    state = state_of(facts.Kind.APPLICATION, history_of(matter).counted())
    assert isinstance(state, ApplicationState)
    sent = set(matter.inquiries.exclude(state=State.WITHDRAWN).values_list("ref", flat=True))
    return [one for one in state.waiting_for if one.asked.whom in ASKED and one.asked.ref not in sent]


def deadline_of(inquiry: Inquiry, regime: Regime) -> Deadline:
    """The last day for the opinion, with its steps, from the day on which the letter arrived."""
    asked = clocks.Consulted(inquiry.whom, inquiry.arrived_on, inquiry.arrived_on)
    policy = regime.policies.on(inquiry.matter.began_on)
    return clocks.consultation_due(asked, calendar=regime.calendar, policy=policy)


def silence_of(inquiry: Inquiry, on: date) -> str:
    """What the law makes of silence, once the period is over; else nothing."""
    if inquiry.state not in WAITING or on <= inquiry.due_on:
        return ""
    if inquiry.whom == Whom.CO_MAKER.value:
        return "逾期未提出意见，视为同意公开（《条例》第三十四条）"
    return "逾期未提出意见，可以继续办理（《条例》没有规定逾期视为同意）"


def inquiry_send(
    *,
    matter_id: int,
    ref: str,
    to: Body,
    words: str,
    token: str,
    actor: Any,
    on: date,
    regime: Regime,
    uploads: Sequence[Upload] = (),
) -> Inquiry:
    """Send a consultation that stands in the ledger to a body of the system; it arrives at once.

    The arrival becomes a fact of the matter, unless the ledger knows that it came on paper before. The same
    ``token`` again gives the inquiry that it made. Raises :class:`Refusal` for a consultation that is
    not open, the own body or one that has ended, a body in which nobody could answer, no words, and
    words or file names that name the applicant.
    """
    with Stored() as stored, transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter_id)
        permitted(actor, matter.body_id, Ability.WRITE)
        made = Inquiry.objects.filter(token=token).first()
        if made is not None:
            same_submission((made.matter_id, made.ref, made.to_id) == (matter.pk, ref, to.pk))
            return made
        asked = next((one for one in askable(matter) if one.asked.ref == ref), None)
        if asked is None:
            raise Refusal(
                "not-consulted",
                ("没有这一次等待答复的征求意见，或者已经发送", "no such consultation waits"),
                ("请先登记或印发征求意见", "enter the consultation first"),
            )
        _addressable(matter, to, on)
        _words_fit(matter, words, [one.name for one in uploads])
        inquiry = Inquiry(
            matter=matter, ref=ref, whom=asked.asked.whom.value, to=to, words=words.strip(), sent_by=actor,
            sent_on=on, arrived_on=asked.delivered or on, token=token,
        )  # fmt: skip
        inquiry.due_on = deadline_of(inquiry, regime).due
        inquiry.save()
        _keep(inquiry, uploads, stored, answer=False)
        if asked.delivered is None:
            fact = Delivered(on=on, ref=ref, by=name_of(actor), note=f"系统内发送：{to.name}")
            given: dict[str, Any] = {"actor": actor, "on": on, "regime": regime}
            fact_enter(matter_id=matter.pk, fact=fact, token=f"inquiry-{inquiry.pk}", **given)
        text = f"{matter.body.name}征求意见，请于{inquiry.due_on:%Y-%m-%d}前答复"
        _tell(people_with(to.pk, Ability.WRITE), Notice.Kind.RECEIVED, text, inquiry, on)
        return inquiry


def answer_give(
    *,
    inquiry_id: int,
    opinion: str,
    reasons: str,
    actor: Any,
    on: date,
    uploads: Sequence[Upload] = (),
    without: Collection[int] = (),
) -> Inquiry:
    """Answer for the body that is asked; where its chain demands approval, the answer waits for it.

    ``without`` are files of an answer that was returned, which do not go with this one. Late answers are
    taken too. Raises :class:`Refusal` for one that is answered or under approval, without an opinion, or
    without reasons for anything but agreement; ``PermissionDenied`` without ``WRITE``.
    """
    with Stored() as stored, transaction.atomic():
        inquiry = _locked(inquiry_id)
        permitted(actor, inquiry.to_id, Ability.WRITE)
        if inquiry.state != State.OPEN:
            raise _not_open(inquiry)
        if opinion not in Opinion.values:
            raise Refusal("opinion-missing", ("请选择意见", "say agree, partly or disagree"), ("", ""))
        if opinion != Opinion.AGREE and not reasons.strip():
            raise Refusal(
                "reason-missing",
                ("不同意或者部分同意公开，应当说明理由", "anything but agreement has a reason"),
                ("请写明哪些内容不宜公开、依据和理由", "say what, on which ground and why"),
            )
        inquiry.opinion, inquiry.reasons, inquiry.drafted_by = opinion, reasons.strip(), actor
        _drop(inquiry.files.filter(answer=True, pk__in=without))
        _keep(inquiry, uploads, stored, answer=True)
        steps = chain_steps(inquiry.to_id, ABOUT)
        if not steps:
            return _answered(inquiry, on)
        takeable(inquiry.to_id, steps, actor)
        inquiry.steps.update(gone=True)
        for place, step in enumerate(steps, start=1):
            InquiryStep.objects.create(inquiry=inquiry, place=place, ability=step.ability.value, person=step.person)
        return _go_on(inquiry, on)


def answer_decide(
    *, inquiry_id: int, agree: bool, reason: str, actor: Any, on: date, seen: int | None = None
) -> Inquiry:
    """Take the next step of an answer's approval, or return it with a reason.

    ``seen`` is the step that the person was shown: after a return the answer has others.
    Raises :class:`Refusal` if none is asked, the answer is not the one that was seen, it is one's own draft, one
    decided before, or the reason of a return is missing; ``PermissionDenied`` without the ability, or if
    another is asked by name.
    """
    with transaction.atomic():
        inquiry = _locked(inquiry_id)
        step = _turn(inquiry, actor, seen)
        if not agree and not reason.strip():
            raise Refusal("reason-missing", ("退回应当写明理由", "a return has a reason"), ("请填写意见", ""))
        step.decision = Decision.AGREED if agree else Decision.RETURNED
        step.reason, step.by, step.on = reason.strip(), actor, on
        step.save()
        if agree:
            return _go_on(inquiry, on)
        inquiry.state, inquiry.waits_ability, inquiry.waits_person = State.OPEN, "", None
        inquiry.returned_why = step.reason
        inquiry.save()
        text = f"对{inquiry.matter.body.name}的答复被{name_of(actor)}退回：{step.reason}"
        _tell([inquiry.drafted_by], Notice.Kind.RETURNED, text, inquiry, on)
        return inquiry


def _turn(inquiry: Inquiry, actor: Any, seen: int | None) -> InquiryStep:
    """The step whose turn it is, if it is the one that was seen and the person may take it."""
    step = inquiry.steps.filter(gone=False, decision="").first()
    if inquiry.state != State.APPROVING or step is None:
        raise _not_open(inquiry)
    if seen not in (None, step.pk):
        raise Refusal(
            "changed-since-seen",
            ("打开本页之后，这份答复已经审批或者退回改过", "it was decided upon since the page was opened"),
            ("请核对下面的内容后再提交", "look at it and send again"),
        )
    if step.person_id not in (None, actor.pk):
        raise PermissionDenied
    permitted(actor, inquiry.to_id, Ability(step.ability))
    if actor.pk == inquiry.drafted_by_id or inquiry.steps.filter(gone=False, by=actor).exists():
        raise Refusal(
            "own-draft",
            ("不能审批自己起草或者已经审批过的答复", "nobody decides on an own draft, or twice"),
            ("请由其他有权限的同志审批", "let a colleague decide"),
        )
    return step


def opinion_take(*, inquiry_id: int, opinion: str, token: str, actor: Any, on: date, regime: Regime) -> Matter:
    """Enter the answer as a fact of the matter that it was asked for, dated the day on which it was given.

    An opinion that the ledger has already, or to a consultation that was struck, is not entered: the answer is
    put away.

    ``opinion`` is what the asking body takes it for: an answer that agrees in part may be either.
    Raises :class:`Refusal` for one that is not answered; ``PermissionDenied`` without ``WRITE``.
    """
    with transaction.atomic():
        matter_id = Inquiry.objects.values_list("matter_id", flat=True).get(pk=inquiry_id)
        Matter.objects.select_for_update().get(pk=matter_id)
        inquiry = _locked(inquiry_id)
        permitted(actor, inquiry.matter.body_id, Ability.WRITE)
        if inquiry.state != State.ANSWERED or inquiry.answered_on is None:
            raise _not_open(inquiry)
        if inquiry.taken_on is not None:
            return inquiry.matter
        inquiry.taken_on = on
        inquiry.save()
        if _known(inquiry):
            return inquiry.matter
        fact = OpinionGiven(
            on=inquiry.answered_on, ref=inquiry.ref, opinion=facts.application.Opinion(opinion), by=name_of(actor),
            note=_sealable(inquiry),
        )  # fmt: skip
        given: dict[str, Any] = {"actor": actor, "on": on, "regime": regime}
        return fact_enter(matter_id=inquiry.matter_id, fact=fact, token=token, **given)


def _known(inquiry: Inquiry) -> bool:
    """Whether there is nothing to enter: it came on paper too, or the consultation was struck."""
    state = state_of(facts.Kind.APPLICATION, history_of(inquiry.matter).counted())
    assert isinstance(state, ApplicationState)
    letter = state.consultations.get(inquiry.ref)
    return letter is None or letter.answered is not None


def _sealable(inquiry: Inquiry) -> str:
    """What the fact says of the answer: its reasons too, unless they look as if they named somebody."""
    said = f"{inquiry.to.name}：{inquiry.get_opinion_display()}。"
    named = found(inquiry.reasons, own_words(inquiry.matter))
    return said + ("理由见征求意见记录（疑似含有个人信息）" if named else inquiry.reasons[: 2000 - len(said)])


def suggested(inquiry: Inquiry) -> facts.application.Opinion:
    """What an answer is taken for unless the clerk says otherwise: whatever is not plain agreement, an objection."""
    said = facts.application.Opinion
    return said.CONSENT if inquiry.opinion == Opinion.AGREE else said.OBJECTION


def _locked(inquiry_id: int) -> Inquiry:
    some = Inquiry.objects.select_for_update(of=("self",)).select_related("matter__body", "to", "drafted_by")
    return some.get(pk=inquiry_id)


def _addressable(matter: Matter, to: Body, on: date) -> None:
    there = Body.objects.filter(living(on), pk=to.pk).exclude(pk=matter.body_id).exists()
    if not there or not people_with(to.pk, Ability.WRITE).exists():
        raise Refusal(
            "not-addressable",
            (f"{to.name}在本系统中没有可以答复的经办人员，或者就是本机关、已经撤销", "nobody there could answer"),
            ("请用纸质征求意见函征求意见", "write on paper"),
        )


def _words_fit(matter: Matter, words: str, names: Sequence[str]) -> None:
    if not words.strip():
        raise Refusal("no-words", ("请写明征求意见的内容", "say what is asked"), ("填写后再发送", "fill it in"))
    names_nobody(matter, (words, *names))


def names_nobody(matter: Matter, texts: Sequence[str]) -> None:
    """What another body will read does not name the applicant.  Raises :class:`Refusal` where it does."""
    came = Submission.objects.filter(matter=matter, erased_on=None).first()
    personal = (*own_words(matter), *((came.name, came.email, came.address) if came else ()))
    if any(named(text, personal) for text in texts):
        raise Refusal(
            "names-applicant",
            ("对方会看到的文字或者附件名称中有申请人的姓名或者联系方式，没有发送", "the words name the applicant"),
            ("对方只需要知道征求意见的信息，请删去申请人的个人信息", "take them out"),
        )


def _keep(inquiry: Inquiry, uploads: Sequence[Upload], stored: Stored, *, answer: bool) -> None:
    for one in uploads:
        good, digest = files.checked(one.name, one.content), sha256(one.content).hexdigest()
        some = inquiry.files.filter(answer=answer)
        if some.filter(digest=digest).exists():
            continue
        if some.count() >= MOST_FILES:
            raise Refusal("too-many", (f"附件最多{MOST_FILES}个", f"at most {MOST_FILES}"), ("请减少附件", ""))
        row = InquiryFile(
            inquiry=inquiry, answer=answer, name=good.name, kind=good.kind, size=len(one.content), digest=digest
        )
        stored.keep(row.file, good.name, one.content)
        row.save()


def _drop(rows: QuerySet[InquiryFile]) -> None:
    for row in rows:
        storage, name = row.file.storage, str(row.file.name)
        transaction.on_commit(partial(storage.delete, name))
        row.delete()


def _go_on(inquiry: Inquiry, on: date) -> Inquiry:
    """Say whose turn it is now, or answer."""
    step = inquiry.steps.filter(gone=False, decision="").select_related("person").first()
    if step is None:
        return _answered(inquiry, on)
    inquiry.state, inquiry.returned_why = State.APPROVING, ""
    inquiry.waits_ability, inquiry.waits_person = step.ability, step.person
    inquiry.save()
    people = [step.person] if step.person else people_with(inquiry.to_id, Ability(step.ability))
    waiting = [one for one in people if one.pk != inquiry.drafted_by_id]
    text = f"{name_of(inquiry.drafted_by)}送审：对{inquiry.matter.body.name}征求意见的答复"
    _tell(waiting, Notice.Kind.TO_APPROVE, text, inquiry, on)
    return inquiry


def _answered(inquiry: Inquiry, on: date) -> Inquiry:
    inquiry.state, inquiry.answered_on = State.ANSWERED, on
    inquiry.waits_ability, inquiry.waits_person, inquiry.returned_why = "", None, ""
    inquiry.save()
    matter = inquiry.matter
    people = [matter.handler] if matter.handler else people_with(matter.body_id, Ability.WRITE)
    text = f"{inquiry.to.name}已答复征求意见：{inquiry.get_opinion_display()}，请登记"
    tell(people, Notice.Kind.RECEIVED, text, address=reverse("inquiries", args=[matter.pk]), on=on, matter=matter)
    return inquiry


def _tell(people: Any, kind: Notice.Kind, text: str, inquiry: Inquiry, on: date) -> None:
    """Tell people of the body that is asked: without the number of a matter that is not theirs."""
    for person in people:
        notify(user=person, kind=kind, text=text[:300], address=reverse("inquiry", args=[inquiry.pk]), on=on)


def _not_open(inquiry: Inquiry) -> Refusal:
    return Refusal(
        "not-open",
        (f"这次征求意见{inquiry.get_state_display()}，不能进行这一操作", f"it is {inquiry.state}"),
        ("请刷新后查看最新情况", "look at it again"),
    )
