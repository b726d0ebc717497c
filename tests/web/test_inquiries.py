"""One body asks another, which answers in its time, and the answer becomes a fact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.ledger.facts.application import Delivered, OpinionGiven, Whom
from gongkai.ledger.facts.application import Opinion as Said
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow
from gongkai.web.flow.inquiries import askable, deadline_of, opinion_take, silence_of, suggested
from gongkai.web.flow.inquiries_settle import settle
from gongkai.web.flow.models import Inquiry, InquiryFile
from gongkai.web.flow.selectors import inquiries_waiting_for, opinions_for, waiting_counts
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, answered, struck
from tests.web.conftest import TODAY, entered
from tests.web.inquiries import FILE, Office, refused
from tests.web.inquiries import make_office as make_office


def test_sending_is_arriving_and_starts_the_period(office: Office) -> None:
    one = office.send(token="s", uploads=[FILE])
    assert office.send(token="s") == one
    fact = history_of(office.matter).facts[-1]
    assert isinstance(fact, Delivered)
    assert (fact.ref, fact.on) == ("甲", TODAY)
    assert one.due_on == date(2024, 10, 16)  # 15 working days from 20 September 2024
    assert deadline_of(Inquiry.objects.get(), REGIME).due == one.due_on
    assert [row.name for row in one.files.all()] == ["附图.pdf"]
    assert list(inquiries_waiting_for(office.other)) == [one]
    assert waiting_counts(office.other)["work_waiting"] == 1
    told = Notice.objects.get(user=office.other)
    assert "青川区人民政府办公室征求意见" in told.text
    assert office.matter.number not in told.text + told.number
    assert [asked.asked.ref for asked in askable(office.matter)] == []


def test_only_an_open_consultation_of_a_body_that_can_answer(office: Office) -> None:
    refused("not-consulted", lambda: office.send("乙"))
    refused("not-consulted", lambda: office.send("丙"))
    refused("no-words", lambda: office.send(words="  "))
    refused("not-addressable", lambda: office.send(to=office.district.top))
    refused("not-addressable", lambda: office.send(to=office.district.below))
    office.send(token="s")
    refused("not-consulted", office.send)
    refused("token-taken", lambda: office.send("乙", token="s"))
    with pytest.raises(PermissionDenied):
        office.send(actor=office.other)


@pytest.mark.parametrize(
    ("opinion", "said"), [("agree", Said.CONSENT), ("partly", Said.OBJECTION), ("disagree", Said.OBJECTION)]
)
def test_the_answer_comes_back_as_a_prepared_fact(office: Office, opinion: str, said: Said) -> None:
    one = office.answer(office.send(), opinion, "涉及地下管线")
    assert (one.state, one.answered_on, suggested(one)) == ("answered", TODAY, said)
    assert list(opinions_for(office.clerk)) == [one]
    assert Notice.objects.get(user=office.clerk).number == office.matter.number
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    for _ in range(2):
        opinion_take(inquiry_id=one.pk, opinion=said.value, token="t", **given)
    facts = [fact for fact in history_of(office.matter).facts if isinstance(fact, OpinionGiven)]
    assert [(fact.ref, fact.opinion, fact.on) for fact in facts] == [("甲", said, TODAY)]
    assert "白河区人民政府办公室" in facts[0].note
    assert list(opinions_for(office.clerk)) == []
    refused("not-open", lambda: office.answer(one))


def test_anything_but_agreement_has_reasons_and_nothing_is_taken_before_the_answer(office: Office) -> None:
    one = office.send()
    refused("reason-missing", lambda: office.answer(one, "partly", " "))
    refused("opinion-missing", lambda: office.answer(one, "perhaps"))
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    refused("not-open", lambda: opinion_take(inquiry_id=one.pk, opinion="consent", token="t", **given))
    with pytest.raises(PermissionDenied):
        office.answer(one, actor=office.clerk)
    done = office.answer(one)
    with pytest.raises(PermissionDenied):
        opinion_take(inquiry_id=done.pk, opinion="consent", token="t", **(given | {"actor": office.other}))


def test_silence_is_consent_for_those_who_made_it_together_alone(office: Office) -> None:
    one = office.send()
    assert silence_of(one, one.due_on) == ""
    assert "视为同意公开（《条例》第三十四条）" in silence_of(one, date(2024, 10, 17))
    one.whom = Whom.OTHER_ORGAN.value
    assert "没有规定逾期视为同意" in silence_of(one, date(2024, 10, 17))
    late = office.answer(one, on=date(2024, 10, 17))
    assert silence_of(late, date(2024, 10, 18)) == ""


def test_from_page_to_page(client: Client, office: Office) -> None:
    where = reverse("inquiries", args=[office.matter.pk])
    assert where in client.get(f"/matters/{office.matter.pk}/").content.decode()
    sent = {"ref": "甲", "to": str(office.district.other.pk), "words": "规划图是否可以公开", "token": "s"}
    wrong = client.post(where, sent | {"files": SimpleUploadedFile("a.pdf", b"no pdf")}).content.decode()
    assert "没有上传" in wrong
    assert "规划图是否可以公开" in wrong
    assert client.post(where, sent | {"files": SimpleUploadedFile("a.pdf", FILE.content)}).status_code == 302
    one = Inquiry.objects.get()
    client.force_login(office.other)
    assert "其他机关征求意见 1 件" in client.get("/").content.decode()
    assert reverse("inquiry", args=[one.pk]) in client.get(reverse("my_work")).content.decode()
    page = reverse("inquiry", args=[one.pk])
    assert "2024年10月16日" in client.get(page).content.decode()
    assert "应当说明理由" in client.post(page, {"opinion": "disagree", "reasons": ""}).content.decode()
    client.post(page, {"opinion": "agree"})
    client.force_login(office.clerk)
    assert "收到的意见，待登记" in client.get(reverse("my_work")).content.decode()
    client.post(reverse("inquiry_take", args=[one.pk]), {"opinion": "consent"})
    assert isinstance(history_of(office.matter).facts[-1], OpinionGiven)
    assert "已登记收到意见" in client.get(where).content.decode()


def test_the_days_count_from_the_arrival_that_the_ledger_knows(office: Office) -> None:
    entered(office.matter, Delivered(on=date(2024, 9, 19), ref="甲"))
    one = office.send()
    assert (one.arrived_on, one.sent_on) == (date(2024, 9, 19), TODAY)
    assert one.due_on == deadline_of(one, REGIME).due == date(2024, 10, 15)


def test_people_are_told_before_the_day_and_what_silence_means_after_it(office: Office, person: Any) -> None:
    one = office.send()
    Notice.objects.all().delete()
    settle(date(2024, 10, 10))
    assert Notice.objects.count() == 0
    for day in (date(2024, 10, 11), date(2024, 10, 14), one.due_on, one.due_on):
        settle(day)
    assert [(told.user, told.kind) for told in Notice.objects.order_by("pk")] == [
        (office.other, "due_soon"),
        (office.other, "due_today"),
    ]
    assert not [told for told in Notice.objects.all() if office.matter.number in told.text + told.number]
    Notice.objects.all().delete()
    settle(date(2024, 10, 17))
    assert {(told.user, told.kind) for told in Notice.objects.all()} == {
        (office.other, "overdue"),
        (office.clerk, "reminded"),
    }
    assert "视为同意公开" in Notice.objects.get(user=office.clerk).text
    Notice.objects.all().delete()
    Inquiry.objects.update(whom="other_organ")
    settle(date(2024, 10, 18))
    assert not [told for told in Notice.objects.all() if "视为同意公开（" in told.text]


def test_nobody_waits_for_an_opinion_on_a_matter_that_is_over(client: Client, office: Office) -> None:
    one = office.send()
    entered(office.matter, answered("9-20"))
    assert list(inquiries_waiting_for(office.other)) == []
    Notice.objects.all().delete()
    settle(date(2024, 10, 16))
    assert Notice.objects.count() == 0
    client.force_login(office.other)
    assert "对方已经办结这件申请" in client.get(reverse("inquiry", args=[one.pk])).content.decode()


def test_an_opinion_entered_by_hand_before_is_not_entered_again(office: Office) -> None:
    one = office.answer(office.send())
    entered(office.matter, OpinionGiven(on=TODAY, ref="甲", opinion=Said.CONSENT))
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    opinion_take(inquiry_id=one.pk, opinion="consent", token="t", **given)
    assert list(opinions_for(office.clerk)) == []
    assert len([fact for fact in history_of(office.matter).facts if isinstance(fact, OpinionGiven)]) == 1


def test_an_answer_to_a_consultation_that_was_struck_can_be_put_away(office: Office) -> None:
    one = office.answer(office.send())
    facts = history_of(office.matter).facts
    for place in (len(facts), 2):  # the arrival that sending entered, then the consultation
        entered(office.matter, struck(str(TODAY), place), f"struck{place}")
    count = FactRow.objects.count()
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    opinion_take(inquiry_id=one.pk, opinion="consent", token="t", **given)
    assert (FactRow.objects.count(), list(opinions_for(office.clerk))) == (count, [])


def test_words_that_a_colleague_was_faster_with_are_shown(client: Client, office: Office) -> None:
    office.send()
    sent = {"ref": "甲", "to": office.district.other.pk, "words": "请看规划图", "token": "late"}
    assert "请看规划图" in client.post(reverse("inquiries", args=[office.matter.pk]), sent).content.decode()


@pytest.mark.parametrize(
    ("day", "said", "kind"),
    [
        ("2024-09-19", "还剩1个工作日", "due_soon"),
        ("2024-09-20", "今天到期", "due_today"),
        ("2024-09-21", "已超期1个自然日", "overdue"),  # a Saturday: no working day has passed
        ("2024-09-23", "已超期1个工作日", "overdue"),
    ],
)
def test_the_time_left_is_right_on_days_off_too(
    client: Client, office: Office, settings: Any, day: str, said: str, kind: str
) -> None:
    Inquiry.objects.filter(pk=office.send().pk).update(due_on=date(2024, 9, 20))
    settings.GONGKAI_TODAY = day
    page = client.get(reverse("inquiries", args=[office.matter.pk])).content.decode()
    assert f"2024年9月20日前答复（{said}）" in page
    assert ("逾期未提出意见" in page) == (kind == "overdue")
    settle(date.fromisoformat(day))
    assert said in Notice.objects.get(user=office.other, kind=kind).text


def test_what_is_not_sent_leaves_no_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("gongkai.web.flow.inquiries.fact_enter", fails)
    folder = Path(InquiryFile().file.storage.location, "flow")
    before = set(folder.glob("*"))
    with pytest.raises(OSError, match="full"):
        office.send(uploads=[FILE])
    assert set(folder.glob("*")) == before
    assert not Inquiry.objects.exists()
