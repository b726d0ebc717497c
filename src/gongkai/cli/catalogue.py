"""All kinds of findings, of whatever room, by code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gongkai.finding import Finding, FindingKind
from gongkai.ledger.findings import CATALOGUE as LEDGER_CATALOGUE
from gongkai.reading.findings import READING_CATALOGUE
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE


@cache
def kinds() -> Mapping[str, FindingKind]:
    """Every kind of finding by its code: reading, arithmetic, words, ledgers."""
    catalogues = (READING_CATALOGUE, CATALOGUE, TEXT_CATALOGUE, LEDGER_CATALOGUE)
    return {kind.code: kind for catalogue in catalogues for kind in catalogue.values()}


def is_of_reading(finding: Finding) -> bool:
    """Whether the finding speaks of the raw document rather than of the report."""
    return finding.code in READING_CATALOGUE
