"""What a request knows of its person from the start, and what the person must still do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongkai.web.bodies.selectors import posts_of

FREE = frozenset(
    {"login", "logout", "password", "welcome", "account_login", "account_reauthenticate"}
    | {f"mfa_{page}" for page in ("index", "activate_totp", "reauthenticate", "authenticate")}
)
"""Pages that somebody sees who must join a second factor and has not."""


class Posts:
    """The person's roles today, asked once for all that the request permits.

    Somebody whose role (``GONGKAI_SECOND_FACTOR_ROLES``) or body demands a second factor joins one first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask, and hand on."""
        person: Any = request.user
        if person.is_authenticated:
            person.posts = posts_of(person)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """The page where the second factor is joined, if it must be first."""
        person: Any = request.user
        where = request.resolver_match.url_name if request.resolver_match else None
        if not person.is_authenticated or where in FREE or not _demanded(person) or _joined(person):
            return None
        messages.warning(request, "您的岗位或所在机关要求登录时使用第二因素，请先绑定验证器。")
        return redirect("mfa_activate_totp")


def _demanded(person: Any) -> bool:
    roles: frozenset[str] = settings.GONGKAI_SECOND_FACTOR_ROLES
    return any(post.second_factor or post.role in roles for post in person.posts)


def _joined(person: Any) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).exists())
