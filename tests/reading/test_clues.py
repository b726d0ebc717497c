"""Last year's report and the report's own words decide where the identities leave several readings, and are named."""

from __future__ import annotations

from dataclasses import replace

from gongkai.finding import Finding
from gongkai.reading import Reading, Status, read_document
from gongkai.report.filing import Filing, make_filing
from gongkai.report.form import load_form

FORM = load_form("2021")
ZERO = dict.fromkeys(FORM.cells, 0)
AGENCY = "广州市荔湾区民政局"
FIGURES = ZERO | {
    "t3.new.natural": 21, "t3.new.business": 2, "t3.new.total": 23,
    "t3.carried_in.natural": 11, "t3.carried_in.business": 1, "t3.carried_in.total": 12,
    "t3.granted.natural": 32, "t3.granted.business": 3, "t3.granted.total": 35,
    "t3.total.natural": 32, "t3.total.business": 3, "t3.total.total": 35,
}  # fmt: skip


def last_year(**changes: object) -> Filing:
    """Last year's report, from which 12 applications were carried over and 81 documents were in force."""
    cells = ZERO | {
        "t3.new.natural": 11, "t3.new.business": 1, "t3.new.total": 12,
        "t3.carried_out.natural": 11, "t3.carried_out.business": 1, "t3.carried_out.total": 12,
        "t2.normative.issued": 81, "t2.normative.in_force": 81,
    }  # fmt: skip
    return replace(make_filing(FORM, cells, agency=AGENCY, year=2022), **changes)  # type: ignore[arg-type]


def glued(
    normative: str = "0 0 0", overview: str = "好。", rows: dict[str, str] | None = None, between: str = ""
) -> bytes:
    """A report whose table 3 has lost every separator, and a line of its table 2 too."""
    lines = "\n".join(
        line.label
        + between
        + (rows or {}).get(
            line.key, between.join(str(FIGURES[f"t3.{line.key}.{column.key}"]) for column in FORM.tables[1].columns)
        )
        for line in FORM.tables[1].lines
    )
    return (
        f"{AGENCY}2023年政府信息公开工作年度报告\n一、总体情况\n{overview}\n二、主动公开政府信息情况\n"
        "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n"
        f"行政规范性文件 {normative}\n第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可 0\n"
        "第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 0\n行政强制 0\n"
        "第二十条第（八）项\n信息内容 本年收费金额（单位：万元）\n行政事业性收费 0\n"
        f"三、收到和处理政府信息公开申请情况\n{lines}\n五、存在的主要问题及改进情况\n无\n六、其他需要报告的事项\n无\n"
    ).encode()


def read(data: bytes, *before: Filing) -> Reading:
    (reading,) = read_document(data, before=before)
    assert reading.filing is not None
    return reading


def told(reading: Reading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == "R18"]


def of(reading: Reading, line: str) -> list[object]:
    assert reading.filing is not None
    return [value for name, value in reading.filing.values.items() if name.startswith(f"{line}.")]


def test_three_numbers_in_one_are_divided_as_last_year_has_it():
    """8855698: 88 issued, 55 repealed, 698 in force, if 665 were; nothing in the report itself says so."""
    alone = read(glued("8855698"))
    assert of(alone, "t2.normative") == [None, None, None]
    assert len(alone.filing.traces["t2.normative.issued"].candidates) > 1
    before = last_year(values=last_year().values | {"t2.normative.in_force": 665})
    helped = read(glued("8855698"), before)
    assert of(helped, "t2.normative") == [88, 55, 698]
    (finding,) = [one for one in told(helped) if one.cells[0].startswith("t2.")]
    assert finding.cells == ("t2.normative.issued", "t2.normative.repealed", "t2.normative.in_force")
    assert "上年报告" in str(finding.message)


def test_where_last_year_decided_the_identities_are_not_said_to_have_done_so():
    lines = {"new": "21 0 0 0 0 23", "carried_in": "11 0 0 0 0 12"}
    rows = lines | dict.fromkeys(("granted", "total"), "32 0 0 0 0 35")
    reading = read(glued(between=" ", rows=rows), last_year())
    assert {cell for finding in told(reading) for cell in finding.cells} >= {"t3.new.business", "t3.total.business"}
    assert of(reading, "t3.carried_in") == [11, 1, 0, 0, 0, 0, 12]
    assert not [finding for finding in reading.findings if finding.code == "R2"]


def test_what_agrees_with_nothing_said_stays_open():
    assert of(read(glued("8855698"), last_year()), "t2.normative") == [None, None, None]


def test_another_body_or_year_says_nothing():
    right = last_year(values=last_year().values | {"t2.normative.in_force": 665})
    for other in (replace(right, year=2021), replace(right, agency="佛山市南海区民政局")):
        reading = read(glued("8855698"), other)
        assert of(reading, "t2.normative") == [None, None, None]
        assert told(reading) == []


def test_of_several_reports_the_one_of_the_year_before_is_used():
    right = last_year(values=last_year().values | {"t2.normative.in_force": 665})
    assert of(read(glued("8855698"), replace(right, year=2021), right), "t2.normative") == [88, 55, 698]


def test_the_words_of_the_report_decide_too():
    words = "2023年，本机关制发行政规范性文件88件，废止行政规范性文件55件，现行有效行政规范性文件698件。"
    reading = read(glued("8855698", words))
    assert of(reading, "t2.normative") == [88, 55, 698]
    assert ["报告正文" in str(finding.message) for finding in told(reading)] == [True]


def test_a_report_that_is_read_without_doubt_is_not_changed_by_last_years():
    plain = glued(between=" ")
    before = last_year(values=last_year().values | {"t3.carried_out.natural": 10, "t3.carried_out.total": 11})
    alone, beside = read(plain), read(plain, before)
    assert alone.filing.values == beside.filing.values
    assert told(beside) == []
    assert {finding.code for finding in beside.findings} - {finding.code for finding in alone.findings} >= {"B1", "B2"}


def test_a_lost_line_is_not_filled_from_last_year_but_says_what_it_may_be():
    """Two lines are gone: the identities alone cannot tell them, and a carry-over may have been broken."""
    rows = {"carried_in": "", "granted": ""}
    reading = read(glued(rows=rows), last_year())
    assert of(reading, "t3.carried_in")[0] in (None, 11)
    trace = reading.filing.traces["t3.carried_in.natural"]
    assert reading.filing.values["t3.carried_in.natural"] == 11 or trace.candidates == (11,)
    assert "t3.carried_in.natural" in reading.listed_cells()
    assert reading.status is not Status.READ
