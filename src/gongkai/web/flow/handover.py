"""What of the work inside the office is in a person's hands, when the person leaves."""

from __future__ import annotations

from typing import Any

from gongkai.web.bodies.handover import Work
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.flow.models import Call, ChainStep, Proposal, Step, Task


def _tasks(body_id: int, person: Any) -> Any:
    return Task.objects.filter(matter__body=body_id, user=person, done_on=None)


def _tasks_waiting(body_id: int, person: Any) -> int:
    return int(_tasks(body_id, person).count())


def _tasks_give(body_id: int, person: Any, colleague: Any, _actor: Any) -> None:
    """Tasks, and reminders not yet seen of which the colleague has no copy."""
    if colleague is None:
        return
    _tasks(body_id, person).update(user=colleague)
    has = Call.objects.filter(user=colleague).values("token")
    calls = Call.objects.filter(matter__body=body_id, user=person, seen_at=None, kind=Call.Kind.REMINDER)
    calls.exclude(token__in=list(has.values_list("token", flat=True))).update(user=colleague)


def _turns_waiting(_body_id: int, _person: Any) -> int:
    """Never asks for a colleague: a step that loses its name is open to all who may take it."""
    return 0


def _turns_give(body_id: int, person: Any, colleague: Any, _actor: Any) -> None:
    """Steps that named the person, under way or in a chain in force: the colleague's who may take them, or all's."""
    for ability in Ability:
        able = colleague if colleague is not None and may(colleague, body_id, ability) else None
        named = {"ability": ability.value, "person": person}
        Step.objects.filter(proposal__body=body_id, decision="", **named).update(person=able)
        ChainStep.objects.filter(chain__body=body_id, chain__ended_at=None, **named).update(person=able)
        turn = {"body": body_id, "waits_ability": ability.value, "waits_person": person}
        Proposal.objects.filter(**turn).update(waits_person=able)


TASKS = Work("待办任务", _tasks_waiting, _tasks_give)
TURNS = Work("指定由其审批的环节", _turns_waiting, _turns_give)
