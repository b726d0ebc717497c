"""Work inside the office as a Django app."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """Has its say before a fact is entered, its parts on the page of a matter, and work to be handed over."""

    name = "gongkai.web.flow"

    def ready(self) -> None:
        """Join the guards, the page of a matter, and what is handed over."""
        from gongkai.web.bodies import handover
        from gongkai.web.cases import guards, panels
        from gongkai.web.flow import panels as own
        from gongkai.web.flow.guard import approval_guard
        from gongkai.web.flow.handover import TASKS, TURNS

        guards.register(approval_guard)
        handover.register(TASKS)
        handover.register(TURNS)
        for source in (own.proposals_panel, own.notes_panel, own.tasks_panel, own.conferences_panel):
            panels.register(source)
