"""Which bodies a person may see and serve."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from gongkai.web.bodies.models import Body, Membership
from gongkai.web.bodies.permissions import BELOW, READ, WRITE


def bodies_of(user: Any) -> QuerySet[Body]:
    """The bodies whose matters the person may read: one's own, and for a supervisor those below."""
    own = Membership.objects.filter(user=user, role__in=READ).values("body")
    above = Membership.objects.filter(user=user, role__in=BELOW).values("body")
    return Body.objects.filter(Q(pk__in=own) | Q(parent__in=above))


def writes_for(user: Any) -> QuerySet[Body]:
    """The bodies for which the person may enter facts."""
    return Body.objects.filter(pk__in=Membership.objects.filter(user=user, role__in=WRITE).values("body"))
