"""Working days: as the notices say, as two other programs say, provisional where no notice is out."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.calendar import FIRST, Calendar, packaged_calendar
from gongkai.law.notice import Notice, packaged_notices, parse_notice, statutory_days

CALENDAR = packaged_calendar()
DAY = timedelta(1)
SETTLED = date(2026, 12, 28)
LAST = date(2029, 12, 31)
DAYS = st.dates(FIRST, date(2028, 12, 31))

NEXT = """
number = "国办发明电〔2026〕0号"
title = "made up for this test"
year = 2027
issued = 2026-11-30
source = "https://example.org/"
off = [
  { name = "元旦", first = 2027-01-01, last = 2027-01-03 },
  { name = "春节", first = 2027-02-05, last = 2027-02-12 },
]
worked = [2027-02-14, 2027-01-09]
"""


def day(written: str) -> date:
    return date.fromisoformat(written)


def through(first: date, last: date) -> list[date]:
    return [first + timedelta(offset) for offset in range((last - first).days + 1)]


# --- the vectors of the specification


VECTORS = """
2019-12-20 2019-12-31 2020-01-13 2020-01-19 2020-02-24
2020-01-20 2020-02-06 2020-02-18 2020-02-25 2020-03-24
2021-09-15 2021-09-26 2021-10-12 2021-10-19 2021-11-16
2022-01-21 2022-01-30 2022-02-16 2022-02-23 2022-03-23
2023-09-22 2023-10-09 2023-10-19 2023-10-26 2023-11-23
2024-02-02 2024-02-18 2024-02-28 2024-03-06 2024-04-03
2024-09-10 2024-09-20 2024-10-08 2024-10-14 2024-11-11
2024-12-31 2025-01-10 2025-01-22 2025-02-05 2025-03-04
2025-09-24 2025-10-10 2025-10-21 2025-10-28 2025-11-25
2026-02-10 2026-02-26 2026-03-09 2026-03-16 2026-04-14
"""


@pytest.mark.parametrize("line", VECTORS.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_received_plus_7_15_20_and_40_working_days(line: str) -> None:
    received, *due = map(day, line.split())
    assert [CALENDAR.add(received, days) for days in (7, 15, 20, 40)] == due


def test_a_day_off_counts_as_the_working_day_before_it() -> None:
    assert CALENDAR.add(day("2024-10-05"), 20) == CALENDAR.add(day("2024-09-30"), 20) == day("2024-11-01")


@pytest.mark.parametrize(
    ("year", "days"),
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_a_year(year: int, days: int) -> None:
    assert sum(map(CALENDAR.is_working, through(date(year, 1, 1), date(year, 12, 31)))) == days


@pytest.mark.parametrize(
    ("when", "working"),
    [
        ("2024-02-09", True),  # the eve of the festival was no holiday yet
        ("2024-02-10", False),
        ("2024-02-18", True),  # a Sunday, worked
        ("2024-02-24", False),
        ("2025-01-28", False),  # the eve is one since 2025
        ("2025-01-27", True),
        ("2026-03-08", False),  # half a day for some: here a Sunday
        ("2023-03-08", True),  # and here a Wednesday, worked by the organ
    ],
)
def test_days_that_are_easily_got_wrong(when: str, working: bool) -> None:
    assert CALENDAR.is_working(day(when)) is working


# --- other witnesses


@pytest.mark.parametrize("year", range(2019, 2027))
def test_two_other_programs_agree_on_every_day(year: int) -> None:
    theirs = holidays.country_holidays("CN", years=year)
    days = through(date(year, 1, 1), date(year, 12, 31))
    assert [one for one in days if CALENDAR.is_working(one) != theirs.is_working_day(one)] == []
    assert [one for one in days if CALENDAR.is_working(one) != chinese_calendar.is_workday(one)] == []


def test_the_statutory_days_to_come_are_those_of_another_program() -> None:
    assert sorted(statutory_days()) == [2027, 2028, 2029]
    for year, days in statutory_days().items():
        theirs = holidays.country_holidays("CN", years=year).items()
        assert {one for one, name in theirs if "observed" not in name} == set(days)


# --- beyond the last notice


def test_the_calendar_is_settled_up_to_the_reach_of_the_next_notice() -> None:
    assert (CALENDAR.first, CALENDAR.settled, CALENDAR.last) == (FIRST, SETTLED, LAST)
    assert not CALENDAR.provisional(SETTLED)
    assert CALENDAR.provisional(SETTLED + DAY)


@pytest.mark.parametrize(
    ("after", "to", "years"),
    [
        ("2026-12-01", "2026-12-28", ()),
        ("2026-12-01", "2026-12-29", (2027,)),
        ("2026-12-28", "2026-12-29", (2027,)),
        ("2026-12-01", "2027-12-28", (2027,)),
        ("2026-12-01", "2027-12-29", (2027, 2028)),
        ("2027-12-28", "2027-12-29", (2028,)),
        ("2027-01-01", "2028-12-30", (2027, 2028, 2029)),
        ("2026-12-30", "2026-12-30", ()),
    ],
)
def test_the_wanting_notices_are_named(after: str, to: str, years: tuple[int, ...]) -> None:
    assert CALENDAR.missing(day(after), day(to)) == years


def test_without_a_notice_the_law_itself_still_counts() -> None:
    eve, before = CALENDAR.day(day("2027-02-05")), CALENDAR.day(day("2027-02-04"))
    assert (eve.working, eve.provisional, eve.notice) == (False, True, None)
    assert "春节" in eve.why[0]
    assert (before.working, before.provisional) == (True, True)


def test_a_notice_settles_its_year_and_moves_the_days_counted_over_it() -> None:
    later = CALENDAR.with_notice(parse_notice(NEXT))
    assert later.settled == date(2027, 12, 28)
    assert later.missing(day("2026-12-01"), day("2027-12-28")) == ()
    assert CALENDAR.add(day("2027-02-04"), 1) == day("2027-02-09")
    assert later.add(day("2027-02-04"), 1) == day("2027-02-14")
    assert later.is_working(day("2027-01-09"))  # a Saturday worked in exchange
    assert not CALENDAR.is_working(day("2027-01-09"))
    assert later.day(day("2027-02-08")).notice == "国办发明电〔2026〕0号"


def test_a_notice_that_is_issued_again_replaces_its_first_text() -> None:
    again = parse_notice(NEXT.replace("2027-02-12", "2027-02-08").replace("2027-02-14, ", ""))
    twice = CALENDAR.with_notice(parse_notice(NEXT)).with_notice(again)
    assert twice.add(day("2027-02-04"), 1) == day("2027-02-09")
    assert not twice.is_working(day("2027-02-14"))
    assert len(twice.notices) == len(CALENDAR.notices) + 1


def test_a_year_passed_over_stays_wanting_and_the_one_after_it_does_not() -> None:
    text = NEXT.replace("2027", "2028").replace("2026-", "2027-").replace("〔2026〕", "〔2027〕")
    text = text.replace("2028-02-14", "2028-02-13").replace("2028-01-09", "2028-01-08")
    gap = CALENDAR.with_notice(parse_notice(text))
    assert gap.settled == SETTLED
    assert gap.missing(day("2026-12-28"), day("2028-03-01")) == (2027,)
    assert gap.provisional(day("2027-06-01"))
    assert not gap.provisional(day("2028-02-01"))


# --- as it stood


def test_the_calendar_as_it_stood_before_the_holiday_was_prolonged() -> None:
    prolonged = day("2020-02-01")
    assert not CALENDAR.is_working(prolonged)
    assert not CALENDAR.as_known_on(day("2020-01-26")).is_working(prolonged)
    assert CALENDAR.as_known_on(day("2020-01-25")).is_working(prolonged)  # a Saturday, worked in exchange


def test_the_calendar_as_it_stood_before_labour_day_was_lengthened() -> None:
    first = CALENDAR.as_known_on(day("2019-03-21"))
    second = CALENDAR.as_known_on(day("2019-03-22"))
    assert [first.is_working(day(f"2019-05-0{number}")) for number in range(1, 6)] == [False, True, True, False, False]
    assert [second.is_working(day(f"2019-05-0{number}")) for number in range(1, 6)] == [False] * 4 + [True]


def test_what_was_not_known_was_provisional() -> None:
    then = CALENDAR.as_known_on(day("2024-11-11"))
    assert then.missing(day("2024-12-01"), day("2025-01-10")) == (2025,)
    assert CALENDAR.as_known_on(day("2024-11-12")).missing(day("2024-12-01"), day("2025-01-10")) == ()


def test_without_the_first_notice_there_is_no_calendar() -> None:
    with pytest.raises(Refusal, match="without the notice of 2019") as refused:
        CALENDAR.as_known_on(day("2018-11-30"))
    assert refused.value.code == "no-calendar"


# --- outside


@pytest.mark.parametrize(
    "asked",
    [
        lambda: CALENDAR.is_working(FIRST - DAY),
        lambda: CALENDAR.is_working(LAST + DAY),
        lambda: CALENDAR.add(FIRST - DAY, 1),
        lambda: CALENDAR.add(LAST, 1),
        lambda: CALENDAR.count(FIRST - DAY, FIRST),
        lambda: CALENDAR.count(FIRST, LAST + DAY),
        lambda: CALENDAR.on_or_after(LAST + DAY),
        lambda: CALENDAR.day(FIRST - DAY),
    ],
)
def test_days_outside_are_refused(asked: object) -> None:
    with pytest.raises(Refusal, match="outside the working calendar") as refused:
        asked()  # type: ignore[operator]
    assert refused.value.code == "no-calendar"
    assert "law/notices" in refused.value.advice[1]


def test_the_first_and_the_last_day_are_inside() -> None:
    assert not CALENDAR.is_working(FIRST)
    assert CALENDAR.add(LAST - DAY, 1) == LAST


@pytest.mark.parametrize("days", [0, -1])
def test_at_least_one_day_is_counted(days: int) -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        CALENDAR.add(FIRST, days)


# --- properties


@given(DAYS, st.integers(1, 250))
def test_counting_what_was_added_gives_it_back(start: date, days: int) -> None:
    due = CALENDAR.add(start, days)
    assert CALENDAR.count(start, due) == days
    assert CALENDAR.count(start, due - DAY) == days - 1
    assert CALENDAR.is_working(due)


@given(DAYS, DAYS, st.integers(1, 250))
def test_a_later_start_never_ends_earlier(one: date, other: date, days: int) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.add(first, days) <= CALENDAR.add(second, days)


@given(DAYS, st.integers(1, 100), st.integers(1, 100))
def test_adding_twice_is_adding_the_sum(start: date, one: int, other: int) -> None:
    assert CALENDAR.add(CALENDAR.add(start, one), other) == CALENDAR.add(start, one + other)


@given(DAYS, DAYS, DAYS)
def test_counts_add_up_and_turn_round(one: date, other: date, third: date) -> None:
    assert CALENDAR.count(one, other) + CALENDAR.count(other, third) == CALENDAR.count(one, third)
    assert CALENDAR.count(one, other) == -CALENDAR.count(other, one)


@given(DAYS)
def test_moving_to_a_working_day_happens_once(start: date) -> None:
    moved = CALENDAR.on_or_after(start)
    assert CALENDAR.on_or_after(moved) == moved >= start
    assert CALENDAR.is_working(moved)
    assert not any(map(CALENDAR.is_working, through(start, moved - DAY)))


def test_every_day_of_the_regulation_has_one_reason() -> None:
    days = [CALENDAR.day(one) for one in through(day("2019-05-15"), SETTLED)]
    assert len({one.day for one in days}) == len(days)
    assert all(all(one.why) and not one.provisional for one in days)
    assert all(one.working == CALENDAR.is_working(one.day) for one in days)
    spoken = {one: notice.number for notice in packaged_notices() for one, _ in notice.days()}
    assert all(one.notice == spoken.get(one.day) for one in days)
    kinds = Counter((one.working, one.notice is not None) for one in days)
    assert kinds[True, True] == sum(one.working for one in days if one.day.weekday() >= 5)


# --- notices as files


def test_a_notice_is_one_file() -> None:
    notice = parse_notice(NEXT)
    assert isinstance(notice, Notice)
    assert (notice.year, notice.issued, len(list(notice.days()))) == (2027, day("2026-11-30"), 13)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2027", "year =", "the holiday notice is incomplete or wrong"),
        ("year = 2027\n", "", "year"),
        ("year = 2027", 'year = "2027"', "is not a number"),
        ("year = 2027", "year = 2026", "is not of 2026"),
        ("year = 2027", "year = 2028", "is not of 2028"),
        ("year = 2027", 'year = 2027\nnote = ""', "note"),
        ('number = "国办发明电〔2026〕0号"', 'number = ""', "number is empty"),
        ('title = "made up for this test"', "title = 3", "title is empty or no text"),
        ("issued = 2026-11-30", 'issued = "30 November"', "30 November is not a day"),
        ("issued = 2026-11-30", "issued = 2026-11-30T08:00:00", "is not a day"),
        ("last = 2027-01-03", "last = 2026-12-31", "元旦 2027-01-01..2026-12-31"),
        ("last = 2027-02-12", "last = 2027-03-12", "春节"),
        ("last = 2027-02-12", "until = 2027-02-12", "last"),
        ("first = 2027-02-05", "first = 2027-01-03", "春节 2027-01-03..2027-02-12"),
        ("2027-02-14", "2027-02-15", "2027-02-15 is not a weekend day"),
        ("2027-02-14", "2027-02-06", "2027-02-06 stands in it twice"),
        ("2027-02-14", "2027-02-14, 2027-02-14", "2027-02-14 stands in it twice"),
        ("2027-01-09", "2026-11-28", "2026-11-28 is not of 2027"),
        ("[2027-02-14, 2027-01-09]", '"none"', "is not a day"),
    ],
)
def test_a_bad_notice_is_refused_with_what_is_wrong(old: str, new: str, said: str) -> None:
    assert old in NEXT
    with pytest.raises(Refusal, match=said) as refused:
        parse_notice(NEXT.replace(old, new, 1))
    assert refused.value.code == "bad-notice"
    assert "number" in refused.value.advice[1]


def test_a_calendar_needs_no_package() -> None:
    assert Calendar(packaged_notices()).add(day("2024-09-10"), 20) == day("2024-10-14")
