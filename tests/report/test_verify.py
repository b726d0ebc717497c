"""Verification: what is found, where, and how it is said."""

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.filings import changed_filing, filings, lawful_filing, two_years
from verified import FORM, OLD, base, codes, gap, sections, zero

from gongkai.finding import Severity, Verdict
from gongkai.report.filing import Origin
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE
from gongkai.report.verify import assess, verify

# ---------------------------------------------------------------- properties


@given(filings())
def test_a_lawful_filing_has_no_findings(filing):
    assert verify(filing) == ()


@given(two_years())
def test_lawful_years_in_a_row_have_no_findings(years):
    before, now = years
    assert verify(now, before=before) == ()


@given(filings(), st.data())
def test_any_one_changed_cell_of_table_three_is_found_and_located(filing, data):
    cell = data.draw(st.sampled_from([name for name in filing.form.cells if name.startswith("t3.")]))
    wrong = filing.values[cell] + data.draw(st.integers(1, 10_000))
    findings = [finding for finding in verify(changed_filing(filing, {cell: wrong})) if finding.code[0] == "A"]
    assert findings
    for finding in findings:
        assert cell in finding.cells
        assert f"如为{filing.values[cell]}则全部相符" in finding.message
        assert f"most likely {cell}: with {filing.values[cell]}" in finding.message_en


@given(filings(), st.data())
def test_any_one_changed_cell_of_table_four_is_found(filing, data):
    cell = data.draw(st.sampled_from([name for name in filing.form.cells if name.startswith("t4.")]))
    findings = verify(changed_filing(filing, {cell: filing.values[cell] + 1}))
    assert [(finding.code, cell in finding.cells) for finding in findings if finding.code == "A4"] == [("A4", True)]


@given(filings(), st.sets(st.integers(0, 189), max_size=30))
def test_a_true_filing_with_gaps_is_never_accused(filing, places):
    """Whatever is left out of a report that adds up, no equation may be called broken."""
    names = [name for name in filing.form.cells if not name.startswith(filing.form.tables[0].key)]
    gaps = [names[place % len(names)] for place in places]
    checks = assess(gap(filing, gaps))
    assert [check for check in checks if check.code in ("A1", "A2", "A3", "A4") and check.verdict is Verdict.FAIL] == []


@given(filings(), st.sampled_from(["/", "-", "—", "－", "无", " / "]))
def test_every_zero_of_tables_three_and_four_as_a_mark_is_normal_where_it_is_forced(filing, mark):
    """One applicant column of marks in a table that has numbers elsewhere."""
    cells = [name for name, cell in filing.form.cells.items() if cell.column.key == "nonprofit"]
    values = dict.fromkeys(cells, 0)
    bare = changed_filing(filing, values)
    totals = {}
    for line in filing.form.table_of_section(3).lines:
        parts = [
            name for name in filing.form.cells if name.startswith(f"t3.{line.key}.") and not name.endswith(".total")
        ]
        totals[f"t3.{line.key}.total"] = sum(bare.values[name] for name in parts)
    assert verify(gap(changed_filing(bare, totals), cells, mark)) == ()


# ---------------------------------------------------------------- equations


def test_a_broken_row_says_expected_found_difference_and_direction():
    filing = zero(t3__new__natural=10, t3__new__total=12, t3__carried_out__natural=10, t3__carried_out__total=10)
    row = next(finding for finding in verify(filing) if finding.code == "A3")
    assert (row.expected, row.found, row.difference) == (10, 12, 2)
    assert "应为10，实为12，多2" in row.message
    assert "expected 10, found 12, 2 too many" in row.message_en
    assert row.cells == tuple(name for name in ("t3.new.total", *_parts("new")))


def _parts(line):
    return [name for name in FORM.cells if name.startswith(f"t3.{line}.") and not name.endswith(".total")]


def test_two_faults_that_cannot_be_told_apart_name_no_culprit():
    """The same surplus in two lines and two columns: four cells could be wrong."""
    filing = base()
    wrong = {cell: filing.values[cell] + 1 for cell in ("t3.d1.natural", "t3.d2.business")}
    findings = verify(changed_filing(filing, wrong))
    assert len(findings) == 4
    assert all("最可能" not in finding.message for finding in findings)


def test_two_faults_of_different_size_are_both_located():
    filing = base()
    wrong = {"t3.d1.natural": filing.values["t3.d1.natural"] + 1, "t3.d2.business": filing.values["t3.d2.business"] + 5}
    messages = [finding.message_en for finding in verify(changed_filing(filing, wrong))]
    assert sum("most likely t3.d1.natural" in message for message in messages) == 2
    assert sum("most likely t3.d2.business" in message for message in messages) == 2


def test_a_printed_total_of_hongze_2023_is_found_in_table_four():
    filing = zero(t4__review__upheld=10, t4__review__corrected=1)
    (finding,) = verify(filing)
    assert (finding.code, finding.expected, finding.found) == ("A4", 11, 0)


@pytest.mark.parametrize(("value", "found"), [(-1, ["A5"]), (0, [])])
def test_a_count_is_zero_or_more(value, found):
    assert codes(verify(zero(t2__licences__decisions=value))) == found


@pytest.mark.parametrize(("value", "found"), [("-0.01", ["A5"]), ("0", []), ("NaN", ["A5"])])
def test_money_is_an_amount_of_zero_or_more(value, found):
    assert codes(verify(zero(t2__fees__amount_wan=Decimal(value)))) == found


def test_a_change_may_be_negative():
    filing = lawful_filing(OLD, Random(1), 0)
    assert verify(changed_filing(filing, {"t2_2019.licences.delta": -3})) == ()


# ---------------------------------------------------------------- cells without a number


