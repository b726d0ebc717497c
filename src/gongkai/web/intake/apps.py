"""Intake as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Shows on a matter's page who applied, half covered, and what the applicant asked for before.

    What waits at a body that ends goes on to its successor.
    """

    name = "gongkai.web.intake"

    def ready(self) -> None:
        """Join the page of a matter, and do with a body that ends."""
        from gongkai.web.bodies import endings
        from gongkai.web.cases import panels, private
        from gongkai.web.intake.panels import applicant_panel, applicant_words, earlier_panel, imported_panel
        from gongkai.web.intake.passing import pass_on

        panels.register(applicant_panel)
        panels.register(earlier_panel)
        panels.register(imported_panel)
        endings.register(pass_on)
        private.register(applicant_words)
