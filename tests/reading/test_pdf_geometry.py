"""Rules and characters into rows: merged cells, gaps, numbers that wrap, tables divided and tables that are none."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reading.sources.pdf_geometry import blocks, merged
from gongkai.reading.sources.pdf_parts import Char, Page, Rule
from gongkai.reading.sources.pdf_words import lines, said_in, spoken

SIZE = 10.0


def put(text: str, left: float, top: float, size: float = SIZE) -> list[Char]:
    """A line of text: Chinese characters are square, others half as broad."""
    out = []
    for one in text:
        right = left + (size / 2 if one.isascii() else size)
        if one != " ":
            out.append(Char(one, left, top, right, top + size))
        left = right
    return out


def frame(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def rows(chars: list[Char], level: list[Rule], upright: list[Rule]) -> list[tuple[str, ...]]:
    (table,) = (block for block in blocks(Page(chars, level, upright)) if block.rows)
    return [row.cells for row in table.rows]


def test_every_cell_once_in_the_row_in_which_it_begins() -> None:
    level, upright = frame([0, 50, 100, 150], [0, 20, 40, 60])
    level[1] = Rule(20, 50, 150)  # the first two rows of the first column are one cell
    upright[2:3] = [Rule(100, 0, 20), Rule(100, 40, 60)]  # and so are two cells of the second row
    chars = put("合", 5, 14) + put("一", 55, 5) + put("二", 105, 5) + put("三", 80, 25)
    chars += put("四", 5, 45) + put("五", 55, 45) + put("六", 105, 45)
    assert rows(chars, level, upright) == [("合", "一", "二"), ("三",), ("四", "五", "六")]


def test_rules_in_pieces_and_twice_over_are_the_same_rules() -> None:
    level, upright = frame([0, 50, 100], [0, 20, 40])
    broken = [Rule(rule.place + shift, start, end) for rule in level for shift in (0, 0.8) for start, end in
              ((rule.start, 49.5), (50.5, rule.end))]  # fmt: skip
    chars = put("甲", 5, 5) + put("1", 55, 5) + put("乙", 5, 25) + put("2", 55, 25)
    assert rows(chars, broken, upright + upright) == rows(chars, level, upright) == [("甲", "1"), ("乙", "2")]


def test_cells_that_each_have_a_frame_of_their_own_are_the_cells_of_one_table() -> None:
    level, upright = [], []
    for top in (0, 20):
        for left in (0, 50, 100):
            level += [Rule(top, left, left + 47.5), Rule(top + 17.5, left, left + 47.5)]
            upright += [Rule(left, top, top + 17.5), Rule(left + 47.5, top, top + 17.5)]
    chars = put("甲", 5, 5) + put("1", 105, 5) + put("乙", 5, 25) + put("2", 55, 25)
    assert rows(chars, level, upright) == [("甲", "", "1"), ("乙", "2", "")]


def test_text_beside_and_below_a_table_stays_outside_in_its_order() -> None:
    level, upright = frame([0, 50, 100], [20, 40, 60])
    chars = put("下", 0, 70) + put("上", 0, 5) + put("1", 55, 25)
    said = [block.line or block.rows for block in blocks(Page(chars + put("2", 55, 45), level, upright))]
    assert (said[0], said[2]) == ("上", "下")


def test_a_frame_around_text_and_an_underline_are_no_table() -> None:
    level, upright = frame([0, 100], [0, 60])
    page = Page(put("框中文字", 5, 5) + put("又一行", 5, 25), level, upright)
    assert [block.line for block in blocks(page)] == ["框中文字", "又一行"]
    assert [block.line for block in blocks(Page(put("下划线", 5, 5), [Rule(16, 0, 60)], []))] == ["下划线"]


@pytest.mark.parametrize(
    ("left", "said"),
    [(21, "甲乙丙"), (27.9, "甲乙丙"), (28.1, "甲乙 丙"), (41.9, "甲乙 丙"), (42.1, "甲乙\t丙")],
)
def test_gaps_between_words(left: float, said: str) -> None:
    assert spoken(put("甲乙", 0, 0) + put("丙", left, 0)) == said


@pytest.mark.parametrize(("left", "said"), [(10, "123"), (13.4, "123"), (13.6, "12 3"), (20, "12 3")])
def test_gaps_between_digits(left: float, said: str) -> None:
    (line,) = lines(put("12", 0, 0) + put("3", left, 0))
    assert spoken(line) == said


@pytest.mark.parametrize(("width", "said"), [(40, "1234567"), (46, "1234567"), (60, "123456 7")])
def test_a_number_that_fills_its_line_goes_on_in_the_next_and_another_does_not(width: float, said: str) -> None:
    assert said_in(put("123456", 5, 0) + put("7", 5, 12), width)[0] == said


def test_a_label_of_several_lines_or_of_one_character_each_is_one() -> None:
    assert said_in(put("予以", 0, 0) + put("公开", 0, 12), 30)[0] == "予以公开"
    assert said_in([char for place, one in enumerate("总计") for char in put(one, 0, 12 * place)], 12)[0] == "总计"


def test_a_low_full_stop_and_small_type_stay_in_their_line() -> None:
    chars = [*put("共", 0, 0), Char(".", 10, 7, 12, 9), *put("3", 12, 1, 8)]
    assert [spoken(line) for line in lines(chars)] == ["共.3"]


@given(st.integers(1, 12), st.integers(1, 12), st.randoms(use_true_random=False))
def test_a_plain_grid_gives_back_what_was_put_in_it(across: int, down: int, random: Random) -> None:
    if across + down < 3:
        return
    xs = [40.0 * place for place in range(across + 1)]
    ys = [16.0 * place for place in range(down + 1)]
    level, upright = frame(xs, ys)
    wanted = [tuple(str(random.randint(0, 99_999)) for _ in range(across)) for _ in range(down)]
    chars = [
        char
        for (top, _), line in zip(pairwise(ys), wanted, strict=True)
        for (left, _), text in zip(pairwise(xs), line, strict=True)
        for char in put(text, left + 5, top + 3)
    ]
    random.shuffle(chars)
    random.shuffle(level)
    random.shuffle(upright)
    assert rows(chars, level, upright) == wanted


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30), st.integers(1, 30)), max_size=30))
def test_merging_rules_covers_what_was_covered_and_nothing_far(some: list[tuple[int, int, int]]) -> None:
    rules = [Rule(place, start, start + length) for place, start, length in some]
    out = merged(rules)
    for rule in rules:
        assert any(one.start <= rule.start and one.end >= rule.end and abs(one.place - rule.place) <= 2 for one in out)
    for one in out:
        assert any(rule.start == one.start for rule in rules)
        assert any(rule.end == one.end for rule in rules)


@pytest.mark.parametrize(("beyond", "said"), [(4.5, ("丙", "3", "")), (3.5, None)])
def test_a_row_that_the_end_of_the_page_cuts_through_is_closed_there(beyond: float, said: tuple[str, ...]) -> None:
    level, upright = frame([0, 50, 100, 150], [0, 20, 40])
    upright = [Rule(rule.place, 0, 40 + beyond) for rule in upright]
    chars = put("甲", 5, 5) + put("1", 55, 5) + put("2", 105, 5) + put("丙", 5, 36) + put("3", 55, 36)
    made = rows(chars, level, upright)
    assert made[0] == ("甲", "1", "2")
    assert (made[2] if len(made) > 2 else None) == said


def test_a_row_that_goes_on_from_the_page_before_is_closed_above() -> None:
    level, upright = frame([0, 50, 100, 150], [20, 40])
    upright = [Rule(rule.place, 5, 40) for rule in upright]
    chars = put("续", 5, 8) + put("乙", 5, 25) + put("1", 55, 25) + put("2", 105, 25)
    assert rows(chars, level, upright) == [("续", "", ""), ("乙", "1", "2")]


def test_the_sides_of_a_frame_that_go_on_below_a_table_close_nothing() -> None:
    level, upright = frame([0, 50, 100, 150], [0, 20, 40])
    upright = [Rule(rule.place, 0, 90 if rule.place in (0, 150) else 40) for rule in upright]
    chars = put("甲", 5, 5) + put("1", 55, 5) + put("乙", 5, 25) + put("2", 55, 25) + put("文", 55, 60)
    assert rows(chars, level, upright) == [("甲", "1", ""), ("乙", "2", "")]


@pytest.mark.parametrize("rows_ruled", [(0, 20, 40, 60), (20, 40)], ids=["without-sides", "without-a-frame"])
def test_a_table_drawn_without_its_sides_holds_all_its_columns(rows_ruled: tuple[float, ...]) -> None:
    level = [Rule(place, 0, 150) for place in (*rows_ruled, *((30,) if len(rows_ruled) < 3 else ()))]
    upright = [Rule(place, 0, 60) for place in (50, 75, 100)]
    said = ("甲", "1", "2", "3")
    chars = [char for y in (5, 45) for word, x in zip(said, (5, 55, 80, 105), strict=True) for char in put(word, x, y)]
    made = rows(chars, level, upright)
    assert made[0] == made[-1] == said


def test_one_long_rule_below_a_table_is_not_its_side() -> None:
    level, upright = frame([0, 50, 100], [0, 20, 40])
    level[2] = Rule(40, 0, 400)
    chars = put("甲", 5, 5) + put("1", 55, 5) + put("乙", 5, 25) + put("2", 55, 25)
    assert rows(chars, level, upright) == [("甲", "1"), ("乙", "2")]


def test_what_touches_is_one_word_only_within_its_cell() -> None:
    level, upright = frame([0, 15, 30], [0, 20, 40])
    assert rows(put("123456", 0, 5) + put("7", 0, 25), level, upright) == [("123", "456"), ("7", "")]


@pytest.mark.parametrize(("shift", "said"), [(1.4, "42"), (1.6, "4422")])
def test_a_character_printed_twice_over_is_one(shift: float, said: str) -> None:
    twice = [char for one, left in (("4", 0.0), ("2", 5.0)) for at in (0, shift) for char in put(one, left + at, 0)]
    (line,) = lines(twice)
    assert spoken(line) == said


@pytest.mark.parametrize("turn", ["at-once", "later"])
def test_figures_printed_twice_over_between_words_that_touch_them_are_there_once(turn: str) -> None:
    first, again, after = put("共12", 0, 5), put("12", 10.5, 5), put("件", 20, 5)
    chars = [*first, *again, *after] if turn == "at-once" else [*first, *after, *again]
    level, upright = frame([0, 40, 80], [0, 20, 40])
    assert rows(chars + put("7", 45, 25), level, upright) == [("共12件", ""), ("", "7")]


def test_characters_whose_boxes_differ_by_what_they_look_like_are_one_word_within_its_box() -> None:
    chars = [Char(one, 10 * at, 5 - 0.1 * at, 10 * at + 10, 15 + 0.1 * at) for at, one in enumerate("二〇二三年")]
    (block,) = blocks(Page([*chars, *put("7", 60, 5)], [], []))
    assert block.line == "二〇二三年 7"
    assert block.boxes[0] == (0, 4.6, 50, 15.4)
