"""One application while it is being made up: facts are added in order, the clocks say how long there is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from gongkai.law.calendar import Calendar
from gongkai.law.policy import Policy
from gongkai.law.regime import Regime
from gongkai.ledger import clock
from gongkai.ledger.facts import Fact, Kind, application
from gongkai.ledger.history import History
from gongkai.ledger.simulation.weights import words
from gongkai.ledger.state import ApplicationState

DAY = timedelta(1)


class NoDayLeftError(Exception):
    """The life does not fit in before its last day, or the state does not allow the outcome."""


class Case:
    """An application under way.

    ``after`` is the day before the first on which something may happen next, ``last`` the last on
    which anything may; ``spontaneous_fees`` says whether a fee may be asked for by chance;
    ``charge`` is the fee to be asked for, if one is settled; ``earlier`` an earlier case that
    this one repeats; ``history`` what was there before.
    """

    __slots__ = (
        "after",
        "calendar",
        "charge",
        "earlier",
        "facts",
        "history",
        "last",
        "policy",
        "rng",
        "spontaneous_fees",
        "state",
        "terms",
    )

    def __init__(self, rng: Random, regime: Regime, first: date, *, last: date) -> None:
        self.rng = rng
        self.terms = clock.Terms(regime.calendar, regime.policies.on(first))
        self.calendar: Calendar = self.terms.calendar
        self.policy: Policy = self.terms.policy
        self.last = last
        self.after = first - DAY
        self.facts: list[Fact] = []
        self.state = ApplicationState()
        self.spontaneous_fees = True
        self.charge: Decimal | None = None
        self.earlier: Case | None = None
        self.history: History | None = None

    @classmethod
    def of(cls, history: History, rng: Random, regime: Regime, *, last: date) -> Case:
        """The case of an open history, to be gone on with after its last fact."""
        case = cls(rng, regime, history.effective[0].fact.on, last=last)
        case.history = history
        for fact in history.counted():
            case.state.step(fact)
            case.after = fact.on - DAY
        return case

    @property
    def received(self) -> application.Received:
        """The first fact."""
        assert self.state.received is not None, "a case begins with its receipt"
        return self.state.received

    @property
    def fresh(self) -> bool:
        """Whether nothing has happened since the receipt."""
        return len(self.facts) == 1 and self.history is None

    def add(self, fact: Fact) -> None:
        """One more fact.  Raises :class:`NoDayLeftError` for one after the last day."""
        if fact.on > self.last:
            raise NoDayLeftError
        self.facts.append(fact)
        self.state.step(fact)
        self.after = max(self.after, fact.on - DAY)

    def wait_past(self, day: date) -> None:
        """Nothing more happens up to and with ``day``."""
        self.after = max(self.after, day)

    def happens(self, share: float) -> bool:
        """Whether something of that share happens."""
        return self.rng.random() < share

    def soon(self, days: int) -> date:
        """One of the next working days, today among them."""
        return self.calendar.add(self.after, self.rng.randint(1, days))

    def by(self, through: date, *, late: bool = False) -> date:
        """A working day up to ``through``; with ``late``, rather towards its end.

        Raises :class:`NoDayLeftError` if there is none.
        """
        left = self.calendar.count(self.after, min(through, self.last))
        if left < 1:
            raise NoDayLeftError
        chosen = self.rng.randint(1, left)
        if late:
            chosen = max(chosen, self.rng.randint(1, left))
        return self.calendar.add(self.after, chosen)

    def soon_by(self, days: int, through: date) -> date:
        """A working day among the next, at the latest ``through``."""
        return self.by(min(self.calendar.add(self.after, days), through))

    def due(self) -> date:
        """The day by which an answer is due, as things stand on the next day."""
        found = clock.answer_deadline(self.state, self.terms, on=self.after + DAY)
        assert found is not None, "a case begins with its receipt"
        return found.due

    def word(self, key: str) -> str:
        """One of the words of a list."""
        return self.rng.choice(words(key))


def working_day_before(calendar: Calendar, day: date) -> date:
    """The last working day before ``day``."""
    day -= DAY
    while not calendar.is_working(day):
        day -= DAY
    return day


def finished_history(case: Case, matter: str, body: str) -> History:
    """The case as a history: the one that was there, and what was added."""
    before = case.history
    if before is not None:
        return History(before.matter, before.kind, (*before.facts, *case.facts), body=before.body)
    return History(matter, Kind.APPLICATION, case.facts, body=body)
