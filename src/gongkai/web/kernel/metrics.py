"""How many requests were answered and how long it took, by page and status, in the text format of Prometheus.

Every process counts in a file of its own, mapped into memory, with one place for every page, status and
bound; whoever is asked adds the files up.  A file is kept when its process ends: a count never falls.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from shutil import rmtree
from threading import Lock

from django.conf import settings
from django.urls import URLPattern, get_resolver

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the histogram of durations, in seconds."""
STATUSES = ("200", "302", "400", "403", "404", "409", "500", "other")
WIDTH = len(BOUNDS) + 2
"""Places a page and status take: one a bound, the count, the sum."""
CELL = struct.Struct("d")


_LOCK = Lock()
_MAPPED: dict[int, mmap.mmap] = {}


def count(page: str, status: int, seconds: float) -> None:
    """One request answered."""
    written = str(status) if str(status) in STATUSES else "other"
    first = _places().get((page, written))
    if first is None:
        return
    with _LOCK, suppress(OSError):  # no request fails because it could not be counted
        memory = _own()
        for place, bound in enumerate(BOUNDS):
            if seconds <= bound:
                _add(memory, first + place, 1)
        _add(memory, first + len(BOUNDS), 1)
        _add(memory, first + len(BOUNDS) + 1, seconds)


def requests() -> Iterator[str]:
    """How many requests were answered and how long that took, line by line."""
    name = "gongkai_request_seconds"
    yield from (f"# HELP {name} Seconds that answering took, by page and status", f"# TYPE {name} histogram")
    sums = _added_up()
    for (page, status), first in _places().items():
        total = sums[first + len(BOUNDS)]
        if not total:
            continue
        labels = f'page="{page}",status="{status}"'
        for place, bound in enumerate(BOUNDS):
            yield f'{name}_bucket{{{labels},le="{bound:g}"}} {sums[first + place]:g}'
        yield f'{name}_bucket{{{labels},le="+Inf"}} {total:g}'
        yield f"{name}_count{{{labels}}} {total:g}"
        yield f"{name}_sum{{{labels}}} {sums[first + len(BOUNDS) + 1]:.6f}"


def clear() -> None:
    """Begin anew: the counts of the time before this start are no longer asked for."""
    rmtree(_folder(), ignore_errors=True)


@cache
def _places() -> Mapping[tuple[str, str], int]:
    """Where the counts of each page and status begin: the same in every process of one version."""
    pages = sorted({"", *_names(get_resolver().url_patterns)})
    pairs = [(page, status) for page in pages for status in STATUSES]
    return {pair: place * WIDTH for place, pair in enumerate(pairs)}


def _names(patterns: Iterable[object], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield space + str(one.name or "")
        else:
            inner = getattr(one, "namespace", None)
            yield from _names(getattr(one, "url_patterns", ()), f"{space}{inner}:" if inner else space)


def _size() -> int:
    return len(_places()) * WIDTH * CELL.size


def _own() -> mmap.mmap:
    """This process's file; a process that was forked makes one of its own."""
    if os.getpid() not in _MAPPED:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / f"{os.getpid()}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, _size())
            _MAPPED[os.getpid()] = mmap.mmap(handle, _size())
        finally:
            os.close(handle)
    return _MAPPED[os.getpid()]


def _folder() -> Path:
    return Path(settings.DATA) / "metrics"


def _add(memory: mmap.mmap, place: int, more: float) -> None:
    at = place * CELL.size
    CELL.pack_into(memory, at, CELL.unpack_from(memory, at)[0] + more)


def _added_up() -> list[float]:
    sums = [0.0] * (_size() // CELL.size)
    for file in _folder().glob("*"):
        kept = file.read_bytes()
        if len(kept) == _size():  # of this version: another may have had other pages
            sums = [some + more[0] for some, more in zip(sums, CELL.iter_unpack(kept), strict=True)]
    return sums
