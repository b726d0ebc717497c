"""Spreadsheets as cells: every sheet that is shown, its rows with their values as they are."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from gongkai.finding import Refusal
from gongkai.reading.sources.workbook import check_workbook

Value = str | float | bool | int | date | datetime | time | timedelta
MOST_BYTES = 10 * 1024 * 1024
_PART = "xl/workbook.xml"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Cells(NamedTuple):
    """One sheet: its name, and its rows from the first that is used; an empty cell is an empty string."""

    name: str
    rows: list[list[Value]]


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
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        return [Cells(name, book.get_sheet_by_name(name).to_python(skip_empty_area=True)) for name in shown]
    except (CalamineError, ValueError, OSError) as error:
        raise _refusal(
            "broken", f"工作簿无法打开：{error}", f"it cannot be opened: {error}", "请重新另存后再上传"
        ) from None


def _refusal(code: str, zh: str, en: str, advice: str) -> Refusal:
    return Refusal(code, (zh, en), (advice, "save it anew as xlsx"))
