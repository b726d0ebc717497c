from gongkai.web.bodies.permissions import Ability
from tests.web.access import Entry, Place


def _opened(place: Place) -> dict[str, str]:
    return {
        "save": "", "token": "x", "body": str(place.body.pk), "on": "2024-09-10", "channel": "in_person",
        "applicant": "natural", "items": "1",
    }  # fmt: skip


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
    "open": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        kwargs=lambda place: {"kind": "application"},
        sent=_opened,
        body_sent=True,
    ),
}
