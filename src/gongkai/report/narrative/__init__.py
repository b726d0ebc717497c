"""The written sections against the tables (forms S1 to S10).

:func:`claims` reads every number of the narrative that speaks of the form's numbers;
:func:`check_narrative` holds them against the tables, against each other and against last year's
report; :func:`fee_statement` gives what section six says of the processing fee.

A statement is failed only when its sentence is surely about the whole body and its whole year.
Source: 《中华人民共和国政府信息公开条例》 art 50; 国办公开办函〔2021〕30号.
"""

from __future__ import annotations

from gongkai.finding import Verdict
from gongkai.report.check import Check
from gongkai.report.filing import Filing
from gongkai.report.findings_text import S0, TEXT_CATALOGUE
from gongkai.report.narrative.claim import Claim
from gongkai.report.narrative.fees import FeeStatement, names_fee, read_fees
from gongkai.report.narrative.judge import check_claim, unread_checks
from gongkai.report.narrative.read import Narrative, Reading, read_narrative
from gongkai.report.narrative.sums import share_checks, sum_checks
from gongkai.report.narrative.years import change_checks, year_checks

#: What is said of each rule that the narrative says nothing about.
_FEE = "信息处理费"
_SILENT = tuple(Check(code, code, Verdict.NOT_ASSESSABLE, None) for code in TEXT_CATALOGUE if code != "S0")

__all__ = [
    "Claim",
    "FeeStatement",
    "Narrative",
    "check_narrative",
    "claims",
    "fee_statement",
    "names_fee",
    "read_narrative",
]


def claims(filing: Filing) -> tuple[Claim, ...]:
    """Every number of the narrative that was understood, in the order of the report."""
    return tuple(claim for reading in read_narrative(filing).readings for claim in _said(reading))


def check_narrative(
    filing: Filing, before: Filing | None = None, narrative: Narrative | None = None
) -> tuple[Check, ...]:
    """One check for every statement of the narrative, and one for each rule that it says nothing about.

    ``before`` is last year's report, needed for what the text says of last year; ``narrative`` the
    filing's narrative, if it has been read.
    """
    narrative = narrative or read_narrative(filing)
    readings = narrative.readings
    checks = [
        check_claim(claim, filing, before) for reading in readings for claim in _said(reading) if claim.code != "fee"
    ]
    for previous, reading in zip((None, *readings), readings, strict=False):
        checks += unread_checks(reading)
        checks += sum_checks(reading)
        checks += share_checks(reading, filing)
        checks += change_checks(reading, filing, before, previous)
    checks += year_checks(filing, narrative)
    if read_fees(filing, narrative) is None and names_fee(narrative):
        checks.append(_unread_fee())
    told = {check.code for check in checks}
    return (*checks, *(silent for silent in _SILENT if silent.code not in told))


def fee_statement(filing: Filing, narrative: Narrative | None = None) -> FeeStatement | None:
    """What the report says of the processing fee, or ``None`` if it says nothing."""
    return read_fees(filing, narrative or read_narrative(filing))


def _unread_fee() -> Check:
    """S0: a fee is spoken of in words that were not understood."""
    finding = S0.at(verdict=Verdict.UNCERTAIN, found=_FEE, section="other", sentence=_FEE, unit="")
    return Check("S0", "S0:fee", Verdict.UNCERTAIN, finding)


def _said(reading: Reading) -> list[Claim]:
    found = [claim for claim in (*reading.claims, *reading.others) if claim is not None]
    return sorted(found, key=lambda claim: claim.offset)
