"""A plain list as a workbook: text cells only, never a formula, the same bytes for the same rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

_EPOCH = datetime(2000, 1, 1)


def sheet_bytes(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet with a head row that stays in sight and can be filtered by."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _EPOCH})
    sheet, head = book.add_worksheet(title), book.add_format({"bold": True})
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell[:32_000], head if place == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    if rows:
        sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    book.close()
    return out.getvalue()
