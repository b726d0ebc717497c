"""What waits for a person in the apps above the ledger: approvals, submissions; shown on 今日."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """So many of something wait for the person, at an address."""

    words: str
    count: int
    address: str


Source = Callable[[Any], Waiting | None]
"""Given the person: what waits, or ``None`` for nothing."""
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Ask this app from now on; apps do so in ``AppConfig.ready``."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def waiting_for(user: Any) -> list[Waiting]:
    """All that waits for the person, in the order of the apps."""
    return [found for source in _SOURCES if (found := source(user)) and found.count]
