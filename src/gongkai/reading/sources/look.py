"""Pages as a person sees them: what stands under a box, drawn small enough to keep.

Pages of a PDF and pictures become PNG in sixteen greys; a page of an OFD is drawn anew as SVG from the
same characters and rules that are read, because no type comes with it.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Collection, Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.sources.ofd import is_ofd, sights
from gongkai.reading.sources.pdf_engine import drawings
from gongkai.reading.sources.raster import frames
from gongkai.reading.sources.select import IMAGES

if TYPE_CHECKING:
    from gongkai.reading.sources.ofd import Sight
    from gongkai.reading.sources.raster import Gray

#: The longer side of a drawing (pixels), and how many pages of one file are drawn.
SIDE, MOST = 1400, 40
PNG, SVG = "image/png", "image/svg+xml"
_HIGH = bytes(value >> 4 << 4 for value in range(256))
_LOW = bytes(value >> 4 for value in range(256))


class Look(NamedTuple):
    """A drawn page: its number from 1, its size (pixels or points), media type and bytes."""

    page: int
    width: int
    height: int
    kind: str
    data: bytes


def looks(data: bytes, pages: Collection[int]) -> Iterator[Look]:
    """The pages of those numbers, as far as the file has any; nothing for a file without pages or a damaged one."""
    wanted = sorted(pages)[:MOST]
    try:
        if b"%PDF-" in data[:1024]:
            drawn = drawings(data, [page - 1 for page in wanted], SIDE)
            yield from (_look(page, *drawing) for page, drawing in zip(wanted, drawn, strict=True))
        elif data.startswith(IMAGES):
            yield from (_look(page, *_reduced(one)) for page, one in enumerate(frames(data), 1) if page in wanted)
        elif is_ofd(data):
            yield from (_redrawn(page, one) for page, one in enumerate(sights(data), 1) if page in wanted)
    except Refusal:
        return


def _reduced(picture: Gray) -> tuple[bytes, int, int]:
    import cv2

    factor = min(1.0, SIDE / max(picture.shape))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else picture
    height, width = small.shape
    return small.tobytes(), width, height


def _look(page: int, gray: bytes, width: int, height: int) -> Look:
    return Look(page, width, height, PNG, png(gray, width, height))


def png(gray: bytes, width: int, height: int) -> bytes:
    """Grey pixels, one byte each, row by row, as a PNG with sixteen greys."""
    rows = (gray[at : at + width] + b"\xff" * (width % 2) for at in range(0, width * height, width))
    even = b"".join(rows)
    pairs = int.from_bytes(even[::2].translate(_HIGH)) | int.from_bytes(even[1::2].translate(_LOW))
    half = (width + 1) // 2
    packed = pairs.to_bytes(half * height)
    lines = b"".join(b"\0" + packed[at : at + half] for at in range(0, half * height, half))
    head = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _redrawn(page: int, sight: Sight) -> Look:
    """A page of an OFD drawn anew (points)."""
    width, height = max(1, round(sight.width)), max(1, round(sight.height))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    parts.append('<rect width="100%" height="100%" fill="#fff"/>')
    for box, data in sight.pictures:
        for picture in frames(data):
            shown = base64.b64encode(png(*_reduced(picture))).decode()
            x, y, wide, high = (
                box.left * width, box.top * height, (box.right - box.left) * width, (box.bottom - box.top) * height,
            )  # fmt: skip
            parts.append(
                f'<image x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" preserveAspectRatio="none"'
                f' href="data:{PNG};base64,{shown}"/>'
            )
            break
    parts += [_line(rule.start, rule.place, rule.end, rule.place) for rule in sight.page.level]
    parts += [_line(rule.place, rule.start, rule.place, rule.end) for rule in sight.page.upright]
    for char in sight.page.chars:
        if char.text.strip():
            size = char.bottom - char.top
            parts.append(
                f'<text x="{char.left:.1f}" y="{char.top + 0.88 * size:.1f}" font-size="{size:.1f}">'
                f"{escape(char.text)}</text>"
            )
    return Look(page, width, height, SVG, ("".join(parts) + "</svg>").encode())


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="#000" stroke-width=".6"/>'
