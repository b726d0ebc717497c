"""A plain table as CSV for spreadsheets: with a mark of the encoding, and nothing that is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from gongkai.report.filing import Number

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_csv(heads: Sequence[str], rows: Iterable[Sequence[str | Number | None]]) -> bytes:
    """UTF-8 with a mark; words that a spreadsheet would compute get an apostrophe, ``None`` is empty."""
    out = io.StringIO()
    csv.writer(out).writerows([[_safe(value) for value in row] for row in (heads, *rows)])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: str | Number | None) -> str | Number | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
