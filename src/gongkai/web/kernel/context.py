"""What every page of the office shows: the day, and whether one may enter facts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongkai.web.bodies.selectors import writes_for
from gongkai.web.kernel.clock import today


def office(request: HttpRequest) -> dict[str, Any]:
    """For logged-in people only."""
    if not request.user.is_authenticated:
        return {}
    return {"day": today(), "can_write": writes_for(request.user).exists()}
