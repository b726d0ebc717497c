"""Spreadsheets as cells: every sheet that is shown, its rows with their values as they are."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from gongkai.finding import Refusal
from gongkai.reading.sources.ole import MAGIC as _OLE
from gongkai.reading.sources.workbook import check_workbook, old_workbook, opening

Value = str | float | bool | int | date | datetime | time | timedelta
MOST_BYTES = 10 * 1024 * 1024
_PART = "xl/workbook.xml"
_ZIP = b"PK\x03\x04"


class Cells(NamedTuple):
    """One sheet: its name, its rows from the first that is used, and how many empty rows stand above that.

    An empty cell is an empty string.
    """

    name: str
    rows: list[list[Value]]
    above: int = 0


def workbook_cells(data: bytes) -> list[Cells]:
    """The sheets of an XLSX or XLS workbook, told by its content and not by its name.

    Raises :class:`Refusal` for a file that is too large, is no workbook, or cannot be opened.
    """
    if len(data) > MOST_BYTES:
        raise _refusal(
            "too-large", f"文件超过{MOST_BYTES // 1024 // 1024}MB", "the file is too large", "请分成几个文件"
        )
    if not data.startswith((_ZIP, _OLE)) or (data.startswith(_ZIP) and _PART not in check_workbook(data)):
        raise _refusal(
            "unsupported", "不是Excel工作簿（xlsx、xls）", "it is no Excel workbook", "请在Excel中另存为xlsx"
        )
    if data.startswith(_OLE):
        data = old_workbook(data)
    with opening():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        return [_cells(name, book.get_sheet_by_name(name)) for name in shown]


def _cells(name: str, sheet: CalamineSheet) -> Cells:
    return Cells(name, sheet.to_python(skip_empty_area=True), sheet.start[0] if sheet.start else 0)


def _refusal(code: str, zh: str, en: str, advice: str) -> Refusal:
    return Refusal(code, (zh, en), (advice, "save it anew as xlsx"))
