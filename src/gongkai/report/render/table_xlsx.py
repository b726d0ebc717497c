"""A plain table as a workbook: every cell is text, so that nothing in it is ever reckoned."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

_LIMIT = 32_767
"""Characters that a spreadsheet cell holds."""
MOST_ROWS = 1_000_000
"""Rows that a sheet holds, somewhat rounded."""


def render_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet with a head that stays in view and filters; rows are taken one by one.

    What begins like a formula (``=``, ``+``, ``-``, ``@``) is text like everything else.
    """
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = workbook.add_worksheet(title[:31])
    bold = workbook.add_format({"bold": True, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, min(max(len(head) * 2 + 2, 12), 40))
        sheet.write_string(0, column, head, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > MOST_ROWS:
            break
        for column, text in enumerate(row):
            sheet.write_string(last, column, text[:_LIMIT])
    sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
    workbook.close()
    return out.getvalue()
