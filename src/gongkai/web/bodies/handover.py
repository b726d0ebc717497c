"""What an app above keeps in a person's hands, and must be handed over when the person leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple


class Work(NamedTuple):
    """One kind of work: its word, how much of it a person has open for a body, and giving all of it away."""

    word: str
    waiting: Callable[[int, Any], int]
    """(body, person): how many wait for the person; while there are any, somebody must be named."""
    give: Callable[[int, Any, Any, Any], None]
    """(body, person, colleague or ``None``, who does so): give everything away, what has ended too."""


Settled = Callable[[int, Any, Any, date], None]
"""(body, person, colleague or ``None``, day): the person's roles there are others now; what hangs on them follows."""

_WORKS: list[Work] = []
_FOLLOWING: list[Settled] = []


def register(work: Work) -> None:
    """Hand this over too from now on; apps do so in ``AppConfig.ready``."""
    if work not in _WORKS:
        _WORKS.append(work)


def follow(settled: Settled) -> None:
    """Call this after every change of somebody's roles, in the same transaction."""
    if settled not in _FOLLOWING:
        _FOLLOWING.append(settled)


def changed(body_id: int, person: Any, colleague: Any, on: date) -> None:
    """The person's roles have changed: whatever was the person's by a role is settled anew."""
    for settled in _FOLLOWING:
        settled(body_id, person, colleague, on)


def waiting(body_id: int, person: Any) -> list[tuple[str, int]]:
    """Every kind of work with how much of it waits for the person."""
    return [(work.word, work.waiting(body_id, person)) for work in _WORKS]


def give(body_id: int, person: Any, colleague: Any, actor: Any) -> None:
    """Everything in the person's hands for the body goes to the colleague."""
    for work in _WORKS:
        work.give(body_id, person, colleague, actor)
