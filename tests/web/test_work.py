"""Background work: claimed once, recorded, taken over from the dead; by the database alone and by both brokers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from kombu import Connection

from gongkai.web.jobs import engine
from gongkai.web.jobs.engine import MISSED, WORKERS, prune, retry, run_next, take_over
from gongkai.web.jobs.mail import send_daily
from gongkai.web.jobs.models import Beat, Notice, Step, Wish
from gongkai.web.jobs.services import notify, wish_set
from gongkai.web.jobs.tick import tick
from gongkai.web.kernel import clock
from tests.web import work_tasks
from tests.web.conftest import TODAY, District
from tests.web.work_tasks import fail, tell

ROOT = Path(__file__).parents[2]
BROKERS = (
    os.environ.get("GONGKAI_TEST_REDIS", "redis://127.0.0.1:6379/5"),
    os.environ.get("GONGKAI_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//"),
)


def drain() -> int:
    ran = 0
    while run_next("w"):
        ran += 1
    return ran


def row() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get()


# In one process


@pytest.fixture
def one(db: None, django_user_model: Any, tmp_path: Path) -> Any:
    (tmp_path / "open").touch()
    return django_user_model.objects.create_user("one", email="one@example.org")


@pytest.fixture
def gate(tmp_path: Path) -> str:
    return str(tmp_path / "open")


def test_what_is_enqueued_runs_once_and_its_result_is_kept(one: Any, gate: str) -> None:
    tell.enqueue("k", gate)
    assert drain() == 1
    assert (row().status, row().return_value, row().worker_ids) == ("SUCCESSFUL", "k", ["w"])
    assert not Beat.objects.exists()
    assert drain() == 0


def test_what_is_rolled_back_was_never_enqueued(one: Any, gate: str) -> None:
    with transaction.atomic():
        tell.enqueue("k", gate)
        transaction.set_rollback(True)
    assert drain() == 0


def test_a_failure_is_recorded_and_told_to_the_administrator_once_a_day(
    client: Client, district: District, person: Any
) -> None:
    chief, clerk = person(district.top, "administrator"), person(district.top, "clerk")
    person(district.below, "administrator")
    fail.enqueue("张三的电话")
    fail.enqueue("again")
    assert drain() == 2
    assert [notice.user for notice in Notice.objects.all()] == [chief]
    client.force_login(chief)
    text = client.get("/notices/background/").content.decode()
    assert "未完成 2" in text
    assert "RuntimeError" in text
    assert "张三" not in text
    failed = DBTaskResult.objects.failed()[0]
    assert client.post("/notices/background/", {"task": failed.pk}).status_code == 302
    assert DBTaskResult.objects.get(pk=failed.pk).status == "READY"
    assert client.post("/notices/background/", {"task": "x"}).status_code == 302
    client.force_login(clerk)
    assert client.post("/notices/background/", {"task": failed.pk}).status_code == 403


def test_only_what_failed_can_be_run_again(one: Any, gate: str) -> None:
    tell.enqueue("k", gate)
    assert not retry(str(row().pk))
    drain()
    assert not retry(str(row().pk))
    assert row().status == "SUCCESSFUL"


def test_a_task_that_is_no_more_fails_and_the_worker_goes_on(one: Any, gate: str) -> None:
    tell.enqueue("k", gate)
    DBTaskResult.objects.update(task_path="gongkai.nowhere.at_all")
    tell.enqueue("k2", gate)
    assert drain() == 2
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


def test_a_task_for_later_waits(one: Any, gate: str) -> None:
    tell.using(run_after=clock.now() + timedelta(hours=1)).enqueue("k", gate)
    assert drain() == 0
    DBTaskResult.objects.update(run_after=clock.now())
    assert drain() == 1


def claimed(age: float) -> str:
    """A row claimed by a worker whose last heartbeat is so many heartbeats old."""
    tell.enqueue("k", "")
    taken = engine._claim("dead", None)
    assert taken is not None
    at = clock.now() - timedelta(seconds=5 * age)
    Beat.objects.update(at=at)
    return str(taken.pk)


@pytest.mark.parametrize(("age", "taken"), [(MISSED - 0.2, 0), (MISSED + 0.2, 1)])
def test_a_worker_is_dead_after_so_many_missed_heartbeats_and_not_before(one: Any, age: float, taken: int) -> None:
    claimed(age)
    assert take_over() == taken
    assert row().status == ("READY" if taken else "RUNNING")
    assert take_over() == 0


def test_what_kills_every_worker_is_given_up(one: Any) -> None:
    key = claimed(MISSED + 1)
    DBTaskResult.objects.update(worker_ids=["dead"] * WORKERS)
    assert take_over() == 0
    assert (row().status, row().exception_class_path) == ("FAILED", "gongkai.web.jobs.engine.WorkerLostError")
    assert retry(key)
    assert row().worker_ids == []


def test_a_worker_that_was_taken_for_dead_does_not_overwrite_the_other(one: Any, gate: str) -> None:
    claimed(MISSED + 1)
    late = row()
    take_over()
    assert drain() == 0 or row().status == "SUCCESSFUL"
    engine._finish(late, "dead", "late", None)
    assert row().return_value != "late"


def test_what_went_well_long_ago_is_taken_out_and_what_failed_stays(one: Any, gate: str) -> None:
    tell.enqueue("k", gate)
    fail.enqueue("x")
    drain()
    prune(clock.now().date() + engine.KEPT)
    assert DBTaskResult.objects.count() == 2
    prune(clock.now().date() + engine.KEPT + timedelta(days=1))
    assert row().status == "FAILED"


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_run_each_row_once(django_user_model: Any, tmp_path: Path) -> None:
    django_user_model.objects.create_user("one")
    gate = tmp_path / "open"
    gate.touch()
    for place in range(30):
        tell.enqueue(f"k{place}", str(gate))

    def work(name: int) -> int:
        ran = 0
        while run_next(str(name)):
            ran += 1
        connections.close_all()
        return ran

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 30
    rows = DBTaskResult.objects.all()
    assert {(one.status, len(one.worker_ids)) for one in rows} == {("SUCCESSFUL", 1)}
    assert Notice.objects.count() == 30


# The tick


def test_a_daily_step_is_put_to_work_once_a_day_from_its_hour_on(one: Any, settings: Any, monkeypatch: Any) -> None:
    name = "gongkai.web.jobs.mail.send_daily"
    settings.GONGKAI_DAILY = {name: 8}
    hour = {"now": 7}
    real = clock.now()
    monkeypatch.setattr("gongkai.web.jobs.tick.clock.now", lambda: real.replace(hour=hour["now"]))
    assert tick() == []
    hour["now"] = 8
    assert tick() == [name]
    assert tick() == []
    assert (DBTaskResult.objects.count(), Step.objects.get().last_on) == (1, TODAY)
    Step.objects.update(last_on=TODAY - timedelta(days=1))
    assert tick() == [name]


def test_the_tick_is_a_command(one: Any, settings: Any, capsys: Any) -> None:
    settings.GONGKAI_DAILY = {"gongkai.web.jobs.mail.send_daily": 0}
    call_command("tick")
    assert capsys.readouterr().out == "gongkai.web.jobs.mail.send_daily\n"


# E-mail


def told(user: Any, **more: Any) -> Notice:
    given: dict[str, Any] = {"text": "张三申请公开征地补偿方案", "number": "2024-0007", "address": "/matters/7/"}
    return notify(user=user, kind=Notice.Kind.DUE_TODAY, on=TODAY, **(given | more))


def test_at_once_an_email_says_number_and_link_and_nothing_of_the_content(one: Any) -> None:
    wish_set(user=one, mail=Wish.Mail.AT_ONCE)
    told(one)
    assert mail.outbox == []
    drain()
    (sent,) = mail.outbox
    assert sent.to == ["one@example.org"]
    assert sent.subject == "[政府信息公开] 今天到期 2024-0007"
    assert sent.body == "2024-09-20 今天到期 2024-0007\nhttp://127.0.0.1:8000/matters/7/\n"
    assert "张三" not in str(sent.message())
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Notice.objects.get().mailed_at is not None


def test_once_a_day_there_is_one_email_with_what_is_unread(one: Any, django_user_model: Any) -> None:
    never = django_user_model.objects.create_user("never", email="never@example.org")
    wish_set(user=never, mail=Wish.Mail.NEVER)
    silent = django_user_model.objects.create_user("silent")
    for user in (one, one, never, silent):
        told(user)
    Notice.objects.filter(pk=told(one).pk).update(read_at=clock.now())
    send_daily(TODAY)
    send_daily(TODAY)
    (sent,) = mail.outbox
    assert sent.to == ["one@example.org"]
    assert "2条未读通知" in sent.subject
    assert sent.body.endswith("\nhttp://127.0.0.1:8000/notices/\n")
    assert sent.body.count("2024-0007") == 2


def test_an_email_that_cannot_be_sent_fails_aloud_and_is_sent_by_the_next_try(one: Any, monkeypatch: Any) -> None:
    wish_set(user=one, mail=Wish.Mail.AT_ONCE)
    told(one)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
        drain()
    assert (row().status, Notice.objects.get().mailed_at) == ("FAILED", None)
    retry(str(row().pk))
    drain()
    drain()
    assert len(mail.outbox) == 1


# Real processes


class Office:
    """An office in a folder of its own, with workers that can be killed."""

    def __init__(self, folder: Path, broker: str = "") -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "gongkai.web.settings.dev",
            "GONGKAI_DATA": str(folder),
            "GONGKAI_BROKER": broker,
            "GONGKAI_QUEUE": f"test-{uuid4().hex}",
            "GONGKAI_HEARTBEAT": "0.2",
        }
        self.environment.pop("GONGKAI_DATABASE", None)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.act("prepare")

    def act(self, action: str, *rest: str) -> dict[str, Any]:
        command = [sys.executable, "-m", work_tasks.__name__, str(self.folder), action, *rest]
        out = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, timeout=120)
        told: dict[str, Any] = json.loads(out.stdout)
        return told

    def tick(self) -> None:
        """As cron does, sooner than the minute that a worker waits."""
        command = [sys.executable, "-m", "django", "tick"]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, timeout=120)

    def worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "django", "worker"]
        made = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
        self.workers.append(made)
        return made

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """As a power cut would: without a word, children and all."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=30)
        self.workers.remove(worker)

    def until(self, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for _ in range(60):
            told = self.act("state")
            if reached(told):
                return told
            time.sleep(0.5)
        raise AssertionError(told)

    def close(self) -> None:
        for worker in list(self.workers):
            self.kill(worker)
        if broker := self.environment["GONGKAI_BROKER"]:
            with Connection(broker) as connection:
                connection.default_channel.queue_delete(self.environment["GONGKAI_QUEUE"])


@pytest.fixture(params=["", *BROKERS], ids=["database", "redis", "rabbitmq"])
def office(request: Any, tmp_path: Path, needs_server: Callable[[str], None]) -> Iterator[Office]:
    if request.param:
        needs_server(request.param)
    made = Office(tmp_path / "data", request.param)
    yield made
    made.close()


def wait_for(path: Path) -> None:
    for _ in range(1200):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(path)


def test_work_is_done_once_whatever_dies(office: Office, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    first = office.worker()
    office.act("fail", "x")
    office.act("tell", str(gate), "k")
    wait_for(Path(f"{gate}.reached"))
    office.kill(first)
    assert office.act("state")["rows"] == [["FAILED", 1, None, "builtins.RuntimeError"], ["RUNNING", 1, None, ""]]
    Path(f"{gate}.reached").unlink()
    gate.touch()
    office.act("tell", str(gate), *(f"k{place}" for place in range(10)))
    time.sleep(MISSED * 0.2)
    office.worker()
    office.tick()
    state = office.until(lambda state: all(row[0] in ("SUCCESSFUL", "FAILED") for row in state["rows"]))
    assert state["rows"][1] == ["SUCCESSFUL", 2, "k", ""]
    assert [row[:2] for row in state["rows"][2:]] == [["SUCCESSFUL", 1]] * 10
    assert Path(f"{gate}.reached").exists()
    assert state["told"] == sorted(["k", *(f"k{place}" for place in range(10))])
    assert state["beats"] == 0
