"""Who gets what: every address, every role, one's own body, one below, and another's, by the declared table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
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
    where, before = address(name, matters["own"]), FactRow.objects.count()
    for method in (client.get, client.post):
        answer = method(where)
        if TABLE[name].open:
            assert answer.status_code < 500
        elif name != "logout":
            assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('login')}?next={where}")
    assert FactRow.objects.count() == before


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_every_role_may_see(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str, place: str
) -> None:
    wrong = {}
    for role in ROLES:
        with undone():
            where = address(name, matters[place])
            become(client, person(district.top, role))
            answer = client.get(where)
            wanted = TABLE[name].wanted_get(role, place)
            if answer.status_code != wanted:
                wrong[role] = f"{answer.status_code}, wanted {wanted}"
            if not has(role, place, Ability.READ) and f"{place}的内容" in said(answer.content):
                wrong[role] = "shows what it may not"
    assert wrong == {}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", WRITTEN)
def test_the_table_says_what_every_role_may_send(
    client: Client, district: District, person: Any, matters: dict[str, Matter], name: str, place: str
) -> None:
    wrong = {}
    for role in ROLES:
        with undone():
            where, form = address(name, matters[place]), sent(name, matters[place])
            become(client, person(district.top, role))
            before = state()
            answer = client.post(where, form)
            wanted = TABLE[name].wanted_post(role, place)
            if answer.status_code != wanted:
                wrong[role] = f"{answer.status_code}, wanted {wanted}"
            elif (state() == before) is not (wanted >= 400 or TABLE[name].refused):
                wrong[role] = f"{wanted}, and something changed where nothing should or the other way round"
    assert wrong == {}


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def become(client: Client, user: Any) -> None:
    client.cookies.clear()
    client.force_login(user)


def state() -> dict[str, list[str]]:
    """Everything in the database but who is logged in and what is the same in every installation."""
    skipped = {"session", "shared", "logentry", "accesslog", "accessattempt", "permission", "contenttype"}
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.model_name not in skipped]
    with connection.cursor() as cursor:
        return {table: sorted(map(str, rows(cursor, table))) for table in tables}


def rows(cursor: Any, table: str) -> Any:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return cursor.fetchall()


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
