"""Running the command line as a person does, in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gongkai.cli import console
from gongkai.cli.app import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "reports"
DISTRICT = "002_bf241cf648fa2223.txt"  # the whole-district report for 2024; one total is lost in the text


class Ran(NamedTuple):
    """What a run printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def gongkai(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The command line in this process, in Chinese."""

    def run(*arguments: object) -> Ran:
        console.out.cache_clear()
        console.err.cache_clear()
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of its own with the five example reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for path in sorted(EXAMPLES.glob("*.txt")):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def process(*arguments: object, data: bytes | None = None, folder: Path | None = None, **environment: str) -> Ran:
    """The command line in a process of its own, with an environment that says no language."""
    clean = {
        key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")
    }
    done = subprocess.run(
        [sys.executable, "-m", "gongkai.cli.main", *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=folder,
        env={**clean, **environment},
        check=False,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
