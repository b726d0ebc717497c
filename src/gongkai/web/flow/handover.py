"""What of the work inside the office is in a person's hands, when the person leaves or serves in another role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from gongkai.web.bodies.handover import Work
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.flow.models import Call, ChainStep, Proposal, Step, Task
from gongkai.web.flow.selectors import authors_of
from gongkai.web.flow.services import tell_turn


def steps_settle(_body_id: int, person: Any, colleague: Any, on: date) -> None:
    """Steps that name somebody who may not take them any more: the colleague's who may, or open to all who may.

    Of chains in force, of what is under way, and of bodies whose work the person's own goes on with.
    """
    for chain_step in ChainStep.objects.filter(person=person, chain__ended_at=None).select_related("chain"):
        ability, body = Ability(chain_step.ability), chain_step.chain.body_id
        if not may(person, body, ability, on):
            able = colleague is not None and may(colleague, body, ability, on)
            chain_step.person = colleague if able else None
            chain_step.save(update_fields=["person"])
    named = Proposal.objects.filter(state=Proposal.State.OPEN, steps__decision="", steps__person=person)
    for proposal in named.select_for_update(of=("self",)).order_by("pk").select_related("matter", "by"):
        _proposal_settle(proposal, person, colleague, on)


def _proposal_settle(proposal: Proposal, person: Any, colleague: Any, on: date) -> None:
    turn = proposal.steps.filter(decision="").first()
    for step in proposal.steps.filter(decision="", person=person):
        if may(person, proposal.body_id, Ability(step.ability), on):
            continue
        step.person = colleague if _takes(step, proposal, colleague, on) else None
        step.save(update_fields=["person"])
        if step == turn:
            proposal.waits_person = step.person
            proposal.save(update_fields=["waits_person"])
            tell_turn(proposal, step, on)


def _takes(step: Step, proposal: Proposal, colleague: Any, on: date) -> bool:
    """Whether a colleague may take a step: the ability, no own draft, nothing else of the same proposal."""
    if colleague is None or not may(colleague, proposal.body_id, Ability(step.ability), on):
        return False
    others = proposal.steps.exclude(pk=step.pk)
    taken = {colleague.pk} & {key for pair in others.values_list("by", "person") for key in pair}
    return not taken and colleague.pk not in authors_of(proposal)


def _tasks(body_id: int, person: Any) -> QuerySet[Task]:
    return Task.objects.filter(matter__body=body_id, user=person, done_on=None)


def _tasks_waiting(body_id: int, person: Any) -> int:
    return _tasks(body_id, person).count()


def _tasks_give(body_id: int, person: Any, colleague: Any, _actor: Any) -> None:
    """Tasks, and reminders not yet seen of which the colleague has no copy."""
    if colleague is None:
        return
    _tasks(body_id, person).update(user=colleague)
    has = list(Call.objects.filter(user=colleague, matter__body=body_id).values_list("token", flat=True))
    calls = Call.objects.filter(matter__body=body_id, user=person, seen_at=None, kind=Call.Kind.REMINDER)
    calls.exclude(token__in=has).update(user=colleague)


TASKS = Work("待办任务", _tasks_waiting, _tasks_give)
