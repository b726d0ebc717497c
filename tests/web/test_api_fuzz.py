"""Whatever is sent: no operation of the document breaks, answers what it does not declare, or in another shape."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gongkai.ledger.facts import ALWAYS, KINDS
from gongkai.web.api.access import Throttle
from gongkai.web.api.models import Token
from gongkai.web.api.schemas import fact_schema
from gongkai.web.api.services import token_make
from gongkai.web.api.v1 import document
from gongkai.web.cases.models import Matter
from tests.ledger.build import asked, received
from tests.web.access import Place
from tests.web.access.api import OPERATIONS as TABLE
from tests.web.conftest import District, opened

DOC = json.loads(json.dumps(document()))
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOC["paths"].items()
    for method, operation in methods.items()
}
FACTS = [fact_schema(made) for facts in (*KINDS.values(), ALWAYS) for made in facts]
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31)) | st.dates()
TEXT = st.text(max_size=30) | st.sampled_from(["", "0", "\x00", "%00", "'", "..", "٣", "征地", "a" * 300, "-1", "1e9"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def some(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a schema."""
    if "$ref" in schema:
        return some(DOC["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of(*map(some, schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    return _TYPED[schema.get("type", "object")](schema)


def _text(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if schema.get("format") == "date":
        return DAYS.map(date.isoformat)
    if schema.get("format") == "decimal":
        return st.decimals(0, 10**6, places=2).map(str)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"]).filter(lambda text: len(text) <= schema.get("maxLength", 100))
    return st.text(max_size=min(schema.get("maxLength", 30), 30)) | st.sampled_from(
        ["2024-0001", "第1号", "third_party"]
    )


def _number(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum", -(2**65)), schema.get("maximum", 2**65)
    return st.integers(least, most) | st.sampled_from([max(least, 1), max(least, 20)])


def _object(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if schema.get("title") == "FactIn":
        return st.sampled_from(FACTS).flatmap(some)
    parts = {name: some(part) for name, part in schema.get("properties", {}).items()}
    needed = {name: part for name, part in parts.items() if name in schema.get("required", ())}
    optional = {name: part for name, part in parts.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=optional)


_TYPED: dict[str, Any] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": lambda schema: st.booleans(),
    "null": lambda schema: st.none(),
    "array": lambda schema: st.lists(some(schema.get("items", {})), max_size=3),
    "object": _object,
}


@st.composite
def requests(
    draw: Any, name: str, keys: list[int], right: Any
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], Any]:
    """Path, query, headers and body for an operation: mostly as declared, sometimes anything."""
    *_, operation = OPERATIONS[name]
    parts: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for one in operation.get("parameters", ()):
        wild = draw(st.integers(0, 9)) == 0
        if one["in"] == "path" and one["name"] == "pk":
            value = draw(st.sampled_from([*keys, *keys, 0, 10**30]))
        elif one["in"] == "path" and one["name"] == "year":
            value = draw(st.sampled_from([2024, 2024, 2019, 1000, 2999, 0, 10**9]))
        elif one["in"] == "path":
            value = draw(TEXT.filter(lambda text: text and "/" not in text) if wild else some(one["schema"]))
        elif not one.get("required") and draw(st.booleans()):
            continue
        else:
            value = draw(TEXT if wild else some(one["schema"]))
        if value is not None:
            parts[one["in"]][one["name"]] = value
    header = {key: _header(str(value)) for key, value in parts["header"].items()}
    return parts["path"], parts["query"], header, draw(bodies(operation, right))


def bodies(operation: dict[str, Any], right: Any) -> st.SearchStrategy[Any]:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/x-ndjson" in content:
        line = (
            st.sampled_from(FACTS)
            .flatmap(some)
            .map(lambda fact: json.dumps({"matter": "m", "kind": "application"} | fact))
        )
        return st.lists(line | TEXT, max_size=3).map("\n".join).map(lambda text: text.encode("utf-8", "replace"))
    if not content:
        return st.none()
    declared = some(content["application/json"]["schema"])
    return (
        st.just(json.dumps(right).encode())
        | declared.map(lambda value: json.dumps(value).encode())
        | JUNK.map(lambda value: json.dumps(value).encode())
        | st.binary(max_size=20)
    )


def _header(text: str) -> str:
    return re.sub(r"[\r\n\x00]", "", text).encode("latin-1", "replace").decode("latin-1")


@pytest.fixture
def key(district: District, person: Any, monkeypatch: Any) -> str:
    monkeypatch.setattr(Throttle, "allow_request", lambda self, request: True)
    opened(district.top, received("9-2"), asked("9-4", 20), token="f")
    opened(district.below, token="g")
    scopes = [scope.value for scope in Token.Scope]
    user = person(district.top, "clerk")
    return token_make(user=user, body=district.top, name="f", scopes=scopes, expires_on=date(2024, 12, 31))[1]


@pytest.fixture
def keys(district: District, key: str) -> list[int]:
    """Keys of bodies and matters that are there, the token's own and others'."""
    return [*(body.pk for body in district), *Matter.objects.values_list("pk", flat=True)]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_request_breaks_an_operation(district: District, key: str, keys: list[int], name: str) -> None:
    place = Place(district.top, Matter.objects.filter(body=district.top)[0])
    where = dict(TABLE[name].kwargs(place))  # first: it sets up what is sent to
    right = TABLE[name].sent(place)
    body = right.encode() if isinstance(right, str) else json.dumps(right).encode()
    query = {"name": "answer", "from": "2024-09-10"} if name == "due" else {}
    asked_rightly = (where, query, {"Idempotency-Key": "k"}, None if right is None else body)
    assert sent(name, asked_rightly, key) in (200, 201)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(requests(name, keys, right), st.integers(0, 9))
    def check(request: Any, known: int) -> None:
        sent(name, request, key if known else None)

    check()


def sent(name: str, request: Any, key: str | None) -> int:
    """Send it, look at the answer, and take back what it did.  Returns the status."""
    method, path, operation = OPERATIONS[name]
    where, query, headers, body = request
    address = re.sub(r"\{(\w+)\}", lambda hole: _quoted(where[hole[1]]), path)
    if key is not None:
        headers = headers | {"Authorization": f"Bearer {key}"}
    more: dict[str, Any] = {"query_params": query, "headers": headers}
    if body is not None:
        more |= {"data": body, "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(Client(), method)(address, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    status = answer.status_code
    if status != 404 or not answer.headers["Content-Type"].startswith("text/html"):  # that is no address of the API
        _as_declared(answer, operation, address)
    return int(status)


def _as_declared(answer: Any, operation: dict[str, Any], address: str) -> None:
    assert str(answer.status_code) in operation["responses"], (answer.status_code, address)
    declared = operation["responses"][str(answer.status_code)].get("content", {})
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if declared:
        assert kind in declared, (kind, sorted(declared))
    if kind == "application/json" and "$ref" in json.dumps(declared.get(kind, {})):
        schema = declared[kind]["schema"] | {"components": DOC["components"]}
        Draft202012Validator(schema).validate(answer.json())


def _quoted(value: Any) -> str:
    return quote(str(value), safe="")
