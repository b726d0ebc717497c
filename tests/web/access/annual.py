from typing import Any

from gongkai.web.bodies.permissions import Ability
from tests.web.access import Entry, Place


def _year(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": place.body.pk, "year": 2024, **more}


TABLE = {
    "annual": Entry(),
    "year": Entry(get=Ability.READ, kwargs=_year),
    "cell": Entry(get=Ability.READ, kwargs=lambda place: _year(place, cell="t3.new.total")),
    "file": Entry(get=Ability.READ, kwargs=lambda place: _year(place, name="csv")),
}
