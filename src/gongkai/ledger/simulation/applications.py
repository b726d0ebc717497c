"""The applications of a body's year, exactly as many of each kind as its figures say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import NamedTuple

from gongkai.finding import Severity
from gongkai.law.leaf import Leaf
from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.facts import Struck
from gongkai.ledger.facts.application import Answered, LegalReviewed
from gongkai.ledger.history import History, refusal
from gongkai.ledger.simulation import opening
from gongkai.ledger.simulation.case import Case, NoDayLeftError, finished_history
from gongkai.ledger.simulation.chance import chance
from gongkai.ledger.simulation.charges import UNPAID_ROWS, Charges, charges_for
from gongkai.ledger.simulation.draw import outcome_row
from gongkai.ledger.simulation.figures import CARRIED_IN, CARRIED_OUT, COLUMNS, LEAF_ROWS, NEW, Figures
from gongkai.ledger.simulation.opening import Desk
from gongkai.ledger.simulation.weights import share

REPEATS = (Leaf.R2, Leaf.R5)
"""Outcomes that point to an earlier answer."""


class Wanted(NamedTuple):
    """One application to be made up: its column, how it ends in the year (``None``: not), whether it
    came from the year before."""

    column: str
    row: str | None
    carried: bool


def applications_for(figures: Figures, year: int, *, seed: object, regime: Regime, body: str) -> list[History]:
    """Histories of applications that count to the figures.  Raises :class:`Refusal` for impossible fees."""
    rng = chance(seed, body, year, "applications")
    charges = charges_for(figures, rng)
    desk = Desk(rng, regime, year, free_fees=figures.fees is None)
    cases = [_case(desk, wanted, charge) for wanted, charge in _charged(wanted_of(figures, rng), charges)]
    return settled(desk, cases, body)


def wanted_of(figures: Figures, rng: Random) -> list[Wanted]:
    """The applications that the figures ask for, in the order of the columns."""
    out: list[Wanted] = []
    for column in COLUMNS:
        rows: list[str | None] = [row for row in LEAF_ROWS for _ in range(figures.applications.get((row, column), 0))]
        rng.shuffle(rows)
        rows += [None] * figures.applications.get((CARRIED_OUT, column), 0)
        carried = figures.applications.get((CARRIED_IN, column), 0)
        out += [Wanted(column, row, place < carried) for place, row in enumerate(rows)]
        assert len(rows) == carried + figures.applications.get((NEW, column), 0), "the figures balance"
    return out


def _charged(wanted: Iterable[Wanted], charges: Charges) -> Iterator[tuple[Wanted, Decimal | None]]:
    """Each application with the fee that it is asked for, if the figures of the fee need one."""
    paid, lapsed, waiting = (list(amounts) for amounts in charges)
    for one in wanted:
        new_and_open = one.row is None and not one.carried
        if one.row == "o2":
            yield one, lapsed.pop()
        elif waiting and (new_and_open or one.row == "o3"):
            yield one, waiting.pop()
        elif paid and one.row is not None and one.row not in UNPAID_ROWS:
            yield one, paid.pop()
        else:
            yield one, None


def _case(desk: Desk, wanted: Wanted, charge: Decimal | None) -> Case:
    if wanted.row is None:
        if wanted.carried:
            return opening.kept(desk, wanted.column)
        return opening.left_open(desk, wanted.column, desk.year, charge=charge)
    make = opening.carried_in if wanted.carried else opening.closed
    return make(desk, wanted.column, leaf_of(desk.rng, wanted.row), charge=charge)


def leaf_of(rng: Random, row: str) -> Leaf:
    """An outcome that the form counts in a row."""
    if row == "u1":
        return Leaf.U1A if rng.random() < share("searched") else Leaf.U1B
    return Leaf(row)


def resumed_all(desk: Desk, histories: Iterable[History]) -> list[Case]:
    """Every application open since the year before, ended in this one (a few are kept open)."""
    return [_resumed(desk, history) for history in histories]


def _resumed(desk: Desk, history: History) -> Case:
    for _ in range(opening.TRIES):
        keep = desk.rng.random() < share("kept_over_a_year")
        leaf = None if keep else leaf_of(desk.rng, outcome_row(desk.rng, desk.year))
        try:
            return opening.resumed(desk, history, leaf)
        except NoDayLeftError:
            continue
    return opening.broken_off(desk, history)


def settled(desk: Desk, cases: Sequence[Case], body: str) -> list[History]:
    """The cases as histories: numbered as received, letters as sent, repetitions pointing to what they repeat.

    Raises :class:`Refusal` if the law of the regime forbids a step after all.
    """
    answered = _lettered(desk.year, cases)
    for case in cases:
        _repeat(desk, case, answered)
    late = chance(desk.year, body, "entered late")
    for case in cases:
        _enter_late(case, late)
    return [_proven(history, desk.regime) for history in _numbered(desk.year, cases, body)]


def _lettered(year: int, cases: Sequence[Case]) -> list[Case]:
    """The cases that ended with a letter, in the order in which the letters left, which numbers them."""
    answered = [case for case in cases if case.facts and isinstance(case.facts[-1], Answered)]
    answered.sort(key=lambda case: case.facts[-1].on)
    for place, case in enumerate(answered, start=1):
        case.facts[-1] = replace(case.facts[-1], document=f"〔{year}〕第{place}号")
    return answered


def _repeat(desk: Desk, case: Case, answered: Sequence[Case]) -> None:
    """A repetition names the earlier answer, and has its applicant and subject."""
    answer = case.facts[-1] if case.facts else None
    if not isinstance(answer, Answered) or answer.outcome not in REPEATS:
        return
    earlier = f"〔{desk.year - 1}〕第{desk.rng.randint(1, 60)}号"
    before = _repeated(desk.rng, case, answered)
    if before is not None:
        earlier = before.facts[-1].document
        if case.history is None:
            same = before.received
            case.facts[0] = replace(case.received, applicant_key=same.applicant_key, asks=same.asks)
    case.facts[-1] = replace(answer, earlier=earlier if answer.outcome is Leaf.R2 else "")


def _repeated(rng: Random, case: Case, answered: Sequence[Case]) -> Case | None:
    """A case of the same column, answered on the merits before this one was received."""
    for _ in range(12):
        other = rng.choice(answered)
        answer = other.facts[-1]
        same = other.received.applicant is case.received.applicant
        if same and isinstance(answer, Answered) and answer.outcome not in REPEATS and answer.on < case.received.on:
            return other
    return None


def _enter_late(case: Case, rng: Random) -> None:
    """Now and then a review is entered after the answer that it came before."""
    facts = case.facts
    if len(facts) > 2 and type(facts[-1]) is Answered and type(facts[-2]) is LegalReviewed:
        fits = facts[-2].on < facts[-1].on and not any(type(fact) is Struck for fact in facts)
        if fits and rng.random() < share("entered_late") / share("legal_review"):
            facts[-2], facts[-1] = facts[-1], facts[-2]


def _numbered(year: int, cases: Sequence[Case], body: str) -> Iterator[History]:
    """Histories in the order of receipt, numbered within the year in which they were received."""
    new = sum(case.received.on.year == year for case in cases)
    next_number = {year: 1, year - 1: new + 1}
    for case in sorted(cases, key=lambda case: case.received.on):
        received = case.received.on.year
        number = next_number.get(received, 0)
        if case.history is None:
            next_number[received] = number + 1
        yield finished_history(case, f"{received}-{number:04d}", body)


def _proven(history: History, regime: Regime) -> History:
    for found in check_history(history, regime):
        if found.severity is Severity.ERROR:
            raise refusal(found)
    return history
