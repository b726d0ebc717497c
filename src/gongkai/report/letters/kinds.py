"""What letters there are, of which parts each is made, and what the clerk fills in: ``letters.toml`` with types."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.grounds import ground_of
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import Element, common_elements, outcome, outcomes, required_elements
from gongkai.law.policy import default_policy

ANSWERS = ("answer", "redone")
"""The kinds whose particular parts follow from the ending."""
FRAME = ("organ", "title", "number", "addressee", "attachments", "date")
"""What every letter prints beside its parts."""
_STRUCTURAL = frozenset({"title", "number", "applicant", "signature"})
"""Parts that the frame prints."""


class Field(NamedTuple):
    """One thing that the clerk fills in.

    ``type`` is ``line``, ``text``, ``day``, ``whole``, ``link``, ``choice`` or ``grounds`` (endings
    of not giving, comma between); ``choices`` are keys with their words.
    """

    key: str
    label: str
    type: str
    help: str
    choices: Mapping[str, str]

    def admits(self, value: str) -> bool:
        """Whether the value says something of the field's type; what is blank says nothing."""
        value = value.strip()
        if not value:
            return False
        if self.type == "choice":
            return value in self.choices
        if self.type == "grounds":
            return all(one in self.choices for one in value.split(","))
        if self.type == "day":
            return _is_day(value)
        if self.type == "whole":
            return value.isascii() and value.isdecimal() and 0 < int(value[:7]) <= 10**6 and len(value) <= 7
        return _is_link(value) if self.type == "link" else any(mark.isalnum() for mark in value)

    def shown(self, value: str) -> str:
        """The value as a letter prints it; empty if it says nothing."""
        value = value.strip()
        if not self.admits(value):
            return ""
        if self.type == "choice":
            return self.choices[value]
        if self.type == "grounds":
            return "；".join(self.choices[one] for one in dict.fromkeys(value.split(",")))
        return day_words(date.fromisoformat(value)) if self.type == "day" else value


class Part(NamedTuple):
    """One thing that a letter says: words, articles, the fields it is made of, and the sentence, in
    which ``{you}`` and the fields are filled in; ``None`` for one that is computed."""

    key: str
    words: str
    cites: tuple[Cite, ...]
    fields: tuple[str, ...]
    optional: tuple[str, ...]
    says: str | None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every field that it may take."""
        return self.fields + self.optional


class LetterKind(NamedTuple):
    """A letter: ``to`` is ``applicant``, ``third_party``, ``organ``, ``inside`` or ``nobody`` (a blank form);
    ``series`` the group it is numbered in, ``fact`` what its issue enters, empty for none."""

    key: str
    title: str
    to: str
    series: str
    fact: str
    parts: tuple[str, ...]

    @property
    def slots(self) -> tuple[str, ...]:
        """The placeholders of its template: the frame, then one for each part that has words of its own."""
        return (*self.frame, *(key for key in self.parts if key not in _STRUCTURAL))

    @property
    def frame(self) -> tuple[str, ...]:
        """The part of the frame that it has."""
        if self.to == "nobody":
            return ("title",)
        return FRAME if self.series else ("organ", "title", "date")

    @property
    def compulsory(self) -> tuple[str, ...]:
        """The placeholders that no template may lack."""
        return tuple(key for key in self.slots if key != "attachments")


class Ending(NamedTuple):
    """What an answer says by its ending: the decision, its articles, and how nothing is given where nothing is."""

    decides: str
    cites: tuple[Cite, ...]
    manner: str
    gives: bool


def kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter by its key."""
    return _loaded().kinds


def kind(key: str) -> LetterKind:
    """One kind.  Raises :class:`Refusal` for an unknown key."""
    found = kinds().get(key)
    if found is None:
        raise Refusal("no-letter", (f"没有“{key}”这种文书", f"{key!r} is no letter"), ("请从列表中选择", "choose one"))
    return found


def part(key: str) -> Part:
    """A part by its key."""
    return _loaded().parts[key]


def field(key: str) -> Field:
    """A field by its key."""
    return _loaded().fields[key]


def known_fields() -> Mapping[str, Field]:
    """Every field by its key."""
    return _loaded().fields


def series() -> Mapping[str, tuple[str, str]]:
    """The groups of numbers: words and the usual character."""
    return _loaded().series


def ending(leaf: Leaf, *, public: bool = False) -> Ending:
    """What an answer of this ending says; ``public``: it had been published before."""
    return _loaded().endings["public" if public and leaf is Leaf.GRANTED else leaf.value]


