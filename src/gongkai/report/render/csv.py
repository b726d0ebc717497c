"""Comma-separated values: one cell a row, or one filing a row.

UTF-8 with a byte order mark, so that a spreadsheet opens Chinese text as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from gongkai.report.filing import Filing
from gongkai.report.layout import full_label
from gongkai.report.render.document import Document, printable, printed
from gongkai.report.schema import LONG_COLUMNS, wide_columns


def render_csv(document: Document) -> bytes:
    """One row a cell, in printed order: name, label in full, value, unit, origin."""
    filing = document.filing
    rows = (
        (name, full_label(cell), printed(filing.values[name]), cell.unit, str(filing.origin(name)))
        for name, cell in filing.form.cells.items()
    )
    return _bytes(LONG_COLUMNS, rows)


def csv_wide(filings: Iterable[Filing]) -> bytes:
    """One row a filing: body, year, editions of its tables, then every cell of any of their forms.

    A cell that a filing's form does not have is empty, as a blank one is; ``editions`` tells which.
    """
    held = tuple(filings)
    columns = wide_columns(filing.form for filing in held)
    cells = columns[3:]
    rows = (
        (
            _plain(filing.agency or ""),
            printed(filing.year),
            "/".join(table.edition for table in filing.form.tables),
            *(printed(filing.values.get(cell)) for cell in cells),
        )
        for filing in held
    )
    return _bytes(columns, rows)


def _plain(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    text = printable(text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _bytes(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
