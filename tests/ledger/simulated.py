"""Made-up districts, made once for all tests of a process, and how they are counted and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from gongkai.finding import Severity
from gongkai.law.regime import Regime, packaged_regime
from gongkai.ledger.checks import check_ledger
from gongkai.ledger.history import History
from gongkai.ledger.simulation import Body, Figures, district, figures_of, histories_for
from gongkai.ledger.simulation.figures import LEAF_ROWS
from gongkai.ledger.year import BodyYear, body_year

REGIME = packaged_regime()
ROUTES = ("review", "direct", "after_review")


def counted(histories: Iterable[History], year: int) -> BodyYear:
    return body_year(histories, year, REGIME)


def errors(histories: Iterable[History], regime: Regime = REGIME) -> list[str]:
    return [str(found) for found in check_ledger(histories, regime) if found.severity is Severity.ERROR]


def same(figures: Figures, histories: Iterable[History], year: int) -> None:
    """The histories count to the figures, as far as these say anything."""
    found = figures_of(counted(histories, year))
    if figures.fees is None:
        found = replace(found, fees=None)
    if figures.activities is None:
        found = replace(found, activities=None)
    assert found == figures


@cache
def years(seed: int, first: int, last: int) -> Mapping[int, tuple[Body, ...]]:
    """A district of 60 bodies, one year after another."""
    out: dict[int, tuple[Body, ...]] = {}
    for year in range(first, last + 1):
        out[year] = district(seed, year, regime=REGIME, carried_from=out.get(year - 1, ()))
    return out


@cache
def everything() -> tuple[History, ...]:
    """A large sample: two districts over years, and a body with many endings that are rare."""
    rare = {(row, column): 12 for row in LEAF_ROWS for column in ("natural", "business")}
    rare |= {(row, column): 100 for row in ("carried_in", "carried_out") for column in ("natural", "business")}
    rare |= {("new", column): 252 for column in ("natural", "business")}
    bodies = [body for seed in (11, 12) for body in years(seed, 2023, 2025)[2025]]
    special = histories_for(Figures(applications=rare), 2025, seed="rare", regime=REGIME)
    return (*(history for body in bodies for history in body.histories), *special)
