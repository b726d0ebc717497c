"""The engine of one machine: a few reading processes, a thread waiting for each."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from gongkai.corpus.apart import Done, Limits, Reader
from gongkai.corpus.engine import AHEAD, Engine
from gongkai.corpus.job import Task

JOBS = os.cpu_count() or 1


def local(jobs: int = JOBS, limits: Limits = Limits()) -> Engine:  # noqa: B008 - a value that never changes
    """An engine of so many processes of this machine."""
    return lambda chunks: _run(chunks, jobs, limits)


def _run(chunks: Iterator[Sequence[Task]], jobs: int, limits: Limits) -> Generator[Done, None, None]:
    readers = [Reader(limits) for _ in range(jobs)]
    free: SimpleQueue[Reader] = SimpleQueue()
    for reader in readers:
        free.put(reader)

    def work(chunk: Sequence[Task]) -> Done:
        reader = free.get()
        try:
            return reader.read(chunk)
        finally:
            free.put(reader)

    pool = ThreadPoolExecutor(jobs)
    running: set[Future[Done]] = set()
    try:
        for chunk in chunks:
            running.add(pool.submit(work, chunk))
            while len(running) >= jobs * AHEAD:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    finally:
        for reader in readers:
            reader.close()
        pool.shutdown(cancel_futures=True)
        for reader in readers:  # one that was just being started when it was closed
            reader.close()
