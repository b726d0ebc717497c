"""What the body that is asked is told, and who sees what was asked and answered."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import FactRow, OldLedger, OldRow
from gongkai.web.flow.inquiries import Upload, answer_decide, opinion_take
from gongkai.web.flow.inquiries_settle import inquiry_withdraw
from gongkai.web.flow.models import InquiryFile
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set
from gongkai.web.intake.models import Submission
from tests.ledger.build import REGIME
from tests.reading.redacted import pdf
from tests.web.conftest import TODAY
from tests.web.inquiries import FILE, Office, refused
from tests.web.inquiries import make_office as make_office


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


def test_words_that_name_the_applicant_of_an_imported_row_are_not_sent(office: Office) -> None:
    given: dict[str, Any] = {"year": 2024, "channel": "online", "applicant": "natural", "by": office.clerk}
    ledger = OldLedger.objects.create(
        body=office.matter.body, name="台账", heads=["申请人", "内容"], meanings={"0": "name", "1": "asks"}, **given
    )
    OldRow.objects.create(ledger=ledger, place=2, cells=["王小明、李四", "规划图"], matter=office.matter)
    refused("names-applicant", lambda: office.send(words="王小明申请的规划图"))
    assert office.send().words == "规划图是否可以公开"
