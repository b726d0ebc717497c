"""The endings and the grounds: complete, in step with the form, and with words in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.grounds import (
    Force,
    Level,
    Secret,
    ThirdPartyAnswer,
    ground,
    ground_of,
    grounds,
    secret_until,
    third_party_outcome,
    withholding,
)
from gongkai.law.instruments import resolve
from gongkai.law.outcomes import (
    NEEDS,
    Leaf,
    SettledBy,
    common_elements,
    evidence,
    leaf_of,
    outcome,
    outcomes,
    required_elements,
)
from gongkai.law.policy import default_policy
from gongkai.report.form import load_form

POLICY = default_policy()
LEAVES = st.sampled_from(list(Leaf))
DAYS = st.dates(date(2019, 5, 15), date(2030, 12, 31))


def test_the_rows_are_those_of_the_form_in_its_order() -> None:
    lines = [line.key for table in load_form("2021").tables if table.key == "t3" for line in table.lines]
    leaves = lines[lines.index("granted") : lines.index("o3") + 1]
    assert list(dict.fromkeys(leaf.row for leaf in Leaf)) == leaves
    assert len(Leaf) == 22
    assert len(leaves) == 21


def test_every_ending_is_described_in_two_languages_and_rests_on_the_register() -> None:
    for leaf, found in outcomes().items():
        assert found.leaf is leaf
        assert found.cites
        assert found.traps
        words = [found.name, found.applies, *found.traps]
        words += [part.words for part in found.must_state] + [part.words for part in found.evidence]
        words += [part.when for part in found.must_state if part.when]
        for chinese, english in words:
            assert any("一" <= sign <= "鿿" for sign in chinese), leaf
            assert english.isascii(), leaf
            assert english, leaf
        for place in (*found.cites, *(cite for part in found.must_state for cite in part.cites)):
            resolve(place)


def test_no_key_stands_twice_in_a_letter_or_a_file() -> None:
    for leaf in Leaf:
        for online in (False, True):
            parts = required_elements(leaf, answered_on=date(2024, 6, 3), online=online, policy=POLICY)
            keys = [part.key for part in parts]
            assert len(keys) == len(set(keys)), leaf
        kept = [part.key for part in evidence(leaf)]
        assert len(kept) == len(set(kept)), leaf


def test_twelve_parts_are_common_and_every_letter_has_them() -> None:
    assert len(common_elements()) == 12
    for leaf, found in outcomes().items():
        parts = required_elements(leaf, answered_on=date(2024, 6, 3), online=False, policy=POLICY)
        assert (parts[:12] == common_elements()) is found.by_answer
        assert set(found.must_state) <= set(parts)


def test_only_three_endings_come_without_a_letter_or_may_do() -> None:
    other = {leaf: found.settled_by for leaf, found in outcomes().items() if found.settled_by != {SettledBy.ANSWER}}
    assert other == {
        Leaf.O1: {SettledBy.LAPSE},
        Leaf.O2: {SettledBy.LAPSE},
        Leaf.O3: {SettledBy.ANSWER, SettledBy.WITHDRAWAL},
    }


def test_what_an_ending_presupposes() -> None:
    needed = {leaf: found.needs for leaf, found in outcomes().items() if found.needs}
    assert needed == {
        Leaf.PARTIAL: ("ground",),
        Leaf.D4: ("third_party_consulted",),
        Leaf.U3: ("correction_asked",),
        Leaf.R2: ("earlier_answer",),
        Leaf.R4: ("reasons_asked",),
        Leaf.O1: ("correction_lapsed",),
        Leaf.O2: ("fee_lapsed",),
    }
    assert {key for needs in needed.values() for key in needs} == set(NEEDS)


@pytest.mark.parametrize("code", ["u1", "o", "total", "", "D1"])
def test_what_is_no_ending_is_refused_with_those_that_are(code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        leaf_of(code)
    assert all(leaf in refusal.value.advice[1] for leaf in Leaf)
    assert outcome("u1b").leaf is Leaf.U1B


@given(LEAVES, DAYS, st.booleans())
def test_a_later_letter_never_says_less(leaf: Leaf, day: date, online: bool) -> None:
    now = required_elements(leaf, answered_on=day, online=online, policy=POLICY)
    later = required_elements(leaf, answered_on=day + timedelta(400), online=online, policy=POLICY)
    assert set(now) <= set(later)


# ---------------------------------------------------------------- grounds


def test_the_seven_grounds_and_their_force() -> None:
    table = [(one.key, one.leaf.value, one.force is Force.MUST_NOT, one.yields) for one in grounds().values()]
    assert table == [
        ("X14a", "d1", True, False),
        ("X14b", "d2", True, False),
        ("X14c", "d3", True, False),
        ("X15", "d4", True, False),
        ("X16a", "d5", False, False),
        ("X16b", "d6", False, True),
        ("X16c", "d7", False, True),
    ]
    assert [one.key for one in grounds().values() if one.overridable] == ["X15"]


def test_a_ground_is_found_by_its_key_and_by_its_answer() -> None:
    for one in grounds().values():
        assert ground(one.key) is ground(one.leaf) is ground_of(one.leaf)
    assert {leaf for leaf in Leaf if ground_of(leaf) is None} == set(Leaf) - {f"d{number}" for number in range(1, 8)}
    with pytest.raises(Refusal, match="no-ground"):
        ground("d8")


@given(st.sampled_from(list(Level)), st.dates(date(1980, 1, 1), date(2020, 12, 31)))
def test_a_secret_binds_to_its_last_day_and_not_a_day_longer(level: Level, day: date) -> None:
    secret = Secret(level, day)
    last = secret_until(secret)
    assert last.year - day.year == {"top_secret": 30, "secret": 20, "confidential": 10}[level]
    assert withholding("X14a", secret=secret, on=last).stands
    assert not withholding("X14a", secret=secret, on=last + timedelta(1)).stands


def test_a_marked_period_cannot_be_longer_than_the_level_allows() -> None:
    secret = Secret(Level.CONFIDENTIAL, date(2010, 3, 1), until=date(2035, 3, 1))
    assert secret_until(secret) == date(2020, 3, 1)


def test_a_lifted_secret_binds_to_the_day_before() -> None:
    secret = Secret(Level.SECRET, date(2015, 3, 1), lifted_on=date(2023, 7, 1))
    assert withholding("X14a", secret=secret, on=date(2023, 6, 30)).stands
    assert not withholding("X14a", secret=secret, on=date(2023, 7, 1)).stands


@given(st.sampled_from(list(ThirdPartyAnswer)), st.sampled_from(["withhold", "disclose"]))
def test_a_grave_public_interest_always_prevails(answer: ThirdPartyAnswer, decides: str) -> None:
    found = third_party_outcome(answer, override=True, organ_decides=decides)
    assert not found.stands
    assert found.tell_third_party is (answer is not ThirdPartyAnswer.CONSENT)


def test_a_third_partys_information_is_not_judged_without_its_answer() -> None:
    with pytest.raises(Refusal, match="ground-facts"):
        withholding("X15")
    with pytest.raises(Refusal, match="ground-facts"):
        withholding("X14b")


def test_a_lifted_secret_is_not_said_to_have_run_out() -> None:
    lifted = Secret(Level.SECRET, date(2015, 3, 1), lifted_on=date(2023, 7, 1))
    found = withholding("X14a", secret=lifted, on=date(2023, 7, 1))
    assert "届满" not in found.why[0]
    assert "2023-07-01" in found.why[0]
    late = Secret(Level.SECRET, date(2015, 3, 1), until=date(2020, 3, 1), lifted_on=date(2023, 7, 1))
    assert "2020-03-01届满" in withholding("X14a", secret=late, on=date(2023, 7, 1)).why[0]


@pytest.mark.parametrize(("leaf", "key"), [(Leaf.R1, "channel"), (Leaf.R3, "where_sold")])
def test_what_the_law_leaves_to_the_organ_is_not_put_as_a_duty(leaf: Leaf, key: str) -> None:
    (said,) = [part.words for part in outcome(leaf).must_state if part.key == key]
    assert "可以" in said[0]
    assert "may" in said[1]
