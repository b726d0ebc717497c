"""What a matter's facts add up to so far: one small mutable record a kind, stepped fact by fact.

Stepping decides nothing: it takes each fact as it is.  Whether a fact was lawful is asked in
``checks``, what follows from the state in ``position`` and ``year``.
"""

from collections.abc import Iterable, Mapping

from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.state.application import FEE, ApplicationState, Consultation, DataState
from gongkai.ledger.state.base import State
from gongkai.ledger.state.other import DisputeState, RecordState
from gongkai.ledger.state.publication import DocumentState, PublicationState

STATES: Mapping[Kind, type[State]] = {
    Kind.APPLICATION: ApplicationState,
    Kind.DATA_CORRECTION: DataState,
    Kind.PUBLICATION: PublicationState,
    Kind.DOCUMENT: DocumentState,
    Kind.DISPUTE: DisputeState,
    Kind.STATISTIC: RecordState,
    Kind.ACTIVITY: RecordState,
}


def state_of(kind: Kind, facts: Iterable[Fact]) -> State:
    """The state after these facts, which are in the order in which they happened."""
    state = STATES[kind]()
    for fact in facts:
        state.step(fact)
    return state


__all__ = [
    "FEE",
    "ApplicationState",
    "Consultation",
    "DataState",
    "DisputeState",
    "DocumentState",
    "PublicationState",
    "RecordState",
    "State",
    "state_of",
]
