"""A cluster of two nodes on this machine, a run interrupted, a node killed: the store is as if nothing had happened."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gongkai.corpus.apart import Limits
from gongkai.corpus.local_run import local
from gongkai.corpus.run import run
from gongkai.corpus.store import batches
from tests.corpus import samples
from tests.corpus.processes import command, descendants, is_running, start, wait_until
from tests.corpus.stores import content

RAY = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1"]


class Cluster(NamedTuple):
    """Two nodes, each a process with those below it, and how to reach and be let in by them."""

    address: str
    environment: dict[str, str]
    head: int
    second: int


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def of_node(process: int) -> list[int]:
    return [process, *descendants(process)]


def end(processes: list[int]) -> None:
    for process in processes:
        if is_running(process):
            os.kill(process, signal.SIGKILL)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
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


def readers(node: int) -> list[int]:
    """The reading processes on a node."""
    return [process for process in descendants(node) if "gongkai.corpus.child" in command(process)]


def begun(cluster: Cluster, folder: Path, store: Path) -> subprocess.Popen[bytes]:
    """A run on the cluster that has kept a batch more than there was, while the second node reads."""
    had = len(batches(store)) if store.exists() else 0
    process = start(folder, "-s", store, "--on", "ray", "--address", cluster.address, **cluster.environment)
    wait_until(lambda: process.poll() is not None or bool(readers(cluster.second)))
    wait_until(lambda: process.poll() is not None or (store.exists() and len(batches(store)) > had))
    assert process.poll() is None, "done before anything could happen to it"
    return process


def test_a_run_interrupted_and_then_a_node_killed_on_the_way_cost_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """One test, because a cluster takes long to start."""
    folder, store = tmp_path / "reports", tmp_path / "store"
    folder.mkdir()
    for sample in samples(8, 160):
        (folder / sample.name).write_bytes(sample.data)
    process = begun(cluster, folder, store)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    kept = batches(store)
    wait_until(lambda: not readers(cluster.head) and not readers(cluster.second))  # nobody reads on for nobody
    process = begun(cluster, folder, store)
    lost = of_node(cluster.second)
    end(lost)
    wait_until(lambda: not any(map(is_running, lost)))
    assert process.wait(timeout=240) == 0
    assert batches(store)[: len(kept)] == kept
    run([str(folder)], tmp_path / "whole", local(2, Limits()))
    assert content(store) == content(tmp_path / "whole")


def test_a_cluster_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no report", "utf-8")
    where = f"127.0.0.1:{free_port()}"
    process = start(tmp_path / "a.txt", "-s", tmp_path / "s", "--on", "ray", "--address", where, said=subprocess.PIPE)
    said = process.communicate(timeout=120)[1].decode()
    assert process.returncode == 2
    assert "no-cluster" in said
    assert "Traceback" not in said
