"""Which bodies a person may see and serve on a day (today where none is said)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from gongkai.law.reporting import BodyKind
from gongkai.web.bodies.models import Body, Duty, Membership, Succession
from gongkai.web.bodies.permissions import GRANTS, Ability, Role, roles_with
from gongkai.web.kernel.clock import today

WORDS = 8
"""So many words of a search are looked at."""

REPORTS: dict[str, BodyKind] = {
    Body.Kind.GOVERNMENT: BodyKind.GOVERNMENT,
    Body.Kind.GOVERNMENT_OFFICE: BodyKind.DEPARTMENT,
    Body.Kind.DEPARTMENT: BodyKind.DEPARTMENT,
    Body.Kind.AUTHORISED: BodyKind.DEPARTMENT,
    Body.Kind.PARTY: BodyKind.DEPARTMENT,
    Body.Kind.SUBDISTRICT: BodyKind.TOWNSHIP,
    Body.Kind.TOWNSHIP: BodyKind.TOWNSHIP,
}
"""As what a body with its own powers owes an annual report (《条例》四十九、五十四条); the others owe none."""


class Post(NamedTuple):
    """One role that a person has for one body."""

    body_id: int
    role: Role
    second_factor: bool = False
    body: str = ""


def in_force(on: date) -> Q:
    """Rows with ``since`` and ``until`` that hold on a day."""
    return (Q(since=None) | Q(since__lte=on)) & standing(on)


def standing(on: date) -> Q:
    """Rows with ``until`` that have not ended by a day."""
    return Q(until=None) | Q(until__gt=on)


def living(on: date) -> Q:
    """Bodies that have not ended by a day."""
    return Q(ended_on=None) | Q(ended_on__gt=on)


def posts_of(user: Any, on: date | None = None) -> tuple[Post, ...]:
    """The roles that the person has on a day: what the request knows already, else asked."""
    known: tuple[Post, ...] | None = getattr(user, "posts", None) if on is None else None
    if known is not None:
        return known
    rows = Membership.objects.filter(in_force(on or today()), user=user).values_list(
        "body", "role", "body__second_factor", "body__name"
    )
    return tuple(Post(key, Role(role), second, name) for key, role, second, name in rows)


def bodies_of(user: Any, on: date | None = None) -> QuerySet[Body]:
    """The bodies whose matters the person may read.

    One's own; for a supervisor those below; and those that ended and whose work one's own goes on with.
    """
    own, above = _serving(user, Ability.READ, on), _serving(user, Ability.READ_BELOW, on)
    inherited = Succession.objects.filter(successor__in=own, on__lte=on or today()).values("body")
    return Body.objects.filter(Q(pk__in=own) | Q(parent__in=above) | Q(pk__in=inherited))


def bodies_with(user: Any, ability: Ability, on: date | None = None) -> QuerySet[Body]:
    """The bodies that the person serves in a role with this ability and that have not ended."""
    return Body.objects.filter(living(on or today()), pk__in=_serving(user, ability, on))


def bodies_served(user: Any, ability: Ability, on: date | None = None) -> QuerySet[Body]:
    """The bodies for which the person :func:`may` do this: own ones, ended or not, and those that they go on for."""
    own = _serving(user, ability, on)
    inherited = Succession.objects.filter(successor__in=own, on__lte=on or today()).values("body")
    return Body.objects.filter(Q(pk__in=own) | Q(pk__in=inherited))


def bodies_below(user: Any, on: date | None = None) -> QuerySet[Body]:
    """The bodies whose reports the person supervises."""
    return Body.objects.filter(parent__in=_serving(user, Ability.SUPERVISE, on))


def heirs_of(body_id: int, on: date) -> QuerySet[Body]:
    """The living bodies that go on with the work of one that ended, by a day."""
    heirs = Succession.objects.filter(body=body_id, on__lte=on).values("successor")
    return Body.objects.filter(living(on), pk__in=heirs)


def may(user: Any, body_id: int, ability: Ability, on: date | None = None) -> bool:
    """Whether the person may do this for the body: serving it, or one that goes on with its work."""
    own = _serving(user, ability, on)
    if body_id in own:
        return True
    heirs = Succession.objects.filter(body=body_id, successor__in=own, on__lte=on or today())
    return bool(own) and heirs.exists()


def people_with(body_id: int, ability: Ability, on: date | None = None) -> QuerySet[Any]:
    """The people who may do this for the body, by name: to hand work to."""
    day = on or today()
    heirs = Succession.objects.filter(body=body_id, on__lte=day).values("successor")
    posts = Membership.objects.filter(in_force(day), Q(body=body_id) | Q(body__in=heirs), role__in=roles_with(ability))
    return get_user_model().objects.filter(pk__in=posts.values("user"), is_active=True).order_by("username")


def report_kind(body: Body) -> BodyKind | None:
    """As what the body owes an annual report; ``None`` where it owes none.

    Bodies without powers of their own are reported by those to which they belong; public utilities
    follow rules of their own (《条例》五十五条).
    """
    return REPORTS.get(body.kind) if body.own_powers else None


def owes(body: Body, year: int) -> bool:
    """Whether the body owes a report for the year (《条例》第四十九条): it stood at its end, with powers of its own."""
    end = date(year, 12, 31)
    stood = (body.founded_on is None or body.founded_on <= end) and (body.ended_on is None or body.ended_on > end)
    return stood and report_kind(body) is not None


def duties_with(words: str, on: date | None = None) -> QuerySet[Duty]:
    """The duties of living bodies in which every word stands, in task, keywords, section or name of the body."""
    asked: list[Q] = [
        Q(task__icontains=word) | Q(keywords__icontains=word) | Q(body__name__icontains=word)
        for word in words.split()[:WORDS]
    ]
    if not asked:
        return Duty.objects.none()
    living_bodies = Body.objects.filter(living(on or today())).values("pk")
    return Duty.objects.filter(reduce(and_, asked), body__in=living_bodies).select_related("body", "section")


def _serving(user: Any, ability: Ability, on: date | None) -> list[int]:
    return sorted({post.body_id for post in _able(posts_of(user, on), ability)})


def _able(posts: Iterable[Post], ability: Ability) -> Iterable[Post]:
    return (post for post in posts if ability in GRANTS[post.role])
