"""Pictures: what cameras and editors leave in them beside the pixels."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from gongkai.reading.sources.remnants.told import Found, Remnant, excerpt

_PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf"}
_MOST = 1 << 20
_WHERE = "图片"


def image_remnants(content: bytes) -> Found:
    """A JPEG or PNG: properties, thumbnails, what follows its end."""
    parts = list(_png(content) if content.startswith(_PNG) else _jpeg(content))
    remnants = [Remnant(code, _WHERE, excerpt(_shown(data))) for code, data in parts]
    return Found(remnants, [(_WHERE, _readable(data)) for _, data in parts])


def _png(content: bytes) -> Iterator[tuple[str, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + length]
        at += 12 + length
        if name in _TEXTS:
            yield "properties", _unpacked(name, data)
        if name == b"IEND":
            break
    if content[at:].strip(b"\0"):
        yield "trailing", content[at:]


def _unpacked(name: bytes, data: bytes) -> bytes:
    """The words of a text chunk, at most a million bytes of them."""
    if name != b"zTXt":
        return data
    key, _, packed = data.partition(b"\0")
    try:
        return key + b" " + zlib.decompressobj().decompress(packed[1:], _MOST)
    except zlib.error:
        return key


def _jpeg(content: bytes) -> Iterator[tuple[str, bytes]]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        data = content[at + 4 : at + 2 + length]
        if mark == 0xDA:
            break
        if mark == 0xE1 and data.startswith(b"Exif\0\0"):
            yield "properties", data
            if b"\xff\xd8\xff" in data:
                yield "thumbnail", b""
        elif mark in (0xE1, 0xED, 0xFE) and data:
            yield "properties", data
        elif mark == 0xE0 and data.startswith(b"JFXX"):
            yield "thumbnail", b""
        at += 2 + length
    rest = content[_end(content, at) :]
    if rest.strip(b"\0"):
        yield "trailing", rest


def _end(content: bytes, at: int) -> int:
    """The place after the end mark of the picture: within its data every ``FF`` is escaped."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] == 0xD9:
            return at + 2
        at += 1
    return len(content)


def _readable(data: bytes) -> str:
    """Its letters and characters, in the two ways in which such files hold them."""
    return data.decode("utf-8", "ignore") + " " + data.decode("utf-16-le", "ignore")


def _shown(data: bytes) -> str:
    text = data.decode("utf-8", "ignore")
    return " ".join(part for part in "".join(c if c.isprintable() else "\n" for c in text).split("\n") if len(part) > 3)
