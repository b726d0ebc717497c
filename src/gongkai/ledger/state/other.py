"""The state of a dispute, and of a record that only counts."""

from __future__ import annotations

from datetime import date

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Fact, Kind, dispute, other
from gongkai.ledger.state.base import State, steps


class DisputeState(State):
    """A reconsideration or lawsuit so far."""

    __slots__ = ("copy", "decided", "defended", "done_on", "head", "heard", "opened", "put_off", "simple")

    def __init__(self) -> None:
        super().__init__()
        self.opened: dispute.Opened | None = None
        self.simple = False
        self.copy: date | None = None
        self.defended: date | None = None
        self.put_off = 0
        self.heard = self.head = False
        self.decided: dispute.Decided | None = None
        self.done_on: date | None = None

    @property
    def ending(self) -> tuple[Leaf | None, date | None]:
        """The day of the decision, or that on which the organ did what it orders within a period."""
        if self.decided is None:
            return None, None
        return None, self.done_on if self.decided.act_by is not None else self.decided.on


class RecordState(State):
    """A figure or an activity: nothing follows from it but its counts."""

    __slots__ = ("held", "reported")

    def __init__(self) -> None:
        super().__init__()
        self.reported: list[other.Reported] = []
        self.held: list[other.Held] = []


def _opened(state: DisputeState, fact: dispute.Opened) -> None:
    state.opened, state.simple = fact, fact.simple


def _copy(state: DisputeState, fact: Fact) -> None:
    state.copy = fact.on


def _defended(state: DisputeState, fact: Fact) -> None:
    state.defended = fact.on


def _procedure(state: DisputeState, fact: dispute.ProcedureChanged) -> None:
    state.simple = fact.simple


def _put_off(state: DisputeState, fact: dispute.DecisionPutOff) -> None:
    state.put_off += fact.days


def _appeared(state: DisputeState, fact: dispute.Appeared) -> None:
    state.heard = True
    state.head = state.head or fact.head


def _decided(state: DisputeState, fact: dispute.Decided) -> None:
    state.decided = fact


def _done(state: DisputeState, fact: Fact) -> None:
    state.done_on = fact.on


def _reported(state: RecordState, fact: other.Reported) -> None:
    state.reported.append(fact)


def _held(state: RecordState, fact: other.Held) -> None:
    state.held.append(fact)


DisputeState.steps = steps(
    Kind.DISPUTE,
    {
        dispute.Opened: _opened,
        dispute.CopyReceived: _copy,
        dispute.DefenceFiled: _defended,
        dispute.ProcedureChanged: _procedure,
        dispute.DecisionPutOff: _put_off,
        dispute.Appeared: _appeared,
        dispute.Decided: _decided,
        dispute.DutyDone: _done,
    },
)

RecordState.steps = {
    **steps(Kind.STATISTIC, {other.Reported: _reported}),
    **steps(Kind.ACTIVITY, {other.Held: _held}),
}
