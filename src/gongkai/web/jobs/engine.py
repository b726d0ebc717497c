"""Running the rows: claimed by one worker, watched by a heartbeat, taken over from a dead one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from gongkai.web.jobs.dispatch import send
from gongkai.web.jobs.models import Beat, Notice
from gongkai.web.jobs.selectors import administrators
from gongkai.web.jobs.services import notify
from gongkai.web.kernel import clock

log = logging.getLogger(__name__)

MISSED = 6
"""A worker that missed so many heartbeats is dead."""
WORKERS = 3
"""A task that so many workers died of is failed: it may be what kills them."""
UNSENT = timedelta(minutes=5)
"""A row that waits so long with a broker is sent again: its message may be lost."""
KEPT = timedelta(days=30)
"""So long what went well is kept."""
MOST = 500


class WorkerLostError(Exception):
    """The worker died while it ran the task, again and again."""


def run_next(worker: str, *, row: str | None = None) -> bool:
    """Claim and run one row that waits: this one, or the next.  Returns whether there was one.

    An exception of the task is recorded in its row; nothing is raised for it.
    """
    claimed = _claim(worker, row)
    if claimed is None:
        return False
    with _beating(claimed):
        try:
            value, error = _call(claimed), None
        except Exception as raised:
            value, error = None, raised
            log.exception("task %s failed", claimed.pk)
    _finish(claimed, worker, value, error)
    return True


def take_over() -> int:
    """Put rows of dead workers back, so that another runs them.  Returns how many."""
    return sum(_taken(beat) for beat in _dead()[:MOST])


def sweep() -> None:
    """What keeps the work going: dead workers' rows taken over; behind a broker, rows whose message was lost or not
    yet due sent again.
    """
    take_over()
    if not settings.GONGKAI_BROKER:
        return
    now = clock.now()
    waiting = DBTaskResult.objects.ready().filter(Q(enqueued_at__lt=now - UNSENT) | Q(run_after__lte=now))
    for key in waiting.values_list("pk", flat=True)[:MOST]:
        send(str(key))


def prune(on: date) -> None:
    """Take out what went well long ago; what failed stays until somebody has seen to it."""
    before = datetime.combine(on - KEPT, time(), tzinfo=timezone.get_current_timezone())
    DBTaskResult.objects.successful().filter(finished_at__lt=before).delete()


def retry(row: str) -> bool:
    """Let a failed row run again.  Returns whether it had failed."""
    with transaction.atomic():
        failed = DBTaskResult.objects.failed().filter(pk=row)
        again = failed.update(status=TaskResultStatus.READY, worker_ids=[], finished_at=None, started_at=None)
        if again:
            transaction.on_commit(lambda: send(row))
    return bool(again)


def _taken(beat: Beat) -> bool:
    """Put one row of a dead worker back, or give it up.  Returns whether it is put back."""
    with transaction.atomic():
        row = DBTaskResult.objects.select_for_update().get(pk=beat.row_id)
        # Whoever was first has taken the old beat away.
        if not _dead().filter(pk=beat.pk).delete()[0] or row.status != TaskResultStatus.RUNNING:
            return False
        lost = len(row.worker_ids) >= WORKERS
        if lost:
            _failed(row, WorkerLostError(f"{WORKERS} workers died while they ran it"))
        else:
            row.status = TaskResultStatus.READY
            row.save(update_fields=["status"])
            transaction.on_commit(partial(send, str(row.pk)))
    log.warning("task %s: worker %s is dead", row.pk, row.worker_ids[-1:])
    return not lost


def _failed(row: DBTaskResult[Any, Any], error: Exception) -> None:
    """Record it, and tell the administrators once a day and kind of task."""
    row.set_failed(error)
    on = clock.today()
    for user in administrators():
        notify(
            user=user,
            kind=Notice.Kind.SYSTEM,
            text=f"后台任务“{row.task_name}”没有完成，可以重新运行。",
            address=reverse("work"),
            on=on,
            key=f"failed:{row.task_path}:{on}",
        )


def _claim(worker: str, row: str | None) -> DBTaskResult[Any, Any] | None:
    waiting = DBTaskResult.objects.ready()
    if row is not None:
        waiting = waiting.filter(pk=row)
    if not waiting.exists():  # without a lock first: on SQLite every lock is the only one
        return None
    with transaction.atomic():
        claimed = waiting.get_locked()
        if claimed is not None:
            claimed.claim(worker)
            Beat.objects.update_or_create(row=claimed, defaults={"at": clock.now()})
    return claimed


def _call(row: DBTaskResult[Any, Any]) -> Any:
    given = row.task_result
    return normalize_json(row.task.call(*given.args, **given.kwargs))


def _finish(row: DBTaskResult[Any, Any], worker: str, value: Any, error: Exception | None) -> None:
    """Store what came of it, unless the row was taken over in the meantime."""
    with transaction.atomic():
        locked = DBTaskResult.objects.select_for_update().filter(pk=row.pk).first()
        if locked is None or locked.status != TaskResultStatus.RUNNING or locked.worker_ids[-1:] != [worker]:
            log.warning("task %s was taken over while %s ran it", row.pk, worker)
            return
        if error is None:
            locked.set_successful(value)
        else:
            _failed(locked, error)
        Beat.objects.filter(row=row.pk).delete()


def _dead() -> QuerySet[Beat]:
    return Beat.objects.filter(at__lt=clock.now() - timedelta(seconds=settings.GONGKAI_HEARTBEAT * MISSED))


@contextmanager
def _beating(row: DBTaskResult[Any, Any]) -> Iterator[None]:
    """Stamp the row's beat from a thread of its own while the task runs."""
    done = Event()

    def beat() -> None:
        while not done.wait(settings.GONGKAI_HEARTBEAT):
            try:
                Beat.objects.filter(row=row.pk).update(at=clock.now())
            except DatabaseError as error:  # a busy database: the next beat may come through
                log.warning("no heartbeat for %s: %s", row.pk, error)
        connection.close()

    thread = Thread(target=beat, daemon=True, name=f"beat-{row.pk}")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=1)
