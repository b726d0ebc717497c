"""The API as a Django app: it listens for new facts and for reports moved on."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ApiConfig(AppConfig):
    """Registers what follows from a fact and from a step of a report, and the secrets that lie sealed."""

    name = "gongkai.web.api"

    def ready(self) -> None:
        """From now on."""
        from gongkai.web.annual.models import Step
        from gongkai.web.api.hooks import fact_added, report_moved
        from gongkai.web.api.services import hooks_give_up, hooks_reseal
        from gongkai.web.cases.models import FactRow
        from gongkai.web.kernel import sealing

        sealing.register(sealing.Holder(hooks_reseal, hooks_give_up))
        post_save.connect(fact_added, sender=FactRow, dispatch_uid="hooks")
        post_save.connect(report_moved, sender=Step, dispatch_uid="report-hooks")
