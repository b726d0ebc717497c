"""What every page of the office shows: the day, and whether one may enter facts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from gongkai.web.bodies.permissions import GRANTS, Ability
from gongkai.web.bodies.selectors import bodies_with, posts_of
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.menu import MENU


def office(request: HttpRequest) -> dict[str, Any]:
    """For logged-in people only."""
    if not request.user.is_authenticated:
        return {}
    here = request.get_full_path()
    menu = [(item, here == item.address or (item.page != "matters" and request.path == item.address)) for item in MENU]
    posts = posts_of(request.user)
    served = list(dict.fromkeys(post.body for post in posts))
    return {
        "day": today(),
        "menu": menu,
        "served": served,
        "writer": any(Ability.WRITE in GRANTS[post.role] for post in posts),
        "can_write": cache(lambda: bodies_with(request.user, Ability.WRITE).exists()),
    }
