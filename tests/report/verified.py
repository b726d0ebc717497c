"""Filings made for the tests of verification: lawful ones, empty ones, with gaps, with sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from tests.strategies.filings import changed_filing, lawful_filing

from gongkai.finding import Finding
from gongkai.report.filing import Filing, Origin, SectionText, Trace, make_filing
from gongkai.report.form import Form, Kind, load_form

FORM = load_form("2021")
OLD = load_form("2019")


def base(seed: int = 7, scale: int = 40, form: Form = FORM, **given: Any) -> Filing:
    """A filing whose identities all hold."""
    return lawful_filing(form, Random(seed), scale, **given)


def zero(**cells: Any) -> Filing:
    """A filing of zeros but for these cells, ``__`` for the points of their names."""
    values = {name: Decimal(0) if cell.kind is Kind.MONEY else 0 for name, cell in FORM.cells.items()}
    filing = make_filing(FORM, values, agency="青山市清源区人民政府", year=2023)
    return changed_filing(filing, {name.replace("__", "."): value for name, value in cells.items()})


def codes(findings: Iterable[Finding]) -> list[str]:
    """The codes, in order."""
    return [finding.code for finding in findings]


def gap(filing: Filing, cells: Iterable[str], read: str = "", origin: Origin = Origin.BLANK) -> Filing:
    """The filing without these cells."""
    cells = list(cells)
    changed = changed_filing(filing, dict.fromkeys(cells))
    return replace(changed, traces={cell: Trace(origin, read) for cell in cells})


def section(key: str, text: str, form: Form = FORM, **other: Any) -> SectionText:
    """A section of the form, its number or title as given."""
    entry = form.section(key)
    return SectionText(key, other.get("number", entry.number), other.get("title", entry.title), text)


WORDS = {
    "overview": "本机关认真贯彻《条例》，持续做好主动公开工作，规范依申请公开办理流程。",
    "problems": "存在的主要问题是公开的主动性不够。下一步将加强业务培训，提升公开质量。",
    "other": "本年度未收取信息处理费。",
}


def sections(**texts: str) -> tuple[SectionText, ...]:
    """All sections, with these texts."""
    words = {**WORDS, **texts}
    return tuple(section(entry.key, words.get(entry.key, "")) for entry in FORM.sections)


def applications(count: int, **cells: Any) -> Filing:
    """So many applications by natural persons, all of them granted."""
    lines = ("new", "granted", "total")
    return zero(**{f"t3__{line}__{column}": count for line in lines for column in ("natural", "total")}, **cells)
