"""Remedies: the table of ways by leaf and date, the sentence, the authorities, the periods, table 4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law import dispute_clocks as clocks
from gongkai.law.calendar import packaged_calendar
from gongkai.law.cite import cites
from gongkai.law.contest import contest_end
from gongkai.law.deadline import Deadline
from gongkai.law.instruments import resolve
from gongkai.law.leaf import Leaf
from gongkai.law.policy import Policy, default_policy
from gongkai.law.remedies import (
    Mode,
    attendance,
    body_kinds,
    column_of,
    court_level,
    defendants,
    remedy_mode,
    remedy_needs,
    remedy_sentence,
    results,
    review_authority,
)
from gongkai.report.form import load_form

CALENDAR = packaged_calendar()
POLICY = default_policy()
STRICT = replace(POLICY, special_access_remedy="review_first", no_answer_remedy="review_first")
DAYS = st.dates(date(2024, 1, 1), date(2025, 6, 30))
LAST_OLD, FIRST_NEW = date(2023, 12, 31), date(2024, 1, 1)
REFUSALS = {f"d{number}" for number in range(1, 8)}


@pytest.mark.parametrize("leaf", list(Leaf))
def test_the_way_by_ending_and_day_of_the_answer(leaf: Leaf) -> None:
    assert remedy_mode(leaf, answered_on=LAST_OLD, policy=STRICT) is Mode.EITHER
    expected = Mode.REVIEW_FIRST if leaf in REFUSALS else Mode.SPLIT if leaf is Leaf.PARTIAL else Mode.EITHER
    assert remedy_mode(leaf, answered_on=FIRST_NEW, policy=POLICY) is expected
    strict = Mode.REVIEW_FIRST if leaf is Leaf.D8 else expected
    assert remedy_mode(leaf, answered_on=FIRST_NEW, policy=STRICT) is strict


@given(st.sampled_from(list(Leaf)), st.sampled_from([POLICY, STRICT]), st.dates(date(2019, 5, 15), date(2030, 1, 1)))
def test_what_the_way_does_not_need_does_not_change_it(leaf: Leaf, policy: Policy, day: date) -> None:
    usual = remedy_mode(leaf, answered_on=FIRST_NEW, policy=POLICY)
    if "policy" not in remedy_needs(leaf):
        assert remedy_mode(leaf, answered_on=FIRST_NEW, policy=policy) is usual
    if "answered_on" not in remedy_needs(leaf):
        assert remedy_mode(leaf, answered_on=day, policy=POLICY) is usual


def test_a_part_withheld_under_special_access_rules_follows_the_policy() -> None:
    assert remedy_mode(Leaf.PARTIAL, answered_on=FIRST_NEW, policy=POLICY, grounds=("d8",)) is Mode.EITHER
    assert remedy_mode(Leaf.PARTIAL, answered_on=FIRST_NEW, policy=STRICT, grounds=("d8",)) is Mode.SPLIT


@given(st.sampled_from(list(Leaf)), st.dates(date(2019, 5, 15), date(2030, 1, 1)), st.booleans())
def test_the_sentence_names_authority_court_and_limits(leaf: Leaf, day: date, online: bool) -> None:
    zh, en = remedy_sentence(
        leaf,
        answered_on=day,
        policy=POLICY,
        authorities=("甲机关", "乙机关"),
        court="丙法院",
        online=online,
        online_address="https://x.example",
    )
    mode = remedy_mode(leaf, answered_on=day, policy=POLICY)
    assert "甲机关或者乙机关" in zh
    assert "60日" in zh
    assert ("应当先" in zh) is (mode is not Mode.EITHER) is ("must first" in en)
    assert ("丙法院" in zh) is ("6个月" in zh) is (mode is not Mode.REVIEW_FIRST)
    assert ("x.example" in zh) is ("x.example" in en) is (online and day >= FIRST_NEW)
    assert "{" not in zh + en


def test_every_kind_of_body_has_an_authority_before_and_after() -> None:
    assert {"department", "government", "township", "subdistrict", "authorised", "branch"} <= body_kinds().keys()
    for body in body_kinds():
        for day, instrument in ((LAST_OLD, "复议法2017"), (FIRST_NEW, "复议法")):
            found = review_authority(body, on=day)
            assert found
            for one in found:
                assert {place.instrument for place in one.cites} == {instrument}
                resolve(one.cites[0])
        assert court_level(body) in ("basic", "intermediate")


def test_only_departments_lost_a_choice_in_2024() -> None:
    fewer = {
        body
        for body in body_kinds()
        if len(review_authority(body, on=FIRST_NEW)) < len(review_authority(body, on=LAST_OLD))
    }
    assert fewer == {"department", "branch"}


def test_every_result_falls_into_a_column_of_the_form() -> None:
    columns = {column.key for table in load_form("2021").tables if table.key == "t4" for column in table.columns}
    for kind in ("review", "direct", "after_review"):
        used = {column_of(kind, key, policy=replace(POLICY, dispute_not_accepted="other")) for key in results(kind)}
        assert used == {"upheld", "corrected", "other"}
        assert used < columns
        assert column_of(kind, None, policy=POLICY) in columns
    assert [key for key in results("review") if column_of("review", key, policy=POLICY) is None] == ["not_accepted"]
    assert all(column_of("suit", key, policy=POLICY) for key in results("suit"))


def test_every_result_names_its_article_and_the_kinds_are_complete() -> None:
    assert set(results("review")) == {
        *("upheld", "request_rejected", "varied", "revoked", "partly_revoked", "declared_unlawful"),
        *("ordered_to_perform", "declared_void", "terminated", "mediated", "application_rejected", "not_accepted"),
    }
    assert set(results("suit")) == {
        *("claims_rejected", "revoked", "redo", "perform", "declared_unlawful", "declared_void", "varied"),
        *("withdrawn", "suit_rejected", "mediated", "transferred"),
    }
    for kind in ("review", "suit"):
        for one in results(kind).values():
            for place in one.cites:
                resolve(place)


def test_unknown_kinds_and_results_are_refused_even_when_pending() -> None:
    with pytest.raises(Refusal, match="dispute-kind"):
        column_of("arbitration", None, policy=POLICY)
    with pytest.raises(Refusal, match="dispute-result"):
        defendants("claims_rejected")


def test_what_is_upheld_has_two_defendants_and_what_is_corrected_never_the_organ_alone() -> None:
    for key, one in results("review").items():
        found = defendants(key)
        if one.column == "upheld":
            assert found == ("organ", "review_authority")
        if one.column == "corrected":
            assert "review_authority" in found
        assert defendants(key, against_review=True)[-1] == "review_authority"


@given(st.booleans(), st.booleans(), st.booleans())
def test_an_appearance_needs_the_head_or_staff_with_reasons(head: bool, staff: bool, reasons: bool) -> None:
    found = attendance(head=head, staff=staff, reasons_given=reasons)
    assert found.lawful is (head or (staff and reasons))


# ---------------------------------------------------------------- periods


@given(DAYS, st.booleans())
def test_working_days_of_a_reconsideration(day: date, simple: bool) -> None:
    due = clocks.review_answer_due(day, calendar=CALENDAR, simple=simple).due
    assert CALENDAR.count(day, due) == (5 if simple else 10)
    assert CALENDAR.is_working(due)
    copy = clocks.review_copy_due(day, calendar=CALENDAR, simple=simple).due
    assert CALENDAR.count(day, copy) == (3 if simple else 7)
    assert CALENDAR.count(day, clocks.review_acceptance_due(day, calendar=CALENDAR).due) == 5


@given(DAYS, st.integers(0, 30))
def test_an_extension_runs_on_without_a_break(day: date, extended_by: int) -> None:
    due = clocks.review_decision_due(day, calendar=CALENDAR, extended_by=extended_by).due
    assert due == CALENDAR.on_or_after(day + timedelta(60 + extended_by))


@given(DAYS, st.integers(0, 500))
def test_one_who_was_not_told_has_longer_but_never_more_than_a_year(day: date, later: int) -> None:
    told_on = day + timedelta(later)
    for due in (clocks.review_filing_due, clocks.suit_filing_due):
        told = due(day, calendar=CALENDAR).due
        untold = due(day, calendar=CALENDAR, told=False, told_on=told_on).due
        year = due(day, calendar=CALENDAR, told=False).due
        assert told <= untold <= year
        assert year == CALENDAR.on_or_after(date(day.year + 1, day.month, min(day.day, 28 if day.month == 2 else 31)))


@given(DAYS, st.sampled_from(list(clocks.SuitRoute)))
def test_no_period_ends_on_a_day_off_and_each_names_its_article(day: date, route: clocks.SuitRoute) -> None:
    found = clocks.suit_filing_due(day, calendar=CALENDAR, route=route)
    assert CALENDAR.is_working(found.due)
    for place in found.cites:
        resolve(place)


def test_nothing_is_told_by_silence() -> None:
    for route in (clocks.SuitRoute.SILENCE, clocks.SuitRoute.REVIEW_OVERDUE, clocks.SuitRoute.REVIEW_REFUSED):
        told, untold = (
            clocks.suit_filing_due(FIRST_NEW, calendar=CALENDAR, route=route, told=told) for told in (True, False)
        )
        assert told == untold


def test_the_old_and_the_new_law_are_cited_on_their_own_days() -> None:
    for function in (clocks.review_filing_due, clocks.review_acceptance_due, clocks.review_copy_due):
        for day, instrument in ((LAST_OLD, "复议法2017"), (FIRST_NEW, "复议法")):
            found = function(day, calendar=CALENDAR)  # type: ignore[operator]
            assert instrument in {place.instrument for place in found.cites}
            assert {place.instrument for place in found.cites} <= {instrument, "民诉法"}


@pytest.mark.parametrize("function", [clocks.review_correction_notice_due, clocks.opinion_report_due])
def test_periods_that_only_the_new_law_knows_are_refused_before(function: object) -> None:
    with pytest.raises(Refusal, match="no-law"):
        function(LAST_OLD, calendar=CALENDAR)  # type: ignore[operator]
    assert function(FIRST_NEW, calendar=CALENDAR).due > FIRST_NEW  # type: ignore[operator]


def test_the_words_for_a_part_leave_out_nothing_of_the_answer() -> None:
    """What is merely not held is neither withheld nor given, and may go to court directly."""
    zh, en = remedy_sentence(
        Leaf.PARTIAL,
        answered_on=FIRST_NEW,
        policy=POLICY,
        authorities=("甲机关",),
        court="丙法院",
        grounds=("d4", "u1a"),
    )
    assert "对其中不予公开的内容不服的，应当先" in zh
    assert "对其他内容不服的，可以" in zh
    assert "with anything else in it, may" in en


def test_suits_against_customs_begin_at_the_intermediate_court_and_against_the_tax_office_do_not() -> None:
    assert (court_level("customs"), court_level("vertical")) == ("intermediate", "basic")
    assert [one.cites for one in review_authority("customs", on=FIRST_NEW)] == [cites("复议法:27")]


@pytest.mark.parametrize("due", [clocks.review_filing_due, clocks.suit_filing_due])
def test_the_longest_limit_is_called_so_and_no_usual_period(due: Callable[..., Deadline]) -> None:
    day = date(2024, 8, 30)
    said = {told: due(day, calendar=CALENDAR, told=told).steps[1].words for told in (True, False)}
    assert "最长期限（一年）" in said[False][0]
    assert "longest limit" in said[False][1]
    assert "最长" not in said[True][0]


def test_an_answer_is_defended_until_nobody_can_contest_it() -> None:
    known = date(2024, 9, 20)
    none = replace(POLICY, contest_margin_days=0)
    assert contest_end(known, calendar=CALENDAR, policy=none).due == date(2025, 3, 20)
    end = contest_end(known, calendar=CALENDAR, policy=POLICY)
    assert (end.due, len(end.counts)) == (date(2025, 4, 21), 2)
    decided = [date(2024, 12, 2), date(2025, 5, 28)]
    assert contest_end(known, calendar=CALENDAR, policy=none, decided=decided).due == date(2025, 6, 12)
    untold = replace(none, answers_tell_remedies=False)
    assert contest_end(known, calendar=CALENDAR, policy=untold).due == date(2025, 9, 22)  # a Saturday before
    assert contest_end(date(2023, 2, 28), calendar=CALENDAR, policy=untold).due == date(2024, 2, 28)
    with pytest.raises(Refusal):
        contest_end(date(2019, 5, 14), calendar=CALENDAR, policy=POLICY)
