"""Who gets what: every address, every role, one's own body, one below, and another's, by one declared table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import FactRow, Matter
from tests.ledger.build import received
from tests.web.conftest import ROLES, District, opened

OPEN = {"login"}
"""Addresses for people who are not logged in."""
ANY = {"today": 200, "matters": 200, "annual": 200, "login": 200, "logout": 405}
"""Addresses without a body, for everybody who is logged in: they show one's own only."""
WRITERS = {"clerk", "head"}
READ_ONLY = {"matter", "year", "cell", "file"}
WRITE = {"enter"}
FREE_WRITE = {"open"}
"""Addresses that write for a body named in what is sent."""
PLACES = ("own", "below", "other")


def names(patterns: Any = None) -> Iterator[str]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name: it cannot be tested"
            yield entry.name


NAMES = sorted(names())


def reads(role: str, place: str) -> bool:
    return place == "own" or (place == "below" and role == "supervisor")


def writes(role: str, place: str) -> bool:
    return place == "own" and role in WRITERS


def wanted_get(name: str, role: str, place: str) -> int:
    if name in ANY:
        return ANY[name]
    if name in FREE_WRITE:
        return 200 if role in WRITERS else 403
    if not reads(role, place):
        return 404
    return 403 if name in WRITE and not writes(role, place) else 200


def wanted_post(name: str, role: str, place: str) -> int:
    if name in FREE_WRITE:
        return 403 if role not in WRITERS else 302 if writes(role, place) else 404
    if not reads(role, place):
        return 404
    return 302 if writes(role, place) else 403


def address(name: str, matter: Matter) -> str:
    given: dict[str, dict[str, Any]] = {
        "matter": {"pk": matter.pk},
        "enter": {"pk": matter.pk, "name": "noted"},
        "open": {"kind": "application"},
        "year": {"pk": matter.body_id, "year": 2024},
        "cell": {"pk": matter.body_id, "year": 2024, "cell": "t3.new.total"},
        "file": {"pk": matter.body_id, "year": 2024, "name": "csv"},
    }
    return reverse(name, kwargs=given.get(name))


def sent(name: str, body: Body) -> dict[str, str]:
    if name == "open":
        return {
            "save": "", "token": "x", "body": str(body.pk), "on": "2024-09-10", "channel": "in_person",
            "applicant": "natural", "items": "1",
        }  # fmt: skip
    return {"save": "", "token": "x", "on": "2024-09-20", "note": "转办"}


@pytest.fixture
def matters(district: District) -> dict[str, Matter]:
    bodies = dict(zip(PLACES, district, strict=True))
    return {place: opened(body, received("9-10", asks=f"{place}的内容"), token=place) for place, body in bodies.items()}


def test_every_address_stands_in_the_table() -> None:
    assert set(NAMES) == ANY.keys() | READ_ONLY | WRITE | FREE_WRITE


@pytest.mark.parametrize("name", NAMES)
def test_nobody_sees_anything_without_logging_in(client: Client, matters: dict[str, Matter], name: str) -> None:
    where = address(name, matters["own"])
    for method in (client.get, client.post):
        answer = method(where)
        if name in OPEN:
            assert answer.status_code == 200
        elif name != "logout":
            assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('login')}?next={where}")
    assert FactRow.objects.count() == 3


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_every_role_may_see(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str, role: str, place: str
) -> None:
    client.force_login(person(district.top, role))
    answer = client.get(address(name, matters[place]))
    assert answer.status_code == wanted_get(name, role, place)
    if not reads(role, place):
        assert f"{place}的内容" not in answer.content.decode()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(WRITE | FREE_WRITE))
def test_the_table_says_what_every_role_may_write(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str, role: str, place: str
) -> None:
    client.force_login(person(district.top, role))
    matter, before = matters[place], FactRow.objects.count()
    answer = client.post(address(name, matter), sent(name, matter.body))
    assert answer.status_code == wanted_post(name, role, place)
    assert FactRow.objects.count() == before + (answer.status_code == 302)


@pytest.mark.parametrize("name", sorted(READ_ONLY))
def test_reading_pages_write_nothing_when_something_is_sent(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str
) -> None:
    client.force_login(person(district.top, "clerk"))
    client.post(address(name, matters["own"]), sent("enter", district.top))
    assert FactRow.objects.count() == 3


@pytest.mark.parametrize("role", ROLES)
def test_lists_show_what_one_may_read_and_nothing_else(
    client: Client, district: District, person: Any, matters: dict[str, Matter], role: str
) -> None:
    client.force_login(person(district.top, role))
    for page in ("/matters/", "/matters/?q=的内容", "/annual/"):
        text = client.get(page).content.decode()
        for place, body in zip(PLACES, district, strict=True):
            assert (body.name in text) is reads(role, place), (page, place)


def test_somebody_without_a_role_sees_an_empty_office(client: Client, django_user_model: Any, matters: Any) -> None:
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert "没有符合条件的事项" in client.get("/matters/").content.decode()
    assert client.get(address("matter", matters["own"])).status_code == 404
    assert client.get(address("open", matters["own"])).status_code == 403


def test_a_form_from_elsewhere_is_refused(district: District, person: Callable[..., Any], matters: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(district.top, "clerk"))
    assert client.post(address("enter", matters["own"]), sent("enter", district.top)).status_code == 403
    assert FactRow.objects.count() == 3
