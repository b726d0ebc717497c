"""Large type and high contrast (适老化、无障碍): two switches on every page, kept in a cookie of the visitor.

They change tokens of the style sheet and nothing else, so that no page has a second version.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "look"
YEAR = 365 * 24 * 3600
"""How long a visitor's choice is kept, in seconds."""


@dataclass(frozen=True)
class Look:
    """How a visitor wants pages to look; every field is a switch and its name the word in the cookie."""

    large: bool = False
    contrast: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The cookie's words, those unknown left out."""
        words = request.COOKIES.get(COOKIE, "").split()
        return cls(**{one.name: one.name in words for one in fields(cls)})

    def __str__(self) -> str:
        return " ".join(one.name for one in fields(self) if getattr(self, one.name))

    def turned(self, switch: str) -> Self:
        """With that switch the other way; an unknown one changes nothing."""
        known = {one.name for one in fields(self)}
        return replace(self, **{switch: not getattr(self, switch)}) if switch in known else self


def look(request: HttpRequest) -> dict[str, Any]:
    """For every page: how it looks."""
    return {"look": Look.of(request)}


@login_not_required
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Turn one switch and go back to where it was turned."""
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if here else resolve_url("portal"))
    chosen = Look.of(request).turned(request.POST.get("switch", ""))
    answer.set_cookie(COOKIE, str(chosen), max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer
