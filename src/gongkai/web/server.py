"""The office served from one process: set up on first use, then WSGI with threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

from gunicorn.app.base import BaseApplication

from gongkai.finding import Refusal
from gongkai.web import archive


def prepare(data: Path, *, today: date | None, site: str = "") -> None:
    """Point Django at a data folder, made if there is none, and bring its database up to date.

    Addresses that the office tells begin with ``site``, where ``GONGKAI_SITE`` does not say otherwise.
    Nobody else may read what is made there.  Raises :class:`~gongkai.finding.Refusal` for SQLite on a
    network drive.
    """
    from gongkai.web.settings.environment import FILE

    os.umask(0o077)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (data / FILE).exists():  # a folder that became the office's before it was closed to others
        for private in (data, data / FILE):
            private.chmod(private.stat().st_mode & 0o700)
    if today is not None:
        os.environ["GONGKAI_TODAY"] = today.isoformat()
    if site:
        os.environ.setdefault("GONGKAI_SITE", site)
    _set_up(data)
    if not os.environ.get("GONGKAI_DATABASE"):
        from gongkai.web.kernel.drives import refuse_network_drive

        refuse_network_drive(data)
    from gongkai.web import tables

    tables.up_to_date()


def save_all(data: Path, target: Path) -> Mapping[str, int]:
    """A backup of the office whose data are there; how much it holds.

    Raises :class:`~gongkai.finding.Refusal` where there is no office, or one of another version.
    """
    from gongkai.web.settings.environment import FILE

    if not os.environ.get("GONGKAI_DATABASE") and not (data / FILE).exists():
        raise Refusal(
            "no-office",
            (f"“{data}”中没有工作台的数据", f"there is no office in {data}"),
            ("请核对数据文件夹，或设置GONGKAI_DATABASE", "look at the folder, or set GONGKAI_DATABASE"),
        )
    os.umask(0o077)
    _set_up(data)
    from gongkai.web.backup import back_up
    from gongkai.web.kernel.clock import now

    return back_up(target, at=now())


def bring_back(source: Path, data: Path, *, key_lost: bool = False) -> Mapping[str, int]:
    """Restore a backup into a folder that is not there or is empty, and an empty database; how much came back.

    Raises :class:`~gongkai.finding.Refusal` for anything else; the folder is then as it was.
    """
    manifest = archive.checked(source)
    if data.exists() and any(data.iterdir()):
        raise archive.not_empty()
    there = data.exists()
    try:
        os.umask(0o077)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if secret := archive.secret_of(source):
            (data / archive.SECRET).write_text(secret)
        prepare(data, today=None)
        from gongkai.web.backup import restore

        return restore(source, manifest, key_lost=key_lost)
    except BaseException:
        let_go_of_databases()
        for path in data.iterdir():
            rmtree(path) if path.is_dir() else path.unlink()
        if not there:
            data.rmdir()
        raise


def _set_up(data: Path) -> None:
    import django

    os.environ["GONGKAI_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings.dev")
    django.setup()


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
