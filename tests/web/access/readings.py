from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.web.bodies.permissions import Ability
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.models import ReadReport, storage
from gongkai.web.readings.services import cells_settle, reading_use, report_confirm, upload_take
from tests.web.access import Entry, Place
from tests.web.reports import ON, user
from tests.web.test_readings import sample


def _report(place: Place) -> ReadReport:
    given: dict[str, Any] = {"actor": None, "read": read_here}
    upload = upload_take(body=place.body, name="a.txt", data=sample("seed"), **given)
    return upload.reports.get()


def _drawn(place: Place) -> ReadReport:
    """The same with a page that was drawn."""
    report = _report(place)
    storage().save("0" * 64, ContentFile(b"drawn"))
    report.source.looks.get_or_create(page=1, width=2, height=3, kind="image/png", sha256="0" * 64)
    return report


def _pk(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": _report(place).pk, **more}


def _confirmed(place: Place) -> dict[str, Any]:
    """A reading that names the body."""
    report = _report(place)
    if report.confirmed_on is None:
        given: dict[str, Any] = {"report_id": report.pk, "actor": user("x"), "on": ON}
        cells_settle(cells=["agency"], written=place.body.name, **given)
        report_confirm(**given)
    return {"pk": report.pk}


def _used(place: Place) -> dict[str, Any]:
    given: dict[str, Any] = {"report_id": _confirmed(place)["pk"], "actor": user("x"), "on": ON}
    reading_use(body=place.body, use="report", token=f"used{place.body.pk}", **given)
    return {"pk": place.body.pk, "year": 2023}


TABLE = {
    "readings": Entry(),
    "reading": Entry(get=Ability.READ, kwargs=_pk),
    "reading_take": Entry(
        get_answer=405,
        post=Ability.WRITE,
        body_sent=True,
        sent=lambda place: {"body": str(place.body.pk), "files": SimpleUploadedFile("b.txt", sample())},
    ),
    "reading_settle": Entry(
        get_answer=405, post=Ability.WRITE, kwargs=_pk, sent=lambda place: {"cell": "t3.new.natural", "value": "7"}
    ),
    "reading_confirm": Entry(get_answer=405, post=Ability.WRITE, kwargs=_pk),
    "reading_use": Entry(
        get_answer=405,
        post=Ability.WRITE,
        kwargs=_confirmed,
        sent=lambda place: {"body": str(place.body.pk), "use": "report", "token": "u"},
    ),
    "reading_source": Entry(get=Ability.READ, kwargs=_used),
    "reading_file": Entry(get=Ability.READ, kwargs=lambda place: _pk(place, name="csv")),
    "reading_page": Entry(get=Ability.READ, kwargs=lambda place: {"pk": _drawn(place).pk, "page": 1}),
    "reading_original": Entry(get=Ability.READ, kwargs=lambda place: {"pk": _report(place).upload_id}),
}
