"""``worker``: background work as a process of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.web.jobs.worker import serve


class Command(BaseCommand):
    """Until interrupted."""

    help = "Run background work until interrupted: from the database, or behind GONGKAI_BROKER if that is set."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work."""
        serve()
