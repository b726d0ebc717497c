"""What is installed is pinned by version and hash, and by nothing that names a place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FILES = ("run.txt", "production.txt", "scale.txt", "dev.txt")


def pins(name: str) -> dict[str, str]:
    """The pinned packages: name to everything that belongs to the pin."""
    text = re.sub(r"\\\n", " ", (ROOT / "requirements" / name).read_text("utf-8"))
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {re.split(r"[=\[; ]", entry)[0].lower(): entry for entry in entries}


def wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[~=<>!\[; ]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_one_version_and_hashes(name: str) -> None:
    loose = [pin for pin, entry in pins(name).items() if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", entry)]
    assert loose == []


@pytest.mark.parametrize("name", FILES)
def test_no_pin_names_an_address(name: str) -> None:
    assert "://" not in (ROOT / "requirements" / name).read_text("utf-8")


def test_every_declared_dependency_is_pinned() -> None:
    run, dev = wanted(PROJECT["project"]["dependencies"]), wanted(PROJECT["dependency-groups"]["dev"])
    assert run <= pins("run.txt").keys()
    assert run | dev <= pins("dev.txt").keys()


def test_running_needs_nothing_of_testing() -> None:
    assert not wanted(PROJECT["dependency-groups"]["dev"]) & pins("run.txt").keys()


def test_the_build_backend_is_pinned() -> None:
    assert all("==" in requirement for requirement in PROJECT["build-system"]["requires"])


def test_make_installs_the_installer_that_is_pinned() -> None:
    version = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    assert version is not None
    assert f"uv=={version[1]}" in PROJECT["dependency-groups"]["dev"]
