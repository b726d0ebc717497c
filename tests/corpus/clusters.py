"""Two Ray nodes on this machine, each with a core, on addresses of their own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.corpus.processes import descendants, is_running, wait_until

RAY = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1"]


class Cluster(NamedTuple):
    """Two nodes, each a process with those below it, and how to reach and be let in by them."""

    address: str
    environment: dict[str, str]
    head: int
    second: int


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def of_node(process: int) -> list[int]:
    """All processes of a node."""
    return [process, *descendants(process)]


def end(processes: list[int]) -> None:
    """Kill them at once, without a word."""
    for process in processes:
        if is_running(process):
            os.kill(process, signal.SIGKILL)


@contextmanager
def two_nodes() -> Iterator[Cluster]:
    """A cluster of two nodes; nothing of it is left at the end."""
    # Not under pytest's folder: the path of a socket may have no more than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="ray"))
    (folder / "token").write_text("0123456789abcdef" * 4)
    environment = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(folder / "token"),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_TMPDIR": str(folder),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    port = free_port()
    nodes: list[subprocess.Popen[bytes]] = []
    mine: set[int] = set()

    def node(address: str, *options: str) -> int:
        with (folder / f"{address}.log").open("wb") as log:
            nodes.append(
                subprocess.Popen(
                    [*RAY, f"--node-ip-address={address}", "--object-store-memory=80000000", *options],
                    env={**os.environ, **environment},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        started = folder / f"{address}.log"
        wait_until(lambda: b"Ray runtime started" in started.read_bytes() or nodes[-1].poll() is not None)
        assert nodes[-1].poll() is None, started.read_text("utf-8", "replace")
        mine.update(of_node(nodes[-1].pid))
        return nodes[-1].pid

    try:
        head = node("127.0.0.1", "--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={folder}")
        second = node("127.0.0.2", f"--address=127.0.0.1:{port}")
        yield Cluster(f"127.0.0.1:{port}", environment, head, second)
    finally:
        for one in nodes:
            mine.update(of_node(one.pid))
        end(sorted(mine))
        for one in nodes:
            one.wait()
        wait_until(lambda: not any(map(is_running, mine)))
        shutil.rmtree(folder, ignore_errors=True)
