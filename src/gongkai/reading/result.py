"""What reading one report gives: a status, the filing, a trace of every cell, the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from gongkai.finding import Finding, Refusal
from gongkai.report.filing import Filing
from gongkai.report.render.json import report_object


class Status(StrEnum):
    """How far a report could be read.

    ``READ``: all cells read and all identities hold.  ``REPAIRED``: the same, after lost cells
    were restored that could have one value only.  ``DOUBTFUL``: something is left for a person,
    every such cell is listed in the findings.  ``FAILED``: not such a report, or unreadable.
    """

    READ = "read"
    REPAIRED = "repaired"
    DOUBTFUL = "doubtful"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One report out of one file.

    ``filing`` is ``None`` exactly when ``status`` is ``FAILED``, and ``refusal`` then says why.
    ``findings`` holds the doubts of reading first, then what verification found.
    """

    status: Status
    filing: Filing | None
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None
    file: str | None = None

    def named(self, file: str) -> Reading:
        """The same reading under a file name."""
        return replace(self, file=file)

    def listed_cells(self) -> frozenset[str]:
        """The cells that any finding names: a value outside them is stated as certain."""
        return frozenset(cell for finding in self.findings for cell in finding.cells)

    def as_json(self) -> dict[str, Any]:
        """The JSON object of one report: the same for files, API and store (``docs/json.md``)."""
        if self.filing is None:
            assert self.refusal is not None
            return {"file": self.file, "status": str(self.status), "refusal": self.refusal.as_json(), "findings": []}
        return report_object(self.filing, status=str(self.status), file=self.file, findings=self.findings)


def pages_with_cells(readings: Iterable[Reading]) -> frozenset[int]:
    """The pages on which cells stand whose box is known."""
    return frozenset(
        trace.where.page
        for reading in readings
        if reading.filing is not None
        for trace in reading.filing.traces.values()
        if trace.where is not None and trace.where.box is not None and trace.where.page is not None
    )


def origin_counts(filing: Filing) -> Counter[str]:
    """How many cells came by their values in which way."""
    return Counter(str(filing.origin(cell)) for cell in filing.values)
