"""Addresses of the statistics; what a page shows can be taken away beside it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, register_converter

from gongkai.web.explorer import views
from gongkai.web.explorer.sheets import KINDS


class Kind:
    """A format in which a table is taken away."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Kind, "table")


def _both(at: str, view: Any, name: str) -> Iterator[URLPattern]:
    """A page, and the same as a file."""
    yield path(at, view, name=name)
    yield path(f"{at}file.<table:kind>", view, name=f"{name}_file")


urlpatterns = [
    *_both("", views.overview_page, "explorer"),
    *_both("metrics/", views.metrics_page, "explorer_metrics"),
    *_both("compare/", views.compare_page, "explorer_compare"),
    *_both("<int:pk>/", views.body_page, "explorer_body"),
    *_both("<int:pk>/region/", views.region_page, "explorer_region"),
    *_both("<int:pk>/map/", views.map_page, "explorer_map"),
    *_both("<int:pk>/<year:year>/findings/", views.findings_page, "explorer_findings"),
    path("<int:pk>/<year:year>/<slug:metric>/", views.made_page, name="explorer_made"),
]
