"""The command line as a whole: help, languages, exit statuses, interruption."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import DISTRICT, Ran, process

CHINESE = re.compile("[一-鿿]")


COMMANDS = [
    "",
    "read",
    "check",
    "render",
    "compare",
    "consolidate",
    "explain",
    "due",
    "classify",
    "fee",
    "ledger",
    "office",
    "office user",
    "serve",
    "demo",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_speaks_both_languages_and_gives_examples(command: str) -> None:
    arguments = [*command.split(), "--help"]
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
    assert "lost in the raw document; the identities allow only 238" in ran.out


@pytest.mark.parametrize(
    "arguments", [["nix"], ["--lang", "xx", "explain"], ["read"], ["read", "--nix"], ["read", "nix"]]
)
def test_wrong_usage_ends_in_two(arguments: list[str]) -> None:
    ran = process(*arguments)
    assert ran.status == 2
    assert ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["reed"], "没有命令 reed，是否指 read"),
        (["read", "--nix"], "没有选项 --nix"),
        (["read", "--jso", "x"], "没有选项 --jso，是否指"),
        (["read"], "缺少参数 FILE…"),
        (["render", "x"], "缺少选项 --to"),
        (["read", "x", "-j", "a"], "--jobs / -j 的值有误：应为整数"),
        (["read", "x", "-j", "0"], "--jobs / -j 的值有误：不能小于 1"),
        (["read", "x", "-j"], "选项 -j 后面缺少值"),
        (["read", "x", "--json=1"], "选项 --json 不带值"),
        (["explain", "a", "b"], "多余的参数：b"),
        (["check", "x", "-f", "xml"], "xml 不在可选值 text, json, sarif 之中"),
    ],
)
def test_wrong_usage_is_told_in_chinese(gongkai: Callable[..., Ran], arguments: list[str], said: str) -> None:
    ran = gongkai(*arguments)
    assert ran.status == 2
    assert said in ran.err
    assert not re.search(r"[A-Za-z]{3,} [a-z]{2,} ", ran.err.replace("gongkai ", ""))


@pytest.mark.parametrize("arguments", [["explain"], ["explain", "--json"]])
def test_a_full_disk_is_told_without_a_traceback(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "gongkai.cli.main", *arguments]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert ran.returncode == 2
    assert "磁盘已满" in ran.stderr.decode()
    assert "Traceback" not in ran.stderr.decode()
    assert "Exception ignored" not in ran.stderr.decode()


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
    _out, err = run.communicate(timeout=120)  # returns when the last process has let go of the output
    assert run.returncode == 130
    assert time.monotonic() - started < 60
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()
