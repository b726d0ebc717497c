"""Verification against last year's report."""

from dataclasses import replace
from random import Random

import pytest
from tests.strategies.filings import changed_filing, lawful_filing
from verified import FORM, OLD, applications, base, codes, gap, zero

from gongkai.finding import Severity, Verdict
from gongkai.report.verify import assess, verify

# ---------------------------------------------------------------- from year to year


def test_carried_in_must_be_what_was_carried_out():
    before, now = _years()
    wrong = changed_filing(before, {"t3.carried_out.total": before.values["t3.carried_out.total"] + 3})
    (finding,) = verify(now, before=wrong)
    assert (finding.code, finding.severity, finding.difference) == ("B1", Severity.ERROR, -3)
    assert finding.cells == ("t3.carried_in.total",)


def _years(form=FORM):
    before = lawful_filing(form, Random(5), 40, year=2022 if form is FORM else 2019)
    return before, lawful_filing(form, Random(6), 40, before=before)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("t3.carried_out.natural", "B2"),
        ("t2.normative.in_force", "B3"),
        ("t2.regulations.in_force", "B3"),
    ],
)
def test_last_years_cells_off_by_one_are_found(cell, code):
    before, now = _years()
    findings = verify(now, before=changed_filing(before, {cell: before.values[cell] + 1}))
    assert [(finding.code, finding.severity) for finding in findings] == [(code, Severity.WARNING)]


@pytest.mark.parametrize(("cell", "code"), [("licences.prev_items", "B5"), ("normative.public_total", "B6")])
def test_the_2019_form_has_relations_of_its_own(cell, code):
    before, now = _years(OLD)
    wrong = changed_filing(before, {f"t2_2019.{cell}": before.values[f"t2_2019.{cell}"] + 1})
    assert codes(verify(now, before=wrong)) == [code]


def test_documents_in_force_name_the_lawful_reasons():
    before, now = _years()
    (finding,) = verify(now, before=changed_filing(before, {"t2.normative.in_force": 10_000}))[:1]
    assert finding.code == "B3"
    assert "有效期届满" in finding.message
    assert "restructuring" in finding.message_en


@pytest.mark.parametrize(("repealed", "broken"), [(5, False), (6, True)])
def test_no_more_can_be_repealed_than_there_was(repealed, broken):
    before = changed_filing(zero(), {"t2.normative.in_force": 3})
    before = replace(before, year=2022)
    now = zero(t2__normative__issued=2, t2__normative__repealed=repealed)
    assert ("B4" in codes(verify(now, before=before))) is broken


@pytest.mark.parametrize(("total", "found"), [(1, ["B7"]), (2, [])])
def test_pending_disputes_come_back_the_year_after(total, found):
    before = replace(applications(1, t4__review__pending=2, t4__review__total=2), year=2022)
    findings = verify(zero(t4__review__upheld=total, t4__review__total=total), before=before)
    assert codes(findings) == found
    assert all(finding.severity is Severity.NOTE for finding in findings)


def test_2021_against_2020_compares_what_was_carried_and_says_that_table_two_is_not():
    before = replace(lawful_filing(OLD, Random(1), 9), year=2020)
    now = lawful_filing(FORM, Random(2), 9, before=before, year=2021)
    findings = verify(now, before=before)
    assert [(finding.code, finding.severity) for finding in findings] == [("B8", Severity.NOTE)]
    assert {check.code for check in assess(now, before=before) if check.verdict is Verdict.PASS} >= {"B1", "B2", "B7"}


def test_a_report_that_is_not_last_years_is_refused_for_comparison():
    before, now = _years()
    findings = verify(now, before=replace(before, year=2020))
    assert codes(findings) == ["B0"]
    assert "2022年度报告" in findings[0].message


def test_a_report_under_another_name_is_asked_about_and_compared_all_the_same():
    before, now = _years()
    renamed = replace(before, agency="白水市人民政府")
    (finding,) = verify(now, before=renamed)
    assert (finding.code, finding.verdict, finding.severity) == ("B0", Verdict.UNCERTAIN, Severity.WARNING)
    assert "更名" in finding.kind.advice[0]
    assert {check.code for check in assess(now, before=renamed) if check.verdict is Verdict.PASS} >= {"B1", "B2", "B3"}


def test_a_body_without_its_city_in_front_is_the_same_body():
    before, now = _years()
    assert verify(now, before=replace(before, agency="清源区人民政府")) == ()


def test_without_last_years_report_nothing_between_years_is_assessable():
    verdicts = {check.code: check.verdict for check in assess(base()) if check.code[0] == "B"}
    assert verdicts == dict.fromkeys(("B1", "B2", "B3", "B4", "B7"), Verdict.NOT_ASSESSABLE)


def test_a_gap_in_last_years_report_leaves_the_relation_open():
    before, now = _years()
    assert verify(now, before=gap(before, ["t3.carried_out.total"])) == ()
