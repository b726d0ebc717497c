"""The matters that a person handles, when the person leaves."""

from __future__ import annotations

from typing import Any

from gongkai.ledger.position import Waits
from gongkai.web.bodies.handover import Work
from gongkai.web.cases.models import Matter


def _open(body_id: int, person: Any) -> int:
    return Matter.objects.filter(body=body_id, handler=person).exclude(waits=Waits.NOBODY.value).count()


def _give(body_id: int, person: Any, colleague: Any) -> None:
    Matter.objects.filter(body=body_id, handler=person).update(handler=colleague)


MATTERS = Work("在办事项", _open, _give)
"""Those that wait for somebody must go to a colleague; those that have ended go along, should they come back."""
