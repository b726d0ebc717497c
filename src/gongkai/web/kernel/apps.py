"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Labels tables by the short name."""

    name = "gongkai.web.kernel"
