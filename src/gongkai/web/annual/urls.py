"""Addresses of the report desk."""

from django.urls import path, register_converter

from gongkai.web.annual import views


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

urlpatterns = [
    path("", views.bodies_page, name="annual"),
    path("<int:pk>/<year:year>/", views.year_page, name="year"),
    path("<int:pk>/<year:year>/cell/<str:cell>/", views.cell_page, name="cell"),
    path("<int:pk>/<year:year>/file/<str:name>/", views.file_page, name="file"),
]
