"""Background work on matters: each task calls one service."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from gongkai.law.regime import packaged_regime
from gongkai.web.cases import services


@task()
def compare_columns(body_id: int, on: str) -> list[str]:
    """The cached columns of one body against its facts."""
    from gongkai.web.cases.reminders import compare

    return compare(body_id, date.fromisoformat(on), packaged_regime())


def columns_daily(on: date) -> None:
    """The columns that the new day may have changed."""
    services.columns_catch_up(on=on, regime=packaged_regime())
