"""The state of an application, and of a request to mend one's own data."""

from __future__ import annotations

from datetime import date

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Fact, Kind, application
from gongkai.ledger.state.base import State, steps

FEE = "fee"
"""The ``ref`` under which the delivery of a fee notice is entered."""


class Consultation:
    """One letter and what came of it."""

    __slots__ = ("answered", "asked", "delivered", "opinion")

    def __init__(self, asked: application.Consulted) -> None:
        self.asked = asked
        self.delivered: date | None = None
        self.answered: date | None = None
        self.opinion: application.Opinion | None = None


class ApplicationState(State):
    """An application (依申请公开) so far."""

    __slots__ = (
        "closed_on",
        "consultations",
        "corrected",
        "corrected_since",
        "correction",
        "extension",
        "fee",
        "fee_delivered",
        "later",
        "outcome",
        "paid",
        "paid_since",
        "reasonable",
        "reasons",
        "reasons_given",
        "received",
        "unclear",
    )

    def __init__(self) -> None:
        super().__init__()
        self.received: application.Received | None = None
        self.correction: application.CorrectionAsked | None = None
        self.corrected: date | None = None
        self.unclear = False
        self.consultations: dict[str, Consultation] = {}
        self.reasons: application.ReasonsAsked | None = None
        self.reasonable: bool | None = None
        self.reasons_given: date | None = None
        self.later: application.LaterDaySet | None = None
        self.fee: application.FeeNoticed | None = None
        self.fee_delivered: date | None = None
        self.paid: date | None = None
        self.extension: application.Extended | None = None
        self.corrected_since = self.paid_since = False  # since the extension
        self.outcome: Leaf | None = None
        self.closed_on: date | None = None

    @property
    def waiting_for(self) -> list[Consultation]:
        """The consultations that nobody has answered."""
        return [asked for asked in self.consultations.values() if asked.answered is None]

    @property
    def ending(self) -> tuple[Leaf | None, date | None]:
        """How and when the application ended."""
        return self.outcome, self.closed_on

    def close(self, outcome: Leaf, on: date) -> None:
        """The matter ends with this outcome."""
        self.outcome, self.closed_on = outcome, on


class DataState(State):
    """A request to mend one's own data so far."""

    __slots__ = ("asked", "closed_on")

    def __init__(self) -> None:
        super().__init__()
        self.asked: date | None = None
        self.closed_on: date | None = None

    @property
    def ending(self) -> tuple[Leaf | None, date | None]:
        """When the request was met, refused or passed on."""
        return None, self.closed_on


def _received(state: ApplicationState, fact: application.Received) -> None:
    state.received = fact


def _correction_asked(state: ApplicationState, fact: application.CorrectionAsked) -> None:
    state.correction = fact


def _corrected(state: ApplicationState, fact: application.Corrected) -> None:
    state.corrected, state.unclear = fact.on, not fact.clear
    state.outcome = state.closed_on = None
    state.corrected_since = True


def _consulted(state: ApplicationState, fact: application.Consulted) -> None:
    state.consultations[fact.ref] = Consultation(fact)


def _delivered(state: ApplicationState, fact: application.Delivered) -> None:
    asked = state.consultations.get(fact.ref)
    if asked is not None:
        asked.delivered = fact.on
    elif fact.ref == FEE:
        state.fee_delivered = fact.on


def _opinion(state: ApplicationState, fact: application.OpinionGiven) -> None:
    asked = state.consultations.get(fact.ref)
    if asked is not None:
        asked.answered, asked.opinion = fact.on, fact.opinion


def _reasons_asked(state: ApplicationState, fact: application.ReasonsAsked) -> None:
    state.reasons = fact
    state.reasonable = state.reasons_given = None


def _reasons_given(state: ApplicationState, fact: application.ReasonsGiven) -> None:
    state.reasonable, state.reasons_given = fact.reasonable, fact.on


def _later(state: ApplicationState, fact: application.LaterDaySet) -> None:
    state.later = fact


def _fee(state: ApplicationState, fact: application.FeeNoticed) -> None:
    state.fee, state.fee_delivered = fact, None


def _paid(state: ApplicationState, fact: application.FeePaid) -> None:
    state.paid, state.paid_since = fact.on, True


def _extended(state: ApplicationState, fact: application.Extended) -> None:
    state.extension = fact
    state.corrected_since = state.paid_since = False


def _answered(state: ApplicationState, fact: application.Answered) -> None:
    state.close(fact.outcome, fact.on)


def _withdrawn(state: ApplicationState, fact: application.Withdrawn) -> None:
    state.close(Leaf.O3, fact.on)


def _lapsed(state: ApplicationState, fact: application.Lapsed) -> None:
    state.close(Leaf.O1 if fact.what is application.Lapse.CORRECTION else Leaf.O2, fact.on)


def _ended(state: ApplicationState, fact: application.Ended) -> None:
    state.close(Leaf.O3, fact.on)


def _data_asked(state: DataState, fact: Fact) -> None:
    state.asked = fact.on


def _data_closed(state: DataState, fact: Fact) -> None:
    state.closed_on = fact.on


ApplicationState.steps = steps(
    Kind.APPLICATION,
    {
        application.Received: _received,
        application.CorrectionAsked: _correction_asked,
        application.Corrected: _corrected,
        application.Consulted: _consulted,
        application.Delivered: _delivered,
        application.OpinionGiven: _opinion,
        application.ReasonsAsked: _reasons_asked,
        application.ReasonsGiven: _reasons_given,
        application.LaterDaySet: _later,
        application.FeeNoticed: _fee,
        application.FeePaid: _paid,
        application.Extended: _extended,
        application.Answered: _answered,
        application.Withdrawn: _withdrawn,
        application.Lapsed: _lapsed,
        application.Ended: _ended,
    },
)

DataState.steps = steps(
    Kind.DATA_CORRECTION,
    {
        application.DataCorrectionAsked: _data_asked,
        application.DataCorrected: _data_closed,
        application.DataCorrectionRefused: _data_closed,
        application.DataCorrectionPassedOn: _data_closed,
    },
)
