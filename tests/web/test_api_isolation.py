"""Who gets what by token: every operation, every role, scope and place, by the declared table."""

from __future__ import annotations

import json
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gongkai.web.api.models import Token
from gongkai.web.api.services import token_make, token_revoke
from gongkai.web.api.v1 import document
from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from tests.ledger.build import received
from tests.web.access import PLACES, Place, has
from tests.web.access.api import OPERATIONS, Operation
from tests.web.conftest import ROLES, District, opened
from tests.web.test_isolation import state

SCOPES = [scope.value for scope in Token.Scope]
GUARDED = sorted(name for name, operation in OPERATIONS.items() if operation.scope)


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


@pytest.fixture
def matters(district: District) -> dict[str, Matter]:
    bodies = dict(zip(PLACES, district, strict=True))
    return {place: opened(body, received("9-10", asks=f"{place}的内容"), token=place) for place, body in bodies.items()}


def key_of(user: Any, body: Any, scopes: list[str] = SCOPES, until: date = date(2024, 12, 31)) -> str:
    return token_make(user=user, body=body, name="测试", scopes=scopes, expires_on=until)[1]


def call(operation: Operation, matter: Matter, key: str | None, **headers: str) -> Any:
    place = Place(matter.body, matter)
    given = operation.sent(place)
    body = given if isinstance(given, str) else json.dumps(given)
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    more: dict[str, Any] = {"headers": {"Idempotency-Key": "once"} | headers}
    if operation.method == "post":
        more |= {"data": body, "content_type": "application/json"}
    return getattr(Client(), operation.method)(reverse(operation.name, kwargs=dict(operation.kwargs(place))), **more)


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def world(operation: Operation, matters: dict[str, Matter]) -> list[Any]:
    """Everything but when a token was used last, once there is all that the operation's addresses name."""
    for matter in matters.values():
        operation.kwargs(Place(matter.body, matter))
    Token.objects.update(used_at=None)
    return state()


def test_every_operation_stands_in_the_table() -> None:
    declared = {
        operation["operationId"]: method for path in document()["paths"].values() for method, operation in path.items()
    }
    assert declared == {name: operation.method for name, operation in OPERATIONS.items()}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_token_does_what_its_person_may_do_and_nothing_else(
    district: District, person: Any, matters: dict[str, Matter], name: str
) -> None:
    operation = OPERATIONS[name]
    keys = {role: key_of(person(district.top, role), district.top) for role in ROLES}
    before = world(operation, matters)
    for role, place in product(ROLES, PLACES):
        with transaction.atomic():
            answer = call(operation, matters[place], keys[role])
            text = text_of(answer)
            assert answer.status_code == operation.wanted(role, place), (role, place, text)
            wrote = operation.ability is Ability.WRITE and answer.status_code < 300
            assert (world(operation, matters) != before) is wrote, (role, place)
            hidden = [other for other in PLACES if not has(role, other, Ability.READ)]
            assert not [other for other in hidden if f"{other}的内容" in text], (role, place)
            transaction.set_rollback(True)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", GUARDED)
def test_a_scope_opens_its_operations_and_no_other(
    district: District, person: Any, matters: dict[str, Matter], name: str, scope: str
) -> None:
    operation = OPERATIONS[name]
    key = key_of(person(district.top, "head"), district.top, [scope])
    before = world(operation, matters)
    answer = call(operation, matters["own"], key)
    assert answer.status_code == (operation.answer if scope == operation.scope else 403)
    if answer.status_code == 403:
        assert answer.json()["code"] == "no-scope"
        assert world(operation, matters) == before


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("fate", ["none", "wrong", "expired", "revoked", "left", "ended", "inactive", "session"])
def test_what_is_no_valid_token_opens_nothing(
    district: District, person: Any, matters: dict[str, Matter], name: str, fate: str
) -> None:
    user = person(district.top, "head")
    key: str | None = key_of(user, district.top, until=date(2024, 9, 19) if fate == "expired" else date(2024, 9, 20))
    if fate in ("none", "session"):
        key = None
    elif fate == "wrong":
        key = "gk_" + "x" * 43
    elif fate == "revoked":
        token_revoke(token=Token.objects.get())
    elif fate == "left":
        Membership.objects.all().delete()
    elif fate == "ended":
        Membership.objects.update(until=date(2024, 9, 20))
    elif fate == "inactive":
        user.is_active = False
        user.save()
    operation, client = OPERATIONS[name], Client()
    if fate == "session":
        client.force_login(user)
    before = world(operation, matters)
    if fate == "session":
        place = Place(district.top, matters["own"])
        where = reverse(operation.name, kwargs=dict(operation.kwargs(place)))
        answer = getattr(client, operation.method)(where)
    else:
        answer = call(operation, matters["own"], key)
    assert (answer.status_code, answer.json()["code"]) == (401, "no-token")
    assert world(operation, matters) == before


def test_a_token_of_the_last_day_still_works(district: District, person: Any, matters: dict[str, Matter]) -> None:
    key = key_of(person(district.top, "clerk"), district.top, until=date(2024, 9, 20))
    assert call(OPERATIONS["bodies"], matters["own"], key).status_code == 200


def test_a_role_that_was_lost_takes_the_ability_with_it(
    district: District, person: Any, matters: dict[str, Matter]
) -> None:
    key = key_of(person(district.top, "clerk"), district.top)
    Membership.objects.update(role="auditor")
    assert call(OPERATIONS["matter"], matters["own"], key).status_code == 200
    assert call(OPERATIONS["fact_enter"], matters["own"], key).status_code == 403


def test_a_token_is_of_its_body_even_where_the_person_serves_another(
    district: District, person: Any, matters: dict[str, Matter]
) -> None:
    user = person(district.top, "clerk")
    Membership.objects.create(user=user, body=district.other, role="clerk")
    key = key_of(user, district.top)
    assert call(OPERATIONS["matter"], matters["other"], key).status_code == 404
    assert call(OPERATIONS["matter_open"], matters["other"], key).status_code == 404


def test_the_list_of_a_supervisor_shows_the_bodies_below(
    district: District, person: Any, matters: dict[str, Matter]
) -> None:
    key = key_of(person(district.top, "supervisor"), district.top)
    shown = call(OPERATIONS["matters"], matters["own"], key).json()["items"]
    assert {one["id"] for one in shown} == {matters["own"].pk, matters["below"].pk}
