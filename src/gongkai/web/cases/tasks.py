"""Background work on matters: each task calls one service."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from gongkai.law.regime import packaged_regime


@task()
def compare_columns(body_id: int, on: str) -> list[str]:
    """The cached columns of one body against its facts."""
    from gongkai.web.cases.reminders import compare

    return compare(body_id, date.fromisoformat(on), packaged_regime())
