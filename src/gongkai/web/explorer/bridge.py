"""Reports to what they count as, and rows back to core values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

from gongkai.finding import Severity, Verdict
from gongkai.report.filing import Filing, Number
from gongkai.report.metrics import QUANTITIES, figures_of
from gongkai.report.sorts import sort_of
from gongkai.report.verify import verify
from gongkai.web.annual.pages import SEVERITIES

VERSION = "2"
"""Raised when what is kept of a report changes its shape."""


class Told(NamedTuple):
    """A finding as it is kept; ``doubtful``: it may hold or not."""

    code: str
    severity: str
    doubtful: bool
    cells: tuple[str, ...]
    message: str

    @property
    def sort(self) -> str:
        """Its kind."""
        return sort_of(self.code)

    @property
    def is_note(self) -> bool:
        """Whether it only tells, and is no fault."""
        return self.severity == Severity.NOTE

    @property
    def severity_word(self) -> str:
        """How much it matters, in a word."""
        return SEVERITIES[Severity(self.severity)]


def key_of(digest: str, before: str) -> str:
    """Names what the figures of a report follow from: its content, last year's, and the program."""
    return hashlib.sha256(f"{_program()}/{digest}/{before}".encode()).hexdigest()


@cache
def _program() -> str:
    return "/".join((VERSION, version("gongkai"), *QUANTITIES))


def measured(filing: Filing, before: Filing | None) -> dict[str, Any]:
    """What is kept of a report: columns of a row."""
    return {
        "figures": {key: None if value is None else str(value) for key, value in figures_of(filing).items()},
        "findings": [
            [one.code, one.severity.value, one.verdict is not Verdict.FAIL, list(one.cells), one.message]
            for one in verify(filing, before=before)
            if one.verdict in (Verdict.FAIL, Verdict.UNCERTAIN)
        ],
    }


def figures_from(held: Mapping[str, str | None]) -> dict[str, Number | None]:
    """The quantities of a row; every one of them is a count."""
    return {key: None if (value := held.get(key)) is None else int(value) for key in QUANTITIES}


def findings_from(held: list[list[Any]]) -> list[Told]:
    """The findings of a row."""
    return [Told(code, severity, doubtful, tuple(cells), said) for code, severity, doubtful, cells, said in held]
