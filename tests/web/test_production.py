"""The production server, started as docs/operator.md says: gunicorn, two workers, behind a proxy."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "Host": "gk.example.gov.cn"}


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "GONGKAI_"))}
    config = connection.settings_dict
    base = f"sqlite:///{folder / 'gongkai.sqlite3'}"
    if connection.vendor == "postgresql":
        where = ":".join(str(config[part]) for part in ("HOST", "PORT") if config[part])
        base = f"postgresql://{config['USER']}@{where}/{config['NAME']}"
    return kept | {
        "DJANGO_SETTINGS_MODULE": "gongkai.web.settings.production",
        "GONGKAI_DATA": str(folder),
        "GONGKAI_DATABASE": base,
        "GONGKAI_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        "GONGKAI_HOSTS": "gk.example.gov.cn",
        "GONGKAI_PROXIES": "1",
        "GONGKAI_THREADS": "2",
        **more,
    }


@contextmanager
def gunicorn(given: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:gongkai.web.gunicorn_conf"]
    process = subprocess.Popen(
        command, env=given | {"GONGKAI_BIND": where}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield f"http://{where}", process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def asked(address: str, headers: dict[str, str]) -> HTTPResponse | urllib.error.HTTPError:
    opener = urllib.request.build_opener(Stay)
    for _ in range(720):  # three minutes: a busy machine migrates slowly
        try:
            answer: HTTPResponse = opener.open(urllib.request.Request(address, headers=headers), timeout=5)
            return answer
        except urllib.error.HTTPError as answer_of_error:
            return answer_of_error
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not answer")


MIGRATED = ("migrate", "--verbosity=0")
SET_UP = ("shell", "--verbosity=0", "-c", "from gongkai.web import tables; tables.up_to_date()")
"""What makes the tables: the migrations one after the other, and what an empty database gets at once.

The first takes five times as long; test_tables.py proves that both make the same.
"""


def managed(given: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db(transaction=True)
def test_it_serves_behind_a_proxy_and_only_over_https(tmp_path: Path) -> None:
    given = environment(tmp_path)
    managed(given, *SET_UP)
    managed(given, "collectstatic", "--noinput", "--verbosity", "0")
    with gunicorn(given) as (home, process):
        answer = asked(f"{home}/login/", PROXY)
        page = answer.read().decode()
        assert answer.status == 200
        cookies = answer.headers.get_all("Set-Cookie") or []
        assert any(re.match(r"__Host-csrf=.*Path=/; SameSite=Lax; Secure", one) for one in cookies)
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        sheets = re.findall(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
        assert len(sheets) == page.count('rel="stylesheet"') > 0
        for style in (asked(home + sheet, PROXY) for sheet in sheets):
            assert style.status == 200
            assert "immutable" in style.headers["Cache-Control"]
        plain = asked(f"{home}/login/", PROXY | {"X-Forwarded-Proto": "http"})
        assert (plain.status, plain.headers["Location"]) == (301, "https://gk.example.gov.cn/login/")
        assert asked(f"{home}/login/", PROXY | {"Host": "elsewhere"}).status == 400
        assert asked(f"{home}/readyz", {"Host": "gk.example.gov.cn"}).status == 200
        assert asked(f"{home}/metrics", PROXY).status == 404
        said = asked(f"{home}/metrics", {"Host": "gk.example.gov.cn"}).read().decode()
        assert 'gongkai_request_seconds_count{page="login",status="200"} 1' in said
    assert process.returncode == 0
    log = process.stdout.read() if process.stdout else ""
    assert '"page": "login"' in log
    assert "Traceback" not in log


def test_it_does_not_start_with_a_weak_key(tmp_path: Path) -> None:
    with gunicorn(environment(tmp_path, GONGKAI_SECRET_KEY="short")) as (_, process):
        assert process.wait(timeout=60) != 0
    assert "SECRET_KEY" in (process.stdout.read() if process.stdout else "")
