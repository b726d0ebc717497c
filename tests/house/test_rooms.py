"""The rooms are as the map says, and what is confined stays confined."""

from __future__ import annotations

import configparser
import re
import tomllib
from pathlib import Path

import pytest

from gongkai.report.form import editions, load_form

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "gongkai"
MAP = (ROOT / "docs" / "rooms.md").read_text("utf-8")
LEGAL_TERMS = {"规范性文件", "行政事业性收费"}  # words of the law itself, which messages may use
SOURCES = sorted(PACKAGE.rglob("*.py"))


def rooms_in_source() -> set[str]:
    """Folders and modules directly in the package."""
    found = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    return found | {path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"}


def test_the_map_names_every_room_and_no_other() -> None:
    named = re.findall(r"^\| `([a-z]+)(?:/|\.py)` \|", MAP.partition("\n## ")[0], flags=re.MULTILINE)
    assert sorted(named) == sorted(rooms_in_source())


def test_the_contract_orders_every_room_that_holds_code() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    rooms = contracts["importlinter:contract:rooms"]
    assert rooms["exhaustive"] == "True"
    holding_code = {room for room in rooms_in_source() if list((PACKAGE / room).rglob("*.py")) or room == "finding"}
    assert set(rooms["layers"].split()) == holding_code


@pytest.mark.parametrize("part", re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py|[a-z_]+/)`", MAP))
def test_every_part_that_the_map_names_exists(part: str) -> None:
    assert list(PACKAGE.rglob(part.rstrip("/"))) or (PACKAGE / part).exists()


def test_the_map_has_one_row_a_part() -> None:
    """Two who add to one row at once leave two rows, and no merge tells."""
    for section in MAP.split("\n## "):
        parts = re.findall(r"^\| ([^|]+) \|", section, flags=re.MULTILINE)
        assert len({*parts}) == len(parts)


@pytest.mark.parametrize("room", ["reading", "reading/sources", "corpus"])
def test_the_map_names_every_module_of_reading_and_corpus(room: str) -> None:
    (section,) = re.findall(rf"^## Inside `{room}`$(.*?)(?=^## )", MAP, flags=re.MULTILINE | re.DOTALL)
    modules = {path.name for path in (PACKAGE / room).glob("*.py")} - {"__init__.py"}
    assert modules - set(re.findall(r"`([a-z_]+\.py)`", section)) == set()


def test_the_clock_is_banned_by_the_linter() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "TID" in config["select"]
    assert {"datetime.date.today", "datetime.datetime.now"} <= config["flake8-tidy-imports"]["banned-api"].keys()


def test_no_line_of_the_form_is_named_outside_the_edition_files() -> None:
    labels = {
        line.label
        for edition in editions()
        for table in load_form(edition).tables
        for line in table.lines
        if len(line.label) >= 5 and line.label not in LEGAL_TERMS
    }
    found = [
        f"{path.relative_to(ROOT)}: {label}"
        for path in SOURCES
        for label in sorted(labels)
        if label in path.read_text("utf-8")
    ]
    assert found == []


def test_source_files_stay_short() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines >= 400} == {}
