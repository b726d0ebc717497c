"""Work inside the office as a Django app."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """Has its say before a fact is entered, its parts on the page of a matter, and what is handed over."""

    name = "gongkai.web.flow"

    def ready(self) -> None:
        """Join the guards, the page of a matter, what waits, and what is handed over."""
        from gongkai.web.bodies import endings, handover
        from gongkai.web.cases import guards, panels, waiting
        from gongkai.web.flow import holdings as kept
        from gongkai.web.flow import panels as own
        from gongkai.web.flow.guard import approval_guard, steps_of
        from gongkai.web.flow.handover import TASKS, steps_settle
        from gongkai.web.flow.inquiries_settle import inquiries_follow, inquiries_pass
        from gongkai.web.intake import holdings

        guards.register(approval_guard, steps_of)
        endings.register(inquiries_pass)
        holdings.register(holdings.Holder(kept.look, kept.erase))
        handover.register(TASKS)
        handover.follow(steps_settle)
        handover.follow(inquiries_follow)
        waiting.register(own.inquiries_waiting)
        for source in (own.proposals_panel, own.notes_panel, own.tasks_panel):
            panels.register(source)
        panels.register(own.inquiries_panel)
        panels.register(own.conferences_panel)
