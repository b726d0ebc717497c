"""A filing as a printed document: title, sections in official order, and where the tables go.

Every renderer takes a :class:`Document`, so that all formats say the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gongkai.finding import Finding, Severity, Verdict
from gongkai.report.filing import Filing, Number, SectionText
from gongkai.report.form import Form
from gongkai.report.layout import Grid, layout
from gongkai.report.render.paragraphs import joined

Pair = tuple[str, str]
"""Words in Chinese and in English."""

LANGUAGES = ("zh", "en")

SEVERITIES: dict[Severity, Pair] = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("提醒", "warning"),
    Severity.NOTE: ("说明", "note"),
}

UNCERTAIN: Pair = ("存疑", "doubtful")
"""The word for a finding that a person has to decide, whatever its severity."""

# What XML 1.0 cannot carry, and so neither a DOCX nor an XLSX.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Paragraph(NamedTuple):
    """One paragraph of a section; a sub-head such as （一） is marked."""

    text: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section as printed: key, heading with its number, paragraphs, and its table if it holds one."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    grid: Grid | None


@dataclass(frozen=True, slots=True)
class Document:
    """A filing ready to be printed in any format; ``language`` is that of the words around the report."""

    filing: Filing
    title: str
    opening: tuple[str, ...]
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    language: str

    @property
    def author(self) -> str:
        """The body that reports, for the properties of a file, which hold 255 characters."""
        return printable(self.filing.agency or "")[:255]

    def say(self, words: Pair) -> str:
        """The words in the document's language."""
        return words[LANGUAGES.index(self.language)]

    def message(self, finding: Finding) -> str:
        """A finding's message in the document's language."""
        return printable(self.say((finding.message, finding.message_en)))

    def standing(self, finding: Finding) -> str:
        """A finding's severity in a word, or that it is uncertain."""
        return self.say(UNCERTAIN if finding.verdict is Verdict.UNCERTAIN else SEVERITIES[finding.severity])

    def advice(self, finding: Finding) -> str:
        """What to do about a finding, in the document's language."""
        return printable(self.say(finding.kind.advice))

    def label(self, cell: str) -> str:
        """A cell of the form as people call it; any other name as it is."""
        known = self.filing.form.cells.get(cell)
        return printable(known.label if known is not None else cell)

    def findings_by_cell(self) -> dict[str, tuple[int, ...]]:
        """The numbers (from 1) of the findings that name a cell of the form."""
        marks: dict[str, tuple[int, ...]] = {}
        for number, finding in enumerate(self.findings, start=1):
            for cell in dict.fromkeys(finding.cells):
                if cell in self.filing.values:
                    marks[cell] = (*marks.get(cell, ()), number)
        return marks


def compose(filing: Filing, findings: Sequence[Finding] = (), language: str = "zh") -> Document:
    """The document of a filing.  Raises ``ValueError`` for a language that is not in ``LANGUAGES``."""
    if language not in LANGUAGES:
        raise ValueError(f"no words in language {language!r}")
    return Document(
        filing=filing,
        title=report_title(filing),
        opening=tuple(joined(_lines(filing.preamble))),
        parts=_parts(filing),
        findings=tuple(findings),
        language=language,
    )


def report_title(filing: Filing) -> str:
    """The title as published reports print it: body, year, 政府信息公开工作年度报告."""
    year = "" if filing.year is None else f"{filing.year}年"
    return printable(f"{filing.agency or ''}{year}政府信息公开工作年度报告")


def printed(value: Number | None) -> str:
    """A number as a report prints it, without separators; a blank is empty."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def printable(text: str) -> str:
    """The text without the control characters that documents cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _parts(filing: Filing) -> tuple[Part, ...]:
    """The form's sections in their order, then what else the report holds."""
    grids = _grids_by_section(filing.form)
    parts: list[Part] = []
    for section in filing.form.sections:
        words = filing.section(section.key) or SectionText(section.key, section.number, section.title, "")
        parts.append(_part(words, grids.get(section.key)))
    known = {section.key for section in filing.form.sections}
    parts += [_part(words, None) for words in filing.sections if words.key not in known]
    return tuple(parts)


def _grids_by_section(form: Form) -> dict[str, Grid]:
    """Tables by section: in order, because a mixed form's sections are those of one edition only."""
    holding = [section.key for section in form.sections if section.table is not None]
    return {key: layout(table) for key, table in zip(holding, form.tables, strict=True)}


def _part(words: SectionText, grid: Grid | None) -> Part:
    heads = {printable(head).strip() for head, _ in words.parts}
    heading = f"{words.number}、{words.title}" if words.number else words.title
    paragraphs = tuple(Paragraph(line, line in heads) for line in joined(_lines(words.text), heads))
    return Part(words.key, printable(heading), paragraphs, grid)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (printable(line).strip() for line in text.splitlines()) if line)
