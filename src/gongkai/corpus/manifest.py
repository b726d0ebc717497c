"""Which files there are, which of them are known, and so what is left to read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gongkai.corpus.job import MOST_BYTES, TOO_LARGE, Cause, Failure, Task, add_failure
from gongkai.corpus.store import part_rows, parts
from gongkai.corpus.tables import Rows

_BLOCK = 1 << 20


class Found(NamedTuple):
    """A file that was found: where, how long, when changed."""

    path: str
    size: int
    modified: int


class Manifest:
    """What a store knows of contents and places; of each no more than a few bytes are kept in memory.

    A content counts as known if this version of the reader has read it and trying again is of no
    use; a place is unchanged if a known content stood there last, of the same length and time.
    """

    def __init__(self, store: Path, reader: str) -> None:
        self._contents: set[bytes] = set()
        self._places: dict[int, int] = {}
        for part in parts(store, "files"):
            for row in part_rows(part, ("checksum", "reader", "cause")):
                content = _short(row["checksum"])
                if row["reader"] == reader and row["cause"] != Cause.AGAIN:
                    self._contents.add(content)
                else:
                    self._contents.discard(content)
        for part in parts(store, "places"):
            for row in part_rows(part, ("path", "checksum", "size", "modified")):
                known = _short(row["checksum"]) in self._contents
                self._places[_hash(row["path"])] = _hash(row["size"], row["modified"]) if known else 0

    def is_unchanged(self, found: Found) -> bool:
        """Whether the file need not even be opened."""
        return self._places.get(_hash(as_text(found.path))) == _hash(found.size, found.modified)

    def is_new(self, checksum: str) -> bool:
        """Whether the content is to be read; from then on it is known."""
        content = _short(checksum)
        if content in self._contents:
            return False
        self._contents.add(content)
        return True


def _short(checksum: str) -> bytes:
    return hashlib.blake2b(checksum.encode(), digest_size=16).digest()


def _hash(*parts: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()) or 1


def as_text(path: str) -> str:
    """A path as text that can be stored: bytes that are no UTF-8 become question marks."""
    return path.encode("utf-8", "replace").decode()


def walk(places: Iterable[str], store: Path) -> Iterator[Found]:
    """Every regular file at the places and in the folders under them, names in order.

    Hidden files, lock files of office programs, links to folders and the store itself are left out.
    A file that vanishes on the way is no longer there.
    """
    own = store.resolve()
    for place in places:
        yield from _walk(place, own)


def _walk(place: str, own: Path) -> Iterator[Found]:
    try:
        status = os.stat(place)
    except OSError:
        if os.path.islink(place):  # leads nowhere: told, not passed over
            yield Found(place, 0, 0)
        return
    if stat.S_ISREG(status.st_mode):
        yield Found(place, status.st_size, status.st_mtime_ns)
    elif stat.S_ISDIR(status.st_mode) and Path(place).resolve() != own:
        for name in sorted(os.listdir(place)):
            inside = os.path.join(place, name)
            if not name.startswith((".", "~$")) and not (os.path.islink(inside) and os.path.isdir(inside)):
                yield from _walk(inside, own)


def number_left(places: Iterable[str], store: Path, reader: str) -> int:
    """How many files at the places a run would open: all but those known from where they are, unchanged."""
    manifest = Manifest(store, reader)
    return sum(not manifest.is_unchanged(found) for found in walk(places, store))


class Plan(NamedTuple):
    """One file and what is to be done with it: a task, or nothing because the content or the place is known."""

    task: Task | None
    is_unchanged: bool = False


def plan(files: Iterable[Found], manifest: Manifest, told: Rows) -> Iterator[Plan]:
    """What to do with each file; what can be said without reading is added to ``told``."""
    for found in files:
        if manifest.is_unchanged(found):
            yield Plan(None, is_unchanged=True)
            continue
        path = as_text(found.path)
        try:
            checksum, data = _content(found)
        except OSError as error:
            unopened = hashlib.sha256(os.fsencode(found.path)).hexdigest()
            add_failure(told, Task(path, f"unopened:{unopened}", found.size, 0, b""), _cannot_open(error))
            yield Plan(None)
            continue
        task = Task(path, checksum, found.size, found.modified, data or b"")
        if not manifest.is_new(checksum):
            told["places"].append((path, checksum, found.size, found.modified))
            yield Plan(None)
        elif data is None:
            add_failure(told, task, TOO_LARGE)
            yield Plan(None)
        else:
            yield Plan(task)


def _content(found: Found) -> tuple[str, bytes | None]:
    """The checksum of a file and its bytes, ``None`` for more of them than are read."""
    with open(found.path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
        digest = hashlib.sha256(data)
        if len(data) <= MOST_BYTES:
            return digest.hexdigest(), data
        while block := file.read(_BLOCK):
            digest.update(block)
        return digest.hexdigest(), None


def _cannot_open(error: OSError) -> Failure:
    name = errno.errorcode.get(error.errno or 0, "OSError")
    return Failure(Cause.AGAIN, "cannot-open", (f"无法打开文件（{name}）", f"the file cannot be opened ({name})"))


class Pace:
    """How many files make a chunk of about ``TARGET`` seconds, learnt from those that were read."""

    TARGET = 0.7
    MOST_FILES = 256
    MOST_BYTES = 16 * 2**20

    def __init__(self) -> None:
        self._seconds = 0.05

    @property
    def files(self) -> int:
        """So many files a chunk, just now."""
        return max(1, min(self.MOST_FILES, int(self.TARGET / max(self._seconds, 1e-4))))

    def learn(self, files: int, seconds: float) -> None:
        """So many files took so long."""
        if files:
            self._seconds += (seconds / files - self._seconds) * 0.3


def chunks(tasks: Iterable[Task], pace: Pace) -> Iterator[Sequence[Task]]:
    """Tasks in chunks of about the same work, none of them too many bytes to hold."""
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        if chunk and (len(chunk) >= pace.files or size + len(task.data) > pace.MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(task)
        size += len(task.data)
    if chunk:
        yield chunk
