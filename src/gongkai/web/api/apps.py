"""The API as a Django app: it listens for new facts."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ApiConfig(AppConfig):
    """Registers what follows from a fact."""

    name = "gongkai.web.api"

    def ready(self) -> None:
        """From now on."""
        from gongkai.web.api.hooks import fact_added
        from gongkai.web.cases.models import FactRow

        post_save.connect(fact_added, sender=FactRow, dispatch_uid="hooks")
