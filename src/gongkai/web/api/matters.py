"""Matters for machines: the selectors and services of the pages, and nothing beside them."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from gongkai.law.regime import packaged_regime
from gongkai.ledger.codec import decode
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.history import append
from gongkai.ledger.lines import read_lines
from gongkai.ledger.position import position
from gongkai.ledger.whatif import moved_by
from gongkai.web.api import schemas
from gongkai.web.api.access import Access, Bearer
from gongkai.web.api.models import Token
from gongkai.web.api.problems import PROBLEMS, WRITES, Precondition, problem
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases import guards, services
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.filters import GROUPS, Cursor, beyond, narrowed, sorted_by
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.selectors import standing, standings
from gongkai.web.kernel.clock import today

READ, WRITE = Bearer(Token.Scope.MATTERS_READ), Bearer(Token.Scope.MATTERS_WRITE)
MOST = 16 * 2**20
"""So many bytes of a ledger are taken in at once."""
LINES = {"description": "JSON Lines", "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
TEXT = r"^[^\x00]*$"

router = Router(tags=["matters"])

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
Match = Annotated[str | None, Header(None, alias="If-Match", max_length=200)]


class Filters(Schema):
    """Which matters."""

    body: int | None = Field(None, ge=1, lt=2**62)
    kind: Kind | None = None
    stage: schemas.known(GROUPS) | None = None  # type: ignore[valid-type]
    q: str = Field("", max_length=200, pattern=TEXT)
    number: str = Field("", max_length=60, pattern=TEXT)
    due_before: date | None = None
    cursor: str | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}~[0-9]{1,18}$")
    limit: int = Field(50, ge=1, le=200)


@router.get("/bodies", response={200: list[schemas.BodyOut]} | PROBLEMS, auth=READ, url_name="api-bodies")
def bodies(request: HttpRequest) -> Any:
    """The bodies that the token may see."""
    return [schemas.body_out(body) for body in _access(request).bodies.order_by("pk")]


@router.get("/matters", response={200: schemas.MattersOut} | PROBLEMS, auth=READ, url_name="api-matters")
def matters(request: HttpRequest, filters: Query[Filters]) -> Any:
    """Matters, the latest begun first, a page at a time."""
    access, regime = _access(request), packaged_regime()
    given = {name: value for name in ("kind", "stage", "q", "body") if (value := getattr(filters, name))}
    if filters.body is not None:
        access.body(filters.body)
    chosen = narrowed(Matter.objects.all(), given, access.reading, today(), regime, access.user)
    if filters.number:
        chosen = chosen.filter(number=filters.number)
    if filters.due_before is not None:
        chosen = chosen.filter(due_on__lt=filters.due_before)
    ordered = sorted_by(chosen, "new")
    place = Cursor.read(filters.cursor or "")
    page = list((beyond(ordered, "new", place) if place else ordered)[: filters.limit + 1])
    shown = page[: filters.limit]
    placed = {one.matter.pk: one for one in standings(shown, today(), regime)}
    last = shown[-1] if len(page) > filters.limit else None
    return {
        "items": [schemas.matter_out(matter, placed.get(matter.pk)) for matter in shown],
        "next": str(Cursor(last.began_on, last.pk)) if last else None,
    }


@router.post("/matters", response={201: schemas.MatterFull} | WRITES, auth=WRITE, url_name="api-matters")
def matter_open(request: HttpRequest, response: HttpResponse, given: schemas.OpenIn, key: Key) -> Any:
    """A new matter with its first fact; the same key again gives the matter that it made."""
    access = _access(request)
    body = access.body(given.body)
    access.needs(Ability.WRITE, body.pk)
    made = services.matter_open(
        body=body, kind=given.kind, fact=_fact(given.kind, given.fact), number=given.number, **_entering(access, key)
    )
    return Status(201, _full(made, response))


@router.get(
    "/matters/{int:pk}", response={200: schemas.MatterFull, 304: None} | PROBLEMS, auth=READ, url_name="api-matter"
)
def matter(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    none_match: Annotated[str | None, Header(None, alias="If-None-Match", max_length=200)],
) -> Any:
    """One matter: its facts, where it stands, and why its due day is that day."""
    one = _access(request).matter(pk)
    if none_match == etag(one):
        response["ETag"] = etag(one)
        return Status(304, None)
    return _full(one, response)


@router.get(
    "/matters/{int:pk}/moves", response={200: list[schemas.MoveOut]} | PROBLEMS, auth=READ, url_name="api-moves"
)
def moves(request: HttpRequest, pk: int) -> Any:
    """The facts that the law allows now, each with the schema of what to send."""
    one = _access(request).matter(pk)
    where = position(history_of(one), today(), packaged_regime())
    return [schemas.move_out(move) for move in where.next]


@router.post("/matters/{int:pk}/facts", response={200: schemas.MatterFull} | WRITES, auth=WRITE, url_name="api-facts")
def fact_enter(
    request: HttpRequest, response: HttpResponse, pk: int, given: schemas.FactIn, key: Key, match: Match
) -> Any:
    """One more fact; the same key again changes nothing.  ``If-Match``: only if nothing came in between."""
    access = _access(request)
    one = access.matter(pk)
    access.needs(Ability.WRITE, one.body_id)
    fact, entering = _fact(Kind(one.kind), given), _entering(access, key)
    with transaction.atomic():
        locked = Matter.objects.select_for_update().get(pk=one.pk)
        repeated = FactRow.objects.filter(token=entering["token"]).exists()
        if match is not None and match not in ("*", etag(locked)) and not repeated:
            raise Precondition
        entered = services.fact_enter(matter_id=one.pk, fact=fact, **entering)
    return _full(entered, response)


@router.post("/matters/{int:pk}/whatif", response={200: schemas.WhatIfOut} | WRITES, auth=READ, url_name="api-whatif")
def whatif(request: HttpRequest, pk: int, given: schemas.FactIn) -> Any:
    """Where the matter would stand with one more fact; nothing is saved."""
    access, regime = _access(request), packaged_regime()
    one = access.matter(pk)
    fact = _fact(Kind(one.kind), given)
    with transaction.atomic():
        guards.ask(one, fact, access.user)
        transaction.set_rollback(True)  # a guard may use an approval up, and nothing is done here
    before = history_of(one)
    after, on = append(before, fact, regime), max(today(), fact.on)
    old, new = position(before, on, regime), position(after, on, regime)
    change = moved_by(before, after, on, regime, regime)
    return {
        "before": schemas.position_out(old, regime.calendar.count(on, old.due.due) if old.due else None),
        "after": schemas.position_out(new, regime.calendar.count(on, new.due.due) if new.due else None),
        "days": change.days if change else None,
        "working_days": change.working_days if change else None,
    }


@router.get(
    "/bodies/{int:pk}/ledger",
    response={200: None} | PROBLEMS,
    auth=READ,
    url_name="api-ledger",
    openapi_extra={"responses": {200: LINES}},
)
def ledger_export(request: HttpRequest, pk: int) -> Any:
    """The sealed ledger of a body, one fact a line, as it can be checked and imported anywhere."""
    body = _access(request).body(pk)
    rows = FactRow.objects.filter(matter__body=body).order_by("matter_id", "seq").values_list("line", flat=True)
    lines = (f"{line}\n" for line in rows.iterator(chunk_size=2000))
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")


@router.post(
    "/bodies/{int:pk}/ledger",
    response={201: schemas.ImportedOut} | WRITES,
    auth=WRITE,
    url_name="api-ledger",
    openapi_extra={"requestBody": {"required": True, "content": LINES["content"]}},
)
def ledger_import(request: HttpRequest, pk: int) -> Any:
    """Whole histories as JSON Lines, all or none; every seal is checked."""
    access = _access(request)
    body = access.body(pk)
    access.needs(Ability.WRITE, body.pk)
    raw = request.read(MOST + 1)
    if len(raw) > MOST:
        return Status(413, problem(413))
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Status(400, problem(400))
    if "\x00" in text or "\\u0000" in text:
        return Status(400, problem(400))
    histories = list(read_lines(text.split("\n")))
    given: dict[str, Any] = {"actor": access.user, "on": today(), "regime": packaged_regime()}
    return Status(201, {"matters": services.matters_import(body=body, histories=histories, **given)})


def etag(one: Matter) -> str:
    """The state of a matter: the seal of its last fact."""
    return f'"{one.head}"'


def _access(request: HttpRequest) -> Access:
    access: Access = request.auth  # type: ignore[attr-defined]
    return access


def _fact(kind: Kind, given: schemas.FactIn) -> Fact:
    return decode(kind, given.model_dump())


def _entering(access: Access, key: str) -> dict[str, Any]:
    """What a write needs beside its content."""
    return {"token": access.once(key), "actor": access.user, "on": today(), "regime": packaged_regime()}


def _full(one: Matter, response: HttpResponse) -> dict[str, Any]:
    history = history_of(one)
    place = standing(one, history, today(), packaged_regime())
    response["ETag"] = etag(one)
    return schemas.matter_out(one, place) | {
        "facts": [json.loads(row.line) for row in one.facts.all()],
        "position": schemas.position_out(place.where, place.left) if place.where else None,
    }
