"""The two ways the core says no.

A :class:`Finding` is *returned*: the data are at fault, and the program goes on.
A :class:`Refusal` is *raised*: the question cannot be answered at all.

Every finding belongs to a :class:`FindingKind`, the entry of a catalogue that holds its code,
its severity, the words for people in Chinese and English, and the article or notice behind it.
A caller passes only facts; the words are made when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How much a finding matters: an error blocks, a warning asks, a note tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """What a check can say of a filing.

    ``UNCERTAIN`` means that the numbers are there in part and the check might hold or not;
    ``NOT_ASSESSABLE`` that what the check needs is not there at all.
    """

    PASS = "pass"
    FAIL = "fail"
    UNCERTAIN = "uncertain"
    NOT_ASSESSABLE = "not_assessable"


class Box(NamedTuple):
    """A rectangle on a page as it is shown, in fractions of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Where(NamedTuple):
    """Where something stood in a source: page and line count from 1, offset in characters from 0.

    ``box`` is known where the source has places on pages: a PDF, an OFD, a picture.
    """

    page: int | None = None
    line: int | None = None
    offset: int | None = None
    box: Box | None = None

    def as_json(self) -> dict[str, Any]:
        """The known parts only, as the JSON of ``docs/json.md`` carries them."""
        known: dict[str, Any] = {key: value for key, value in self._asdict().items() if value is not None}
        if self.box is not None:
            known["box"] = [round(value, 4) for value in self.box]
        return known


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One entry of a findings catalogue.

    ``title`` and ``template`` are pairs (Chinese, English); templates are ``str.format`` strings
    over the facts of a finding.  ``advice`` says in the same two languages what a person does
    about it.  ``cites`` names the articles or notices behind the check.
    """

    code: str
    severity: Severity
    title: tuple[str, str]
    template: tuple[str, str]
    advice: tuple[str, str]
    cites: tuple[str, ...] = ()

    def at(
        self,
        cells: tuple[str, ...] = (),
        *,
        verdict: Verdict = Verdict.FAIL,
        expected: Any = None,
        found: Any = None,
        where: Where | None = None,
        severity: Severity | None = None,
        **facts: Any,
    ) -> Finding:
        """A finding of this kind at the given cells, with the facts its template needs."""
        return Finding(
            kind=self,
            cells=cells,
            verdict=verdict,
            severity=severity or self.severity,
            expected=expected,
            found=found,
            where=where,
            facts=facts,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or may be, or could not be judged.

    ``expected`` and ``found`` are numbers or short texts; ``cells`` are names such as
    ``t3.u1.total``.
    """

    kind: FindingKind
    cells: tuple[str, ...] = ()
    verdict: Verdict = Verdict.FAIL
    severity: Severity = Severity.ERROR
    expected: Any = None
    found: Any = None
    where: Where | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code of the kind."""
        return self.kind.code

    @property
    def difference(self) -> Any:
        """``found - expected`` where both are numbers, else ``None``."""
        if isinstance(self.expected, int | Decimal) and isinstance(self.found, int | Decimal):
            return self.found - self.expected
        return None

    def _text(self, language: int) -> str:
        facts = {
            "cells": ", ".join(self.cells),
            "expected": self.expected,
            "found": self.found,
            "difference": self.difference,
            **self.facts,
        }
        # A fact may itself be a (Chinese, English) pair.
        spoken = {key: value[language] if isinstance(value, tuple) else value for key, value in facts.items()}
        return self.kind.template[language].format(**spoken)

    @property
    def message(self) -> str:
        """What happened, in Chinese."""
        return self._text(0)

    @property
    def message_en(self) -> str:
        """What happened, in English."""
        return self._text(1)

    def with_severity(self, severity: Severity) -> Finding:
        """The same finding at another severity (a rule configuration's work)."""
        return replace(self, severity=severity)

    def as_json(self) -> dict[str, Any]:
        """The object that every channel carries; absent facts are left out."""
        out: dict[str, Any] = {
            "code": self.code,
            "severity": str(self.severity),
            "verdict": str(self.verdict),
            "cells": list(self.cells),
            "message": self.message,
            "message_en": self.message_en,
        }
        for key, value in (("expected", self.expected), ("found", self.found), ("difference", self.difference)):
            if isinstance(value, tuple):
                value = value[0]  # a pair of words, Chinese first
            if value is not None:
                out[key] = value if isinstance(value, int | str) else str(value)
        if self.where is not None:
            out["where"] = self.where.as_json()
        return out


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """The question cannot be answered: says why, and what to do, in Chinese and English.

    ``code`` is stable, for programs; ``reason`` and ``advice`` are (Chinese, English) pairs.
    """

    def __init__(self, code: str, reason: tuple[str, str], advice: tuple[str, str] = ("", "")) -> None:
        super().__init__(f"{code}: {reason[0]} / {reason[1]}")
        self.code = code
        self.reason = reason
        self.advice = advice

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.code, self.reason, self.advice))

    def as_json(self) -> dict[str, str]:
        """Code, reason and advice in both languages."""
        return {
            "code": self.code,
            "reason": self.reason[0],
            "reason_en": self.reason[1],
            "advice": self.advice[0],
            "advice_en": self.advice[1],
        }
