"""The matters that a person handles, when the person leaves."""

from __future__ import annotations

from typing import Any

from gongkai.ledger.position import Waits
from gongkai.web.bodies.handover import Work
from gongkai.web.cases.assignments import matters_assign
from gongkai.web.cases.models import Matter


def _open(body_id: int, person: Any) -> int:
    return Matter.objects.filter(body=body_id, handler=person).exclude(waits=Waits.NOBODY.value).count()


def _give(body_id: int, person: Any, colleague: Any, actor: Any) -> None:
    keys = Matter.objects.filter(body=body_id, handler=person).values_list("pk", flat=True)
    matters_assign(keys=list(keys), handler=colleague, actor=actor)


MATTERS = Work("在办事项", _open, _give)
"""Those that wait for somebody must go to a colleague; those that have ended go along, should they come back."""
