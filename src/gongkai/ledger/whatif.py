"""What if: change a fact, a policy or a day of the calendar, and see which open matters' days move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.position import Position, position


class Moved(NamedTuple):
    """One matter whose due day differs: before and after, and by how many days and working days.

    ``days`` and ``working_days`` are positive if the day moves later, and ``None`` where one of the
    two positions has no due day.
    """

    matter: str
    before: Position
    after: Position
    days: int | None
    working_days: int | None


def moved(histories: Iterable[History], on: date, now: Regime, then: Regime) -> Iterator[Moved]:
    """The open matters whose due day is another under ``then`` than under ``now``, as they come."""
    for history in histories:
        change = moved_by(history, history, on, now, then)
        if change is not None:
            yield change


def moved_by(before: History, after: History, on: date, now: Regime, then: Regime) -> Moved | None:
    """The same for one matter, whose facts may differ too; ``None`` if its due day stays.

    Raises :class:`Refusal` for days that no calendar covers.
    """
    old, new = position(before, on, now), position(after, on, then)
    due = (old.due.due if old.due else None, new.due.due if new.due else None)
    if due[0] == due[1]:
        return None
    if due[0] is None or due[1] is None:
        return Moved(before.matter, old, new, None, None)
    return Moved(before.matter, old, new, (due[1] - due[0]).days, then.calendar.count(due[0], due[1]))
