"""The cells of an old ledger: days in every shape, columns by their heads, rows that become facts or say why not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.ledger.facts.application import Answered, Applicant, Extended, Received
from gongkai.web.cases.old_ledger import Terms, even, guessed, read_day, read_row, written
from tests.ledger.build import REGIME, day
from tests.web.conftest import TODAY

TERMS = Terms(2024, Channel.IN_PERSON, Applicant.NATURAL)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024.3.5", "2024-03-05"), ("2024-3-5", "2024-03-05"), ("2024/03/05", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"), ("2024 年 3 月 5 日", "2024-03-05"), ("24.3.5", "2024-03-05"),
        ("20240305", "2024-03-05"), ("3月5日", "2024-03-05"), ("3.5", "2024-03-05"), ("45356", "2024-03-05"),
        ("２０２４．３．５", "2024-03-05"), ("2024-03-05 10:22:00", "2024-03-05"), ("2024/3/5 9:00", "2024-03-05"),
        ("2024-03-05T10:22:00", "2024-03-05"),
    ],
)  # fmt: skip
def test_days_in_every_shape(text: str, wanted: str) -> None:
    assert read_day(text, 2024).isoformat() == wanted


@pytest.mark.parametrize("value", [datetime(2024, 3, 5, 10, 0), date(2024, 3, 5), 45356.0, 45356])
def test_days_as_excel_keeps_them(value: Any) -> None:
    assert read_day(written(value), None) == date(2024, 3, 5)


@pytest.mark.parametrize("text", ["", "三月五日", "2024-13-01", "2024.2.30", "不详", "3", "99999999", "2024", "3月"])
def test_what_is_no_day_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        read_day(text, 2024)


def test_a_moment_keeps_its_time() -> None:
    assert written(datetime(2024, 3, 5, 10, 22)) == "2024-03-05 10:22:00"


@given(st.text())
def test_text_is_kept_sign_by_sign(text: str) -> None:
    assert written(text) == text.replace("\x00", "")
    assert even(even(text)) == even(text)


def test_a_day_without_a_year_needs_one() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        read_day("3月5日", None)


@pytest.mark.parametrize(
    ("heads", "wanted"),
    [
        (["序号", "收件日期", "申请人", "申请内容", "答复日期", "答复结果", "是否延期", "备注"],
         ["number", "on", "name", "asks", "answered", "outcome", "extended", "note"]),
        (["登记编号", "收到申请时间", "申请人姓名或名称", "申请公开的内容", "办结时间", "办理情况", "文号", "申请方式"],
         ["number", "on", "name", "asks", "answered", "outcome", "document", "channel"]),
        (["序号", "登记编号", "收件日期", "申请内容"], [None, "number", "on", "asks"]),
        (["申请人类型", "申请人", "收文日期（年月日）", "申请公开事项描述"], ["applicant", "name", "on", "asks"]),
        (["甲", "乙"], [None, None]),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_their_heads(heads: list[str], wanted: list[str | None]) -> None:
    found = guessed(heads)
    assert [found.get(column) for column in range(len(heads))] == wanted


def read(**row: str) -> Any:
    usual = {"on": "2024-03-05", "asks": "绿化方案"}
    return read_row(usual | row, TERMS, body="甲", number="1", on=TODAY, regime=REGIME)


def test_a_row_becomes_its_facts() -> None:
    found = read(extended="4月2日", answered="4.10", outcome="予以公开", document="青〔2024〕1号", channel="EMS")
    assert found.problem == ""
    received, extended, answered = found.facts
    assert received == Received(
        on=day("3-5"), channel=Channel.MAIL_SIGNED, applicant=Applicant.NATURAL, asks="绿化方案"
    )
    assert isinstance(extended, Extended)
    assert isinstance(answered, Answered)
    assert (extended.on, answered.on, answered.outcome) == (day("4-2"), day("4-10"), Leaf.GRANTED)


def test_an_answer_in_the_next_year_needs_no_year() -> None:
    found = read(on="2023-12-25", answered="1月8日", outcome="信息不存在")
    assert [fact.on for fact in found.facts] == [date(2023, 12, 25), date(2024, 1, 8)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"on": ""}, "没有收件日期"), ({"on": "不详"}, "不能识别的收件日期“不详”"), ({"asks": ""}, "没有申请内容"),
        ({"answered": "2024-03-01", "outcome": "公开"}, "早于收件日期"), ({"answered": "4.1"}, "没有答复结果"),
        ({"outcome": "予以公开"}, "没有答复日期"), ({"answered": "4.1", "outcome": "不晓得"}, "不能识别的答复结果"),
        ({"on": "2024-09-21"}, "还没有到"), ({"channel": "飞鸽"}, "不能识别的收件渠道"),
        ({"applicant": "外星人"}, "不能识别的申请人类型"), ({"extended": "是"}, "请填日期"),
        ({"extended": "5.1", "answered": "4.1", "outcome": "公开"}, "晚于答复日期"), ({"number": "x" * 61}, "60个字"),
        ({"on": "2018-01-01"}, "2019"), ({"asks": "长" * 2001}, "2000个字"),
        ({"note": "长" * 2001}, "备注超过2000个字"),
        ({"document": "长" * 201, "answered": "4.1", "outcome": "公开"}, "答复文号超过200个字"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said(row: dict[str, str], said: str) -> None:
    found = read(**row)
    assert said in found.problem
    assert found.facts == ()


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    found = read(on="不详", asks="", channel="飞鸽", applicant="外星人", number="x" * 61)
    for said in ("60个字", "不能识别的收件日期", "没有申请内容", "不能识别的收件渠道", "不能识别的申请人类型"):
        assert found.problem.count(said) == 1
    found = read(channel="飞鸽", answered="4.1", outcome="不晓得", extended="是")
    for said in ("不能识别的收件渠道", "请填日期", "不能识别的答复结果"):
        assert found.problem.count(said) == 1


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("不予公开（国家秘密）", Leaf.D1),
        ("无法提供：信息不存在", Leaf.U1A),
        ("不予处理-重复申请", Leaf.R2),
        ("不予公开", None),
        ("不予公开（其他）", None),
        ("不予公开（已公开）", None),
        ("无法提供（国家秘密）", None),
        ("其他处理（其他）", Leaf.O3),
    ],
)
def test_an_outcome_may_stand_behind_its_head_of_the_form(said: str, leaf: Leaf | None) -> None:
    found = read(answered="2024-04-01", outcome=said)
    assert [getattr(fact, "outcome", None) for fact in found.facts[1:]] == ([leaf] if leaf else [])
    assert ("不能识别的答复结果" in found.problem) == (leaf is None)


@pytest.mark.parametrize("leaf", list(Leaf))
def test_every_outcome_is_known_by_its_name(leaf: Leaf) -> None:
    from gongkai.law.outcomes import outcome

    assert read(answered="4.10", outcome=outcome(leaf).name[0]).facts[-1].outcome is leaf
