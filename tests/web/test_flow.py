"""A draft goes through the steps of its chain, and the guard lets pass only what was approved."""

from __future__ import annotations

from typing import Any

import pytest

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts.application import Answered, Extended, LegalReviewed
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.bridge import history_of
from gongkai.web.flow.models import Chain, Proposal
from gongkai.web.flow.selectors import (
    Asked,
    approved_for,
    chain_for,
    proposals_back_to,
    proposals_waiting_for,
    waiting_counts,
)
from gongkai.web.flow.services import Subject, chain_set, fact_of, proposal_withdraw
from gongkai.web.jobs.models import Notice
from tests.ledger.build import answered, asked, consulted, day, extended, received
from tests.web.chains import FULL, Office, refused
from tests.web.chains import make_office as make_office
from tests.web.conftest import TODAY, District, opened
from tests.web.test_isolation import state as everything


def test_a_draft_goes_through_all_steps_and_becomes_the_fact(office: Office) -> None:
    office.chain("answered.withheld", *FULL)
    one = office.propose(answered("9-20", Leaf.D1), note="属于国家秘密")
    assert [one.state, one.waits_ability] == ["open", "approve"]
    assert [step.ability for step in one.steps.all()] == list(FULL)
    assert list(proposals_waiting_for(office.head)) == [one]
    assert not proposals_waiting_for(office.legal)
    office.decide(one, office.head, reason="同意")
    assert list(proposals_waiting_for(office.legal)) == [one]
    assert not proposals_waiting_for(office.head)
    office.decide(one, office.legal, opinion="changes", reason="补充法律依据", articles="《条例》第十五条")
    done = office.decide(one, office.leader)
    assert done.state == "approved"
    assert list(proposals_back_to(office.clerk)) == [one]
    assert waiting_counts(office.clerk)["work_waiting"] == 1
    assert approved_for(office.matter, answered("9-18", Leaf.D1, document="青信公〔2024〕1号")) == one
    office.carry_out(one, document="青信公〔2024〕1号")
    one.refresh_from_db()
    assert (one.state, one.ended_on, one.ended_by) == ("carried_out", TODAY, office.clerk)
    *_, review, last = history_of(office.matter).facts
    assert (type(review), review.on) == (LegalReviewed, TODAY)
    assert isinstance(last, Answered)
    assert (last.outcome, last.on, last.document) == (Leaf.D1, TODAY, "青信公〔2024〕1号")
    assert not proposals_back_to(office.clerk)
    kinds = [(notice.user, notice.kind) for notice in Notice.objects.order_by("pk")]
    turn = Notice.Kind.TO_APPROVE
    # The leader may approve as well as sign: both are told of the first step.
    assert kinds == [
        (office.head, turn), (office.leader, turn), (office.legal, turn), (office.leader, turn),
        (office.clerk, Notice.Kind.APPROVED),
    ]  # fmt: skip


def test_where_a_chain_is_set_nothing_is_entered_without_approval(office: Office) -> None:
    office.chain("answered.withheld", *FULL)
    fact = answered("9-20", Leaf.D1)
    said = refused("approval-missing", lambda: office.enter(fact))
    assert "审核、法制审核、签发" in said.reason[0]
    assert "送审" in said.advice[0]
    office.enter(answered("9-20", Leaf.GRANTED))  # another group, for which nothing is set
    assert history_of(office.matter).facts[-1].outcome == Leaf.GRANTED  # type: ignore[attr-defined]


def test_other_bodies_are_not_bound_by_a_chain(office: Office, district: District) -> None:
    office.chain("consulted", "approve")
    elsewhere = opened(district.other, received("9-10"), token="elsewhere")
    office._replace(matter=elsewhere).enter(consulted("9-12"))
    refused("approval-missing", lambda: office.enter(consulted("9-12")))


@pytest.mark.parametrize("step", ["open", "returned", "withdrawn", "carried_out"])
def test_only_an_approved_draft_lets_the_fact_pass_and_only_once(office: Office, step: str) -> None:
    office.chain("consulted", "approve")
    one = office.propose(consulted("9-20"))
    if step == "returned":
        office.decide(one, office.head, agree=False, reason="写明对方名称")
    elif step != "open":
        office.decide(one, office.head)
    if step == "withdrawn":
        proposal_withdraw(proposal_id=one.pk, actor=office.clerk, on=TODAY)
    if step == "carried_out":
        office.enter(consulted("9-19"))
        one.refresh_from_db()
        assert (one.state, one.ended_on) == ("carried_out", day("9-19"))
    refused("approval-missing", lambda: office.enter(consulted("9-20")))


def test_what_was_changed_after_the_approval_is_not_approved(office: Office) -> None:
    office.chain("consulted", "approve")
    office.approved(consulted("9-20", ref="甲"))
    refused("approval-missing", lambda: office.enter(consulted("9-20", ref="乙")))
    office.enter(consulted("9-20", ref="甲"))


