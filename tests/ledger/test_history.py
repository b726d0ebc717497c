"""Appending asks the law: what it forbids is refused with the article, and nothing is half done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import ALWAYS, KINDS, Fact, Kind, Noted, application
from gongkai.ledger.history import History, append
from gongkai.ledger.moves import MOVES, STAGE_WORDS, Stage, moves_at
from gongkai.ledger.position import position
from tests.ledger.build import (
    REGIME,
    answered,
    application_of,
    asked,
    consulted,
    corrected,
    day,
    delivered,
    extended,
    fee,
    lapsed,
    opinion,
    paid,
    published,
    reasons,
    reasons_asked,
    received,
    struck,
    withdrawn,
)


def test_appending_returns_a_new_history() -> None:
    before = application_of(received("9-2"))
    after = append(before, answered("9-9"), REGIME)
    assert (len(before.facts), len(after.facts)) == (1, 2)
    assert before != after


def test_a_second_correction_is_refused_with_article_and_way_out() -> None:
    history = application_of(received("9-2"), asked("9-5"), corrected("9-10"))
    with pytest.raises(Refusal) as refused:
        append(history, asked("9-11"), REGIME)
    assert refused.value.code == "L04"
    assert "《条例》第三十条" in refused.value.reason[0]
    assert "补正后仍不明确" in refused.value.advice[0]
    assert all((*refused.value.reason, *refused.value.advice))


def test_lateness_is_recorded_not_refused() -> None:
    assert append(application_of(received("9-2")), answered("12-2"), REGIME).effective[-1].fact == answered("12-2")


def test_what_is_entered_late_is_judged_in_its_place() -> None:
    history = application_of(received("9-10"), answered("10-14"))
    longer = append(history, consulted("9-12"), REGIME)
    assert [entry.seq for entry in longer.effective] == [1, 3, 2]
    with pytest.raises(Refusal, match="L01"):
        append(history, consulted("10-15"), REGIME)


def test_a_late_entry_that_spoils_what_follows_is_refused() -> None:
    """The matter would have been closed when the extension was told."""
    history = application_of(received("9-10"), extended("9-20", 5))
    with pytest.raises(Refusal, match="L01"):
        append(history, answered("9-15"), REGIME)


def test_a_flawed_history_can_be_mended() -> None:
    flawed = application_of(received("9-2"), answered("9-9", Leaf.PARTIAL))
    mended = append(append(flawed, struck("9-10", 2), REGIME), answered("9-9", Leaf.GRANTED), REGIME)
    assert position(mended, day("9-30"), REGIME).outcome is Leaf.GRANTED
    assert len(mended.facts) == 4


def test_an_old_flaw_does_not_stop_other_facts() -> None:
    flawed = application_of(received("9-2"), extended("9-4", 20, by=""))
    assert len(append(flawed, answered("9-9"), REGIME).facts) == 3


def test_striking_what_others_rest_on_is_refused() -> None:
    history = application_of(received("9-2"), answered("9-9"))
    with pytest.raises(Refusal, match="L01"):
        append(history, struck("9-10", 1), REGIME)


def test_a_fact_of_another_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="Published is no fact of application"):
        append(application_of(received("9-2")), published("9-3"), REGIME)


def test_every_fact_has_one_move_and_every_stage_a_name() -> None:
    assert set(MOVES) == {made for facts in KINDS.values() for made in facts}
    assert set(STAGE_WORDS) == set(Stage)
    reached = {move.to for move in MOVES.values()} | {Stage.NONE}
    assert reached >= {stage for move in MOVES.values() for stage in move.at}
    assert reached | {None} >= set(Stage) - {None}


def test_every_move_but_inner_steps_of_drafting_names_its_article() -> None:
    bare = {move.fact.__name__ for move in MOVES.values() if not move.cites}
    assert bare == {"CompetitionReviewed", "LegalityReviewed", "Deliberated", "Filed", "Renewed"}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_begins_somewhere_and_the_table_is_asked_in_its_order(kind: Kind) -> None:
    assert moves_at(kind, Stage.NONE)
    for stage in Stage:
        assert [move.fact for move in moves_at(kind, stage)] == [
            made for made in KINDS[kind] if stage in MOVES[made].at
        ]


# One plausible fact of each type on a day, for asking what may come next.
SAMPLES = {
    application.CorrectionAsked: lambda on: asked(on),
    application.Corrected: lambda on: corrected(on, good_reason="住院"),
    application.Consulted: lambda on: consulted(on, "新"),
    application.ReasonsAsked: lambda on: reasons_asked(on),
    application.ReasonsGiven: lambda on: reasons(on, False),
    application.FeeNoticed: lambda on: fee(on),
    application.FeePaid: lambda on: paid(on),
    application.Extended: lambda on: extended(on, 3),
    application.Answered: lambda on: answered(on),
    application.Withdrawn: lambda on: withdrawn(on),
}
LIVES = [
    [received("9-2")],
    [received("9-2"), asked("9-3")],
    [received("9-2"), asked("9-3"), corrected("9-4")],
    [received("9-2"), asked("9-3", 3), lapsed("9-10")],
    [received("9-2"), reasons_asked("9-3")],
    [received("9-2"), reasons_asked("9-3"), reasons("9-4", False)],
    [received("9-2"), fee("9-3")],
    [received("9-2"), fee("9-3"), delivered("9-4", "fee"), paid("9-5")],
    [received("9-2"), consulted("9-3"), opinion("9-6")],
    [received("9-2"), extended("9-3", 5)],
    [received("9-2"), answered("9-4")],
    [received("9-2"), withdrawn("9-4")],
]


@given(st.sampled_from(LIVES), st.sampled_from(sorted(SAMPLES, key=lambda made: made.__name__)),
       st.integers(12, 30))  # fmt: skip
def test_what_is_offered_is_what_is_accepted(life: list[Fact], made: type[Fact], september: int) -> None:
    """One truth: a move is among the next ones exactly if the law lets it be entered."""
    on = f"9-{september}"
    history = application_of(*life)
    offered = made in {move.fact for move in position(history, day(on), REGIME).next}
    try:
        append(history, SAMPLES[made](on), REGIME)
    except Refusal:
        assert not offered
    else:
        assert offered


def test_struck_and_noted_stand_outside_the_table() -> None:
    assert not set(ALWAYS) & set(MOVES)


@given(st.lists(st.integers(0, 3), max_size=4))
def test_equal_facts_make_equal_histories(choice: list[int]) -> None:
    facts = [[received("9-2"), asked("9-3"), corrected("9-4"), answered("9-9")][index] for index in choice]
    assert History("1", Kind.APPLICATION, facts) == History("1", Kind.APPLICATION, tuple(facts))
    assert hash(History("1", Kind.APPLICATION, facts)) == hash(History("1", Kind.APPLICATION, facts))
    assert History("1", Kind.APPLICATION, facts) != History("2", Kind.APPLICATION, facts)


def test_a_strike_reaches_back_only() -> None:
    """What is entered after a mistaken strike counts, whatever number it gets."""
    history = application_of(received("9-2"), struck("9-3", 3), answered("9-9"))
    assert [entry.seq for entry in history.effective] == [1, 3]


def test_remarks_are_kept_and_do_not_count() -> None:
    history = application_of(Noted(on=day("2018-1-2")), received("9-2"))
    assert (len(history.facts), [entry.seq for entry in history.effective]) == (2, [2])
