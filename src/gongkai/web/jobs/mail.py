"""E-mail of notices: kind, number and a link, never what an application says or who made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.urls import reverse

from gongkai.web.jobs.models import Notice, Wish
from gongkai.web.jobs.selectors import mail_wish
from gongkai.web.kernel import clock

HEADERS = {"Auto-Submitted": "auto-generated", "Precedence": "bulk", "X-Auto-Response-Suppress": "All"}
"""No machine should answer: neither a holiday reply nor a bounce makes another mail."""
LINES = 100


def send_notice(key: int) -> bool:
    """The e-mail of one notice, unless it was sent, was read, or the person has no address.  Raises if sending does."""
    notice = Notice.objects.select_related("user").filter(pk=key, read_at=None).first()
    if notice is None or not _reachable(notice.user):
        return False
    return _once(Notice.objects.filter(pk=key), _subject(notice), [_line(notice), _site(notice.address)], notice.user)


def send_daily(_on: date) -> None:
    """One e-mail a person with all that is unread and was not sent, for those who want it once a day."""
    waiting = Notice.objects.filter(read_at=None, mailed_at=None).values("user")
    for user in get_user_model().objects.filter(pk__in=waiting, is_active=True):
        if mail_wish(user) is not Wish.Mail.DAILY or not _reachable(user):
            continue
        notices = list(Notice.objects.filter(user=user, read_at=None, mailed_at=None)[:LINES])
        lines = [*map(_line, notices), _site(reverse("notices"))]
        some = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
        _once(some, f"您有{len(notices)}条未读通知", lines, user)


def _once(notices: Any, subject: str, lines: Sequence[str], user: Any) -> bool:
    """Marked before it is sent, so that no notice is sent twice; a failure takes the mark back."""
    marked = list(notices.filter(mailed_at=None).values_list("pk", flat=True))
    if not marked or not notices.filter(pk__in=marked, mailed_at=None).update(mailed_at=clock.now()):
        return False
    message = EmailMessage(f"[政府信息公开] {subject}", "\n".join(lines) + "\n", to=[user.email], headers=HEADERS)
    try:
        message.send()
    except Exception:
        Notice.objects.filter(pk__in=marked).update(mailed_at=None)
        raise
    return True


def _reachable(user: Any) -> bool:
    return bool(user.email) and user.is_active


def _subject(notice: Notice) -> str:
    return f"{notice.get_kind_display()} {notice.number}".strip()


def _line(notice: Notice) -> str:
    return f"{notice.on:%Y-%m-%d} {_subject(notice)}"


def _site(address: str) -> str:
    return f"{settings.GONGKAI_SITE.rstrip('/')}{address}"
