"""Webhooks: told once, signed, tried again, never sent where they must not be; the calendar of due days."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from gongkai.web.api import outgoing
from gongkai.web.api.hooks import AGAIN, KEPT, attempt, prune, signature
from gongkai.web.api.models import Delivery, Hook, Token
from gongkai.web.api.outgoing import Forbidden, checked, resolved
from gongkai.web.api.services import hook_make, hook_switch, token_make, token_revoke
from gongkai.web.cases.models import Matter
from gongkai.web.jobs.engine import run_next
from gongkai.web.jobs.models import Notice
from gongkai.web.kernel import clock
from tests.ledger.build import answered, asked, consulted, corrected, received
from tests.web.conftest import District, entered, opened

KINDS = [kind.value for kind in Hook.Kind]
LOOPBACK = ["127.0.0.0/8"]


class Receiver(BaseHTTPRequestHandler):
    """Notes what comes, and answers as it is told."""

    got: list[tuple[dict[str, str], bytes]]
    answers: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((dict(self.headers), body))
        status = type(self).answers.pop(0) if type(self).answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Local:
    def __init__(self, handler: type[Receiver], port: int) -> None:
        self.handler, self.url = handler, f"http://127.0.0.1:{port}/in?a=1"


@pytest.fixture
def local(settings: Any) -> Iterator[Local]:
    settings.GONGKAI_HOOK_NETWORKS = LOOPBACK
    handler = type("One", (Receiver,), {"got": [], "answers": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Local(handler, server.server_port)
    server.shutdown()
    server.server_close()


def hook(district: District, url: str, kinds: list[str] = KINDS) -> Hook:
    return hook_make(actor=None, body=district.top, name="数据平台", url=url, kinds=kinds)


def drain() -> int:
    ran = 0
    while run_next("w"):
        ran += 1
    return ran


def later() -> None:
    """What waits for a later try may be tried now."""
    DBTaskResult.objects.filter(status="READY").update(run_after=clock.now())


def test_every_fact_is_told_once_signed_and_without_content(district: District, local: Local) -> None:
    made = hook(district, local.url)
    facts = (received("9-2", asks="张三家的补偿"), asked("9-4", 20), corrected("9-10"))
    matter = opened(district.top, *facts, token="h")
    entered(matter, answered("9-18"), "end")
    opened(district.other, token="other")
    assert local.handler.got == [], "nothing leaves before it is committed and a worker takes it up"
    assert drain() == 4
    told = [json.loads(body) for _, body in local.handler.got]
    assert [one["event"] for one in told] == ["matter.opened", "matter.changed", "matter.changed", "matter.closed"]
    assert [one["fact"] for one in told] == ["received", "correction_asked", "corrected", "answered"]
    assert (told[0]["stage"], told[0]["number"]) == ("handling", matter.number)
    assert "张三" not in str(local.handler.got)
    for headers, body in local.handler.got:
        assert headers["X-Gongkai-Signature"] == signature(made.secret, headers["X-Gongkai-Timestamp"], body)
    assert len({headers["X-Gongkai-Delivery"] for headers, _ in local.handler.got}) == 4
    assert set(Delivery.objects.values_list("status", "tries")) == {(204, 1)}


def test_what_is_rolled_back_is_not_told(district: District, local: Local) -> None:
    hook(district, local.url)
    with transaction.atomic():
        opened(district.top)
        transaction.set_rollback(True)
    assert drain() == 0
    assert not Delivery.objects.exists()


def test_only_what_is_wanted_is_told_and_nothing_once_switched_off(district: District, local: Local) -> None:
    made = hook(district, local.url, ["matter.closed"])
    matter = opened(district.top)
    entered(matter, answered("9-18"), "end")
    hook_switch(hook=made, active=False)
    opened(district.top, token="more")
    assert Delivery.objects.count() == 1
    drain()
    assert local.handler.got == []


@pytest.mark.parametrize("status", [500, 404, 302, 199 + 201])
def test_what_does_not_arrive_is_tried_again_later(district: District, local: Local, status: int) -> None:
    hook(district, local.url)
    local.handler.answers[:] = [status]
    opened(district.top)
    drain()
    delivery = Delivery.objects.get()
    assert (delivery.tries, delivery.status, delivery.arrived_at) == (1, status, None)
    waiting = DBTaskResult.objects.get(status="READY")
    assert AGAIN[0] - timedelta(seconds=30) < waiting.run_after - clock.now() <= AGAIN[0]
    assert drain() == 0
    later()
    assert drain() == 1
    delivery.refresh_from_db()
    assert (delivery.tries, delivery.status) == (2, 204)
    assert local.handler.got[0][1] == local.handler.got[1][1]
    assert not attempt(delivery.pk), "what arrived is not sent again"
    assert len(local.handler.got) == 2


def test_what_never_arrives_is_given_up_and_the_administrator_told(
    district: District, local: Local, person: Any
) -> None:
    chief = person(district.top, "administrator")
    hook(district, local.url)
    local.handler.answers[:] = [500] * 20
    opened(district.top)
    for _ in range(len(AGAIN) + 3):
        drain()
        later()
    assert Delivery.objects.get().tries == len(AGAIN) + 1 == len(local.handler.got)
    assert [notice.user for notice in Notice.objects.all()] == [chief]


def test_nobody_there_is_a_failure_like_any_other(district: District, settings: Any) -> None:
    settings.GONGKAI_HOOK_NETWORKS = LOOPBACK
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hook(district, f"http://127.0.0.1:{port}/")
    opened(district.top)
    drain()
    assert (Delivery.objects.get().error, Delivery.objects.get().status) == ("ConnectionRefusedError", None)


def test_the_log_is_kept_for_a_time(district: District, local: Local) -> None:
    hook(district, local.url)
    opened(district.top)
    prune(clock.now().date() + KEPT)
    assert Delivery.objects.count() == 1
    prune(clock.now().date() + KEPT + timedelta(days=1))
    assert not Delivery.objects.exists()


# Where nothing is sent


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https:///x", "https://a:b@example.org/",
        "https://example.org/#x", "https://example.org/ x", "https://example.org:0/", "https://example.org:99999/",
        "https://127.0.0.1/", "https://10.1.2.3/", "https://192.168.0.1/", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/",
        "https://0.0.0.0/", "https://224.0.0.1/", "https://100.64.0.1/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/",
        "https://例子.org/", "javascript:alert(1)", "//example.org", "https://exam\nple.org/", "https://[::1",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_by_their_look(url: str, settings: Any) -> None:
    settings.GONGKAI_HOOK_NETWORKS = []
    with pytest.raises(Forbidden):
        checked(url)


@pytest.mark.parametrize("url", ["https://example.org/x?y=1", "https://example.org:8443/", "https://8.8.8.8/"])
def test_addresses_that_are_taken(url: str, settings: Any) -> None:
    settings.GONGKAI_HOOK_NETWORKS = []
    assert checked(url).scheme == "https"


def names(monkeypatch: Any, *addresses: str) -> list[int]:
    """Let every name resolve to these; returns a list that grows with every question."""
    asked: list[int] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("gongkai.web.api.outgoing.socket.getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("::1",)])
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(
    monkeypatch: Any, settings: Any, addresses: tuple[str, ...]
) -> None:
    settings.GONGKAI_HOOK_NETWORKS = []
    names(monkeypatch, *addresses)
    with pytest.raises(Forbidden):
        resolved("https://example.org/")


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch: Any, settings: Any) -> None:
    settings.GONGKAI_HOOK_NETWORKS = []
    asked_names = names(monkeypatch, "93.184.216.34")
    called: list[Any] = []

    def connect(where: Any, timeout: float) -> Any:
        called.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr("gongkai.web.api.outgoing.socket.create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        outgoing.send(resolved("https://example.org/"), b"{}", {})
    assert called == [("93.184.216.34", 443)]
    assert len(asked_names) == 1


def test_a_receiver_that_never_ends_is_cut_off(monkeypatch: Any, settings: Any) -> None:
    settings.GONGKAI_HOOK_NETWORKS = LOOPBACK
    monkeypatch.setattr(outgoing, "WHOLE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = resolved(f"http://127.0.0.1:{server.getsockname()[1]}/")
        with pytest.raises((OSError, HTTPException)):
            outgoing.send(target, b"{}", {})


# The page of hooks


def test_an_administrator_makes_hooks_for_ones_own_body_and_sees_the_log(
    client: Client, district: District, person: Any, local: Local
) -> None:
    client.force_login(person(district.top, "administrator"))
    given = {"make": "", "body": district.top.pk, "name": "平台", "url": local.url, "kinds": ["matter.opened"]}
    text = client.post("/settings/hooks/", given).content.decode()
    made = Hook.objects.get()
    assert made.secret in text
    assert made.secret not in client.get("/settings/hooks/").content.decode()
    opened(district.top)
    drain()
    assert "已送达（204）" in client.get("/settings/hooks/").content.decode()
    client.post("/settings/hooks/", {"hook": made.pk})
    assert not Hook.objects.get().active
    for wrong in ({"body": district.other.pk}, {"url": "http://example.org/"}, {"kinds": ["x"]}, {"kinds": []}):
        assert client.post("/settings/hooks/", given | wrong).status_code == 200
    assert Hook.objects.count() == 1


def test_hooks_are_the_administrators_of_that_body_alone(client: Client, district: District, person: Any) -> None:
    made = hook(district, "https://example.org/")
    for body, role, status in ((district.top, "clerk", 403), (district.other, "administrator", 404)):
        client.force_login(person(body, role))
        assert client.post("/settings/hooks/", {"hook": made.pk}).status_code == status
    assert "example.org" not in client.get("/settings/hooks/").content.decode()
    assert Hook.objects.get().active


# The calendar


@pytest.fixture
def feed(district: District, clerk: Any) -> str:
    key = token_make(user=clerk, body=district.top, name="日历", scopes=["calendar"], expires_on=date(2024, 12, 31))[1]
    return f"/api/v1/calendar/{key}.ics"


def test_whoever_makes_a_calendar_is_told_its_address(client: Client, clerk: Any, district: District) -> None:
    given = {"make": "", "body": district.top.pk, "name": "日历", "expires_on": "2024-12-31"}
    text = client.post("/settings/tokens/", given | {"scopes": ["calendar"]}).content.decode()
    (address,) = re.findall(r"http://127\.0\.0\.1:8000(/api/v1/calendar/gk_[\w-]+\.ics)<", text)
    assert events(address) == []
    other = client.post("/settings/tokens/", given | {"scopes": ["matters:read"]}).content.decode()
    assert ".ics" not in other


def events(where: str) -> list[Any]:
    answer = Client().get(where)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_every_due_day_is_an_all_day_event_with_number_and_link(feed: str, district: District) -> None:
    matter = opened(district.top, received("9-10", asks="张三家的补偿"))
    opened(district.other, token="o")
    (event,) = events(feed)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2024, 10, 14), date(2024, 10, 15))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["SUMMARY"] == f"{matter.number} 办理中 到期"
    assert event["URL"] == f"http://127.0.0.1:8000/matters/{matter.pk}/"
    assert event["UID"] == events(feed)[0]["UID"]
    assert "张三" not in Client().get(feed).content.decode()


def test_a_day_that_moves_keeps_its_event_and_what_ends_or_waits_leaves(feed: str, district: District) -> None:
    matter = opened(district.top)
    other = opened(district.top, token="b")
    uid = {str(event["UID"]) for event in events(feed)}
    assert len(uid) == 2
    entered(other, answered("9-18"), "end")
    assert {str(event["UID"]) for event in events(feed)} < uid
    entered(matter, consulted("9-20"), "asks")
    assert events(feed) == []


def test_one_may_have_ones_own_matters_alone(feed: str, district: District, clerk: Any) -> None:
    mine = opened(district.top)
    opened(district.top, token="b")
    Matter.objects.filter(pk=mine.pk).update(handler=clerk)
    assert len(events(feed)) == 2
    (event,) = events(f"{feed}?mine=1")
    assert str(event["SUMMARY"]).startswith(mine.number)


def test_the_address_dies_with_the_token_and_opens_nothing_else(feed: str, district: District, clerk: Any) -> None:
    key = feed.rpartition("/")[2].removesuffix(".ics")
    assert Client().get("/api/v1/bodies", headers={"Authorization": f"Bearer {key}"}).status_code == 403
    all_scopes = token_make(
        user=clerk, body=district.top, name="x", scopes=["calendar", "matters:read"], expires_on=date(2024, 12, 31)
    )[1]
    assert Client().get(f"/api/v1/calendar/{all_scopes}.ics").status_code == 404, "a wider key is not for addresses"
    token_revoke(token=Token.objects.get(name="日历"))
    assert Client().get(feed).status_code == 404
    assert Client().get("/api/v1/calendar/x.ics").status_code == 404
