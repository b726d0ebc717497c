"""An office's own ledger as an Excel workbook."""

from __future__ import annotations

import io
from typing import Any

import openpyxl


def workbook(*rows: tuple[Any, ...], empty: int = 0) -> bytes:
    """A workbook of these rows below so many empty ones."""
    book = openpyxl.Workbook()
    for row, values in enumerate(rows, start=empty + 1):
        for column, value in enumerate(values, start=1):
            book.active.cell(row, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
