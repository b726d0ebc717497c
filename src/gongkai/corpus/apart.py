"""Reading in a process of its own with little memory and time: what comes from outside may be made to harm.

A :class:`Reader` keeps one such process and hands it chunks of files.  A file that takes too
much, or that ends the process, costs itself: the process is replaced and the rest of the chunk
is read by the next.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple

from gongkai.corpus.job import Cause, Failure, Task, add_failure
from gongkai.corpus.store import pack
from gongkai.corpus.tables import no_rows

FRAME = struct.Struct("<BQ")
BEGUN, PACKING, DONE = range(3)
OUT_OF_MEMORY = 77
_START = 120.0
"""Seconds in which a process must have started: it imports libraries, perhaps from a cold disk."""
_TRIES = 2


class Limits(NamedTuple):
    """What reading one file may take: bytes of address space, and seconds.

    ``seconds`` bounds the processor; the wall clock may go on for ``patience`` times as long,
    because the machine may be busy.
    """

    memory: int = 2 * 2**30
    seconds: int = 60
    patience: int = 3


class Done(NamedTuple):
    """A chunk that was read: its rows, packed; how many files, and the seconds they took."""

    packed: tuple[bytes, ...]
    files: int
    seconds: float


class _DeadError(Exception):
    """The process ended, or was ended, at the file of that number (``None``: before the first)."""

    def __init__(self, at: int | None, failure: Failure) -> None:
        super().__init__(failure.code)
        self.at = at
        self.failure = failure


class CannotStartError(Exception):
    """The reading process does not even start: the installation or the limits are at fault, not a file."""


class Reader:
    """One reading process, started when needed and replaced when dead.  Not for several threads at once."""

    def __init__(self, limits: Limits, child: str = "gongkai.corpus.child") -> None:
        self._limits = limits
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, tasks: Sequence[Task]) -> Done:
        """Read every file of a chunk; a file that breaks its limits is a failure among the rows.

        Raises :class:`CannotStartError`.
        """
        start = time.perf_counter()
        packed: list[bytes] = []
        unstarted = 0
        waiting = [list(tasks)]
        while waiting:
            part = waiting.pop(0)
            if not part:
                continue
            try:
                packed.append(self._read(part))
            except _DeadError as dead:
                if dead.at is None:  # between two chunks, which is nobody's fault, or never alive
                    unstarted += 1
                    if unstarted > _TRIES or self._closed:
                        raise CannotStartError(dead.failure.detail or dead.failure.message[1]) from None
                    waiting.insert(0, part)
                    continue
                packed.append(_failed(part[dead.at], dead.failure, time.perf_counter() - start))
                waiting[:0] = [part[: dead.at], part[dead.at + 1 :]]
        return Done(tuple(packed), len(tasks), time.perf_counter() - start)

    def close(self) -> None:
        """End the process; :meth:`read` in another thread then ends with :class:`CannotStartError`."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def _read(self, tasks: list[Task]) -> bytes:
        process = self._alive()
        assert process.stdin is not None
        at: int | None = None
        data = pickle.dumps(tasks, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            process.stdin.write(FRAME.pack(DONE, len(data)))
            process.stdin.write(data)
            process.stdin.flush()
        except OSError:
            raise _DeadError(None, self._death()) from None
        wait = _START
        while True:
            frame = self._frame(process, wait)
            if frame is None:
                raise _DeadError(at, self._death())
            kind, content = frame
            if kind == DONE:
                return content
            if kind == BEGUN:
                (at,) = struct.unpack("<I", content)
            wait = float(self._limits.seconds * self._limits.patience)

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            if self._closed:
                raise CannotStartError("closed")
            # A process group of its own: Ctrl-C is for the parent, which ends its children.
            command = [
                sys.executable,
                "-m",
                self._child,
                str(self._limits.memory),
                str(self._limits.seconds),
            ]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0
            )
        return self._process

    def _frame(self, process: subprocess.Popen[bytes], wait: float) -> tuple[int, bytes] | None:
        """The next frame; ``None`` when the process is dead or silent for too long."""
        assert process.stdout is not None
        deadline = time.monotonic() + wait
        head = _exactly(process.stdout.fileno(), FRAME.size, deadline)
        if head is None:
            return None
        kind, size = FRAME.unpack(head)
        content = _exactly(process.stdout.fileno(), size, deadline)
        return None if content is None else (kind, content)

    def _death(self) -> Failure:
        """Why the process is no more, or is to be no more."""
        process = self._process
        assert process is not None
        try:
            status = process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._end()
            return _too_slow(self._limits)
        self._end()
        return _why(status, self._limits)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was still to be written has nobody to read it
                    assert pipe is not None
                    pipe.close()


def _exactly(source: int, size: int, deadline: float) -> bytes | None:
    """So many bytes by the deadline of the monotonic clock, or ``None``."""
    parts = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_READ)
        while len(parts) < size:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return None
            piece = os.read(source, min(size - len(parts), 1 << 20))
            if not piece:
                return None
            parts += piece
    return bytes(parts)


def lost(tasks: Sequence[Task], failure: Failure) -> Done:
    """A chunk of which nothing came back: every file of it a failure."""
    return Done(tuple(_failed(task, failure, 0.0) for task in tasks), len(tasks), 0.0)


def _failed(task: Task, failure: Failure, seconds: float) -> bytes:
    rows = no_rows()
    add_failure(rows, task, failure, seconds)
    return pack(rows)


def _too_slow(limits: Limits) -> Failure:
    return Failure(
        Cause.INPUT,
        "too-slow",
        (
            f"读取超过 {limits.seconds} 秒处理器时间（或 {limits.seconds * limits.patience} 秒）",
            f"reading took more than {limits.seconds} s of processor or {limits.seconds * limits.patience} s in all",
        ),
    )


def _why(status: int, limits: Limits) -> Failure:
    """What the end of the process says of the file it was at."""
    if status == -signal.SIGXCPU:
        return _too_slow(limits)
    if status == OUT_OF_MEMORY:
        memory = f"{limits.memory >> 20} MiB"
        return Failure(
            Cause.INPUT,
            "too-much-memory",
            (f"读取需要的内存超过 {memory}", f"reading needs more than {memory} of memory"),
        )
    if status == -signal.SIGKILL:  # not by us: the system was short of memory, or a person did it
        return Failure(
            Cause.AGAIN,
            "killed",
            ("读取进程被系统终止，下次再试", "the reading process was killed by the system: tried again next time"),
        )
    if status >= 0:
        return Failure(
            Cause.DEFECT,
            "died",
            ("读取进程意外终止，请报告给维护者", "the reading process ended by itself: please tell its maintainers"),
            f"status {status}",
        )
    return Failure(  # a library at the end of its memory aborts, and only what is broken or made to harm leads there
        Cause.INPUT,
        "died",
        (
            f"读取中途进程终止：文件需要的内存可能超过 {limits.memory >> 20} MiB，或已损坏、有意破坏",
            f"it ended the process that read it: it needs more than {limits.memory >> 20} MiB of memory, is damaged,"
            " or made to harm",
        ),
        signal.Signals(-status).name,
    )
