"""Lawful narratives in the wordings of many offices: nothing may accuse them, whatever the punctuation."""

from __future__ import annotations

from typing import Any

import pytest
from narratives import cases

from gongkai.finding import Finding, Severity, Verdict
from gongkai.report.filing import Filing, SectionText, make_filing
from gongkai.report.form import load_form
from gongkai.report.narrative import check_narrative
from gongkai.report.verify import verify

LAWFUL = cases("lawful")
WRITTEN = (("overview", "一", "总体情况"), ("problems", "五", "主要问题"), ("other", "六", "其他需要报告的事项"))
HALF_WIDTH = str.maketrans({"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"})


def filing_of(case: dict[str, Any], *, half_width: bool = False) -> Filing:
    form = load_form("2021")
    sections = tuple(
        SectionText(key, number, title, case[key].translate(HALF_WIDTH) if half_width else case[key])
        for key, number, title in WRITTEN
    )
    cells = {**dict.fromkeys(form.cells, 0), **case["cells"]}
    return make_filing(form, cells, agency=case["agency"], year=case["year"], sections=sections)


def said(filing: Filing, before: Filing | None = None) -> list[Finding]:
    return [check.finding for check in check_narrative(filing, before) if check.finding]


@pytest.mark.parametrize("case", LAWFUL, ids=lambda case: str(case["name"]))
@pytest.mark.parametrize("half_width", [False, True])
def test_nothing_above_a_note_is_said_of_a_lawful_narrative(case: dict[str, Any], half_width: bool) -> None:
    filing = filing_of(case, half_width=half_width)
    assert [found.message for found in said(filing) if found.severity is not Severity.NOTE] == []
    assert [found.message for found in said(filing) if found.verdict is Verdict.FAIL] == []
    fees = [found for found in verify(filing) if found.code == "F10"]
    assert all(found.severity is Severity.NOTE for found in fees)


@pytest.mark.parametrize("case", LAWFUL, ids=lambda case: str(case["name"]))
def test_half_width_stops_give_the_same_findings(case: dict[str, Any]) -> None:
    full, half = said(filing_of(case)), said(filing_of(case, half_width=True))
    assert [(found.code, found.verdict, found.found, found.where) for found in half] == [
        (found.code, found.verdict, found.found, found.where) for found in full
    ]


def report(text: str, cells: dict[str, int], year: int = 2024) -> Filing:
    section = SectionText("overview", "一", "总体情况", text)
    form = load_form("2021")
    return make_filing(
        form, {**dict.fromkeys(form.cells, 0), **cells}, agency="某区教育局", year=year, sections=(section,)
    )


def test_what_is_not_sure_is_a_note_that_expects_nothing() -> None:
    (found,) = said(report("全年行政复议案件45件。", {"t4.review.total": 7}))
    assert (found.severity, found.verdict, found.expected, found.found) == (Severity.NOTE, Verdict.UNCERTAIN, None, 45)
    assert "可能不是同一口径，请核对" in found.message
    assert "please check" in found.message_en


@pytest.mark.parametrize(("stated", "words"), [(30, "正文多4"), (22, "正文少4")])
def test_a_difference_is_told_in_words(stated: int, words: str) -> None:
    (found,) = said(report(f"全年收到政府信息公开申请{stated}件。", {"t3.new.total": 26}))
    assert words in found.message
    assert found.verdict is Verdict.FAIL


def test_last_years_count_is_held_against_last_years_report() -> None:
    text = "2023年收到政府信息公开申请75件，2024年收到86件。"
    before = report("", {"t3.new.total": 65}, 2023)
    (found,) = said(report(text, {"t3.new.total": 86}), before)
    assert (found.code, found.expected, found.cells) == ("S1", 65, ())
    assert "上年度报告" in found.message
    assert "last year's report" in found.message_en


@pytest.mark.parametrize(
    ("changes", "codes"),
    [("下降25%、上升200%", []), ("减少2件、增加2件", []), ("下降50%、上升200%", ["S9"]), ("下降25%、上升100%", ["S9"])],
)
def test_changes_after_fenbie_follow_the_counts_in_their_order(changes: str, codes: list[str]) -> None:
    text = f"政府信息公开行政复议6件、行政诉讼3件，分别较上年{changes}。"
    now = report(text, {"t4.review.total": 6, "t4.direct.total": 3})
    before = report("", {"t4.review.total": 8, "t4.direct.total": 1}, 2023)
    assert [found.code for found in said(now, before)] == codes


@pytest.mark.parametrize(
    ("text", "cells", "codes"),
    [
        (
            "政府信息公开工作平稳。行政复议：无；行政诉讼：无。",
            {"t4.review.total": 2, "t4.direct.total": 1},
            ["S4", "S4"],
        ),
        ("政府信息公开行政复议案件2件，全部维持。", {"t4.review.total": 2, "t4.review.upheld": 1}, ["S4"]),
        ("收到政府信息公开申请26件。申请人均为公民。", {"t3.new.total": 26, "t3.new.natural": 24}, ["S6"]),
        ("收到政府信息公开申请26件，上年结转2件，共计30件。", {"t3.new.total": 26, "t3.carried_in.total": 2}, ["S2"]),
        ("行政应诉案件4件。", {"t4.direct.total": 1}, ["S4"]),
        ("被提起诉讼3次。", {"t4.direct.total": 1}, ["S4"]),
        ("印发行政规范性文件10部。", {"t2.normative.issued": 6}, ["S5"]),
        ("收到政府信息公开申请26件，其中各科室收到27件。", {"t3.new.total": 26}, ["S1", "S7"]),
        ("信息处理费按规定执行。", {}, ["S0"]),
    ],
)
def test_what_was_once_passed_over_is_told(text: str, cells: dict[str, int], codes: list[str]) -> None:
    assert [found.code for found in said(report(text, cells))] == codes


def test_a_change_without_its_count_speaks_of_the_sentence_before() -> None:
    text = "2024年收到政府信息公开申请86件。较上年增加25件。"
    before = report("", {"t3.new.total": 65}, 2023)
    (found,) = said(report(text, {"t3.new.total": 86}), before)
    assert (found.code, found.severity, found.facts["due"]) == ("S9", Severity.NOTE, 21)
    assert said(report(text.replace("25", "21"), {"t3.new.total": 86}), before) == []