def test_a_fixed_day_is_part_of_what_was_approved(office: Office) -> None:
    office.chain("consulted", "approve")
    one = office.approved(consulted("9-18"), fixed_day=True)
    refused("approval-missing", lambda: office.enter(consulted("9-19")))
    office.carry_out(one)
    assert history_of(office.matter).facts[-1].on == day("9-18")


def test_an_extension_says_who_approved_it_and_when(office: Office) -> None:
    one = office.approved(extended("9-18", 15, by="待批准"))
    office.carry_out(one)
    last = history_of(office.matter).facts[-1]
    assert isinstance(last, Extended)
    assert (last.on, last.days, last.approved_by, last.approved_on) == (TODAY, 15, office.head.username, TODAY)


def test_the_law_wants_the_heads_approval_of_an_extension_even_where_nothing_is_set(
    office: Office, district: District, person: Any
) -> None:
    assert chain_for(office.matter.body_id, extended("9-19")) == ()
    said = refused("approval-missing", lambda: office.enter(extended("9-19", by="某人")))
    assert "第三十三条" in said.reason[0]
    office.enter(extended("9-19"), by=office.head)  # the head's own entry is the head's approval
    clerk = person(district.other, "clerk")
    elsewhere = opened(district.other, received("9-10"), token="elsewhere")
    # A body whose head has no account approves on paper, and the fact names it.
    office._replace(matter=elsewhere).enter(extended("9-19"), by=clerk)


def test_a_chain_changed_meanwhile_binds_only_what_is_sent_later(office: Office) -> None:
    office.chain("consulted", "approve")
    one = office.propose(consulted("9-20"))
    office.chain("consulted", "approve", "sign")
    assert office.decide(one, office.head).state == "approved"
    assert office.propose(consulted("9-20", ref="乙")).steps.count() == 2
    assert Chain.objects.filter(about="consulted").count() == 2
    office.chain("consulted")
    assert chain_for(office.matter.body_id, consulted("9-20")) == ()
    office.enter(consulted("9-20", ref="丙"))


def test_a_chain_set_again_as_it_is_changes_nothing(office: Office) -> None:
    made = office.chain("consulted", "approve")
    assert office.chain("consulted", "approve") == made
    assert Chain.objects.count() == 1


@pytest.mark.parametrize(
    ("about", "abilities", "code"),
    [
        ("received", ["approve"], "unknown-sort"),
        ("consulted", ["approve"] * 7, "too-many-steps"),
        ("extended", ["review_law"], "law-demands-approval"),
    ],
)
def test_a_chain_that_cannot_hold_is_refused(office: Office, about: str, abilities: list[str], code: str) -> None:
    refused(code, lambda: office.chain(about, *abilities))


def test_a_step_that_nobody_can_take_is_refused(office: Office, district: District, person: Any) -> None:
    clerk = person(district.other, "clerk")
    elsewhere = office._replace(matter=opened(district.other, received("9-10"), token="elsewhere"), clerk=clerk)
    refused("nobody-to-approve", lambda: elsewhere.chain("consulted", "approve"))
    refused("nobody-to-approve", lambda: elsewhere.propose(consulted("9-20")))
    wrong = [Asked(Ability.SIGN, office.head)]
    refused(
        "nobody-to-approve",
        lambda: chain_set(body=district.top, about="consulted", steps=wrong, actor=office.head),
    )
    person(district.other, "head")
    elsewhere.propose(consulted("9-20"))


def test_the_letter_that_was_approved_is_the_one_that_goes_out(office: Office) -> None:
    fact = answered("9-20", Leaf.GRANTED)
    one = office.approved(fact, subject=Subject("elsewhere", "7", "a" * 64))
    assert approved_for(office.matter, fact, "b" * 64) is None
    assert approved_for(office.matter, fact, "a" * 64) == one
    refused("letter-changed", lambda: office.carry_out(one))
    refused("letter-changed", lambda: office.carry_out(one, subject_hash="b" * 64))
    office.carry_out(one, subject_hash="a" * 64)


def test_a_correction_may_be_carried_out_only_while_the_law_allows_it(office: Office) -> None:
    one = office.approved(asked("9-18", 10))
    assert fact_of(one, on=day("9-20")).on == day("9-20")


def test_what_was_approved_with_a_letter_is_not_entered_without_it(office: Office) -> None:
    office.chain("answered.withheld", *FULL)
    one = office.approved(answered("9-20", Leaf.D1), subject=Subject("elsewhere", "1", "a" * 64))
    before = everything()
    refused("letter-changed", lambda: office.enter(answered("9-20", Leaf.D1)))
    assert everything() == before
    one.refresh_from_db()
    assert one.state == Proposal.State.APPROVED
