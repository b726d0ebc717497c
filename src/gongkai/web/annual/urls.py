"""Addresses of the report desk."""

from collections.abc import Iterator

from django.urls import URLPattern, path, register_converter

from gongkai.web.annual import desk, editing, views
from gongkai.web.annual.models import Scope
from gongkai.web.annual.moves import ABOVE, MOVES


class Year:
    """A year of four digits: no other is a page."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return f"{value:04d}"


register_converter(Year, "year")


def _report(scope: Scope) -> Iterator[URLPattern]:
    """The pages of a body's report, or of its area's."""
    at, lead = ("<int:pk>/<year:year>/", "") if scope is Scope.OWN else ("<int:pk>/<year:year>/area/", "area_")
    given = {"scope": scope.value}
    yield path(at, views.year_page, given, name=f"{lead}year")
    yield path(f"{at}cell/<str:cell>/", views.cell_page, given, name=f"{lead}cell")
    yield path(f"{at}file/<str:name>/", views.file_page, given, name=f"{lead}file")
    yield path(f"{at}check/", views.check_page, given, name=f"{lead}frozen_check")
    yield path(f"{at}cell/<str:cell>/enter/", editing.enter_page, given, name=f"{lead}enter_cell")
    yield path(f"{at}cell/<str:cell>/strike/", editing.strike_page, given, name=f"{lead}strike_cell")
    yield path(f"{at}words/<str:section>/", editing.words_page, given, name=f"{lead}words")
    yield path(f"{at}problems/", editing.problems_page, given, name=f"{lead}problems")
    yield path(f"{at}explain/", editing.explain_page, given, name=f"{lead}explain")
    for act in MOVES:
        if scope is Scope.OWN or act not in ABOVE:
            yield path(f"{at}{act.value}/", views.move_page, given | {"act": act}, name=f"{lead}report_{act.value}")


urlpatterns = [
    path("", views.bodies_page, name="annual"),
    path("published/<int:pk>/<str:name>/", views.published_page, name="published_file"),
    path("desk/", desk.desks_page, name="desks"),
    path("<int:pk>/<year:year>/desk/", desk.desk_page, name="desk"),
    path("<int:pk>/<year:year>/remind/", desk.remind_page, name="report_remind"),
    path("<int:pk>/<year:year>/untake/", editing.untake_page, {"scope": Scope.OWN.value}, name="report_untake"),
    *_report(Scope.OWN),
    *_report(Scope.AREA),
]
