from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.web.bodies.permissions import Ability
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.models import ReadReport
from gongkai.web.readings.services import upload_take
from tests.web.access import Entry, Place
from tests.web.test_readings import sample


def _report(place: Place) -> ReadReport:
    given: dict[str, Any] = {"actor": None, "token": f"read{place.body.pk}", "read": read_here}
    upload = upload_take(body=place.body, name="a.txt", data=sample("seed"), **given)
    return upload.reports.get()


def _pk(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": _report(place).pk, **more}


TABLE = {
    "readings": Entry(),
    "reading": Entry(get=Ability.READ, kwargs=_pk),
    "reading_take": Entry(
        get_answer=405,
        post=Ability.WRITE,
        body_sent=True,
        sent=lambda place: {"body": str(place.body.pk), "token": "x", "files": SimpleUploadedFile("b.txt", sample())},
    ),
    "reading_settle": Entry(
        get_answer=405, post=Ability.WRITE, kwargs=_pk, sent=lambda place: {"cell": "t3.new.natural", "value": "7"}
    ),
    "reading_confirm": Entry(get_answer=405, post=Ability.WRITE, kwargs=_pk),
    "reading_file": Entry(get=Ability.READ, kwargs=lambda place: _pk(place, name="csv")),
    "reading_original": Entry(get=Ability.READ, kwargs=lambda place: {"pk": _report(place).upload_id}),
}
