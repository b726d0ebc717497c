from typing import Any

from gongkai.web.annual.models import Report
from gongkai.web.bodies.permissions import Ability
from tests.web.access import Entry, Place
from tests.web.explored import brought


def _pk(place: Place, **more: Any) -> dict[str, Any]:
    if not Report.objects.filter(body=place.body, year=2022).exists():
        brought(place.body, 2022)
        brought(place.body, 2023, {"t3.carried_in.total": 3})
    return {"pk": place.body.pk, **more}


# Of reports that are not public; what everybody sees of public ones is tested in test_explorer_public.
TABLE = {
    "explorer": Entry(),
    "explorer_metrics": Entry(),
    "explorer_compare": Entry(),
    "explorer_body": Entry(get=Ability.READ, kwargs=_pk),
    "explorer_region": Entry(get=Ability.READ_BELOW, kwargs=_pk),
    "explorer_map": Entry(get=Ability.READ_BELOW, kwargs=_pk),
    "explorer_findings": Entry(get=Ability.READ, kwargs=lambda place: _pk(place, year=2023)),
    "explorer_made": Entry(get=Ability.READ, kwargs=lambda place: _pk(place, year=2023, metric="disclosure-rate")),
}
TABLE |= {
    f"{name}_file": Entry(
        get=entry.get,
        kwargs=lambda place, make=entry.kwargs: {**make(place), "kind": "csv"},  # type: ignore[misc]
    )
    for name, entry in TABLE.items()
    if name != "explorer_made"
}
