"""The edition of a table of which what tells it was lost: what is left of it, other tables and the year decide."""

from __future__ import annotations

import pytest

from gongkai.reading import read_document
from gongkai.report.filing import Number, make_filing
from gongkai.report.form import Line, mixed_form
from gongkai.report.render import render
from tests.reading.test_extracted import numbers, read, third
from tests.reading.test_traps import unlisted

#: The head of the group of lines in which the editions differ, with numbers of its own as some print them.
GROUP = "（六）其他处理"
SUBTOTAL = f"{GROUP} 0 0 0 0 0 0 0\n"


def damaged(left: str, before: str, sep: str, *, with_numbers: bool) -> str:
    """A report of 2023 in which nothing but ``left`` is left of the labels of the group's lines."""

    def row(line: Line) -> str:
        cells = sep.join(numbers(1, line).split())
        if line.key not in ("o1", "o2", "o3"):
            return f"{line.label}{sep}{cells}\n"
        return (before if line.key == "o1" else "") + left + (f" {cells}" if with_numbers else "") + "\n"

    return third(row)


@pytest.mark.parametrize("left", ["■■■■■■", "1.", "的一是在不了有和人这中大", "llIfiaJ ~~ EJfi", "??????"])
@pytest.mark.parametrize("before", [SUBTOTAL, f"{GROUP}\n"])
@pytest.mark.parametrize("sep", [" ", "\t", "\n"])
def test_a_group_whose_lines_cannot_be_read_is_no_line_of_the_other_edition(left: str, before: str, sep: str) -> None:
    reading = read(damaged(left, before, sep, with_numbers=True))
    assert reading.filing is not None
    assert [table.edition for table in reading.filing.form.tables] == ["2021"] * 3
    assert unlisted(reading) == []


@pytest.mark.parametrize("left", ["■■■■■■", "的一是在不了有和人这中大", "??????"])
def test_a_sum_of_a_group_is_no_line_where_something_stands_before_the_next(left: str) -> None:
    reading = read(damaged(left, SUBTOTAL, " ", with_numbers=False))
    assert reading.filing is not None
    assert {"t3.o1.total", "t3.o2.total", "t3.o3.total"} <= reading.listed_cells()


def test_a_table_2_without_heads_has_the_edition_whose_lines_have_as_many_cells() -> None:
    """Table 3 has the one line of the other edition: mixed, as some are."""

    def row(line: Line) -> str:
        if line.key in ("o1", "o2"):
            return ""
        label = GROUP if line.key == "o3" else line.label
        return f"{label} {' '.join(numbers(1, line).split())}\n"

    reading = read(third(row))
    assert reading.filing is not None
    assert [table.edition for table in reading.filing.form.tables][:2] == ["2021", "2019"]
    assert reading.filing.values["t2.licences.decisions"] == 1234


@pytest.mark.parametrize("blank", [(), ("t3.o.natural",), ("t3.o.natural", "t3.o.research", "t3.o.nonprofit")])
def test_the_long_numbers_of_a_line_are_no_numbers_run_together(blank: tuple[str, ...]) -> None:
    """Numbers of as many digits as the table has columns: a row of 2019's line, not several without blanks."""
    values: dict[str, Number | None] = dict.fromkeys(mixed_form("2021", "2019", "2021").cells, 0)
    values |= dict.fromkeys(("t3.o.other_org", "t3.o.total", "t3.total.other_org", "t3.total.total"), 1_000_000)
    values |= dict.fromkeys(blank)
    example = make_filing(mixed_form("2021", "2019", "2021"), values, agency="某市人民政府", year=2023)
    (reading,) = read_document(render(example, "html"), "report.html")
    assert reading.filing is not None
    assert [table.edition for table in reading.filing.form.tables] == ["2021", "2019", "2021"]
    assert reading.filing.values == values


@pytest.mark.parametrize("further", ["", " 3", " 3 4"])
@pytest.mark.parametrize("lost", ["", "total"])
def test_the_line_of_the_other_edition_is_one_also_in_a_wider_table_or_before_a_line_that_is_lost(
    further: str, lost: str
) -> None:
    def row(line: Line) -> str:
        if line.key in ("o1", "o2", lost):
            return ""
        label = GROUP if line.key == "o3" else line.label
        return f"{label} {' '.join(numbers(1, line).split())}{further}\n"

    reading = read(third(row))
    assert reading.filing is not None
    assert [table.edition for table in reading.filing.form.tables][:2] == ["2021", "2019"]
