"""Work inside the office as a Django app."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """Has its say before a fact is entered."""

    name = "gongkai.web.flow"

    def ready(self) -> None:
        """Join the guards."""
        from gongkai.web.cases import guards
        from gongkai.web.flow.guard import approval_guard

        guards.register(approval_guard)
