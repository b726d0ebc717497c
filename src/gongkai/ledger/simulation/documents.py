"""Rules and normative documents through their whole life, as many as the figures say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from gongkai.law.calendar import Calendar
from gongkai.law.clocks import IN_FORCE
from gongkai.law.duties import interpretation_due, publication_due
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind, publication
from gongkai.ledger.facts.publication import Rank
from gongkai.ledger.history import History
from gongkai.ledger.simulation.chance import binomial, chance
from gongkai.ledger.simulation.figures import Figures
from gongkai.ledger.simulation.weights import words
from gongkai.ledger.state import DocumentState, state_of

DAY = timedelta(1)
RANKS = {Rank.REGULATION: "规章", Rank.NORMATIVE: "规范性文件"}
REGISTER = 2020
"""The first year whose documents are entered with their whole making; older ones are taken over."""
VALID_YEARS = 5
EXPIRES = 0.3
RENEWED = 0.5


class Shelf(NamedTuple):
    """Where the documents of one body are made."""

    rng: Random
    regime: Regime
    body: str

    @property
    def calendar(self) -> Calendar:
        """The working days."""
        return self.regime.calendar

    def day(self, first: date, last: date) -> date:
        """A working day between two days, or the first of them where there is none."""
        days = self.calendar.count(first - DAY, last) if first > self.calendar.first else 0
        return self.calendar.add(first - DAY, self.rng.randint(1, days)) if days > 0 else first


def documents_for(figures: Figures, year: int, *, seed: object, regime: Regime, body: str) -> list[History]:
    """Histories of documents that count to the figures."""
    shelf = Shelf(chance(seed, body, year, "documents"), regime, body)
    out: list[History] = []
    for rank in Rank:
        issued, repealed, held = (
            figures.documents.get((rank.value, what), 0) for what in ("issued", "repealed", "in_force")
        )
        before = held + repealed - issued
        old_ends = min(repealed, before)
        new_ends = repealed - old_ends
        name = f"{RANKS[rank]}{year}"
        out += [_old(shelf, rank, year, f"原有{name}-{n + 1:04d}", ends=n < old_ends) for n in range(before)]
        out += [_new(shelf, rank, year, f"{name}-{n + 1:04d}", ends=n < new_ends) for n in range(issued)]
    return out


def issued_in(shelf: Shelf, year: int, place: int, *, lead: bool = True) -> History:
    """A normative document issued in the year and in force at its end."""
    return _new(shelf, Rank.NORMATIVE, year, f"{RANKS[Rank.NORMATIVE]}{year}-{place:04d}", ends=False, lead=lead)


def _new(shelf: Shelf, rank: Rank, year: int, matter: str, *, ends: bool, lead: bool = True) -> History:
    last = date(year, 6, 30) if ends else date(year, 12, 31)
    issued = shelf.day(max(date(year, 1, 2), IN_FORCE), last)
    facts = _made(shelf, rank, issued, _valid_until(shelf, issued), lead=lead)
    if ends:
        facts.append(publication.Repealed(on=shelf.day(facts[-1].on, date(year, 12, 31)), replaced_by="新办法"))
    return History(matter, Kind.DOCUMENT, facts, body=shelf.body)


def _old(shelf: Shelf, rank: Rank, year: int, matter: str, *, ends: bool) -> History:
    """A document in force when the year began; ended in it, or in force still."""
    issued_year = year - shelf.rng.randint(1, 8)
    issued = shelf.day(date(issued_year, 1, 5), date(issued_year, 11, 20))
    until = _valid_until(shelf, issued)
    expires = ends and shelf.rng.random() < EXPIRES
    if expires:
        until = date(year, 1, 1) + DAY * shelf.rng.randint(0, 360)
    whole = issued_year >= REGISTER
    facts = _made(shelf, rank, issued, until) if whole else _taken_over(shelf, rank, issued, until)
    end = date(year, 12, 31)
    while not expires and until is not None and until <= end:
        on = max(until - DAY * shelf.rng.randint(10, 60), facts[-1].on)
        until = _years_later(until, VALID_YEARS)
        facts.append(publication.Renewed(on=on, valid_until=until))
    if expires and until is not None:
        facts.append(publication.Expired(on=until + DAY))
    elif ends:
        facts.append(publication.Repealed(on=shelf.day(max(date(year, 1, 1), facts[-1].on), end)))
    return History(matter, Kind.DOCUMENT, facts, body=shelf.body)


def _valid_until(shelf: Shelf, issued: date) -> date | None:
    return _years_later(issued, VALID_YEARS) if shelf.rng.random() < 0.6 else None


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _number(shelf: Shelf, issued: date) -> str:
    return f"清府规〔{issued.year}〕{shelf.rng.randint(1, 40)}号"


def _taken_over(shelf: Shelf, rank: Rank, issued: date, until: date | None) -> list[Fact]:
    number = _number(shelf, issued)
    return [publication.Issued(on=issued, number=number, rank=rank, valid_until=until, taken_over=True)]


def _made(shelf: Shelf, rank: Rank, issued: date, until: date | None, *, lead: bool = True) -> list[Fact]:
    """From the draft to the interpretation; what follows the issue stays within its year."""
    rng, end = shelf.rng, date(issued.year, 12, 31)
    days = [issued - DAY * rng.randint(*span) for span in ((100, 150), (70, 95), (20, 30), (14, 19), (8, 13), (1, 7))]
    drafted, sought, answered, compared, looked, decided = days
    facts: list[Fact] = [
        publication.Drafted(on=drafted, title=rng.choice(words("documents")), rank=rank),
        publication.CommentsSought(on=sought, until=sought + DAY * rng.randint(30, 40)),
        publication.CommentsAnswered(on=answered, received=rng.randint(0, 30), adopted=0),
        publication.CompetitionReviewed(on=compared),
        publication.LegalityReviewed(on=looked, by="司法局"),
        publication.Deliberated(on=decided),
        publication.Issued(on=issued, number=_number(shelf, issued), rank=rank, valid_until=until, lead=lead),
    ]
    due = publication_due(issued, calendar=shelf.calendar).due
    public = shelf.day(issued, min(shelf.calendar.add(issued, rng.randint(1, 8)), due, end))
    facts.append(publication.MadePublic(on=public))
    if rng.random() < 0.6:
        policy = shelf.regime.policies.on(issued)
        by = interpretation_due(public, calendar=shelf.calendar, policy=policy).due
        facts.append(publication.Interpreted(on=shelf.day(public, min(by, end)), form=rng.choice(words("forms"))))
    if rng.random() < 0.7:
        facts.append(publication.Filed(on=shelf.day(facts[-1].on, min(public + DAY * 28, end))))
    return facts


def gone_on(shelf: Shelf, histories: Iterable[History], year: int, *, repealed: float) -> list[History]:
    """The documents of the years before, through one year more: some repealed, renewed or lapsed."""
    return [_gone_on(shelf, history, year, repealed) for history in histories]


def _gone_on(shelf: Shelf, history: History, year: int, repealed: float) -> History:
    state = state_of(Kind.DOCUMENT, history.counted())
    assert isinstance(state, DocumentState), "a document"
    if state.ended is not None or state.issued is None:
        return history
    until, first, end = state.valid_until, date(year, 1, 1), date(year, 12, 31)
    lapses = until is not None and first - DAY <= until < end
    fact: Fact | None = None
    if until is not None and lapses and shelf.rng.random() >= RENEWED:
        fact = publication.Expired(on=until + DAY)
    elif until is not None and until <= end:
        on = max(min(until, end) - DAY * shelf.rng.randint(0, 40), first)
        fact = publication.Renewed(on=min(on, max(until, first)), valid_until=_years_later(until, VALID_YEARS))
    elif binomial(shelf.rng, 1, repealed):
        fact = publication.Repealed(on=shelf.day(first, end))
    return history if fact is None else history.with_fact(fact)
