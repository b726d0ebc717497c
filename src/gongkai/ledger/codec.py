"""Facts as plain JSON values and back: every field by its type, nothing guessed."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.ledger.facts import ALWAYS, KINDS, Fact, Kind, fact_name, fact_type

Json = dict[str, Any]

_NOTHING = (None, "", ())
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


class Field(NamedTuple):
    """One field of a fact: its name, what it holds if it is left out (``MISSING`` if it must be given),
    its type for people, writing and reading."""

    name: str
    default: Any
    schema: Mapping[str, Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is MISSING


def encode(fact: Fact) -> Json:
    """The fact as JSON: its name under ``fact``, days as ``YYYY-MM-DD``, money as decimal strings.

    Fields that hold nothing (an empty text or list, no value) unless something is given are left out.
    """
    out: Json = {"fact": fact_name(type(fact))}
    for field in fields_of(type(fact)):
        value = getattr(fact, field.name)
        if value in _NOTHING and value == field.default:
            continue
        out[field.name] = field.write(value)
    return out


def decode(kind: Kind, raw: Mapping[str, Any]) -> Fact:
    """The fact that a JSON object says.

    Raises :class:`Refusal` for a fact that the kind does not have, a field that is missing, unknown
    or of the wrong type.
    """
    name = raw.get("fact")
    if not isinstance(name, str):
        raise _refusal("缺少 fact（事实名称）", "no fact is named")
    made = fact_type(kind, name)
    known = {field.name: field for field in fields_of(made)}
    given = {key: value for key, value in raw.items() if key != "fact"}
    stray = sorted(given.keys() - known.keys())
    wanting = [field.name for field in known.values() if field.required and field.name not in given]
    if stray or wanting:
        raise _refusal(
            f"{name}：{_listed('多出', stray)}{_listed('缺少', wanting)}",
            f"{name}: {_listed('unknown ', stray)}{_listed('missing ', wanting)}",
        )
    return made(**{key: _read(known[key], name, value) for key, value in given.items()})


def _listed(word: str, names: list[str]) -> str:
    return f"{word}{'、'.join(names)} " if names else ""


def _read(field: Field, fact: str, value: object) -> Any:
    try:
        return field.read(value)
    except (ValueError, TypeError):
        may = field.schema.get("enum") or field.schema.get("format") or field.schema["type"]
        raise _refusal(
            f"{fact}.{field.name}不能是{value!r}，应为：{may}", f"{fact}.{field.name} cannot be {value!r}: {may}"
        ) from None


def _refusal(zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-fact", (zh, en), ("请对照事实说明（docs/ledger.md）修改", "mend it; docs/ledger.md lists the fields")
    )


def fields_of(made: type[Fact]) -> tuple[Field, ...]:
    """The fields of a fact, in the order of declaration."""
    return _FIELDS[made]


def _fields_of(made: type[Any]) -> tuple[Field, ...]:
    hints = typing.get_type_hints(made)
    return tuple(_field(entry.name, hints[entry.name], entry) for entry in fields(made))


def _field(name: str, hint: Any, entry: Any) -> Field:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in hint.__args__ if part is not type(None))
    return Field(name, entry.default, *_codec(hint))


def _codec(hint: Any) -> tuple[Mapping[str, Any], Callable[[Any], Any], Callable[[Any], Any]]:
    if typing.get_origin(hint) is tuple:
        schema, write, read = _codec(typing.get_args(hint)[0])
        return (
            {"type": "array", "items": schema},
            lambda values: [write(value) for value in values],
            lambda values: tuple(read(value) for value in _list(values)),
        )
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [str(member) for member in hint]}, str, lambda value: hint(_text(value))
    return _PLAIN[hint]


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is wanted")
    return value


def _day(value: object) -> date:
    text = _text(value)
    if not _DAY.fullmatch(text):
        raise ValueError("a day is written YYYY-MM-DD")
    return date.fromisoformat(text)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a whole number is wanted")
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError("true or false is wanted")
    return value


def _money(value: object) -> Decimal:
    if not _PLAIN_NUMBER.fullmatch(_text(value)):
        raise ValueError("a plain decimal number is wanted")
    return Decimal(str(value))


_PLAIN: Mapping[type, tuple[Mapping[str, Any], Callable[[Any], Any], Callable[[Any], Any]]] = {
    str: ({"type": "string"}, str, _text),
    int: ({"type": "integer"}, int, _whole),
    bool: ({"type": "boolean"}, bool, _flag),
    date: ({"type": "string", "format": "date"}, date.isoformat, _day),
    Decimal: ({"type": "string", "format": "decimal"}, lambda value: format(value, "f"), _money),
}

_FIELDS: Mapping[type[Fact], tuple[Field, ...]] = {
    made: _fields_of(made) for facts in (*KINDS.values(), ALWAYS) for made in facts
}
