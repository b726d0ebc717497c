"""Background work of the readings: each task calls one service."""

from __future__ import annotations

from django_tasks import task

from gongkai.web.kernel.clock import today


@task()
def read_upload(key: int) -> bool:
    """Read a file that takes longer than somebody waits."""
    from gongkai.web.readings.services import upload_read

    return upload_read(upload_id=key, on=today())
