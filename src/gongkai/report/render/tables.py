"""The formats in which a plain table is given away: words are never a formula, numbers are numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from gongkai.report.filing import Number
from gongkai.report.render.table_csv import render_csv
from gongkai.report.render.table_xlsx import render_table

Rows = Iterable[Sequence[str | Number | None]]


class TableFormat(NamedTuple):
    """``write`` makes the bytes of a title, heads and rows."""

    media_type: str
    write: Callable[[str, Sequence[str], Rows], bytes]


TABLE_FORMATS: Mapping[str, TableFormat] = MappingProxyType(
    {
        "csv": TableFormat("text/csv; charset=utf-8", lambda _title, heads, rows: render_csv(heads, rows)),
        "xlsx": TableFormat("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_table),
    }
)
