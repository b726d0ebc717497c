"""How an application begins: received in the year and ended in it, or still lawfully open at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple

from gongkai.law.calendar import Calendar
from gongkai.law.clocks import IN_FORCE
from gongkai.law.leaf import Leaf
from gongkai.law.regime import Regime
from gongkai.ledger import clock
from gongkai.ledger.facts.application import Ended, Whom
from gongkai.ledger.history import History
from gongkai.ledger.moves import Stage
from gongkai.ledger.simulation import steps
from gongkai.ledger.simulation.case import DAY, Case, NoDayLeftError
from gongkai.ledger.simulation.endings import finish
from gongkai.ledger.simulation.weights import wheel

TRIES = 200
"""A life that does not fit is drawn anew; the last try is an early or a late enough receipt."""


class Desk(NamedTuple):
    """Who works on the applications of one body and year, and whether fees are left to chance."""

    rng: Random
    regime: Regime
    year: int
    free_fees: bool = True

    @property
    def calendar(self) -> Calendar:
        """The working days."""
        return self.regime.calendar

    def case(self, applicant: str, on: date, *, last: date, charge: Decimal | None = None) -> Case:
        """An application received on a day; nothing may happen after ``last``."""
        case = Case(self.rng, self.regime, on, last=last)
        case.spontaneous_fees, case.charge = self.free_fees, charge
        steps.receive(case, applicant, on)
        return case


class Way(NamedTuple):
    """How an application comes to be open on 31 December: how many working days before it was
    received at most, and what is done."""

    reach: int
    do: Callable[[Case, Leaf | None], None]


def closed(desk: Desk, applicant: str, leaf: Leaf, *, charge: Decimal | None = None) -> Case:
    """An application received and ended in the desk's year."""
    first, last = max(date(desk.year, 1, 1), IN_FORCE), date(desk.year, 12, 31)
    through = last
    for _ in range(TRIES):
        on = desk.calendar.add(first - DAY, desk.rng.randint(1, desk.calendar.count(first - DAY, through)))
        try:
            case = desk.case(applicant, on, last=last, charge=charge)
            finish(case, leaf)
        except NoDayLeftError:
            through = max(on, first + DAY * 40)
        else:
            return case
    raise AssertionError(f"no life of {leaf} fits into {desk.year}")


def left_open(
    desk: Desk, applicant: str, year: int, *, leaf: Leaf | None = None, charge: Decimal | None = None
) -> Case:
    """An application received late in ``year`` and lawfully open at its end.

    ``leaf`` is how it will end, if that is settled; ``charge`` the fee that it waits for.
    """
    end = date(year, 12, 31)
    for _ in range(TRIES):
        way = _WAYS[_way(desk, year, leaf, charge)]
        reach = desk.rng.randint(0, min(way.reach, 10 if leaf in _SLOW else way.reach))
        on = _before(desk.calendar, end, reach)
        try:
            case = desk.case(applicant, on, last=end, charge=charge)
            way.do(case, leaf)
        except NoDayLeftError:
            continue
        if lasts(case, end):
            case.wait_past(end)
            return case
    raise AssertionError(f"no application stays open over {end}")


def carried_in(desk: Desk, applicant: str, leaf: Leaf, *, charge: Decimal | None = None) -> Case:
    """An application received late in the year before, and ended in the desk's year."""
    for _ in range(TRIES):
        case = left_open(desk, applicant, desk.year - 1, leaf=leaf)
        case.last, case.charge = date(desk.year, 12, 31), charge
        try:
            finish(case, leaf)
        except NoDayLeftError:
            continue
        return case
    raise AssertionError(f"no life of {leaf} leads over the end of {desk.year - 1}")


def kept(desk: Desk, applicant: str) -> Case:
    """An application received in the year before, and open all through the desk's year."""
    case = left_open(desk, applicant, desk.year - 1, leaf=Leaf.R4)
    keep(case, desk.year)
    return case


