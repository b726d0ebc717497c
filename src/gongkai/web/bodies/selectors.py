"""Which bodies a person may see and serve."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from gongkai.web.bodies.models import Body, Membership
from gongkai.web.bodies.permissions import Ability, roles_with


def bodies_of(user: Any) -> QuerySet[Body]:
    """The bodies whose matters the person may read: one's own, and for a supervisor those below."""
    own = _serving(user, Ability.READ)
    above = _serving(user, Ability.READ_BELOW)
    return Body.objects.filter(Q(pk__in=own) | Q(parent__in=above))


def bodies_with(user: Any, ability: Ability) -> QuerySet[Body]:
    """The bodies that the person serves in a role with this ability."""
    return Body.objects.filter(pk__in=_serving(user, ability))


def bodies_below(user: Any) -> QuerySet[Body]:
    """The bodies whose reports the person supervises."""
    return Body.objects.filter(parent__in=_serving(user, Ability.SUPERVISE))


def may(user: Any, body_id: int, ability: Ability) -> bool:
    """Whether the person may do this for the body."""
    return Membership.objects.filter(user=user, body=body_id, role__in=roles_with(ability)).exists()


def _serving(user: Any, ability: Ability) -> Any:
    return Membership.objects.filter(user=user, role__in=roles_with(ability)).values("body")
