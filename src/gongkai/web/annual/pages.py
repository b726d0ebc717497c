"""A report as its page shows it: the printed form with what is known of each cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from gongkai.finding import Finding, Severity
from gongkai.law.deadline import Deadline
from gongkai.law.regime import Regime
from gongkai.law.reporting import BodyKind, report_due
from gongkai.report.filing import Filing, Number, Origin
from gongkai.report.layout import Placed, grids
from gongkai.report.render import render
from gongkai.web.annual import bridge
from gongkai.web.annual.drafting import FORBIDDEN, Draft, Given, assemble, finding_key, long_list, shortened
from gongkai.web.annual.models import Entry, Explained, Report, Scope
from gongkai.web.annual.selectors import frozen_file
from gongkai.web.bodies.selectors import report_kind

NAMES = ("year", "cell", "file", "enter_cell", "strike_cell", "words", "problems", "explain", "frozen_check")
"""The addresses that a report of a body and one of an area have alike."""
DRAFT = "（草稿，尚未签发，不得对外提供。）"
ORIGINS = {
    Origin.READ: "照原文读出",
    Origin.SPLIT: "由粘连的数字拆开",
    Origin.REPAIRED: "依勾稽关系恢复",
    Origin.BLANK: "原文为空",
    Origin.LOST: "未能读出",
    Origin.ENTERED: "人工改正",
    Origin.COMPILED: "由台账生成",
}
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "说明"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of the printed form; ``now`` is what a signed cell would be today, if it differs."""

    placed: Placed
    value: Number | None = None
    label: str = ""
    last: Number | None = None
    entry: Entry | None = None
    instead: Number | None = None
    wrong: tuple[str, ...] = ()
    now: str = ""

    @property
    def title(self) -> str:
        """What hovering says."""
        said = [self.label]
        if self.last is not None:
            said.append(f"上年{self.last}")
        if self.entry is not None:
            said.append(f"手工填报，台账计{'—' if self.instead is None else self.instead}")
        return "；".join([*said, *self.wrong])


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with what was said of it and what can be done."""

    found: Finding
    key: str
    explained: Explained | None
    forbidden: bool

    @property
    def message(self) -> str:
        """In words, a long list of bodies cut short."""
        return shortened(self.found)

    @property
    def listed(self) -> tuple[str, ...]:
        """The bodies of a list that was cut short."""
        return long_list(self.found)

    @property
    def severity(self) -> str:
        """In a word."""
        return SEVERITIES[self.found.severity]

    @property
    def open(self) -> bool:
        """Whether it still stands in the way."""
        return self.found.severity is Severity.ERROR and self.explained is None

    @property
    def cell(self) -> str:
        """Where it can be mended."""
        return self.found.cells[0] if self.found.cells else ""

    @property
    def section(self) -> str:
        """Whose words it speaks of."""
        return str(self.found.facts.get("section", "")) if self.found.code.startswith("S") else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A report and all that its page says; ``filing`` is what was signed, or the draft."""

    report: Report
    draft: Draft
    filing: Filing
    matters: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, Entry]

    @property
    def differs(self) -> dict[str, tuple[Number | None, Number | None]]:
        """The cells that would be another number now than was signed: (signed, now)."""
        if self.report.frozen is None:
            return {}
        now = self.draft.filing.values
        return {cell: (value, now.get(cell)) for cell, value in self.filing.values.items() if now.get(cell) != value}

    def tables(self) -> list[list[list[Shown]]]:
        """Every table row by row."""
        marks: dict[str, list[str]] = {}
        for found in self.draft.findings:
            if found.severity is Severity.ERROR:
                for cell in found.cells:
                    marks.setdefault(cell, []).append(f"{found.code} {found.message}")
        differs = self.differs
        out = []
        for grid in grids(self.filing.form):
            rows: list[list[Shown]] = [[] for _ in range(grid.rows)]
            for placed in grid.placed:
                rows[placed.row].append(self._shown(placed, marks, differs))
            out.append(rows)
        return out

    def _shown(self, placed: Placed, marks: Mapping[str, list[str]], differs: Mapping[str, Any]) -> Shown:
        cell = placed.cell
        if cell is None:
            return Shown(placed)
        before = self.draft.before
        return Shown(
            placed,
            value=self.filing.values[cell],
            label=self.filing.form.cells[cell].label,
            last=before.values.get(cell) if before is not None else None,
            entry=self.entries.get(cell),
            instead=self.draft.computed.get(cell),
            wrong=tuple(dict.fromkeys(marks.get(cell, ()))),
            now=_number(differs[cell][1]) if cell in differs else "",
        )

    def findings(self) -> list[Told]:
        """By severity, as the checks tell them."""
        rows = self.report.explained.filter(struck_on=None).select_related("by") if self.report.pk else ()
        explained = {row.key: row for row in rows}
        told = []
        for found in self.draft.findings:
            key = finding_key(found)
            told.append(Told(found, key, explained.get(key), found.code in FORBIDDEN))
        order = list(SEVERITIES)
        return sorted(told, key=lambda one: (order.index(one.found.severity), one.explained is not None))

    @property
    def names(self) -> dict[str, str]:
        """The names of this report's addresses, for templates."""
        return names_of(self.report.scope)


def names_of(scope: str) -> dict[str, str]:
    """The names of the addresses of a scope."""
    lead = "" if scope == Scope.OWN else "area_"
    return {name: f"{lead}{name}" for name in NAMES} | {"move": f"{lead}report_"}


def page_of(report: Report, regime: Regime, tried: Mapping[str, Given] = MappingProxyType({})) -> Page:
    """The report as it stands, or as it would with numbers that are only ``tried``.

    Raises :class:`~gongkai.finding.Refusal` for a year without a form.
    """
    inputs = bridge.gather(report, regime)
    draft = assemble(replace(inputs, entries={**inputs.entries, **tried}))
    entries = {row.cell: row for row in report.entries.filter(struck_on=None)} if report.pk else {}
    if report.frozen is None:
        return Page(report, draft, draft.filing, draft.matters, entries)
    held = json.loads(report.frozen.snapshot)["compiled"]["matters"]
    matters = {cell: tuple(numbers) for cell, numbers in held.items()}
    return Page(report, draft, bridge.filing_of(report.frozen), matters, entries)


def file_of(report: Report, name: str, regime: Regime) -> bytes:
    """The report in a format of :data:`FORMATS`: what was signed, or the draft, marked as one."""
    if report.frozen is not None:
        return frozen_file(report.frozen, name)
    return render(replace(page_of(report, regime).filing, preamble=DRAFT), name)


def due_of(report: Report, regime: Regime) -> Deadline:
    """By when it is handed in and published (《条例》第四十九条)."""
    kind = BodyKind.GOVERNMENT
    if report.scope == Scope.OWN:
        kind = report_kind(report.body) or BodyKind.DEPARTMENT
    return report_due(kind, report.year, policy=regime.policies.on(date(report.year, 12, 31)))


def _number(value: Number | None) -> str:
    return "—" if value is None else format(value, "f" if not isinstance(value, int) else "")
