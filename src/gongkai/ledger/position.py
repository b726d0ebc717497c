"""Where a history stands on a day: stage, due day, who must act, and what may happen next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from gongkai.law.clocks import IN_FORCE, data_correction_due
from gongkai.law.deadline import Deadline
from gongkai.law.duties import publication_due
from gongkai.law.fees import fees_since
from gongkai.law.leaf import Leaf
from gongkai.law.regime import Regime
from gongkai.ledger import clock
from gongkai.ledger.checks.dispute import PUT_OFF_MOST
from gongkai.ledger.clock import Terms
from gongkai.ledger.facts import Fact, Kind, application, dispute, publication
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.facts.publication import Review, Tag
from gongkai.ledger.history import History
from gongkai.ledger.moves import STAGE_WORDS, Move, Stage, Words, moves_at
from gongkai.ledger.state import (
    STATES,
    ApplicationState,
    DataState,
    DisputeState,
    DocumentState,
    PublicationState,
    RecordState,
    State,
)


class Waits(StrEnum):
    """Who must act next."""

    OFFICE = "office"
    APPLICANT = "applicant"
    CONSULTED = "consulted"
    AUTHORITY = "authority"
    NOBODY = "nobody"


WAITS_WORDS: Mapping[Waits, Words] = {
    Waits.OFFICE: ("本机关", "the office"),
    Waits.APPLICANT: ("申请人", "the applicant"),
    Waits.CONSULTED: ("被征求意见方", "whoever was consulted"),
    Waits.AUTHORITY: ("复议机关或法院", "the reconsideration organ or the court"),
    Waits.NOBODY: ("无", "nobody"),
}


class Position(NamedTuple):
    """Where a matter stands at the end of a day.

    ``due`` is the next day that counts, whoever it binds (``waits``); ``paused`` says that the
    answering period is not running; ``overdue`` that the office has let its own day pass;
    ``next`` are the moves that the law allows now; ``closed`` is set once an application, a request
    to mend data or a dispute ended, and ``outcome`` for an application.
    """

    on: date
    stage: Stage
    since: date | None
    due: Deadline | None
    waits: Waits
    paused: bool
    next: tuple[Move, ...]
    outcome: Leaf | None = None
    closed: date | None = None

    @property
    def overdue(self) -> bool:
        """Whether the office itself is late."""
        return self.due is not None and self.waits is Waits.OFFICE and not self.paused and self.on > self.due.due

    @property
    def words(self) -> Words:
        """The stage in Chinese and English."""
        return STAGE_WORDS[self.stage]


class _Wait(NamedTuple):
    """What a stage waits for."""

    due: Deadline | None
    waits: Waits
    paused: bool = False


def position(history: History, on: date, regime: Regime) -> Position:
    """Where the matter stands at the end of ``on``, by the facts that had happened by then.

    Raises :class:`Refusal` for days outside the calendar, or before the Regulation was in force.
    """
    state = STATES[history.kind]()
    first = None
    for entry in history.effective:
        fact = entry.fact
        if fact.on > on:
            break
        first = first or fact
        state.step(fact)
    if first is None:
        return Position(on, Stage.NONE, None, None, Waits.NOBODY, False, moves_at(history.kind, Stage.NONE))
    terms = clock.terms_for(first, regime)
    wait = _WAIT[type(state)](state, terms, on)
    moves = tuple(
        move
        for move, condition in _CONDITIONED[history.kind, state.stage]
        if condition is None or condition(state, terms, on, wait)
    )
    return Position(on, state.stage, state.since, wait.due, wait.waits, wait.paused, moves, *state.ending)


def _application(state: ApplicationState, terms: Terms, on: date) -> _Wait:
    stage = state.stage
    if stage is Stage.CLOSED:
        return _Wait(None, Waits.NOBODY)
    if stage is Stage.CORRECTING:
        return _for_applicant(clock.correction_deadline(state, terms), on, paused=True)
    if stage is Stage.PAYING:
        due = clock.fee_deadline(state, terms)
        return _for_applicant(due, on, paused=True) if due else _Wait(None, Waits.OFFICE, True)
    answer = clock.answer_deadline(state, terms, on=on)
    if answer is not None and on > answer.due:
        return _Wait(answer, Waits.OFFICE)  # whoever is asked now: a period that is over does not pause
    if stage is Stage.EXPLAINING:
        reasons = clock.reasons_deadline(state, terms)
        waiting = reasons is not None and on <= reasons.due
        return _Wait(answer, Waits.APPLICANT if waiting else Waits.OFFICE, terms.policy.reasons_pause and waiting)
    running = _open_consultation(state, terms, on)
    return _Wait(answer, Waits.CONSULTED if running else Waits.OFFICE, running)


def _for_applicant(due: Deadline | None, on: date, *, paused: bool) -> _Wait:
    """The applicant has until ``due``; then the office records the lapse, for which no day is set."""
    waiting = due is not None and on <= due.due
    return _Wait(due, Waits.APPLICANT if waiting else Waits.OFFICE, paused)


def _open_consultation(state: ApplicationState, terms: Terms, on: date) -> bool:
    """Whether an opinion that pauses the count is still awaited within its time."""
    return any(
        clock.pauses(asked, terms) and on <= clock.opinion_deadline(asked, terms).due for asked in state.waiting_for
    )


def _data(state: DataState, terms: Terms, _: date) -> _Wait:
    if state.asked is None or state.closed_on is not None:
        return _Wait(None, Waits.NOBODY)
    due = data_correction_due(state.asked, calendar=terms.calendar, policy=terms.policy)
    return _Wait(due, Waits.OFFICE)


def _publication(state: PublicationState, terms: Terms, _: date) -> _Wait:
    created = state.created
    settled = state.published and state.changed is None
    if created is None or state.tag is not Tag.PUBLIC or settled or state.stage is Stage.TAKEN_DOWN:
        return _Wait(None, Waits.NOBODY)
    return _Wait(_publication_due(state.changed or created.on, terms), Waits.OFFICE)


def _publication_due(made: date, terms: Terms) -> Deadline | None:
    """``None`` for what was made before the Regulation set the period."""
    return publication_due(made, calendar=terms.calendar) if made >= IN_FORCE else None


def _document(state: DocumentState, terms: Terms, on: date) -> _Wait:
    if state.stage is Stage.DRAFT:
        return _Wait(None, Waits.OFFICE)
    if state.stage is not Stage.IN_FORCE or state.issued is None:
        return _Wait(None, Waits.NOBODY)
    if state.made_public is None and not state.issued.taken_over:
        return _Wait(_publication_due(state.issued.on, terms), Waits.OFFICE)
    if state.valid_until is not None and on > state.valid_until:
        return _Wait(None, Waits.OFFICE)
    return _Wait(None, Waits.NOBODY)


def _dispute(state: DisputeState, terms: Terms, _: date) -> _Wait:
    if state.stage is not Stage.OPEN:
        ordered = clock.order_deadline(state)
        return _Wait(ordered, Waits.OFFICE if ordered else Waits.NOBODY)
    if state.copy is None or state.defended is not None:
        return _Wait(None, Waits.AUTHORITY)
    return _Wait(clock.defence_deadline(state, terms), Waits.OFFICE)


def _record(_: RecordState, __: Terms, ___: date) -> _Wait:
    return _Wait(None, Waits.NOBODY)


_WAIT: Mapping[type[State], Callable[[Any, Terms, date], _Wait]] = {
    ApplicationState: _application,
    DataState: _data,
    PublicationState: _publication,
    DocumentState: _document,
    DisputeState: _dispute,
    RecordState: _record,
}


def _past(wait: _Wait, on: date) -> bool:
    return wait.due is not None and on > wait.due.due


def _reviewed(state: PublicationState) -> bool:
    return {Review.FINAL, Review.SECRECY} <= state.reviewed.keys()


def _may_put_off(state: DisputeState) -> bool:
    review = state.opened is not None and state.opened.route is Route.REVIEW
    return not review or state.put_off < PUT_OFF_MOST


_CONDITIONS: Mapping[type[Fact], Callable[[Any, Terms, date, _Wait], bool]] = {
    application.CorrectionAsked: lambda state, *_: state.correction is None,
    application.Corrected: lambda state, *_: state.stage is Stage.CORRECTING or state.outcome is Leaf.O1,
    application.Delivered: lambda state, _, on, __: bool(
        any(asked.delivered is None and asked.answered in (None, on) for asked in state.consultations.values())
        or (state.fee is not None and state.fee_delivered is None)
    ),
    application.OpinionGiven: lambda state, *_: bool(state.waiting_for),
    application.LaterDaySet: lambda state, _, on, wait: state.reasonable is True and not _past(wait, on),
    application.FeeNoticed: lambda state, _, on, __: state.fee is None and on >= fees_since(),
    application.Extended: lambda state, terms, on, wait: clock.extension_is_left(state, terms) and not _past(wait, on),
    application.Lapsed: lambda _, __, on, wait: _past(wait, on),
    publication.Published: lambda state, *_: state.tag is Tag.PUBLIC and _reviewed(state),
    publication.Issued: lambda state, *_: publication.LegalityReviewed in state.done,
    publication.Expired: lambda state, _, on, __: state.valid_until is not None and on > state.valid_until,
    dispute.DecisionPutOff: lambda state, *_: _may_put_off(state),
}
"""What must be so, beside the stage, for a move to be possible today."""

_CONDITIONED = {
    (kind, stage): tuple((move, _CONDITIONS.get(move.fact)) for move in moves_at(kind, stage))
    for kind in Kind
    for stage in Stage
}


def open_kinds() -> tuple[Kind, ...]:
    """The kinds of matters that can wait for somebody."""
    return (Kind.APPLICATION, Kind.DATA_CORRECTION, Kind.PUBLICATION, Kind.DOCUMENT, Kind.DISPUTE)
