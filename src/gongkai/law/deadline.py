"""A due day that explains itself: which stretches were counted, day by day, and under which article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from gongkai.law.calendar import Calendar
from gongkai.law.cite import Cite, cites
from gongkai.law.rule import rule

Words = tuple[str, str]
"""The same words in Chinese and in English."""


FIRST_DAY = cites("民诉法:85")
"""The day from which a period runs is not counted."""

MOVED = cites("民诉法:85", "行诉解释:48")
"""A last day that is not worked moves to the next that is."""


@rule("民诉法:85", "复议法:88")
class Unit(StrEnum):
    """What a period is counted in."""

    WORKING = "working_days"
    CALENDAR = "days"
    MONTHS = "months"
    UNTIL = "until"


_UNITS: dict[Unit, Words] = {
    Unit.WORKING: ("个工作日", "working days"),
    Unit.CALENDAR: ("日（自然日）", "days"),
    Unit.MONTHS: ("个月", "months"),
    Unit.UNTIL: ("", ""),
}


CONSULTATION: Words = ("征求意见", "consultation")
_BY_CONSULTATION = cites("条例:33.3")


@rule("条例:33.3")
class Interval(NamedTuple):
    """The days after ``after`` up to and with ``through``: why they do not count, and by which article."""

    after: date
    through: date
    why: Words = CONSULTATION
    cites: tuple[Cite, ...] = _BY_CONSULTATION


@rule("民诉法:85")
@dataclass(frozen=True, slots=True)
class Period:
    """A period of the law: what has to be done within it, in what it is counted, and the article.

    ``policy`` is the question of ``policy.toml`` that sets its length where the article does not.
    """

    key: str
    name: Words
    unit: Unit
    cites: tuple[Cite, ...]
    policy: str | None = None

    def as_told(self) -> Period:
        """The same period where a letter said how long it is."""
        return replace(self, policy=None)


@rule("民诉法:85")
def period(key: str, name: Words, *written: str, unit: Unit = Unit.WORKING, policy: str | None = None) -> Period:
    """A period with its citations as :func:`~gongkai.law.cite.cite` reads them."""
    return Period(key, name, unit, cites(*written), policy)


@rule("民诉法:85")
class Count(NamedTuple):
    """One stretch that was counted: ``length`` units of ``period`` after ``start`` end on ``due``.

    ``since`` says what happened on ``start``; ``excluded`` are the days that do not count, merged
    and in order.
    """

    period: Period
    start: date
    since: Words
    length: int
    due: date
    excluded: tuple[Interval, ...] = ()


@rule("民诉法:85")
class Step(NamedTuple):
    """One line of the explanation: the day it leads to, the words, and the articles behind it."""

    day: date
    words: Words
    cites: tuple[Cite, ...]


@rule("民诉法:85")
class Counted(NamedTuple):
    """One day of the count: its number if it counted, otherwise ``None``, and why.

    Of a period in working days or days the last number is its length; a period in months numbers
    its days; a set day (``Unit.UNTIL``) numbers none.
    """

    day: date
    number: int | None
    words: Words
    source: str


@rule("民诉法:85")
class Deadline(NamedTuple):
    """The day by which something must be done, with every stretch of the count that led to it.

    ``missing`` names the years whose holiday notice is not out; the day is then provisional and
    is computed again when the notice arrives.
    """

    due: date
    counts: tuple[Count, ...]
    missing: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether a holiday notice still to come may move the day."""
        return bool(self.missing)

    @property
    def cites(self) -> tuple[Cite, ...]:
        """Every article behind the count, once, in the order of the steps."""
        return tuple(dict.fromkeys(cite for step in self.steps for cite in step.cites))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The explanation in a few lines, in the order of the count."""
        return tuple(step for count in self.counts for step in _steps(count)) + tuple(self._provisos())

    def days(self, calendar: Calendar) -> tuple[Counted, ...]:
        """The explanation day by day; ``calendar`` must be the one that the day was counted by."""
        return tuple(day for count in self.counts for day in _days(count, calendar))

    def _provisos(self) -> Iterator[Step]:
        for year in self.missing:
            words = (
                f"{year}年放假通知尚未收录，本日期为暂定，通知发布后重新计算",
                f"provisional: the holiday notice of {year} is not in the calendar yet; counted again when it is added",
            )
            yield Step(self.due, words, cites("放假办法:7"))


def _steps(count: Count) -> Iterator[Step]:
    name, unit = count.period.name, _UNITS[count.period.unit]
    if count.period.unit is Unit.UNTIL:
        yield Step(count.due, (f"{name[0]}：{count.due}", f"{name[1]}: {count.due}"), count.period.cites)
        return
    if not count.length:
        yield from _same_day(count)
        return
    yield Step(count.start, (f"{count.since[0]}，当日不计入", f"{count.since[1]}; that day is not counted"), FIRST_DAY)
    for gap in count.excluded:
        first = max(gap.after, count.start) + timedelta(1)
        words = (
            f"{first}至{gap.through}{gap.why[0]}，所需时间不计入",
            f"{first} to {gap.through}: {gap.why[1]}, left out of the count",
        )
        yield Step(gap.through, words, gap.cites)
    last = _last(count)
    set_by = ("", "")
    if count.period.policy is not None:
        set_by = (
            f"（法律未定，按政策参数{count.period.policy}）",
            f" (not set by law; policy {count.period.policy})",
        )
    words = (
        f"{name[0]}：{count.length}{unit[0]}{set_by[0]}，至{last}",
        f"{name[1]}: {count.length} {unit[1]}{set_by[1]}, to {last}",
    )
    yield Step(last, words, count.period.cites)
    if last != count.due:
        yield _move(last, count.due)


def _same_day(count: Count) -> Iterator[Step]:
    """The explanation of what must be done on the very day: nothing is counted, the day may only move."""
    yield Step(count.start, _on_the_day(count), count.period.cites)
    if count.start != count.due:
        yield _move(count.start, count.due)


def _on_the_day(count: Count) -> Words:
    name, since = count.period.name, count.since
    return (f"{since[0]}，当日{name[0]}", f"{since[1]}; {name[1]} on that day")


def _move(last: date, due: date) -> Step:
    return Step(due, (f"{last}不是工作日，顺延至{due}", f"{last} is not worked; moved to {due}"), MOVED)


def _last(count: Count) -> date:
    """The last day of a period before it is moved from a day that is not worked."""
    if not count.length:
        return count.start
    if count.period.unit is Unit.CALENDAR:
        return count.start + timedelta(count.length)
    if count.period.unit is Unit.MONTHS:
        return months_after(count.start, count.length)
    return count.due


def _days(count: Count, calendar: Calendar) -> Iterator[Counted]:
    basis = "、".join(cite.zh for cite in count.period.cites)
    first = "、".join(cite.zh for cite in FIRST_DAY)
    if count.period.unit is not Unit.UNTIL:
        words = (f"{count.since[0]}，当日不计入", f"{count.since[1]}; not counted")
        yield Counted(count.start, None, *((words, first) if count.length else (_on_the_day(count), basis)))
    moved = "、".join(cite.zh for cite in MOVED)
    working, number, last = count.period.unit is Unit.WORKING, 0, _last(count)
    for offset in range(1, (count.due - count.start).days + 1):
        day = count.start + timedelta(offset)
        known = calendar.day(day)
        source = known.notice or basis
        if working and not known.working:
            yield Counted(day, None, known.why, source)
        elif gap := next((gap for gap in count.excluded if gap.after < day <= gap.through), None):
            words = (f"{gap.why[0]}期间，不计入", f"{gap.why[1]}: not counted")
            yield Counted(day, None, words, "、".join(cite.zh for cite in gap.cites))
        elif count.period.unit is Unit.UNTIL:
            yield Counted(day, None, known.why, source)
        elif day > last:
            yield Counted(day, None, ("期间届满日顺延", "the last day is moved"), moved)
        else:
            number += 1
            yield Counted(day, number, known.why, source)


@rule("条例:33.3")
def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Intervals in order, those that touch or overlap made one: time is left out once, never twice."""
    out: list[Interval] = []
    for gap in sorted(intervals, key=lambda gap: gap[:3]):  # citations have no order
        if gap.through <= gap.after:
            continue
        if out and gap.after <= out[-1].through:
            out[-1] = _joined(out[-1], gap)
        else:
            out.append(gap)
    return tuple(out)


