"""Verification: what is found, where, and how it is said."""

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.filings import changed_filing, filings, lawful_filing, two_years

from gongkai.finding import Severity, Verdict
from gongkai.report.filing import Origin, SectionText, Trace, make_filing
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE
from gongkai.report.form import Kind, load_form, mixed_form
from gongkai.report.level import BodyLevel, guess_level
from gongkai.report.verify import assess, verify

FORM = load_form("2021")
OLD = load_form("2019")


def base(seed=7, scale=40, form=FORM, **given):
    return lawful_filing(form, Random(seed), scale, **given)


def zero(**cells):
    values = {name: Decimal(0) if cell.kind is Kind.MONEY else 0 for name, cell in FORM.cells.items()}
    filing = make_filing(FORM, values, agency="青山市清源区人民政府", year=2023)
    return changed_filing(filing, {name.replace("__", "."): value for name, value in cells.items()})


def codes(findings):
    return [finding.code for finding in findings]


def gap(filing, cells, read="", origin=Origin.BLANK):
    changed = changed_filing(filing, dict.fromkeys(cells))
    return replace(changed, traces={cell: Trace(origin, read) for cell in cells})


def section(key, text, form=FORM, **other):
    entry = form.section(key)
    return SectionText(key, other.get("number", entry.number), other.get("title", entry.title), text)


WORDS = {
    "overview": "本机关认真贯彻《条例》，持续做好主动公开工作，规范依申请公开办理流程。",
    "problems": "存在的主要问题是公开的主动性不够。下一步将加强业务培训，提升公开质量。",
    "other": "本年度未收取信息处理费。",
}


def sections(**texts):
    words = {**WORDS, **texts}
    return tuple(section(entry.key, words.get(entry.key, "")) for entry in FORM.sections)


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
    assert f"t3.new.natural is {filing.values['t3.new.natural']}" in note.message_en or "all are 0" in note.message_en


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


def applications(count, **cells):
    """So many applications by natural persons, all of them granted."""
    lines = ("new", "granted", "total")
    return zero(**{f"t3__{line}__{column}": count for line in lines for column in ("natural", "total")}, **cells)


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


# ---------------------------------------------------------------- sense


def test_outcomes_without_any_application():
    filing = zero(t3__granted__natural=2, t3__granted__total=2, t3__total__natural=2, t3__total__total=2)
    (finding,) = [finding for finding in verify(filing) if finding.code == "X3"]
    assert (finding.cells, finding.found) == (("t3.granted.total",), 2)


@pytest.mark.parametrize(
    ("agency", "level"),
    [
        ("青山市清源区人民政府", BodyLevel.COUNTY),
        ("北京市朝阳区人民政府", BodyLevel.COUNTY),
        ("广州市番禺区人民政府办公室", BodyLevel.COUNTY),
        ("浦东新区人民政府", None),
        ("平潭综合实验区", None),
        ("河北省人民政府", BodyLevel.PROVINCE),
        ("上海市人民政府办公厅", BodyLevel.PROVINCE),
        ("广西壮族自治区人民政府", BodyLevel.PROVINCE),
        ("大理白族自治州人民政府", BodyLevel.PREFECTURE),
        ("昆山市人民政府", None),
        ("青山市清源区沙湾镇人民政府", BodyLevel.TOWNSHIP),
        ("清源区桥南街道办事处", BodyLevel.TOWNSHIP),
        ("河北省科学技术厅", BodyLevel.DEPARTMENT),
        ("荔湾区互联网信息办公室", BodyLevel.DEPARTMENT),
        ("浦东新区教育局", BodyLevel.DEPARTMENT),
        ("财政部", BodyLevel.MINISTRY),
        ("国家市场监督管理总局", BodyLevel.MINISTRY),
        ("住房和城乡建设部", BodyLevel.MINISTRY),
        ("青山市住房和城乡建设局", BodyLevel.DEPARTMENT),
        ("国家税务总局青山市税务局", BodyLevel.DEPARTMENT),
        ("", None),
        (None, None),
    ],
)
def test_the_name_tells_the_rung_or_nothing(agency, level):
    assert guess_level(agency) is level


