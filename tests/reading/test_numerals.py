"""What a scrap of text may say as a number."""

from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reading.cuts import digit_cuts
from gongkai.reading.numerals import parse_cell, printed_unit
from gongkai.report.form import Kind


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("0", Kind.COUNT, 0),  # zero is a value
        ("963418", Kind.COUNT, 963418),
        ("1,153", Kind.COUNT, 1153),
        ("12件", Kind.COUNT, 12),
        ("22(其中修订 16 件)", Kind.COUNT, 22),
        ("3.0", Kind.COUNT, 3),
        ("3.5", Kind.COUNT, None),  # no count is half
        ("-3", Kind.COUNT, None),
        ("+82", Kind.CHANGE, 82),
        ("-59", Kind.CHANGE, -59),
        ("减3", Kind.CHANGE, -3),
        ("增3", Kind.CHANGE, 3),
        ("减少2", Kind.CHANGE, -2),
        ("无变化", Kind.CHANGE, 0),
        ("5230.52", Kind.MONEY, Decimal("5230.52")),
        ("251000元", Kind.MONEY, Decimal("251000")),
        ("24252.311082", Kind.MONEY, Decimal("24252.311082")),
        ("", Kind.COUNT, None),
        ("/", Kind.COUNT, None),  # a mark is not a zero
        ("无", Kind.COUNT, None),
        ("12(一)", Kind.COUNT, None),  # an item head is no remark
        ("1 2", Kind.COUNT, None),
    ],
)
def test_cells(text, kind, value):
    assert parse_cell(text, kind) == value


def test_unit_is_told_apart_from_the_number():
    assert printed_unit("304948.3955万元") == "万元"
    assert printed_unit("12") is None


@pytest.mark.parametrize(
    ("digits", "size", "checks", "cuts"),
    [
        ("81010010", 7, ((6, (0, 1, 2, 3, 4, 5)),), ((8, 1, 0, 1, 0, 0, 10),)),
        ("0000000", 7, ((6, (0, 1, 2, 3, 4, 5)),), ((0,) * 7,)),
        ("100", 2, (), ((10, 0),)),
        ("693665", 3, (), tuple((int(a), int(b), int(c)) for a, b, c in [
            ("6", "9", "3665"), ("6", "93", "665"), ("6", "936", "65"), ("6", "9366", "5"),
            ("69", "3", "665"), ("69", "36", "65"), ("69", "366", "5"),
            ("693", "6", "65"), ("693", "66", "5"), ("6936", "6", "5"),
        ])),
        ("22", 7, (), ()),
        ("10203120001200000", 15, ((4, (0, 1, 2, 3)), (9, (5, 6, 7, 8)), (14, (10, 11, 12, 13))),
         ((1, 0, 2, 0, 3, 12, 0, 0, 0, 12, 0, 0, 0, 0, 0),)),
    ],
)  # fmt: skip
def test_cuts(digits, size, checks, cuts):
    assert digit_cuts(digits, size, checks) == cuts


@given(st.lists(st.integers(0, 999), min_size=1, max_size=5))
def test_the_true_cut_is_always_among_the_cuts(numbers):
    digits = "".join(str(number) for number in numbers)
    assert tuple(numbers) in (digit_cuts(digits, len(numbers), ()) or ())


@given(st.text("0123456789", min_size=1, max_size=9), st.integers(1, 6))
def test_cuts_equal_all_ways_of_placing_bars(digits, size):
    """Independent count: every choice of bars between digits, less those with a leading zero."""
    expected = set()
    for bars in combinations(range(1, len(digits)), size - 1):
        edges = [0, *bars, len(digits)]
        parts = [digits[a:b] for a, b in pairwise(edges)]
        if all(part == "0" or not part.startswith("0") for part in parts):
            expected.add(tuple(int(part) for part in parts))
    assert set(digit_cuts(digits, size, ()) or ()) == expected


def test_a_run_of_digits_that_could_be_anything_is_given_up():
    assert digit_cuts("1" * 40, 7, ()) is None
