"""gongkai serve: set up on first use, answers on this machine only, keeps what it has."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from gongkai.cli.serve import serve
from gongkai.web import server


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, *more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    command = [sys.executable, "-m", "gongkai.cli.main", "serve", "--data", str(folder), "--port", str(port), *more]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "GONGKAI_"))}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def page(address: str) -> str:
    """The page once the server answers."""
    for _ in range(720):  # three minutes: a busy machine migrates slowly
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode("utf-8"))
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not answer")


def counted(folder: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(folder / "gongkai.sqlite3")) as base:
        return tuple(
            base.execute(f"select count(*) from {name}").fetchone()[0] for name in ("bodies_body", "cases_factrow")
        )


def reports(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "gongkai.sqlite3")) as base:
        return int(base.execute("select count(*) from readings_readreport").fetchone()[0])


def test_a_demonstration_is_set_up_once_and_kept(tmp_path: Path) -> None:
    with served(tmp_path / "office", "--demo", "--bodies", "2") as (address, process):
        assert "政府信息公开工作台" in page(f"{address}/login/")
        first = counted(tmp_path / "office")
        assert first[0] == 2
        assert first[1] > 100
        assert reports(tmp_path / "office") == 5 + 4, "the examples, and two earlier years of two bodies"
    said = process.stdout.read() if process.stdout else ""
    for role in ("clerk", "head", "legal", "leader", "admin", "district", "auditor", "clerk1", "leader1"):
        assert re.search(rf"^{role} .*gongkai-demo", said, flags=re.MULTILINE), role
    assert address in said
    with served(tmp_path / "office", "--demo", "--bodies", "2") as (address, _):
        assert "政府信息公开工作台" in page(f"{address}/login/")
    assert counted(tmp_path / "office") == first
    for made in (tmp_path / "office", *(tmp_path / "office").iterdir()):
        assert made.stat().st_mode & 0o077 == 0, made


def test_links_in_letters_and_calendars_lead_to_the_port_that_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = []
    monkeypatch.setattr(server, "prepare", lambda data, *, today, site: said.append(site))
    monkeypatch.setattr(server, "serve", said.append)
    serve(tmp_path, port=8123)
    assert said == ["http://127.0.0.1:8123", 8123]


def test_an_older_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir(mode=0o755)
    (folder / "gongkai.sqlite3").touch(mode=0o644)
    with served(folder) as (address, _):
        page(f"{address}/login/")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "gongkai.sqlite3").stat().st_mode & 0o077 == 0


def test_without_a_demonstration_it_starts_empty(tmp_path: Path) -> None:
    with served(tmp_path / "office") as (address, _):
        assert "登录" in page(f"{address}/")
    assert counted(tmp_path / "office") == (0, 0)
