"""The processing fee (信息处理费): by items or by pages, step by step (《条例》第四十二条，国办函〔2020〕109号).

Rates are data with the day from which they hold (``fees.toml``); amounts are whole yuan.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.dated import Dated
from gongkai.law.rule import rule

Words = tuple[str, str]


@rule("处理费办法:3", since="2021-01-01")
class Basis(StrEnum):
    """What is charged: items (按件) or pages (按量); one application never by both."""

    ITEM = "item"
    PAGE = "page"


MOST = 1_000_000
"""More items or pages than this are a slip of the keyboard: the sum would have a line for every ten."""

_UNITS: dict[Basis, Words] = {Basis.ITEM: ("件", "item"), Basis.PAGE: ("页", "page")}
_SCOPE: dict[Basis, Words] = {
    Basis.ITEM: ("同一申请人当月", "same applicant, same month"),
    Basis.PAGE: ("本件申请", "this application"),
}


@rule("处理费办法:4", "处理费办法:5", since="2021-01-01")
@dataclass(frozen=True, slots=True)
class Rate:
    """One step of the rates: from the ``first`` to the ``last`` item or page (``None``: no end), ``each`` yuan.

    Where ``block`` is set, every further block of that many costs ``adds`` yuan more each.
    """

    first: int
    last: int | None
    each: int
    block: int | None = None
    adds: int = 0

    def within(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """The stretches (first, last, price of one) of this step between two numbers, one a block."""
        lowest, highest = max(first, self.first), last if self.last is None else min(last, self.last)
        while lowest <= highest:
            place = (lowest - self.first) // self.block if self.block else 0
            end = min(highest, self.first + (place + 1) * self.block - 1) if self.block else highest
            yield lowest, end, self.each + place * self.adds
            lowest = end + 1


@rule("处理费办法:3", since="2021-01-01")
class FeeRules(NamedTuple):
    """The rates of both ways of charging, with the articles behind each."""

    item: tuple[Rate, ...]
    item_cites: tuple[Cite, ...]
    page: tuple[Rate, ...]
    page_cites: tuple[Cite, ...]

    def of(self, basis: Basis) -> tuple[tuple[Rate, ...], tuple[Cite, ...]]:
        """The rates and articles of one way of charging."""
        return (self.item, self.item_cites) if basis is Basis.ITEM else (self.page, self.page_cites)


@rule("处理费办法:4", "处理费办法:5", since="2021-01-01")
class FeeStep(NamedTuple):
    """One line of the sum: items or pages ``first`` to ``last`` at ``each`` yuan come to ``amount``."""

    first: int
    last: int
    each: int
    amount: int
    words: Words


@rule("条例:42", "处理费办法:3", since="2021-01-01")
@dataclass(frozen=True, slots=True)
class Fee:
    """What is due, in whole yuan, with the sum line by line and the articles behind it."""

    basis: Basis
    count: int
    amount: int
    steps: tuple[FeeStep, ...]
    cites: tuple[Cite, ...]

    @property
    def words(self) -> Words:
        """The sum in one sentence."""
        scope, unit = _SCOPE[self.basis], _UNITS[self.basis]
        zh = "；".join(step.words[0] for step in self.steps)
        en = "; ".join(step.words[1] for step in self.steps)
        return (
            f"{scope[0]}，{zh or f'0{unit[0]}'}；合计{self.amount}元",
            f"{scope[1]}: {en or f'no {unit[1]}'}; {self.amount} yuan in all",
        )


@rule("处理费办法:6", since="2021-01-01")
class NoticePart(NamedTuple):
    """One thing that a fee notice has to say."""

    key: str
    words: Words
    cites: tuple[Cite, ...]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(resources.files("gongkai.law").joinpath("fees.toml").read_text("utf-8"))


def _rates(steps: list[dict[str, int]]) -> tuple[Rate, ...]:
    first, out = 1, []
    for step in steps:
        last = step.get("upto")
        out.append(Rate(first, last, step["each"], step.get("block"), step.get("adds", 0)))
        if last is not None:
            first = last + 1
    if out[-1].last is not None or any(rate.last is None for rate in out[:-1]):
        raise ValueError("fees.toml: the last step, and only the last, has no end")
    return tuple(out)


@cache
def _dated() -> Dated[FeeRules]:
    held = []
    for entry in _raw()["rules"]:
        item, page = entry["item"], entry["page"]
        rules = FeeRules(_rates(item["steps"]), cites(*item["cites"]), _rates(page["steps"]), cites(*page["cites"]))
        held.append((entry["since"], rules))
    return Dated(("信息处理费收费标准", "rates of the processing fee"), held)


@rule("处理费办法:3", "处理费办法:4", "处理费办法:5", since="2021-01-01")
def fee_rules(on: date) -> FeeRules:
    """The rates in force on a day.  Raises :class:`Refusal` before 2021-01-01, when there were none."""
    return _dated().on(on)


@rule("处理费办法:3", since="2021-01-01")
def fees_since() -> date:
    """The first day on which there are rates."""
    return _dated().first


@rule("条例:42", "处理费办法:4", since="2021-01-01")
def fee_by_items(count: int, *, on: date) -> Fee:
    """The fee for ``count`` items of one applicant at one organ in one calendar month, all together.

    ``on`` is the day whose rates apply.  Raises :class:`Refusal` for a negative number or one above
    :data:`MOST`, and for a day without rates.
    """
    return _fee(Basis.ITEM, 1, count, on)


@rule("条例:42", "处理费办法:4", since="2021-01-01")
def fee_for_item(nth: int, *, on: date) -> Fee:
    """What the ``nth`` item of one applicant in the calendar month costs by itself; the first is 1.

    Raises :class:`Refusal` for a number below 1 or above :data:`MOST`, and for a day without rates.
    """
    if nth < 1:
        raise _bad_count(nth, Basis.ITEM)
    return _fee(Basis.ITEM, nth, nth, on)


@rule("条例:42", "处理费办法:5", since="2021-01-01")
def fee_by_pages(pages: int, *, on: date) -> Fee:
    """The fee for the pages given on one application; one side of A4 or smaller is a page.

    What has been published already is not counted.  Raises as :func:`fee_by_items` does.
    """
    return _fee(Basis.PAGE, 1, pages, on)


@rule("条例:42", "处理费办法:3", "处理费办法:6", since="2021-01-01")
def charge(*, on: date, issued: date, due: date, nth: int | None = None, pages: int | None = None) -> Fee:
    """The fee of one application whose notice left on ``issued``, by ``nth`` item or by ``pages``.

    ``due`` is the last day of the handling period, within which the notice must leave.  Raises
    :class:`Refusal` for both ways of charging or neither, for a notice that left too late, and as
    the functions for one way do.
    """
    if (nth is None) == (pages is None):
        raise Refusal(
            "fee-one-basis",
            (
                "一件申请只能按件或者按量计收信息处理费，须选且只能选一种（《处理费办法》第三条）",
                "one application is charged by items or by pages, never by both (处理费办法 art. 3)",
            ),
            ("请选定一种计收方式", "choose one of the two"),
        )
    if issued > due:
        raise Refusal(
            "fee-notice-late",
            (
                f"收费通知须在办理期限内（{due}前）发出，{issued}已逾期（《处理费办法》第六条）",
                f"a fee notice leaves within the handling period, by {due}; {issued} is too late (处理费办法 art. 6)",
            ),
            ("逾期不得再收费，请继续办理并答复", "nothing may be charged any more; go on and answer"),
        )
    return fee_by_pages(pages, on=on) if pages is not None else fee_for_item(nth or 0, on=on)


@rule("条例:42", "处理费办法:6", since="2021-01-01")
def fee_notice() -> tuple[NoticePart, ...]:
    """What a fee notice has to say, in order.  It goes out by the route that the applicant asked for."""
    return tuple(
        NoticePart(entry["key"], (entry["zh"], entry["en"]), cites(*entry["cites"])) for entry in _raw()["notice"]
    )


def _fee(basis: Basis, first: int, last: int, on: date) -> Fee:
    rates, articles = fee_rules(on).of(basis)
    if not 0 <= last <= MOST:
        raise _bad_count(last, basis)
    stretches = (stretch for rate in rates for stretch in rate.within(first, last))
    steps = tuple(_step(basis, *stretch) for stretch in stretches)
    amount = sum(step.amount for step in steps)
    return Fee(basis, last - first + 1, amount, steps, (*cites("条例:42.1"), *articles))


def _step(basis: Basis, first: int, last: int, each: int) -> FeeStep:
    unit, amount = _UNITS[basis], (last - first + 1) * each
    span = f"{first}" if first == last else f"{first}–{last}"
    english = unit[1] if first == last else f"{unit[1]}s"
    if not each:
        return FeeStep(first, last, 0, 0, (f"第{span}{unit[0]}不收费", f"{english} {span} free"))
    words = (
        f"第{span}{unit[0]}，每{unit[0]}{each}元，计{amount}元",
        f"{english} {span} at {each} yuan: {amount} yuan",
    )
    return FeeStep(first, last, each, amount, words)


def _bad_count(count: int, basis: Basis) -> Refusal:
    unit = _UNITS[basis]
    return Refusal(
        "bad-count",
        (f"{count}不是有效的{unit[0]}数（《处理费办法》第四条、第五条）", f"{count} is no number of {unit[1]}s"),
        (
            f"请填写0至{MOST}的整数；单件计费时从第1件起",
            f"give a whole number from 0 to {MOST}; a single item counts from 1",
        ),
    )
