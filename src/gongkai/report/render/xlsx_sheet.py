"""What the sheets of a workbook share: styles, safe names, addresses of cells, exact numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from gongkai.report.filing import Number
from gongkai.report.render.document import Document, printed

DIGITS = 15
"""Significant digits that spreadsheets keep."""

_GRID = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "宋体", "font_size": 10.5}
_HEAD = {**_GRID, "align": "center"}
_COUNT = {**_HEAD, "num_format": "0"}
_MARK = {"bg_color": "#FDE9E7", "font_color": "#B00020", "bold": True, "border": 5, "border_color": "#B00020"}
_WORDS = {"text_wrap": True, "valign": "top", "font_name": "仿宋", "font_size": 12}

_NUMBER_STYLES: dict[str, dict[str, Any]] = {
    "count": _COUNT,
    "money": {**_COUNT, "num_format": "0.00####"},
    "change": {**_COUNT, "num_format": "+0;-0;0"},
}

_STYLES: dict[str, dict[str, Any]] = {
    **_NUMBER_STYLES,
    **{f"{name} marked": {**style, **_MARK} for name, style in _NUMBER_STYLES.items()},
    "title": {**_HEAD, "bg_color": "#DCE6F2", "bold": True},
    "head": _HEAD,
    "line": _HEAD,
    "label": {**_GRID, "align": "left"},
    "link": {**_GRID, "font_color": "#0B4F8F", "underline": 1},
    "report title": {**_WORDS, "font_name": "宋体", "font_size": 18, "bold": True, "align": "center"},
    "heading": {**_WORDS, "font_name": "黑体", "font_size": 14},
    "subhead": {**_WORDS, "font_name": "楷体", "bold": True},
    "words": {**_WORDS, "indent": 1},
    "bad": {"font_color": "#B00020", "bg_color": "#FDE9E7", "bold": True},
    "open": {"font_color": "#7A4D00", "bg_color": "#FFF4DC"},
}

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31
"""UTF-16 units of the name of a sheet."""


class Book:
    """A workbook being written: the document, the styles, and where each number was put."""

    def __init__(self, workbook: Any, document: Document) -> None:
        self.workbook = workbook
        self.document = document
        self._styles: dict[str, Any] = {}
        self._places: dict[str, tuple[str, int, int]] = {}

    def add_sheet(self, name: str) -> Any:
        """A sheet set up for A4, under a name that a spreadsheet accepts."""
        sheet = self.workbook.add_worksheet(self._free(name))
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.8)
        sheet.center_horizontally()
        return sheet

    def _free(self, name: str) -> str:
        """The name, numbered where a sheet has it already."""
        taken = {sheet.name.casefold() for sheet in self.workbook.worksheets()}
        short = sheet_name(name, LONGEST_NAME - 4)
        tries = (sheet_name(name), *(f"{short} {number}" for number in range(2, 1000)))
        return next(text for text in tries if text.casefold() not in taken)

    def style(self, name: str) -> Any:
        """The format of that name, made once."""
        if name not in self._styles:
            self._styles[name] = self.workbook.add_format(_STYLES[name])
        return self._styles[name]

    def place(self, cell: str, sheet: str, row: int, column: int) -> None:
        """Remember where a number stands."""
        self._places[cell] = (sheet, row, column)

    def address(self, cell: str) -> str:
        """Sheet and absolute reference of a number, such as ``'三、…'!$D$5``."""
        sheet, row, column = self._places[cell]
        return f"{quote_sheetname(sheet)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def sheet_name(name: str, most: int = LONGEST_NAME) -> str:
    """The name as every spreadsheet takes it: within so many UTF-16 units, without the signs that it forbids."""
    said = _FORBIDDEN.sub(" ", name).strip("' ").encode("utf-16-le", "ignore")[: 2 * most]
    return said.decode("utf-16-le", "ignore").strip("' ") or "-"


def exact(value: Number) -> bool:
    """Whether a spreadsheet holds the number without loss."""
    return Decimal(f"{float(value):.{DIGITS}G}") == value


def write_number(sheet: Any, row: int, column: int, value: Number | None, style: Any) -> None:
    """A number, a blank, or, where the number is too long for a spreadsheet, its digits as text."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif exact(value):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, printed(value), style)
