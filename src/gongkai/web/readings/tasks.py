"""Background work of the readings: each task calls one service."""

from __future__ import annotations

from django_tasks import task

from gongkai.web.kernel.clock import today


@task()
def read_upload(key: int) -> bool:
    """Read a file that takes longer than somebody waits."""
    from gongkai.web.readings.services import upload_read

    return upload_read(upload_id=key, on=today())


@task()
def read_again(key: int) -> bool:
    """Read a file again after last year's report came to be known."""
    from gongkai.web.readings.services import upload_read_again

    return upload_read_again(upload_id=key, on=today())
