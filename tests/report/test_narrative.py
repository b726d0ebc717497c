"""Sentences against the cells they speak of: worked examples, and every number one more or one less."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from narratives import before_of, cases, filing_of

from gongkai.finding import Verdict
from gongkai.report.check import Check
from gongkai.report.filing import Filing, SectionText, make_filing
from gongkai.report.findings_text import TEXT_CATALOGUE
from gongkai.report.form import load_form
from gongkai.report.narrative import Claim, check_narrative, claims

WORDINGS = cases("wordings")
DISTRUST = cases("distrust")
CONTRADICTIONS = cases("contradictions")


def spoken(check: Check) -> str:
    """The cells by which a check of a claim was decided, as its name gives them."""
    return check.name.partition(":")[2].partition("@")[0]


def telling(filing: Filing, before: Filing | None = None) -> list[Check]:
    """The checks that say more than that the text is silent on a rule."""
    return [check for check in check_narrative(filing, before) if check.name != check.code]


def by_name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", WORDINGS, ids=by_name)
def test_wording_is_understood_and_agrees(case: dict[str, Any]) -> None:
    filing = filing_of(case)
    assert [f"{claim.topic} {claim.number}" for claim in claims(filing)] == [
        " ".join(claim.split()[:2]) for claim in case["claims"]
    ]
    checks = [check for check in telling(filing) if check.code <= "S6" and check.code not in ("S0", "S10")]
    assert sorted(spoken(check) for check in checks) == sorted(claim.split()[2] for claim in case["claims"])
    assert {check.verdict for check in checks} == {Verdict.PASS}


def mutations() -> list[Any]:
    """Every certain number of the worked sentences, one more and one less."""
    found = []
    for case in WORDINGS:
        filing = filing_of(case)
        for claim in claims(filing):
            found += [
                pytest.param(case, claim, change, id=f"{case['name']}: {claim.number}{change:+}")
                for change in (1, -1)
                if claim.unit and claim.number + change >= 0
            ]
    return found


@pytest.mark.parametrize(("case", "claim", "change"), mutations())
def test_a_number_off_by_one_is_failed(case: dict[str, Any], claim: Claim, change: int) -> None:
    text = case["text"]
    rest = text[claim.offset :].lstrip("0123456789１２３４５６７８９０,，十两六二 \n")
    filing = filing_of(case, f"{text[: claim.offset]}{claim.number + change}{rest}")
    failed = [check for check in telling(filing) if check.verdict is Verdict.FAIL and check.code == claim.code]
    assert failed, claim
    assert failed[0].finding is not None
    assert failed[0].finding.found == claim.number + change
    assert failed[0].finding.difference is not None


def test_some_hundred_mutations_are_tried() -> None:
    assert len(mutations()) > 100


@pytest.mark.parametrize("case", DISTRUST, ids=by_name)
def test_what_speaks_of_something_else_is_not_failed(case: dict[str, Any]) -> None:
    checks = telling(filing_of(case)) + [check for check in check_narrative(filing_of(case)) if check.name == "S10"]
    said = [
        f"{check.code} {check.verdict}" for check in checks if not (check.name == "S10" and check.verdict != "pass")
    ]
    assert said == case["verdicts"]


@pytest.mark.parametrize("case", CONTRADICTIONS, ids=by_name)
def test_contradiction_is_found(case: dict[str, Any]) -> None:
    findings = [check.finding for check in check_narrative(filing_of(case), before_of(case)) if check.finding]
    assert [f"{found.code} {found.verdict} {found.expected} {found.found}" for found in findings] == case["findings"]
    for finding in findings:
        assert case["text"].split("，")[0][:6] in finding.message or finding.facts["sentence"] in case["text"]
        assert finding.message_en
        assert finding.where is not None


def test_every_rule_speaks_even_of_a_report_without_words() -> None:
    silent = check_narrative(make_filing(load_form("2021"), {}, year=2023))
    assert [check.code for check in silent] == [code for code in TEXT_CATALOGUE if code != "S0"]
    assert {check.verdict for check in silent} == {Verdict.NOT_ASSESSABLE}


def test_growth_that_last_year_gives_passes() -> None:
    case = next(case for case in CONTRADICTIONS if case["name"].startswith("a growth"))
    last = {**case["before"], "t3.new.total": 76, "t3.total.total": 76}
    checks = telling(filing_of(case), before_of({**case, "before": last}))
    assert [check.verdict for check in checks if check.code == "S9"] == [Verdict.PASS]


def test_growth_without_last_year_is_not_assessed() -> None:
    case = next(case for case in CONTRADICTIONS if case["name"].startswith("a growth"))
    assert [check.verdict for check in telling(filing_of(case)) if check.code == "S9"] == [Verdict.NOT_ASSESSABLE]


def test_number_of_last_year_is_held_against_last_years_table() -> None:
    case = next(case for case in DISTRUST if case["name"].startswith("last year's number"))
    last = make_filing(load_form("2021"), {"t3.new.total": 31}, year=2022)
    checks = [check for check in telling(filing_of(case), last) if check.code == "S1"]
    assert [(check.verdict, check.finding and check.finding.expected) for check in checks] == [
        (Verdict.FAIL, 31),
        (Verdict.PASS, None),
    ]


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_agreement_is_equality(said: int, held: int) -> None:
    form = load_form("2021")
    section = SectionText("overview", "一", "总体情况", f"2023年共收到政府信息公开申请{said}件。")
    filing = make_filing(form, {"t3.new.total": held}, year=2023, sections=(section,))
    verdict = next(check.verdict for check in check_narrative(filing) if check.code == "S1")
    assert verdict is (Verdict.PASS if said == held else Verdict.FAIL)


SCRAPS = (
    "政府信息公开申请",
    "办结",
    "行政复议",
    "行政诉讼",
    "3件",
    "12%",
    "其中",
    "未收到",
    "2022年",
    "，",
    "。",
    "（",
    "）",
    "废止",
    "\n",
    "不予公开",
)


@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
def test_any_text_is_read_and_every_claim_stands_where_it_says(text: str) -> None:
    section = SectionText("overview", "一", "总体情况", text)
    filing = make_filing(load_form("2021"), {"t3.new.total": 3}, year=2023, sections=(section,))
    for claim in claims(filing):
        start = text[claim.offset :]
        assert start.startswith(("3件", "未收到")) or start[:1].isdigit()
    assert {check.code for check in check_narrative(filing)} >= TEXT_CATALOGUE.keys() - {"S0"}


@given(st.lists(st.sampled_from((" ", "\n", "　")), min_size=1, max_size=40), st.data())
def test_white_space_changes_nothing_but_the_offsets(spaces: list[str], data: st.DataObject) -> None:
    case = next(case for case in WORDINGS if case["name"] == "outcomes by group")
    text = case["text"]
    for space in spaces:
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + space + text[at:]
    plain, spaced = claims(filing_of(case)), claims(filing_of(case, text))
    assert [replace(claim, offset=0) for claim in spaced] == [replace(claim, offset=0) for claim in plain]
    kept = [len("".join(text[: claim.offset].split())) for claim in spaced]
    assert kept == [claim.offset for claim in plain]
