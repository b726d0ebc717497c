import io
from datetime import date
from typing import Any

import openpyxl
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Link, OldLedger
from gongkai.web.cases.old_ledgers import ledger_keep
from tests.ledger.build import received
from tests.web.access import Entry, Place
from tests.web.conftest import opened

TODAY = date(2024, 9, 20)


def _opened(place: Place) -> dict[str, str]:
    return {
        "save": "", "token": "x", "body": str(place.body.pk), "on": "2024-09-10", "channel": "in_person",
        "applicant": "natural", "items": "1",
    }  # fmt: skip


def a_ledger(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    """An Excel ledger of these rows, or of one."""
    book = openpyxl.Workbook()
    for row in (("收件日期", "申请内容"), *(rows or (("2024-09-02", "绿化方案"),))):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("台账.xlsx", out.getvalue())


def _kept(place: Place) -> dict[str, Any]:
    """One that the body brought along; whoever did stands in no role of it."""
    user, _ = get_user_model().objects.get_or_create(username="importer")
    kept = OldLedger.objects.filter(body=place.body).first() or ledger_keep(
        body=place.body, name="台账", data=a_ledger().read(), actor=user, on=TODAY
    )
    return {"pk": kept.pk}


def _tied(place: Place) -> Link:
    """Two of its matters, tied."""
    user, _ = get_user_model().objects.get_or_create(username="importer")
    ties = Link.objects.filter(one=place.matter)
    other = (
        ties[0].other if ties else opened(place.body, received("9-11", asks="同一地块"), token=f"tied{place.body.pk}")
    )
    made, _ = Link.objects.get_or_create(
        one=place.matter, other=other, kind="related", defaults={"by": user, "on": TODAY}
    )
    return made


TABLE = {
    "today": Entry(),
    "matters": Entry(),
    "matters-export": Entry(),
    "matters-view": Entry(get_answer=405),
    "matters-assign": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        sent=lambda place: {"matter": str(place.matter.pk), "handler": "me"},
        body_sent=True,
    ),
    "matter": Entry(get=Ability.READ, kwargs=lambda place: {"pk": place.matter.pk}),
    "enter": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": place.matter.pk, "name": "noted"},
        sent=lambda place: {"save": "", "token": "x", "on": "2024-09-20", "note": "转办"},
    ),
    "registers": Entry(),
    "alike": Entry(get=Ability.READ, kwargs=lambda place: {"pk": place.matter.pk}),
    "matter-labels": Entry(
        get_answer=405,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": place.matter.pk},
        sent=lambda _: {"labels": "征收"},
    ),
    "links": Entry(
        get=Ability.READ,
        post=Ability.WRITE,
        kwargs=lambda place: _tied(place) and {"pk": place.matter.pk},
        sent=lambda place: {"number": _tied(place).other.number, "kind": "part"},
    ),
    "link-remove": Entry(
        get_answer=405,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": _tied(place).pk},
        sent=lambda _: {"why": "登记错误"},
    ),
    "imports": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        sent=lambda place: {"body": str(place.body.pk), "file": a_ledger()},
        body_sent=True,
    ),
    "import": Entry(get=Ability.WRITE, post=Ability.WRITE, kwargs=_kept, sent=lambda _: {"enter": ""}),
    "import-row": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        kwargs=lambda place: _kept(place) | {"place": 2},
        sent=lambda _: {"cell0": "2024-09-03"},
    ),
    "import-held": Entry(get=Ability.WRITE, kwargs=_kept),
    "open": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        kwargs=lambda place: {"kind": "application"},
        sent=_opened,
        body_sent=True,
    ),
}
