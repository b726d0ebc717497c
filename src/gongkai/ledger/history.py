"""One matter's facts in the order in which they were entered; appending returns a new history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from gongkai.finding import Finding, Refusal, Severity
from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.facts import ALWAYS, KINDS, Fact, Kind, Struck


class Entry(NamedTuple):
    """A fact with its number in the history, from 1."""

    seq: int
    fact: Fact


class History:
    """The facts of one matter, never edited.

    ``matter`` is its number within ``body``, the organ that keeps it; ``facts`` are in the order
    of entry; ``effective`` are those that count, in the order in which they happened: without
    remarks and struck ones, and of one day in the order of entry.
    """

    __slots__ = ("body", "effective", "facts", "kind", "matter")

    def __init__(self, matter: str, kind: Kind, facts: Iterable[Fact] = (), *, body: str = "") -> None:
        self.matter = matter
        self.body = body
        self.kind = kind
        self.facts = tuple(facts)
        self.effective = _effective(self.facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        return f"History({self.matter!r}, {self.kind!r}, {len(self.facts)} facts, body={self.body!r})"

    def _identity(self) -> tuple[object, ...]:
        return (self.body, self.matter, self.kind, self.facts)

    def counted(self, through: date | None = None) -> Iterator[Fact]:
        """The effective facts, in order; with ``through``, only those that had happened by then."""
        for entry in self.effective:
            if through is not None and entry.fact.on > through:
                return
            yield entry.fact

    def with_fact(self, fact: Fact) -> History:
        """The history with one more fact, whatever the law says (:func:`append` asks it).

        Raises ``TypeError`` for a fact of another kind of matter.
        """
        if type(fact) not in KINDS[self.kind] and type(fact) not in ALWAYS:
            raise TypeError(f"{type(fact).__name__} is no fact of {self.kind}")
        return History(self.matter, self.kind, (*self.facts, fact), body=self.body)


def append(history: History, fact: Fact, regime: Regime) -> History:
    """The history with one more fact, if the law allows it.

    What is entered late may lie before facts already there: the whole order is looked at again,
    and a fact that makes any of it unlawful is refused.  Faults that were there before do not
    stand in the way, so that a flawed history can be mended by further facts.

    Raises :class:`Refusal` with the article and what to do instead.
    """
    longer = history.with_fact(fact)
    faults = [found for found in check_history(longer, regime) if found.severity is Severity.ERROR]
    if faults:
        before = {_same(found) for found in check_history(history, regime) if found.severity is Severity.ERROR}
        fresh = [found for found in faults if _same(found) not in before]
        if fresh:
            raise refusal(fresh[0])
    return longer


def refusal(found: Finding) -> Refusal:
    """A finding as the refusal of the move that would bring it about."""
    advice = found.kind.advice
    basis = "、".join(found.kind.cites)
    return Refusal(
        found.code,
        (f"{found.message}（{basis}）" if basis else found.message, found.message_en),
        advice,
    )


def _same(found: Finding) -> tuple[object, ...]:
    return (found.code, found.facts.get("seq"))


def _effective(facts: tuple[Fact, ...]) -> tuple[Entry, ...]:
    kept = [Entry(seq, fact) for seq, fact in enumerate(facts, start=1)]
    if any(type(fact) in ALWAYS for fact in facts):
        struck = {entry.fact.entry for entry in kept if type(entry.fact) is Struck and entry.fact.entry < entry.seq}
        kept = [entry for entry in kept if entry.seq not in struck and type(entry.fact) not in ALWAYS]
    previous = date.min
    for entry in kept:
        if entry.fact.on < previous:
            return tuple(sorted(kept, key=lambda entry: (entry.fact.on, entry.seq)))
        previous = entry.fact.on
    return tuple(kept)
