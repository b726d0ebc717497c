"""The office served from one process: set up on first use, then WSGI with threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication


def prepare(data: Path, *, today: date | None) -> None:
    """Point Django at a data folder, made if there is none, and bring its database up to date.

    Nobody else may read what is made there.  Raises :class:`~gongkai.finding.Refusal` for SQLite on a
    network drive.
    """
    import django
    from django.core.management import call_command

    from gongkai.web.settings.environment import FILE

    os.umask(0o077)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (data / FILE).exists():  # a folder that became the office's before it was closed to others
        for private in (data, data / FILE):
            private.chmod(private.stat().st_mode & 0o700)
    os.environ["GONGKAI_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings.dev")
    if today is not None:
        os.environ["GONGKAI_TODAY"] = today.isoformat()
    django.setup()
    if not os.environ.get("GONGKAI_DATABASE"):
        from gongkai.web.kernel.drives import refuse_network_drive

        refuse_network_drive(data)
    call_command("migrate", verbosity=0)


def let_go_of_databases() -> None:
    """Close every connection of this thread: a process that is forked must open its own."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def is_empty() -> bool:
    """Whether nobody has put a body in yet."""
    from gongkai.web.bodies.models import Body

    return not Body.objects.exists()


def demonstrate(*, on: date, bodies: int, reports: Sequence[Path], told: Callable[[], None]) -> None:
    """Fill the empty database with a made-up district and published reports, wholly or not at all."""
    from gongkai.web.demo import build

    build(year=on.year, on=on, bodies=bodies, reports=reports, told=told)


def logins() -> Sequence[Any]:
    """The logins of a demonstration; none elsewhere."""
    from gongkai.web.demo import logins as shown

    return shown()


class Server(BaseApplication):  # type: ignore[misc]
    """One worker with eight threads: SQLite has one writer at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        """Bind to this machine only; a proxy in front serves others."""
        for key, value in (("bind", f"127.0.0.1:{self.port}"), ("workers", 1), ("threads", 8), ("loglevel", "warning")):
            self.cfg.set(key, value)
        self.cfg.set("post_worker_init", _work_too)

    def load(self) -> Any:
        """The application."""
        from gongkai.web.wsgi import application

        return application


def serve(port: int) -> None:
    """Serve until interrupted."""
    from gongkai.web.kernel import metrics

    metrics.clear()
    let_go_of_databases()
    Server(port).run()


def _work_too(_worker: Any) -> None:
    """Background work beside the pages: one command serves all."""
    from gongkai.web.jobs.worker import embed

    embed()
