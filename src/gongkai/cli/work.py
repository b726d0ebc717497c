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
from functools import partial
from types import FrameType
from typing import NamedTuple, TypeVar

from gongkai.cli.apart import (
    LIMITED,
    OUT_OF_MEMORY,
    Apart,
    BrokenError,
    allow,
    collect_rarely,
    end_with_parent,
    limit_memory,
)
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import language, use_language
from gongkai.finding import Refusal

T = TypeVar("T")
R = TypeVar("R")

FEW = 8  # files; fewer are done by one process forked from this one, which is faster than starting workers
CHUNK = 8  # files a worker takes at a time
AHEAD = 3  # chunks a worker may be ahead of the printing
DEFAULT_JOBS = os.cpu_count() or 1


class Crash(NamedTuple):
    """A defect of this program, met with one file: what was raised, and where."""

    error: str
    trace: str


def each(
    function: Callable[[T], R], items: Sequence[T], jobs: int, broken: Callable[[T, Refusal], R] | None = None
) -> Iterator[tuple[T, R | Crash]]:
    """``(item, function(item))`` for every item, in order; a :class:`Crash` where the function raised.

    :class:`UsageError`, which no other item would escape, is raised here and ends the work.
    The work is done in other processes within limits (:mod:`gongkai.cli.apart`).  An item that breaks
    its process costs itself only: it becomes ``broken(item, why)``, by default a :class:`Crash`.
    """
    with _interrupt_remembered() as pressed:
        for done in _each(function, items, jobs, broken or _crashed):
            if pressed:
                raise KeyboardInterrupt
            yield done


def _crashed(_item: object, why: Refusal) -> Crash:
    return Crash(f"worker process ended: {why.reason[1]}", "")


def _each(
    function: Callable[[T], R], items: Sequence[T], jobs: int, broken: Callable[[T, Refusal], R | Crash]
) -> Iterator[tuple[T, R | Crash]]:
    if jobs <= 1 or len(items) < FEW:
        yield from _one_by_one(function, items, broken) if LIMITED else _here(function, items)
        return
    chunks = (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
    while lost := (yield from _in_pool(function, chunks, jobs)):
        yield from _one_by_one(function, lost, broken)


def _here(function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[T, R | Crash]]:
    for item in items:
        try:
            yield item, _guarded(function, item)
        except MemoryError:
            yield item, Crash("MemoryError", "")


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


def _one_by_one(
    function: Callable[[T], R], items: Sequence[T], broken: Callable[[T, Refusal], R | Crash]
) -> Iterator[tuple[T, R | Crash]]:
    """One item at a time, so that it is known which one ends its process."""
    with Apart(partial(_guarded_one, function), partial(_start_worker, language())) as process:
        for item in items:
            try:
                result: R | Crash = pickle.loads(process.do(item))
            except BrokenError as end:
                result = broken(item, end.refusal)
            yield item, result


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Not forked: the progress bar runs in a thread of this process.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_limited, initargs=(language(),))


def _start_worker(chosen: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    end_with_parent()
    collect_rarely()
    use_language(chosen)


def _start_limited(chosen: str) -> None:
    _start_worker(chosen)
    limit_memory()


def _guarded_all(function: Callable[[T], R], chunk: Sequence[T]) -> list[bytes]:
    done = []
    for item in chunk:
        allow()
        try:
            done.append(_guarded_one(function, item))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
    return done


def _guarded_one(function: Callable[[T], R], item: T) -> bytes:
    """The result in bytes; one that cannot travel is that item's crash."""
    return pickle.dumps(_guarded(lambda one: _that_travels(function(one)), item))


def _that_travels(result: R) -> R:
    pickle.dumps(result)
    return result


def _guarded(function: Callable[[T], R], item: T) -> R | Crash:
    try:
        return function(item)
    except (UsageError, MemoryError):  # after the latter a process is no longer to be trusted
        raise
    except Exception as error:
        return Crash(f"{type(error).__name__}: {error}", traceback.format_exc(limit=-5))
