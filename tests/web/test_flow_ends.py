"""How drafts end: returned, refused by the law, taken back, or carried out once however often it is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts.application import LegalReviewed
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.flow.models import Proposal, Step
from gongkai.web.flow.selectors import proposals_back_to
from gongkai.web.flow.services import proposal_withdraw
from tests.ledger.build import answered, consulted, day, extended, withdrawn
from tests.web.chains import Office, refused
from tests.web.chains import make_office as make_office
from tests.web.conftest import TODAY, District
from tests.web.test_isolation import state as everything


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
