"""Reading: which tokens a person may see and take back, which hooks one manages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from gongkai.web.api.models import Delivery, Hook, Token
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with


def tokens_of(user: Any) -> QuerySet[Token]:
    """One's own, and for an administrator those of the body."""
    managed = bodies_with(user, Ability.MANAGE)
    return Token.objects.filter(Q(user=user) | Q(body__in=managed)).select_related("user", "body")


def hooks_of(user: Any) -> QuerySet[Hook]:
    """Those of the bodies that the person manages."""
    return Hook.objects.filter(body__in=bodies_with(user, Ability.MANAGE)).select_related("body")


def deliveries_of(hooks: QuerySet[Hook]) -> QuerySet[Delivery]:
    """What was sent to them, newest first."""
    return Delivery.objects.filter(hook__in=hooks.order_by().values("pk")).select_related("hook")
