"""Workbooks: what their sheets show is read, and nothing else."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from gongkai.reading import Status, read_document
from gongkai.reading.sources.workbook_hidden import Hidden, hidden_in_records
from gongkai.reading.sources.workbook_parts import _UNVALUED, _marked
from gongkai.report.filing import Origin
from gongkai.report.render import render
from tests.reading.test_traps import FILING


def book(change: Callable[[Any], None]) -> bytes:
    """The report as a workbook, its sheet of table 3 changed."""
    opened = load_workbook(io.BytesIO(render(FILING, "xlsx")), data_only=True)
    change(opened.worksheets[3])
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def beside(sheet: Any) -> None:
    """Other figures in a hidden column beside the table."""
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 11).value = row
    sheet.column_dimensions["K"].hidden = True


def flat(sheet: Any) -> None:
    """The same in a column without width."""
    beside(sheet)
    sheet.column_dimensions["K"].hidden, sheet.column_dimensions["K"].width = False, 0


def below(sheet: Any) -> None:
    """A line that was left out, hidden below the table."""
    row = sheet.max_row + 1
    for column in range(1, 11):
        sheet.cell(row, column).value = "4.其他" if column < 4 else column
    sheet.row_dimensions[row].hidden = True


def folded(sheet: Any) -> None:
    """The first line of a group hidden, with the beginning of the merged cell that names the group."""
    sheet.insert_rows(16)
    sheet.cell(16, 1).value, sheet.cell(16, 10).value = "三、本年度办理结果", 99
    sheet.row_dimensions[16].height = 0


@pytest.mark.parametrize("change", [beside, flat, below, folded])
def test_what_a_workbook_hides_is_not_read(change: Callable[[Any], None]) -> None:
    (reading,) = read_document(book(change))
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert reading.status is Status.READ


def test_a_sheet_numbered_by_its_name_adds_no_number() -> None:
    opened = load_workbook(io.BytesIO(render(FILING, "xlsx")), data_only=True)
    opened.worksheets[2].cell(14, 2).value = None
    opened.worksheets[3].title = "表格3"
    out = io.BytesIO()
    opened.save(out)
    (reading,) = read_document(out.getvalue())
    assert reading.filing is not None
    assert reading.filing.values == {**FILING.values, "t2.fees.amount_wan": None}


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_what_an_old_workbook_hides_is_told_from_its_records() -> None:
    """MS-XLS: sheets name where they begin; rows and columns say that they are hidden, or have no height or width."""
    begin = record(0x0809, bytes(16))
    row = [
        record(0x0208, struct.pack("<6HHH", at, 0, 9, high, 0, 0, says, 0))
        for at, high, says in ((0, 300, 0x100), (1, 300, 0x120), (2, 0, 0x100))
    ]
    columns = [
        record(0x007D, struct.pack("<6H", 1, 1, 2000, 0, 0, 0)),
        record(0x007D, struct.pack("<6H", 3, 4, 2000, 0, 1, 0)),
    ]
    first = begin + b"".join(row)
    second = begin + b"".join(columns)
    head = len(begin) + 2 * len(record(0x0085, bytes(10)))
    sheets = [record(0x0085, struct.pack("<I6x", at)) for at in (head, head + len(first))]
    found = hidden_in_records(begin + b"".join(sheets) + first + second)
    assert found == [Hidden(frozenset({1, 2}), ()), Hidden(frozenset(), ((3, 4),))]


def rich(*runs: tuple[str, dict[str, Any]]) -> CellRichText:
    return CellRichText(*(TextBlock(InlineFont(**font), text) for text, font in runs))


RAISED = {"vertAlign": "superscript"}


@pytest.mark.parametrize(
    "runs",
    [
        [("21", {}), ("1", RAISED)],
        [("21", {}), ("[2]", {"vertAlign": "subscript"})],
        [("99", {"strike": True}), ("21", {})],
        [("21", RAISED)],
        [("2", {}), ("1", {"strike": False})],
    ],
)
def test_marks_beside_a_number_in_a_cell_are_no_digits(runs: list[tuple[str, dict[str, Any]]]) -> None:
    def change(sheet: Any) -> None:
        sheet["D4"] = rich(*runs)

    (reading,) = read_document(book(change))
    assert reading.filing is not None
    assert reading.filing.values["t3.new.natural"] == 21


def test_a_formula_without_its_value_is_no_empty_cell() -> None:
    def change(sheet: Any) -> None:
        for row in range(4, sheet.max_row + 1):
            sheet.cell(row, 10).value = f"=SUM(D{row}:I{row})"

    (reading,) = read_document(book(change))
    assert reading.status is Status.REPAIRED
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert all(reading.filing.traces[cell].origin is not Origin.BLANK for cell in FILING.values)


def test_formulas_without_values_that_nothing_determines_are_listed() -> None:
    def change(sheet: Any) -> None:
        for row in range(4, sheet.max_row + 1):
            sheet.cell(row, 4).value = sheet.cell(row, 5).value = "=1+2"

    (reading,) = read_document(book(change))
    assert reading.filing is not None
    assert reading.status is not Status.READ
    listed = {cell for finding in reading.findings for cell in finding.cells}
    wrong = {cell for cell, value in FILING.values.items() if reading.filing.values[cell] != value}
    assert wrong
    assert wrong <= listed


def test_a_formula_whose_value_is_an_empty_text_is_an_empty_cell() -> None:
    cell = b'<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>'
    assert _UNVALUED.sub(_marked, cell) == cell
