"""What staff see of an applicant: covered until somebody looks, text and no markup, erased when its time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test import Client

from gongkai.web.bodies.models import Body, Succession
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.intake import attachments, erasure, services
from gongkai.web.intake.models import Attachment, PersonalDataAccess, Submission
from gongkai.web.intake.tasks import purge_daily
from tests.ledger.build import answered
from tests.web.conftest import TODAY, District, entered, refusal
from tests.web.submissions import PERSONAL, confirm, drafted, submitted, upload


def test_erasing_takes_every_personal_word_and_leaves_the_ledger_whole(
    district: District, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    submission = submitted(district.top)
    row = attachments.attachment_add(submission_id=submission.pk, upload=upload(), identity=True)
    matter = confirm(submission)
    assert refusal(lambda: erasure.submission_erase(submission_id=submission.pk, on=TODAY)) == "still-needed"
    entered(matter, answered("9-20"))
    before = history_of(matter)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.submission_erase(submission_id=submission.pk, on=TODAY)
    assert not row.file.storage.exists(row.file.name)
    left = str([*Submission.objects.values_list(), *Attachment.objects.values_list(), *FactRow.objects.values_list()])
    assert not [one for one in PERSONAL if one in left]
    assert history_of(Matter.objects.get()) == before
    assert len(before.facts) == 2
    erased = Submission.objects.get()
    assert (erased.erased_on, erased.state, erased.applicant_key) == (TODAY, "registered", "")


def test_the_purge_takes_what_had_its_time_and_nothing_else(district: District) -> None:
    old, young = drafted("old"), drafted("young")
    Submission.objects.filter(pk=old.pk).update(begun_on=TODAY - timedelta(31))
    Submission.objects.filter(pk=young.pk).update(begun_on=TODAY - timedelta(30))
    attachments.attachment_add(submission_id=old.pk, upload=upload(), identity=False)
    entered(confirm(submitted(district.top, "answered")), answered("9-20"))
    back = submitted(district.top, "returned")
    services.submission_return(submission_id=back.pk, why="撤回", actor=None, on=TODAY)
    submitted(district.top, "waiting")
    purge_daily(TODAY)
    assert set(Submission.objects.values_list("pk", flat=True)) >= {young.pk}
    assert not Submission.objects.filter(pk=old.pk).exists()
    assert erasure.purge(on=TODAY) == (0, 0)
    assert erasure.purge(on=date(2034, 9, 20), years=10) == (1, 0)
    assert erasure.purge(on=date(2034, 9, 21), years=10) == (0, 2)
    assert erasure.purge(on=date(2034, 9, 21), years=10) == (0, 0)
    assert Submission.objects.filter(erased_on=None).count() == 1


def test_the_office_sees_the_applicant_covered_until_somebody_looks(
    client: Client, clerk: Any, district: District
) -> None:
    matter = confirm(submitted(district.top))
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert "张**" in page
    assert "去年秋天张贴过" in page
    assert not [one for one in ("张三丰", "11010519491231002X", "13800138000") if one in page]
    assert PersonalDataAccess.objects.count() == 0
    full = client.post(f"/applications/{matter.submission.pk}/applicant/").content.decode()
    assert all(one in full for one in ("张三丰", "11010519491231002X", "13800138000"))
    (kept,) = PersonalDataAccess.objects.all()
    assert (kept.user, kept.submission.matter, kept.what) == (clerk, matter, "申请人信息")


def test_the_auditor_reads_who_looked(client: Client, clerk: Any, district: District, person: Any) -> None:
    submission = submitted(district.top)
    client.post(f"/applications/{submission.pk}/applicant/")
    client.force_login(person(district.top, "auditor"))
    page = client.get("/applications/looked-at/").content.decode()
    assert clerk.username in page
    assert "张三丰" not in page
    client.force_login(person(district.other, "auditor"))
    assert clerk.username not in client.get("/applications/looked-at/").content.decode()
    Body.objects.filter(pk=district.top.pk).update(ended_on=TODAY)
    Succession.objects.create(body=district.top, successor=district.other, kind="merged", on=TODAY)
    assert clerk.username in client.get("/applications/looked-at/").content.decode()


def test_what_an_applicant_typed_is_text_and_no_markup(client: Client, clerk: Any, district: District) -> None:
    evil = {"title": "<script>alert(1)</script>", "description": "<img onerror=x>", "name": "<b>坏人</b>"}
    submission = submitted(district.top, data=evil)
    for page in ("/applications/", f"/applications/{submission.pk}/"):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img onerror" not in text
    assert "<b>坏人" not in client.post(f"/applications/{submission.pk}/applicant/").content.decode()
