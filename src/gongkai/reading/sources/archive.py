"""ZIP with files in it: each file with its name, within bounds on number, size, ratio and depth."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.sources.package import MOST_UNPACKED, broken

KIND = ("ZIP压缩包", "ZIP archive")
#: So many files are read, each of so many bytes at most and unpacked to no more than so many times its packed size.
MOST_FILES, MOST_BYTES, MOST_RATIO = 2000, 64 * 1024 * 1024, 1000
#: A ZIP in a ZIP is read, a third one in that is not.
DEEPEST = 2
#: Parts that say what a packaged document is: such a ZIP is that document.
_DOCUMENTS = (
    "word/document.xml",
    "xl/workbook.xml",
    "xl/workbook.bin",
    "content.xml",
    "ofd.xml",
    "[content_types].xml",
)
_UTF8 = 0x800


class Member(NamedTuple):
    """A file in an archive: its name, and its bytes or why they are not to be had."""

    name: str
    data: bytes | Refusal


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP of files and not a document that is packed as one."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return bool(names) and names.isdisjoint(_DOCUMENTS)


def members(data: bytes) -> Iterator[Member]:
    """The files of an archive in their order.

    Raises :class:`Refusal` ``broken`` for a damaged one, or one with too many files or too much in them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [entry for entry in archive.infolist() if _is_file(entry)]
            if len(found) > MOST_FILES:
                raise broken(KIND, (f"超过{MOST_FILES}个文件", f"it holds more than {MOST_FILES} files"))
            if sum(entry.file_size for entry in found) > MOST_UNPACKED:
                raise broken(KIND, ("解压后过大", "it unpacks to too much"))
            for entry in found:
                yield Member(_name(entry), _unpacked(archive, entry))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise broken(KIND, ("压缩结构损坏", "its ZIP structure is damaged")) from None


def _is_file(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a file that a person put there, not one that a system keeps beside them."""
    parts = entry.filename.split("/")
    return not (entry.is_dir() or parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")) or not entry.file_size)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | Refusal:
    if entry.flag_bits & 1:
        return Refusal(
            "locked",
            ("压缩包中的这个文件设有密码", "the file in the archive needs a password"),
            ("请提供没有密码的文件", "supply one without"),
        )
    if entry.file_size > max(1 << 20, MOST_RATIO * entry.compress_size):
        return broken(KIND, ("压缩比异常", "it unpacks to far more than it is"))
    try:
        with archive.open(entry) as part:
            data = part.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        return broken(KIND, ("其中的这个文件已损坏", "the file in it is damaged"))
    return data if len(data) <= MOST_BYTES else broken(KIND, ("其中的这个文件过大", "the file in it is too large"))


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: UTF-8 or GBK where the archive does not say."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return entry.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return entry.filename
