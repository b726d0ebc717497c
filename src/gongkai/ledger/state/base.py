"""What every matter's state has: its stage, since when, and how a fact is taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import KINDS, Fact, Kind
from gongkai.ledger.moves import MOVES, Stage

Take = Callable[[Any, Any], None]
Steps = Mapping[type[Fact], tuple[Take | None, Stage | None]]


class State:
    """The stage of a matter and the day on which it came there.

    ``steps`` says of each fact how it is taken in, if it leaves more than a stage behind, and the
    stage that it brings, if it brings one.
    """

    __slots__ = ("since", "stage")

    steps: ClassVar[Steps] = {}

    def __init__(self) -> None:
        self.stage = Stage.NONE
        self.since: date | None = None

    @property
    def ending(self) -> tuple[Leaf | None, date | None]:
        """How and when the matter ended; nothing for one that is open, or of a kind without an end."""
        return None, None

    def step(self, fact: Fact) -> None:
        """Take one fact in, lawful or not."""
        take, to = self.steps.get(type(fact), _NOTHING)
        if take is not None:
            take(self, fact)
        if to is not None and to is not self.stage:
            self.stage, self.since = to, fact.on


_NOTHING: tuple[Take | None, Stage | None] = (None, None)


def steps(kind: Kind, takes: Mapping[type[Fact], Take]) -> Steps:
    """The steps of a kind of matter: the table of moves, and how each fact is taken in."""
    return {made: (takes.get(made), MOVES[made].to) for made in KINDS[kind]}
