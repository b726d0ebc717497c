"""What every page shows of notices: how many are unread."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongkai.web.jobs.selectors import unread


def notices(request: HttpRequest) -> dict[str, Any]:
    """For logged-in people only."""
    return {"unread": unread(request.user)} if request.user.is_authenticated else {}
