"""Workbooks: what their sheets show is read, and nothing else."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from gongkai.reading import Status, read_document
from gongkai.reading.sources import open_sheet
from gongkai.reading.sources.workbook_hidden import Hidden, hidden_in_records
from gongkai.reading.sources.workbook_parts import _UNVALUED, _marked
from gongkai.reading.sources.workbook_records import set_in_records
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


LINES = ("总计", 46, 0, -5)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("#,##0.00_);[Red](#,##0.00)", "46\t0\t-5"),
        ('0"件"', "46\t0\t-5"),
        ("[$￥-804]#,##0", "46\t0\t-5"),
        (";;;", ""),
        ("#", "46\t\t-5"),
        ("0;-0;;@", "46\t\t-5"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "46\t0\t-5"),
        ("0;0", "46\t0\t\ufffd"),
        ("0.00;[Red]0.00", "46\t0\t\ufffd"),
        ("#,##0,", "\ufffd\t\ufffd\t\ufffd"),
        ("0%", "\ufffd\t\ufffd\t\ufffd"),
        ('0"万"', "\ufffd\t\ufffd\t\ufffd"),
        ('"1"0', "\ufffd\t\ufffd\t\ufffd"),
        ("\\70", "\ufffd\t\ufffd\t\ufffd"),
        ("[>40]0,;0", "\ufffd\t0\t\ufffd"),
        ('[=0]"";General', "46\t\t-5"),
        ("[=0]0;-General", "46\t0\t-5"),
        ("[>0]0;[<0]-0;0", "46\t0\t-5"),
        ('[>=40]0.0,"万";[<0]-0', "\ufffd\t\ufffd\t-5"),
        ("[<100]0", "46\t0\t-5"),
        ("[>100]0", "\ufffd\t\ufffd\t\ufffd"),
        ("G/通用格式", "46\t0\t-5"),
        ('G/通用格式"万"', "\ufffd\t\ufffd\t\ufffd"),
        ('0;-0;"/"', "46\t/\t-5"),
        ('0;-0;"— "', "46\t0\t-5"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(code: str, shown: str) -> None:
    def write(sheet: Any) -> None:
        sheet.append(LINES)
        for cell in sheet[sheet.max_row][1:]:
            cell.number_format = code

    assert [line for line in read_of(write) if line.startswith("总计")] == [f"总计\t{shown}".rstrip("\t")]


@pytest.mark.parametrize(
    ("look", "shown"),
    [
        ({"font": Font(color="FFFFFFFF")}, "\ufffd"),
        ({"font": Font(color=Color(theme=0))}, "\ufffd"),
        ({"font": Font(color="FFFFFFFF"), "fill": PatternFill("solid", fgColor="FF1F3864")}, "46"),
        ({"font": Font(color="FF000000"), "fill": PatternFill("solid", fgColor="FF000000")}, "\ufffd"),
        ({"font": Font(size=1)}, ""),
        ({"font": Font(strike=True)}, ""),
    ],
)
def test_a_number_that_nobody_sees_is_not_read(look: dict[str, Any], shown: str) -> None:
    def write(sheet: Any) -> None:
        sheet.append(("总计", 46, "完"))
        for name, value in look.items():
            setattr(sheet.cell(sheet.max_row, 2), name, value)

    assert f"总计\t{shown}\t完" in read_of(write)


def test_noughts_that_a_sheet_does_not_show_are_blank() -> None:
    def write(sheet: Any) -> None:
        sheet.append((*LINES, "完"))
        sheet.views.sheetView[0].showZeros = False

    assert "总计\t46\t\t-5\t完" in read_of(write)


def read_of(write: Callable[[Any], None]) -> list[str]:
    opened, out = Workbook(), io.BytesIO()
    write(opened.active)
    opened.save(out)
    return open_sheet(out.getvalue()).printed.split("\n")


def test_an_old_workbook_shows_its_cells_and_its_texts_of_several_fonts_alike() -> None:
    """The fonts: plain, struck out, raised and white; one format that shows nothing; a text that goes on elsewhere."""
    fonts = [(200, 0, 0x7FFF, 0), (200, 8, 0x7FFF, 0), (200, 0, 0x7FFF, 1), (200, 0, 9, 0)]
    looks = b"".join(
        record(0x31, struct.pack("<5H", size, says, colour, 400, aside)) for size, says, colour, aside in fonts
    )
    styles = b"".join(
        record(0xE0, struct.pack("<HH", font, code) + bytes(16)) for font, code in ((0, 0), (3, 0), (0, 164))
    )
    texts = [(b"467", 1), (b"46[7]", 2), (b"467", 3)]
    table = struct.pack("<II", 3, 3)
    for text, font in texts:
        table += struct.pack("<HBH", len(text), 8, 1) + text + struct.pack("<HH", 2, font)
    split = len(table) - 6
    strings = record(0xFC, table[:split]) + record(0x3C, b"\0" + table[split:])
    code = record(0x41E, struct.pack("<HHB", 164, 3, 0) + b";;;")
    start = record(0x809, bytes(16))
    head = start + looks + code + styles
    sheet = len(head) + len(record(0x85, bytes(8))) + len(strings)
    cells = b"".join(record(0xFD, struct.pack("<3HI", 0, at, 0, at)) for at in range(3))
    cells += b"".join(record(0x203, struct.pack("<3Hd", 1, at, style, 46.0)) for at, style in enumerate((0, 1, 2)))
    whole = head + record(0x85, struct.pack("<II", sheet, 0)) + strings + start + cells
    (told,) = set_in_records(whole)
    held = [["467", "46[7]", "467"], ["46", "46", "46"]]
    told.shown(held)
    assert held == [["46", "46", "46\ufffd"], ["46", "\ufffd", ""]]
    for end in range(0, len(whole), 7):
        set_in_records(whole[:end])
