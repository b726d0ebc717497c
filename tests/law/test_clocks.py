"""The clocks against counting day by day on tables typed in once more, and what must hold whatever the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.calendar import packaged_calendar
from gongkai.law.cite import cites
from gongkai.law.clocks import (
    CONSULTED,
    IN_FORCE,
    Consulted,
    answer_due,
    consultation_due,
    consultation_time,
    correction_notice_due,
    correction_reply_due,
    data_correction_due,
    fee_due,
    reasons_due,
)
from gongkai.law.deadline import Interval, merged
from gongkai.law.notice import Notice
from gongkai.law.policy import default_policy
from tests.law.naive import walk, works

CALENDAR, POLICY = packaged_calendar(), default_policy()
DAYS = st.dates(IN_FORCE, date(2025, 12, 31))
STRETCHES = st.lists(st.tuples(st.integers(-5, 60), st.integers(1, 25)), max_size=4)
LETTERS = st.builds(
    lambda whom, sent, way, answer: (whom, sent, way, answer),
    st.sampled_from(sorted(CONSULTED)),
    st.integers(0, 30),
    st.integers(0, 5),
    st.none() | st.integers(0, 40),
)


def gaps_after(start: date, stretches: list[tuple[int, int]]) -> tuple[Interval, ...]:
    return tuple(Interval(start + timedelta(first), start + timedelta(first + length)) for first, length in stretches)


@given(DAYS, st.integers(0, 20), STRETCHES)
def test_the_answer_is_due_where_a_person_counting_day_by_day_arrives(
    received: date, extended_by: int, stretches: list[tuple[int, int]]
) -> None:
    gaps = gaps_after(received, stretches)
    base = walk(received, 20, gaps)
    expected = walk(base, extended_by, gaps) if extended_by else base
    assert answer_due(received, calendar=CALENDAR, excluded=gaps, extended_by=extended_by).due == expected


@given(DAYS, DAYS)
def test_a_later_receipt_never_has_an_earlier_due_day(one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert answer_due(first, calendar=CALENDAR).due <= answer_due(second, calendar=CALENDAR).due


@given(DAYS, st.integers(1, 19), st.integers(1, 30))
def test_a_pause_of_some_working_days_moves_the_due_day_by_as_many(received: date, begins: int, length: int) -> None:
    after = walk(received, begins)
    gap = Interval(after, walk(after, length))
    plain = answer_due(received, calendar=CALENDAR).due
    assert answer_due(received, calendar=CALENDAR, excluded=(gap,)).due == walk(plain, length)


@given(DAYS, STRETCHES, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_pauses_matters(
    received: date, stretches: list[tuple[int, int]], chance
) -> None:  # type: ignore[no-untyped-def]
    gaps = list(gaps_after(received, stretches))
    again = [*gaps, *gaps]
    chance.shuffle(again)
    due = answer_due(received, calendar=CALENDAR, excluded=tuple(gaps)).due
    assert answer_due(received, calendar=CALENDAR, excluded=tuple(again)).due == due
    assert answer_due(received, calendar=CALENDAR, excluded=merged(gaps)).due == due


@given(DAYS, st.integers(0, 20), STRETCHES)
def test_the_explanation_numbers_every_day_that_counted_and_no_other(
    received: date, extended_by: int, stretches: list[tuple[int, int]]
) -> None:
    gaps = gaps_after(received, stretches)
    found = answer_due(received, calendar=CALENDAR, excluded=gaps, extended_by=extended_by)
    numbered = [day for day in found.days(CALENDAR) if day.number is not None]
    expected = [*range(1, 21), *range(1, extended_by + 1)]
    assert [day.number for day in numbered] == expected
    assert all(works(day.day) for day in numbered)
    assert not any(gap.after < day.day <= gap.through for day in numbered for gap in gaps)
    assert numbered[-1].day == found.due


@given(DAYS, st.integers(0, 90), st.integers(0, 90))
def test_the_last_restart_counts_alone(received: date, to_correction: int, to_payment: int) -> None:
    corrected, paid = received + timedelta(to_correction), received + timedelta(to_payment)
    found = answer_due(received, corrected=corrected, paid=paid, calendar=CALENDAR)
    assert found.due == answer_due(max(corrected, paid), calendar=CALENDAR).due


def asked_after(received: date, letter: tuple[str, int, int, int | None]) -> Consulted:
    whom, out, way, answer = letter
    sent = received + timedelta(out)
    delivered = sent + timedelta(way)
    return Consulted(whom, sent, delivered, None if answer is None else delivered + timedelta(answer))


@given(DAYS, LETTERS, st.integers(0, 120), st.sampled_from(["sent", "delivered"]))
def test_a_consultation_leaves_out_nothing_before_it_began_or_after_its_period(
    received: date, letter: tuple[str, int, int, int | None], seen: int, begins: str
) -> None:
    asked, on = asked_after(received, letter), received + timedelta(seen)
    policy = replace(POLICY, consultation_from=begins, secrecy_authority_pauses=True)
    gap = consultation_time(asked, on=on, calendar=CALENDAR, policy=policy)
    delivered = asked.delivered or asked.sent
    ends = min(walk(delivered, 15), on, asked.answered or on)
    starts = asked.sent if begins == "sent" else delivered
    assert gap == (Interval(starts, ends) if ends > starts else None)


@given(DAYS, LETTERS, st.integers(0, 120), st.integers(0, 120))
def test_time_that_passes_never_shortens_a_consultation(
    received: date, letter: tuple[str, int, int, int | None], one: int, other: int
) -> None:
    asked = asked_after(received, letter)
    first, second = (
        consultation_time(asked, on=received + timedelta(day), calendar=CALENDAR, policy=POLICY)
        for day in sorted((one, other))
    )
    assert first is None or (second is not None and first.after == second.after and first.through <= second.through)


@pytest.mark.parametrize("whom", sorted(CONSULTED))
def test_every_consultation_names_its_own_article(whom: str) -> None:
    asked = Consulted(whom, date(2024, 9, 12))
    found = consultation_due(asked, calendar=CALENDAR, policy=POLICY)
    article = {"third_party": "条例:32", "co_maker": "条例:34"}.get(whom, "条例:33.3")
    assert cites(article)[0] in found.cites


@given(st.dates(date(2019, 1, 1), IN_FORCE - timedelta(1)))
def test_no_clock_of_the_regulation_runs_before_it_was_in_force(day: date) -> None:
    clocks = (
        lambda: answer_due(day, calendar=CALENDAR),
        lambda: correction_notice_due(day, calendar=CALENDAR),
        lambda: correction_reply_due(day, calendar=CALENDAR, policy=POLICY),
        lambda: reasons_due(day, calendar=CALENDAR, policy=POLICY),
        lambda: data_correction_due(day, calendar=CALENDAR, policy=POLICY),
    )
    for clock in clocks:
        with pytest.raises(Refusal) as refusal:
            clock()
        assert refusal.value.code == "before-regulation"


@given(st.dates(date(2021, 1, 1), date(2025, 12, 31)))
def test_the_fee_is_payable_for_20_working_days(notified: date) -> None:
    assert fee_due(notified, calendar=CALENDAR).due == walk(notified, 20)


def test_every_refusal_of_an_extension_names_the_article() -> None:
    with pytest.raises(Refusal) as refusal:
        answer_due(date(2024, 9, 10), extended_by=21, calendar=CALENDAR)
    assert "第三十三条第二款" in refusal.value.reason[0]
    assert "33(2)" in refusal.value.reason[1]


def test_a_provisional_day_is_settled_when_the_notice_arrives() -> None:
    before = answer_due(date(2026, 12, 10), calendar=CALENDAR)
    assert before.provisional
    assert before.missing == (2027,)
    notice = Notice(
        number="（例）2027年通知",
        title="例",
        year=2027,
        issued=date(2026, 12, 5),
        source="",
        off=(("元旦", date(2027, 1, 1), date(2027, 1, 3)), ("春节", date(2027, 2, 5), date(2027, 2, 11))),
        worked=(date(2027, 1, 9),),
    )
    after = answer_due(date(2026, 12, 10), calendar=CALENDAR.with_notice(notice))
    assert not after.provisional
    assert after.due == date(2027, 1, 8)
    later = answer_due(date(2026, 12, 11), calendar=CALENDAR.with_notice(notice))
    assert later.due == date(2027, 1, 9), "the Saturday that the notice makes a working day"


def test_the_steps_of_an_answer_say_why_in_both_languages() -> None:
    gap = Interval(date(2024, 9, 12), date(2024, 9, 27))
    found = answer_due(date(2024, 9, 10), calendar=CALENDAR, excluded=(gap,), extended_by=5)
    assert found.due == date(2024, 11, 4)
    said = "\n".join(step.words[0] for step in found.steps)
    assert "2024-09-13至2024-09-27" in said
    assert "20个工作日" in said
    assert "5个工作日" in said
    assert set(cites("条例:33.2", "条例:33.3", "民诉法:85")) <= set(found.cites)
    assert all(all(step.words) for step in found.steps)


@pytest.mark.parametrize(
    ("corrected", "paid", "article"),
    [
        (date(2024, 9, 20), None, "条例:30"),
        (None, date(2024, 9, 20), "处理费办法:6"),
        (date(2024, 9, 18), date(2024, 9, 20), "处理费办法:6"),
        (date(2024, 9, 20), date(2024, 9, 18), "条例:30"),
    ],
)
def test_a_period_that_starts_anew_names_the_article_that_starts_it(
    corrected: date | None, paid: date | None, article: str
) -> None:
    plain = answer_due(date(2024, 9, 10), calendar=CALENDAR)
    anew = answer_due(date(2024, 9, 10), corrected=corrected, paid=paid, calendar=CALENDAR)
    assert anew.due == date(2024, 10, 23)
    assert set(anew.cites) - set(plain.cites) == set(cites(article))
    assert anew.counts[0].period.key == plain.counts[0].period.key
    assert "重新计算" in anew.steps[-1].words[0]
    assert "重新计算" not in plain.steps[-1].words[0]


def test_who_may_be_consulted_cannot_be_changed_from_outside() -> None:
    with pytest.raises(TypeError):
        CONSULTED["everybody"] = CONSULTED["co_maker"]  # type: ignore[index]
