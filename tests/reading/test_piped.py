"""Rows as crawlers write them: a bar behind every cell, pads at the end, broken where a cell held paragraphs."""

import random

import pytest

from gongkai.reading import read_document
from gongkai.reading.sources.piped import straightened
from gongkai.reading.sources.text import text_sheet
from gongkai.reading.tokens import tokenize
from gongkai.report.form import Line
from tests.corpus.generate import generate
from tests.reading.test_extracted import numbers, read, third
from tests.reading.test_traps import unlisted
from tests.scoring import judge

#: What stands between two elements of such a page.
BARS = "\n |", " |\n", " | |\n", " | | | |", " |", " | |\n \n| |"
PADDED = "第二十条第（一）项 | |||\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n行政许可 | 0 | ||\n"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("规章 | 1 | 2 | 3 |", ["规章", "1", "2", "3"]),
        ("| 规章 | 1 | 2 | 3 | ||", ["规章", "1", "2", "3"]),
        ("规章 | 1 | 2 |\n3 |", ["规章", "1", "2", "3"]),
        ("规章 |\n/ |\n/ |\n/ |", ["规章", "/", "/", "/"]),
        ("规章 |\n|\n|\n3 |\n||", ["规章", "", "", "3"]),
        ("规章 | 1 | | 3 | ||", ["规章", "1", "", "3"]),
        ("规章 | 4 | 66 | |", ["规章", "4", "66"]),
        ("规章 | 4 | 66 | |||", ["规章", "4", "66"]),
    ],
)
def test_a_row_is_its_cells_without_its_pads(row: str, cells: list[str]) -> None:
    lines = straightened(f"{PADDED}{row}\n以上。").split("\n")
    assert lines[3:] == ["\t".join(cells), "以上。"]


def test_a_head_of_columns_does_not_run_into_its_values() -> None:
    heads = "结果维持 | 总计 |\n"
    assert straightened(f"{PADDED}{heads}3 | 4 |\n5 |").split("\n")[3:] == ["结果维持\t总计", "3\t4\t5"]


def test_a_pad_ends_a_row_whatever_comes_next() -> None:
    assert straightened(f"{PADDED}结果维持 | ||\n3 | 4 |").split("\n")[3:] == ["结果维持", "3\t4"]


@pytest.mark.parametrize(
    "text",
    [
        "| 规章 | 1 | | 3 |\n| 行政规范性文件 | 4 | 5 | |\n",
        "无表格的正文。\n办公室 | 电话 | 传真\n",
        "是 | 否\n规章 | 1 | 2 | 3 |\n",
    ],
)
def test_other_tables_stay_as_they_are(text: str) -> None:
    assert straightened(text) == text


def test_a_row_without_a_bar_before_it_may_begin_with_an_empty_cell() -> None:
    rows = "结果维持| 结果纠正| 总计  \n  | 1| 1  \n 2| | 2\n"
    assert text_sheet(rows).plain.split("\n")[1:3] == ["\t1\t1", "2\t\t2"]
    bordered = "| 结果维持 | 结果纠正 | 总计 |\n| | 1 | 1 |\n"
    assert text_sheet(bordered).plain.split("\n")[1] == "\t1\t1"


def test_cells_with_a_bar_on_either_side() -> None:
    row = "|规章||1|| ||3|"
    text = "\n".join([row.replace("| |", "|0|")] * 5 + [row])
    assert straightened(text).split("\n")[-1] == "|规章|1| |3|"


@pytest.mark.parametrize("last", ["规章\t\t\t\t3", "规章\t\t \t\t3"])
def test_two_tabs_between_all_cells_are_one(last: str) -> None:
    """An empty cell is then four tabs, or a space between two and two."""
    rows = "行政许可\t\t1\t\t2\n" * 5
    assert [cell.strip() for cell in straightened(rows + last).split("\n")[-1].split("\t")] == ["规章", "", "3"]


def test_two_tabs_somewhere_are_an_empty_cell() -> None:
    text = "行政许可\t1\t2\n" * 10 + "规章\t\t3"
    assert straightened(text) == text


@pytest.mark.parametrize("seed", range(12))
def test_a_crawled_report_is_read_whole(seed: int) -> None:
    outcome = judge(generate(seed, form="text", layout="crawled", damaged=False))
    assert outcome.whole, [fault for one in outcome.scores for fault in one.faults()]


def test_of_a_row_that_lost_a_blank_cell_no_cell_is_stated_as_certain() -> None:
    """The row has six numbers for seven cells, five of them zeros: any zero may be the cell that stood empty."""
    sample = generate(3, form="text", layout="crawled", damaged=False)
    text = sample.data.decode("utf-8", "replace")
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if "8.属于行政查询事项" in line)
    lines[at] = "8.属于行政查询事项 | 1 | 0 | 0 | 0 | 0 | 1 |"
    (reading,) = read_document("\n".join(lines).encode(), name="a.txt")
    listed = reading.listed_cells()
    values = reading.filing.values if reading.filing else {}
    row = [cell for cell in values if cell.startswith("t3.d8.")]
    assert len(row) == 7
    assert [cell for cell in row if values[cell] is not None and cell not in listed] == []


def test_numbers_run_together_before_a_comma_are_not_cut_at_it() -> None:
    """988项 5 114,375 without its gaps: 5114 and 375 were read, and nothing said."""
    tokens = tokenize("行政强制988项5114,375", 0, 18).tokens
    assert [token.text for token in tokens] == ["988项"]
    assert [token.text for token in tokenize("行政许可 114,375", 0, 12).tokens] == ["114,375"]


@pytest.mark.parametrize(
    "line", ["|" * 200_000 + "x", "| " * 100_000 + "x", "1|" * 100_000, "a |" + " " * 200_000 + "|x"]
)
def test_a_line_of_nothing_but_bars_costs_its_length(line: str) -> None:
    """Read in steps that go over it once; in the square of its length it would take half an hour."""
    (reading,) = read_document(f"{PADDED}{line}".encode(), name="a.txt")
    assert reading.filing is None


@pytest.mark.parametrize("seed", range(30))
def test_of_cells_in_pieces_among_bars_and_line_ends_none_is_left_out_in_silence(seed: int) -> None:
    """What a page whose words and numbers are elements of several leaves where bars are put between all of them."""
    chosen = random.Random(seed)

    def split(said: str) -> str:
        at = chosen.randrange(1, len(said)) if len(said) > 1 and chosen.random() < 0.3 else 0
        return f"{said[:at]}|{said[at:]}" if at else said

    def printed(line: Line) -> str:
        cells = [split(said) for said in (line.label, *numbers(1, line).split())]
        return "".join(chosen.choice(BARS) + f"|{cell}|" for cell in cells) + "\n"

    assert unlisted(read(third(printed))) == []
