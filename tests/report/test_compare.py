"""Years and bodies side by side."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from tests.strategies.filings import changed_filing, lawful_filing, two_years

from gongkai.report.compare import compare
from gongkai.report.form import load_form
from gongkai.report.metrics import FEWEST_CASES, percent

FORM, OLD = load_form("2021"), load_form("2019")


def years(**cells):
    before = lawful_filing(FORM, Random(1), 50, year=2022)
    now = lawful_filing(FORM, Random(2), 50, before=before)
    return before, changed_filing(now, {name.replace("__", "."): value for name, value in cells.items()})


def row(comparison, cell):
    return next(entry for entry in comparison.rows if entry.cell == cell)


def rate(comparison, key):
    return next(entry for entry in comparison.rates if entry.key == key)


def two(then, now):
    before, after = years()
    cell = "t2.licences.decisions"
    return row(compare([changed_filing(after, {cell: now}), changed_filing(before, {cell: then})]), cell)


@pytest.mark.parametrize(
    ("then", "now", "change", "share"),
    [
        (76, 80, 4, "5.26"),
        (80, 76, -4, "-5.00"),
        (3, 3, 0, "0.00"),
        (0, 5, 5, None),
        (0, 0, 0, None),
        (8, 0, -8, "-100.00"),
        (None, 5, None, None),
        (5, None, None, None),
    ],
)
def test_change_and_percent_against_the_year_before(then, now, change, share):
    found = two(then, now)
    assert found.values == (then, now)
    assert found.changes == (None, change)
    assert found.percents == (None, None if share is None else Decimal(share))


def test_a_percentage_is_rounded_half_up():
    assert percent(1, 800) == Decimal("0.13")  # 0.125
    assert percent(31, 669) == Decimal("4.63")


@given(two_years())
def test_every_cell_of_the_form_has_a_row_in_printed_order(pair):
    comparison = compare(pair)
    assert [entry.cell for entry in comparison.rows] == list(pair[0].form.cells)
    assert comparison.findings == ()
    for entry in comparison.rows:
        assert entry.changes[1] == entry.values[1] - entry.values[0]


def test_columns_are_by_body_and_year_whatever_the_order():
    before, now = years()
    other = replace(now, agency="白水市人民政府")
    assert compare([now, other, before]) == compare([other, before, now])
    assert [(column.agency, column.year) for column in compare([other, now, before]).columns] == [
        ("白水市人民政府", 2023),
        (before.agency, 2022),
        (before.agency, 2023),
    ]


def test_between_bodies_and_over_a_missing_year_there_is_no_change():
    before, now = years()
    for pair in ((before, replace(now, agency="白水市人民政府")), (before, replace(now, year=2024))):
        assert {entry.changes for entry in compare(pair).rows} == {(None, None)}


def test_what_the_other_edition_has_not_is_not_compared():
    before = lawful_filing(OLD, Random(1), 20, year=2020)
    now = lawful_filing(FORM, Random(2), 20, before=before, year=2021)
    comparison = compare([before, now])
    assert row(comparison, "t2.normative.in_force").changes == (None, None)
    assert row(comparison, "t3.new.total").changes[1] is not None
    assert [finding.code for finding in comparison.findings] == ["B8"]


def test_a_break_between_two_years_is_a_finding():
    before, now = years()
    wrong = changed_filing(before, {"t3.carried_out.total": before.values["t3.carried_out.total"] + 1})
    assert [finding.code for finding in compare([wrong, now]).findings] == ["B1"]


def test_rates_with_their_definitions():
    before, now = years(
        t3__granted__total=30, t3__partial__total=10, t3__total__total=160, t4__review__total=3,
        t4__direct__total=4, t4__after_review__total=1,
    )  # fmt: skip
    comparison = compare([before, now])
    disclosure, dispute = rate(comparison, "disclosure"), rate(comparison, "dispute")
    assert (disclosure.values[1], dispute.values[1]) == (Decimal("25.00"), Decimal("5.00"))
    table = FORM.table("t3")
    assert disclosure.definition[0] == (
        f"（{table.line('granted').label}＋{table.line('partial').label}）÷{table.line('total').label}"
    )
    assert disclosure.definition[1] == "(t3.granted.total + t3.partial.total) / t3.total.total"


@pytest.mark.parametrize(
    ("base", "value", "reliable"),
    [
        (0, None, False),
        (FEWEST_CASES - 1, Decimal("10.34"), False),
        (FEWEST_CASES, Decimal("10.00"), True),
        (None, None, False),
    ],
)
def test_a_rate_over_few_cases_is_marked_and_over_none_not_given(base, value, reliable):
    before, now = years(t3__granted__total=3, t3__partial__total=0, t3__total__total=base)
    disclosure = rate(compare([before, now]), "disclosure")
    assert (disclosure.values[1], disclosure.bases[1], disclosure.reliable[1]) == (value, base, reliable)


def test_nothing_to_compare_is_an_empty_comparison():
    assert compare([]) == ((), (), (), ())