@pytest.mark.parametrize(
    ("agency", "found"),
    [
        ("青山市清源区沙湾镇人民政府", ["X4"]),
        ("青山市清源区教育局", ["X4"]),
        ("河北省人民政府", []),
        ("昆山市人民政府", []),
    ],
)
def test_rules_are_made_only_where_the_law_gives_the_power(agency, found):
    filing = replace(zero(t2__regulations__in_force=6), agency=agency)
    assert codes(verify(filing)) == found


def test_a_rung_that_is_given_decides_over_the_name():
    filing = replace(zero(t2__regulations__in_force=6), agency="昆山市人民政府")
    assert codes(verify(filing, level=BodyLevel.COUNTY)) == ["X4"]
    assert codes(verify(filing, level=BodyLevel.PREFECTURE)) == []


def test_an_unknown_rung_is_not_assessable():
    filing = replace(zero(t2__regulations__in_force=6), agency="昆山市人民政府")
    (check,) = [check for check in assess(filing) if check.code == "X4"]
    assert check.verdict is Verdict.NOT_ASSESSABLE


@pytest.mark.parametrize(("last", "found"), [(0, ["X5"]), (1, [])])
def test_reconsideration_without_any_application_in_two_years(last, found):
    before = replace(applications(last), year=2022)
    assert codes(verify(zero(t4__review__upheld=1, t4__review__total=1), before=before)) == found


def unpaid(notices):
    cells = ("new", "o2", "total")
    filing = zero(**{f"t3__{line}__{column}": 2 for line in cells for column in ("natural", "total")})
    return replace(filing, sections=sections(other=f"本年度发出收费通知{notices}件，收取信息处理费0元。"))


@pytest.mark.parametrize(("notices", "found"), [(1, ["X1"]), (2, []), (3, [])])
def test_as_many_fee_notices_as_were_closed_unpaid(notices, found):
    assert [code for code in codes(verify(unpaid(notices))) if code in ("X1", "X2", "F10")] == found


@pytest.mark.parametrize(("fees", "found"), [("0.03", ["X2"]), ("0.04", [])])
def test_fees_collected_are_administrative_fees(fees, found):
    words = sections(other="本年度发出收费通知3件，收取信息处理费400元。")
    filing = replace(zero(t2__fees__amount_wan=Decimal(fees)), sections=words)
    assert [code for code in codes(verify(filing)) if code in ("X1", "X2", "F10")] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("没有其他需要说明的工作。", [("F10", Severity.WARNING)]),
        ("无。", [("F10", Severity.NOTE)]),
        ("本年度未收取信息处理费。", []),
    ],
)
def test_section_six_speaks_of_the_fee(words, found):
    filing = replace(zero(), sections=sections(other=words))
    assert [(finding.code, finding.severity) for finding in verify(filing) if finding.code == "F10"] == found


def test_before_there_were_fees_nobody_had_to_speak_of_them():
    filing = replace(zero(), year=2020, sections=sections(other="无。"))
    assert "F10" not in codes(verify(filing))


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize(
    ("form", "year", "found"),
    [(FORM, 2021, []), (FORM, 2020, ["F1"]), (OLD, 2020, []), (OLD, 2021, ["F1"]), (OLD, 2018, ["F1"])],
)
def test_the_edition_belongs_to_the_year(form, year, found):
    assert codes(verify(lawful_filing(form, Random(1), 5, year=year))) == found


def test_a_mixture_of_editions_is_named_table_by_table():
    (finding,) = verify(lawful_filing(mixed_form("2021", "2019", "2021"), Random(1), 5))
    assert finding.code == "F2"
    assert "表二 2021、表三 2019、表四 2021" in finding.message


def test_a_whole_report_in_order_has_no_findings():
    assert verify(replace(zero(), sections=sections())) == ()


def test_a_missing_section_is_named():
    kept = tuple(entry for entry in sections() if entry.key != "problems")
    findings = verify(replace(zero(), sections=kept))
    assert [(finding.code, finding.severity) for finding in findings] == [("F3", Severity.WARNING)]
    assert FORM.section("problems").title in findings[0].message
    assert findings[0].found == "五、" + FORM.section("problems").title
    assert "可能只是标题丢失" in findings[0].message


