"""A value by date: the one that holds, and a refusal outside the days that are known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.dated import Dated

NAME = ("试", "trial")
FIRST, CHANGE, LAST = date(2019, 5, 15), date(2021, 1, 1), date(2023, 12, 31)
VALUES = Dated(NAME, [(CHANGE, "b"), (FIRST, "a")], until=LAST)


@pytest.mark.parametrize(
    ("day", "value"),
    [(FIRST, "a"), (CHANGE - timedelta(1), "a"), (CHANGE, "b"), (LAST, "b")],
)
def test_the_value_that_holds(day: date, value: str) -> None:
    assert VALUES.on(day) == value


@pytest.mark.parametrize("day", [FIRST - timedelta(1), LAST + timedelta(1)])
def test_nothing_is_assumed_outside(day: date) -> None:
    with pytest.raises(Refusal, match="nothing is known for") as refused:
        VALUES.on(day)
    assert refused.value.code == "no-law"
    assert all(str(word) in refused.value.reason[0] for word in (day, FIRST, LAST))


def test_without_an_end_the_last_value_holds_on() -> None:
    assert Dated(NAME, [(FIRST, 1)]).on(date(2999, 1, 1)) == 1
    with pytest.raises(Refusal, match="to today"):
        Dated(NAME, [(FIRST, 1)]).on(date(2008, 5, 1))


@pytest.mark.parametrize("values", [[], [(FIRST, 1), (FIRST, 2)]])
def test_what_cannot_be_answered_for_sure_is_not_built(values: list[tuple[date, int]]) -> None:
    with pytest.raises(ValueError, match="trial: give at least one value"):
        Dated(NAME, values)


@given(st.dictionaries(st.dates(), st.integers(), min_size=1), st.dates())
def test_it_is_the_latest_value_that_has_begun(values: dict[date, int], day: date) -> None:
    dated = Dated(NAME, values.items())
    assert dict(dated) == values
    begun = [since for since in values if since <= day]
    if begun:
        assert dated.on(day) == values[max(begun)]
    else:
        with pytest.raises(Refusal):
            dated.on(day)
