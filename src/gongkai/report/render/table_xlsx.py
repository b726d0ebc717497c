"""A plain table as a workbook: words are words and numbers numbers, and nothing in it is ever reckoned."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from gongkai.report.filing import Number
from gongkai.report.render.xlsx_sheet import sheet_name

_EPOCH = datetime(2000, 1, 1)
_LIMIT = 32_767
"""Characters that a spreadsheet cell holds."""
MOST_ROWS = 1_000_000
"""Rows that a sheet holds, somewhat rounded."""


def render_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str | Number | None]]) -> bytes:
    """A workbook of one sheet with a head that stays in view and filters; rows are taken one by one.

    What begins like a formula (``=``, ``+``, ``-``, ``@``) is text like everything else that is not a
    number; ``None`` is an empty cell.  The same bytes for the same rows.
    """
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    workbook.set_properties({"created": _EPOCH})
    sheet = workbook.add_worksheet(sheet_name(title))
    bold = workbook.add_format({"bold": True, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, min(max(len(head) * 2 + 2, 12), 40))
        sheet.write_string(0, column, head, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > MOST_ROWS:
            break
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(last, column, value[:_LIMIT])
            elif value is not None:
                sheet.write_number(last, column, value)
    sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
    workbook.close()
    return out.getvalue()
