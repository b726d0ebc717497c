"""Tasks for the tests of workers, and a small office in a folder of its own to run them in.

``python -m tests.web.work_tasks FOLDER ACTION …`` prepares, enqueues and tells the state as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django_tasks import task

from gongkai.web.kernel.clock import today


@task()
def tell(key: str, gate: str) -> str:
    """Tell the one person something once, then wait at the gate: whoever is killed there has had its effect."""
    from django.contrib.auth import get_user_model

    from gongkai.web.jobs.models import Notice
    from gongkai.web.jobs.services import notify

    user = get_user_model().objects.get()
    notify(user=user, kind=Notice.Kind.SYSTEM, text=key, address="/", on=today(), key=key)
    if gate:
        Path(f"{gate}.reached").touch()
    while gate and not Path(gate).exists():
        time.sleep(0.02)
    return key


@task()
def fail(words: str) -> None:
    raise RuntimeError(words)


def state() -> dict[str, Any]:
    from django_tasks_db.models import DBTaskResult

    from gongkai.web.jobs.models import Beat, Notice

    rows = DBTaskResult.objects.filter(task_path__startswith="tests.").order_by("enqueued_at")
    return {
        "rows": [[row.status, len(row.worker_ids), row.return_value, row.exception_class_path] for row in rows],
        "told": sorted(Notice.objects.filter(text__startswith="k").values_list("key", flat=True)),
        "beats": Beat.objects.count(),
    }


def main(folder: str, action: str, *rest: str) -> None:
    from gongkai.web.server import prepare

    prepare(Path(folder), today=None)
    if action == "prepare":
        from django.contrib.auth import get_user_model

        get_user_model().objects.create_user("one")
    elif action == "tell":
        for key in rest[1:]:
            tell.enqueue(key, rest[0])
    elif action == "fail":
        fail.enqueue(rest[0])
    print(json.dumps(state()))


if __name__ == "__main__":
    from tests.web import work_tasks

    work_tasks.main(*sys.argv[1:])
