"""Work inside the office as a Django app."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """Has its say before a fact is entered, and its parts on the page of a matter."""

    name = "gongkai.web.flow"

    def ready(self) -> None:
        """Join the guards and the page of a matter."""
        from gongkai.web.cases import guards, panels
        from gongkai.web.flow import panels as own
        from gongkai.web.flow.guard import approval_guard

        guards.register(approval_guard)
        for source in (own.proposals_panel, own.notes_panel, own.tasks_panel, own.conferences_panel):
            panels.register(source)
