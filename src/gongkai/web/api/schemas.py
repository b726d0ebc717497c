"""What the API says: the shapes of its answers, and how the core's values are written in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from gongkai.law.cite import Cite
from gongkai.law.deadline import Deadline
from gongkai.ledger.codec import fields_of
from gongkai.ledger.facts import Fact, Kind, fact_name
from gongkai.ledger.moves import Move
from gongkai.ledger.position import Position
from gongkai.web.api.problems import Both
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import Standing


class BodyOut(Schema):
    """A public body."""

    id: int
    name: str
    kind: str
    parent: int | None


class StepOut(Schema):
    """One step of why it is that day."""

    day: date
    words: Both
    cites: list[str]


class DueOut(Schema):
    """A due day that explains itself."""

    due: date
    provisional: bool
    missing: list[int]
    steps: list[StepOut]


class PositionOut(Schema):
    """Where a matter stands on a day."""

    on: date
    stage: str
    words: Both
    since: date | None
    due: DueOut | None
    working_days_left: int | None
    waits: str
    paused: bool
    overdue: bool
    outcome: str | None
    closed: date | None
    next: list[str]


class MatterOut(Schema):
    """A matter as a list shows it; ``head`` is the seal of its last fact and its ``ETag``."""

    id: int
    body: int
    number: str
    kind: str
    title: str
    began_on: date
    stage: str
    waits: str
    due_on: date | None
    closed_on: date | None
    outcome: str
    head: str


class MattersOut(Schema):
    """One page; ``next`` is the cursor of the page after it."""

    items: list[MatterOut]
    next: str | None


class MatterFull(MatterOut):
    """A matter with its sealed facts and where it stands today."""

    facts: list[dict[str, Any]]
    position: PositionOut | None


class MoveOut(Schema):
    """A fact that the law allows now, and the JSON Schema of the object to send."""

    fact: str
    name: Both
    cites: list[str]
    takes: dict[str, Any]


class FactIn(BaseModel):
    """A fact: its name and its fields, as ``moves`` describes them."""

    model_config = ConfigDict(extra="allow")
    fact: str = Field(max_length=60)


class OpenIn(BaseModel):
    """A new matter with its first fact; without a number the office gives the next one."""

    body: int = Field(ge=1, lt=2**62)
    kind: Kind
    number: str = Field("", max_length=60)
    fact: FactIn


class WhatIfOut(Schema):
    """Where the matter would stand, and how the due day would move."""

    before: PositionOut
    after: PositionOut
    days: int | None
    working_days: int | None


class ImportedOut(Schema):
    """How many matters came in."""

    matters: int


def known(names: Iterable[str]) -> Any:
    """What makes a text one of these names, in the check and in the document."""
    every = tuple(names)

    def check(value: str) -> str:
        if value not in every:
            raise ValueError(f"one of {', '.join(every)}")
        return value

    return Annotated[str, AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(every)})]


def both(words: tuple[str, str]) -> dict[str, str]:
    """A pair of words."""
    return {"zh": words[0], "en": words[1]}


def cited(cites: Iterable[Cite]) -> list[str]:
    """Articles as they are printed."""
    return [cite.zh for cite in cites]


def body_out(body: Any) -> dict[str, Any]:
    """A body."""
    return {"id": body.pk, "name": body.name, "kind": body.kind, "parent": body.parent_id}


def due_out(due: Deadline | None) -> dict[str, Any] | None:
    """A due day with its steps."""
    if due is None:
        return None
    steps = [{"day": step.day, "words": both(step.words), "cites": cited(step.cites)} for step in due.steps]
    return {"due": due.due, "provisional": due.provisional, "missing": list(due.missing), "steps": steps}


def position_out(where: Position, left: int | None) -> dict[str, Any]:
    """A position."""
    return {
        "on": where.on,
        "stage": where.stage.value,
        "words": both(where.words),
        "since": where.since,
        "due": due_out(where.due),
        "working_days_left": left,
        "waits": where.waits.value,
        "paused": where.paused,
        "overdue": where.overdue,
        "outcome": where.outcome.value if where.outcome else None,
        "closed": where.closed,
        "next": [fact_name(move.fact) for move in where.next],
    }


def matter_out(matter: Matter, one: Standing | None) -> dict[str, Any]:
    """A matter in a list, its place that of today where the law knows it."""
    where = one.where if one else None
    return {
        "id": matter.pk,
        "body": matter.body_id,
        "number": matter.number,
        "kind": matter.kind,
        "title": matter.title,
        "began_on": matter.began_on,
        "stage": where.stage.value if where else matter.stage,
        "waits": where.waits.value if where else matter.waits,
        "due_on": (where.due.due if where.due else None) if where else matter.due_on,
        "closed_on": matter.closed_on,
        "outcome": matter.outcome,
        "head": matter.head,
    }


def move_out(move: Move) -> dict[str, Any]:
    """A move with the schema of its fact."""
    return {
        "fact": fact_name(move.fact),
        "name": both(move.name),
        "cites": cited(move.cites),
        "takes": fact_schema(move.fact),
    }


def fact_schema(made: type[Fact]) -> dict[str, Any]:
    """The JSON Schema of a fact, from its declaration."""
    entries = fields_of(made)
    return {
        "type": "object",
        "properties": {"fact": {"const": fact_name(made)}} | {one.name: dict(one.schema) for one in entries},
        "required": ["fact", *(one.name for one in entries if one.required)],
        "additionalProperties": False,
    }
