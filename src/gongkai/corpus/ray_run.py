"""The engine of a cluster: the same chunks, read by Ray tasks.  The only file that knows Ray.

A task that loses its machine is given to another by Ray; a chunk that loses its machine time
and again is recorded as worth another try.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from typing import Any

from gongkai.corpus.apart import Done, Limits, Reader, lost
from gongkai.corpus.engine import AHEAD, Engine
from gongkai.corpus.job import Cause, Failure, Task, reader_version
from gongkai.finding import Refusal

# Read by Ray when it is imported: nothing is told to its makers, and under `uv run` the project is not copied about.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")

import ray
from ray.exceptions import RayError, RayTaskError

_RETRIES = 3
_LOST = Failure(
    Cause.AGAIN,
    "node-lost",
    ("集群节点中途失去，下次再试", "the cluster lost the machines that read it: tried again next time"),
)


def on_ray(address: str | None = None, jobs: int | None = None, limits: Limits = Limits()) -> Engine:  # noqa: B008
    """An engine on the cluster at the address, or on one of this machine with so many workers.

    Every machine needs the same version of this program.  Raises :class:`Refusal` where the
    cluster cannot be reached or reads with another version.
    """
    return lambda chunks: _run(chunks, address, jobs, limits)


def _run(
    chunks: Iterator[Sequence[Task]], address: str | None, jobs: int | None, limits: Limits
) -> Generator[Done, None, None]:
    _connect(address, jobs)
    read = ray.remote(num_cpus=1, max_retries=_RETRIES)(read_chunk)
    running: dict[Any, Sequence[Task]] = {}
    try:
        for chunk in chunks:
            running[read.remote(list(chunk), limits, reader_version())] = chunk
            while len(running) >= _workers() * AHEAD:
                yield _next(running)
        while running:
            yield _next(running)
    finally:
        for reference in running:
            ray.cancel(reference, force=True)
        ray.shutdown()


def _connect(address: str | None, jobs: int | None) -> None:
    try:
        if address:
            _knock(address)
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        else:
            ray.init(
                address="local",
                num_cpus=jobs,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
    except Exception as error:  # Ray has no one kind of error for it
        raise Refusal(
            "no-cluster",
            (f"无法连接 Ray 集群：{error}", f"the Ray cluster cannot be reached: {error}"),
            (
                "检查 --address；集群各节点与本机须使用同一令牌（RAY_AUTH_MODE、RAY_AUTH_TOKEN_PATH）",
                "check --address; every node and this machine need the same token: RAY_AUTH_MODE, RAY_AUTH_TOKEN_PATH",
            ),
        ) from error


def _knock(address: str) -> None:
    """Whether anybody is there at all: Ray itself would try for minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and "/" not in host:
        socket.create_connection((host, int(port)), timeout=10).close()


def _workers() -> int:
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    return max(1, int(resources.get("CPU", 1)))


def _next(running: dict[Any, Sequence[Task]]) -> Done:
    """Whichever chunk is done first; one that cannot be done is recorded as worth another try."""
    (reference,), _rest = ray.wait(list(running), num_returns=1)
    chunk = running.pop(reference)
    try:
        done: Done = ray.get(reference)
    except RayTaskError as error:
        cause = error.cause
        raise cause if isinstance(cause, Exception) else error from None
    except RayError:
        return lost(chunk, _LOST)
    return done


@cache
def _reader(limits: Limits) -> Reader:
    """The one reading process of a Ray worker."""
    return Reader(limits)


def read_chunk(chunk: Sequence[Task], limits: Limits, version: str) -> Done:
    """What a Ray worker does.  Raises :class:`Refusal` where it reads with another version."""
    if reader_version() != version:
        raise Refusal(
            "other-version",
            (
                f"集群节点的读取程序为 {reader_version()}，本机为 {version}",
                f"a node of the cluster reads with {reader_version()}, this machine with {version}",
            ),
            ("在所有节点安装同一版本", "install the same version on every node"),
        )
    return _reader(limits).read(chunk)
