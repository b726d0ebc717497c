"""The workbench as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Hands over the matters of somebody who leaves."""

    name = "gongkai.web.cases"

    def ready(self) -> None:
        """Join what is handed over."""
        from gongkai.web.bodies import handover
        from gongkai.web.cases.handover import MATTERS

        handover.register(MATTERS)
