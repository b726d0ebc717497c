"""Table 4 as offices draw it: lines below one another, empty cells, a copy of the table for narrow screens."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.reading import Reading
from gongkai.report.filing import Number
from tests.reading.test_traps import FILING, FORM, PAGE, read, unlisted

TABLE = FORM.tables[2]
HEADS = [column.label for column in TABLE.columns]


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def figures(line: str, values: Mapping[str, Number | None]) -> list[str]:
    """What a line of the table prints."""
    cells = (values[TABLE.cell_name(line, column.key)] for column in TABLE.columns)
    return ["" if value is None else str(value) for value in cells]


def report(*tables: str) -> Reading:
    """The report with these tables in place of its table 4."""
    start = PAGE.index("<table", PAGE.index("政府信息公开行政复议、行政诉讼情况</h2>"))
    end = PAGE.index("</table>", start) + 8
    return read(PAGE[:start] + "".join(f"<table>{table}</table>" for table in tables) + PAGE[end:])


BLANKS = {**FILING.values, "t4.review.corrected": None, "t4.direct.upheld": None, "t4.direct.total": None}


def test_lines_below_one_another_with_empty_cells_are_read() -> None:
    rows = [row(line.label, *figures(line.key, BLANKS)) for line in TABLE.lines]
    reading = report(row("", *HEADS) + "".join(rows))
    assert reading.filing is not None
    assert reading.filing.values == BLANKS


def test_a_table_printed_again_cell_by_cell_is_one_table() -> None:
    cells = [cell for line in TABLE.lines for cell in figures(line.key, BLANKS)]
    strip = row(*(line.label for line in TABLE.lines)) + row(*HEADS * 3) + row(*cells)
    again = "".join(row(cell) for cell in (*HEADS * 3, *cells))
    reading = report(strip, again)
    assert reading.filing is not None
    assert reading.filing.values == BLANKS


def test_a_line_printed_again_is_not_the_next_line() -> None:
    """Each part of the table with its copy behind it: fifteen numbers, and ten of them are others' lines."""
    tables = []
    for line in TABLE.lines:
        cells = figures(line.key, {**FILING.values, "t4.direct.upheld": 7, "t4.direct.total": 7})
        tables += [row(line.label) + row(*HEADS) + row(*cells), "".join(map(row, (line.label, *HEADS, *cells)))]
    reading = report(*tables)
    assert not unlisted(reading, {**FILING.values, "t4.direct.upheld": 7, "t4.direct.total": 7})
