"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Labels tables by the short name."""

    name = "gongkai.web.kernel"

    def ready(self) -> None:
        """The checks of this app."""
        from gongkai.web.kernel import drives  # noqa: F401
