"""The other end of :mod:`gongkai.corpus.apart`: a process that reads files and may be killed at any moment.

Standard input brings tasks, standard output takes frames; whatever a library prints goes
nowhere.  It ends when its input does, so it never outlives who started it for longer
than one file may take.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
import time
from typing import Any, BinaryIO

from gongkai.convert.limits import allow, collect_rarely, limit_memory
from gongkai.corpus.apart import BEGUN, DONE, FRAME, OUT_OF_MEMORY, PACKING
from gongkai.corpus.job import read_tasks
from gongkai.corpus.store import pack


def main(memory: int, seconds: int) -> None:
    """Read what comes until nothing comes, within so many bytes of address space and seconds of processor a file."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_memory(memory)
    collect_rarely()

    def begin(number: int) -> None:
        allow(seconds)
        _send(out, BEGUN, struct.pack("<I", number))

    while (tasks := _next(sys.stdin.buffer)) is not None:
        try:
            rows = read_tasks(tasks, begin, time.perf_counter)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        allow(seconds)
        _send(out, PACKING, b"")
        _send(out, DONE, pack(rows))


def _next(stream: BinaryIO) -> list[Any] | None:
    head = stream.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    _kind, size = FRAME.unpack(head)
    data = stream.read(size)
    return pickle.loads(data) if len(data) == size else None


def _send(stream: BinaryIO, kind: int, data: bytes) -> None:
    stream.write(FRAME.pack(kind, len(data)) + data)
    stream.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