def keep(case: Case, year: int) -> None:
    """Article 35 is the one way to keep an application for so long: good reasons and a later day.

    Raises :class:`NoDayLeftError` where it is not open to this case.
    """
    case.last = date(year, 12, 31)
    if case.state.stage is Stage.HANDLING and case.state.reasons is None:
        steps.ask_reasons(case)
    if case.state.stage is not Stage.EXPLAINING:
        raise NoDayLeftError
    steps.give_reasons(case, reasonable=True)
    steps.set_later_day(case, case.calendar.add(case.last, case.rng.randint(5, 60)))


def resumed(desk: Desk, history: History, leaf: Leaf | None) -> Case:
    """An open application of the years before, ended in the desk's year, or kept open with ``None``.

    Raises :class:`NoDayLeftError` if there is no lawful way from where it stands.
    """
    case = _taken_up(desk, history)
    if leaf is None:
        keep(case, desk.year)
    else:
        finish(case, leaf)
    return case


def broken_off(desk: Desk, history: History) -> Case:
    """An open application of the years before that ends without an answer, which may always happen."""
    case = _taken_up(desk, history)
    case.add(Ended(on=case.soon(10), by=case.word("people"), reason=case.word("endings")))
    return case


def _taken_up(desk: Desk, history: History) -> Case:
    case = Case.of(history, desk.rng, desk.regime, last=date(desk.year, 12, 31))
    case.wait_past(date(desk.year - 1, 12, 31))
    case.spontaneous_fees = desk.free_fees
    return case


def lasts(case: Case, end: date) -> bool:
    """Whether the case is open at the end of that day, and nothing that it waits for has run out."""
    case.wait_past(end - DAY)
    state = case.state
    if state.stage is Stage.CORRECTING:
        deadline = clock.correction_deadline(state, case.terms)
    elif state.stage is Stage.PAYING:
        deadline = clock.fee_deadline(state, case.terms)
    else:
        deadline = clock.answer_deadline(state, case.terms, on=end)
    return state.stage is not Stage.CLOSED and deadline is not None and deadline.due > end


def _way(desk: Desk, year: int, leaf: Leaf | None, charge: Decimal | None) -> str:
    if charge is not None:
        return "paying"
    if leaf in (Leaf.O1, Leaf.U3):
        return "correcting"
    if leaf in _SLOW:
        return "plain"
    way = wheel("open").spin(desk.rng)
    if way == "paying" and (year < 2021 or not desk.free_fees):
        return "plain"
    return way


_SLOW = (Leaf.O2, Leaf.D4, Leaf.R4)
"""Outcomes whose steps need time in the new year."""


def _before(calendar: Calendar, end: date, days: int) -> date:
    """The working day so many working days before the last one of a year."""
    first = end - DAY * (days * 2 + 20)
    return calendar.add(first, calendar.count(first, end) - days)


def _correcting(case: Case, _: Leaf | None) -> None:
    steps.ask_correction(case)


def _corrected(case: Case, _: Leaf | None) -> None:
    steps.ask_correction(case)
    steps.correct(case, clear=True)


def _consulting(case: Case, leaf: Leaf | None) -> None:
    third = leaf is Leaf.PARTIAL or case.happens(0.3)
    steps.consult(case, Whom.THIRD_PARTY if third else case.rng.choice((Whom.OTHER_ORGAN, Whom.CO_MAKER)))
    if case.happens(0.6):
        steps.deliver(case)
    if case.happens(0.4):
        steps.hear(case, Leaf.GRANTED)


def _explaining(case: Case, _: Leaf | None) -> None:
    steps.ask_reasons(case)


_WAYS: Mapping[str, Way] = {
    "plain": Way(18, lambda *_: None),
    "extended": Way(36, lambda case, _: steps.extend(case)),
    "correcting": Way(14, _correcting),
    "corrected": Way(30, _corrected),
    "consulting": Way(28, _consulting),
    "explaining": Way(14, _explaining),
    "paying": Way(20, lambda case, _: steps.charge_fee(case)),
}
