"""Reading: what a person was told."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.permissions import Ability, roles_with
from gongkai.web.jobs.models import Notice, Wish


def notices_of(user: Any) -> QuerySet[Notice]:
    """A person's own notices, newest first."""
    return Notice.objects.filter(user=user)


def unread(user: Any) -> QuerySet[Notice]:
    """Those that the person has not read."""
    return notices_of(user).filter(read_at=None)


def mail_wish(user: Any) -> Wish.Mail:
    """When the person wants e-mail."""
    wish = Wish.objects.filter(user=user).first()
    return Wish.Mail(wish.mail) if wish else Wish.Mail.DAILY


def administrators() -> QuerySet[Any]:
    """Whoever manages a body at the top of a tree: background work is theirs to see to."""
    managing = Membership.objects.filter(role__in=roles_with(Ability.MANAGE), body__parent=None)
    return get_user_model().objects.filter(pk__in=managing.values("user"), is_active=True)


def failed_work() -> QuerySet[DBTaskResult[Any, Any]]:
    """Background work that failed, newest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def work_counts() -> dict[str, int]:
    """How much waits, runs and failed."""
    rows = DBTaskResult.objects
    return {"waiting": rows.ready().count(), "running": rows.running().count(), "failed": rows.failed().count()}
