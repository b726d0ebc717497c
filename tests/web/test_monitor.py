"""What is said of a running office: health, figures, logs that name nobody, error pages with a number."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.web import monitor
from gongkai.web.kernel import drives, metrics
from gongkai.web.kernel.log import Lines
from gongkai.web.kernel.middleware import proxied
from tests.ledger.build import received
from tests.web.conftest import District, opened

NAME = "张三的身份证号"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that a production server would write."""
    written, roots = StringIO(), [logging.getLogger(name) for name in ("", "django", "gongkai.requests")]
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    levels = [one.level for one in roots]
    roots[0].addHandler(handler)
    roots[2].setLevel(logging.INFO)
    yield written
    roots[0].removeHandler(handler)
    for one, level in zip(roots, levels, strict=True):
        one.setLevel(level)


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def figure(text: str, name: str) -> float:
    (found,) = re.findall(rf"^{re.escape(name)} ([0-9.]+)$", text, flags=re.MULTILINE)
    return float(found)


def test_a_healthy_office_says_so_without_a_login(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok\n"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "disk": "ok", "worker": "ok"}


def test_an_office_that_cannot_serve_says_why(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "SPACE", 10**20)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "not ok")
    monkeypatch.undo()

    def gone() -> bool:
        raise OperationalError("password of the server")

    monkeypatch.setattr(monitor, "_database", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "OperationalError"})


def test_work_that_waits_long_is_said_and_takes_no_page_away(client: Client, db: None) -> None:
    from datetime import timedelta

    from django_tasks_db.models import DBTaskResult

    from gongkai.web.kernel.clock import now

    made = DBTaskResult.objects.create(args_kwargs={}, task_path="x", backend_name="default", queue_name="default")
    for waited, said in ((timedelta(minutes=14), "ok"), (timedelta(minutes=16), "not ok")):
        DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=now() - waited)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["worker"]) == (200, said)


def test_figures_count_requests_and_matters(client: Client, clerk: Any, district: District) -> None:
    opened(district.top, received("8-1"), token="late")
    opened(district.top, received("9-19"), token="new")
    metrics.clear()
    metrics._MAPPED.clear()
    for _ in range(3):
        client.get(reverse("matters"))
    client.get(reverse("matter", args=[10**6]))
    text = client.get("/metrics").content.decode()
    assert figure(text, 'gongkai_request_seconds_count{page="matters",status="200"}') == 3
    assert figure(text, 'gongkai_request_seconds_bucket{page="matters",status="200",le="+Inf"}') == 3
    assert figure(text, 'gongkai_request_seconds_bucket{page="matters",status="200",le="10"}') == 3
    assert figure(text, 'gongkai_request_seconds_sum{page="matters",status="200"}') > 0
    assert figure(text, 'gongkai_request_seconds_count{page="matter",status="404"}') == 1
    assert figure(text, 'gongkai_matters_open{body="government_office",kind="application"}') == 2
    assert figure(text, 'gongkai_matters_overdue{body="government_office",kind="application"}') == 1
    assert figure(text, 'gongkai_work{state="failed"}') == 0


def test_another_process_is_counted_too_and_a_file_of_another_version_is_not(client: Client, db: None) -> None:
    metrics.clear()
    metrics._MAPPED.clear()
    client.get("/healthz")
    folder = metrics._folder()
    (mine,) = folder.iterdir()
    (folder / "1").write_bytes(mine.read_bytes())
    (folder / "2").write_bytes(b"\0" * 80)
    text = client.get("/metrics").content.decode()
    assert figure(text, 'gongkai_request_seconds_count{page="healthz",status="200"}') == 2
    metrics.clear()
    metrics._MAPPED.clear()


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "10.0.0.1"}, False),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_AUTHORIZATION": "Bearer right"}, True),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_AUTHORIZATION": "Bearer wrong"}, False),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_AUTHORIZATION": "Bearer "}, False),
    ],
)
def test_figures_are_for_this_machine_or_a_token(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], allowed: bool
) -> None:
    monkeypatch.setenv("GONGKAI_METRICS_TOKEN", "right")
    assert client.get("/metrics", **given).status_code == (200 if allowed else 404)  # type: ignore[arg-type]


