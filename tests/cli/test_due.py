"""gongkai due."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from gongkai.cli import terms
from gongkai.cli.periods import OPTIONS, PERIODS
from gongkai.law import clocks, dispute_clocks, duties, receipt, reporting
from gongkai.law.clocks import answer_due
from gongkai.law.regime import packaged_regime
from gongkai.law.rule import rule_of
from tests.cli.conftest import Ran
from tests.cli.ledgers import application, write

Gongkai = Callable[..., Ran]

NOTICE_2027 = """
number = "测试〔2026〕1号"
title = "2027年放假安排（测试）"
year = 2027
issued = 2026-11-10
source = "test"
off = [{ name = "元旦", first = 2027-01-01, last = 2027-01-06 }]
worked = []
"""

POLICY = """
[correction_reply_days]
value = 10
since = 2024-01-01
reason = "本机关规定"
"""


def test_the_answer_is_one_line_then_the_steps_with_their_articles(gongkai: Gongkai) -> None:
    """Twenty working days from 2024-09-10, over two holidays and three worked weekend days."""
    first, *steps = gongkai("due", "answer", "--received", "2024-09-10", "--on", "2024-09-20").out.splitlines()
    assert "2024-10-14（星期一）" in first
    assert "还剩 13 个工作日" in first
    assert any("《条例》第三十三条第二款" in step for step in steps)
    assert all("《" in step for step in steps)


@pytest.mark.parametrize(
    ("on", "said"),
    [("2024-10-12", "还剩 1 个工作日"), ("2024-10-14", "当日到期"), ("2024-10-15", "已逾期 1 个工作日")],
)
def test_time_left_on_both_sides_of_the_due_day(gongkai: Gongkai, on: str, said: str) -> None:
    assert said in gongkai("due", "answer", "--received", "2024-09-10", "--on", on).out


def test_without_a_day_nothing_is_said_of_the_time_left(gongkai: Gongkai) -> None:
    out = gongkai("due", "answer", "--received", "2024-09-10").out
    assert "还剩" not in out
    assert "逾期" not in out


def test_days_are_listed_one_by_one_and_numbered_up_to_the_period(gongkai: Gongkai) -> None:
    out = gongkai("due", "answer", "--received", "2024-09-10", "--days").out
    assert "2024-10-01 星期二  国庆节放假  国办发明电〔2023〕7号" in out
    shown = json.loads(gongkai("due", "answer", "--received", "2024-09-10", "--days", "--json").out)
    assert [day["number"] for day in shown["days"] if day["number"]] == list(range(1, 21))
    assert shown["days"][-1]["day"] == shown["due"]


def test_everything_that_moves_the_answer_is_counted(gongkai: Gongkai) -> None:
    """A correction, a consultation and an extension; the command says what the function of the law says."""
    options = ["--corrected", "2024-09-18", "--extended", "10", "--consulted", "2024-09-20:2024-09-27"]
    shown = json.loads(gongkai("due", "answer", "--received", "2024-09-10", *options, "--json").out)
    day, calendar = date.fromisoformat, packaged_regime().calendar
    expected = answer_due(
        day("2024-09-10"),
        calendar=calendar,
        corrected=day("2024-09-18"),
        excluded=(clocks.Interval(day("2024-09-20"), day("2024-09-27")),),
        extended_by=10,
    )
    assert shown["due"] == expected.due.isoformat()
    without = json.loads(gongkai("due", "answer", "--received", "2024-09-10", "--json").out)
    assert shown["due"] > without["due"]


def test_two_overlapping_consultations_are_left_out_once(gongkai: Gongkai) -> None:
    one = ["--consulted", "2024-09-12:2024-09-27"]
    base = ["due", "answer", "--received", "2024-09-10", "--json"]
    alone = json.loads(gongkai(*base, *one).out)["due"]
    inside = json.loads(gongkai(*base, *one, "--consulted", "co_maker=2024-09-13:2024-09-20").out)["due"]
    longer = json.loads(gongkai(*base, *one, "--consulted", "co_maker=2024-09-13:2024-09-29").out)["due"]
    assert alone == inside < longer


def test_an_open_consultation_is_counted_up_to_today(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "today", lambda: date(2024, 9, 20))
    base = ["due", "answer", "--received", "2024-09-10", "--consulted", "2024-09-12", "--json"]
    assert json.loads(gongkai(*base).out) == json.loads(gongkai(*base, "--on", "2024-09-20").out)
    assert json.loads(gongkai(*base).out)["due"] < json.loads(gongkai(*base, "--on", "2024-09-24").out)["due"]


def test_the_clock_is_not_read_where_no_day_is_needed(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> date:
        raise AssertionError("the clock was read")

    monkeypatch.setattr(terms, "today", fail)
    assert gongkai("due", "answer", "--received", "2024-09-10", "--consulted", "2024-09-12:2024-09-27").status == 0


def test_the_channel_decides_the_day_of_receipt(gongkai: Gongkai) -> None:
    waiting = gongkai("due", "answer", "--received", "2024-09-10", "--channel", "online")
    assert waiting.status == 0
    assert "期限尚未起算" in waiting.out
    assert "→ 先行登记" in waiting.out
    base = ["due", "answer", "--received", "2024-09-10", "--json"]
    assert json.loads(gongkai(*base, "--channel", "online").out)["due"] is None
    confirmed = json.loads(gongkai(*base, "--channel", "online", "--confirmed", "2024-09-18").out)
    assert confirmed["receipt"]["received"] == "2024-09-18"
    assert confirmed["receipt"]["confirmed_late"] == 4
    direct = json.loads(gongkai("due", "answer", "--received", "2024-09-18", "--json").out)
    assert confirmed["due"] == direct["due"]
    signed = json.loads(gongkai(*base, "--channel", "mail_signed").out)
    assert signed["due"] == json.loads(gongkai(*base).out)["due"]


def test_a_late_confirmation_is_warned_of(gongkai: Gongkai) -> None:
    base = ["due", "answer", "--received", "2024-09-10", "--channel", "online", "--confirmed"]
    assert "迟" not in gongkai(*base, "2024-09-11").out
    assert "迟1个工作日" in gongkai(*base, "2024-09-12").out


def test_beyond_the_last_notice_a_day_is_provisional_until_the_notice_comes(gongkai: Gongkai, tmp_path: Path) -> None:
    base = ["due", "answer", "--received", "2026-12-10"]
    without = gongkai(*base)
    assert "暂定：2027 年放假通知尚未收录" in without.out.splitlines()[0]
    (tmp_path / "2027.toml").write_text(NOTICE_2027, "utf-8")
    settled = gongkai(*base, "--notice", tmp_path / "2027.toml")
    assert "暂定" not in settled.out
    due = [
        json.loads(gongkai(*base, "--json", *more).out)["due"] for more in ((), ("--notice", tmp_path / "2027.toml"))
    ]
    assert due[0] < due[1]


def test_a_policy_is_honoured_from_its_day_on(gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(POLICY, "utf-8")

    def due(start: str, *more: object) -> str:
        return str(json.loads(gongkai("due", "correction", "--from", start, "--json", *more).out)["due"])

    assert due("2024-01-02", "--policy", tmp_path / "p.toml") < due("2024-01-02")
    assert due("2023-12-29", "--policy", tmp_path / "p.toml") == due("2023-12-29")
    assert due("2024-01-02", "--policy", tmp_path / "p.toml", "--given", 15) == due("2024-01-02")


@pytest.mark.parametrize(
    ("arguments", "day"),
    [
        (["fee", "--from", "2024-09-10"], "2024-10-14"),
        (["publication", "--from", "2024-09-10"], "2024-10-14"),
        (["review-answer", "--from", "2024-09-10"], "2024-09-25"),
        (["review-answer", "--from", "2024-09-10", "--simple"], "2024-09-18"),
        (["court-answer", "--from", "2024-09-10"], "2024-09-25"),
        (["opinion", "--from", "2024-09-10"], "2024-10-08"),
        (["opinion", "--from", "2024-09-10", "--whom", "co_maker"], "2024-10-08"),
        (["confirmation", "--from", "2024-09-13", "--channel", "online"], "2024-09-14"),
        (["confirmation", "--from", "2024-09-15", "--channel", "mail_plain"], "2024-09-18"),
        (["appeal", "--from", "2024-09-10", "--ruling"], "2024-09-20"),
        (["report", "--year", "2024"], "2025-01-31"),
        (["report", "--year", "2024", "--body", "government"], "2025-03-31"),
        (["suit-filing", "--from", "2024-09-10", "--route", "after_review"], "2024-09-25"),
        (["suit-filing", "--from", "2024-09-10", "--untold"], "2025-09-10"),
        (["review-decision", "--from", "2024-09-10", "--extended", "30"], "2024-12-09"),
    ],
)
def test_other_periods_by_name(gongkai: Gongkai, arguments: list[str], day: str) -> None:
    assert json.loads(gongkai("due", *arguments, "--json").out)["due"] == day


LAW: tuple[ModuleType, ...] = (clocks, dispute_clocks, duties, receipt, reporting)


def test_every_deadline_of_the_law_has_a_name() -> None:
    """Every public function of these files that gives a deadline stands in the table."""
    given = {
        function
        for module in LAW
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and str(inspect.signature(function).return_annotation).startswith("Deadline")
    }
    assert given == {period.law for period in PERIODS.values()}


def test_every_period_cites_and_every_option_is_known() -> None:
    for name, period in PERIODS.items():
        assert rule_of(period.law) is not None, name
        assert period.cites, name
        assert set(period.parameters) <= set(OPTIONS), name


def test_without_a_name_all_periods_are_listed(gongkai: Gongkai) -> None:
    out = gongkai("due").out
    assert all(f"{name}  " in out for name in PERIODS)
    listed = json.loads(gongkai("due", "--json").out)["periods"]
    assert [entry["name"] for entry in listed] == list(PERIODS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fe", "--from", "2024-09-10"], "是否指 fee"),
        (["answer"], "缺少起算日"),
        (["fee", "--from", "2024-09-10", "--simple"], "没有选项 --simple"),
        (["comments", "--from", "2024-09-10"], "缺少 --draft"),
        (["report"], "缺少 --year"),
        (["answer", "--received", "2024-13-10"], "“2024-13-10”不是日期"),
        (["answer", "--received", "10.9.2024"], "“10.9.2024”不是日期"),
        (["answer", "--received", "2024-09-10", "--channel", "pigeon"], "pigeon 不在可选值"),
        (["answer", "--received", "2024-09-10", "--consulted", "x:y"], "“x”不是日期"),
        (["answer", "--received", "2024-09-10", "--consulted", ":2024-09-12"], "不是征求意见"),
        (["answer", "--received", "2024-09-10", "--consulted", "2024-09-12:2024-09-13:2024-09-14:"], "不是征求意见"),
        (["answer", "--received", "2024-09-10", "--policy", "nix.toml"], "没有这个文件"),
        (["--matter", "1"], "--matter 须与 --case 同用"),
        (["answer", "--case", "x.jsonl"], "不能再写期限名称"),
        (["report", "--year", "0"], "0 不是年度"),
    ],
)
def test_wrong_usage_is_told(gongkai: Gongkai, arguments: list[str], said: str) -> None:
    ran = gongkai("due", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["answer", "--received", "2019-05-14"], ["before-regulation", "2019-05-15", "→"]),
        (["answer", "--received", "2031-01-06"], ["no-calendar", "2031-01-06", "→"]),
        (["answer", "--received", "2024-09-10", "--on", "2031-01-06"], ["no-calendar", "→"]),
        (["answer", "--received", "2024-09-10", "--extended", "21"], ["extension-length", "第三十三条第二款", "→"]),
        (["answer", "--received", "2024-09-10", "--corrected", "2024-09-09"], ["days-out-of-order", "→"]),
        (["answer", "--received", "2024-09-10", "--consulted", "king=2024-09-12:2024-09-13"], ["unknown-consulted"]),
        (["correction", "--from", "2024-09-10", "--given", "0"], ["no-time-given", "第三十条", "→"]),
        (["fee", "--from", "2020-12-31"], ["no-law", "2021-01-01"]),
        (["confirmation", "--from", "2024-09-10", "--channel", "in_person"], ["no-confirmation", "第三十一条"]),
        (["report", "--year", "2018"], ["no-edition", "第五十条"]),
    ],
)
def test_a_day_for_which_there_is_no_law_is_refused(gongkai: Gongkai, arguments: list[str], parts: list[str]) -> None:
    ran = gongkai("due", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert all(part in ran.err for part in parts)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--policy", "[nix]\nvalue = 1\nsince = 2024-01-01\nreason = 'x'\n", "没有[nix]这项政策参数"),
        ("--policy", "[correction_reply_days]\nvalue = 0\nsince = 2024-01-01\nreason = 'x'\n", "1–60"),
        ("--notice", "year = 2027\n", "放假通知文件不完整"),
    ],
)
def test_a_bad_policy_or_notice_is_refused_by_its_name(
    gongkai: Gongkai, tmp_path: Path, option: str, text: str, said: str
) -> None:
    (tmp_path / "bad.toml").write_text(text, "utf-8")
    ran = gongkai("due", "answer", "--received", "2024-09-10", option, tmp_path / "bad.toml")
    assert (ran.status, ran.out) == (2, "")
    assert "bad.toml" in ran.err
    assert said in ran.err


def test_a_case_file_is_told_day_by_day(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("2024-1"), application("2024-2", "2024-09-18"))
    ran = gongkai("due", "--case", file, "--on", "2024-09-20")
    assert ran.status == 0
    assert "2024-1  依申请公开  办理中" in ran.out
    assert "2024-2  依申请公开  办理中" in ran.out
    assert "应由谁办：本机关" in ran.out
    assert "可以办理：告知补正" in ran.out
    assert "国庆节放假" in ran.out
    only = gongkai("due", "--case", file, "--on", "2024-09-20", "--matter", "2024-1", "--json")
    (shown,) = map(json.loads, only.out.splitlines())
    direct = json.loads(
        gongkai("due", "answer", "--received", "2024-09-10", "--on", "2024-09-20", "--days", "--json").out
    )
    assert {key: shown[key] for key in ("due", "steps", "days", "working_days_left")} == {
        key: direct[key] for key in ("due", "steps", "days", "working_days_left")
    }


def test_a_matter_that_is_not_in_the_case_file_is_told(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("2024-1"))
    ran = gongkai("due", "--case", file, "--matter", "2024-11", "--on", "2024-09-20")
    assert (ran.status, ran.out) == (2, "")
    assert "没有事项“2024-11”；是否指 2024-1" in ran.err


def test_today_is_the_day_of_a_case_file_if_none_is_given(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "today", lambda: date(2024, 10, 15))
    file = write(tmp_path / "a.jsonl", application("2024-1"))
    assert "已逾期 1 个工作日" in gongkai("due", "--case", file).out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["answer", "--received", "2024-09-10", "--consulted", "2024-09-09:2024-09-27"], "早于收到申请之日 2024-09-10"),
        (["answer", "--received", "2024-09-10", "--confirmed", "2024-09-12"], "--confirmed 须与 --channel 同用"),
        (["review-filing", "--from", "2024-09-10", "--told-on", "2024-09-12"], "--told-on 须与 --untold 同用"),
    ],
)
def test_what_would_be_passed_over_in_silence_is_refused(gongkai: Gongkai, options: list[str], said: str) -> None:
    ran = gongkai("due", *options)
    assert ran.status == 2
    assert said in ran.err


def test_a_consultation_on_the_day_of_receipt_is_taken(gongkai: Gongkai) -> None:
    ran = gongkai("due", "answer", "--received", "2024-09-10", "--consulted", "2024-09-10:2024-09-27")
    assert ran.status == 0
    assert "征求意见" in ran.out
