"""Writing: chains set, drafts sent for approval, decided, taken back, carried out; each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.codec import decode, encode
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.facts.application import Extended, LegalReviewed
from gongkai.ledger.moves import MOVES, Stage
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.services import fact_enter
from gongkai.web.flow import subjects
from gongkai.web.flow.models import Chain, ChainStep, Proposal, Step
from gongkai.web.flow.rules import (
    letter_changed,
    not_open,
    permitted,
    proposable,
    reasoned,
    revisable,
    same_submission,
    settable,
    takeable,
)
from gongkai.web.flow.selectors import Asked, authors_of, chain_steps, name_of, steps_for
from gongkai.web.flow.sorts import SORTS, sort_of
from gongkai.web.flow.telling import tell
from gongkai.web.jobs.models import Notice
from gongkai.web.kernel import clock

State, Decision, Opinion = Proposal.State, Step.Decision, Step.Opinion


class Subject(NamedTuple):
    """What goes out with the fact: the app that keeps it, its key there, the SHA-256 of its content."""

    app: str
    key: str
    hash: str


def chain_set(*, body: Body, about: str, steps: Sequence[Asked], actor: Any) -> Chain | None:
    """From now on these steps; without any, no approval.  What is under way keeps the steps it began with.

    Raises :class:`Refusal` for a sort that is not known, a step that nobody can take, a person who
    may not take it, too many steps, or an extension without the head's approval.
    """
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        settable(body, about, steps)
        if list(chain_steps(body.pk, about)) == list(steps):
            return Chain.objects.filter(body=body, about=about, ended_at=None).first()
        Chain.objects.filter(body=body, about=about, ended_at=None).update(ended_at=clock.now())
        if not steps:
            return None
        chain = Chain.objects.create(body=body, about=about, set_by=actor)
        for place, step in enumerate(steps, start=1):
            ChainStep.objects.create(chain=chain, place=place, ability=step.ability.value, person=step.person)
        return chain


def proposal_open(
    *,
    matter_id: int,
    fact: Fact,
    token: str,
    actor: Any,
    on: date,
    regime: Regime,
    note: str = "",
    fixed_day: bool = False,
    subject: Subject | None = None,
    revises: Proposal | None = None,
) -> Proposal:
    """Send a drafted fact for approval (送审); the same ``token`` again gives the proposal that it made.

    Raises :class:`Refusal` where the law would not allow the fact today, it has not happened yet, the
    same is under way already, or a step has nobody to take it; ``PermissionDenied`` without ``WRITE``.
    """
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter_id)
        content = encode(fact)
        made = Proposal.objects.filter(token=token).first()
        if made is not None:
            same_submission(made.matter_id == matter.pk and made.content == content and made.by_id == actor.pk)
            return made
        permitted(actor, matter.body_id, Ability.WRITE)
        proposable(matter, fact, on, regime)
        revisable(matter, revises)
        steps = steps_for(matter.body_id, fact)
        takeable(matter.body_id, steps, actor)
        proposal = Proposal.objects.create(
            matter=matter, body_id=matter.body_id, about=sort_of(fact), content=content, fixed_day=fixed_day,
            note=note, revises=revises, by=actor, on=on, token=token,
            **_subject_columns(subject),
        )  # fmt: skip
        for place, step in enumerate(steps, start=1):
            Step.objects.create(proposal=proposal, place=place, ability=step.ability.value, person=step.person)
        _go_on(proposal, on)
        return proposal


def proposal_decide(
    *,
    proposal_id: int,
    agree: bool,
    token: str,
    actor: Any,
    on: date,
    regime: Regime,
    reason: str = "",
    opinion: str = "",
    articles: str = "",
) -> Proposal:
    """Take the next step: agree, or return with a reason; the same ``token`` again changes nothing.

    At a legal review ``opinion`` decides instead of ``agree``; it also becomes a fact of the matter
    where the law has a place for it.  Raises :class:`Refusal` if it is not open, is one's own draft,
    was decided upon by the same person, a reason is missing, or the letter reads otherwise by now;
    ``PermissionDenied`` if the step asks an ability that one does not have, or somebody else by name.
    """
    with transaction.atomic():
        proposal = _locked(proposal_id)
        made = Step.objects.filter(token=token).first()
        if made is not None:
            same_submission(made.proposal_id == proposal.pk and made.by_id == actor.pk)
            return proposal
        step = _turn(proposal, actor)
        law = step.ability == Ability.REVIEW_LAW.value
        agreed = Opinion(opinion) is not Opinion.OBJECT if law and opinion in Opinion.values else agree
        if agreed and subjects.changed(proposal, on, regime):
            raise letter_changed()
        reasoned(law=law, agreed=agreed, reason=reason.strip(), opinion=opinion)
        step.decision = Decision.AGREED if agreed else Decision.RETURNED
        step.opinion, step.articles = (opinion, articles.strip()) if law else ("", "")
        step.reason, step.by, step.on, step.at, step.token = reason.strip(), actor, on, clock.now(), token
        step.save()
        if law:
            _enter_review(proposal, step, regime)
        if agreed:
            _go_on(proposal, on)
        else:
            _close(proposal, State.RETURNED, on, None)
            _tell_drafter(proposal, Notice.Kind.RETURNED, f"被{name_of(actor)}退回：{step.reason}", on)
        return proposal


def proposal_withdraw(*, proposal_id: int, actor: Any, on: date) -> Proposal:
    """Take a draft back that is not carried out; a second time changes nothing.

    Raises :class:`Refusal` once it was returned or carried out; ``PermissionDenied`` without ``WRITE``.
    """
    with transaction.atomic():
        proposal = _locked(proposal_id)
        permitted(actor, proposal.body_id, Ability.WRITE)
        if proposal.state == State.WITHDRAWN:
            return proposal
        if proposal.state not in (State.OPEN, State.APPROVED):
            raise not_open(proposal)
        _close(proposal, State.WITHDRAWN, on, actor)
        return proposal


def proposal_carry_out(
    *, proposal_id: int, token: str, actor: Any, on: date, regime: Regime, document: str = "", subject_hash: str = ""
) -> Matter:
    """Enter the approved fact; the same ``token`` again changes nothing.

    It is dated ``on`` unless its own day was approved; ``document`` is the number (文号) given now.  The
    law and the guards are asked again: what has become unlawful meanwhile is refused and stays approved.
    Raises :class:`Refusal` if it is not approved, or what goes out with it (``subject_hash``) is not
    what was approved; ``PermissionDenied`` without ``WRITE``.
    """
    with transaction.atomic():
        proposal = _locked(proposal_id)
        permitted(actor, proposal.body_id, Ability.WRITE)
        done = proposal.state == State.CARRIED_OUT
        if done and FactRow.objects.filter(token=token, matter=proposal.matter).exists():
            return proposal.matter
        if proposal.state != State.APPROVED:
            raise not_open(proposal)
        if proposal.subject_hash != subject_hash:
            raise letter_changed()
        fact = fact_of(proposal, on=on, document=document)
        given: dict[str, Any] = {"actor": actor, "on": on, "regime": regime, "subject_hash": subject_hash}
        return fact_enter(matter_id=proposal.matter_id, fact=fact, token=token, **given)


def fact_of(proposal: Proposal, *, on: date, document: str = "") -> Fact:
    """The fact as it would be entered on a day: the approval fills who approved an extension and when."""
    fact = decode(Kind(proposal.matter.kind), proposal.content)
    if not proposal.fixed_day:
        fact = replace(fact, on=on)
    if document:
        fact = replace(fact, document=document)
    heads = (Ability.APPROVE.value, Ability.SIGN.value)
    agreed = proposal.steps.filter(decision=Decision.AGREED, ability__in=heads).select_related("by").last()
    if isinstance(fact, Extended) and agreed is not None and agreed.on is not None:
        fact = replace(fact, approved_by=name_of(agreed.by), approved_on=agreed.on)
    return fact


def _locked(proposal_id: int) -> Proposal:
    """The proposal with its matter locked: whoever changes either waits here, always for the matter first."""
    matter_id = Proposal.objects.values_list("matter_id", flat=True).get(pk=proposal_id)
    Matter.objects.select_for_update().get(pk=matter_id)
    return Proposal.objects.select_for_update(of=("self",)).select_related("matter", "by").get(pk=proposal_id)


def _turn(proposal: Proposal, actor: Any) -> Step:
    """The step whose turn it is, if the person may take it."""
    if proposal.state != State.OPEN:
        raise not_open(proposal)
    step = proposal.steps.filter(decision="").first()
    assert step is not None  # an open proposal has one
    if step.person_id not in (None, actor.pk):
        raise PermissionDenied
    permitted(actor, proposal.body_id, Ability(step.ability))
    if actor.pk in authors_of(proposal):
        raise Refusal(
            "own-draft",
            ("不能审批自己起草的呈批", "nobody agrees to one's own draft"),
            ("请由其他有权限的同志审批", "let a colleague decide"),
        )
    if proposal.steps.filter(by=actor).exists():
        raise Refusal(
            "decided-before",
            ("您在前一环节已经审批过，同一人不能审批两次", "nobody decides twice on one draft"),
            ("请由其他有权限的同志审批", "let a colleague decide"),
        )
    return step


def _go_on(proposal: Proposal, on: date) -> None:
    """Say whose turn it is now, or that all agreed."""
    step = proposal.steps.filter(decision="").select_related("person").first()
    if step is None:
        proposal.state, proposal.waits_ability, proposal.waits_person = State.APPROVED, "", None
        proposal.save()
        _tell_drafter(proposal, Notice.Kind.APPROVED, "已批准，请办理", on)
        return
    proposal.waits_ability, proposal.waits_person = step.ability, step.person
    proposal.save()
    tell_turn(proposal, step, on)


def tell_turn(proposal: Proposal, step: Step, on: date) -> None:
    """Tell whoever may take the step that it is their turn."""
    people = [step.person] if step.person else people_with(proposal.body_id, Ability(step.ability), on)
    gone = authors_of(proposal) | set(proposal.steps.exclude(by=None).values_list("by", flat=True))
    text = f"{name_of(proposal.by)}送审：{_words(proposal)}，请{step.get_ability_display()}"
    waiting = [person for person in people if person.pk not in gone]
    tell(waiting, Notice.Kind.TO_APPROVE, text, address=_address(proposal), on=on, matter=proposal.matter)


def _close(proposal: Proposal, state: Proposal.State, on: date, by: Any) -> None:
    proposal.state, proposal.ended_on, proposal.ended_by = state, on, by
    proposal.waits_ability, proposal.waits_person = "", None
    proposal.save()


def _tell_drafter(proposal: Proposal, kind: Notice.Kind, said: str, on: date) -> None:
    text = f"{_words(proposal)}{said}"
    tell([proposal.by], kind, text, address=_address(proposal), on=on, matter=proposal.matter)


def _enter_review(proposal: Proposal, step: Step, regime: Regime) -> None:
    """A legal review is also a fact of an application that is in hand."""
    matter = proposal.matter
    if step.on is None or matter.kind != Kind.APPLICATION.value or Stage(matter.stage) not in MOVES[LegalReviewed].at:
        return
    fact = LegalReviewed(on=step.on, by=name_of(step.by), agreed=step.opinion != Opinion.OBJECT)
    given: dict[str, Any] = {"token": f"review-{step.pk}", "actor": step.by, "on": step.on, "regime": regime}
    fact_enter(matter_id=matter.pk, fact=fact, **given)


def _words(proposal: Proposal) -> str:
    return SORTS[proposal.about].words if proposal.about in SORTS else proposal.about


def _address(proposal: Proposal) -> str:
    return reverse("proposal", args=[proposal.pk])


def _subject_columns(subject: Subject | None) -> dict[str, str]:
    if subject is None:
        return {}
    return {"subject_app": subject.app, "subject_key": subject.key, "subject_hash": subject.hash}
