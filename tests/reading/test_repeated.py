"""The text of a page and its tables once more below it, as programs take them out of PDFs."""

from __future__ import annotations

from time import process_time

import pytest

from gongkai.reading import read_document
from gongkai.reading.sources.repeated import without_repeats
from gongkai.report.form import Line
from tests.reading.test_extracted import numbers, read, third, wrong
from tests.reading.test_traps import FORM

LINES = FORM.tables[1].lines


def tabbed(line: Line, label: str = "") -> str:
    return "\t".join([label or line.label, *numbers(1, line).split()]) + "\n"


def paged(cut: int, moved: bool) -> str:
    """Table 3 on two pages, each with its rows again as cells below its text."""

    def row(line: Line) -> str:
        at = LINES.index(line)
        label = line.label[1:] + line.label[:1] if moved else line.label
        again = [tabbed(one, label if one is line else "") for one in LINES]
        page = again[:cut] if at == cut - 1 else again[cut:] if line is LINES[-1] else []
        return f"{line.label}\n{numbers(1, line)}" + "".join(page)

    return third(row)


@pytest.mark.parametrize("cut", [9, 20])
@pytest.mark.parametrize("moved", [False, True])
def test_the_tables_of_a_page_below_its_text_are_no_second_tables(cut: int, moved: bool) -> None:
    reading = read(paged(cut, moved))
    assert wrong(reading) == []
    assert not [finding for finding in reading.findings if finding.code.startswith("R")]


def test_a_table_that_says_something_else_stays_and_is_listed() -> None:
    text = third(lambda line: f"{line.label}\n{numbers(1, line)}")
    others = "".join(map(tabbed, LINES)).replace("予以公开\t8\t0\t0\t2", "予以公开\t7\t0\t0\t3")
    first, *_ = read_document(text.replace("五、存在", f"{others}五、存在").encode(), "a.txt")
    assert {"t3.granted.natural", "t3.granted.nonprofit"} <= first.listed_cells()


ABOVE = "规章\n0\n0\n0\n行政规范性文件\n12\n6\n46\n"


@pytest.mark.parametrize(
    ("table", "left"),
    [
        ("规章\t0\t0\t0\n行政规范性文件\t12\t6\t46\n", ""),
        ("章规\t0\t0\t0\n性文件行政规范\t12\t6.\t46\n", ""),
        ("规章\t0\t0\t0\n行政规范性文件\t12\t6\t46\n合计\t12\t6\t46\n", None),
        ("网站\t0\t0\t0\n微信公众号平台\t12\t6\t46\n", None),
        ("规章\t0\t0\t0\n行政规范性文件\t12\t6\t47\n", None),
        ("行政规范性文件\t12\t6\t46\n规章\t0\t0\t0\n", None),
        ("规章\t0\t0\t0\n", None),
    ],
)
def test_only_rows_that_all_stand_above_number_by_number_and_label_by_label_are_left_out(
    table: str, left: str | None
) -> None:
    assert without_repeats(ABOVE + table) == ABOVE + (table if left is None else left)


def test_rows_below_rows_are_a_second_print() -> None:
    rows = "规章\t0\t0\t0\n行政规范性文件\t12\t6\t46\n"
    assert without_repeats(f"{rows}说明\n{rows}") == f"{rows}说明\n{rows}"


def test_many_rows_are_looked_at_in_time() -> None:
    start = process_time()
    without_repeats("规章\n0\n0\n0\n" * 20_000 + ("规章\t0\t0\t0\n" * 200 + "表\n") * 200)
    assert process_time() - start < 5
