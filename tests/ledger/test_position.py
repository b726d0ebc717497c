"""Where a matter stands: stage, due day, who must act, what may happen next; day by day through a life."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.law.policy import parse_policy
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind, Noted, dispute, publication
from gongkai.ledger.facts.application import Lapse, Opinion, Whom
from gongkai.ledger.facts.publication import Tag
from gongkai.ledger.history import History, append
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import Position, Waits, position
from tests.ledger.build import (
    REGIME,
    all_reviews,
    answered,
    application_of,
    asked,
    consulted,
    corrected,
    created,
    day,
    delivered,
    drafted,
    extended,
    fee,
    history_of,
    issued,
    lapsed,
    later,
    opened,
    opinion,
    paid,
    published,
    reasons,
    reasons_asked,
    received,
    withdrawn,
)


def at(on: str, *facts: Fact, regime: Regime = REGIME) -> Position:
    return position(application_of(*facts), day(on), regime)


def due(found: Position) -> date | None:
    return found.due.due if found.due else None


def told(found: Position) -> tuple[Stage, date | None, Waits, bool]:
    return found.stage, due(found), found.waits, found.paused


def names(found: Position) -> list[str]:
    return [move.fact.__name__ for move in found.next]


def policy(text: str) -> Regime:
    return Regime(REGIME.calendar, parse_policy(text))


STORY = [
    received("9-2"),
    asked("9-5"),
    corrected("9-10"),
    consulted("9-12"),
    delivered("9-13"),
    opinion("9-27"),
    extended("10-21", 10, approved="10-18"),
    answered("11-11", Leaf.D4),
]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("9-1", (Stage.NONE, None, Waits.NOBODY, False)),
        ("9-2", (Stage.HANDLING, day("9-30"), Waits.OFFICE, False)),
        ("9-5", (Stage.CORRECTING, day("9-27"), Waits.APPLICANT, True)),
        ("9-10", (Stage.HANDLING, day("10-14"), Waits.OFFICE, False)),
        ("9-12", (Stage.HANDLING, day("10-14"), Waits.CONSULTED, True)),  # nothing is left out on the day itself
        ("9-13", (Stage.HANDLING, day("10-15"), Waits.CONSULTED, True)),
        ("9-15", (Stage.HANDLING, day("10-16"), Waits.CONSULTED, True)),
        ("9-26", (Stage.HANDLING, day("10-25"), Waits.CONSULTED, True)),
        ("9-27", (Stage.HANDLING, day("10-28"), Waits.OFFICE, False)),
        ("10-20", (Stage.HANDLING, day("10-28"), Waits.OFFICE, False)),
        ("10-21", (Stage.HANDLING, day("11-11"), Waits.OFFICE, False)),
        ("11-11", (Stage.CLOSED, None, Waits.NOBODY, False)),
    ],
)
def test_a_life_day_by_day(on: str, expected: tuple[Any, ...]) -> None:
    assert told(at(on, *STORY)) == expected


def test_what_ended_says_how_and_when() -> None:
    found = at("12-31", *STORY)
    assert (found.outcome, found.closed, found.overdue) == (Leaf.D4, day("11-11"), False)
    assert names(found) == ["Redone"]


def test_overdue_begins_the_day_after() -> None:
    assert not at("9-30", received("9-2")).overdue
    assert at("10-1", received("9-2")).overdue


def test_waiting_for_others_is_never_overdue() -> None:
    silent = [received("9-2"), asked("9-5", 5)]
    assert told(at("9-12", *silent)) == (Stage.CORRECTING, day("9-12"), Waits.APPLICANT, True)
    over = at("9-13", *silent)
    assert (told(over), over.overdue) == ((Stage.CORRECTING, day("9-12"), Waits.OFFICE, True), False)
    assert "Lapsed" in names(over)
    assert "Lapsed" not in names(at("9-12", *silent))


def test_an_opinion_not_given_pauses_for_its_time_only() -> None:
    silent = [received("9-2"), consulted("9-4"), delivered("9-5")]
    assert told(at("9-27", *silent)) == (Stage.HANDLING, day("10-28"), Waits.CONSULTED, True)
    assert told(at("9-28", *silent)) == (Stage.HANDLING, day("10-28"), Waits.OFFICE, False)
    assert at("10-29", *silent).overdue


def test_overlapping_consultations_are_left_out_once() -> None:
    two = [
        received("9-2"),
        consulted("9-4"),
        consulted("9-5", "乙", Whom.CO_MAKER),
        opinion("9-10", Opinion.CONSENT),
        opinion("9-12", Opinion.CONSENT, "乙"),
    ]
    one = [received("9-2"), consulted("9-4"), opinion("9-12", Opinion.CONSENT)]
    assert due(at("9-20", *two)) == due(at("9-20", *one))
    assert told(at("9-11", *two))[2:] == (Waits.CONSULTED, True)


def test_a_fee_stops_the_clock_until_it_is_paid_and_then_starts_it_anew() -> None:
    facts = [received("9-2"), fee("9-10"), delivered("9-11", "fee")]
    assert told(at("9-10", *facts)) == (Stage.PAYING, None, Waits.OFFICE, True)
    assert told(at("9-11", *facts)) == (Stage.PAYING, day("10-15"), Waits.APPLICANT, True)
    assert told(at("9-20", *facts, paid("9-20"))) == (Stage.HANDLING, day("10-23"), Waits.OFFICE, False)
    lapse = lapsed("10-17", Lapse.FEE)
    assert (at("10-17", *facts, lapse).outcome, at("10-17", *facts, lapse).stage) == (Leaf.O2, Stage.CLOSED)


def test_a_body_may_hold_that_payment_only_pauses() -> None:
    pausing = policy('[fee_restarts]\nvalue = false\nsince = 2024-01-01\nreason = "本地口径"\n')
    facts = [received("9-2"), fee("9-10"), delivered("9-11", "fee"), paid("9-20")]
    assert due(at("9-20", *facts, regime=pausing)) == day("10-14")  # six working days later than 9-30
    steps = at("9-20", *facts, regime=pausing).due
    assert steps is not None
    assert "缴纳信息处理费" in steps.steps[1].words[0]
    assert [str(cite) for cite in steps.steps[1].cites] == ["处理费办法:6"]


def test_reasons_do_not_pause_unless_a_body_holds_so() -> None:
    facts = [received("9-2"), reasons_asked("9-5")]
    assert told(at("9-20", *facts)) == (Stage.EXPLAINING, day("9-30"), Waits.APPLICANT, False)
    pausing = policy('[reasons_pause]\nvalue = true\nsince = 2024-01-01\nreason = "本地口径"\n')
    assert told(at("9-10", *facts, regime=pausing))[2:] == (Waits.APPLICANT, True)
    assert due(at("9-10", *facts, regime=pausing)) == day("10-10")


def test_a_policy_holds_for_matters_that_began_after_it() -> None:
    changed = policy('[correction_reply_days]\nvalue = 5\nsince = 2024-09-03\nreason = "本地口径"\n')
    assert due(at("9-5", received("9-2"), asked("9-4"), regime=changed)) == day("9-26")
    assert due(at("9-5", received("9-3"), asked("9-4"), regime=changed)) == day("9-11")


def test_reasonable_reasons_allow_a_later_day() -> None:
    facts = [received("9-2"), reasons_asked("9-3"), reasons("9-5", True)]
    assert "LaterDaySet" in names(at("9-5", *facts))
    assert due(at("9-6", *facts, later("9-6", "2025-3-31"))) == day("2025-3-31")
    assert "LaterDaySet" not in names(at("9-5", received("9-2"), reasons_asked("9-3"), reasons("9-5", False)))


def test_an_extension_made_before_a_restart_does_not_lengthen_the_new_period() -> None:
    facts = [received("9-2"), extended("9-4", 20), fee("9-10"), delivered("9-11", "fee"), paid("9-20")]
    assert due(at("9-20", *facts)) == day("10-23")
    assert "Extended" not in names(at("9-20", *facts))
    again = policy('[extension_again_after_restart]\nvalue = true\nsince = 2024-01-01\nreason = "本地口径"\n')
    assert "Extended" in names(at("9-20", *facts, regime=again))


def test_moves_that_are_used_up_are_not_offered() -> None:
    assert "CorrectionAsked" in names(at("9-2", received("9-2")))
    assert "CorrectionAsked" not in names(at("9-10", *STORY[:3]))
    assert "Extended" in names(at("9-30", received("9-2")))
    assert "Extended" not in names(at("10-1", received("9-2")))
    assert "OpinionGiven" not in names(at("9-10", *STORY[:3]))
    assert "OpinionGiven" in names(at("9-12", *STORY[:4]))


def test_a_lapsed_matter_can_be_taken_up_again() -> None:
    facts = [received("9-2"), asked("9-5", 5), lapsed("9-13")]
    assert names(at("9-13", *facts)) == ["Corrected", "Redone"]
    again = at("9-18", *facts, corrected("9-18", good_reason="住院"))
    assert told(again) == (Stage.HANDLING, day("10-21"), Waits.OFFICE, False)
    assert again.outcome is None


def test_withdrawal_ends_it() -> None:
    assert at("9-10", received("9-2"), withdrawn("9-9")).outcome is Leaf.O3


def test_beyond_the_last_notice_the_day_is_provisional() -> None:
    found = at("2026-12-15", received("2026-12-10"))
    assert found.due is not None
    assert (found.due.provisional, found.due.missing) == (True, (2027,))
    assert not at("2026-11-25", received("2026-11-20")).due.provisional  # type: ignore[union-attr]


def test_days_before_the_law_are_refused() -> None:
    with pytest.raises(Refusal, match="before-regulation"):
        at("2019-5-20", received("2019-5-14"))


@pytest.mark.parametrize(
    ("kind", "facts", "on", "expected"),
    [
        (Kind.PUBLICATION, [created("9-10")], "9-12", (Stage.DRAFT, day("10-14"), Waits.OFFICE)),
        (Kind.PUBLICATION, [created("9-10", Tag.WITHHELD)], "9-12", (Stage.DRAFT, None, Waits.NOBODY)),
        (
            Kind.PUBLICATION,
            [created("9-10"), *all_reviews("9-11"), published("9-12")],
            "9-12",
            (Stage.PUBLISHED, None, Waits.NOBODY),
        ),
        (
            Kind.PUBLICATION,
            [created("9-2"), *all_reviews("9-3"), published("9-4"), publication.Changed(on=day("9-10"))],
            "9-12",
            (Stage.PUBLISHED, day("10-14"), Waits.OFFICE),
        ),
        (Kind.DOCUMENT, [drafted("3-1")], "9-12", (Stage.DRAFT, None, Waits.OFFICE)),
        (Kind.DOCUMENT, [issued("9-10")], "9-12", (Stage.IN_FORCE, day("10-14"), Waits.OFFICE)),
        (Kind.DOCUMENT, [issued("2015-9-10", taken_over=True)], "9-12", (Stage.IN_FORCE, None, Waits.NOBODY)),
        (
            Kind.DOCUMENT,
            [issued("2019-9-10", taken_over=True, valid_until=day("9-11"))],
            "9-12",
            (Stage.IN_FORCE, None, Waits.OFFICE),
        ),
        (Kind.DISPUTE, [opened("9-2")], "9-12", (Stage.OPEN, None, Waits.AUTHORITY)),
        (
            Kind.DISPUTE,
            [opened("9-2"), dispute.CopyReceived(on=day("9-10"))],
            "9-12",
            (Stage.OPEN, day("9-25"), Waits.OFFICE),
        ),
        (
            Kind.DISPUTE,
            [opened("9-2", simple=True), dispute.CopyReceived(on=day("9-10"))],
            "9-12",
            (Stage.OPEN, day("9-18"), Waits.OFFICE),
        ),
        (
            Kind.DISPUTE,
            [opened("9-2"), dispute.CopyReceived(on=day("9-10")), dispute.DefenceFiled(on=day("9-12"))],
            "9-12",
            (Stage.OPEN, None, Waits.AUTHORITY),
        ),
        (
            Kind.DISPUTE,
            [opened("9-2"), dispute.Decided(on=day("11-4"), result="revoked", act_by=day("12-2"))],
            "11-5",
            (Stage.DECIDED, day("12-2"), Waits.OFFICE),
        ),
        (
            Kind.DISPUTE,
            [
                opened("9-2"),
                dispute.Decided(on=day("11-4"), result="revoked", act_by=day("12-2")),
                dispute.DutyDone(on=day("11-29")),
            ],
            "11-29",
            (Stage.DECIDED, None, Waits.NOBODY),
        ),
    ],
)
def test_other_matters(kind: Kind, facts: list[Fact], on: str, expected: tuple[Any, ...]) -> None:
    found = position(history_of(kind, *facts), day(on), REGIME)
    assert (found.stage, due(found), found.waits) == expected


ORDERED = dispute.Decided(on=day("11-4"), result="revoked", act_by=day("12-2"))


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        (Kind.DISPUTE, [opened("9-2")], None),
        (Kind.DISPUTE, [opened("9-2"), dispute.Decided(on=day("11-4"), result="upheld")], "11-4"),
        (Kind.DISPUTE, [opened("9-2"), ORDERED], None),
        (Kind.DISPUTE, [opened("9-2"), ORDERED, dispute.DutyDone(on=day("11-29"))], "11-29"),
    ],
)
def test_a_dispute_ends_with_its_decision_or_with_what_that_orders(
    kind: Kind, facts: list[Fact], expected: str | None
) -> None:
    found = position(history_of(kind, *facts), day("12-31"), REGIME)
    assert (found.outcome, found.closed) == (None, expected and day(expected))


def test_position_does_not_look_ahead() -> None:
    """A fact of tomorrow changes nothing today."""
    known = History("1", Kind.APPLICATION, STORY[:3])
    assert position(known, day("9-11"), REGIME) == position(application_of(*STORY), day("9-11"), REGIME)


# ------------------------------------------------------------------------------------ found by review


def test_an_extension_of_the_day_of_the_restart_counts_if_it_was_entered_after_it() -> None:
    after = [received("9-2"), asked("9-3"), corrected("9-10"), extended("9-10", 5)]
    assert due(at("9-11", *after)) == day("10-21")
    before = [received("9-2"), extended("9-10", 5), fee("9-10"), delivered("9-10", "fee"), paid("9-10")]
    assert due(at("9-11", *before)) == day("10-14")


def test_where_payment_only_pauses_it_gives_no_second_extension_and_a_correction_still_starts_anew() -> None:
    pausing = policy(
        '[fee_restarts]\nvalue = false\nsince = 2024-01-01\nreason = "本地口径"\n'
        '[extension_again_after_restart]\nvalue = true\nsince = 2024-01-01\nreason = "本地口径"\n'
    )
    paying = [received("9-2"), extended("9-4", 5), fee("9-10"), delivered("9-11", "fee"), paid("9-20")]
    assert "Extended" not in names(at("9-20", *paying, regime=pausing))
    with pytest.raises(Refusal, match="L05"):
        append(application_of(*paying), extended("9-20", 5), pausing)
    correcting = [received("9-2"), extended("9-3", 5), asked("9-4"), corrected("9-10")]
    assert due(at("9-10", *correcting, regime=pausing)) == day("10-14")
    assert "Extended" in names(at("9-10", *correcting, regime=pausing))


def test_a_letter_sent_after_the_due_day_does_not_hide_that_it_is_over() -> None:
    found = at("10-11", received("9-2"), consulted("10-10"))
    assert (told(found), found.overdue) == ((Stage.HANDLING, day("9-30"), Waits.OFFICE, False), True)
    found = at("9-29", received("9-2"), consulted("9-27"))
    assert (found.waits, found.paused, found.overdue) == (Waits.CONSULTED, True, False)


def test_waiting_for_reasons_does_not_hide_that_the_period_is_over() -> None:
    facts = [received("9-2"), reasons_asked("9-27")]
    assert told(at("9-30", *facts)) == (Stage.EXPLAINING, day("9-30"), Waits.APPLICANT, False)
    assert at("10-1", *facts).overdue


def test_reasons_that_never_come_pause_for_their_time_only() -> None:
    pausing = policy('[reasons_pause]\nvalue = true\nsince = 2024-01-01\nreason = "本地口径"\n')
    facts = [received("9-2"), reasons_asked("9-5")]
    late = [at(on, *facts, regime=pausing) for on in ("9-29", "10-21", "12-2")]
    assert len({due(found) for found in late}) == 1
    assert late[-1].overdue


def test_a_remark_begins_nothing() -> None:
    remark = Noted(on=day("2023-12-29"))
    assert told(at("9-1", remark)) == (Stage.NONE, None, Waits.NOBODY, False)
    changed = policy('[correction_reply_days]\nvalue = 5\nsince = 2024-01-01\nreason = "本地口径"\n')
    assert due(at("9-5", remark, received("9-2"), asked("9-4"), regime=changed)) == day("9-11")


def test_what_the_law_would_refuse_is_not_offered() -> None:
    assert "FeeNoticed" not in names(at("2020-12-31", received("2020-12-28")))
    assert "FeeNoticed" in names(at("2021-1-1", received("2020-12-28")))
    item = [created("9-2"), *all_reviews("9-3")]
    assert "Published" in names(position(history_of(Kind.PUBLICATION, *item), day("9-4"), REGIME))
    for facts in (item[:3], item[:1], [created("9-2", Tag.WITHHELD), *all_reviews("9-3")]):
        assert "Published" not in names(position(history_of(Kind.PUBLICATION, *facts), day("9-4"), REGIME))
    draft = [drafted("3-1"), publication.LegalityReviewed(on=day("6-1"))]
    assert "Issued" in names(position(history_of(Kind.DOCUMENT, *draft), day("9-4"), REGIME))
    assert "Issued" not in names(position(history_of(Kind.DOCUMENT, *draft[:1]), day("9-4"), REGIME))
    for days, offered in ((29, True), (30, False)):
        case = [opened("9-2"), dispute.DecisionPutOff(on=day("9-3"), days=days)]
        assert ("DecisionPutOff" in names(position(history_of(Kind.DISPUTE, *case), day("9-4"), REGIME))) is offered
