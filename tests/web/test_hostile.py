"""What somebody with ill intent sends to every address of the table: each test goes through all of them."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gongkai.web.bodies.models import Membership
from gongkai.web.cases.models import Matter
from gongkai.web.kernel.middleware import POLICY
from tests.ledger.build import received
from tests.web.conftest import PASSWORD, ROLES, District, opened
from tests.web.submissions import confirm, submitted
from tests.web.test_isolation import NAMES, TABLE, WRITTEN, address, sent, state

ELSEWHERE = "https://evil.example/"
HOSTILE_NEXT = (
    ELSEWHERE,
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "\t//evil.example",
    "/\t/evil.example",
    "///evil.example",
)
NASTY = ("-1", "٣", "a\x00b", "9" * 25, "9" * 5000, "１９４９-10-01", "0000-00-00", "\U0010ffff%27")
ASKED = "=cmd|' /C calc'!A0"
QUERY = (
    *("q", "page", "sort", "year", "body", "number", "stage", "kind", "matter", "shown", "from", "fact", "mine"),
    *("began_from", "began_to", "due_from", "due_to", "handler", "outcome", "channel", "series", "words", "view", "on"),
    *("next", "group", "below", "applicant", "label", "area", "day", "since", "until", "cell", "scope", "other"),
)

Clients = Callable[[str], Client]


@pytest.fixture
def matter(district: District) -> Matter:
    return opened(district.top, received("9-10", asks=ASKED))


@pytest.fixture
def clients(district: District, person: Any) -> Clients:
    """Somebody logged in for an address: the first role that may look at it, or send."""
    people = {role: person(district.top, role) for role in ROLES}

    def client_for(name: str, *, send: bool = False, **how: Any) -> Client:
        entry = TABLE[name]
        wanted = entry.wanted_post if send else entry.wanted_get
        answer = entry.post_answer if send else entry.get_answer
        role = next((one for one in ROLES if wanted(one, "own") == answer), "clerk")
        client = Client(raise_request_exception=False, **how)
        client.force_login(people[role])
        return client

    return client_for


def at_every_address(matter: Matter, names: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, address and what its form sends; whatever one of them brings about is undone before the next."""
    for name in names:
        before = transaction.savepoint()
        yield name, address(name, matter), sent(name, matter) if name in WRITTEN else {}
        transaction.savepoint_rollback(before)


def test_no_form_from_elsewhere_is_taken_anywhere(matter: Matter, clients: Clients) -> None:
    taken = []
    for name, where, form in at_every_address(matter, WRITTEN):
        client = clients(name, send=True, enforce_csrf_checks=True)
        before = state()
        answers = {client.post(where, form).status_code}
        answers.add(client.post(where, form, headers={"Origin": "https://evil.example"}, secure=True).status_code)
        if answers != {403} or state() != before:
            taken.append((name, answers))
    assert taken == []


def test_nobody_is_led_elsewhere(matter: Matter, clients: Clients, client: Client) -> None:
    led = []
    for name, where, form in at_every_address(matter, NAMES):
        some = clients(name)
        for to in HOSTILE_NEXT if name in ("login", "logout", "account_reauthenticate") else HOSTILE_NEXT[1:2]:
            query = urlencode({"next": to})
            for answer in (
                some.get(f"{where}?{query}"),
                client.get(f"{where}?{query}"),
                some.post(f"{where}?{query}", {**form, "next": to}),
            ):
                parts = urlsplit(answer.headers.get("Location", "").replace("\\", "/"))
                if parts.scheme or parts.netloc:
                    led.append((name, to, answer.headers["Location"]))
    assert led == []


@pytest.mark.parametrize("to", HOSTILE_NEXT)
def test_nor_by_logging_in(client: Client, district: District, person: Any, to: str) -> None:
    user = person(district.top, "clerk")
    answer = client.post(f"/login/?{urlencode({'next': to})}", {"username": user, "password": PASSWORD, "next": to})
    assert answer.headers["Location"] == "/"


def test_no_address_breaks_by_what_is_asked_of_it(matter: Matter, clients: Clients) -> None:
    broken = []
    for name, where, _form in at_every_address(matter, NAMES):
        client = clients(name)
        for value in NASTY[1:5]:
            answer = client.get(f"{where}?{urlencode(dict.fromkeys(QUERY, value))}")
            if answer.status_code >= 500:
                broken.append((name, value[:20]))
    assert broken == []


