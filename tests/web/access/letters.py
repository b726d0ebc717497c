"""Who may look at and write letters: a draft and a letter are made in the body that is looked at."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.report.render.letter import default_template
from gongkai.web.bodies.permissions import Ability
from gongkai.web.letters.models import Draft, Letter, Redaction, Template
from gongkai.web.letters.services import draft_open
from tests.ledger.build import REGIME
from tests.web.access import Entry, Place
from tests.web.conftest import TODAY


def begun(place: Place) -> Draft:
    found = Draft.objects.filter(matter=place.matter, letter=None).first()
    return found or draft_open(
        matter_id=place.matter.pk, kind_key="receipt_slip", token=uuid4().hex, actor=None, on=TODAY, regime=REGIME
    )


def issued(place: Place) -> Letter:
    """A letter as a row, without the fact that its issue would enter."""
    found = Letter.objects.filter(matter=place.matter).first()
    if found is not None:
        return found
    template = Template.objects.create(kind="receipt_slip", version=1, name="t", content=b"x", sha256=uuid4().hex)
    return Letter.objects.create(
        body=place.body, matter=place.matter, draft=begun(place), kind="receipt_slip", series="notice", year=2024,
        serial=1, number="告1", title="回执", to="张三", dated=TODAY, slots={"title": place.matter.title},
        template=template, content=b"x", sha256="x", token=uuid4().hex,
    )  # fmt: skip


def _matter(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": place.matter.pk, **more}


def _draft(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": begun(place).pk, **more}


def _letter(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": issued(place).pk, **more}


def _body(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": place.body.pk, **more}


def _changed(place: Place) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("t.docx", default_template("answer"))}


def _versioned(place: Place) -> dict[str, Any]:
    if not Template.objects.filter(body=place.body).exists():
        Template.objects.create(body=place.body, kind="answer", version=1, name="t", content=b"x", sha256="x")
    return _body(place, kind="answer", version=1)


def _redacted(place: Place) -> dict[str, Any]:
    """A document given in part, with its copy."""
    draft = begun(place)
    user, _ = get_user_model().objects.get_or_create(username="redactor")
    found = draft.redactions.first()
    if found is None:
        row = Redaction(draft=draft, name="a.pdf", kind="pdf", size=1, digest="a", by=user, on=TODAY)
        row.copy_name, row.copy_kind, row.copy_digest = "b.pdf", "pdf", "b"
        row.file.save("a", ContentFile(b"a"), save=False)
        row.copy_file.save("b", ContentFile(b"b"), save=False)
        row.save()
        found = row
    return {"pk": found.pk}


WRITE, READ, MANAGE = Ability.WRITE, Ability.READ, Ability.MANAGE
_SENT_ONLY: dict[str, Any] = {"get_answer": 405}


TABLE = {
    "letters": Entry(),
    "letters_file": Entry(kwargs=lambda place: {"form": "csv"}),
    "letter_form": Entry(kwargs=lambda place: {"kind": "application_form"}),
    "matter_letters": Entry(get=READ, kwargs=_matter),
    "letter_begin": Entry(
        post=WRITE,
        get_answer=405,
        kwargs=lambda place: _matter(place, kind="answer"),
        sent=lambda place: {"token": "n"},
    ),
    "draft": Entry(get=WRITE, post=WRITE, kwargs=_draft, sent=lambda place: {"save": "", "to": "李四"}),
    "draft_discard": Entry(post=WRITE, get_answer=405, kwargs=_draft),
    "draft_file": Entry(get=WRITE, kwargs=lambda place: _draft(place, form="docx")),
    "redaction": Entry(get=READ, post=WRITE, kwargs=_draft, sent=lambda place: {"say": "1", "no_copy": "整份不予公开"}),
    "redaction_original": Entry(get=WRITE, kwargs=_redacted),
    "redaction_copy": Entry(get=READ, kwargs=_redacted),
    "letter": Entry(get=READ, kwargs=_letter),
    "letter_file": Entry(get=READ, kwargs=lambda place: _letter(place, form="docx")),
    "letter_deliver": Entry(
        post=WRITE,
        get_answer=405,
        kwargs=_letter,
        sent=lambda place: {"way": "post", "on": TODAY.isoformat(), "proof": "X1", "token": "d"},
    ),
    "letter_void": Entry(post=WRITE, get_answer=405, kwargs=_letter, sent=lambda place: {"reason": "打印错误"}),
    "letter_withdraw": Entry(post=WRITE, get_answer=405, kwargs=_letter, sent=lambda place: {"token": "w"}),
    "letter_setup": Entry(get=MANAGE, post=MANAGE, kwargs=_body, sent=lambda place: {"mark": "青信公开"}),
    "letter_template": Entry(get=MANAGE, post=MANAGE, kwargs=lambda place: _body(place, kind="answer"), sent=_changed),
    "letter_restore": Entry(post=MANAGE, get_answer=405, kwargs=lambda place: _body(place, kind="answer")),
    "letter_template_file": Entry(get=MANAGE, kwargs=_versioned),
}
