"""Verification: what does not make sense for the body, the form's edition, its sections."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from tests.strategies.filings import lawful_filing
from verified import FORM, OLD, applications, codes, sections, zero

from gongkai.finding import Severity, Verdict
from gongkai.report.filing import SectionText
from gongkai.report.form import mixed_form
from gongkai.report.level import BodyLevel, guess_level
from gongkai.report.verify import assess, verify

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
