"""Tables as converters write those that are no tables: an entry of a list for each cell, styles beside words."""

from __future__ import annotations

import pytest

from gongkai.reading.sources.text import text_sheet
from gongkai.report.form import Line
from tests.reading.test_extracted import numbers, read, third, wrong
from tests.reading.test_traps import unlisted


def entries(mark: str) -> str:
    return third(lambda line: f"{mark}{line.label}\n" + "".join(f"{mark}{cell}\n" for cell in numbers(1, line).split()))


@pytest.mark.parametrize("mark", ["- ", "* ", "+ ", "-   ", "• ", "  - "])
def test_the_mark_of_an_entry_is_no_sign(mark: str) -> None:
    reading = read(entries(mark))
    assert wrong(reading) == []
    assert not [finding for finding in reading.findings if finding.code.startswith("R")]


def test_units_signs_and_marks_stay_in_their_entries() -> None:
    cells = ("- 7\n" * 10) + "- 0 件\n- -59\n- +4\n- /\n- 规章\n"
    assert text_sheet(cells).plain == ("7\n" * 10) + "0 件\n-59\n+4\n/\n规章\n"


def test_a_few_signs_that_stand_apart_are_signs() -> None:
    printed = "行政许可\n- 3\n- 59\n"
    assert text_sheet(printed).plain == printed


def rows(line: Line) -> str:
    return f"{line.label} " + " ".join(numbers(1, line).split()) + "\n"


def test_the_style_beside_words_holds_no_number_of_a_cell() -> None:
    def styled(line: Line) -> str:
        cells = [line.label, *numbers(1, line).split()]
        return "| " + " | ".join(f'[ {cell} ]{{style="font-size: 14px"}}' for cell in cells) + " |\n"

    assert wrong(read(third(styled))) == []
    assert text_sheet("[注]与{2}").plain == "[注]与{2}"


def test_a_rule_beside_a_higher_cell_is_no_row_of_cells() -> None:
    """What stands beside the labels of a group goes on over the rules between its lines."""
    rule = "|        +-------------+--+--+\n"
    text = third(lambda line: rule + "| " + " | ".join([line.label, *numbers(1, line).split()]) + " |\n")
    reading = read(text)
    assert wrong(reading) == []
    assert "+-" not in text_sheet(text).plain
    kept = "| 行政许可 | -- | + |\n| 1 | +5 | -- |\n"
    assert "--" in text_sheet(kept).plain


def test_the_columns_of_a_site_on_the_line_of_the_title_are_no_name() -> None:
    text = third(rows)
    title, rest = text.split("\n", 1)
    agency = title.partition("2023")[0]
    before = "首页 政务公开 当前位置：首页 > 政府信息公开 > 政府信息公开年报 "
    reading = read(f"{before}{agency} 2023 年政府信息公开工作年度报告 {rest}")
    assert reading.filing is not None
    assert reading.filing.agency == agency
    assert unlisted(reading) == []
