"""A cluster of two nodes on this machine, a run interrupted, a node killed: the store is as if nothing had happened."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.corpus.apart import Limits
from gongkai.corpus.local_run import local
from gongkai.corpus.run import run
from gongkai.corpus.store import batches
from tests.corpus import samples
from tests.corpus.clusters import Cluster, end, free_port, of_node, two_nodes
from tests.corpus.processes import command, descendants, is_running, start, wait_until
from tests.corpus.stores import content


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with two_nodes() as nodes:
        yield nodes


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
