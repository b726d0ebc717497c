"""A process killed at any point of a move leaves it done or not begun, and the same submission then completes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web import killed

ROOT = Path(__file__).parents[2]


def test_killed_before_or_after_every_statement(
    tmp_path: Path, request: pytest.FixtureRequest, on_server: bool
) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "GONGKAI_"))}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    if on_server:
        environment["GONGKAI_DATABASE"] = request.getfixturevalue("empty_base")
    done = subprocess.run(
        [sys.executable, "-m", killed.__name__, str(tmp_path / "data")],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    for name, more in (("opening", {"matters", "facts", "chained", "terms"}), ("entering", {"facts", "chained"})):
        turns = [turn for turn in told if turn[0] == name]
        ends = set()
        for _, died, before, after, again in turns:
            grown = {key: value + (key in more) for key, value in before.items() if key != "differed"}
            as_done, as_before = grown | {"differed": []}, before
            assert after in (as_done, as_before)
            assert died or after == as_done
            assert again == as_done
            ends.add((died, after == as_done))
        # Killed on both sides of the commit, and at last not at all.
        assert ends == {(True, False), (True, True), (False, True)}
        assert len(turns) > 10
