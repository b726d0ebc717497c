"""An answer goes through the chain of the body that is asked, and its steps do not stay with somebody who left."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from gongkai.web.bodies import handover
from gongkai.web.bodies.permissions import Ability
from gongkai.web.flow.inquiries import answer_decide
from gongkai.web.flow.inquiries_settle import settle
from gongkai.web.flow.models import Inquiry
from gongkai.web.flow.selectors import Asked, inquiries_waiting_for, opinions_for
from gongkai.web.flow.services import chain_set
from gongkai.web.jobs.models import Notice
from tests.web.conftest import TODAY
from tests.web.inquiries import Office, refused
from tests.web.inquiries import make_office as make_office


def test_an_answer_walks_the_chain_of_the_body_that_is_asked(office: Office, person: Any) -> None:
    head = person(office.district.other, "head")
    steps = [Asked(Ability.APPROVE)]
    chain_set(body=office.district.other, about="inquiry_answered", steps=steps, actor=head)
    one = office.answer(office.send(), "disagree", "属于工作秘密")
    assert (one.state, one.answered_on) == ("approving", None)
    assert list(opinions_for(office.clerk)) == []
    assert list(inquiries_waiting_for(head)) == [one]
    assert list(inquiries_waiting_for(office.other)) == []
    decide: dict[str, Any] = {"inquiry_id": one.pk, "actor": head, "on": TODAY}
    refused("reason-missing", lambda: answer_decide(agree=False, reason="", **decide))
    with pytest.raises(PermissionDenied):
        answer_decide(agree=True, reason="", **(decide | {"actor": office.other}))
    back = answer_decide(agree=False, reason="依据不足", **decide)
    assert (back.state, back.returned_why) == ("open", "依据不足")
    again = office.answer(one, "agree")
    assert again.state == "approving"
    done = answer_decide(agree=True, reason="", **decide)
    assert (done.state, done.opinion, done.answered_on) == ("answered", "agree", TODAY)
    assert [step.gone for step in done.steps.all()] == [True, False]
    refused("not-open", lambda: answer_decide(agree=True, reason="", **decide))


def test_nobody_approves_an_own_answer(office: Office, person: Any) -> None:
    head, second = person(office.district.other, "head"), person(office.district.other, "leader")
    chain_set(body=office.district.other, about="inquiry_answered", steps=[Asked(Ability.APPROVE)], actor=head)
    one = office.answer(office.send(), actor=head)
    refused("own-draft", lambda: answer_decide(inquiry_id=one.pk, agree=True, reason="", actor=head, on=TODAY))
    assert answer_decide(inquiry_id=one.pk, agree=True, reason="", actor=second, on=TODAY).state == "answered"


def test_nobody_agrees_to_an_answer_that_was_not_seen(client: Client, office: Office, person: Any) -> None:
    head, leader = person(office.district.other, "head"), person(office.district.other, "leader")
    chain_set(body=office.district.other, about="inquiry_answered", steps=[Asked(Ability.APPROVE)], actor=head)
    one = office.answer(office.send(), "agree")
    client.force_login(leader)
    where = reverse("inquiry_decide", args=[one.pk])
    stale = {"agree": "1", "reason": "没有意见", "seen": str(one.steps.get().pk)}
    assert f'name="seen" value="{stale["seen"]}"' in client.get(reverse("inquiry", args=[one.pk])).content.decode()
    answer_decide(inquiry_id=one.pk, agree=False, reason="不妥", actor=head, on=TODAY)
    office.answer(one, "disagree", "涉及地下管线")
    for sent in (stale, {"agree": "1", "reason": "没有意见"}):
        said = client.post(where, sent).content.decode()
        assert "已经审批或者退回改过" in said
        assert "没有意见</textarea>" in said
    assert Inquiry.objects.get().state == "approving"
    client.post(where, stale | {"seen": str(one.steps.get(gone=False).pk)})
    assert Inquiry.objects.get().opinion == "disagree"
    assert Inquiry.objects.get().state == "answered"
    assert "您填写的意见没有保存：没有意见" in client.post(where, stale).content.decode()


def test_a_step_of_somebody_who_has_left_is_open_to_all_who_may(office: Office, person: Any) -> None:
    head, leader = person(office.district.other, "head"), person(office.district.other, "leader")
    steps = [Asked(Ability.APPROVE, head)]
    chain_set(body=office.district.other, about="inquiry_answered", steps=steps, actor=head)
    one = office.answer(office.send())
    settle(TODAY)
    assert list(inquiries_waiting_for(leader)) == []
    head.memberships.all().delete()
    for _ in range(2):
        settle(TODAY)
    assert list(inquiries_waiting_for(leader)) == [one]
    assert Notice.objects.filter(user=leader, kind="to_approve").count() == 1
    assert answer_decide(inquiry_id=one.pk, agree=True, reason="", actor=leader, on=TODAY).state == "answered"


def test_a_step_follows_at_once_when_somebody_leaves(office: Office, person: Any) -> None:
    head, leader = person(office.district.other, "head"), person(office.district.other, "leader")
    steps = [Asked(Ability.APPROVE, head)]
    chain_set(body=office.district.other, about="inquiry_answered", steps=steps, actor=head)
    one = office.answer(office.send())
    head.memberships.all().delete()
    handover.changed(office.district.other.pk, head, leader, TODAY)
    one.refresh_from_db()
    assert (one.waits_person, one.steps.get().person) == (leader, leader)
    leader.memberships.all().delete()
    handover.changed(office.district.other.pk, leader, office.other, TODAY)  # who drafted it may not take it
    one.refresh_from_db()
    assert (one.waits_person, one.steps.get().person) == (None, None)
