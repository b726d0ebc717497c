"""The register as a table: every value as text, so that no spreadsheet takes one for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from gongkai.report.render.table import sheet_bytes
from gongkai.web.letters.models import Letter
from gongkai.web.letters.selectors import covered

HEADS = ("文号", "文书", "主送", "日期", "事项编号", "送达方式", "送达日期", "凭证", "作废原因", "撤回", "机关")
MOST = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = list[tuple[str, ...]]


def table_of(letters: Iterable[Letter]) -> Rows:
    """The head and one row a letter."""
    return [HEADS, *(_row(letter) for letter, _ in zip(letters, range(MOST), strict=False))]


def _row(letter: Letter) -> tuple[str, ...]:
    given = list(letter.deliveries.all())
    last = given[-1] if given else None
    withdrawn = next(iter(letter.withdrawn_by.all()), None)
    return (
        letter.number,
        letter.title,
        covered(letter.to),
        letter.dated.isoformat(),
        letter.matter.number,
        last.get_way_display() if last else "",
        last.on.isoformat() if last else "",
        last.proof if last else "",
        letter.void.reason if hasattr(letter, "void") else "",
        withdrawn.number if withdrawn else "",
        letter.body.name,
    )


def as_csv(rows: Rows) -> bytes:
    """With a mark of the encoding, and a sign before what a spreadsheet would compute."""
    out = io.StringIO()
    csv.writer(out).writerows([[f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """As a workbook of text cells."""
    return sheet_bytes("发文登记", rows)


FORMATS: Mapping[str, tuple[Callable[[Rows], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
