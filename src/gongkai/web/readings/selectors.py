"""What the pages of readings show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from gongkai.finding import Finding, Severity
from gongkai.report.filing import Filing, Origin, Trace
from gongkai.report.layout import grids
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.readings.bridge import WORDS, Settled
from gongkai.web.readings.models import ReadReport, Upload

ORIGINS = {
    Origin.READ: "照原文读出",
    Origin.SPLIT: "由粘连的数字拆开",
    Origin.REPAIRED: "依勾稽关系恢复",
    Origin.BLANK: "原文为空",
    Origin.LOST: "未能读出",
    Origin.ENTERED: "人工改正",
    Origin.COMPILED: "由台账生成",
}
LABELS = {"agency": "机关名称", "year": "年度"}


class Doubt(NamedTuple):
    """One cell to be looked at: what stands in it, how it was had, where it stood, what else is possible."""

    cell: str
    label: str
    value: str
    origin: str
    line: int | None
    read: str
    candidates: tuple[str, ...]
    reasons: tuple[Finding, ...]


def uploads_of(user: Any) -> QuerySet[Upload]:
    """The files of the bodies that the person may read."""
    return Upload.objects.filter(body__in=bodies_of(user)).select_related("body", "uploaded_by")


def reports_of(user: Any) -> QuerySet[ReadReport]:
    """The reports in those files."""
    return ReadReport.objects.filter(upload__body__in=bodies_of(user)).select_related("upload", "upload__body")


def doubts(now: Settled) -> list[Doubt]:
    """The open cells, those of the gravest finding first."""
    reasons: dict[str, list[Finding]] = {cell: [] for cell in now.open}
    for finding in now.findings:
        for cell in finding.cells:
            if cell in reasons:
                reasons[cell].append(finding)
    made = [_doubt(now.filing, cell, tuple(reasons[cell])) for cell in now.open]
    return sorted(made, key=lambda one: min((_RANK[finding.severity] for finding in one.reasons), default=1))


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _doubt(filing: Filing, cell: str, reasons: tuple[Finding, ...]) -> Doubt:
    if cell in WORDS:
        value = getattr(filing, cell)
        return Doubt(cell, LABELS[cell], str(value or ""), "未能读出", None, "", (), reasons)
    trace, value = filing.traces.get(cell, Trace(Origin.READ)), filing.values[cell]
    line = trace.where.line if trace.where else None
    label = filing.form.cells[cell].label
    candidates = tuple(str(one) for one in trace.candidates)
    shown = "" if value is None else str(value)
    return Doubt(cell, label, shown, ORIGINS[trace.origin], line, trace.read or "", candidates, reasons)


class Shown(NamedTuple):
    """One place of a table: the printed cell, its value, and what a person should see of it."""

    placed: Any
    value: str
    line: int | None
    title: str
    mark: str


def tables(now: Settled) -> list[list[list[Shown]]]:
    """The tables as printed; every value with its line in the source and how it was had."""
    out = []
    for grid in grids(now.filing.form):
        rows: list[list[Shown]] = [[] for _ in range(grid.rows)]
        for placed in grid.placed:
            rows[placed.row].append(_shown(now, placed))
        out.append(rows)
    return out


def _shown(now: Settled, placed: Any) -> Shown:
    if placed.cell is None:
        return Shown(placed, "", None, "", "")
    trace = now.filing.traces.get(placed.cell)
    value = now.filing.values[placed.cell]
    origin = now.filing.origin(placed.cell)
    line = trace.where.line if trace and trace.where else None
    mark = "open" if placed.cell in now.open else "settled" if placed.cell in now.decided else ""
    mark = mark or ("repaired" if origin in (Origin.REPAIRED, Origin.SPLIT) else "")
    return Shown(placed, "—" if value is None else str(value), line, ORIGINS[origin], mark)


class Line(NamedTuple):
    """One line of the source: its number, its words, whether a cell in doubt stands in it."""

    number: int
    text: str
    marked: bool


def source_lines(text: str, marked: set[int]) -> Iterator[Line]:
    """The source as it was looked at."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield Line(number, line.replace("\t", "　").replace("\f", ""), number in marked)
