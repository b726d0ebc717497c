"""``reseal``: after the sealing key was changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.web.kernel.sealing import reseal_all


class Command(BaseCommand):
    """Afterwards the former keys are needed no more."""

    help = "Seal every secret (second factors, webhooks) under the key that seals now."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do so, and say how many there are."""
        self.stdout.write(f"{reseal_all()} secrets are sealed under the present key")
