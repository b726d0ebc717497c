"""Who drafts, decides and carries out, and where a step goes when somebody leaves or gets another role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model

from gongkai.ledger.facts.application import Ended
from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.people import membership_change, membership_end
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Call, Proposal
from gongkai.web.flow.selectors import Asked, chain_for, proposals_waiting_for
from gongkai.web.flow.services import chain_set, proposal_withdraw
from gongkai.web.flow.talk import remind, task_add
from gongkai.web.jobs.models import Notice
from tests.ledger.build import consulted
from tests.web.chains import Office, denied, refused
from tests.web.chains import make_office as make_office
from tests.web.conftest import TODAY, District


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