def test_a_blank_that_is_implied_is_one_note_a_table_with_the_values():
    filing = base()
    cells = ("t3.new.natural", "t3.d1.total")
    (note,) = verify(gap(filing, cells))
    assert (note.code, note.severity, set(note.cells)) == ("A6", Severity.NOTE, set(cells))
    assert f"t3.new.natural is {filing.values['t3.new.natural']}" in note.message_en


def test_a_blank_that_nothing_determines_is_a_warning():
    (warning,) = verify(gap(base(), ["t2.licences.decisions"]))
    assert (warning.code, warning.severity, warning.verdict) == ("A6", Severity.WARNING, Verdict.UNCERTAIN)


def test_a_zero_mark_that_nothing_determines_is_only_a_note():
    (note,) = verify(gap(zero(), ["t2.licences.decisions"], "/"))
    assert (note.code, note.severity, note.verdict) == ("A6", Severity.NOTE, Verdict.UNCERTAIN)


def test_a_zero_mark_where_the_equations_demand_a_number_is_a_warning():
    filing = zero(t3__new__natural=4, t3__new__total=4, t3__carried_out__natural=4, t3__carried_out__total=4)
    (warning,) = verify(gap(filing, ["t3.new.natural"], "—"))
    assert (warning.code, warning.severity, warning.verdict) == ("A6", Severity.WARNING, Verdict.FAIL)
    assert "t3.new.natural is 4" in warning.message_en


def test_a_lost_cell_is_the_reading_rooms_finding_and_leaves_its_equations_not_assessable():
    filing = gap(base(), ["t4.review.upheld", "t4.review.total"], None, Origin.LOST)
    assert verify(filing) == ()
    (check,) = [check for check in assess(filing) if check.name == "A4:review"]
    assert check.verdict is Verdict.NOT_ASSESSABLE


def test_two_blanks_in_one_equation_leave_it_uncertain():
    filing = gap(base(), ["t4.review.upheld", "t4.review.total"])
    (check,) = [check for check in assess(filing) if check.name == "A4:review"]
    assert (check.verdict, check.finding) == (Verdict.UNCERTAIN, None)


def test_parts_that_already_exceed_the_whole_fail_whatever_the_blank_holds():
    filing = zero(t4__review__upheld=3, t4__review__total=2)
    findings = verify(gap(filing, ["t4.review.corrected"]))
    assert [(finding.code, finding.verdict) for finding in findings if finding.code == "A4"] == [("A4", Verdict.FAIL)]


def test_parts_below_the_whole_pass_where_one_blank_can_make_it_up():
    filing = zero(t4__review__upheld=3, t4__review__total=4)
    (note,) = verify(gap(filing, ["t4.review.corrected"]))
    assert (note.code, "t4.review.corrected is 1" in note.message_en) == ("A6", True)


def test_a_blank_that_two_equations_want_differently_breaks_them_both():
    filing = changed_filing(base(), {"t3.granted.total": base().values["t3.granted.total"] + 1})
    broken = {
        finding.code for finding in verify(gap(filing, ["t3.granted.natural"])) if finding.verdict is Verdict.FAIL
    }
    assert {"A2", "A3"} <= broken


# ---------------------------------------------------------------- what nobody could check


def open_cells(filing, **given):
    return {check.name.partition(":")[2] for check in assess(filing, **given) if check.code == "T2"}


def test_table_two_alone_determines_none_of_its_cells():
    filing = replace(zero(), agency="昆山市人民政府")
    assert open_cells(filing) == {name for name in FORM.cells if name.startswith("t2.")}


def test_a_low_rung_determines_that_there_are_no_rules():
    assert not any("regulations" in name for name in open_cells(zero()))


def test_last_years_report_determines_the_documents():
    assert open_cells(zero(), before=replace(zero(), year=2022)) == {
        "t2.licences.decisions",
        "t2.penalties.decisions",
        "t2.coercion.decisions",
        "t2.fees.amount_wan",
    }


def test_the_text_determines_the_number_that_it_states():
    words = sections(overview="本机关认真贯彻《条例》，全年制定行政规范性文件4件，均已主动公开。")
    filing = replace(zero(t2__normative__issued=4, t2__normative__in_force=4), sections=words)
    assert "t2.normative.issued" not in open_cells(filing)
    assert "t2.normative.in_force" in open_cells(filing)


def test_the_text_finds_a_document_number_off_by_one():
    words = sections(overview="本机关认真贯彻《条例》，全年制定行政规范性文件4件，均已主动公开。")
    filing = replace(zero(t2__normative__issued=5, t2__normative__in_force=5), sections=words)
    assert codes(verify(filing)) == ["S5"]


# ---------------------------------------------------------------- the catalogue


def test_codes_are_their_own_keys_and_no_catalogue_repeats_anothers():
    assert all(code == kind.code for code, kind in CATALOGUE.items())
    assert not CATALOGUE.keys() & TEXT_CATALOGUE.keys()


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.code)
def test_every_kind_speaks_both_languages_of_the_same_facts(kind):
    fields = [set(re.findall(r"{(\w+)}", text)) - {"labels", "cells"} for text in kind.template]
    assert fields[0] == fields[1]
    assert all(kind.title) and all(kind.advice) and kind.cites  # noqa: PT018
    assert not re.search(r"[A-Za-z]{3}", kind.title[0])


def test_a_finding_is_carried_as_json_in_both_languages():
    (finding,) = verify(zero(t2__licences__decisions=-1))
    assert finding.as_json() == {
        "code": "A5",
        "severity": "error",
        "verdict": "fail",
        "cells": ["t2.licences.decisions"],
        "message": "表二“行政许可·本年处理决定数量”：应为不小于0的整数，实为-1",
        "message_en": "t2.licences.decisions: expected a whole number of zero or more, found -1",
        "found": -1,
    }
