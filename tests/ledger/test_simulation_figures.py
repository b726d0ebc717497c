"""Made-up years count to exactly what was asked for, and what cannot be is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.ledger.facts.other import Activity, Statistic
from gongkai.ledger.facts.publication import Block, Rank
from gongkai.ledger.simulation import FREE_OF_CHARGE, Figures, figures_of, histories_for
from gongkai.ledger.simulation.figures import COLUMNS, DISPUTE_COLUMNS, LEAF_ROWS
from gongkai.ledger.year import FeeFigures
from tests.ledger.simulated import REGIME, ROUTES, counted, errors, same

TRUTH = Path(__file__).parents[1] / "golden" / "truth"


def report_of(name: str) -> Figures:
    """The figures of a published report whose cells a person has checked."""
    cells: dict[str, Any] = json.loads((TRUTH / name).read_text("utf-8"))["cells"]
    parts: dict[str, dict[Any, Any]] = {"t3": {}, "t4": {}, "documents": {}, "statistics": {}}
    for cell, value in cells.items():
        table, row, column = cell.split(".")
        if table == "t2":
            rank = {"regulations": "regulation", "normative": "normative"}.get(row)
            if rank:
                parts["documents"][rank, column] = int(value or 0)
            else:
                parts["statistics"][f"{row}.{column}"] = Decimal(str(value or 0))
        elif column != "total" and row != "total":
            parts[table][row, column] = int(value or 0)
    return Figures(
        applications=parts["t3"],
        disputes=parts["t4"],
        documents=parts["documents"],
        statistics=parts["statistics"],
    )


@pytest.fixture(scope="module")
def district_2024() -> Figures:
    return replace(
        report_of("002_bf241cf648fa2223.json"),
        published={"overview": 17375, "news": 16993, "catalogue": 89},
        fees=FREE_OF_CHARGE,
        activities={"conference": 6, "meeting": 4},
    )


@pytest.mark.parametrize("seed", [1, 2, "三"])
def test_a_published_district_year_is_rebuilt_to_the_last_cell(district_2024: Figures, seed: int | str) -> None:
    histories = histories_for(district_2024, 2024, seed=seed, regime=REGIME, body="清源区")
    same(district_2024, histories, 2024)
    assert district_2024.row("new") == 639
    assert sum(district_2024.row(row) for row in LEAF_ROWS) == 615
    assert errors(histories) == []


@pytest.mark.parametrize(
    ("name", "year"),
    [("001_6d7d4ee39ed0853f.json", 2023), ("004_b847a032e5b4b35d.json", 2021), ("062_kewei_2024.json", 2024)],
)
def test_other_published_years_are_rebuilt_too(name: str, year: int) -> None:
    figures = report_of(name)
    histories = histories_for(figures, year, seed=5, regime=REGIME)
    same(figures, histories, year)
    assert errors(histories) == []


def counts(most: int) -> st.SearchStrategy[int]:
    return st.one_of(st.just(0), st.integers(0, most))


@st.composite
def feasible_fees(draw: st.DrawFn, lapsed: int, payable: int, droppable: int) -> FeeFigures | None:
    if draw(st.booleans()):
        return None
    paid, waiting = draw(st.integers(0, payable)), draw(st.integers(0, droppable))
    cents = st.integers(1, 90_000)
    received = sum(draw(cents) for _ in range(paid))
    owed = sum(draw(cents) for _ in range(lapsed + waiting))
    return FeeFigures(paid + lapsed + waiting, Decimal(received + owed) / 100, Decimal(received) / 100)


@st.composite
def feasible_applications(draw: st.DrawFn, year: int) -> tuple[dict[tuple[str, str], int], int]:
    """Applications that balance, and how many of the new ones are open at the end."""
    out: dict[tuple[str, str], int] = {}
    open_new = 0
    for column in draw(st.lists(st.sampled_from(COLUMNS), max_size=3, unique=True)):
        rows = draw(st.lists(st.sampled_from(LEAF_ROWS), max_size=5, unique=True))
        leaves = {row: draw(st.integers(1, 3)) for row in rows if year >= 2021 or row != "o2"}
        left = draw(counts(4))
        whole = sum(leaves.values()) + left
        carried = 0 if year == 2019 else draw(st.integers(0, whole))
        out |= {(row, column): count for row, count in leaves.items()}
        out |= {("new", column): whole - carried, ("carried_in", column): carried, ("carried_out", column): left}
        open_new += min(left, whole - carried)
    return out, open_new


@st.composite
def feasible(draw: st.DrawFn) -> tuple[int, Figures]:
    """A year that can have happened, often a small one."""
    year = draw(st.integers(2019, 2028))
    applications, open_new = draw(feasible_applications(year))
    figures = Figures(applications=applications)
    payable = sum(figures.row(row) for row in LEAF_ROWS if row not in ("o1", "o2", "o3", "r4"))
    droppable = open_new + figures.row("o3")
    fees = draw(feasible_fees(figures.row("o2"), payable, droppable)) if year >= 2021 else None
    documents: dict[tuple[str, str], int] = {}
    for rank in Rank:
        issued, repealed = draw(counts(4)), draw(counts(4))
        held = draw(st.integers(max(0, issued - repealed), 8))
        documents |= {(rank, "issued"): issued, (rank, "repealed"): repealed, (rank, "in_force"): held}
    disputes = {(route, column): draw(counts(2)) for route in ROUTES for column in DISPUTE_COLUMNS}
    money = st.decimals(0, 90_000, places=draw(st.sampled_from([0, 2, 6])))
    numbers = st.integers(0, 2_000_000).map(Decimal)
    statistics = {
        what: draw(money if what.endswith(("_wan", ".amount")) else numbers)
        for what in draw(st.lists(st.sampled_from(Statistic), max_size=3, unique=True))
    }
    return year, Figures(
        applications=applications,
        documents=documents,
        disputes=disputes,
        statistics=statistics,
        published={block: draw(st.one_of(counts(60), st.integers(0, 40_000))) for block in Block},
        fees=fees,
        activities=draw(st.none() | st.fixed_dictionaries({what.value: counts(3) for what in Activity})),
    )


@settings(max_examples=80)
@given(feasible(), st.integers(0, 9))
def test_whatever_can_have_happened_is_made_up_exactly_and_lawfully(asked: tuple[int, Figures], seed: int) -> None:
    year, figures = asked
    histories = histories_for(figures, year, seed=seed, regime=REGIME)
    same(figures, histories, year)
    assert errors(histories) == []
    assert len({history.matter for history in histories}) == len(histories)
    assert all(fact.on <= date(year, 12, 31) for history in histories for fact in history.facts)


def test_figures_are_equal_in_whatever_order_they_are_written() -> None:
    one = Figures(applications={("new", "natural"): 1, ("granted", "natural"): 1, ("d1", "natural"): 0})
    other = Figures(applications={("granted", "natural"): 1, ("new", "natural"): 1})
    assert one == other
    assert histories_for(one, 2024, seed=1, regime=REGIME) == histories_for(other, 2024, seed=1, regime=REGIME)


def test_a_reported_zero_is_no_missing_figure() -> None:
    asked = Figures(statistics={"licences.decisions": Decimal(0)})
    same(asked, histories_for(asked, 2024, seed=1, regime=REGIME), 2024)
    assert figures_of(counted((), 2024)).statistics == {}


APPLICATIONS = {("new", "natural"): 3, ("granted", "natural"): 2, ("carried_out", "natural"): 1}
UNPAID = {("new", "natural"): 2, ("o2", "natural"): 2}


@pytest.mark.parametrize(
    ("figures", "year", "said"),
    [
        (Figures(applications=APPLICATIONS | {("new", "natural"): 4}), 2024, "natural"),
        (Figures(applications={("new", "natural"): -1, ("granted", "natural"): -1}), 2024, "-1"),
        (Figures(applications={("new", "nobody"): 1, ("granted", "nobody"): 1}), 2024, "nobody"),
        (Figures(applications={("carried_in", "natural"): 1, ("granted", "natural"): 1}), 2019, "2019-05-15"),
        (Figures(applications=UNPAID), 2020, "2021"),
        (Figures(documents={("normative", "issued"): 3, ("normative", "repealed"): 1}), 2024, "normative"),
        (Figures(disputes={("review", "lost"): 1}), 2024, "lost"),
        (Figures(applications=UNPAID, fees=FeeFigures(1, Decimal(100), Decimal(0))), 2024, "收费通知1件"),
        (Figures(applications=UNPAID, fees=FeeFigures(2, Decimal(100), Decimal(100))), 2024, "实收100元"),
        (Figures(applications=UNPAID, fees=FeeFigures(2, Decimal("0.015"), Decimal(0))), 2024, "0.015"),
        (Figures(applications=APPLICATIONS, fees=FeeFigures(3, Decimal(9), Decimal(0))), 2024, "收费通知3件"),
        (Figures(), 2018, "2019-05-15"),
        (Figures(), 2029, "2030"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: Figures, year: int, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        histories_for(figures, year, seed=1, regime=REGIME)
    assert said in refused.value.reason[0]


def test_everything_that_does_not_add_up_is_named() -> None:
    figures = Figures(applications={("new", "natural"): 1, ("granted", "business"): 2})
    with pytest.raises(Refusal) as refused:
        figures.check(2024)
    assert "natural" in refused.value.reason[1]
    assert "business" in refused.value.reason[1]
