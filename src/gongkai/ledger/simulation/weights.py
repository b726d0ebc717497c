"""The weights and the words of the simulation, read once from the packaged files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gongkai.ledger.simulation.chance import Wheel


@cache
def _raw(name: str) -> Mapping[str, Any]:
    text = resources.files("gongkai.ledger.simulation").joinpath(name).read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def table(*path: str) -> Mapping[str, Any]:
    """One table of ``weights.toml`` without its source."""
    return _table(path)


@cache
def _table(path: tuple[str, ...]) -> Mapping[str, Any]:
    found: Any = _raw("weights.toml")
    for step in path:
        found = found[step]
    return MappingProxyType({key: value for key, value in found.items() if key != "source"})


def share(name: str) -> float:
    """A share of the applications, of the tables ``share`` and ``handling``."""
    return _shares()[name]


@cache
def _shares() -> dict[str, float]:
    return {key: float(value) for part in ("share", "handling") for key, value in table(part).items()}


@cache
def wheel(*path: str) -> Wheel[str]:
    """A table of ``weights.toml`` to draw from."""
    return Wheel(dict(table(*path)))


@cache
def outcomes() -> Wheel[str]:
    """How an application ends: the two published years, mixed."""
    mixed: dict[str, float] = {}
    part = share("district_outcomes")
    for name, weight in (("district", part), ("city", 1 - part)):
        counts = table("outcomes", name)
        for row, count in counts.items():
            mixed[row] = mixed.get(row, 0.0) + weight * count / sum(counts.values())
    return Wheel(mixed)


def words(key: str) -> tuple[str, ...]:
    """A list of words of ``words.toml``; a single word is a list of one."""
    return _words(key)


@cache
def _words(key: str) -> tuple[str, ...]:
    found = _raw("words.toml")[key]
    return (found,) if isinstance(found, str) else tuple(found)


def activity_title(kind: str) -> str:
    """What a meeting or training of that kind is called."""
    return str(_raw("words.toml")["activities"][kind])
