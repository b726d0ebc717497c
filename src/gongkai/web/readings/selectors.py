"""What the pages of readings show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from gongkai.finding import Box, Finding, Severity, Where
from gongkai.report.checks.years import same_body
from gongkai.report.filing import Filing, Origin, Trace
from gongkai.report.layout import grids
from gongkai.web.annual.pages import ORIGINS
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_below, bodies_of, bodies_with
from gongkai.web.readings.bridge import WORDS, Settled
from gongkai.web.readings.models import Decision, PageLook, ReadReport, Upload

LABELS = {"agency": "机关名称", "year": "年度"}


class Doubt(NamedTuple):
    """One cell to be looked at: what stands in it, how it was had, where it stood, what else is possible."""

    cell: str
    label: str
    value: str
    origin: str
    line: int | None
    page: int | None
    read: str
    candidates: tuple[str, ...]
    reasons: tuple[Finding, ...]


def uploads_of(user: Any) -> QuerySet[Upload]:
    """The files of the bodies that the person may read."""
    return Upload.objects.filter(body__in=bodies_of(user)).select_related("body", "uploaded_by")


def reports_of(user: Any) -> QuerySet[ReadReport]:
    """The reports in those files."""
    return ReadReport.objects.filter(upload__body__in=bodies_of(user)).select_related(
        "source", "upload", "upload__body"
    )


def takers(user: Any) -> QuerySet[Body]:
    """The bodies whose report the person may take from a file: one's own, and those below that work on paper."""
    return (bodies_with(user, Ability.WRITE) | bodies_below(user).filter(on_paper=True)).distinct()


def likely(user: Any, filing: Filing) -> int | None:
    """The key of the body that the report itself names, if the person may take it for that body."""
    named = (body.pk for body in takers(user) if same_body(filing.agency or "", body.name))
    return next(named, None)


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
        return Doubt(cell, LABELS[cell], str(value or ""), "未能读出", None, None, "", (), reasons)
    trace, value = filing.traces.get(cell, Trace(Origin.READ)), filing.values[cell]
    where = trace.where or Where()
    label = filing.form.cells[cell].label
    candidates = tuple(str(one) for one in trace.candidates)
    shown = "" if value is None else str(value)
    return Doubt(
        cell, label, shown, ORIGINS[trace.origin], where.line, where.page, trace.read or "", candidates, reasons
    )


def decided(report: ReadReport, now: Settled) -> list[tuple[str, Decision]]:
    """What people settled, each with the printed name of the cell."""
    cells = now.filing.form.cells
    rows = report.decisions.select_related("by")
    return [(LABELS[one.cell] if one.cell in WORDS else cells[one.cell].label, one) for one in rows]


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


class Marked(NamedTuple):
    """A cell on a drawn page: its rectangle in the drawing, what it is called, whether it is looked at now."""

    cell: str
    title: str
    left: float
    top: float
    width: float
    height: float
    chosen: bool


class Sight(NamedTuple):
    """A drawn page with the chosen cell and the cells in doubt; ``near`` is the part around the chosen one."""

    look: PageLook
    title: str
    marked: tuple[Marked, ...]
    near: str


def sight(report: ReadReport, now: Settled, chosen: str) -> Sight | None:
    """The page on which a cell stands; of a cell that stands nowhere that of its neighbour in the form."""
    where = _evidence(now.filing, chosen)
    if where is None or where.box is None or where.page is None:
        return None
    look = report.source.looks.filter(page=where.page).first()
    if look is None:
        return None
    at = _scaled(look, where.box)
    others = [cell for cell in now.open if cell not in WORDS and cell != chosen]
    marked = [
        Marked(cell, now.filing.form.cells[cell].label, *_scaled(look, found.box), chosen=False)
        for cell in others
        if (trace := now.filing.traces.get(cell)) and (found := trace.where) and found.box and found.page == look.page
    ]
    label = now.filing.form.cells[chosen].label
    marked.append(Marked(chosen, label, *at, chosen=True))
    left, top, width, height = at
    wide, high = min(look.width, max(width * 3, look.width / 3)), min(look.height, height * 4)
    x = min(max(left + width / 2 - wide / 2, 0), look.width - wide)
    y = min(max(top + height / 2 - high / 2, 0), look.height - high)
    return Sight(look, label, tuple(marked), f"{x:.0f} {y:.0f} {wide:.0f} {high:.0f}")


def _scaled(look: PageLook, box: Box) -> tuple[float, float, float, float]:
    """Left, top, width and height in the drawing."""
    width, height = box.right - box.left, box.bottom - box.top
    shares = box.left * look.width, box.top * look.height, width * look.width, height * look.height
    left, top, wide, high = (round(value, 1) for value in shares)
    return left, top, wide, high


def _evidence(filing: Filing, cell: str) -> Where | None:
    """Where a cell stands, or where the nearest cell of its line does."""
    if cell not in filing.form.cells:
        return None
    line = [one for one in filing.values if filing.form.cells[one].line == filing.form.cells[cell].line
            and filing.form.cells[one].table == filing.form.cells[cell].table]  # fmt: skip
    at = line.index(cell)
    for near in sorted(line, key=lambda one: abs(line.index(one) - at)):
        trace = filing.traces.get(near)
        if trace is not None and trace.where is not None and trace.where.box is not None:
            return trace.where
    return None


class Line(NamedTuple):
    """One line of the source: its number, its words, whether a cell in doubt stands in it."""

    number: int
    text: str
    marked: bool


def source_lines(text: str, marked: set[int]) -> Iterator[Line]:
    """The source as it was looked at."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield Line(number, line.replace("\t", "　").replace("\f", ""), number in marked)
