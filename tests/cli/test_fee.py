"""gongkai fee."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from gongkai.cli import terms
from tests.cli.conftest import Ran

Gongkai = Callable[..., Ran]


@pytest.mark.parametrize(
    ("option", "count", "amount"),
    [
        ("--items", 10, 0),
        ("--items", 11, 100),
        ("--items", 30, 2000),
        ("--items", 31, 2200),
        ("--items", 41, 4300),
        ("--nth", 10, 0),
        ("--nth", 11, 100),
        ("--nth", 31, 200),
        ("--pages", 30, 0),
        ("--pages", 31, 10),
    ],
)
def test_amounts_on_both_sides_of_each_step(gongkai: Gongkai, option: str, count: int, amount: int) -> None:
    ran = gongkai("fee", option, count, "--on", "2024-09-10", "--json")
    shown = json.loads(ran.out)
    assert shown["amount"] == amount == sum(step["amount"] for step in shown["steps"])
    assert f"{amount} 元" in gongkai("fee", option, count, "--on", "2024-09-10").out


def test_the_sum_stands_line_by_line_with_the_articles(gongkai: Gongkai) -> None:
    out = gongkai("fee", "--items", "45", "--on", "2024-09-10").out
    for part in (
        "按件，同一申请人当月",
        "第1–10件不收费",
        "第41–45件，每件300元，计1500元",
        "《政府信息公开信息处理费管理办法》第四条",
    ):
        assert part in out
    assert "按量，本件申请" in gongkai("fee", "--pages", "45", "--on", "2024-09-10").out


@pytest.mark.parametrize("options", [[], ["--items", "1", "--pages", "1"], ["--items", "1", "--nth", "1"]])
def test_one_way_of_charging_and_only_one(gongkai: Gongkai, options: list[str]) -> None:
    ran = gongkai("fee", *options)
    assert (ran.status, ran.out) == (2, "")
    assert "只能按件或者按量" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--items", "-1"], "bad-count"),
        (["--nth", "0"], "bad-count"),
        (["--items", "12", "--on", "2020-12-31"], "no-law"),
        (["--items", "zwölf"], "应为整数"),
    ],
)
def test_what_cannot_be_charged_is_refused(gongkai: Gongkai, options: list[str], said: str) -> None:
    ran = gongkai("fee", *options)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "→" in ran.err


def test_the_rates_are_those_of_today_if_no_day_is_given(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "today", lambda: date(2020, 12, 31))
    assert gongkai("fee", "--items", "1").status == 2
    monkeypatch.setattr(terms, "today", lambda: date(2021, 1, 1))
    assert gongkai("fee", "--items", "1").status == 0
