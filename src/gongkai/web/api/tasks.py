"""Background work of the API: each task calls one service."""

from __future__ import annotations

from django_tasks import task


@task()
def deliver(key: int) -> bool:
    """One try of one delivery."""
    from gongkai.web.api.hooks import attempt

    return attempt(key)
