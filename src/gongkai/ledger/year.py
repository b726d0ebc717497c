"""A body's year: what its matters count as, each figure with the matters behind it.

Nothing here knows the form.  Keys are those of the form's lines and columns, so that ``report``
can put every figure into its cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.law.regime import Regime
from gongkai.law.remedies import column_of
from gongkai.ledger import clock
from gongkai.ledger.facts import Kind, application, other, publication
from gongkai.ledger.facts.application import Lapse
from gongkai.ledger.history import History
from gongkai.ledger.state import ApplicationState, DisputeState, DocumentState

Matters = list[str]


class Ending(NamedTuple):
    """How an application ended for the statistics, and the day that decides the year."""

    outcome: Leaf
    on: date


class FeeFigures(NamedTuple):
    """The processing fee of a year: notices sent, and the amounts asked for and received, in yuan."""

    notices: int
    asked: Decimal
    received: Decimal


@dataclass(slots=True)
class BodyYear:
    """What one body's matters count as in one year.

    ``applications`` by (line, column) of table 3 without its sums; ``documents`` by (rank, what),
    where what is issued, repealed, in_force, disclosed or public_total; ``statistics`` the figures
    of other systems with the matters they came in; ``disputes`` by (route, column) of table 4;
    the rest are figures for the written sections.  Answers are in time or late by article 33; one
    whose period cannot be counted, as no holiday notice covers its days, is neither.
    """

    year: int
    applications: dict[tuple[str, str], Matters] = field(default_factory=lambda: defaultdict(list))
    documents: dict[tuple[str, str], Matters] = field(default_factory=lambda: defaultdict(list))
    disputes: dict[tuple[str, str], Matters] = field(default_factory=lambda: defaultdict(list))
    statistics: dict[str, Decimal] = field(default_factory=dict)
    statistic_matters: dict[str, Matters] = field(default_factory=lambda: defaultdict(list))
    published: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    interpretations: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    activities: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    trained: int = 0
    consultations: int = 0
    comment_rounds: int = 0
    extensions: int = 0
    answered_in_time: int = 0
    answered_late: int = 0
    subkinds: dict[str, Matters] = field(default_factory=lambda: defaultdict(list))
    data_corrections: int = 0
    fee_notices: int = 0
    fee_asked: Decimal = Decimal(0)
    fee_received: Decimal = Decimal(0)

    @property
    def fees(self) -> FeeFigures:
        """The three figures of the processing fee that the annual report states."""
        return FeeFigures(self.fee_notices, self.fee_asked, self.fee_received)


def body_year(histories: Iterable[History], year: int, regime: Regime) -> BodyYear:
    """Count one body's matters in the year from 1 January to 31 December.

    Facts are taken as known now: what was entered in January about December counts in December.
    What happened after the year decides only whether a matter was still open at its end.  How a
    lapse counts is policy of the day on which the matter began; how documents and disputes count,
    policy of 1 January.
    """
    out = BodyYear(year)
    for history in histories:
        if history.effective:
            _COUNT[history.kind](history, out, regime)
    return out


def ending_of(history: History, regime: Regime) -> Ending | None:
    """How an application ended for the statistics (``None`` while it is open).

    A lapse counts on the day the period ran out, or on the day it was recorded, by policy.  A
    matter reopened within the year of its ending counts with its last outcome; reopened in a later
    year, with the outcome that was counted then, as one application is counted once.
    """
    state = ApplicationState()
    ending: Ending | None = None
    for entry in history.effective:
        fact = entry.fact
        state.step(fact)
        if type(fact) is application.Corrected and ending is not None and ending.on.year == fact.on.year:
            ending = None
        elif ending is None and state.outcome is not None:
            day = _lapse_day(state, fact, history, regime) if type(fact) is application.Lapsed else fact.on
            ending = Ending(state.outcome, day)
    return ending


def _lapse_day(state: ApplicationState, fact: application.Lapsed, history: History, regime: Regime) -> date:
    terms = clock.terms_for(history.effective[0].fact, regime)
    if terms.policy.lapse_counts_on == "record":
        return fact.on
    due = clock.correction_deadline(state, terms) if fact.what is Lapse.CORRECTION else clock.fee_deadline(state, terms)
    return min(due.due, fact.on) if due is not None else fact.on


def _application(history: History, out: BodyYear, regime: Regime) -> None:
    received = next((entry.fact for entry in history.effective if type(entry.fact) is application.Received), None)
    if received is None or received.on.year > out.year:
        return
    _work_done(history, out)
    _answers(history, out, regime)
    ending = ending_of(history, regime)
    closed = ending.on.year if ending is not None and ending.on >= received.on else None
    if closed is not None and closed < out.year:
        return
    column, matter = received.applicant.value, history.matter
    out.applications["new" if received.on.year == out.year else "carried_in", column].append(matter)
    if ending is not None and closed == out.year:
        out.applications[ending.outcome.row, column].append(matter)
        if ending.outcome.row == "u1":
            out.subkinds[ending.outcome.value].append(matter)
    else:
        out.applications["carried_out", column].append(matter)


def _work_done(history: History, out: BodyYear) -> None:
    """What was done in the year, also on a matter that had been counted as closed before."""
    for entry in history.effective:
        fact = entry.fact
        if fact.on.year != out.year:
            continue
        if type(fact) is application.FeeNoticed:
            out.fee_notices += 1
            out.fee_asked += fact.amount
        elif type(fact) is application.FeePaid:
            out.fee_received += fact.amount
        elif type(fact) is application.Consulted:
            out.consultations += 1
        elif type(fact) is application.Extended:
            out.extensions += 1


def _answers(history: History, out: BodyYear, regime: Regime) -> None:
    """Every answer given in the year, as in time or late (条例:33)."""
    if not any(
        type(entry.fact) is application.Answered and entry.fact.on.year == out.year for entry in history.effective
    ):
        return
    state, terms = ApplicationState(), clock.terms_for(history.effective[0].fact, regime)
    for entry in history.effective:
        fact = entry.fact
        if type(fact) is application.Answered and fact.on.year == out.year:
            late = _is_late(state, terms, fact.on)
            out.answered_late += late is True
            out.answered_in_time += late is False
        state.step(fact)


def _is_late(state: ApplicationState, terms: clock.Terms, on: date) -> bool | None:
    """Whether the period had run out on the day; ``None`` where it cannot be counted."""
    try:
        due = clock.answer_deadline(state, terms, on=on)
    except Refusal:
        return None
    return None if due is None else on > due.due


def _data_correction(history: History, out: BodyYear, _: Regime) -> None:
    out.data_corrections += history.effective[0].fact.on.year == out.year


def _publication(history: History, out: BodyYear, _: Regime) -> None:
    for entry in history.effective:
        fact = entry.fact
        if type(fact) is publication.Published and fact.on.year == out.year:
            out.published[fact.block.value] += fact.count


def _document(history: History, out: BodyYear, regime: Regime) -> None:
    state = DocumentState()
    for entry in history.effective:
        fact = entry.fact
        if fact.on.year > out.year:
            break
        state.step(fact)
        if fact.on.year == out.year:
            if type(fact) is publication.Interpreted:
                out.interpretations[fact.form] += 1
            elif type(fact) is publication.CommentsSought:
                out.comment_rounds += 1
    issued = state.issued
    policy = regime.policies.on(date(out.year, 1, 1))
    if issued is None or not (issued.lead or policy.joint_documents == "all"):
        return
    rank, matter = state.rank.value, history.matter
    ended = state.ended_by(date(out.year, 12, 31))
    if issued.on.year == out.year and not issued.taken_over:
        out.documents[rank, "issued"].append(matter)
    if ended is None:
        out.documents[rank, "in_force"].append(matter)
    elif ended[0].year == out.year and not (ended[1] and policy.lapsed_documents == "apart"):
        out.documents[rank, "repealed"].append(matter)
    if state.made_public is not None or issued.taken_over:
        out.documents[rank, "public_total"].append(matter)
        if state.made_public is not None and state.made_public.year == out.year:
            out.documents[rank, "disclosed"].append(matter)


def _dispute(history: History, out: BodyYear, regime: Regime) -> None:
    state = DisputeState()
    for entry in history.effective:
        state.step(entry.fact)
    opened, decided = state.opened, state.decided
    if opened is None or opened.on.year > out.year:
        return
    policy = regime.policies.on(date(out.year, 1, 1))
    if policy.disputes_counted == "opened" and opened.on.year < out.year:
        return
    if decided is not None and decided.on.year < out.year:
        return
    if decided is None or decided.on.year > out.year:
        column: str | None = "pending"
    else:
        column = column_of(opened.route.value, decided.result, policy=policy)
    if column is not None:
        out.disputes[opened.route.value, column].append(history.matter)


def _statistic(history: History, out: BodyYear, _: Regime) -> None:
    for entry in history.effective:
        fact = entry.fact
        if type(fact) is other.Reported and fact.year == out.year:
            out.statistics[fact.what.value] = out.statistics.get(fact.what.value, Decimal(0)) + fact.value
            out.statistic_matters[fact.what.value].append(history.matter)


def _activity(history: History, out: BodyYear, _: Regime) -> None:
    for entry in history.effective:
        fact = entry.fact
        if type(fact) is other.Held and fact.on.year == out.year:
            out.activities[fact.what.value] += 1
            if fact.what is other.Activity.TRAINING:
                out.trained += fact.people


_COUNT: Mapping[Kind, Callable[[History, BodyYear, Regime], None]] = {
    Kind.APPLICATION: _application,
    Kind.DATA_CORRECTION: _data_correction,
    Kind.PUBLICATION: _publication,
    Kind.DOCUMENT: _document,
    Kind.DISPUTE: _dispute,
    Kind.STATISTIC: _statistic,
    Kind.ACTIVITY: _activity,
}
