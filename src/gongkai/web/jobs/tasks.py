"""Background work of this app: each task calls one service."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task

from gongkai.web.jobs import mail


@task()
def daily(name: str, on: str) -> None:
    """One of the steps that ``GONGKAI_DAILY`` names, for a day."""
    if name in settings.GONGKAI_DAILY:
        import_string(name)(date.fromisoformat(on))


@task()
def mail_notice(key: int) -> bool:
    """The e-mail of one notice."""
    return mail.send_notice(key)
