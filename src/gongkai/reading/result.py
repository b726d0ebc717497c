"""What reading one report gives: a status, the filing, a trace of every cell, the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from gongkai.finding import Finding, Refusal
from gongkai.report.filing import Filing, json_number


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
        filing = self.filing
        return {
            "file": self.file,
            "edition": filing.form.edition,
            "tables": {table.key: table.edition for table in filing.form.tables},
            "agency": filing.agency,
            "year": filing.year,
            "status": str(self.status),
            "cells": {cell: json_number(value) for cell, value in filing.values.items()},
            "trace": {cell: trace.as_json() for cell, trace in filing.traces.items()},
            "narrative": filing.narrative,
            "sections": [
                {
                    "key": section.key,
                    "number": section.number,
                    "title": section.title,
                    "parts": [{"head": head, "text": text} for head, text in section.parts],
                }
                for section in filing.sections
            ],
            "findings": [finding.as_json() for finding in self.findings],
        }


def origin_counts(filing: Filing) -> Counter[str]:
    """How many cells came by their values in which way."""
    return Counter(str(filing.origin(cell)) for cell in filing.values)
