"""What intake tells every page of the office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongkai.web.intake.selectors import waiting_count


def intake(request: HttpRequest) -> dict[str, Any]:
    """How many submissions wait to be confirmed, for logged-in people."""
    user = getattr(request, "user", None)
    return {"intake_waiting": waiting_count(user)} if user is not None and user.is_authenticated else {}
