"""Letters as a Django app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Shows on a matter's page what was written for it."""

    name = "gongkai.web.letters"

    def ready(self) -> None:
        """Join the page of a matter."""
        from gongkai.web.cases import panels
        from gongkai.web.letters.panels import letters_panel

        panels.register(letters_panel)
