"""What every matter's state has: its stage, since when, and how a fact is taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from gongkai.ledger.facts import Fact
from gongkai.ledger.moves import MOVES, Stage


class State:
    """The stage of a matter and the day on which it came there.

    ``takes`` says, for each fact that leaves more than a stage behind, how it is taken in.
    """

    __slots__ = ("since", "stage")

    takes: ClassVar[Mapping[type[Fact], Callable[[Any, Any], None]]] = {}

    def __init__(self) -> None:
        self.stage = Stage.NONE
        self.since: date | None = None

    def step(self, fact: Fact) -> None:
        """Take one fact in, lawful or not."""
        made = type(fact)
        move = MOVES.get(made)
        if move is None:
            return
        take = self.takes.get(made)
        if take is not None:
            take(self, fact)
        if move.to is not None and move.to is not self.stage:
            self.stage, self.since = move.to, fact.on
