"""Processes of the tests: who descends from whom, who still runs, waiting for what is to happen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path


def children(process: int) -> set[int]:
    """The processes that a process has started and not yet waited for."""
    try:
        return {
            int(one)
            for thread in Path(f"/proc/{process}/task").iterdir()
            for one in (thread / "children").read_text().split()
        }
    except OSError:
        return set()


def descendants(process: int) -> Iterator[int]:
    """The same with theirs."""
    for child in children(process):
        yield child
        yield from descendants(child)


def command(process: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def is_running(process: int) -> bool:
    """Whether the process is neither gone nor only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(happens: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


BATCHES_OF_TEN = """
import signal
import sys
from gongkai.corpus import manifest, run
run.BATCH_FILES = 10
manifest.Pace.MOST_FILES = 4
signal.signal(signal.SIGINT, signal.default_int_handler)
from gongkai.cli.main import run as main
main(sys.argv[1:])
"""


def start(*arguments: str | Path, said: int | None = None, **environment: str) -> subprocess.Popen[bytes]:
    """``gongkai corpus run`` in a process of its own, in small chunks and batches.

    It can be interrupted also where these tests run in the background of a shell, which has SIGINT ignored.
    ``said`` takes what it says to people.
    """
    return subprocess.Popen(
        [sys.executable, "-c", BATCHES_OF_TEN, "corpus", "run", *map(str, arguments)],
        env={**os.environ, **environment},
        stderr=said,
    )
