"""The register as a table: every value as text."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.web.letters.models import Letter
from gongkai.web.letters.selectors import covered

HEADS = ("文号", "文书", "主送", "日期", "事项编号", "送达方式", "送达日期", "凭证", "作废原因", "撤回", "机关")
MOST = 50_000


def rows_of(letters: Iterable[Letter]) -> list[tuple[str, ...]]:
    """One row a letter, under :data:`HEADS`."""
    return [_row(letter) for letter, _ in zip(letters, range(MOST), strict=False)]


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
