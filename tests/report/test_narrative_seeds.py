"""The golden reports: every claim of the seeds listed, and no finding but the contradictions they really print."""

from __future__ import annotations

from decimal import Decimal

import pytest
from narratives import golden_reports

from gongkai.finding import Verdict
from gongkai.report.narrative import FeeStatement, check_narrative, claims, fee_statement

REPORTS = golden_reports()
NOTHING_CHARGED = FeeStatement(None, None, Decimal(0), says_none=True)

EXPECTED = {
    "000": [],
    "001": [
        "handled 2 宗", "applicant 2 宗", "outcome 1 宗", "outcome 1 宗", "review 0 ", "litigation 0 ",
        "fee_notices 0 件", "fee_asked 0 元", "fee_collected 0 元",
    ],
    "002": ["handled 674 件", "carried_out 59 件", "review 66 宗", "litigation 11 宗", "issued 12 件"],
    "003": [],
    "004": [],
    "012": ["received 70 件", "handled 69 件", "carried_out 1 件"],
    "020": ["part 2 份", "review 0 ", "review 0 ", "litigation 0 "],
    "031": ["received 11 件", "in_force 39 件", "repealed 8 件"],
    "041": ["in_force 181 件", "repealed 25 件"],
    "050": ["received 21 件", "fee_collected 0 元"],
    "060": [
        "shown 13 件", "shown 60 件", "received 859 件", "handled 805 件", "carried_in 18 件", "carried_out 72 件",
        "outcome 258 件", "outcome 35 件", "outcome 265 件", "outcome 158 件", "outcome 0 件",
        "review 7 件", "litigation 9 件", "litigation 9 件",
    ],
    "062": [
        "review 1 件", "litigation 0 件", "shown 13 件", "received 34 件", "carried_in 2 件", "outcome 9 件",
        "outcome 0 件",
        "outcome 2 件", "outcome 10 件", "outcome 0 件", "outcome 14 件", "carried_out 1 件",
    ],
    "116": ["handled 0 件"],
}  # fmt: skip

# 060 prints 258 for what its own cells make at least 275, and a share that 258 is not;
# 062 prints parts of 2160 for a whole of 2139.
CONTRADICTIONS = {"060": ["S6 fail 275 258", "S8 fail 32.0 33.9"], "062": ["S7 fail 2139 2160"]}

FEES = {
    "001": FeeStatement(0, Decimal(0), Decimal(0), says_none=False),
    "003": FeeStatement(None, None, None, says_none=True),
    "020": None,
    "041": None,
    "050": FeeStatement(None, None, Decimal(0), says_none=False),
    "060": FeeStatement(None, None, None, says_none=True),
}


@pytest.mark.parametrize("report", EXPECTED)
def test_every_claim_of_a_report(report: str) -> None:
    assert [f"{claim.topic} {claim.number} {claim.unit}" for claim in claims(REPORTS[report])] == EXPECTED[report]


@pytest.mark.parametrize("report", EXPECTED)
def test_no_finding_but_what_the_report_contradicts(report: str) -> None:
    findings = [check.finding for check in check_narrative(REPORTS[report]) if check.finding]
    assert [f"{found.code} {found.verdict} {found.expected} {found.found}" for found in findings] == CONTRADICTIONS.get(
        report, []
    )


@pytest.mark.parametrize("report", EXPECTED)
def test_fee_statement(report: str) -> None:
    assert fee_statement(REPORTS[report]) == FEES.get(report, NOTHING_CHARGED)


@pytest.mark.parametrize("report", ["000", "001", "002", "003", "004"])
def test_offsets_point_into_the_text_of_the_section(report: str) -> None:
    filing = REPORTS[report]
    for claim in claims(filing):
        section = filing.section(claim.section)
        assert section is not None
        assert section.text[claim.offset :].startswith((str(claim.number), "未"))


def test_parts_of_the_publications_of_002_add_up() -> None:
    verdicts = [check.verdict for check in check_narrative(REPORTS["002"]) if check.code == "S7"]
    assert verdicts == [Verdict.PASS]


def test_a_rate_whose_base_is_not_told_is_not_assessed() -> None:
    verdicts = [check.verdict for check in check_narrative(REPORTS["002"]) if check.code == "S8"]
    assert verdicts == [Verdict.NOT_ASSESSABLE]


def test_shares_of_060_that_follow_pass() -> None:
    verdicts = [check.verdict for check in check_narrative(REPORTS["060"]) if check.code == "S8"]
    assert verdicts == [Verdict.FAIL, Verdict.PASS, Verdict.PASS, Verdict.PASS]
