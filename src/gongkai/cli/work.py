"""The same work on many files: results in the order of the files, and no file stops the others.

Results are handed on as they come and never collected: ten thousand files take no more memory
than a hundred.  What a worker returns must be small and picklable.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple, TypeVar

from gongkai.cli.inputs import UsageError
from gongkai.cli.language import language, use_language

T = TypeVar("T")
R = TypeVar("R")

FEW = 8  # files; fewer are done in this process, which is faster than starting workers
CHUNK = 8  # files a worker takes at a time
AHEAD = 3  # chunks a worker may be ahead of the printing
DEFAULT_JOBS = os.cpu_count() or 1


class Crash(NamedTuple):
    """A defect of this program, met with one file: what was raised, and where."""

    error: str
    trace: str


def each(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[tuple[T, R | Crash]]:
    """``(item, function(item))`` for every item, in order; a :class:`Crash` where the function raised.

    :class:`UsageError`, which no other item would escape, is raised here and ends the work.
    A worker that is killed (out of memory, a fault in a library) costs the file it was at, and
    that file only.
    """
    with _interrupt_remembered() as pressed:
        for done in _each(function, items, jobs):
            if pressed:
                raise KeyboardInterrupt
            yield done


def _each(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[tuple[T, R | Crash]]:
    if jobs <= 1 or len(items) < FEW:
        for item in items:
            yield item, _guarded(function, item)
        return
    chunks = (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
    while lost := (yield from _in_pool(function, chunks, jobs)):
        yield from _one_by_one(function, lost)


@contextmanager
def _interrupt_remembered() -> Iterator[list[int]]:
    """Holds a Ctrl-C also where Python drops its exception, as in a finalizer or a callback of a pool."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield pressed
        return

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _in_pool(
    function: Callable[[T], R], chunks: Iterator[Sequence[T]], jobs: int
) -> Generator[tuple[T, R | Crash], None, list[T]]:
    """Run chunks until none is left, or until the pool breaks: then returns the items under way."""
    running: deque[tuple[Sequence[T], Future[list[bytes]]]] = deque()
    pool = _pool(jobs)
    try:
        for chunk in chunks:
            running.append((chunk, _submit(pool, function, chunk)))
            if len(running) > jobs * AHEAD:
                yield from _oldest(running)
        while running:
            yield from _oldest(running)
    except BrokenProcessPool:
        return [item for chunk, _ in running for item in chunk]
    finally:
        pool.shutdown(cancel_futures=True)
    return []


def _oldest(running: deque[tuple[Sequence[T], Future[list[bytes]]]]) -> Iterator[tuple[T, R | Crash]]:
    chunk, future = running[0]
    results = future.result()
    running.popleft()
    yield from zip(chunk, (pickle.loads(result) for result in results), strict=True)


def _submit(pool: ProcessPoolExecutor, function: Callable[[T], R], chunk: Sequence[T]) -> Future[list[bytes]]:
    try:
        return pool.submit(_guarded_all, function, chunk)
    except BrokenProcessPool as broken:
        failed: Future[list[bytes]] = Future()
        failed.set_exception(broken)
        return failed


def _one_by_one(function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[T, R | Crash]]:
    """After a pool has broken: one item at a time, so that it is known which one ends its process."""
    pool = _pool(1)
    try:
        for item in items:
            try:
                result: R | Crash = pickle.loads(pool.submit(_guarded_all, function, [item]).result()[0])
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(1)
                result = Crash("worker process ended", "")
            yield item, result
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Not forked: the progress bar runs in a thread of this process.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker, initargs=(language(),))


def _start_worker(chosen: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    use_language(chosen)


def _guarded_all(function: Callable[[T], R], chunk: Sequence[T]) -> list[bytes]:
    """Each result on its own in bytes, so that one that cannot travel is that item's crash."""
    return [pickle.dumps(_guarded(lambda item: _that_travels(function(item)), item)) for item in chunk]


def _that_travels(result: R) -> R:
    pickle.dumps(result)
    return result


def _guarded(function: Callable[[T], R], item: T) -> R | Crash:
    try:
        return function(item)
    except UsageError:
        raise
    except Exception as error:
        return Crash(f"{type(error).__name__}: {error}", traceback.format_exc(limit=-5))
