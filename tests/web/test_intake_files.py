"""Files sent with an application: what they are, how they are kept, and how staff get them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai.web.intake import attachments, files, services
from gongkai.web.intake.models import Attachment, PersonalDataAccess
from gongkai.web.kernel.names import file_name
from tests.web.conftest import TODAY, District, refusal
from tests.web.submissions import DATA, NOW, PDF, SECRET, drafted, submitted, upload


def test_no_file_that_staff_choose_is_left_out_in_silence(client: Client, clerk: Any, district: District) -> None:
    one = submitted(district.top)
    where = f"/applications/{one.pk}/file/"
    assert "没有选择文件" in client.post(where, follow=True).content.decode()
    sent = {"identity_file": upload(content=b""), "other_file": [upload("甲.pdf"), upload("乙.pdf", PDF + b"2")]}
    page = client.post(where, sent, follow=True).content.decode()
    assert "文件“证件.pdf”是空的" in page
    assert list(one.attachments.values_list("name", flat=True)) == ["甲.pdf", "乙.pdf"]


def packed(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as bundle:
        for name in names:
            bundle.writestr(name, "x")
    return kept.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", PDF, ""),
        ("a.JPG", b"\xff\xd8\xff\xe0", ""),
        ("a.docx", packed(*WORD), ""),
        ("a.docx", packed(*WORD, "word/vbaProject.bin"), "file-kind"),
        ("a.docx", packed("evil.exe"), "file-kind"),
        ("a.docx", b"PK\x03\x04 broken", "file-kind"),
        ("a.pdf", b"", "file-empty"),
        ("a.pdf", b"<html><script>", "file-kind"),
        ("a.html", PDF, "file-name"),
        ("a.png", PDF, "file-name"),
        ("a.pdf", b"MZ\x90", "file-kind"),
        ("a.pdf", PDF + b"0" * files.MOST_BYTES, "file-large"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, code: str) -> None:
    if code:
        assert refusal(lambda: files.checked(name, content)) == code
    else:
        assert files.checked(name, content).kind == name.lower().rpartition(".")[2]


@given(st.text(max_size=300))
def test_a_name_is_one_short_line_without_a_path(name: str) -> None:
    clean = file_name(name, files.NAME_LENGTH)
    assert clean
    assert len(clean) <= files.NAME_LENGTH
    assert not {"/", "\\", "\n", "\r", "\0"} & set(clean)
    assert clean.strip(".") != ""


def test_files_lie_under_random_names_once_and_no_more_than_five(district: District, settings: Any) -> None:
    draft = drafted()
    for _ in range(2):
        attachments.attachment_add(submission_id=draft.pk, upload=upload("../../证件.pdf"), identity=True)
    row = Attachment.objects.get()
    assert (row.name, row.kind, row.size) == ("证件.pdf", "pdf", len(PDF))
    assert row.file.path.startswith(str(settings.GONGKAI_FILES))
    assert "证件" not in row.file.name
    for place in range(4):
        attachments.attachment_add(submission_id=draft.pk, upload=upload(content=PDF + bytes([place])), identity=False)
    more = upload(content=PDF + b"more")
    assert (
        refusal(lambda: attachments.attachment_add(submission_id=draft.pk, upload=more, identity=False))
        == "no-attachment"
    )
    assert Attachment.objects.count() == 5


def test_a_file_is_removed_from_a_draft_only(
    district: District, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = drafted()
    row = attachments.attachment_add(submission_id=draft.pk, upload=upload(), identity=False)
    kept = attachments.attachment_add(submission_id=draft.pk, upload=upload(content=PDF + b"2"), identity=False)
    with django_capture_on_commit_callbacks(execute=True):
        attachments.attachment_remove(submission_id=draft.pk, pk=row.pk)
    assert not row.file.storage.exists(row.file.name)
    services.submit(secret=SECRET, body=district.top, data=DATA, on=TODAY, network="n", at=NOW)
    attachments.attachment_remove(submission_id=draft.pk, pk=kept.pk)
    assert list(Attachment.objects.all()) == [kept]


def test_an_attachment_is_a_download_and_nothing_else(client: Client, clerk: Any, district: District) -> None:
    submission = submitted(district.top)
    row = attachments.attachment_add(submission_id=submission.pk, upload=upload(), identity=True)
    answer = client.get(f"/applications/{submission.pk}/file/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert PersonalDataAccess.objects.get().what == f"附件{row.pk}（身份证明）"
    other = submitted(district.top, "other")
    assert client.get(f"/applications/{other.pk}/file/{row.pk}/").status_code == 404