def fields_for(keys: Iterable[str]) -> tuple[Field, ...]:
    """The fields that these parts take, each once, in order."""
    found = dict.fromkeys(name for key in keys for name in part(key).inputs)
    return tuple(field(name) for name in found)


def day_words(day: date) -> str:
    """``2024年9月10日``."""
    return f"{day.year}年{day.month}月{day.day}日"


class _Data(NamedTuple):
    kinds: Mapping[str, LetterKind]
    parts: Mapping[str, Part]
    fields: Mapping[str, Field]
    series: Mapping[str, tuple[str, str]]
    endings: Mapping[str, Ending]


@cache
def _loaded() -> _Data:
    raw = tomllib.loads(resources.files("gongkai.report.letters").joinpath("letters.toml").read_text("utf-8"))
    known = _elements()
    parts = {key: _part(key, entry, known) for key, entry in raw["part"].items()}
    found = {key: _kind(key, entry) for key, entry in raw["kind"].items()}
    named = {name for one in found.values() for name in one.parts if name not in ("particulars", "decision")}
    if named - parts.keys() or known.keys() - parts.keys():
        raise ValueError(f"letters.toml lacks {sorted(named - parts.keys() | known.keys() - parts.keys())}")
    fields = {key: _field(key, entry, raw["choices"]) for key, entry in raw["field"].items()}
    if missing := {name for one in parts.values() for name in one.inputs} - fields.keys():
        raise ValueError(f"letters.toml lacks the fields {sorted(missing)}")
    return _Data(
        MappingProxyType(found),
        MappingProxyType(parts),
        MappingProxyType(fields),
        MappingProxyType({key: (words, mark) for key, (words, mark) in raw["series"].items()}),
        MappingProxyType({key: _ending(key, entry) for key, entry in raw["leaf"].items()}),
    )


def _elements() -> dict[str, Element]:
    """Every element of an answer that the law names, by its key."""
    every = [*common_elements(), *(part for one in outcomes().values() for part in one.must_state)]
    late = date(2024, 1, 1)
    for leaf in (Leaf.D5, Leaf.PARTIAL):
        every += required_elements(leaf, answered_on=late, online=True, policy=default_policy())
    return {one.key: one for one in every}


def _part(key: str, entry: dict[str, Any], known: Mapping[str, Element]) -> Part:
    words = known[key].words[0] if key in known else entry["words"]
    basis = known[key].cites if key in known else cites(*entry.get("cites", ()))
    return Part(key, words, basis, tuple(entry.get("fields", ())), tuple(entry.get("optional", ())), entry.get("says"))


def _kind(key: str, entry: dict[str, Any]) -> LetterKind:
    return LetterKind(
        key, entry["title"], entry["to"], entry.get("series", ""), entry.get("fact", ""), tuple(entry["parts"])
    )


def _field(key: str, entry: list[str], choices: Mapping[str, Mapping[str, str]]) -> Field:
    label, made, text = entry
    words = _grounds() if made == "grounds" else choices.get(key, {})
    return Field(key, label, made, text, MappingProxyType(dict(words)))


def _grounds() -> dict[str, str]:
    """The endings of not giving, with their articles, as a partial answer names them."""
    named = {leaf: "、".join(cite.zh for cite in withheld_basis(leaf)) for leaf in outcomes()}
    return {leaf.value: f"{one.name[0]}（{named[leaf]}）" for leaf, one in outcomes().items() if one.group in "du"}


def withheld_basis(leaf: Leaf) -> tuple[Cite, ...]:
    """The articles on which a part is not given by this ending."""
    ground = ground_of(leaf)
    return ground.cites if ground else outcome(leaf).cites


def _ending(key: str, entry: dict[str, Any]) -> Ending:
    basis = cites(*entry["cites"]) if "cites" in entry else outcome(key).cites
    return Ending(entry["decides"], basis, entry.get("manner", ""), entry.get("gives", False))


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_link(value: str) -> bool:
    """An address of a page, not of a whole site."""
    try:
        found = urlsplit(value)
    except ValueError:
        return False
    place = found.path.strip("/") or found.query
    return found.scheme in ("http", "https") and bool(found.netloc) and bool(place) and not any(map(str.isspace, value))


def amount_words(amount: Decimal | int) -> str:
    """``300元``."""
    return f"{amount}元"
