"""Quantities and rates, against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gongkai.law.instruments import resolve
from gongkai.report.filing import Filing, Origin, Trace, make_filing
from gongkai.report.form import editions, load_form
from gongkai.report.metrics import (
    FEWEST_CASES,
    QUANTITIES,
    RATES,
    Ratio,
    figures_of,
    pooled,
    ranked,
)

NEW, OLD = load_form("2021"), load_form("2019")
MOST = dict.fromkeys(NEW.cells, 0)
FIGURES: dict[str, int | Decimal | None] = {
    "received": 80, "carried_in": 20, "handled": 90, "carried_out": 10,
    "granted": 30, "partial": 15, "denied": 45, "disputes": 8, "corrected": 1, "pending": 3,
}  # fmt: skip


def filing(**cells: Any) -> Filing:
    return make_filing(NEW, MOST | {name.replace("__", "."): value for name, value in cells.items()})


def test_a_quantity_is_the_sum_of_its_cells() -> None:
    made = filing(t3__d1__total=2, t3__d8__total=5, t3__u1__total=7, t4__direct__total=3, t4__after_review__total=4)
    figures = figures_of(made)
    assert (figures["denied"], figures["unavailable"], figures["suits"], figures["disputes"]) == (7, 7, 7, 7)
    assert figures["received"] == 0


def test_an_unknown_cell_makes_it_unknown_and_a_blank_one_counts_what_is_forced() -> None:
    lost = make_filing(NEW, MOST | {"t3.d2.total": None})
    assert (figures_of(lost)["denied"], figures_of(lost)["granted"]) == (None, 0)
    blank = make_filing(NEW, MOST | {"t3.d2.total": None}, traces={"t3.d2.total": Trace(Origin.BLANK, implied=4)})
    assert figures_of(blank)["denied"] == 4


def test_what_the_older_form_does_not_count_is_unknown_and_not_zero() -> None:
    old = make_filing(OLD, dict.fromkeys(OLD.cells, 0))
    figures = figures_of(old)
    assert (figures["normative"], figures["in_force"]) == (None, None)
    assert {key for key, value in figures.items() if value is None} == {"normative", "in_force"}
    assert figures_of(make_filing(OLD, dict.fromkeys(OLD.cells, 0) | {"t3.o.total": 6}))["otherwise"] == 6


@pytest.mark.parametrize(
    ("key", "part", "base", "percent"),
    [
        ("disclosure", 45, 90, "50.00"),
        ("denial", 45, 90, "50.00"),
        ("carry", 10, 100, "10.00"),
        ("dispute", 8, 90, "8.89"),
        ("correction", 1, 5, "20.00"),
    ],
)
def test_rates_by_hand(key: str, part: int, base: int, percent: str) -> None:
    ratio = RATES[key].of(FIGURES)
    assert ratio == Ratio(part, base)
    assert ratio.percent == Decimal(percent)


def test_a_rate_with_an_unknown_quantity_or_nothing_below_is_not_given() -> None:
    assert RATES["disclosure"].of(FIGURES | {"partial": None}) is None
    assert RATES["disclosure"].of({}) is None
    nothing = RATES["disclosure"].of(FIGURES | {"granted": 0, "partial": 0, "handled": 0})
    assert nothing is not None
    assert (nothing.percent, nothing.interval, nothing.is_reliable) == (None, None, False)


def test_the_interval_is_wilsons() -> None:
    # Worked by hand for 10 of 50: (0.2 + 0.038416 ± 1.96·√(0.0032 + 0.000384…)) ÷ 1.076832.
    assert Ratio(10, 50).interval == (Decimal("11.2"), Decimal("33.0"))
    assert Ratio(0, 50).interval == (Decimal("0.0"), Decimal("7.1"))
    assert Ratio(60, 50).interval is None


def test_pooling_is_sum_over_sum_and_leaves_out_who_does_not_say() -> None:
    small, silent = FIGURES | {"granted": 10, "partial": 0, "handled": 10}, FIGURES | {"granted": None}
    assert pooled(RATES["disclosure"], [FIGURES, small, silent]) == Ratio(55, 100)
    assert pooled(RATES["disclosure"], [silent]) is None


def test_a_ranking_has_a_guard_and_equals_share_a_place() -> None:
    def body(granted: int, handled: int) -> dict[str, Any]:
        return FIGURES | {"granted": granted, "partial": 0, "handled": handled}

    bodies = {
        "甲": body(15, FEWEST_CASES),
        "乙": body(30, 60),
        "丙": body(29, FEWEST_CASES - 1),
        "丁": body(1, 100),
        "戊": body(1, 100) | {"handled": None},
    }
    places, out = ranked(RATES["disclosure"], bodies)
    assert [(one.rank, one.name) for one in places] == [(1, "乙"), (1, "甲"), (3, "丁")]
    assert out == ["丙", "戊"]


@pytest.mark.parametrize("edition", editions())
def test_every_metric_says_what_it_is_in_cells_by_which_article_and_what_it_is_not(edition: str) -> None:
    form = load_form(edition)
    for quantity in QUANTITIES.values():
        assert all(quantity.unsaid)
        for cell in quantity.cells(form):
            assert cell in quantity.definition(form)[1]
        for cited in quantity.cites(form):
            assert resolve(cited).words[0]
    for rate in RATES.values():
        assert all(rate.unsaid)
        assert resolve(rate.cites(form)[0]).words[0]
        used = {cell for key in rate.quantities for cell in QUANTITIES[key].cells(form)}
        assert all(cell in rate.formula(form)[1] for cell in used)


def test_the_words_of_a_rate_are_made_of_the_names_of_its_quantities() -> None:
    assert RATES["correction"].definition[0] == "结果纠正÷（复议和诉讼－尚未审结）"
    assert RATES["carry"].definition == (
        "结转下年÷（新收申请＋上年结转）",
        "carried out / (applications received + carried in)",
    )
    assert RATES["disclosure"].formula(NEW)[1] == "(t3.granted.total + t3.partial.total) / t3.total.total"
