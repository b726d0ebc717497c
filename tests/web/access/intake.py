from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.web.bodies.permissions import Ability
from gongkai.web.intake.models import Submission
from tests.ledger.build import answered, received
from tests.web.access import Entry, Place
from tests.web.conftest import opened


def _waiting(place: Place) -> dict[str, Any]:
    made, _ = Submission.objects.get_or_create(
        token_hash=f"place{place.body.pk}",
        defaults={
            "body": place.body,
            "state": "submitted",
            "number": f"2024092000{place.body.pk:04d}",
            "begun_on": date(2024, 9, 19),
            "submitted_on": date(2024, 9, 19),
            "applicant": "natural",
            "name": "张三丰",
            "title": place.matter.title,
        },
    )
    return {"pk": made.pk}


def _file(place: Place) -> dict[str, Any]:
    pk = _waiting(place)["pk"]
    row = Submission.objects.get(pk=pk).attachments.get_or_create(
        digest="x", defaults={"name": "a.pdf", "kind": "pdf", "size": 1}
    )[0]
    if not row.file:
        row.file.save("a.pdf", ContentFile(b"%PDF-1"))
    return {"pk": pk, "file": row.pk}


def _entered(place: Place) -> dict[str, str]:
    return {
        "save": "", "token": "x", "body": str(place.body.pk), "channel": "in_person", "submitted_on": "2024-09-19",
        "applicant": "natural", "name": "张三丰", "title": "来信所求", "items": "1",
    }  # fmt: skip


ERASE = {"ground": "order", "ordered_by": "青川区人民法院", "document": "（2024）青0101行初1号", "sure": "on"}


def _answered(place: Place) -> Submission:
    """One whose matter is over, so that it can be erased."""
    there = Submission.objects.filter(token_hash=f"over{place.body.pk}").first()
    if there is not None:
        return there
    matter = opened(place.body, received("9-9"), answered("9-12"), token=f"over{place.body.pk}")
    return Submission.objects.create(
        token_hash=f"over{place.body.pk}",
        body=place.body,
        matter=matter,
        state="registered",
        number=f"2024091900{place.body.pk:04d}",
        begun_on=date(2024, 9, 9),
        submitted_on=date(2024, 9, 9),
        applicant="natural",
        name="张三丰",
        title="来信所求",
    )


TABLE = {
    "intake": Entry(),
    "intake-new": Entry(get=Ability.WRITE, post=Ability.WRITE, sent=_entered, body_sent=True),
    "accesses": Entry(get=Ability.AUDIT, body_sent=True),
    "submission": Entry(
        get=Ability.READ,
        post=Ability.WRITE,
        kwargs=_waiting,
        sent=lambda place: {"save": "", "confirmed_on": "2024-09-20", "asks": "所求", "items": "1"},
    ),
    "submission-return": Entry(
        get=None, get_answer=405, post=Ability.WRITE, kwargs=_waiting, sent=lambda place: {"why": "已撤回"}
    ),
    "submission-pass": Entry(
        get=None,
        get_answer=405,
        post=Ability.SUPERVISE,
        post_answer=200,
        refused=True,  # the body has not ended
        kwargs=_waiting,
        sent=lambda place: {"to": str(place.body.pk), "why": "职责划入"},
    ),
    "submission-erase": Entry(
        get=Ability.APPROVE,
        post=Ability.APPROVE,
        kwargs=lambda place: {"pk": _answered(place).pk},
        sent=lambda _: ERASE,
    ),
    "matter-erase": Entry(
        get=Ability.APPROVE,
        post=Ability.APPROVE,
        kwargs=lambda place: {"pk": _answered(place).matter_id},
        sent=lambda _: ERASE,
    ),
    "erasures": Entry(get=Ability.AUDIT, body_sent=True),
    "applicant": Entry(get=None, get_answer=405, post=Ability.WRITE, post_answer=200, kwargs=_waiting),
    "submission-code": Entry(get=None, get_answer=405, post=Ability.WRITE, kwargs=_waiting),
    "submission-upload": Entry(
        get=None,
        get_answer=405,
        post=Ability.WRITE,
        kwargs=_waiting,
        sent=lambda place: {"other_file": SimpleUploadedFile("b.pdf", b"%PDF-1.4")},
    ),
    "attachment": Entry(get=Ability.WRITE, kwargs=_file),
}
