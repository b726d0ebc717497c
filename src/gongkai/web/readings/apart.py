"""The office's side of :mod:`gongkai.web.readings.child`."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from typing import Any, NamedTuple, TypedDict

from gongkai.convert import as_docx
from gongkai.finding import Refusal
from gongkai.reading import Source, pages_with_cells, read_sources
from gongkai.reading.sources.look import looks
from gongkai.reading.sources.report_json import reports_from_json

SEEN = b"page\n"
"""What the child says after every page that was recognised."""


class Limits(NamedTuple):
    """How long a file may take: ``seconds``, ``page`` more for every page that is recognised, ``most`` in all."""

    seconds: float
    page: float
    most: int


AT_ONCE = Limits(10.0, 0.0, 10)
"""While somebody waits; what takes longer is read again in the background."""
IN_TIME = Limits(120.0, 60.0, 3600)


class FoundLook(TypedDict):
    """A page drawn: its number from 1, its size, media type, and bytes as Base64."""

    page: int
    width: int
    height: int
    kind: str
    data: str


class FoundSource(TypedDict):
    """One file that was read: its name, the words looked at, the objects of ``docs/json.md``, the pages with cells."""

    name: str
    text: str
    reports: list[dict[str, Any]]
    looks: list[FoundLook]


class Found(TypedDict):
    """What a file holds: one source, or one for each file in a ZIP."""

    sources: list[FoundSource]


class TooSlowError(Exception):
    """Reading took longer than it may."""


def read_here(data: bytes, name: str, seen: Callable[[], None] | None = None, *, before: Sequence[str] = ()) -> Found:
    """Read in this process: for the child, and for files of our own; ``before`` are last year's reports as JSON."""
    last = [filing for one in before for filing, _doubts in reports_from_json(one.encode()) or ()]
    return {"sources": [_source(one) for one in read_sources(data, name, as_docx, seen, before=last)]}


def _source(one: Source) -> FoundSource:
    drawn: list[FoundLook] = [
        {**look._asdict(), "data": b64encode(look.data).decode()}  # type: ignore[typeddict-item]
        for look in looks(one.data, pages_with_cells(one.readings))
    ]
    reports = [reading.as_json() for reading in one.readings]
    return {"name": one.name, "text": one.text, "reports": reports, "looks": drawn}


def read_apart(
    data: bytes,
    name: str,
    limits: Limits = AT_ONCE,
    seen: Callable[[int], None] = lambda _count: None,
    *,
    before: Sequence[str] = (),
) -> Found:
    """The same in a process of its own, with little memory and time.

    ``seen`` is told how many pages have been recognised so far.  Raises :class:`TooSlowError`, and
    :class:`Refusal` ``unreadable`` if reading did not end well.
    """
    command = [sys.executable, "-m", "gongkai.web.readings.child", name, str(limits.most)]
    with TemporaryFile() as given, TemporaryFile() as made:
        given.write(json.dumps(before).encode() + b"\n" + data)
        given.seek(0)
        child = subprocess.Popen(command, stdin=given, stdout=made, stderr=subprocess.PIPE, start_new_session=True)
        try:
            watch(child, limits, seen)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            assert child.stderr is not None
            child.stderr.close()
        made.seek(0)
        try:
            out: Found = json.loads(made.read()) if child.returncode == 0 else {"sources": []}
        except ValueError:
            out = {"sources": []}
    if not out["sources"]:
        raise UNREADABLE
    return out


UNREADABLE = Refusal(
    "unreadable",
    (
        "读取这个文件时超出了时间或内存限制，或文件已损坏",
        "reading ran out of time or memory, or the file is damaged",
    ),
    ("请另存为普通的网页、文本或工作簿后再试", "save it anew as a plain file and try again"),
)


def watch(child: subprocess.Popen[bytes], limits: Limits, seen: Callable[[int], None]) -> None:
    """Until the child has ended; every page that it has recognised gives it more time."""
    assert child.stderr is not None
    begun, count, said = time.monotonic(), 0, b""
    while True:
        left = begun + min(limits.seconds + count * limits.page, limits.most) - time.monotonic()
        if left <= 0 or not select.select([child.stderr], [], [], left)[0]:
            raise TooSlowError
        more = os.read(child.stderr.fileno(), 65536)
        if not more:
            child.wait(max(left, 1.0))
            return
        *lines, said = (said + more).split(b"\n")
        pages = lines.count(SEEN.strip())
        if pages:
            count += pages
            seen(count)
