"""Bodies and people as a Django app."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Seals second factors anew when the key changes."""

    name = "gongkai.web.bodies"

    def ready(self) -> None:
        """Join what is sealed."""
        from gongkai.web.bodies.adapters import second_factors_give_up, second_factors_reseal
        from gongkai.web.kernel import sealing

        sealing.register(sealing.Holder(second_factors_reseal, second_factors_give_up))
