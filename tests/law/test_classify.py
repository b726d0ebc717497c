"""The guided way: it always ends, reaches every ending, and does not depend on the order of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.classify import STAGES, Classified, Question, classify, next_question, questions
from gongkai.law.instruments import resolve
from gongkai.law.outcomes import Leaf, outcome
from gongkai.law.policy import Policy, default_policy

POLICIES = [
    replace(default_policy(), inquiry_outcome=inquiry, several_items=items)
    for inquiry in ("o3", "r1")
    for items in ("keep", "split")
]
RANDOM = st.integers(0, 2**32).map(Random)
POLICY = default_policy()


def walk(chance: Random, policy: Policy) -> tuple[dict[str, str], Classified]:
    """Answer at random until there is an ending."""
    answers: dict[str, str] = {}
    while isinstance(found := next_question(answers, policy=policy), Question):
        assert found.key not in answers, "a question is asked once"
        answers[found.key] = chance.choice(found.options).key
    return answers, found


def ends(policy: Policy) -> Iterator[tuple[dict[str, str], Classified]]:
    """Every ending by at least one way: each question is taken up once for each kept ground."""
    seen: set[tuple[str, Leaf | None]] = set()
    waiting: list[dict[str, str]] = [{}]
    while waiting:
        answers = waiting.pop()
        found = next_question(answers, policy=policy)
        if isinstance(found, Classified):
            yield answers, found
            continue
        held = [option.hold for key, given in answers.items() if (option := questions()[key].option(given)).hold]
        mark = (found.key, held[-1] if held else None)
        if mark not in seen:
            seen.add(mark)
            waiting += [{**answers, found.key: option.key} for option in found.options]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_ending_is_reached_and_every_way_ends(policy: Policy) -> None:
    reached = {found.leaf for _, found in ends(policy)}
    assert reached == set(Leaf)


def test_every_question_is_asked_under_some_policy() -> None:
    asked = {reason.question for policy in POLICIES for _, found in ends(policy) for reason in found.path}
    assert asked == set(questions())


def test_separation_keeps_the_ground_and_counts_as_a_part() -> None:
    parts = {found.ground for _, found in ends(POLICY) if found.leaf is Leaf.PARTIAL}
    assert parts == {None, *(Leaf(f"d{number}") for number in range(1, 8))}
    assert all(found.ground is None for _, found in ends(POLICY) if found.leaf is not Leaf.PARTIAL)


@given(RANDOM, st.sampled_from(POLICIES))
def test_the_order_of_the_answers_does_not_matter(chance: Random, policy: Policy) -> None:
    answers, found = walk(chance, policy)
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert classify(dict(shuffled), policy=policy) == found
    assert [reason.question for reason in found.path] == list(answers)


@given(RANDOM, st.sampled_from(POLICIES))
def test_the_path_names_an_article_at_every_step_and_the_letter_its_parts(chance: Random, policy: Policy) -> None:
    _, found = walk(chance, policy)
    assert all(reason.cites and all(reason.why) for reason in found.path)
    for place in found.cites:
        resolve(place)
    assert {part for part in outcome(found.leaf).must_state if part.when is None} <= set(found.must_state)
    assert found.needs == outcome(found.leaf).needs


@given(RANDOM, st.sampled_from(POLICIES))
def test_taking_an_answer_away_asks_for_it_again(chance: Random, policy: Policy) -> None:
    answers, _ = walk(chance, policy)
    lost = chance.choice(list(answers))
    asked = next_question({key: value for key, value in answers.items() if key != lost}, policy=policy)
    assert isinstance(asked, Question)
    assert asked.key == lost


@given(RANDOM, RANDOM)
def test_answers_that_are_not_asked_for_are_named(chance: Random, other: Random) -> None:
    answers, found = walk(chance, POLICY)
    more = {**walk(other, POLICY)[0], **answers}
    again = next_question(more, policy=POLICY)
    assert isinstance(again, Classified)
    assert again.path == found.path
    assert set(again.unused) == more.keys() - answers.keys()
    if again.unused:
        with pytest.raises(Refusal, match="classify-unused"):
            classify(more, policy=POLICY)


def test_must_not_grounds_are_asked_before_those_left_to_the_organ() -> None:
    order = [option.hold for question in questions().values() for option in question.options if option.hold]
    assert list(dict.fromkeys(order)) == [f"d{number}" for number in range(1, 8)]


def test_the_stages_come_in_the_order_of_practice() -> None:
    first_asked = dict.fromkeys(question.stage for question in questions().values())
    assert list(first_asked) == list(STAGES)


def test_conditional_parts_named_by_the_questions_exist() -> None:
    for answers, found in ends(POLICY):
        stated = {state for key, given in answers.items() for state in questions()[key].option(given).states}
        conditional = {part.key for part in outcome(found.leaf).must_state if part.when}
        assert found.leaf is Leaf.PARTIAL or stated <= conditional


def test_an_unknown_answer_is_refused_with_those_that_are_possible() -> None:
    with pytest.raises(Refusal) as refusal:
        next_question({"separable": "perhaps"}, policy=POLICY)
    assert refusal.value.code == "classify-option"
    assert "no, yes" in refusal.value.advice[1]