def test_no_address_breaks_by_what_stands_in_it(matter: Matter, clients: Clients) -> None:
    broken = []
    for name, where, _form in at_every_address(matter, NAMES):
        client = clients(name)
        parts = [place for place, part in enumerate(where.split("/")) if re.fullmatch(r"\d+|[0-9a-f-]{36}", part)]
        for place in parts:
            for value in ("0", "٣", "9" * 25, "9" * 5000, "%00", "99999", "%FF"):
                whole = where.split("/")
                whole[place] = value
                if client.get("/".join(whole)).status_code >= 500:
                    broken.append((name, place, value[:20]))
    assert broken == []


def test_no_address_breaks_by_what_is_sent_to_it(matter: Matter, clients: Clients) -> None:
    broken = []
    for name, where, form in at_every_address(matter, WRITTEN):
        client, fields = clients(name, send=True), {**form, "token": "", "next": ""}
        every = [(value, dict.fromkeys(fields, value)) for value in NASTY]
        every += [(value, {**form, "token": value}) for value in NASTY[2:3]]
        broken += [(name, value[:20]) for value, said in every if client.post(where, said).status_code >= 500]
    assert broken == []


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """What the settings of production say of security, on the database of the tests."""
    for name, value in {
        "GONGKAI_SECRET_KEY": "k" * 60, "GONGKAI_HOSTS": "gk.example.gov.cn", "GONGKAI_DATABASE": "sqlite:///:memory:",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    name = "gongkai.web.settings.production"
    monkeypatch.delitem(sys.modules, name, raising=False)
    made = import_module(name)
    monkeypatch.delitem(sys.modules, name)
    for key in dir(made):
        if key.startswith(("SECURE_", "SESSION_", "CSRF_", "X_FRAME")) or key == "ALLOWED_HOSTS":
            setattr(settings, key, getattr(made, key))


HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


def test_every_answer_carries_the_headers_of_production(production: None, matter: Matter, clients: Clients) -> None:
    lacking = []
    for name, where, _form in at_every_address(matter, NAMES):
        answer = clients(name).get(where, secure=True, headers={"Host": "gk.example.gov.cn"})
        own = answer.headers["Content-Security-Policy"]
        if "sandbox" in own and own.startswith("default-src 'none'"):  # what came from outside is shut in more closely
            answer.headers["Content-Security-Policy"] = POLICY
        lacking += [
            (name, key, answer.headers.get(key)) for key, value in HEADERS.items() if answer.headers.get(key) != value
        ]
        told = answer.headers.get("Cache-Control", "")
        if not TABLE[name].open and answer.status_code == 200 and "private" not in told and "no-store" not in told:
            lacking.append((name, "Cache-Control", told))
    assert lacking == []


def test_another_name_of_the_office_is_refused(production: None, client: Client) -> None:
    client.raise_request_exception = False
    for host in ("evil.example", "gk.example.gov.cn.evil.example", "gk.example.gov.cn@evil.example", "evil.example:80"):
        assert client.get("/login/", secure=True, headers={"Host": host}).status_code == 400
    answer = client.get(
        "/login/",
        headers={"Host": "gk.example.gov.cn", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    )
    assert answer.headers["Location"] == "https://gk.example.gov.cn/login/"


def test_a_session_from_before_the_login_is_worth_nothing(
    production: None, client: Client, district: District, person: Any
) -> None:
    user = person(district.top, "clerk")
    given: dict[str, Any] = {"secure": True, "headers": {"Host": "gk.example.gov.cn"}}
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["__Host-session"] = planted
    client.get("/login/", **given)
    answer = client.post("/login/", {"username": user.username, "password": PASSWORD}, **given)
    cookie = answer.cookies["__Host-session"]
    assert cookie.value != planted
    assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    assert cookie["domain"] == ""
    thief = Client()
    thief.cookies["__Host-session"] = planted
    assert thief.get("/matters/", **given).status_code == 302
    assert client.get("/matters/", **given).status_code == 200
    client.post("/logout/", **given)
    client.cookies["__Host-session"] = cookie.value
    assert client.get("/matters/", **given).status_code == 302


def cells(content: bytes, kind: str) -> Iterator[str]:
    """What a spreadsheet would compute."""
    if kind.startswith("text/csv"):
        import csv

        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            yield from (cell for cell in row if cell[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"-?[\d.]+", cell))
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                if name.startswith("xl/worksheets/"):  # sums of the form's own cells are meant
                    yield from (said for said in re.findall(r"<f>([^<]*)", packed.read(name).decode()) if "cmd" in said)


def test_no_table_that_is_taken_away_computes_anything(matter: Matter, clients: Clients) -> None:
    """What an applicant wrote begins with a sign of equality, in every file of every address."""
    computed, tables = [], 0
    for name, where, _form in at_every_address(matter, NAMES):
        for there in {where} | {re.sub(r"\b(csv|xlsx|docx|html|json|md)\b", form, where) for form in ("csv", "xlsx")}:
            answer = clients(name).get(there)
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and ("csv" in kind or "spreadsheet" in kind):
                content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
                tables += 1
                computed += [(name, cell) for cell in cells(content, kind)]
    assert tables >= 3
    assert computed == []


def test_ids_of_another_body_in_a_form_do_nothing(
    district: District, person: Any, matter: Matter, client: Client
) -> None:
    """Wherever a form names a row by its key, the keys of another body's rows are no choice."""
    from gongkai.web.bodies.models import Section

    theirs = opened(district.other, received("9-10", asks="他人的事项"), token="theirs")
    stranger, section = person(district.other, "clerk"), Section.objects.create(body=district.other, name="他科")
    clerk, boss = person(district.top, "clerk"), person(district.top, "administrator")
    member = Membership.objects.get(user=clerk)
    where = {"pk": district.top.pk, "member": member.pk}
    sendings: list[tuple[Any, str, dict[str, Any]]] = [
        (clerk, reverse("task_add", args=[matter.pk]), {"token": "a", "title": "核对", "user": stranger.pk}),
        (clerk, reverse("matters-assign"), {"matter": [theirs.pk], "handler": "me"}),
        (clerk, reverse("matters-assign"), {"matter": [matter.pk], "handler": stranger.pk}),
        (clerk, reverse("matters-assign"), {"matter": [matter.pk, theirs.pk], "handler": clerk.pk}),
        (boss, reverse("person_change", kwargs=where), {"role": "clerk", "section": section.pk}),
        (boss, reverse("person_leave", kwargs=where), {"colleague": stranger.pk}),
        (boss, reverse("section_end", kwargs={"pk": district.top.pk, "row": section.pk}), {}),
        (boss, reverse("person_leave", kwargs={**where, "member": Membership.objects.get(user=stranger).pk}), {}),
        (boss, reverse("chain", args=[district.top.pk, "consulted"]), {"ability0": "approve", "person0": stranger.pk}),
    ]  # fmt: skip
    for who, there, form in sendings:
        client.force_login(who)
        before = state()
        client.post(there, form)
        assert state() == before, (there, form)


def test_nobody_takes_a_token_that_the_office_gives_itself(client: Client, district: District, person: Any) -> None:
    """A fact of another body under the token of a registration would stop that registration for ever."""
    waiting = submitted(district.top)
    client.force_login(person(district.other, "clerk"))
    sent = {"on": "2024-09-20", "channel": "in_person", "applicant": "natural", "asks": "绿化", "items": "1"}
    for taken in (f"intake-{waiting.pk}", f"intake-{waiting.pk}\n", "inquiry-1", "甲" * 10, "a" * 5000):
        answer = client.post("/matters/new/application/", sent | {"token": taken, "save": "1"})
        assert answer.status_code == 302
    assert Matter.objects.filter(body=district.other).count() == 5
    assert confirm(waiting).body == district.top
    mine = opened(district.other, token="mine")
    client.post(f"/matters/{mine.pk}/enter/noted/", {"on": "2024-09-20", "note": "核对", "token": "abc1", "save": "1"})
    client.post(f"/matters/{mine.pk}/enter/noted/", {"on": "2024-09-20", "note": "核对", "token": "abc1", "save": "1"})
    assert mine.facts.count() == 2
