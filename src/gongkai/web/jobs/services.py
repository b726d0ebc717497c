"""Writing: people told, notices read, wishes kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.web.jobs.models import Notice, Wish
from gongkai.web.jobs.selectors import mail_wish
from gongkai.web.jobs.tasks import mail_notice
from gongkai.web.kernel import clock

TEXT_LENGTH = 300


def notify(
    *, user: Any, kind: Notice.Kind, text: str, address: str, on: date, number: str = "", key: str | None = None
) -> Notice:
    """Tell a person something; with a ``key`` only once: the same key again gives the notice that is there.

    ``address`` is a page of this office (``reverse(…)``), ``text`` what the list of notices shows.  An
    e-mail carries neither: only the kind, ``number`` and a link.  Part of the caller's transaction: what
    is rolled back was never told.  Raises ``ValueError`` for an address outside this office.
    """
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise ValueError(f"a notice leads to a page of this office, not to {address!r}")
    said = {"kind": kind, "number": number, "text": text[:TEXT_LENGTH], "address": address, "on": on}
    with transaction.atomic():
        if key is None:
            notice, made = Notice.objects.create(user=user, **said), True
        else:
            notice, made = Notice.objects.get_or_create(user=user, key=key, defaults=said)
        if made and mail_wish(user) is Wish.Mail.AT_ONCE:
            mail_notice.enqueue(notice.pk)
    return notice


def notices_read(*, user: Any, keys: Sequence[int] | None = None) -> int:
    """Mark a person's own notices as read: those named, or all.  Returns how many were unread."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if keys is not None:
        unread = unread.filter(pk__in=keys)
    return unread.update(read_at=clock.now())


def wish_set(*, user: Any, mail: Wish.Mail) -> Wish:
    """How the person wants to be told by e-mail from now on."""
    wish, _made = Wish.objects.update_or_create(user=user, defaults={"mail": mail})
    return wish
