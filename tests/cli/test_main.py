"""The command line as a whole: help, languages, exit statuses, interruption."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import DISTRICT, process

CHINESE = re.compile("[一-鿿]")


@pytest.mark.parametrize("command", ["", "read", "check", "render", "compare", "consolidate", "explain", "demo"])
def test_help_speaks_both_languages_and_gives_examples(command: str) -> None:
    arguments = [command, "--help"] if command else ["--help"]
    chinese, english = process(*arguments), process(*arguments, LANG="en_US.UTF-8")
    assert (chinese.status, english.status) == (0, 0)
    assert "示例" in chinese.out
    assert "选项" in chinese.out
    assert "Examples" in english.out
    assert not CHINESE.search(english.out)


def test_the_option_beats_the_locale(reports: Path) -> None:
    assert "无问题" not in process("read", reports, "--lang", "en").out
    assert "共 5 份报告" in process("read", reports, "--lang", "zh", LANG="en_US.UTF-8").out


def test_findings_are_told_in_english(reports: Path) -> None:
    ran = process("check", reports / DISTRICT, "--lang", "en")
    assert "the only value the identities allow" in ran.out


@pytest.mark.parametrize(
    "arguments", [["nix"], ["--lang", "xx", "explain"], ["read"], ["read", "--nix"], ["read", "nix"]]
)
def test_wrong_usage_ends_in_two(arguments: list[str]) -> None:
    ran = process(*arguments)
    assert ran.status == 2
    assert ran.err
    assert "Traceback" not in ran.err


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"gongkai \d+\.\d+\.\d+\n", process("--version").out)


def test_an_interruption_ends_the_run_and_its_workers(reports: Path) -> None:
    source = (reports / DISTRICT).read_bytes()
    for number in range(400):
        (reports / f"copy-{number}.txt").write_bytes(source)
    command = [sys.executable, "-m", "gongkai.cli.main", "read", str(reports), "--json", "--jobs", "2"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert run.stdout is not None
    run.stdout.readline()  # the work is under way
    os.killpg(run.pid, signal.SIGINT)
    started = time.monotonic()
    _out, err = run.communicate(timeout=30)  # returns when the last process has let go of the output
    assert run.returncode == 130
    assert time.monotonic() - started < 15
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()
