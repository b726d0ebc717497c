"""Telling the workers behind a broker that there is work; without a broker they look for themselves."""

from __future__ import annotations

import logging

from django.conf import settings

log = logging.getLogger(__name__)


def send(row: str) -> None:
    """The key of a row to the broker, if there is one.  A broker that does not answer loses nothing: see ``sweep``."""
    if not settings.GONGKAI_BROKER:
        return
    # Celery is of the extra "production": loaded only where a broker is named.
    from gongkai.web.jobs.celery import run

    try:
        run.apply_async((row,), retry=False)
    except Exception as error:  # whatever goes wrong with a broker, the row is there and is sent again
        log.warning("task %s was not sent: %s", row, type(error).__name__)