def test_without_a_token_set_none_is_right(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_METRICS_TOKEN", raising=False)
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.1", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_behind_a_proxy_the_address_is_what_the_proxy_wrote(settings: Any) -> None:
    settings.GONGKAI_PROXIES = 1
    seen: list[str] = []
    asked = proxied(lambda request: seen.append(request.META["REMOTE_ADDR"]))  # type: ignore[arg-type,return-value,func-returns-value]
    for forwarded in ("6.6.6.6, 203.0.113.9", "203.0.113.9", ""):
        asked(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded))
    assert seen == ["203.0.113.9", "203.0.113.9", "127.0.0.1"]


def test_a_request_leaves_one_line_without_words_of_the_visitor(client: Client, clerk: Any, log: StringIO) -> None:
    answer = client.get(reverse("matters"), {"q": NAME})
    client.get(f"/matters/{NAME}/")
    client.post("/login/", {"username": NAME, "password": "geheim"})
    said = [one for one in lines(log) if "ms" in one]
    assert [(one["method"], one["page"], one["status"]) for one in said] == [
        ("GET", "matters", 200),
        ("GET", "", 404),
        ("POST", "login", 200),
    ]
    assert said[0]["request"] == answer["X-Request-Number"]
    assert NAME not in log.getvalue()
    assert "geheim" not in log.getvalue()
    assert "%E5" not in log.getvalue()


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of an office in which every page of a matter breaks."""

    def fault(_request: HttpRequest) -> None:
        raise RuntimeError(NAME)

    monkeypatch.setattr(monitor, "constant_time_compare", fault)
    monkeypatch.setattr(monitor.metrics, "requests", lambda: fault(HttpRequest()))
    return Client(raise_request_exception=False)


def test_a_fault_is_a_page_with_the_number_that_stands_in_the_log(faulty: Client, db: None, log: StringIO) -> None:
    answer = faulty.get("/metrics")
    assert answer.status_code == 500
    number = answer["X-Request-Number"]
    text = answer.content.decode()
    assert number in text
    assert "没有丢失" in text
    faults = [one for one in lines(log) if one.get("raised")]
    assert [(one["request"], one["raised"]) for one in faults] == [(number, "RuntimeError")]
    assert any("monitor.py" in place for place in faults[0]["at"])
    assert NAME not in log.getvalue()
    assert NAME not in text


def test_error_pages_speak_chinese(client: Client, db: None, settings: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert "请重新提交" in strict.post("/login/", {"username": "x"}).content.decode()
    assert "没有找到" in client.get("/nothing/").content.decode()
    settings.ALLOWED_HOSTS = ["office"]
    answer = client.get("/login/", headers={"host": "elsewhere"})
    assert answer.status_code == 400
    assert "无法受理" in answer.content.decode()


def test_a_nul_in_an_address_is_no_fault_of_the_program(client: Client, clerk: Any) -> None:
    assert client.get(reverse("matters") + "?q=a%00b").status_code == 200
    assert client.get("/matters/%00/").status_code == 404
    assert client.get("/annual/1/2024/cell/a%00b/").status_code == 404


MOUNTS = """rootfs / ext4 rw 0 0
server:/x /srv/shared nfs4 rw 0 0
//nas/y /srv/with\\040blank cifs rw 0 0
disk /srv/shared/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/shared", "nfs4"),
        ("/srv/shared/a/b", "nfs4"),
        ("/srv/sharedx", ""),
        ("/srv/with blank/a", "cifs"),
        ("/srv/shared/local/a", ""),
        ("/home", ""),
    ],
)
def test_a_network_drive_is_recognised(folder: str, kind: str) -> None:
    assert drives.network_drive(Path(folder), MOUNTS) == kind


def test_sqlite_on_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"server:/x {tmp_path} nfs rw 0 0\n")
    monkeypatch.setattr(drives, "MOUNTS", table)
    with pytest.raises(Refusal, match="nfs"):
        drives.refuse_network_drive(tmp_path / "data")
    table.write_text("disk / ext4 rw 0 0\n")
    drives.refuse_network_drive(tmp_path / "data")
