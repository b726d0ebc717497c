"""What every page of the office shows: the day, and whether one may enter facts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.menu import MENU


def office(request: HttpRequest) -> dict[str, Any]:
    """For logged-in people only."""
    if not request.user.is_authenticated:
        return {}
    here = request.get_full_path()
    menu = [(item, here == item.address or (item.page != "matters" and request.path == item.address)) for item in MENU]
    return {"day": today(), "menu": menu, "can_write": cache(lambda: bodies_with(request.user, Ability.WRITE).exists())}
