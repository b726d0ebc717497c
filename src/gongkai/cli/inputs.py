"""What ``FILE…`` may be: files, folders, patterns, ``-`` for standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.cli.language import _

READABLE = (".txt", ".md", ".html", ".htm", ".xlsx", ".json")
UNREADABLE = (".docx", ".doc", ".wps", ".pdf", ".xls", ".rtf")
"""Documents that cannot be read yet: taken from folders all the same, so that none is passed over in silence."""


class UsageError(Exception):
    """The command cannot be carried out as given; the message says why, in the language in use."""


class Source(NamedTuple):
    """One document to read: its name as given, and its bytes if they came by standard input."""

    name: str
    data: bytes | None = None

    def content(self) -> bytes:
        """The bytes; ``OSError`` where the file cannot be opened."""
        return Path(self.name).read_bytes() if self.data is None else self.data


def sources(arguments: Iterable[str]) -> list[Source]:
    """The documents that the arguments name, in their order, each once.

    Folders are walked, names in order, for the suffixes that documents have.  Raises
    :class:`UsageError` where an argument names nothing.
    """
    found: dict[str, Source] = {}
    for argument in arguments:
        for source in _named_by(argument):
            found.setdefault(source.name, source)
    return list(found.values())


def _named_by(argument: str) -> list[Source]:
    if argument == "-":
        return [Source("-", sys.stdin.buffer.read())]
    path = Path(argument)
    if path.is_dir():
        inside = [Source(str(file)) for file in _walk(path)]
        if not inside:
            raise UsageError(_("文件夹“{}”中没有可读取的报告文件").format(argument))
        return inside
    if path.exists():
        return [Source(argument)]
    matches = sorted(glob.glob(argument, recursive=True)) if glob.has_magic(argument) else []
    if not matches:
        raise UsageError(_("找不到文件“{}”").format(argument))
    return [source for match in matches for source in _matched(Path(match))]


def _matched(path: Path) -> list[Source]:
    return [Source(str(file)) for file in _walk(path)] if path.is_dir() else [Source(str(path))]


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.suffix.lower() in READABLE + UNREADABLE:
            yield path
