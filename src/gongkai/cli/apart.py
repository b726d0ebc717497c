"""Work in a process of its own within limits: what comes from outside may be made to harm.

On Linux the process is forked, which costs next to nothing, and its address space and processor
time are limited; elsewhere it is started anew and only its end is noticed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from gongkai.finding import Refusal

LIMITED = sys.platform == "linux"
MEMORY = 2 * 2**30
"""Bytes of address space in which one file is read, as by default for a store."""
SECONDS = 600
"""Seconds of processor for one file: a scan of a hundred pages needs half of it."""
PATIENCE = 3
"""So many times as long the clock may go on, because the machine may be busy."""
OUT_OF_MEMORY = 77


class BrokenError(Exception):
    """The item ended its process, or went beyond the limits."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Apart:
    """One process that does work on an item at a time, started when needed and replaced when dead."""

    def __init__(self, work: Callable[[Any], bytes], start: Callable[[], None]) -> None:
        self._work = work
        self._start = start
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def do(self, item: Any) -> bytes:
        """What the work makes of the item; raises :class:`BrokenError`, and what the work raises."""
        line = self._alive()
        try:
            line.send(item)
            if not line.poll(SECONDS * PATIENCE):
                raise BrokenError(_too_slow())
            done: bytes | Exception = line.recv()
        except (EOFError, OSError):
            raise BrokenError(self._why()) from None
        except BrokenError:
            self._end()
            raise
        if isinstance(done, Exception):
            raise done
        return done

    def _alive(self) -> Connection:
        if self._line is None:
            context: Any = multiprocessing.get_context("fork" if LIMITED else "spawn")
            line, other = context.Pipe()
            process = context.Process(target=_serve, args=(other, line, self._work, self._start), daemon=True)
            process.start()
            other.close()
            self._line, self._process = line, process
        return self._line

    def _why(self) -> Refusal:
        assert self._process is not None
        self._process.join(1.0)
        status = self._process.exitcode
        self._end()
        return why(status)

    def _end(self) -> None:
        if self._process is not None and self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.join()
        self._process = self._line = None


def _serve(line: Connection, other: Connection, work: Callable[[Any], bytes], start: Callable[[], None]) -> None:
    other.close()  # else this process would hold its own line open and outlive its parent
    start()
    limit_memory()
    with suppress(EOFError, OSError):  # the parent is done, or gone
        while True:
            item = line.recv()
            allow()
            try:
                done: bytes | Exception = work(item)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
            except Exception as error:
                done = error
            line.send(done)
    os._exit(0)  # what the parent had not yet printed is not printed twice


def end_with_parent() -> None:
    """From now on this process ends with the one that started it, whatever it is at or waits for."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        assert parent is not None
        parent.join()
        os._exit(1)

    if parent is not None:
        threading.Thread(target=follow, daemon=True).start()


def collect_rarely() -> None:
    """From now on this process spends little on what nobody holds any more."""
    if LIMITED:
        from gongkai.convert import limits

        limits.collect_rarely()


def limit_memory() -> None:
    """From now on this process has so much memory beside what it was begun with, and no more."""
    if LIMITED:
        from gongkai.convert import limits

        held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
        limits.limit_memory(held + MEMORY)


def allow() -> None:
    """So many seconds of processor from now on; after them the system ends this process."""
    if LIMITED:
        from gongkai.convert import limits

        limits.allow(SECONDS)


def why(status: int | None) -> Refusal:
    """What the end of its process says of a file."""
    if LIMITED and status == -signal.SIGXCPU:
        return _too_slow()
    memory = f"{MEMORY >> 30} GiB"
    if status == OUT_OF_MEMORY:
        return Refusal(
            "too-much-memory",
            (f"读取需要的内存超过 {memory}", f"reading needs more than {memory} of memory"),
            _ADVICE,
        )
    return Refusal(
        "ends-reader",
        (
            f"读取中途进程终止：文件需要的内存可能超过 {memory}，或已损坏、有意破坏",
            f"it ended the process that read it: it needs more than {memory} of memory, is damaged, or made to harm",
        ),
        _ADVICE,
    )


def _too_slow() -> Refusal:
    reason = (f"读取超过 {SECONDS} 秒", f"reading took more than {SECONDS} s")
    return Refusal("too-slow", reason, _ADVICE)


_ADVICE = (
    "年度报告不会如此：文件可能已损坏或有意破坏；来源可靠的，请另存为网页、文本或工作簿后再试",
    "no annual report does so: it may be damaged or made to harm; if you trust it, save it anew as a web page, text"
    " or workbook",
)
