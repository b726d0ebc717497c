"""``tick``: what has to happen by itself, for cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.web.jobs.tick import tick


class Command(BaseCommand):
    """As often as one likes: each daily step is put to work once a day."""

    help = "Keep background work going; call it every minute where no embedded worker and no beat does."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Tick once."""
        for name in tick():
            self.stdout.write(name)
