"""Pages put together: rows that a page break divides, and cells that go on over it."""

from __future__ import annotations

import pytest

from gongkai.reading.sources.paged import sheet_of
from gongkai.reading.sources.pdf_parts import Block, Row

EDGES = (0.0, 40.0, 120.0, 160.0, 200.0)


def page(*rows: tuple[str, ...], full: frozenset[int] = frozenset()) -> list[Block]:
    return [Block(0.0, tuple(Row(cells, tuple(range(4)), full) for cells in rows), EDGES)]


def text(*pages: list[Block]) -> list[str]:
    return sheet_of(pages).printed.replace("\f", "").strip("\n").split("\n")


LAST = ("（三）", "1.属于", "1", "0")


def test_labels_of_a_row_that_a_page_divides_go_on_in_their_cells() -> None:
    assert text(page(LAST), page(("不予公开", "国家秘密", "", ""), ("", "2.其他", "3", "4"))) == [
        "（三）不予公开\t1.属于国家秘密\t1\t0",
        "2.其他\t3\t4",
    ]


def test_a_line_without_figures_at_the_head_of_a_page_is_a_line_of_its_own() -> None:
    assert text(page(LAST), page(("", "2.重复申请", "", "")))[1] == "2.重复申请\t\t"


@pytest.mark.parametrize(("full", "said"), [({0, 1, 2, 3}, ["24\t9\t7\t15"]), ({0, 1}, ["2\t9\t7\t1", "4\t\t\t5"])])
def test_numbers_go_on_only_where_they_filled_their_line(full: set[int], said: list[str]) -> None:
    assert text(page(("2", "9", "7", "1"), full=frozenset(full)), page(("4", "", "", "5"))) == said


def test_a_merged_cell_that_goes_on_over_a_page_leaves_no_empty_cell_before_the_label() -> None:
    assert text(page(("", "8.属于行政查询", "", "5")), page(("", "", "3", ""))) == ["8.属于行政查询\t\t5", "\t\t3\t"]


HEAD = (("项目", "情况", "自然人", "法人"), ("", "", "数量", "数量"))
REST = ("", "国家秘密", "", "")


def test_a_row_that_a_page_divides_goes_on_below_heads_that_are_repeated() -> None:
    assert text(page(*HEAD, ("一", "甲", "1", "2"), LAST), page(*HEAD, REST, ("", "2.其他", "3", "4"))) == [
        "项目\t情况\t自然人\t法人",
        "数量\t数量",
        "一\t甲\t1\t2",
        "（三）\t1.属于国家秘密\t1\t0",
        "项目\t情况\t自然人\t法人",
        "数量\t数量",
        "2.其他\t3\t4",
    ]


def test_below_other_heads_nothing_goes_on() -> None:
    other = ("项目", "情况", "自然人", "其他")
    assert "1.属于\t1\t0" in text(page(*HEAD, LAST), page(other, REST))[2]


def test_heads_alone_on_a_page_are_no_rest_of_a_row() -> None:
    assert text(page(*HEAD, LAST), page(*HEAD))[2] == "（三）\t1.属于\t1\t0"


def test_a_label_that_is_divided_behind_its_number_goes_on() -> None:
    assert text(page(("", "2.", "11", "0")), page(("", "重复申请", "", "")))[0] == "2.重复申请\t11\t0"


def test_a_row_that_a_page_divides_goes_on_below_a_running_head() -> None:
    def furnished(number: int, *rows: tuple[str, ...]) -> list[Block]:
        head, foot = Block(-9.0, line="某市人民政府年度报告"), Block(900.0, line=f"共9页 第{number}页")
        return [head, *page(*rows), foot]

    said = text(furnished(3, LAST), furnished(4, ("不予公开", "国家秘密", "", ""), ("", "2.其他", "3", "4")))
    assert said == [
        "某市人民政府年度报告",
        "（三）不予公开\t1.属于国家秘密\t1\t0",
        "共9页 第3页",
        "某市人民政府年度报告",
        "2.其他\t3\t4",
        "共9页 第4页",
    ]


def test_a_line_of_words_between_two_tables_keeps_them_apart() -> None:
    between = [Block(-9.0, line="四、政府信息公开行政复议、行政诉讼情况"), *page(REST)]
    assert text(page(LAST), between)[0] == "（三）\t1.属于\t1\t0"
