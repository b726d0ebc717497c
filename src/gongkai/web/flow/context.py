"""What every page shows of the work inside: how much waits for the person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongkai.web.flow.selectors import waiting_count


def waiting(request: HttpRequest) -> dict[str, Any]:
    """For logged-in people only."""
    return {"work_waiting": waiting_count(request.user)} if request.user.is_authenticated else {}
