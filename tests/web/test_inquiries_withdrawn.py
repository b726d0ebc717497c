"""An inquiry is taken back and sent anew, or goes to those who follow a body that ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from gongkai.ledger.facts.application import Consulted, Delivered, Whom
from gongkai.ledger.position import position
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.services import body_end
from gongkai.web.cases.bridge import history_of
from gongkai.web.flow.inquiries import answer_decide, deadline_of
from gongkai.web.flow.models import Inquiry
from gongkai.web.flow.selectors import Asked, inquiries_waiting_for, waiting_counts
from gongkai.web.flow.services import chain_set
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, consulted, received
from tests.web.conftest import TODAY, opened
from tests.web.inquiries import Office, refused, withdraw
from tests.web.inquiries import make_office as make_office


def test_what_was_sent_is_taken_back_and_asked_of_another(office: Office, person: Any) -> None:
    one = office.send()
    refused("reason-missing", lambda: withdraw(office, one, " "))
    with pytest.raises(PermissionDenied):
        withdraw(office, one, actor=office.other)
    for _ in range(2):
        assert withdraw(office, one).state == "withdrawn"
    assert not [fact for fact in history_of(office.matter).counted() if isinstance(fact, Delivered)]
    assert list(inquiries_waiting_for(office.other)) == []
    assert "撤回了征求意见" in Notice.objects.filter(user=office.other).first().text  # type: ignore[union-attr]
    refused("not-open", lambda: office.answer(one))
    person(office.district.below, "clerk")
    second = office.send(to=office.district.below, on=date(2024, 9, 27))
    assert second.due_on == deadline_of(second, REGIME).due > one.due_on
    (arrived,) = [fact for fact in history_of(office.matter).counted() if isinstance(fact, Delivered)]
    assert (arrived.on, arrived.ref) == (date(2024, 9, 27), "甲")


def test_what_is_answered_is_not_taken_back_and_an_approval_under_way_ends(office: Office, person: Any) -> None:
    head = person(office.district.other, "head")
    chain_set(body=office.district.other, about="inquiry_answered", steps=[Asked(Ability.APPROVE)], actor=head)
    one = office.answer(office.send())
    withdraw(office, one)
    assert list(inquiries_waiting_for(head)) == []
    assert Notice.objects.filter(user=head, kind="returned").count() == 1
    refused("not-open", lambda: answer_decide(inquiry_id=one.pk, agree=True, reason="", actor=head, on=TODAY))
    again = office.answer(office.send())
    answer_decide(inquiry_id=again.pk, agree=True, reason="", actor=head, on=TODAY)
    refused("answered-already", lambda: withdraw(office, again))


def test_what_waits_at_a_body_that_was_divided_is_shown_to_its_successors(office: Office, person: Any) -> None:
    heirs = [office.district.below, Body.objects.create(name="青川区水务局", kind="department")]
    clerks = [person(heir, "clerk") for heir in heirs]
    one = office.send()
    given: dict[str, Any] = {"kind": "split", "document": "x", "actor": office.clerk, "since": TODAY, "on": TODAY}
    body_end(body=office.district.other, successors=heirs, **given)
    for heir in clerks:
        assert list(inquiries_waiting_for(heir)) == [one]
        assert waiting_counts(heir)["work_waiting"] == 1
    assert office.answer(one, actor=clerks[0]).state == "answered"


def test_what_waits_at_a_body_that_ends_goes_to_its_successor(office: Office, person: Any) -> None:
    heir, heirs_clerk = office.district.below, person(office.district.below, "clerk")
    one = office.send()
    given: dict[str, Any] = {"kind": "merged", "document": "x", "actor": office.clerk, "since": TODAY, "on": TODAY}
    body_end(body=office.district.other, successors=[heir], **given)
    one.refresh_from_db()
    assert (one.to, list(inquiries_waiting_for(heirs_clerk))) == (heir, [one])
    assert Notice.objects.filter(user=heirs_clerk).count() == 1


def test_sent_and_taken_back_from_the_page(client: Client, office: Office) -> None:
    one = office.send()
    where = reverse("inquiry_withdraw", args=[one.pk])
    client.post(where, {"why": ""})
    assert Inquiry.objects.get().state == "open"
    client.post(where, {"why": "发错机关"})
    page = client.get(reverse("inquiries", args=[office.matter.pk])).content.decode()
    assert "发错机关" in page
    assert "发送即视为送达" in page  # it may be sent again
    client.force_login(office.other)
    shown = client.get(reverse("inquiry", args=[one.pk])).content.decode()
    assert "对方已撤回，不必答复" in shown
    assert "opinion" not in shown


@pytest.mark.parametrize("pursued", [True, False])
def test_the_clock_waits_only_for_an_opinion_that_is_pursued(office: Office, pursued: bool) -> None:
    matter = opened(office.matter.body, received("9-10"), consulted("9-19", "甲", Whom.CO_MAKER), token="alone")
    alone = office._replace(matter=matter)
    withdraw(alone, alone.send(), pursued=pursued)
    history = history_of(matter)
    assert any(isinstance(fact, Consulted) for fact in history.counted()) == pursued
    assert not any(isinstance(fact, Delivered) for fact in history.counted())
    stands = position(history, date(2024, 9, 30), REGIME)
    assert stands.due is not None
    assert (stands.due.due == date(2024, 10, 14)) == (not pursued), "20 working days after 10 September"
