"""The worked examples of ``cases/*.toml``: one test a case, each against the runner of the same name.

A file holds ``law`` (the articles it is about) and ``[[case]]`` tables: ``name`` (in Chinese: the
case and its reason), ``why``, ``given`` and either ``expect``, every key of which must come out as
written, or ``refused``, the code of the refusal.  To add an example, add a table; a date is a TOML
date, and what may be given is what the other examples of the file give.
"""

from __future__ import annotations

import tomllib
from collections import Counter, UserDict
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gongkai.finding import Refusal

HERE = Path(__file__).parent
FILES = sorted((HERE / "cases").glob("*.toml"))
KEYS = {"name", "why", "given"}


@dataclass(frozen=True)
class Example:
    stem: str
    name: str
    raw: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.stem}-{self.name}"


class Given(UserDict[str, Any]):
    """What a case gives; remembers what its runner has looked at, so that nothing is given in vain."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def examples() -> list[Example]:
    return [Example(path.stem, case["name"], case) for path in FILES for case in load(path)["case"]]


def plain(value: Any) -> Any:
    """A value as TOML could write it: sequences are lists, and kinds of words are words."""
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return str(value) if isinstance(value, str) else value


def run(example: Example) -> tuple[dict[str, Any], Given]:
    given = Given(example.raw["given"])
    found = import_module(f"tests.law.runners.{example.stem}").run(given)
    return found, given


@pytest.mark.parametrize("example", examples())
def test_a_worked_example_comes_out_as_written(example: Example) -> None:
    case = example.raw
    if "refused" in case:
        with pytest.raises(Refusal) as refusal:
            run(example)
        assert refusal.value.code == case["refused"], case["why"]
        assert all(refusal.value.reason), "a refusal says what was wrong, in both languages"
        assert all(refusal.value.advice), "a refusal says what to do, in both languages"
        return
    found, given = run(example)
    assert given.keys() == given.read, f"given, but unknown to the runner: {given.keys() - given.read}"
    assert {key: plain(found[key]) for key in case["expect"]} == case["expect"], case["why"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_examples_is_complete(path: Path) -> None:
    held = load(path)
    assert held.keys() == {"law", "case"}
    names = Counter(case["name"] for case in held["case"])
    assert [name for name, times in names.items() if times > 1] == []
    for case in held["case"]:
        assert case.keys() in (KEYS | {"expect"}, KEYS | {"refused"}), case["name"]
        assert case["why"].strip(), case["name"]
        assert case.get("expect", True), f"{case['name']} expects nothing"
        assert any("一" <= sign <= "鿿" for sign in case["name"]), "the name says in Chinese what the case is"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_refused_case_gives_is_known_to_its_runner(path: Path) -> None:
    """A refusal may come before everything is read; its keys must be known from a case that is answered."""
    held = load(path)["case"]
    known: set[str] = set()
    for case in held:
        if "expect" in case:
            known |= case["given"].keys()
    assert {key for case in held if "refused" in case for key in case["given"]} - known == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_articles_of_a_file_are_in_the_register(path: Path) -> None:
    from gongkai.law.instruments import resolve

    law = load(path)["law"]
    assert law
    for written in law:
        assert str(resolve(written).cite) == written


def test_every_runner_has_examples_and_every_file_a_runner() -> None:
    runners = {path.stem for path in (HERE / "runners").glob("*.py")} - {"__init__"}
    assert runners == {path.stem for path in FILES}
