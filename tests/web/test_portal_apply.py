"""Anybody applies on the portal, in four steps: once, and nothing that was typed is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from gongkai.web.bodies.models import Body
from gongkai.web.intake.models import Attachment, Submission
from gongkai.web.portal import apply
from tests.web.conftest import TODAY, District
from tests.web.pages import text
from tests.web.portal import SECRET, filled, step
from tests.web.submissions import HOW, NOW, WHAT, WHO, submitted


def test_an_application_in_four_steps_with_the_days_ahead(client: Client, district: District) -> None:
    start = client.get("/portal/apply/")
    assert re.fullmatch(r"/portal/apply/[\w-]{32}/1/", start.headers["Location"])
    assert Submission.objects.count() == 0
    page = text(client.get(start.headers["Location"]))
    assert "最迟 2024年10月24日（周四）答复" in page
    assert "2024年9月23日（周一）前与您确认" in page
    filled(client, district.top)
    review = text(client.get(step(4)))
    assert all(one in review for one in ("张三丰", WHAT["title"], "青川区人民政府办公室", "电子文档", "居民身份证"))
    answer = client.post(step(4), {"submit": ""}, follow=True)
    one = Submission.objects.get()
    assert (one.state, one.body, one.delivery) == ("submitted", district.top, "email")
    page = text(answer)
    assert one.number
    assert one.number in page
    assert "张三丰" not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_typed_after_handing_in_stays_on_the_page_and_changes_nothing(
    client: Client, district: District
) -> None:
    filled(client, district.top)
    client.post(step(4), {"submit": ""})
    before = Submission.objects.values().get()
    page = text(client.post(step(3), HOW | {"address": "青川区新路9号", "next": ""}))
    assert "已经提交，不能再修改" in page
    assert "青川区新路9号" in page
    assert reverse("apply-receipt", args=[SECRET]) in page
    assert Submission.objects.values().get() == before


def test_three_submits_are_one_and_show_one_receipt(client: Client, district: District) -> None:
    filled(client, district.top)
    pages = [text(client.post(step(4), {"submit": ""}, follow=True)) for _ in range(3)]
    assert Submission.objects.count() == 1
    code = {re.search(r"查询码</dt><dd>([0-9A-Z-]{14})<", page).group(1) for page in pages}  # type: ignore[union-attr]
    assert len(code) == 1
    for number in (1, 4):
        assert client.get(step(number)).headers["Location"] == reverse("apply-receipt", args=[SECRET])
    assert "没有保存" in text(client.post(step(2), {"title": "换一个", "next": ""}))
    assert Submission.objects.get().title == WHAT["title"]


@pytest.mark.django_db(transaction=True)
def test_fifty_submits_at_once_are_one() -> None:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    filled(Client(), body)

    def send(_: int) -> str:
        try:
            return str(Client().post(step(4), {"submit": ""}).headers["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(send, range(50))) == {reverse("apply-receipt", args=[SECRET])}
    assert Submission.objects.filter(state="submitted").count() == Submission.objects.count() == 1


def test_nothing_typed_is_lost_by_faults_saving_or_going_back(client: Client, district: District) -> None:
    wrong = WHO | {"id_number": "不对的号码", "name": "张<b>三</b>"}
    answer = client.post(step(1), wrong | {"next": ""})
    assert answer.status_code == 200
    assert "处需要改一改" in text(answer)
    for page in (answer, client.get(step(1))):
        assert 'value="不对的号码"' in page.content.decode()
        assert "<b>三" not in page.content.decode()
    long = "长" * 3000
    assert "2000" in text(client.post(step(2), {"title": "某", "description": long, "next": ""}))
    assert long in text(client.get(step(2)))
    assert client.post(step(3), {"phone": "1", "back": ""}).headers["Location"] == step(2)
    assert client.post(step(3), {"phone": "12", "save": ""}).headers["Location"] == step(3)
    assert 'value="12"' in text(client.get(step(3)))
    assert "submit" not in re.findall(r'name="(\w+)"', text(client.get(step(4))))
    answer = client.post(step(4), {"submit": ""})
    assert answer.status_code == 200
    assert Submission.objects.get().state == "draft"


def test_nothing_is_kept_of_an_empty_page(client: Client, district: District) -> None:
    assert client.post(step(1), {"next": ""}).status_code == 200
    assert client.post(step(1), {"other": "x", "next": ""}).status_code == 200
    assert client.get(step(4)).headers["Location"] == step(1)
    assert client.post(step(4), {"submit": ""}).headers["Location"] == step(1)
    assert Submission.objects.count() == 0


def test_files_are_kept_with_the_draft_and_a_bad_one_loses_nothing(client: Client, district: District) -> None:
    client.post(step(1), WHO | {"next": ""})
    good = SimpleUploadedFile("证件.pdf", b"%PDF-1.4")
    client.post(step(3), HOW | {"identity_file": good, "upload": ""})
    bad = SimpleUploadedFile("证件.pdf", b"<script>alert(1)</script>")
    answer = client.post(step(3), HOW | {"phone": "13900139000", "other_file": bad, "next": ""})
    page = text(answer)
    assert answer.status_code == 200
    assert "没有上传" in page
    assert 'value="13900139000"' in page
    row = Attachment.objects.get()
    assert (row.name, row.identity) == ("证件.pdf", True)
    client.post(step(3), HOW | {"remove": "no"})
    client.post(step(3), HOW | {"remove": str(row.pk + 1)})
    assert Attachment.objects.count() == 1
    client.post(step(3), HOW | {"remove": str(row.pk)})
    assert Attachment.objects.count() == 0


def test_a_body_that_takes_no_applications_cannot_be_chosen(client: Client, district: District) -> None:
    Body.objects.filter(pk=district.below.pk).update(ended_on=TODAY)
    Body.objects.filter(pk=district.other.pk).update(own_powers=False)
    page = text(client.get(step(2)))
    assert district.top.name in page
    for body in (district.below, district.other):
        assert body.name not in page
        assert "body" in client.post(step(2), WHAT | {"body": str(body.pk), "next": ""}).context["form"].errors
    assert client.post(step(2), WHAT | {"body": "x", "next": ""}).status_code == 200


def test_an_anonymous_form_from_elsewhere_is_refused(district: District) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(step(1), WHO).status_code == 403
    page = client.get(step(1)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    assert client.post(step(1), WHO | {"next": "", "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize(
    "where", ["/portal/apply/short/1/", f"/portal/apply/{SECRET}/5/", f"/portal/apply/{SECRET}/0/"]
)
def test_an_address_that_is_none_is_not_found(client: Client, db: None, where: str) -> None:
    assert client.get(where).status_code == 404


def test_too_many_submits_are_refused_with_everything_kept(
    client: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "now", lambda: NOW)
    for place in range(10):
        submitted(district.top, f"secret{place}", network=f"n{place}")
    filled(client, district.top)
    page = text(client.post(step(4), {"submit": ""}))
    assert "操作过于频繁" in page
    assert "当面或者邮寄" in page
    assert Submission.objects.get(state="draft").typed["name"] == "张三丰"
