"""Who asks: a token, the person and body behind it, and what both together may do now."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from gongkai.finding import Refusal
from gongkai.web.api.models import Token
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, may
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of
from gongkai.web.kernel import clock
from gongkai.web.kernel.shared import counted

PREFIX = "gk_"
MINUTE = 60
TOUCHED = timedelta(minutes=1)
"""The last use is written at most so often: reading must not become writing."""


class Denied(Exception):  # noqa: N818 - it is an answer, not an error
    """The person or the token may not do this (403)."""

    def __init__(self, code: str, reason: tuple[str, str], advice: tuple[str, str]) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, reason, advice)


class Access:
    """One request's token: the person's abilities, cut down to the body and the scopes of the token."""

    def __init__(self, token: Token) -> None:
        self.token = token
        self.user: Any = token.user

    @property
    def bodies(self) -> QuerySet[Body]:
        """The token's body, and those below it where the person may look at these."""
        mine = Q(pk=self.token.body_id)
        if may(self.user, self.token.body_id, Ability.READ_BELOW):
            mine |= Q(parent=self.token.body_id)
        return bodies_of(self.user).filter(mine).distinct()

    @property
    def reading(self) -> list[Body]:
        """The same with the tops of their trees, as lists ask for them."""
        return list(self.bodies.select_related("parent__parent"))

    @property
    def matters(self) -> QuerySet[Matter]:
        """The matters of these bodies."""
        return matters_of(self.user).filter(body__in=self.bodies.values("pk"))

    def body(self, pk: int) -> Body:
        """One of the bodies.  Raises ``Http404`` for another."""
        body = self.bodies.filter(pk=pk).first()
        if body is None:
            raise Http404
        return body

    def matter(self, pk: int) -> Matter:
        """One of the matters.  Raises ``Http404`` for another."""
        matter = self.matters.filter(pk=pk).first()
        if matter is None:
            raise Http404
        return matter

    def once(self, key: str) -> str:
        """What a write is known by: a key counts for its token alone."""
        return digest(f"{self.token.pk}:{key}")

    def needs(self, ability: Ability, body_id: int) -> None:
        """Raises :class:`Denied` unless the token is of this body and its person may do this there."""
        if body_id != self.token.body_id or not may(self.user, body_id, ability):
            raise Denied(
                "not-permitted",
                ("令牌所属人员在该机关的岗位不能进行这一操作", "the role behind this token may not do this here"),
                ("请由有权限的人员建立令牌", "have somebody make the token whose role may"),
            )


class Bearer(HttpBearer):
    """``Authorization: Bearer gk_…`` with one scope that the operation needs."""

    def __init__(self, scope: Token.Scope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, _request: HttpRequest, token: str) -> Access | None:
        """The access, or nothing for a token that is unknown, over, taken back or of nobody who serves the body."""
        access = access_of(token)
        if access is None:
            return None
        if self.scope.value not in access.token.scope_set:
            raise Denied(
                "no-scope",
                (f"令牌没有“{self.scope.label}”（{self.scope}）的范围", f"the token lacks the scope {self.scope}"),
                ("请建立带有该范围的令牌", "make a token with this scope"),
            )
        return access


def access_of(key: str) -> Access | None:
    """The access that a key gives now, if any; its last use is noted."""
    found = Token.objects.select_related("user", "body").filter(digest=digest(key), revoked_at=None).first()
    if found is None or found.expires_on < clock.today() or not found.user.is_active:
        return None
    if not may(found.user, found.body_id, Ability.READ):
        return None
    now = clock.now()
    if found.used_at is None or now - found.used_at > TOUCHED:
        Token.objects.filter(pk=found.pk).update(used_at=now)
    return Access(found)


def digest(key: str) -> str:
    """What is kept of a key: it is random and long, so that a plain digest is enough."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Throttle(BaseThrottle):
    """At most ``most`` requests a minute of a token, or of an address without one, of all processes together.

    Each ``of`` counts for itself.
    """

    def __init__(self, most: int, *, of: str = "api") -> None:
        self.most, self.of = most, of

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; whether it is within the limit."""
        access = getattr(request, "auth", None)
        whose = access.token.pk if isinstance(access, Access) else request.META.get("REMOTE_ADDR", "")
        key = f"{self.of}-rate:{type(access).__name__}:{whose}"
        return counted(key, MINUTE, clock.now().timestamp()) <= self.most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - clock.now().timestamp() % MINUTE
