"""The annual report: who owes one, to whom, by which day, in which edition, with what (《条例》四十九、五十条).

The days are fixed dates and do not move for holidays; what is known of bodies, editions and
contents is data (``reporting.toml``).
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.deadline import Count, Deadline, Period, Unit, Words
from gongkai.law.policy import Policy
from gongkai.law.rule import rule

FIRST_YEAR = 2019
"""The first report year of the unified form."""

YEAR_OVER = ("报告年度结束", "end of the report year")
_MONTH_DAY = re.compile("[0-9]{2}-[0-9]{2}")
_NAME = ("报送并公布年度报告", "the annual report")


@rule("条例:49", since="2019-05-15")
class BodyKind(StrEnum):
    """Who reports: a department, a government (for all of its area), a town or sub-district."""

    DEPARTMENT = "department"
    GOVERNMENT = "government"
    TOWNSHIP = "township"


@rule("条例:49", since="2019-05-15")
class ReportDuty(NamedTuple):
    """Who owes a report: the kind of body, who prepares it, who receives it, and the articles."""

    body: BodyKind
    name: Words
    by: Words
    to: Words
    cites: tuple[Cite, ...]


@rule("条例:50", since="2019-05-15")
class Content(NamedTuple):
    """One thing that a report has to hold, and the article."""

    key: str
    name: Words
    cites: tuple[Cite, ...]


@rule("条例:50", "60号", "30号", since="2019-05-15")
class Edition(NamedTuple):
    """An edition of the form: its key, the first report year, and the notice that made it."""

    key: str
    first_year: int
    cites: tuple[Cite, ...]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(resources.files("gongkai.law").joinpath("reporting.toml").read_text("utf-8"))


@cache
def _editions() -> tuple[Edition, ...]:
    found = (Edition(entry["key"], entry["first_year"], cites(*entry["cites"])) for entry in _raw()["edition"])
    return tuple(sorted(found, key=lambda edition: edition.first_year))


@cache
def _bodies() -> dict[BodyKind, dict[str, Any]]:
    return {BodyKind(entry["key"]): entry for entry in _raw()["body"]}


@rule("条例:49", since="2019-05-15")
def report_duty(body_kind: str) -> ReportDuty:
    """Who prepares the report of a kind of body and to whom it goes.  Raises :class:`Refusal` for an unknown kind."""
    body = _body(body_kind)
    entry = _bodies()[body]
    names = ((entry["zh"], entry["en"]), (entry["by_zh"], entry["by_en"]), (entry["to_zh"], entry["to_en"]))
    return ReportDuty(body, *names, cites(*entry["cites"]))


@rule("条例:49", since="2019-05-15")
def report_due(body_kind: str, report_year: int, *, policy: Policy, inner: str | None = None) -> Deadline:
    """The last day for handing in and publishing the report of a year; it does not move for holidays.

    A department reports by 31 January, a government's competent department by 31 March, a town or
    sub-district by ``policy.township_report``.  ``inner`` (MM-DD) is an earlier day that the
    competent department has set.  Raises :class:`Refusal` for an unknown kind of body, a year
    without the unified form, and an inner day that is none or is later than that day.
    """
    body = _body(body_kind)
    _check_year(report_year)
    entry = _bodies()[body]
    last = _day(report_year, entry["day"] if "day" in entry else getattr(policy, entry["policy"]))
    articles = cites(*entry["cites"])
    if inner is not None:
        earlier = _day(report_year, inner)
        if earlier > last:
            raise _inner_late(earlier, last)
        last = earlier
    kind = Period("report", _NAME, Unit.UNTIL, articles)
    return Deadline(last, (Count(kind, date(report_year, 12, 31), YEAR_OVER, 0, last),))


@rule("条例:50", "60号", "30号", since="2019-05-15")
def edition_for(report_year: int) -> Edition:
    """The edition of the form for a report year.  Raises :class:`Refusal` before 2019."""
    _check_year(report_year)
    return [edition for edition in _editions() if edition.first_year <= report_year][-1]


@rule("条例:50", since="2019-05-15")
def report_contents(body_kind: str) -> tuple[Content, ...]:
    """What the report of a kind of body has to hold; a government's has one thing more.

    Raises :class:`Refusal` for an unknown kind of body.
    """
    body = _body(body_kind)
    return tuple(
        Content(entry["key"], (entry["zh"], entry["en"]), cites(*entry["cites"]))
        for entry in _raw()["content"]
        if entry.get("only", body) == body
    )


def _body(written: str) -> BodyKind:
    try:
        return BodyKind(written)
    except ValueError:
        raise Refusal(
            "unknown-kind",
            (f"不能识别的机关类别：{written}（《条例》第四十九条）", f"{written!r} is no kind of body (条例 art. 49)"),
            (f"请在下列选项中选择：{'、'.join(BodyKind)}", f"choose one of {', '.join(BodyKind)}"),
        ) from None


def _check_year(year: int) -> None:
    if FIRST_YEAR <= year < date.max.year:
        return
    raise Refusal(
        "no-edition",
        (
            f"{year}年度没有全国统一的年度报告格式：统一格式自{FIRST_YEAR}年度起（《条例》第五十条）",
            f"no unified form for the report year {year}: it begins with {FIRST_YEAR} (条例 art. 50)",
        ),
        ("请核对报告年度", "check the report year"),
    )


def _day(report_year: int, month_day: str) -> date:
    """A day (MM-DD) of the year after the report year; 29 February is the 28th where there is none."""
    try:
        if _MONTH_DAY.fullmatch(month_day) is None:  # a week date (W05-3) is a day of ISO 8601 too
            raise ValueError(month_day)
        leap = date.fromisoformat(f"2024-{month_day}")
    except ValueError:
        raise Refusal(
            "bad-day",
            (
                f"{month_day}不是“月-日”形式的日期（《条例》第四十九条）",
                f"{month_day!r} is no MM-DD day (条例 art. 49)",
            ),
            ("请按MM-DD填写，如01-26", "write it as MM-DD, such as 01-26"),
        ) from None
    try:
        return leap.replace(year=report_year + 1)
    except ValueError:
        return date(report_year + 1, 2, 28)


def _inner_late(inner: date, last: date) -> Refusal:
    return Refusal(
        "inner-day-late",
        (
            f"内部报送日{inner}晚于应当报送公布的最后一日{last}（《条例》第四十九条）",
            f"the inner day {inner} is later than {last}, the last day for the report (条例 art. 49)",
        ),
        (f"请改为不晚于{last}的日期", f"choose a day not later than {last}"),
    )
