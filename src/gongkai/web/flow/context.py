"""What every page of the office shows: how much waits for the person, beside the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongkai.web.flow.selectors import waiting_counts


def waiting(request: HttpRequest) -> dict[str, Any]:
    """For logged-in people only."""
    return dict(waiting_counts(request.user)) if request.user.is_authenticated else {}
