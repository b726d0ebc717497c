"""Histories that count to exactly the figures of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.facts.application import Answered
from gongkai.ledger.history import History
from gongkai.ledger.simulation.applications import applications_for
from gongkai.ledger.simulation.chance import chance
from gongkai.ledger.simulation.disputes import Docket, disputes_for
from gongkai.ledger.simulation.documents import documents_for
from gongkai.ledger.simulation.figures import Figures
from gongkai.ledger.simulation.records import activities_for, publications_for, statistics_for


def histories_for(
    figures: Figures, year: int, *, seed: int | str, regime: Regime, body: str = ""
) -> tuple[History, ...]:
    """Lawful and realistic histories of one body that count to exactly these figures in ``year``.

    They are counted so by :func:`gongkai.ledger.year.body_year` under the default policy.  The
    same seed, body and figures give the same histories.  What the figures leave open (fees and
    activities where ``None``, days, channels, steps on the way) is drawn by the packaged weights.

    Raises :class:`Refusal` for figures that no year can have, and for a year without law or calendar.
    """
    figures.check(year)
    regime.calendar.count(date(year, 1, 1), date(year + 1, 6, 30))
    applications = applications_for(figures, year, seed=seed, regime=regime, body=body)
    answers = answers_of(applications)
    docket = Docket(chance(seed, body, year, "disputes"), regime, year, body, answers)
    disputes, redone = disputes_for(figures, docket)
    return (
        *publications_for(figures, year, seed=seed, regime=regime, body=body),
        *documents_for(figures, year, seed=seed, regime=regime, body=body),
        *answered_anew(applications, redone),
        *disputes,
        *statistics_for(figures, year, seed=seed, regime=regime, body=body),
        *activities_for(figures, year, seed=seed, regime=regime, body=body),
    )


def answers_of(histories: Iterable[History]) -> list[tuple[str, Answered]]:
    """Every answer with the number of its matter."""
    return [
        (history.matter, fact)
        for history in histories
        if history.kind is Kind.APPLICATION
        for fact in history.counted()
        if isinstance(fact, Answered)
    ]


def answered_anew(histories: Iterable[History], redone: Sequence[tuple[str, Fact]]) -> list[History]:
    """The histories, with the answers given anew after a dispute."""
    more: dict[str, list[Fact]] = {}
    for matter, fact in redone:
        more.setdefault(matter, []).append(fact)
    out = []
    for history in histories:
        for fact in more.get(history.matter, ()):
            history = history.with_fact(fact)
        out.append(history)
    return out
