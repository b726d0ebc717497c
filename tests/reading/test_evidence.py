"""Numerals of pictures under the identities: what is put right, what stays open, what is left as printed."""

from __future__ import annotations

from itertools import product
from math import exp, log
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reading.evidence import unconfirmed, weigh
from gongkai.reading.recognised import Option, Recognised, located, mark, unmarked
from gongkai.reading.sources.recognise import LOST_COST, WORN_COST, _numeral, _texts
from gongkai.report.form import load_form
from tests.strategies.filings import lawful_filing

FORM = load_form("2021")
TRUE = dict(lawful_filing(FORM, Random("evidence"), 400).values)
LARGE = [cell for cell, value in TRUE.items() if cell.startswith("t3.") and value is not None and value >= 10]


def misread(cell: str, wrong: int, cost: float) -> tuple[dict, dict]:
    """The figures with one cell recognised as something else, its true number among the other readings."""
    every = {name: Recognised((Option("1" + str(value), 11.0),), 10.0) for name, value in TRUE.items()}
    every[cell] = Recognised((Option(str(TRUE[cell]), cost), Option("77777", cost)), cost)
    return {**TRUE, cell: wrong}, every


@pytest.mark.parametrize("cell", LARGE[:12])
def test_a_misread_number_is_put_right_where_row_and_column_both_say_so(cell: str) -> None:
    values, recognised = misread(cell, int(TRUE[cell]) + 3, 2.0)
    found = weigh(FORM, values, recognised)
    assert (found.changed, found.undetermined) == ({cell: TRUE[cell]}, {})


def test_what_the_picture_makes_most_unlikely_is_not_believed_and_what_is_not_clear_stays_open() -> None:
    cell = LARGE[0]
    values, recognised = misread(cell, int(TRUE[cell]) + 3, 16.0)
    assert weigh(FORM, values, recognised) == ({}, {})
    values, recognised = misread(cell, int(TRUE[cell]) + 3, 9.0)
    found = weigh(FORM, values, recognised)
    assert found.changed == {}
    assert set(found.undetermined[cell]) == {TRUE[cell], int(TRUE[cell]) + 3}


def test_a_clear_number_with_a_misprint_is_left_as_it_is_printed() -> None:
    cell = "t3.carried_in.total"
    values = {**TRUE, cell: int(TRUE[cell]) + 9}
    recognised = {name: Recognised((Option(str(value), WORN_COST),), WORN_COST) for name, value in TRUE.items()}
    assert weigh(FORM, values, recognised) == ({}, {})


def test_two_ways_to_mend_a_row_leave_both_cells_open() -> None:
    row = [f"t4.review.{key}" for key in ("upheld", "corrected", "other", "pending", "total")]
    values = {**TRUE, **dict(zip(row, (1, 2, 3, 4, 11), strict=True))}
    sure = {cell: Recognised((), 10.0) for cell in row}
    both = {**sure, row[0]: Recognised((Option("2", 1.0),), 1.0), row[4]: Recognised((Option("10", 1.5),), 1.5)}
    found = weigh(FORM, values, both)
    assert found.changed == {}
    assert found.undetermined == {row[0]: (1, 2), row[4]: (10, 11)}
    one = {**both, row[0]: Recognised((Option("2", 9.0),), 9.0)}
    assert weigh(FORM, values, one) == ({row[4]: 10}, {})


def test_two_misread_cells_of_one_row_are_found_together() -> None:
    row = [f"t3.new.{column.key}" for column in FORM.tables[1].columns]
    first, second = row[0], row[1]
    wrong = {**TRUE, first: int(TRUE[first]) + 5, second: int(TRUE[second]) + 30}
    recognised = {cell: Recognised((Option(str(TRUE[cell]), 1.0),), 1.0) for cell in (first, second)}
    assert weigh(FORM, wrong, recognised).changed == {first: TRUE[first], second: TRUE[second]}


def test_figures_that_agree_are_left_alone_whatever_else_they_might_be() -> None:
    unsure = {cell: Recognised((Option(str(value) + "1", 0.1),), 0.1) for cell, value in TRUE.items()}
    assert weigh(FORM, TRUE, unsure) == ({}, {})


def test_numbers_without_an_identity_are_named_and_others_are_not() -> None:
    sure = {cell: Recognised((), 10.0) for cell in TRUE}
    named = unconfirmed(FORM, TRUE, sure)
    assert {cell for cell in TRUE if cell.startswith("t2.")} <= set(named)
    assert not {cell for cell in named if cell.startswith("t3.")}
    broken = {**TRUE, "t3.u1.natural": int(TRUE["t3.u1.natural"]) + 1}
    assert "t3.u1.natural" in unconfirmed(FORM, broken, sure)


def test_a_total_that_repeats_its_only_part_confirms_nothing() -> None:
    row = [f"t4.review.{key}" for key in ("upheld", "corrected", "other", "pending", "total")]
    values = {**TRUE, **dict(zip(row, (6, 0, 0, 0, 6), strict=True))}
    named = unconfirmed(FORM, values, {cell: Recognised((), 10.0) for cell in row})
    assert set(named) == {row[0], row[4]}


@given(st.lists(st.tuples(st.text("1甲, \t\n", max_size=4), st.booleans()), max_size=8))
def test_marks_go_and_say_where_they_stood(parts: list[tuple[str, bool]]) -> None:
    text, wanted = "", {}
    for place, (part, marked) in enumerate(parts):
        if marked:
            wanted[len(unmarked(text))] = Recognised((), float(place))
            text += mark(place)
        text += part
    plain, found = located(text, [Recognised((), float(place)) for place in range(len(parts))])
    assert plain == unmarked(text) == "".join(part for part, _ in parts)
    assert found == wanted


def spelled(way: tuple[int, ...], alphabet: str) -> str:
    """What a way across the picture spells: repetitions once, blanks nothing."""
    kept = [step for at, step in enumerate(way) if at == 0 or step != way[at - 1]]
    return "".join(alphabet[step - 1] for step in kept if step)


@given(st.lists(st.lists(st.floats(0.02, 1.0), min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_text_is_as_likely_as_all_the_ways_that_spell_it(steps: list[list[float]]) -> None:
    table = np.array([[value / sum(step) for value in step] for step in steps])
    wanted: dict[str, float] = {}
    for way in product(range(3), repeat=len(table)):
        chance = float(np.prod([table[at][step] for at, step in enumerate(way)]))
        wanted[spelled(way, "12")] = wanted.get(spelled(way, "12"), 0.0) + chance
    found = _texts(table, "12")
    assert found == sorted(found, key=lambda one: -one[1])
    for text, chance in found:
        # The search keeps the likeliest beginnings only, so that it may miss ways but never invents one.
        assert exp(chance) <= wanted[text] + 1e-9
    if len(wanted) <= 16:
        assert {text: pytest.approx(chance) for text, chance in wanted.items()} == {t: exp(c) for t, c in found}


def test_confusions_that_are_declared_have_their_costs() -> None:
    line = _numeral([("18", log(0.97)), ("13", log(0.02))])
    costs = {option.text: option.cost for option in line.options or ()}
    assert line.text == "18"
    assert costs["13"] == pytest.approx(log(0.97 / 0.02), abs=0.01)
    assert (costs["16"], costs["78"], costs["218"]) == (WORN_COST, WORN_COST, LOST_COST)
    assert line.likelihood == pytest.approx(1 - 0.02 / 0.97, abs=0.01)
