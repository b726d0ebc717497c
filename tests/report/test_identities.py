"""The equations that follow from a form, and what they force."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.filings import FORMS, filings, lawful_filing, two_years

from gongkai.report.form import load_form
from gongkai.report.identities import across_identities, identities, implied_values


@pytest.mark.parametrize(
    ("edition", "expected"),
    [("2021", {"A3": 25, "A2": 7, "A1": 7, "A4": 3}), ("2019", {"A3": 23, "A2": 7, "A1": 7, "A4": 3})],
)
def test_each_edition_has_the_official_equations(edition, expected):
    found = [identity.code for identity in identities(load_form(edition))]
    assert {code: found.count(code) for code in found} == expected


def test_the_2021_outcomes_are_one_and_twenty_lines_and_the_2019_ones_nineteen():
    parts = {
        edition: next(len(rule.right) for rule in identities(load_form(edition)) if rule.name == "A2:total")
        for edition in ("2019", "2021")
    }
    assert parts == {"2019": 19, "2021": 21}


def test_the_balance_is_the_official_note_first_plus_second_is_third_plus_fourth():
    rule = next(rule for rule in identities(load_form("2021")) if rule.name == "A1:research")
    assert rule.left == ("t3.new.research", "t3.carried_in.research")
    assert rule.right == ("t3.total.research", "t3.carried_out.research")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: "+".join(table.edition for table in form.tables))
def test_every_cell_of_table_three_stands_in_a_row_and_a_column(form):
    rules = identities(form)
    table = form.table_of_section(3).key
    for name, cell in form.cells.items():
        codes = {rule.code for rule in rules if name in rule.cells}
        if cell.table == table:
            assert "A3" in codes
            assert codes & {"A1", "A2"}


@given(filings(FORMS))
def test_every_equation_holds_in_a_lawful_filing(filing):
    for rule in identities(filing.form):
        assert sum(filing.values[cell] for cell in rule.left) == sum(filing.values[cell] for cell in rule.right)


@given(two_years(FORMS))
def test_every_relation_between_lawful_years_holds(years):
    before, now = years
    for rule in across_identities(now.form, before.form):
        left = sum(weight * now.values[cell] for cell, weight in rule.now)
        right = sum(weight * before.values[cell] for cell, weight in rule.before)
        assert {"=": left == right, "<=": left <= right, ">=": left >= right}[rule.relation], rule.name


def test_in_force_and_public_total_are_never_compared():
    codes = {rule.code for rule in across_identities(load_form("2021"), load_form("2019"))}
    assert codes == {"B1", "B2", "B7"}


@given(filings(), st.data())
def test_a_single_gap_of_table_three_or_four_is_always_implied(filing, data):
    table_two = filing.form.tables[0].key
    cell = data.draw(st.sampled_from([name for name in filing.form.cells if not name.startswith(f"{table_two}.")]))
    implied = implied_values(filing.form, {**filing.values, cell: None})
    assert {name: entry.value for name, entry in implied.items()} == {cell: filing.values[cell]}


@given(filings(), st.data())
def test_what_is_implied_is_never_wrong(filing, data):
    gaps = data.draw(st.sets(st.sampled_from(list(filing.form.cells)), max_size=60))
    implied = implied_values(filing.form, {**filing.values, **dict.fromkeys(gaps)})
    assert {name: entry.value for name, entry in implied.items()} == {name: filing.values[name] for name in implied}


def test_a_gap_whose_row_and_column_disagree_is_not_implied():
    filing = lawful_filing(load_form("2021"), Random(3), 40)
    values = dict(filing.values)
    values["t3.granted.natural"] = None
    values["t3.granted.total"] += 1
    assert "t3.granted.natural" not in implied_values(filing.form, values)
