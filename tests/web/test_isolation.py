"""Who gets what: every address, every role, one's own body, one below, and another's, by the declared table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import FactRow, Matter
from tests.ledger.build import received
from tests.web.access import PLACES, Place, has, table
from tests.web.conftest import ROLES, District, opened

TABLE = table()


def names(patterns: Any = None) -> Iterator[str]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name: it cannot be tested"
            yield entry.name


NAMES = sorted(names())
WRITTEN = sorted(name for name, entry in TABLE.items() if entry.post)


def address(name: str, matter: Matter) -> str:
    return reverse(name, kwargs=dict(TABLE[name].kwargs(Place(matter.body, matter))))


def said(content: bytes) -> str:
    """What an answer says, also inside a packed file such as a workbook."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def sent(name: str, matter: Matter) -> dict[str, Any]:
    return dict(TABLE[name].sent(Place(matter.body, matter)))


@pytest.fixture
def matters(district: District) -> dict[str, Matter]:
    bodies = dict(zip(PLACES, district, strict=True))
    return {place: opened(body, received("9-10", asks=f"{place}的内容"), token=place) for place, body in bodies.items()}


def test_every_address_stands_in_the_table() -> None:
    assert set(NAMES) == TABLE.keys()


@pytest.mark.parametrize("name", NAMES)
def test_nobody_sees_anything_without_logging_in(client: Client, matters: dict[str, Matter], name: str) -> None:
    where = address(name, matters["own"])
    for method in (client.get, client.post):
        answer = method(where)
        if TABLE[name].open:
            assert answer.status_code < 500
        elif name != "logout":
            assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('login')}?next={where}")
    assert FactRow.objects.count() == 3


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_every_role_may_see(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str, role: str, place: str
) -> None:
    where = address(name, matters[place])
    client.force_login(person(district.top, role))
    answer = client.get(where)
    assert answer.status_code == TABLE[name].wanted_get(role, place)
    if not has(role, place, Ability.READ):
        assert f"{place}的内容" not in said(answer.content)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", WRITTEN)
def test_the_table_says_what_every_role_may_send(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str, role: str, place: str
) -> None:
    where, form = address(name, matters[place]), sent(name, matters[place])
    client.force_login(person(district.top, role))
    before = state()
    answer = client.post(where, form)
    wanted = TABLE[name].wanted_post(role, place)
    assert answer.status_code == wanted
    assert (state() == before) is (wanted >= 400)


def state() -> list[Any]:
    """Everything in the database but who is logged in."""
    from django.apps import apps

    skipped = {"session", "logentry", "accesslog", "accessattempt"}
    models = [model for model in apps.get_models() if model._meta.model_name not in skipped]
    return [sorted(map(str, model.objects.values_list())) for model in models]


@pytest.mark.parametrize("name", sorted(TABLE.keys() - set(WRITTEN) - {"logout", "login"}))
def test_reading_pages_write_nothing_when_something_is_sent(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str
) -> None:
    where = address(name, matters["own"])
    client.force_login(person(district.top, "clerk"))
    before = state()
    client.post(where, sent("enter", matters["own"]))
    assert state() == before


@pytest.mark.parametrize("role", ROLES)
def test_lists_show_what_one_may_read_and_nothing_else(
    client: Client, district: District, person: Any, matters: dict[str, Matter], role: str
) -> None:
    client.force_login(person(district.top, role))
    for page in ("/matters/", "/matters/?q=的内容", "/annual/"):
        text = client.get(page).content.decode()
        for place, body in zip(PLACES, district, strict=True):
            assert (body.name in text) is has(role, place, Ability.READ), (page, place)


def test_somebody_without_a_role_sees_an_empty_office(client: Client, django_user_model: Any, matters: Any) -> None:
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert "没有符合条件的事项" in client.get("/matters/").content.decode()
    assert client.get(address("matter", matters["own"])).status_code == 404
    assert client.get(address("open", matters["own"])).status_code == 403


def test_a_form_from_elsewhere_is_refused(district: District, person: Callable[..., Any], matters: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(district.top, "clerk"))
    assert client.post(address("enter", matters["own"]), sent("enter", matters["own"])).status_code == 403
    assert FactRow.objects.count() == 3
