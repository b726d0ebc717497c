"""Intake as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Shows on a matter's page who applied, half covered, and what the applicant asked for before."""

    name = "gongkai.web.intake"

    def ready(self) -> None:
        """Join the page of a matter."""
        from gongkai.web.cases import panels
        from gongkai.web.intake.panels import applicant_panel, earlier_panel

        panels.register(applicant_panel)
        panels.register(earlier_panel)
