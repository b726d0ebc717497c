"""A due day explains itself, and moves as the law says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.calendar import packaged_calendar
from gongkai.law.cite import cites
from gongkai.law.clocks import answer_due, correction_reply_due
from gongkai.law.deadline import (
    Count,
    Counted,
    Deadline,
    Interval,
    Period,
    Unit,
    count_days,
    count_months,
    count_working,
    deadline,
    merged,
    months_after,
    period,
)
from gongkai.law.policy import default_policy

CALENDAR = packaged_calendar()
DAY = timedelta(1)
ANSWER = period("answer", ("答复期限", "answer"), "条例:33.2")
REVIEW = period("review", ("申请复议", "review"), "复议法:20", unit=Unit.CALENDAR)
SUIT = period("suit", ("起诉", "suit"), "行诉法:46", unit=Unit.MONTHS)
LATER = period("later", ("延迟答复", "later"), "条例:35", unit=Unit.UNTIL)
SINCE = ("收到申请", "received")
STARTS = st.dates(date(2019, 5, 15), date(2026, 6, 30))
LENGTHS = st.integers(1, 40)
PAUSES = st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 30)), max_size=5)


def working(start: date, length: int = 20, excluded: tuple[Interval, ...] = ()) -> Count:
    return count_working(CALENDAR, ANSWER, start, length, since=SINCE, excluded=excluded)


def pauses(start: date, raw: list[tuple[int, int]]) -> list[Interval]:
    return [Interval(start + timedelta(after), start + timedelta(after + length)) for after, length in raw]


def by_hand(start: date, length: int, excluded: list[Interval]) -> date:
    """The due day counted one day after another."""
    left, at = length, start
    while left:
        at += DAY
        if CALENDAR.is_working(at) and not any(gap.after < at <= gap.through for gap in excluded):
            left -= 1
    return at


# --- working days


@given(STARTS, LENGTHS, PAUSES)
def test_the_due_day_is_the_one_counted_by_hand(start: date, length: int, raw: list[tuple[int, int]]) -> None:
    gaps = pauses(start, raw)
    assert working(start, length, merged(gaps)).due == by_hand(start, length, gaps)


@given(STARTS, STARTS, LENGTHS, PAUSES)
def test_a_later_start_is_never_due_earlier(one: date, other: date, length: int, raw: list[tuple[int, int]]) -> None:
    first, second = sorted((one, other))
    gaps = merged(pauses(first, raw))
    assert working(first, length, gaps).due <= working(second, length, gaps).due


@given(STARTS, LENGTHS, st.integers(0, 39), st.integers(1, 60))
def test_a_pause_of_n_working_days_moves_the_due_day_by_n(start: date, length: int, begin: int, days: int) -> None:
    assume(begin < length)
    after = CALENDAR.add(start, begin) if begin else start
    gap = Interval(after, CALENDAR.add(after, days))
    assert working(start, length, (gap,)).due == CALENDAR.add(working(start, length).due, days)


@pytest.mark.parametrize(
    ("gap", "due"),
    [
        (("2024-09-12", "2024-09-27"), "2024-10-28"),  # the specification's: ten working days left out
        (("2024-08-01", "2024-09-10"), "2024-10-14"),  # over before the count began
        (("2024-10-14", "2024-10-20"), "2024-10-14"),  # begins when all is counted
        (("2024-10-13", "2024-10-14"), "2024-10-15"),  # the very last day
        (("2024-09-13", "2024-09-17"), "2024-10-15"),  # over a holiday: the worked Saturday alone counts
    ],
)
def test_consultation_is_left_out(gap: tuple[str, str], due: str) -> None:
    interval = Interval(*map(date.fromisoformat, gap))
    assert working(date(2024, 9, 10), 20, (interval,)).due == date.fromisoformat(due)


def test_what_was_not_touched_is_not_told() -> None:
    before = Interval(date(2024, 8, 1), date(2024, 9, 10))
    count = working(date(2024, 9, 10), 20, (before,))
    assert count.excluded == ()


# --- intervals


@given(STARTS, PAUSES)
def test_overlapping_time_is_left_out_once(start: date, raw: list[tuple[int, int]]) -> None:
    gaps = pauses(start, raw)
    one = merged(gaps)
    assert merged(one) == merged(reversed(gaps)) == one
    assert all(left.through < right.after for left, right in pairwise(one))

    def days(intervals: object) -> list[date]:
        held = [gap.after + timedelta(n) for gap in intervals for n in range(1, (gap.through - gap.after).days + 1)]  # type: ignore[attr-defined]
        return sorted(held)

    assert days(one) == sorted(set(days(gaps)))


# --- calendar days and months


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2024-01-02", 60, "2024-03-04"),  # the sixtieth day is a Saturday
        ("2024-01-04", 60, "2024-03-04"),
        ("2024-01-05", 60, "2024-03-05"),
        ("2024-09-16", 15, "2024-10-08"),  # 1 October: the holiday is over on the 8th
        ("2024-09-27", 15, "2024-10-12"),  # a Saturday, but worked
    ],
)
def test_calendar_days_end_on_a_working_day(start: str, length: int, due: str) -> None:
    count = count_days(CALENDAR, REVIEW, date.fromisoformat(start), length, since=SINCE)
    assert count.due == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-06-30", 6, "2024-12-30"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-11-30", 1, "2024-12-30"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2024-01-15", 11, "2024-12-15"),
        ("2024-05-31", 0, "2024-05-31"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start: str, months: int, end: str) -> None:
    assert months_after(date.fromisoformat(start), months) == date.fromisoformat(end)


@given(STARTS, st.integers(0, 240))
def test_months_go_to_the_right_month_and_never_past_the_day(start: date, months: int) -> None:
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


def test_six_months_end_on_a_working_day() -> None:
    count = count_months(CALENDAR, SUIT, date(2024, 4, 3), 6, since=SINCE)
    assert count.due == date(2024, 10, 8)  # 3 October is a holiday


# --- what it says


def days_of(count: Count) -> tuple[Counted, ...]:
    return deadline(CALENDAR, count).days(CALENDAR)


@given(STARTS, LENGTHS, PAUSES)
def test_day_by_day_the_length_is_counted_and_the_last_is_the_due_day(
    start: date, length: int, raw: list[tuple[int, int]]
) -> None:
    count = working(start, length, merged(pauses(start, raw)))
    told = days_of(count)
    assert [one.day for one in told] == [start + timedelta(n) for n in range((count.due - start).days + 1)]
    counted = [one for one in told if one.number is not None]
    assert [one.number for one in counted] == list(range(1, length + 1))
    assert counted[-1].day == count.due
    assert all(all(one.words) and one.source for one in told)


@given(STARTS, st.integers(1, 90))
def test_calendar_days_are_numbered_to_the_end_and_the_move_is_told(start: date, length: int) -> None:
    count = count_days(CALENDAR, REVIEW, start, length, since=SINCE)
    told = days_of(count)
    assert [one.number for one in told if one.number is not None] == list(range(1, length + 1))
    last = start + timedelta(length)
    moved = [one for one in told if one.day > last]
    assert [one.day for one in moved] == [last + timedelta(n + 1) for n in range((count.due - last).days)]
    assert {one.words[1] for one in moved} <= {"the last day is moved"}
    assert (deadline(CALENDAR, count).steps[-1].cites == cites("民诉法:85", "行诉解释:48")) == (count.due != last)


def test_each_day_says_why_and_where_it_stands() -> None:
    gap = Interval(date(2024, 9, 12), date(2024, 9, 27))
    told = {one.day: one for one in days_of(working(date(2024, 9, 10), 20, (gap,)))}
    assert told[date(2024, 9, 10)].number is None
    assert told[date(2024, 9, 12)].number == 2
    assert told[date(2024, 9, 13)] == (
        date(2024, 9, 13),
        None,
        ("征求意见期间，不计入", "consultation: not counted"),
        "《条例》第三十三条第三款",
    )
    assert told[date(2024, 9, 15)].words == ("中秋节放假", "day off (中秋节)")
    assert told[date(2024, 9, 15)].source == "国办发明电〔2023〕7号"
    assert told[date(2024, 9, 29)].words == ("周日调休上班", "a Sunday worked in exchange")
    assert told[date(2024, 9, 29)].number == 3  # after the 11th and the 12th


def test_the_steps_name_what_was_counted_and_the_articles() -> None:
    gap = Interval(date(2024, 9, 12), date(2024, 9, 27))
    due = deadline(CALENDAR, working(date(2024, 9, 10), 20, (gap,)))
    assert [(step.day, step.words[1], step.cites) for step in due.steps] == [
        (date(2024, 9, 10), "received; that day is not counted", cites("民诉法:85")),
        (date(2024, 9, 27), "2024-09-13 to 2024-09-27: consultation, left out of the count", cites("条例:33.3")),
        (date(2024, 10, 28), "answer: 20 working days, to 2024-10-28", cites("条例:33.2")),
    ]
    assert due.cites == cites("民诉法:85", "条例:33.3", "条例:33.2")


@given(STARTS, LENGTHS, PAUSES, st.sampled_from([count_days, count_months]), st.integers(1, 6))
def test_every_step_carries_an_article_and_words_in_both_languages(
    start: date, length: int, raw: list[tuple[int, int]], other: object, more: int
) -> None:
    first = working(start, length, merged(pauses(start, raw)))
    kind = REVIEW if other is count_days else SUIT
    second = other(CALENDAR, kind, first.due, more, since=SINCE)  # type: ignore[operator]
    third = Count(LATER, second.due, SINCE, 0, second.due + timedelta(40))
    due = deadline(CALENDAR, first, second, third)
    assert all(step.cites and all(step.words) for step in due.steps)
    assert due.due == due.steps[-1].day == third.due
    assert [step.day for step in due.steps if step.words[1].startswith("later")] == [third.due]


def test_a_set_day_counts_nothing() -> None:
    told = days_of(Count(LATER, date(2024, 10, 14), SINCE, 0, date(2024, 10, 21)))
    assert [one.day for one in told] == [date(2024, 10, 15) + timedelta(n) for n in range(7)]
    assert {one.number for one in told} == {None}


# --- provisional


@pytest.mark.parametrize(("start", "missing"), [(date(2026, 11, 30), ()), (date(2026, 12, 1), (2027,))])
def test_a_day_beyond_the_last_notice_is_provisional(start: date, missing: tuple[int, ...]) -> None:
    due = deadline(CALENDAR, working(start, 20))
    assert (due.missing, due.provisional) == (missing, bool(missing))
    said = [step for step in due.steps if "2027" in step.words[1] and step.cites == cites("放假办法:7")]
    assert len(said) == len(missing)


def test_beyond_the_calendar_nothing_is_counted() -> None:
    with pytest.raises(Refusal, match="outside the working calendar"):
        count_days(CALENDAR, REVIEW, date(2029, 12, 1), 60, since=SINCE)


def test_a_deadline_is_a_value() -> None:
    one, other = (deadline(CALENDAR, working(date(2024, 9, 10))) for _ in range(2))
    assert one == other
    assert isinstance(one, Deadline)
    assert Period("answer", ("答复期限", "answer"), Unit.WORKING, cites("条例:33.2")) == ANSWER


def test_reasons_are_joined_each_once_and_citations_need_no_order() -> None:
    other = ("缴纳信息处理费", "payment of the processing fee")
    first, last, until = date(2024, 9, 10), date(2024, 9, 30), date(2024, 10, 10)
    by_fee, by_article = cites("处理费办法:6"), cites("条例:33")
    (found,) = merged(
        [
            Interval(first, date(2024, 9, 20)),
            Interval(date(2024, 9, 12), last, other, by_fee),
            Interval(date(2024, 9, 25), until),
        ]
    )
    assert found == Interval(
        first,
        until,
        ("征求意见、缴纳信息处理费", "consultation, payment of the processing fee"),
        cites("条例:33.3") + by_fee,
    )
    (same,) = merged([Interval(first, last), Interval(first, last, cites=by_article)])
    assert set(same.cites) == {*cites("条例:33.3"), *by_article}


@pytest.mark.parametrize("counted", [count_days, count_months])
@pytest.mark.parametrize("start", [date(9999, 12, 31), date(2018, 12, 31)])
def test_a_start_outside_the_calendar_is_refused_and_no_crash(counted: object, start: date) -> None:
    with pytest.raises(Refusal) as refusal:
        counted(CALENDAR, REVIEW, start, 6, since=SINCE)  # type: ignore[operator]
    assert refusal.value.code == "no-calendar"


def test_a_wanting_notice_is_said_to_be_wanting_here_whether_or_not_it_was_issued() -> None:
    old = CALENDAR.as_known_on(date(2024, 9, 1))
    due = deadline(old, count_working(old, ANSWER, date(2024, 12, 20), 20, since=SINCE))
    assert due.missing == (2025,)
    assert "not in the calendar yet" in due.steps[-1].words[1]


def test_a_length_that_the_law_leaves_open_says_so() -> None:
    """An official must see that 15 days are this body's choice and not the article's."""
    told = date(2024, 9, 10)
    by_policy = correction_reply_due(told, calendar=CALENDAR, policy=default_policy())
    assert "法律未定，按政策参数correction_reply_days" in by_policy.steps[-1].words[0]
    assert "not set by law; policy correction_reply_days" in by_policy.steps[-1].words[1]
    by_letter = correction_reply_due(told, calendar=CALENDAR, policy=default_policy(), days=15)
    assert by_letter.due == by_policy.due
    assert "政策参数" not in by_letter.steps[-1].words[0]
    assert "政策参数" not in answer_due(told, calendar=CALENDAR).steps[-1].words[0]