def _joined(one: Interval, other: Interval) -> Interval:
    """Both as one; where they have different reasons, both are said."""
    through = max(one.through, other.through)
    if other.why[0] in one.why[0].split("、") and set(other.cites) <= set(one.cites):
        return one._replace(through=through)
    why = (f"{one.why[0]}、{other.why[0]}", f"{one.why[1]}, {other.why[1]}")
    return Interval(one.after, through, why, tuple(dict.fromkeys(one.cites + other.cites)))


@rule("民诉法:85", "行诉解释:48")
def count_working(
    calendar: Calendar,
    kind: Period,
    start: date,
    length: int,
    *,
    since: Words,
    excluded: tuple[Interval, ...] = (),
) -> Count:
    """``length`` working days after ``start``, leaving out those within ``excluded`` (merged intervals)."""
    due = calendar.add(start, length)
    if not excluded:
        return Count(kind, start, since, length, due)
    while True:
        touched = tuple(gap for gap in excluded if gap.after < due and gap.through > start)
        left_out = 0
        for gap in touched:
            left_out += calendar.count(max(gap.after, start), min(gap.through, due))
        later = calendar.add(start, length + left_out)
        if later == due:
            return Count(kind, start, since, length, due, touched)
        due = later


@rule("民诉法:85", "行诉解释:48")
def count_days(calendar: Calendar, kind: Period, start: date, length: int, *, since: Words) -> Count:
    """``length`` calendar days after ``start``; a last day that is not worked moves to the next that is.

    Raises :class:`Refusal` outside the calendar.
    """
    calendar.is_working(start)  # refuses a start outside the calendar
    return Count(kind, start, since, length, calendar.on_or_after(start + timedelta(length)))


@rule("民诉法:85", "行诉解释:48")
def count_months(calendar: Calendar, kind: Period, start: date, length: int, *, since: Words) -> Count:
    """The same day of the month ``length`` months later, or the month's last; moved as :func:`count_days` does.

    Raises :class:`Refusal` outside the calendar.
    """
    calendar.is_working(start)  # refuses a start outside the calendar
    return Count(kind, start, since, length, calendar.on_or_after(months_after(start, length)))


@rule("民诉法:85")
def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return start + timedelta(min(day.day, (following - start).days) - 1)


@rule("民诉法:85")
def deadline(calendar: Calendar, *counts: Count) -> Deadline:
    """The deadline at which a chain of counts ends, provisional if a notice is wanting on the way."""
    last = counts[-1]
    return Deadline(last.due, counts, calendar.missing(counts[0].start, last.due))
