"""One body asks another: the other sees what it was sent and no more, answers, and the answer becomes a fact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.ledger.facts.application import Consulted, Delivered, OpinionGiven, Whom
from gongkai.ledger.facts.application import Opinion as Said
from gongkai.ledger.position import position
from gongkai.web.bodies import handover
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.services import body_end
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter, OldLedger, OldRow
from gongkai.web.flow.inquiries import (
    Upload,
    answer_decide,
    answer_give,
    askable,
    deadline_of,
    inquiry_send,
    opinion_take,
    silence_of,
    suggested,
)
from gongkai.web.flow.inquiries_settle import inquiry_withdraw, settle
from gongkai.web.flow.models import Inquiry, InquiryFile
from gongkai.web.flow.selectors import Asked, inquiries_waiting_for, opinions_for, waiting_counts
from gongkai.web.flow.services import chain_set
from gongkai.web.intake.models import Submission
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, answered, consulted, received, struck
from tests.reading.redacted import TEXT, pdf
from tests.web.conftest import TODAY, District, entered, opened

FILE = Upload("附图.pdf", pdf(TEXT))


class Office(NamedTuple):
    matter: Matter
    clerk: Any
    district: District
    other: Any  # the clerk of the body that is asked

    def send(self, ref: str = "甲", words: str = "规划图是否可以公开", token: str = "", **more: Any) -> Inquiry:
        given: dict[str, Any] = {"actor": self.clerk, "on": TODAY, "regime": REGIME, "to": self.district.other}
        given |= {"token": token or uuid4().hex, "ref": ref, "words": words}
        return inquiry_send(matter_id=self.matter.pk, **(given | more))

    def answer(self, one: Inquiry, opinion: str = "agree", reasons: str = "", **more: Any) -> Inquiry:
        given: dict[str, Any] = {"actor": self.other, "on": TODAY}
        return answer_give(inquiry_id=one.pk, opinion=opinion, reasons=reasons, **(given | more))


@pytest.fixture
def office(district: District, clerk: Any, person: Any) -> Office:
    matter = opened(
        district.top, received("9-10", asks="张三申请的规划图"), consulted("9-19", "甲", Whom.CO_MAKER),
        consulted("9-19", "乙", Whom.THIRD_PARTY),
    )  # fmt: skip
    return Office(matter, clerk, district, person(district.other, "clerk"))


def refused(code: str, call: Any) -> None:
    before = (FactRow.objects.count(), Inquiry.objects.count(), list(Inquiry.objects.values_list("state", flat=True)))
    with pytest.raises(Refusal) as told:
        call()
    assert told.value.code == code
    after = (FactRow.objects.count(), Inquiry.objects.count(), list(Inquiry.objects.values_list("state", flat=True)))
    assert after == before


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


def test_words_that_name_the_applicant_are_not_sent(office: Office) -> None:
    Submission.objects.create(
        matter=office.matter, body=office.matter.body, name="张三", phone="13800138000", begun_on=TODAY,
        state=Submission.State.REGISTERED, token_hash="x",
    )  # fmt: skip
    refused("names-applicant", lambda: office.send(words="张三想要的规划图"))
    refused("names-applicant", lambda: office.send(words="请电13800138000"))
    one = office.send()
    assert one.words == "规划图是否可以公开"
    given: dict[str, Any] = {"inquiry_id": one.pk, "actor": office.clerk, "on": TODAY, "regime": REGIME}
    refused("names-applicant", lambda: inquiry_withdraw(why="张三不再需要", **given))
    assert inquiry_withdraw(why="申请人不再需要", **given).withdrawn_why == "申请人不再需要"


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


def test_the_two_bodies_and_nobody_else(client: Client, office: Office, person: Any) -> None:
    one = office.send(uploads=[FILE])
    outsider, asked_file = person(office.district.below, "clerk"), one.files.get()
    office.answer(one, "partly", "涉及地下管线", uploads=[Upload("意见.pdf", pdf(b""))])
    answer_file = one.files.get(answer=True)
    files = [reverse("inquiry_file", args=[row.pk]) for row in (asked_file, answer_file)]
    page, sent = reverse("inquiry", args=[one.pk]), reverse("inquiries", args=[office.matter.pk])
    for user, wanted in (
        (office.other, [200, 404, 200, 200]),
        (office.clerk, [404, 200, 200, 200]),
        (outsider, [404] * 4),
    ):
        client.force_login(user)
        assert [client.get(where).status_code for where in (page, sent, *files)] == wanted
    client.force_login(office.other)
    shown = client.get(page).content.decode()
    assert "规划图是否可以公开" in shown
    assert "张三" not in shown
    assert office.matter.number not in shown
    assert client.get(reverse("matter", args=[office.matter.pk])).status_code == 404


def test_files_of_an_answer_are_seen_once_it_is_given(client: Client, office: Office, person: Any) -> None:
    head = person(office.district.other, "head")
    chain_set(body=office.district.other, about="inquiry_answered", steps=[Asked(Ability.APPROVE)], actor=head)
    one = office.answer(office.send(), uploads=[FILE])
    where = reverse("inquiry_file", args=[one.files.get().pk])
    client.force_login(office.clerk)
    assert client.get(where).status_code == 404
    answer_decide(inquiry_id=one.pk, agree=True, reason="", actor=head, on=TODAY)
    assert client.get(where).content == FILE.content


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


def withdraw(office: Office, one: Inquiry, why: str = "发错机关", **more: Any) -> Inquiry:
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    return inquiry_withdraw(inquiry_id=one.pk, why=why, **(given | more))


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


def test_reasons_that_name_somebody_are_not_sealed(office: Office) -> None:
    one = office.answer(office.send(), "disagree", "涉及李四，电话13900139000")
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    opinion_take(inquiry_id=one.pk, opinion="objection", token="t", **given)
    assert "13900139000" not in FactRow.objects.latest("pk").line
    assert "理由见征求意见记录" in FactRow.objects.latest("pk").line


def test_the_applicant_is_named_by_no_file_and_no_number(office: Office) -> None:
    Submission.objects.create(
        body=office.matter.body, matter=office.matter, name="绿水公司", representative="张三", applicant="company",
        id_number="91440101MA5XYZ", phone="13800138000", begun_on=TODAY, state=Submission.State.REGISTERED,
        token_hash="x",
    )  # fmt: skip
    for words in ("请电138-0013 8000", "９１４４０１０１MA5XYZ", "绿水公司申请", "张 三申请"):
        refused("names-applicant", lambda words=words: office.send(words=words))
    refused("names-applicant", lambda: office.send(uploads=[Upload("张三的申请.pdf", FILE.content)]))


def test_a_file_of_a_returned_answer_can_be_taken_out(
    client: Client, office: Office, person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    head = person(office.district.other, "head")
    chain_set(body=office.district.other, about="inquiry_answered", steps=[Asked(Ability.APPROVE)], actor=head)
    one = office.answer(office.send(), uploads=[FILE])
    answer_decide(inquiry_id=one.pk, agree=False, reason="附件有误", actor=head, on=TODAY)
    row = InquiryFile.objects.get()
    client.force_login(office.other)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("inquiry", args=[one.pk]), {"opinion": "agree", "without": str(row.pk)})
    assert not InquiryFile.objects.exists()
    assert not row.file.storage.exists(row.file.name)


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


def test_words_that_name_the_applicant_of_an_imported_row_are_not_sent(office: Office) -> None:
    given: dict[str, Any] = {"year": 2024, "channel": "online", "applicant": "natural", "by": office.clerk}
    ledger = OldLedger.objects.create(
        body=office.matter.body, name="台账", heads=["申请人", "内容"], meanings={"0": "name", "1": "asks"}, **given
    )
    OldRow.objects.create(ledger=ledger, place=2, cells=["王小明、李四", "规划图"], matter=office.matter)
    refused("names-applicant", lambda: office.send(words="王小明申请的规划图"))
    assert office.send().words == "规划图是否可以公开"


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