def test_a_missing_section_whose_number_the_next_one_took_is_an_error():
    """As in a report that goes from 四 to 五 and has no sixth."""
    kept = tuple(entry for entry in sections() if entry.key != "problems")
    findings = verify(replace(zero(), sections=(*kept[:-1], replace(kept[-1], number="五"))))
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("F3", Severity.ERROR),
        ("F4", Severity.WARNING),
    ]


def test_a_missing_last_section_is_an_error():
    (finding,) = verify(replace(zero(), sections=sections()[:-1]))
    assert (finding.code, finding.severity) == ("F3", Severity.ERROR)


def test_sections_out_of_order():
    one, two, *rest = sections()
    assert codes(verify(replace(zero(), sections=(two, one, *rest)))) == ["F4"]


def test_a_section_number_that_restarts():
    *most, last = sections()
    assert codes(verify(replace(zero(), sections=(*most, replace(last, number="一"))))) == ["F4"]


def test_a_renamed_section_is_a_note_and_punctuation_is_no_name():
    one, *rest = sections()
    (note,) = verify(replace(zero(), sections=(replace(one, title="概述"), *rest)))
    assert (note.code, note.severity) == ("F5", Severity.NOTE)
    assert verify(replace(zero(), sections=(replace(one, title=f"{one.title}："), *rest))) == ()


def test_a_section_too_many():
    extra = SectionText("annex", "七", "附件", "说明")
    assert codes(verify(replace(zero(), sections=(*sections(), extra)))) == ["F6"]
    assert codes(verify(replace(zero(), sections=(*sections(), sections()[-1])))) == ["F6"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"problems": ""}, "没有内容"),
        ({"problems": "无。"}, "只写了"),
        ({"problems": "存在的主要问题是公开的主动性不够，公开的渠道不多。"}, "没有写改进措施"),
        ({"overview": "XX局认真贯彻《条例》，持续做好主动公开工作。"}, "占位符“XX”"),
        ({"overview": "本机关____年认真贯彻《条例》，持续做好主动公开工作。"}, "占位符"),
    ],
)
def test_words_missing_from_a_section(words, found):
    (finding,) = [entry for entry in verify(replace(zero(), sections=sections(**words))) if entry.code == "F7"]
    assert found in finding.message


def test_an_address_is_no_placeholder():
    words = sections(
        overview="本机关在门户网站（www.qingyuan.gov.cn/xxxgk/index.html）持续做好主动公开工作，规范办理流程。"
    )
    assert "F7" not in codes(verify(replace(zero(), sections=words)))


def test_tables_without_any_words_are_not_assessed_for_sections():
    verdicts = {check.verdict for check in assess(zero()) if check.code in ("F3", "F4", "F5", "F6", "F7")}
    assert verdicts == {Verdict.NOT_ASSESSABLE}


@pytest.mark.parametrize(
    ("amount", "last", "found"),
    [("52305200", "5230.52", ["F8"]), ("10461.04", "5230.52", []), ("5000", "0", [])],
)
def test_yuan_in_the_place_of_wan_yuan_by_last_years_amount(amount, last, found):
    filing = replace(zero(t2__fees__amount_wan=Decimal(amount)), agency="青山市人民政府")
    before = replace(zero(t2__fees__amount_wan=Decimal(last)), agency="青山市人民政府", year=2022)
    assert codes(verify(filing, before=before)) == found


def test_yuan_in_the_place_of_wan_yuan_by_the_text():
    words = sections(overview="本机关认真贯彻《条例》，全年行政事业性收费251000元，全部上缴财政。")
    filing = replace(zero(t2__fees__amount_wan=Decimal(251000)), sections=words)
    (finding,) = [finding for finding in verify(filing) if finding.code == "F8"]
    assert finding.expected == Decimal("25.1")


@pytest.mark.parametrize(("amount", "found"), [(9_999, []), (10_000, ["F8"])])
def test_a_township_does_not_collect_a_hundred_million(amount, found):
    filing = replace(zero(t2__fees__amount_wan=Decimal(amount)), agency="青山市清源区沙湾镇人民政府")
    assert codes(verify(filing)) == found


@pytest.mark.parametrize(("agency", "year", "words"), [(None, 2023, "机关名称"), ("某局", None, "年度")])
def test_body_and_year_must_be_named(agency, year, words):
    (finding,) = verify(replace(zero(), agency=agency, year=year))
    assert finding.code == "F9"
    assert words in finding.message


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
