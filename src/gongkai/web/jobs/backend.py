"""Where tasks go: always a row in the database, and in production its key to a broker as well."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks_db import DatabaseBackend
from django_tasks_db.backend import TaskResult

from gongkai.web.jobs.dispatch import send


class OfficeBackend(DatabaseBackend):
    """The row is the truth with either engine; a broker only says that there is one.

    ``enqueue`` inside a transaction is part of it: what is rolled back is neither kept nor sent.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any, Any]:
        """Write the row; once it is committed, send its key.  A task for later is sent when its time comes."""
        result: TaskResult[Any, Any] = super().enqueue(task, args, kwargs)
        if task.run_after is None:
            transaction.on_commit(partial(send, result.id))
        return result
