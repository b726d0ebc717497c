"""Working days (工作日): counted from the State Council's notices, and provisional beyond the last one.

A calendar is a value.  It is made of notices, answers in logarithmic time, says for every day
why it is worked or off, and refuses days that it knows nothing about.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.law.notice import Notice, packaged_notices, statutory_days
from gongkai.law.rule import rule

FIRST = date(2019, 1, 1)
"""The first day of the calendar: the first year of the unified annual report."""

NEW_YEAR_REACH = date(1, 12, 29)
"""New Year's arrangement has reached back into December as far as the 29th (2007, 2018): from this
day on a year waits for the notice of the next one."""

_WEEKEND = {5: ("周六", "Saturday"), 6: ("周日", "Sunday")}


@rule("放假办法:7")
class Day(NamedTuple):
    """One day of the calendar: whether it is worked, why (Chinese, English), and the notice that says so."""

    day: date
    working: bool
    why: tuple[str, str]
    notice: str | None
    provisional: bool


@rule("放假办法:7", "民诉法:85")
class Calendar:
    """The working days that a set of notices makes.

    ``first`` and ``last`` bound what can be asked.  Days after ``settled`` rest on the law alone
    (weekends and the festivals fixed by it) until the notice of their year is added.

    Raises :class:`Refusal` for notices that do not hold the first year.
    """

    __slots__ = ("_base", "_marks", "_rank", "_working", "first", "last", "notices", "settled")

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.notices = tuple(sorted(notices, key=lambda notice: (notice.issued, notice.year)))
        known = {notice.year for notice in self.notices}
        fixed = statutory_days()
        last_known = _unbroken(known)
        self.first = FIRST
        self.settled = NEW_YEAR_REACH.replace(year=last_known) - timedelta(1)
        self.last = date(max(fixed.keys() | {last_known}), 12, 31)
        self._marks: dict[date, tuple[str | None, str]] = {}
        for year in range(last_known + 1, self.last.year + 1):
            self._marks |= {day: (festival, "") for day, festival in fixed.get(year, {}).items()}
        for notice in self.notices:
            self._marks |= {day: (festival, notice.number) for day, festival in notice.days()}
        self._working: list[date] = []
        self._rank = array("l")  # of every day: the working days from the first up to and with it
        self._base = FIRST.toordinal()
        for number in range(self._base, self.last.toordinal() + 1):
            day = date.fromordinal(number)
            if self._worked(day):
                self._working.append(day)
            self._rank.append(len(self._working))

    def _worked(self, day: date) -> bool:
        mark = self._marks.get(day)
        return day.weekday() < 5 if mark is None else mark[0] is None

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day.  Raises :class:`Refusal` outside the calendar."""
        self._check(day)
        return self._worked(day)

    def add(self, day: date, days: int) -> date:
        """The ``days``-th working day strictly after ``day`` (the first day is not counted).

        Raises :class:`Refusal` outside the calendar and ``ValueError`` for fewer than one day.
        """
        if days < 1:
            raise ValueError("count at least one working day")
        if not self.first <= day <= self.last:
            raise self._outside(day)
        return self._nth(self._rank[day.toordinal() - self._base] + days - 1)

    def count(self, after: date, through: date) -> int:
        """How many working days lie after ``after`` up to and with ``through``; negative if it is earlier."""
        self._check(after)
        self._check(through)
        return self._rank[through.toordinal() - self._base] - self._rank[after.toordinal() - self._base]

    def on_or_after(self, day: date) -> date:
        """``day`` itself if it is worked, otherwise the next working day (期间届满日顺延)."""
        return day if self.is_working(day) else self.add(day, 1)

    def _nth(self, place: int) -> date:
        try:
            return self._working[place]
        except IndexError:
            raise self._outside(self.last + timedelta(1)) from None

    def day(self, day: date) -> Day:
        """What the calendar knows of one day."""
        self._check(day)
        festival, notice = self._marks.get(day, (None, ""))
        working, marked = self._worked(day), day in self._marks
        if marked and working:
            zh, en = _WEEKEND[day.weekday()]
            why = (f"{zh}调休上班", f"a {en} worked in exchange")
        elif marked:
            why = (f"{festival}放假", f"day off ({festival})")
        elif working:
            why = ("工作日", "working day")
        else:
            why = ("周末", "weekend")
        return Day(day, working, why, notice or None, self.provisional(day))

    def provisional(self, day: date) -> bool:
        """Whether a notice still to come may change this day."""
        return day > self.settled and bool(self.missing(day - timedelta(1), day))

    def missing(self, after: date, through: date) -> tuple[int, ...]:
        """The years whose notice is wanting for the days after ``after`` up to ``through``."""
        if through <= self.settled or through <= after:
            return ()
        start = max(after, self.settled) + timedelta(1)
        first = start.year if start < NEW_YEAR_REACH.replace(year=start.year) else start.year + 1
        last = through.year if through < NEW_YEAR_REACH.replace(year=through.year) else through.year + 1
        known = {notice.year for notice in self.notices}
        return tuple(year for year in range(first, last + 1) if year not in known)

    def with_notice(self, notice: Notice) -> Calendar:
        """The calendar once one more notice is in; an equal number replaces the one that is there."""
        return Calendar([*(held for held in self.notices if held.number != notice.number), notice])

    def as_known_on(self, day: date) -> Calendar:
        """The calendar as it stood on a day: without the notices issued later."""
        return Calendar(notice for notice in self.notices if notice.issued <= day)

    def _check(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise self._outside(day)

    def _outside(self, day: date) -> Refusal:
        return Refusal(
            "no-calendar",
            (
                f"{day}不在工作日历范围内（{self.first}至{self.last}）",
                f"{day} is outside the working calendar ({self.first} to {self.last})",
            ),
            (
                "请核对日期；如日期无误，请补入该年度国务院办公厅放假通知（命令行用 --notice 文件）",
                "check the date; if it is right, add that year's holiday notice to law/notices",
            ),
        )


def _unbroken(years: set[int]) -> int:
    """The last year up to which no notice is wanting."""
    year = FIRST.year
    if year not in years:
        raise Refusal(
            "no-calendar",
            (f"缺少{year}年放假通知，无法建立工作日历", f"without the notice of {year} there is no working calendar"),
            (f"请提供{year}年起各年度的放假通知", f"give the notices from {year} on"),
        )
    while year + 1 in years:
        year += 1
    return year


@cache
def _packaged() -> Calendar:
    return Calendar(packaged_notices())


@rule("放假办法:7")
def packaged_calendar() -> Calendar:
    """The calendar of the notices that come with the program."""
    return _packaged()
