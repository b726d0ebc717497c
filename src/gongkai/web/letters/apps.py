"""Letters as a Django app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Shows on a matter's page what was written for it, and a letter to whoever approves it."""

    name = "gongkai.web.letters"

    def ready(self) -> None:
        """Join the page of a matter and that of a proposal."""
        from gongkai.web.cases import panels
        from gongkai.web.flow import subjects
        from gongkai.web.intake import holdings
        from gongkai.web.letters import holdings as own
        from gongkai.web.letters.approval import APP, letter_shown
        from gongkai.web.letters.panels import letters_panel

        panels.register(letters_panel)
        subjects.register(APP, letter_shown)
        holdings.register(holdings.Holder(own.look, own.erase))
