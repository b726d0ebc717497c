"""What a history may not contain, and what somebody will ask about: facts in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gongkai.finding import Finding, Refusal
from gongkai.law.regime import Regime
from gongkai.ledger import findings
from gongkai.ledger.checks import application, dispute, publication
from gongkai.ledger.checks.guard import Guard
from gongkai.ledger.clock import Terms, terms_for
from gongkai.ledger.facts import Fact, Kind, Struck
from gongkai.ledger.moves import MOVES, STAGE_WORDS, moves_at
from gongkai.ledger.state import STATES, State

if TYPE_CHECKING:
    from gongkai.ledger.history import History

GUARDS: Mapping[type[Fact], tuple[Guard, ...]] = {
    **application.GUARDS,
    **publication.GUARDS,
    **dispute.GUARDS,
}
"""What is asked of each fact before it is taken in, beside the stage at which it may come."""


def check_history(history: History, regime: Regime) -> tuple[Finding, ...]:
    """Everything about one history that the law forbids (errors) or that is out of time (warnings).

    The facts are gone through in the order in which they happened, each judged by what went
    before.  Findings carry the matter and the number of the fact (``facts["matter"]``, ``["seq"]``).
    """
    return tuple(
        replace(found, facts={**found.facts, "matter": history.matter, "seq": seq})
        for seq, found in _findings(history, regime)
    )


def check_ledger(histories: Iterable[History], regime: Regime) -> Iterator[Finding]:
    """The findings of many histories, one after another."""
    for history in histories:
        yield from check_history(history, regime)


def _findings(history: History, regime: Regime) -> Iterator[tuple[int, Finding]]:
    yield from _struck(history)
    if not history.effective:
        return
    terms = terms_for(history.effective[0].fact, regime)
    state = STATES[history.kind]()
    for seq, fact in history.effective:
        outside = _outside(fact, terms, history.kind)
        if outside is not None:
            yield seq, outside
            return
        stray = _out_of_order(state, fact, history.kind)
        if stray is not None:
            yield seq, stray
        else:
            for found in _guarded(state, fact, terms):
                yield seq, found
        state.step(fact)


def _guarded(state: State, fact: Fact, terms: Terms) -> Iterator[Finding]:
    """What speaks against the fact; a day for which there is no law is a finding here."""
    try:
        for guard in GUARDS.get(type(fact), ()):
            yield from guard(state, fact, terms)
    except Refusal as refused:
        yield findings.OUTSIDE.at(on=fact.on, reason=refused.reason)


def _struck(history: History) -> Iterator[tuple[int, Finding]]:
    gone: set[int] = set()
    for seq, fact in enumerate(history.facts, start=1):
        if isinstance(fact, Struck):
            target = fact.entry
            if not 0 < target < seq or target in gone or isinstance(history.facts[target - 1], Struck):
                yield seq, findings.STRUCK_UNKNOWN.at(target=target)
            gone.add(target)


def _outside(fact: Fact, terms: Terms, kind: Kind) -> Finding | None:
    """A day that no calendar covers; what is published may be older than the calendar."""
    calendar = terms.calendar
    if (kind in (Kind.DOCUMENT, Kind.PUBLICATION) or calendar.first <= fact.on) and fact.on <= calendar.last:
        return None
    reason = (
        f"不在工作日历范围内（{calendar.first}至{calendar.last}）",
        f"outside the working calendar ({calendar.first} to {calendar.last})",
    )
    return findings.OUTSIDE.at(on=fact.on, reason=reason)


def _out_of_order(state: State, fact: Fact, kind: Kind) -> Finding | None:
    move = MOVES[type(fact)]
    if state.stage in move.at:
        return None
    special = application.instead(state, fact)
    if special is not None:
        return special
    names = [possible.name for possible in moves_at(kind, state.stage)]
    may = ("、".join(name[0] for name in names) or "无", ", ".join(name[1] for name in names) or "nothing")
    return findings.OUT_OF_ORDER.at(on=fact.on, move=move.name, stage=STAGE_WORDS[state.stage], may=may)


__all__ = ["GUARDS", "check_history", "check_ledger"]
