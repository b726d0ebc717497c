"""A worker: the embedded one looks for rows itself, the one behind a broker is told of them."""

from __future__ import annotations

import logging
import os
import socket
from threading import Event, Thread
from time import monotonic

from django.conf import settings
from django.db import close_old_connections, connection

from gongkai.web.jobs.engine import run_next, take_over
from gongkai.web.jobs.tick import tick

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks when there is nothing to do."""

QUIET = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")


def work(stop: Event) -> None:
    """Run what waits and tick, until told to stop.  Needs no broker."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    ticked = None
    while not stop.is_set():
        try:
            close_old_connections()
            if ticked is None or monotonic() - ticked >= settings.GONGKAI_TICK:
                ticked = monotonic()
                tick()
            if run_next(worker) or take_over():
                continue
        except Exception:  # a worker outlives whatever a database or a task does to it
            log.exception("the worker goes on")
        stop.wait(PAUSE)
    connection.close()


def embed() -> Event:
    """A worker in a thread of this process; it stops when the event that is returned is set, or with the process."""
    stop = Event()
    Thread(target=work, args=(stop,), daemon=True, name="worker").start()
    return stop


def serve() -> None:
    """A worker as a process of its own, until interrupted: behind the broker if there is one, with its beat."""
    if not settings.GONGKAI_BROKER:
        work(Event())
        return
    from gongkai.web.jobs.celery import app

    app.worker_main(["worker", "--beat", "--schedule", str(settings.DATA / "beat"), *QUIET])
