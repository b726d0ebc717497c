"""Reading: what a person was told."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gongkai.web.jobs.models import Notice, Wish


def notices_of(user: Any) -> QuerySet[Notice]:
    """A person's own notices, newest first."""
    return Notice.objects.filter(user=user)


def unread(user: Any) -> int:
    """How many the person has not read."""
    return notices_of(user).filter(read_at=None).count()


def mail_wish(user: Any) -> Wish.Mail:
    """When the person wants e-mail."""
    wish = Wish.objects.filter(user=user).first()
    return Wish.Mail(wish.mail) if wish else Wish.Mail.DAILY
