"""Duties of publication: the lists of articles 12, 20 and 21, and the limits against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.calendar import packaged_calendar
from gongkai.law.cite import cite
from gongkai.law.duties import (
    Owes,
    budget_due,
    catalogue_contents,
    duties,
    guide_contents,
    promotion,
    publication_due,
    withdrawal_due,
)
from gongkai.law.instruments import resolve
from tests.law.naive import walk, works

CALENDAR = packaged_calendar()


def test_the_fifteen_items_of_article_20_are_those_of_everybody() -> None:
    found = duties("all")
    assert [duty.key for duty in found] == [f"p{number:02}" for number in range(1, 16)]
    assert all(cite(f"条例:20({number})") in duty.cites for number, duty in enumerate(found, 1))


@pytest.mark.parametrize(("owes", "more"), [(Owes.CITY_COUNTY, 7), (Owes.TOWNSHIP, 8)])
def test_article_21_adds_to_them_for_two_kinds_of_bodies(owes: Owes, more: int) -> None:
    found = duties(owes)
    assert found[:15] == duties("all")
    assert [duty.owes for duty in found[15:]] == [owes] * more
    assert {duty.cites for duty in found[15:]} == {(cite("条例:21"),)}


def test_keys_are_unique_and_every_name_is_a_pair_in_our_own_words() -> None:
    everything = duties()
    assert len({duty.key for duty in everything}) == len(everything) == 30
    assert all(all(duty.name) for duty in everything)
    for duty in everything:
        for place in duty.cites:
            assert resolve(place).cite == place


def test_an_unknown_kind_of_body_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        duties("village")
    assert refusal.value.code == "unknown-kind"
    assert "township" in refusal.value.advice[0]


def test_the_guide_and_the_catalogue_hold_what_article_12_names() -> None:
    assert {part.key for part in guide_contents()} == {
        "classes",
        "arrangement",
        "obtaining",
        "office",
        "address",
        "hours",
        "telephone",
        "fax",
        "internet",
    }
    assert {part.key for part in catalogue_contents()} == {"index", "name", "summary", "made_on"}
    assert all(all(part.name) for part in (*guide_contents(), *catalogue_contents()))


@given(st.dates(date(2019, 5, 15), date(2026, 6, 30)))
def test_publication_is_due_where_counting_day_by_day_arrives(day: date) -> None:
    assert publication_due(day, calendar=CALENDAR).due == walk(day, 20)


@given(st.dates(date(2021, 7, 15), date(2026, 6, 30)))
def test_withdrawal_is_due_on_the_third_working_day(day: date) -> None:
    assert withdrawal_due(day, calendar=CALENDAR).due == walk(day, 3)


@given(st.dates(date(2019, 1, 1), date(2026, 6, 30)))
def test_a_budget_is_due_on_the_20th_day_or_the_next_that_is_worked(day: date) -> None:
    due = budget_due(day, calendar=CALENDAR).due
    twentieth = day + timedelta(20)
    assert works(due)
    assert due >= twentieth
    assert not any(works(twentieth + timedelta(more)) for more in range((due - twentieth).days))


@pytest.mark.parametrize(
    ("applicants", "disclosable", "suggested", "agreed", "may", "must"),
    [
        (1, True, False, False, False, False),
        (2, True, False, False, True, False),
        (2, False, True, True, False, False),
        (1, True, True, False, False, False),
        (1, True, True, True, True, True),
        (2, True, True, False, True, False),
        (2, True, True, True, True, True),
    ],
)
def test_what_several_ask_for_may_and_what_is_agreed_must_be_published(
    applicants: int, disclosable: bool, suggested: bool, agreed: bool, may: bool, must: bool
) -> None:
    found = promotion(applicants=applicants, disclosable=disclosable, suggested=suggested, agreed=agreed)
    assert (found.may, found.must) == (may, must)
    assert all(found.words)
