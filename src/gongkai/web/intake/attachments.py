"""Writing: files that come with a submission, kept under random names, gone with what they belong to."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.web.intake import files, limits
from gongkai.web.intake.models import Attachment, Submission
from gongkai.web.kernel.stored import Stored


def attachment_add(
    *, submission_id: int, upload: UploadedFile[bytes], identity: bool, network: str = "", at: datetime | None = None
) -> Attachment:
    """Keep a file, once: the same content again changes nothing.  With a network it is counted.

    Raises :class:`Refusal` for a file that cannot be taken, too many of them, or an erased submission.
    """
    if upload.size is None or upload.size > files.MOST_BYTES:
        files.checked(str(upload.name), b"0" * (files.MOST_BYTES + 1))
    content = upload.read()
    good = files.checked(str(upload.name), content)
    digest = sha256(content).hexdigest()
    with Stored() as stored, transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.erased_on:
            raise _full("已清除个人信息的申请不能再添加附件")
        made = submission.attachments.filter(digest=digest).first()
        if made is not None:
            return made
        if network and at is not None:
            limits.count(limits.UPLOADS, network, at)
        if submission.attachments.count() >= files.MOST_FILES:
            raise _full(f"最多上传{files.MOST_FILES}个附件，文件“{good.name}”没有上传")
        row = Attachment(
            submission=submission, identity=identity, name=good.name, kind=good.kind, size=len(content), digest=digest
        )
        stored.keep(row.file, good.name, content)
        row.save()
        return row


def attachment_remove(*, submission_id: int, pk: int) -> None:
    """Take a file out of a draft; one that is not there is no fault."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.state == Submission.State.DRAFT:
            discard(list(submission.attachments.filter(pk=pk)))


def discard(rows: list[Attachment]) -> None:
    """Within the caller's transaction: the rows now, their files once it is certain."""
    for row in rows:
        storage, name = row.file.storage, row.file.name
        row.delete()
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]


def _full(what: str) -> Refusal:
    return Refusal("no-attachment", (what, "no further file"), ("可以先移除不需要的附件", "remove one first"))
