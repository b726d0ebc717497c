"""What the law leaves open is a documented value that a body can decide, from a day on, with its reason."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.instruments import resolve
from gongkai.law.policy import Choice, PolicyBook, Question, default_policy, parse_policy, questions

SINCE = date(2026, 1, 1)
FILE = """
[correction_reply_days]
value = 10
since = 2026-01-01
reason = "区政府办2025年12月会议纪要"
"""


@pytest.mark.parametrize("question", questions().values(), ids=questions())
def test_every_question_is_documented(question: Question) -> None:
    assert all(question.question)
    assert all(question.why)
    assert question.cites
    assert all(resolve(cite) for cite in question.cites)
    assert question.mark in {"open", "practice", "unsure"}


@pytest.mark.parametrize("question", questions().values(), ids=questions())
def test_every_default_is_one_of_the_values_it_may_be(question: Question) -> None:
    assert question.admits(question.value)
    assert (question.bounds is not None) == (type(question.value) is int)
    if question.bounds:
        low, high = question.bounds
        assert [question.admits(value) for value in (low - 1, low, high, high + 1)] == [False, True, True, False]


def test_the_defaults_are_those_of_the_file() -> None:
    assert asdict(default_policy()) == {key: question.value for key, question in questions().items()}
    assert PolicyBook().on(date(2019, 5, 15)) == default_policy()


def test_a_choice_holds_from_its_day_on() -> None:
    book = parse_policy(FILE)
    assert book.on(date(2025, 12, 31)).correction_reply_days == 15
    assert book.on(SINCE).correction_reply_days == 10
    assert asdict(book.on(SINCE)) == asdict(default_policy()) | {"correction_reply_days": 10}
    assert book.choices == (Choice("correction_reply_days", 10, SINCE, "区政府办2025年12月会议纪要"),)


def test_a_question_may_be_decided_twice() -> None:
    entry = FILE.replace("[correction_reply_days]", "[[correction_reply_days]]")
    book = parse_policy(entry + entry.replace("10", "7", 1).replace("2026-01-01", "2026-06-01"))
    days = (date(2025, 12, 31), SINCE, date(2026, 5, 31), date(2026, 6, 1))
    assert [book.on(day).correction_reply_days for day in days] == [15, 10, 10, 7]


def test_one_more_choice_leaves_the_book_as_it_was() -> None:
    book = parse_policy(FILE)
    more = book.with_choice(Choice("fee_restarts", False, date(2026, 3, 1), "试行"))
    assert [more.on(day).fee_restarts for day in (date(2026, 2, 28), date(2026, 3, 1))] == [True, False]
    assert more.on(date(2026, 3, 1)).correction_reply_days == 10
    assert book.on(date(2026, 3, 1)).fee_restarts


def test_a_choice_that_is_none_is_refused_here_too() -> None:
    with pytest.raises(Refusal, match="cannot be 61"):
        PolicyBook().with_choice(Choice("correction_reply_days", 61, SINCE, "……"))


@given(
    st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2029, 1, 1)), st.integers(1, 60)),
        max_size=6,
        unique_by=lambda choice: choice[0],
    ),
    st.dates(date(2020, 1, 1), date(2029, 1, 1)),
)
def test_it_is_the_latest_choice_that_has_begun(chosen: list[tuple[date, int]], day: date) -> None:
    book = PolicyBook(tuple(Choice("correction_reply_days", value, since, "试") for since, value in chosen))
    begun = [(since, value) for since, value in chosen if since <= day]
    assert book.on(day).correction_reply_days == (max(begun)[1] if begun else 15)


@pytest.mark.parametrize("value", ["01-31", "02-28", "12-31"])
def test_a_day_of_the_year_is_one_that_every_year_has(value: str) -> None:
    assert questions()["township_report"].admits(value)


@pytest.mark.parametrize("value", ["02-29", "13-01", "1-31", "0131", "W05-1", "", 131])
def test_no_other_text_is_a_day_of_the_year(value: object) -> None:
    assert not questions()["township_report"].admits(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[correction_reply_days", "no TOML"),
        (FILE.replace("correction_reply_days", "patience"), "no question patience"),
        (FILE.replace("10", "0", 1), "cannot be 0: 1–60"),
        (FILE.replace("10", "61", 1), "cannot be 61: 1–60"),
        (FILE.replace("10", "true", 1), "cannot be True"),
        (FILE.replace("10", '"10"', 1), "cannot be '10'"),
        (FILE.replace("10", "10.5", 1), r"cannot be 10\.5"),
        (FILE.replace("[correction_reply_days]\nvalue = 10", "[fee_restarts]\nvalue = 1"), "cannot be 1: true、false"),
        (FILE.replace("[correction_reply_days]\nvalue = 10", '[several_items]\nvalue = "burn"'), "keep、split"),
        (FILE.replace("[correction_reply_days]\nvalue = 10", '[township_report]\nvalue = "soon"'), "MM-DD"),
        (FILE.replace("value = 10\n", ""), "needs value, since and reason"),
        (FILE.replace("since = 2026-01-01\n", ""), "needs value, since and reason"),
        (FILE + 'by = "……"', "needs value, since and reason"),
        ("correction_reply_days = 10", "needs value, since and reason"),
        (FILE.replace("2026-01-01", '"2026-01-01"'), "since is a day"),
        (FILE.replace("2026-01-01", "2026-01-01T00:00:00"), "since is a day"),
        (FILE.replace("区政府办2025年12月会议纪要", " "), "reason says why"),
        (FILE.replace("[correction_reply_days]", "[[correction_reply_days]]") * 2, "two values from the same day"),
    ],
)
def test_a_bad_file_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    assert text != FILE
    with pytest.raises(Refusal, match=said) as refused:
        parse_policy(text)
    assert refused.value.code == "bad-policy"
    assert all(refused.value.reason)
    assert "policy.toml" in refused.value.advice[1]


def test_the_questions_cannot_be_changed_from_outside() -> None:
    with pytest.raises(TypeError):
        del questions()["fee_restarts"]  # type: ignore[attr-defined]
