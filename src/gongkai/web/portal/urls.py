"""Addresses of the portal: open to everybody."""

from django.urls import path, register_converter

from gongkai.web.portal import apply, views


class Secret:
    """The secret part of a draft's address."""

    regex = "[A-Za-z0-9_-]{32}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Step:
    """One of the four steps."""

    regex = "[1-4]"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digit."""
        return str(value)


register_converter(Secret, "secret")
register_converter(Step, "step")

urlpatterns = [
    path("", views.home_page, name="portal"),
    path("guide/", views.guide_page, name="portal-guide"),
    path("guide/<int:pk>/", views.guide_page, name="portal-guide-body"),
    path("rules/", views.rules_page, name="portal-rules"),
    path("catalogue/", views.catalogue_page, name="portal-catalogue"),
    path("catalogue/<int:pk>/", views.item_page, name="portal-item"),
    path("reports/", views.reports_page, name="portal-reports"),
    path("statistics/", views.statistics_page, name="portal-statistics"),
    path("progress/", views.progress_page, name="progress"),
    path("apply/", apply.start_page, name="apply"),
    path("apply/<secret:secret>/<step:step>/", apply.step_page, name="apply-step"),
    path("apply/<secret:secret>/receipt/", apply.receipt_page, name="apply-receipt"),
]
