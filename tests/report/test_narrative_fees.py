"""Section six on the processing fee, in the wordings of published reports."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.report.filing import SectionText, make_filing
from gongkai.report.form import load_form
from gongkai.report.narrative import FeeStatement, fee_statement


def stated(text: str, key: str = "other") -> FeeStatement | None:
    section = SectionText(key, "六", "其他需要报告的事项", text)
    return fee_statement(make_filing(load_form("2021"), {}, year=2023, sections=(section,)))


@pytest.mark.parametrize(
    "text",
    [
        "2023年未收取信息处理费。",
        "2023年，无收取信息处理费情况。",
        "本年度未收取依申请公开事项信息处理费。",
        "2023年，市科委未发生政府信息公开收费事项。",
        "我局全年没有收取任何信息处理费用。",
        "按照《政府信息公开信息处理费管理办法》，本机关2023年未产生信息处理费。",
    ],
)
def test_words_that_deny_a_charge(text: str) -> None:
    assert stated(text) == FeeStatement(None, None, Decimal(0), says_none=True)


@pytest.mark.parametrize("text", ["无。", "无", "没有其他需要报告的事项。", "2023年度无其他需要报告的事项。"])
def test_nothing_to_report_states_no_number(text: str) -> None:
    assert stated(text) == FeeStatement(None, None, None, says_none=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年度本单位共发出收费通知0件，涉及收费金额0元，实际收取信息处理费0元。", (0, "0", "0")),
        ("全年发出收费通知3件，总金额1,250.5元，实际收取信息处理费400元。", (3, "1250.5", "400")),
        ("全年收取政府信息公开信息处理费 0 元。", (None, None, "0")),
        ("本年度收取信息处理费0.04万元。", (None, None, "400")),
    ],
)
def test_numbers_of_the_fee(text: str, expected: tuple[int | None, str | None, str | None]) -> None:
    notices, asked, collected = expected
    assert stated(text) == FeeStatement(
        notices,
        None if asked is None else Decimal(asked),
        None if collected is None else Decimal(collected),
        says_none=False,
    )


@pytest.mark.parametrize("text", ["", "附件下载", "2023年我局收到表扬信3件。"])
def test_a_section_that_is_silent(text: str) -> None:
    assert stated(text) is None


def test_other_fees_in_the_overview_are_not_the_processing_fee() -> None:
    assert stated("依法公开行政事业性收费目录，未收取目录外的费用。", key="overview") is None
