"""The engine of production: Celery on RabbitMQ or Redis, which carries nothing but keys of rows.

Run by ``gongkai.web.jobs.worker.serve``, or as ``celery -A gongkai.web.jobs.celery worker``.
"""

from __future__ import annotations

import socket

from celery import Celery
from django.conf import settings

app = Celery("gongkai", broker=settings.GONGKAI_BROKER, set_as_current=False)
app.conf.update(
    task_default_queue=settings.GONGKAI_QUEUE,
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=3,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 3},
    beat_schedule={"tick": {"task": "gongkai.tick", "schedule": 60.0}},
    worker_hijack_root_logger=False,
)


@app.task(name="gongkai.run")  # type: ignore[untyped-decorator]
def run(row: str) -> None:
    """Run the row of this key if it still waits: a message that comes twice does nothing the second time."""
    from gongkai.web.jobs.engine import run_next

    run_next(f"{socket.gethostname()}:{run.request.id}", row=row)


@app.task(name="gongkai.tick")  # type: ignore[untyped-decorator]
def tick() -> None:
    """The tick of ``celery beat``."""
    from gongkai.web.jobs.tick import tick as once

    once()
