"""Reconsiderations and lawsuits about disclosure, decided in the year or pending at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from gongkai.law.calendar import Calendar
from gongkai.law.clocks import IN_FORCE
from gongkai.law.dispute_clocks import first_instance_due, review_decision_due
from gongkai.law.leaf import Leaf
from gongkai.law.policy import Policy
from gongkai.law.regime import Regime
from gongkai.law.remedies import NEW_LAW, PENDING, Mode, column_of, remedy_mode, results
from gongkai.ledger import clock
from gongkai.ledger.facts import Fact, Kind, application, dispute
from gongkai.ledger.facts.application import Answered, Service
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.history import History
from gongkai.ledger.simulation.figures import DISPUTE_COLUMNS, Figures
from gongkai.ledger.simulation.weights import share, wheel
from gongkai.ledger.state import DisputeState

DAY = timedelta(1)
TRIES = 300
NAMED = {Route.REVIEW: "复议", Route.DIRECT: "诉讼", Route.AFTER_REVIEW: "复议后诉讼"}
FILED: Mapping[Route, tuple[int, int]] = {
    Route.REVIEW: (5, 58),
    Route.DIRECT: (15, 170),
    Route.AFTER_REVIEW: (70, 130),
}
"""How many days after the answer a dispute is opened."""

Redone = tuple[str, Fact]
"""The matter that was answered anew, and the fact."""


class NoWayError(Exception):
    """The days drawn do not fit."""


class Docket(NamedTuple):
    """The disputes of one body and year; ``answers`` are the answers that they can be about;
    ``going_on`` that what was opened before the year is known already."""

    rng: Random
    regime: Regime
    year: int
    body: str
    answers: Sequence[tuple[str, Answered]]
    going_on: bool = False

    @property
    def first(self) -> date:
        """The first day on which a dispute decided in the year may have been opened."""
        return date(self.year, 1, 1) if self.going_on else date(self.year - 1, 11, 20)

    @property
    def calendar(self) -> Calendar:
        """The working days."""
        return self.regime.calendar

    @property
    def policy(self) -> Policy:
        """The policy of the year's first day, by which it is counted."""
        return self.regime.policies.on(date(self.year, 1, 1))

    def day(self, first: date, last: date) -> date:
        """A working day from ``first`` to ``last``.  Raises :class:`NoWayError` if there is none."""
        days = self.calendar.count(first - DAY, last)
        if days < 1:
            raise NoWayError
        return self.calendar.add(first - DAY, self.rng.randint(1, days))


def disputes_for(figures: Figures, docket: Docket) -> tuple[list[History], list[Redone]]:
    """Histories of disputes that count to the figures, and the answers given anew because of them."""
    year, body = docket.year, docket.body
    out: list[History] = []
    redone: list[Redone] = []
    for route in Route:
        wanted = [column for column in DISPUTE_COLUMNS for _ in range(figures.disputes.get((route.value, column), 0))]
        for place, column in enumerate(wanted, start=1):
            facts = _drawn(docket, route, column)
            out.append(History(f"{NAMED[route]}{year}-{place:04d}", Kind.DISPUTE, facts, body=body))
            redone += _redone(docket, out[-1])
    return out, redone


def gone_on(docket: Docket, histories: Iterable[History]) -> tuple[list[History], list[Redone]]:
    """Pending disputes through one year more: most are decided."""
    out, redone = [], []
    for history in histories:
        longer = history
        if docket.rng.random() < share("decided_next_year"):
            longer = _decided_later(docket, history)
            redone += _redone(docket, longer)
        out.append(longer)
    return out, redone


def _drawn(docket: Docket, route: Route, column: str) -> list[Fact]:
    for _ in range(TRIES):
        try:
            return _life(docket, _opened(docket, route, column), column)
        except NoWayError:
            continue
    raise AssertionError(f"no {route} that is {column} fits into {docket.year}")


def _opened(docket: Docket, route: Route, column: str) -> dispute.Opened:
    """The opening: after an answer that it can be about where one fits, otherwise about none that is known."""
    year = docket.year
    if column == PENDING:
        first, last = date(year, 9, 20), date(year, 12, 31)
    else:
        first, last = max(docket.first, IN_FORCE), date(year, 11, 5)
    on, about = _after_an_answer(docket, route, first, last) or (docket.day(first, last), "")
    simple = route is Route.REVIEW and NEW_LAW.on(on) and docket.rng.random() < 0.35
    return dispute.Opened(on=on, route=route, about=about, simple=simple)


def _after_an_answer(docket: Docket, route: Route, first: date, last: date) -> tuple[date, str] | None:
    """A day that follows an answer, and its matter."""
    for _ in range(8 if docket.answers else 0):
        matter, answer = docket.rng.choice(docket.answers)
        filed = docket.calendar.on_or_after(answer.on + DAY * docket.rng.randint(*FILED[route]))
        if first <= filed <= last and not (route is Route.DIRECT and _goes_to_review(docket, answer)):
            return filed, matter
    return None


