"""Packaged files (ZIP): opened with bounds on what they unpack to."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from gongkai.finding import Refusal

#: A package that unpacks to more than this is refused (bytes).
MOST_UNPACKED = 200 * 1024 * 1024
#: A part of markup that is larger than this is refused (bytes).
MOST_MARKUP = 64 * 1024 * 1024

#: The names of word processing in strict documents (ISO/IEC 29500-1), and in all others (29500-4).
_STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)


@contextmanager
def package(data: bytes, kind: tuple[str, str]) -> Iterator[zipfile.ZipFile]:
    """The parts of a ZIP.  Raises :class:`Refusal` ``broken``, naming ``kind``, for a damaged or excessive one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise broken(kind, ("解压后过大", "it unpacks to too much"))
            yield archive
    # zipfile says NotImplementedError for a compression it does not know, RuntimeError for a password.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise broken(kind, ("压缩结构损坏", "its ZIP structure is damaged")) from None


def markup(archive: zipfile.ZipFile, name: str, kind: tuple[str, str]) -> etree._Element | None:
    """A part as a tree, ``None`` if the package has no such part: no entity, no network, bounded size.

    Raises :class:`Refusal` ``broken`` for a part that is no XML or too large.
    """
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(entry) as part:
        text = part.read(MOST_MARKUP + 1)
    if len(text) > MOST_MARKUP:
        raise broken(kind, ("内容过大", "a part of it is too large"))
    text = text.replace(*_STRICT)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        tree = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        raise broken(kind, ("内容不是XML", "a part of it is no XML")) from None
    if tree is None:
        raise broken(kind, ("内容不是XML", "a part of it is no XML"))
    return tree


def broken(kind: tuple[str, str], reason: tuple[str, str]) -> Refusal:
    """The refusal of a damaged file."""
    return Refusal(
        "broken",
        (f"{kind[0]}无法打开：{reason[0]}", f"the {kind[1]} cannot be opened: {reason[1]}"),
        ("请重新导出或下载", "export or download it again"),
    )
