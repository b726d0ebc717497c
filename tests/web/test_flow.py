"""Chains, drafts and the guard: both sides of every rule, read back from the database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import connections

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Fact
from gongkai.ledger.facts.application import Answered, Ended, Extended, LegalReviewed
from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.people import membership_change, membership_end
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.services import fact_enter
from gongkai.web.flow.models import Call, Chain, Proposal, Step
from gongkai.web.flow.selectors import (
    Asked,
    approved_for,
    chain_for,
    proposals_back_to,
    proposals_waiting_for,
    waiting_counts,
)
from gongkai.web.flow.services import (
    Subject,
    chain_set,
    fact_of,
    proposal_carry_out,
    proposal_decide,
    proposal_open,
    proposal_withdraw,
)
from gongkai.web.flow.talk import remind, task_add
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, answered, asked, consulted, day, extended, received, withdrawn
from tests.web.conftest import TODAY, District, opened
from tests.web.test_isolation import state as everything

FULL = ("approve", "review_law", "sign")


class Office(NamedTuple):
    """A body with somebody in every role that a chain needs."""

    matter: Matter
    clerk: Any
    head: Any
    legal: Any
    leader: Any

    def chain(self, about: str, *abilities: str) -> Chain | None:
        steps = [Asked(Ability(ability)) for ability in abilities]
        return chain_set(body=self.matter.body, about=about, steps=steps, actor=self.head)

    def propose(self, fact: Fact, by: Any = None, token: str = "", **more: Any) -> Proposal:
        given: dict[str, Any] = {"actor": by or self.clerk, "on": TODAY, "regime": REGIME}
        return proposal_open(matter_id=self.matter.pk, fact=fact, token=token or uuid4().hex, **(given | more))

    def decide(self, one: Proposal, by: Any, agree: bool = True, token: str = "", **more: Any) -> Proposal:
        given: dict[str, Any] = {"actor": by, "on": TODAY, "regime": REGIME, "token": token or uuid4().hex}
        return proposal_decide(proposal_id=one.pk, agree=agree, **(given | more))

    def carry_out(self, one: Proposal, by: Any = None, token: str = "", **more: Any) -> Matter:
        given: dict[str, Any] = {"actor": by or self.clerk, "on": TODAY, "regime": REGIME}
        return proposal_carry_out(proposal_id=one.pk, token=token or uuid4().hex, **(given | more))

    def enter(self, fact: Fact, by: Any = None, token: str = "") -> Matter:
        given: dict[str, Any] = {"actor": by or self.clerk, "on": TODAY, "regime": REGIME}
        return fact_enter(matter_id=self.matter.pk, fact=fact, token=token or uuid4().hex, **given)

    def approved(self, fact: Fact, **more: Any) -> Proposal:
        """Proposed by the clerk and agreed to by all."""
        one = self.propose(fact, **more)
        who = {"approve": self.head, "review_law": self.legal, "sign": self.leader}
        for step in one.steps.all():
            self.decide(one, who[step.ability], opinion="agree")
        one.refresh_from_db()
        assert one.state == Proposal.State.APPROVED
        return one


@pytest.fixture(name="office")
def make_office(district: District, person: Callable[..., Any]) -> Office:
    people = [person(district.top, role) for role in ("clerk", "head", "legal", "leader")]
    return Office(opened(district.top, received("9-10", asks="征地补偿方案")), *people)


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    """The act is refused with this code, and nothing has changed."""
    before = everything()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert everything() == before
    return caught.value


def denied(act: Callable[[], Any]) -> None:
    before = everything()
    with pytest.raises(PermissionDenied):
        act()
    assert everything() == before


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


def test_nobody_agrees_to_ones_own_draft(office: Office) -> None:
    one = office.propose(consulted("9-20"), by=office.head)
    assert not proposals_waiting_for(office.head)
    refused("own-draft", lambda: office.decide(one, office.head))
    assert office.decide(one, office.leader).state == "approved"


def test_nor_to_what_one_drafted_before_it_was_revised(office: Office) -> None:
    first = office.propose(consulted("9-20"), by=office.head)
    office.decide(first, office.leader, agree=False, reason="请核对")
    again = office.propose(consulted("9-20"), by=office.clerk, revises=Proposal.objects.get(pk=first.pk))
    refused("own-draft", lambda: office.decide(again, office.head))


def test_nobody_decides_twice_on_one_draft(office: Office) -> None:
    office.chain("consulted", "approve", "sign")
    one = office.propose(consulted("9-20"))
    office.decide(one, office.leader)  # a leader may approve and sign, but not both on one draft
    refused("decided-before", lambda: office.decide(one, office.leader))
    assert not proposals_waiting_for(office.leader)


def test_only_who_has_the_ability_or_is_named_decides(office: Office, district: District, person: Any) -> None:
    second = person(district.below, "head")
    one = office.propose(consulted("9-20"))
    for wrong in (office.clerk, office.legal, second):
        denied(lambda wrong=wrong: office.decide(one, wrong))
    chain_set(
        body=district.top, about="ended", steps=[Asked(Ability.APPROVE, office.leader)], actor=office.head
    )  # fmt: skip
    named = office.propose(Ended(on=TODAY, reason="申请人死亡"))
    assert named not in proposals_waiting_for(office.head)
    assert named in proposals_waiting_for(office.leader)
    denied(lambda: office.decide(named, office.head))
    assert office.decide(named, office.leader).state == "approved"


def test_only_who_may_write_proposes_withdraws_and_carries_out(office: Office, district: District, person: Any) -> None:
    stranger = person(district.other, "clerk")
    one = office.approved(consulted("9-20"))
    for wrong in (office.legal, office.leader, stranger):
        denied(lambda wrong=wrong: office.propose(consulted("9-20", ref="乙"), by=wrong))
        denied(lambda wrong=wrong: proposal_withdraw(proposal_id=one.pk, actor=wrong, on=TODAY))
        denied(lambda wrong=wrong: office.carry_out(one, by=wrong))
    office.carry_out(one, by=office.head)


def test_a_return_has_a_reason_and_keeps_everything(office: Office) -> None:
    one = office.propose(consulted("9-20"), note="请审批")
    refused("reason-missing", lambda: office.decide(one, office.head, agree=False, reason="  "))
    office.decide(one, office.head, agree=False, reason="写明对方名称")
    one.refresh_from_db()
    assert (one.state, one.note, one.content["ref"]) == ("returned", "请审批", "甲")
    assert one.steps.get().reason == "写明对方名称"
    assert list(proposals_back_to(office.clerk)) == [one]
    refused("not-open", lambda: office.decide(one, office.leader))
    refused("not-open", lambda: office.carry_out(one))
    refused("not-open", lambda: proposal_withdraw(proposal_id=one.pk, actor=office.clerk, on=TODAY))
    again = office.propose(consulted("9-20"), revises=one)
    assert again.revises == one
    assert not proposals_back_to(office.clerk)
    refused("not-returned", lambda: office.propose(consulted("9-20", ref="丙"), revises=one))
    refused("not-returned", lambda: office.propose(consulted("9-20", ref="丙"), revises=again))


def test_a_legal_objection_returns_the_draft(office: Office) -> None:
    office.chain("answered.declined", "review_law", "sign")
    one = office.propose(answered("9-20", Leaf.R1))
    refused("opinion-missing", lambda: office.decide(one, office.legal))
    refused("reason-missing", lambda: office.decide(one, office.legal, opinion="object"))
    refused("reason-missing", lambda: office.decide(one, office.legal, opinion="changes"))
    done = office.decide(one, office.legal, opinion="object", reason="不属于信访事项", articles="《条例》第三十九条")
    step = one.steps.first()
    assert step is not None
    assert (done.state, step.opinion, step.by, step.on) == ("returned", "object", office.legal, TODAY)
    last = history_of(office.matter).facts[-1]
    assert isinstance(last, LegalReviewed)
    assert not last.agreed


def test_the_law_is_asked_when_a_draft_is_sent(office: Office) -> None:
    refused("future", lambda: office.propose(consulted("9-21")))
    refused("L08", lambda: office.propose(extended("9-18", 25)))


def test_the_law_is_asked_again_when_it_is_carried_out(office: Office) -> None:
    one = office.approved(answered("9-20", Leaf.GRANTED))
    office.enter(withdrawn("9-20"))
    before = everything()
    with pytest.raises(Refusal):
        office.carry_out(one)
    assert everything() == before
    one.refresh_from_db()
    assert one.state == "approved"


def test_an_extension_approved_too_late_is_refused_with_nothing_done(office: Office) -> None:
    one = office.approved(extended("9-18", 15))
    before = everything()
    with pytest.raises(Refusal):
        office.carry_out(one, on=day("10-15"))  # due on 14 October
    assert everything() == before
    office.carry_out(one, on=day("10-14"))


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


def test_the_same_draft_is_not_under_way_twice(office: Office) -> None:
    one = office.propose(consulted("9-20"))
    refused("already-proposed", lambda: office.propose(consulted("9-19")))
    proposal_withdraw(proposal_id=one.pk, actor=office.clerk, on=TODAY)
    office.propose(consulted("9-19"))


def test_what_is_sent_twice_counts_once(office: Office) -> None:
    one = office.propose(consulted("9-20"), token="p")
    assert office.propose(consulted("9-20"), token="p") == one
    refused("token-taken", lambda: office.propose(consulted("9-20", ref="乙"), token="p"))
    office.decide(one, office.head, token="d")
    office.decide(one, office.head, token="d")
    other = office.propose(consulted("9-20", ref="乙"))
    refused("token-taken", lambda: office.decide(other, office.head, token="d"))
    office.carry_out(one, token="c")
    office.carry_out(one, token="c")
    assert FactRow.objects.filter(matter=office.matter).count() == 2
    refused("not-open", lambda: office.carry_out(one, token="c2"))


def test_the_letter_that_was_approved_is_the_one_that_goes_out(office: Office) -> None:
    fact = answered("9-20", Leaf.GRANTED)
    one = office.approved(fact, subject=Subject("elsewhere", "7", "a" * 64))
    assert approved_for(office.matter, fact, "b" * 64) is None
    assert approved_for(office.matter, fact, "a" * 64) == one
    refused("letter-changed", lambda: office.carry_out(one))
    refused("letter-changed", lambda: office.carry_out(one, subject_hash="b" * 64))
    office.carry_out(one, subject_hash="a" * 64)


def test_an_approved_draft_can_be_taken_back_until_it_is_carried_out(office: Office) -> None:
    one = office.approved(consulted("9-20"))
    for _ in range(2):
        assert proposal_withdraw(proposal_id=one.pk, actor=office.clerk, on=TODAY).state == "withdrawn"
    refused("not-open", lambda: office.carry_out(one))


def test_a_review_of_a_matter_that_is_closed_writes_no_fact(office: Office) -> None:
    office.chain("redone", "review_law")
    office.enter(answered("9-19"))
    one = Proposal.objects.create(
        matter=office.matter, body=office.matter.body, about="redone", content={"fact": "noted", "on": "2024-09-20"},
        by=office.clerk, on=TODAY, token="x", waits_ability="review_law",
    )  # fmt: skip
    Step.objects.create(proposal=one, place=1, ability="review_law")
    office.decide(one, office.legal, opinion="agree")
    assert history_of(Matter.objects.get(pk=office.matter.pk)).facts[-1] == answered("9-19")


def test_a_correction_may_be_carried_out_only_while_the_law_allows_it(office: Office) -> None:
    one = office.approved(asked("9-18", 10))
    assert fact_of(one, on=day("9-20")).on == day("9-20")


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_make_one_decision_each_step(office: Office, person: Any, district: District) -> None:
    one = office.propose(consulted("9-20"))
    start = Barrier(2)

    def act(who: Any) -> str:
        try:
            start.wait()
            office.decide(one, who)
        except (Refusal, PermissionDenied) as said:
            return type(said).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(act, (office.head, office.leader)))
    assert outcomes == ["Refusal", "done"]
    assert Step.objects.get().decision == "agreed"


@pytest.mark.django_db(transaction=True)
def test_carried_out_many_times_at_once_makes_one_fact(office: Office) -> None:
    one = office.approved(consulted("9-20"))
    start = Barrier(4)

    def act(place: int) -> str:
        try:
            start.wait()
            office.carry_out(one, token=f"c{place}")
        except Refusal as said:
            return said.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(act, range(4)))
    assert outcomes == ["done", "not-open", "not-open", "not-open"]
    assert FactRow.objects.filter(matter=office.matter).count() == 2


def test_what_was_approved_with_a_letter_is_not_entered_without_it(office: Office) -> None:
    office.chain("answered.withheld", *FULL)
    one = office.approved(answered("9-20", Leaf.D1), subject=Subject("elsewhere", "1", "a" * 64))
    before = everything()
    refused("letter-changed", lambda: office.enter(answered("9-20", Leaf.D1)))
    assert everything() == before
    one.refresh_from_db()
    assert one.state == Proposal.State.APPROVED


def named_step(office: Office, ability: Ability, who: Any, boss: Any) -> Proposal:
    chain_set(body=office.matter.body, about="consulted", steps=[Asked(ability, who)], actor=boss)
    return office.propose(consulted("9-20"))


def test_nothing_stays_with_somebody_who_left(office: Office, person: Callable[..., Any]) -> None:
    boss, body = person(office.matter.body, "administrator"), office.matter.body
    one = named_step(office, Ability.APPROVE, office.head, boss)
    task = task_add(matter_id=office.matter.pk, title="核对", user=office.head, token="t", actor=boss, on=TODAY)
    Matter.objects.filter(pk=office.matter.pk).update(handler=office.head)
    remind(matter_id=office.matter.pk, text="", token="r", actor=boss, on=TODAY)
    assert Notice.objects.get(kind="reminded").text == f"{boss.username}催办：请抓紧办理"
    leaving = Membership.objects.get(user=office.head)
    refused("hand-over-needed", lambda: membership_end(membership=leaving, actor=boss, on=TODAY))
    denied(lambda: office.decide(one, office.leader))
    Notice.objects.all().delete()
    membership_end(membership=leaving, actor=boss, on=TODAY, colleague=office.clerk)
    task.refresh_from_db()
    assert task.user == office.clerk
    assert list(Call.objects.values_list("user", flat=True)) == [office.clerk.pk]
    assert proposals_waiting_for(office.head).count() == 0
    assert chain_for(body.pk, consulted("9-20")) == (Asked(Ability.APPROVE),)
    assert [(one.user, one.kind) for one in Notice.objects.all()] == [(office.leader, Notice.Kind.TO_APPROVE)]
    assert office.decide(one, office.leader).state == Proposal.State.APPROVED


def test_a_colleague_who_may_takes_the_step_over(office: Office, person: Callable[..., Any]) -> None:
    boss = person(office.matter.body, "administrator")
    one = named_step(office, Ability.APPROVE, office.leader, boss)
    Notice.objects.all().delete()
    leaving = Membership.objects.get(user=office.leader)
    membership_end(membership=leaving, actor=boss, on=TODAY, colleague=office.head)
    one.refresh_from_db()
    assert one.waits_person == office.head
    assert [(one.user, one.kind) for one in Notice.objects.all()] == [(office.head, Notice.Kind.TO_APPROVE)]
    assert office.decide(one, office.head).state == Proposal.State.APPROVED


def test_a_colleague_gets_no_step_of_an_own_draft(office: Office, person: Callable[..., Any]) -> None:
    boss, second = person(office.matter.body, "administrator"), get_user_model().objects.create_user("second")
    Membership.objects.create(user=second, body=office.matter.body, role="head")
    chain_set(body=office.matter.body, about="consulted", steps=[Asked(Ability.APPROVE, office.leader)], actor=boss)
    one = office.propose(consulted("9-20"), by=second)
    leaving = Membership.objects.get(user=office.leader)
    membership_end(membership=leaving, actor=boss, on=TODAY, colleague=second)
    one.refresh_from_db()
    assert one.waits_person is None
    assert list(proposals_waiting_for(office.head)) == [one]


def test_another_role_opens_the_step_that_named_the_person(office: Office, person: Callable[..., Any]) -> None:
    """A head who becomes a clerk still writes, hands nothing over, and may not approve any more."""
    boss, body = person(office.matter.body, "administrator"), office.matter.body
    one = named_step(office, Ability.APPROVE, office.head, boss)
    Notice.objects.all().delete()
    given: dict[str, Any] = {"section": None, "actor": boss, "on": TODAY}
    membership_change(membership=Membership.objects.get(user=office.head), role="clerk", **given)
    one.refresh_from_db()
    assert (one.waits_person, one.steps.get().person) == (None, None)
    assert not proposals_waiting_for(office.head)
    assert chain_for(body.pk, consulted("9-20")) == (Asked(Ability.APPROVE),)
    assert [(one.user, one.kind) for one in Notice.objects.all()] == [(office.leader, Notice.Kind.TO_APPROVE)]
    denied(lambda: office.decide(one, office.head))
    assert office.decide(one, office.leader).state == Proposal.State.APPROVED


def test_another_role_that_may_keeps_the_step(office: Office, person: Callable[..., Any]) -> None:
    boss = person(office.matter.body, "administrator")
    one = named_step(office, Ability.APPROVE, office.head, boss)
    given: dict[str, Any] = {"section": None, "actor": boss, "on": TODAY, "colleague": office.clerk}
    membership_change(membership=Membership.objects.get(user=office.head), role="leader", **given)
    one.refresh_from_db()
    assert one.waits_person == office.head
    assert office.decide(one, office.head).state == Proposal.State.APPROVED
