"""What ``FILE…`` may be: files, folders, patterns, ``-`` for standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.cli.language import _

READABLE = (
    *(".txt", ".md", ".csv", ".html", ".htm", ".mht", ".mhtml", ".json", ".docx", ".doc", ".wps", ".rtf", ".xlsx"),
    *(".xls", ".et", ".pdf", ".ofd", ".tif", ".tiff", ".zip"),
)
"""What is taken from folders.  Other pictures are read where they are named: beside saved pages they are ornaments."""
MOST_BYTES = 64 * 2**20
"""A document beyond this is refused: no annual report is of such a size."""

UNREADABLE = (".rar", ".7z", ".caj", ".odt", ".ods", ".pages")
"""Documents that cannot be read: taken from folders all the same, so that none is passed over in silence."""


class UsageError(Exception):
    """The command cannot be carried out as given; the message says why, in the language in use."""


class TooLargeError(Exception):
    """A document has more than :data:`MOST_BYTES`."""


class Source(NamedTuple):
    """One document to read: its name as given, and its bytes if they came by standard input."""

    name: str
    data: bytes | None = None

    def content(self) -> bytes:
        """The bytes; ``OSError`` where the file cannot be opened, :class:`TooLargeError` where it is too long."""
        if self.data is not None:
            data = self.data
        else:
            with Path(self.name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLargeError
        return data


def sources(arguments: Iterable[str]) -> list[Source]:
    """The documents that the arguments name, in their order, each once.

    Folders are walked, names in order, for regular files with the suffixes that documents have;
    links to folders are not followed.  Raises
    :class:`UsageError` where an argument names nothing.
    """
    found: dict[str, Source] = {}
    for argument in arguments:
        for source in _named_by(argument):
            found.setdefault(source.name, source)
    return list(found.values())


def _named_by(argument: str) -> list[Source]:
    if argument == "-":
        return [Source("-", sys.stdin.buffer.read(MOST_BYTES + 1))]
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
    found = [source for match in matches for source in _matched(Path(match))]
    if not found:
        raise UsageError(_("“{}”中没有可读取的报告文件").format(argument))
    return found


def _matched(path: Path) -> list[Source]:
    if path.is_dir():
        return [Source(str(file)) for file in _walk(path)]
    return [Source(str(path))] if _is_document(path) else []


def _is_document(path: Path) -> bool:
    """A regular file, or a link that leads nowhere, which is told; reading a pipe or a device might never end."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walk(path)
        elif path.suffix.lower() in READABLE + UNREADABLE and _is_document(path):
            yield path