def _goes_to_review(docket: Docket, answer: Answered) -> bool:
    mode = remedy_mode(answer.outcome, answered_on=answer.on, policy=docket.policy, grounds=answer.withheld)
    return mode is Mode.REVIEW_FIRST


def _life(docket: Docket, opened: dispute.Opened, column: str) -> list[Fact]:
    facts: list[Fact] = [opened]
    rng, calendar, end = docket.rng, docket.calendar, date(docket.year, 12, 31)
    review = opened.route is Route.REVIEW
    copy = docket.day(opened.on + DAY, calendar.add(opened.on, 3 if opened.simple or not review else 6))
    facts.append(dispute.CopyReceived(on=copy))
    dropped = column == "other" and rng.random() < 0.3
    if not dropped:
        facts.append(dispute.DefenceFiled(on=docket.day(copy, _defence_due(docket, facts))))
    more = rng.choice((10, 20, 30)) if review and not opened.simple and rng.random() < 0.25 else 0
    due = _decision_due(docket, opened, more)
    if more:
        facts.append(dispute.DecisionPutOff(on=docket.day(facts[-1].on, min(due, opened.on + DAY * 60)), days=more))
    if not review and not dropped:
        facts.append(dispute.Appeared(on=docket.day(facts[-1].on + DAY, due), head=rng.random() < 0.9))
    if column == PENDING:
        if due <= end:
            raise NoWayError
        return [fact for fact in facts if fact.on <= end]
    first = max(facts[-1].on + DAY, date(docket.year, 1, 1), opened.on + DAY * 15)
    return facts + _decision(docket, opened.route, column, docket.day(first, min(due, end)))


def _defence_due(docket: Docket, facts: Iterable[Fact]) -> date:
    state = DisputeState()
    first = None
    for fact in facts:
        first = first or fact
        state.step(fact)
    assert first is not None, "a dispute begins with its opening"
    deadline = clock.defence_deadline(state, clock.terms_for(first, docket.regime))
    assert deadline is not None, "the copy has come"
    return deadline.due


def _decision_due(docket: Docket, opened: dispute.Opened, more: int) -> date:
    if opened.route is Route.REVIEW:
        return review_decision_due(opened.on, calendar=docket.calendar, simple=opened.simple, extended_by=more).due
    return first_instance_due(opened.on, calendar=docket.calendar).due


def _decision(docket: Docket, route: Route, column: str, on: date) -> list[Fact]:
    counted = [key for key, result in results(route.value).items() if result.column == column and result.policy is None]
    assert all(column_of(route.value, key, policy=docket.policy) == column for key in counted)
    facts: list[Fact] = [dispute.Decided(on=on, result=docket.rng.choice(counted))]
    done = on + DAY * docket.rng.randint(10, 50)
    if column == "corrected" and done <= date(docket.year, 12, 31):
        facts.append(dispute.DutyDone(on=docket.calendar.on_or_after(done)))
    return [fact for fact in facts if fact.on.year == docket.year]


def _decided_later(docket: Docket, history: History) -> History:
    """A dispute pending at the end of the year before, decided in this one."""
    facts = list(history.facts)
    opened, held = facts[0], {type(fact) for fact in facts}
    assert isinstance(opened, dispute.Opened), "a dispute begins with its opening"
    first, end = date(docket.year, 1, 1), date(docket.year, 12, 31)
    if dispute.CopyReceived not in held:
        facts.append(dispute.CopyReceived(on=docket.calendar.on_or_after(first)))
    if dispute.DefenceFiled not in held:
        facts.append(
            dispute.DefenceFiled(
                on=docket.day(
                    max(first, facts[-1].on), max(_defence_due(docket, facts), docket.calendar.on_or_after(first))
                )
            )
        )
    if opened.route is not Route.REVIEW and dispute.Appeared not in held:
        facts.append(
            dispute.Appeared(
                on=docket.day(max(first, facts[-1].on + DAY), end - DAY * 120), head=docket.rng.random() < 0.9
            )
        )
    kind = wheel("disputes", opened.route.value)
    column = PENDING
    while column == PENDING:
        column = kind.spin(docket.rng)
    put_off = sum(fact.days for fact in facts if isinstance(fact, dispute.DecisionPutOff))
    due = _decision_due(docket, opened, put_off)
    start = max(first, facts[-1].on + DAY)
    on = docket.day(start, max(min(due, end), docket.calendar.add(start, 3)))
    return History(
        history.matter, history.kind, (*facts, *_decision(docket, opened.route, column, on)), body=history.body
    )


def _redone(docket: Docket, history: History) -> list[Redone]:
    """What was done about a decision that mends the answer: often the answer anew."""
    opened, last = history.facts[0], history.facts[-1]
    if not isinstance(last, dispute.DutyDone) or not isinstance(opened, dispute.Opened) or not opened.about:
        return []
    leaf = docket.rng.choice((Leaf.GRANTED, Leaf.PARTIAL, Leaf.U1A))
    return [(opened.about, application.Redone(on=last.on, outcome=leaf, dispute=history.matter, service=Service.POST))]
