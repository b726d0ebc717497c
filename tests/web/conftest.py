"""A small district: a government with two departments, and somebody in every role of each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from gongkai.finding import Refusal
from gongkai.ledger.facts import Fact, Kind
from gongkai.web.bodies.models import Body, Membership
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import fact_enter, matter_open
from gongkai.web.tables import add_what_no_model_declares
from tests.ledger.build import REGIME, received

TODAY = date(2024, 9, 20)
PASSWORD = "a long password"
ROLES = tuple(role.value for role in Membership.Role)


class District(NamedTuple):
    top: Body
    below: Body
    other: Body


ASKS = {"db", "transactional_db", "live_server", "on_server", "empty_base"}
"""The fixtures that stand for the database; whoever asks for none of them, nor is marked, is kept away from it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks of what a test needs, by which the Makefile chooses what is run on PostgreSQL once more."""
    for item in items:
        needs = set(getattr(item, "fixturenames", ()))
        if needs & ASKS or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if "browser" in needs:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """What no model declares, as in a new office."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        add_what_no_model_declares(editor)
    if connection.vendor == "postgresql":
        setattr(connection.ops, "sql_flush", emptied)  # noqa: B010 - a method of this one connection


def emptied(_style: Any, tables: list[str], **_how: bool) -> list[str]:
    """What empties the tables after a test that committed.

    Django truncates them, by which PostgreSQL writes every file of every table and index anew; nearly all of
    them are empty.  Constraints are looked at when the transaction ends.
    """
    return [f'DELETE FROM "{table}"' for table in tables]


@pytest.fixture
def on_server() -> bool:
    """Whether this run is on PostgreSQL."""
    return connection.vendor == "postgresql"


@pytest.fixture
def empty_base(on_server: bool) -> Iterator[str]:
    """The address of an empty database of the server, for programs that run by themselves."""
    if not on_server:
        pytest.skip("this run is on SQLite; the run on PostgreSQL does it")
    import psycopg

    config = connection.settings_dict
    where = f"postgresql://{config['USER']}@{config['HOST']}:{config['PORT'] or 5432}"
    name = f"gk_test_{uuid4().hex[:12]}"
    with psycopg.connect(f"{where}/postgres", autocommit=True) as base:
        base.execute(f"create database {name}")
        yield f"{where}/{name}"
        base.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def chromium(needs_program: Callable[[str], None]) -> Iterator[Browser]:
    """One browser for the tests of a file: to start it takes as long as to look at ten pages."""
    needs_program("chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The browser is driven from a loop in this thread, which Django takes for one of its own.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """A browser that knows nothing of the test before and is on no page of it any more."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def district(db: None) -> District:
    top = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    below = Body.objects.create(name="青川区教育局", kind=Body.Kind.DEPARTMENT, parent=top)
    other = Body.objects.create(name="白河区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    return District(top, below, other)


@pytest.fixture
def person(db: None) -> Callable[[Body, str], Any]:
    def make(body: Body, role: str) -> Any:
        user = get_user_model().objects.create_user(f"{role}{body.pk}", password=PASSWORD)
        Membership.objects.create(user=user, body=body, role=role)
        return user

    return make


@pytest.fixture
def clerk(client: Client, district: District, person: Callable[[Body, str], Any]) -> Any:
    """The clerk of the top body, logged in with ``client``."""
    user = person(district.top, "clerk")
    client.force_login(user)
    return user


def opened(body: Body, *facts: Fact, kind: Kind = Kind.APPLICATION, token: str = "t", **more: Any) -> Matter:
    """A matter through the services, its facts one after the other."""
    first, *rest = facts or (received("9-10", asks="征地补偿方案"),)
    given: dict[str, Any] = {"actor": None, "on": TODAY, "regime": REGIME}
    matter = matter_open(body=body, kind=kind, fact=first, token=f"{token}0", **(given | more))
    for place, fact in enumerate(rest, start=1):
        matter = entered(matter, fact, f"{token}{place}")
    return matter


def entered(matter: Matter, fact: Fact, token: str = "more") -> Matter:
    return fact_enter(matter_id=matter.pk, fact=fact, token=token, actor=None, on=TODAY, regime=REGIME)


def refusal(act: Callable[..., Any], *args: Any, **more: Any) -> str:
    """The code of the refusal with which the act ends."""
    with pytest.raises(Refusal) as caught:
        act(*args, **more)
    return caught.value.code
