"""PDFium's functions that are asked about every character and every object of a page.

A call through Python's own types costs more than what it asks.  Here all calls of a kind are one ``map``
over plain addresses, and what they say of boxes lies in one buffer for the whole page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""
Affine = tuple[float, float, float, float, float, float]
_POINTER, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.sizeof(ctypes.c_float)
#: Forms in forms are followed so far.
DEEPEST = 4


class Text(NamedTuple):
    """The characters of a page in the order of the file, and the edges of their boxes."""

    codes: Sequence[int]
    left: Sequence[float]
    bottom: Sequence[float]
    right: Sequence[float]
    top: Sequence[float]


class Drawn(NamedTuple):
    """An object on a page: its address, its kind, and the map of the form that it stands in, if in any."""

    address: int
    kind: int
    outer: Affine | None


def count(text: Any) -> int:
    """How many characters a page of text has."""
    return int(_call("FPDFText_CountChars", _INT, _POINTER)(_address(text)))


def angles(text: Any, places: Sequence[int]) -> Iterator[float]:
    """By how much the characters at those places are turned (radians)."""
    return map(_call("FPDFText_GetCharAngle", ctypes.c_float, _POINTER, _INT), repeat(_address(text)), places)


def characters(text: Any) -> Text:
    """All characters; the code of one without a box is 0."""
    address, many = _address(text), count(text)
    codes = map(_call("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT), repeat(address), range(many))
    buffer, start = _buffer(4 * many)
    places = range(start, start + 4 * _FLOAT * many, 4 * _FLOAT)
    loose = _call("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
    boxed = map(loose, repeat(address), range(many), places)
    said = [code if has else 0 for code, has in zip(codes, boxed, strict=True)]
    flat = memoryview(buffer).cast("B").cast("f").tolist()
    return Text(said, flat[0::4], flat[3::4], flat[2::4], flat[1::4])


def generated(text: Any, places: Sequence[int]) -> Iterator[int]:
    """Whether each of those characters (1 or 0) is one that the engine thinks to be between others."""
    return map(_call("FPDFText_IsGenerated", _INT, _POINTER, _INT), repeat(_address(text)), places)


def objects(page: Any) -> list[Drawn]:
    """What is drawn on a page, with what is drawn in its forms."""
    return list(_objects(_address(page), "FPDFPage", None, DEEPEST))


def _objects(parent: int, kind: str, outer: Affine | None, depth: int) -> Iterator[Drawn]:
    import pypdfium2.raw as raw

    many = max(0, _call(f"{kind}_CountObjects", _INT, _POINTER)(parent))
    index = ctypes.c_ulong if kind == "FPDFFormObj" else _INT
    found = list(map(_call(f"{kind}_GetObject", _POINTER, _POINTER, index), repeat(parent), range(many)))
    kinds = list(map(_call("FPDFPageObj_GetType", _INT, _POINTER), found))
    for address, sort in zip(found, kinds, strict=True):
        if address is None:
            continue
        yield Drawn(address, sort, outer)
        if sort == raw.FPDF_PAGEOBJ_FORM and depth > 1:
            yield from _objects(address, "FPDFFormObj", _after(matrix(address), outer), depth - 1)


def bounds(addresses: Sequence[int]) -> list[Box]:
    """The box around each object."""
    buffer, start = _buffer(4 * len(addresses))
    step = 4 * _FLOAT
    edges = (range(first, first + step * len(addresses), step) for first in range(start, start + step, _FLOAT))
    _each(_call("FPDFPageObj_GetBounds", _INT, *[_POINTER] * 5), addresses, *edges)
    flat = iter(memoryview(buffer).cast("B").cast("f").tolist())
    return list(zip(flat, flat, flat, flat, strict=True))


def is_stroked(path: int) -> bool:
    """Whether the line of a path is drawn, and not only what it encloses filled."""
    buffer, start = _buffer(2)
    _call("FPDFPath_GetDrawMode", _INT, *[_POINTER] * 3)(path, start, start + _FLOAT)
    return any(bytes(buffer)[_FLOAT:])


def segments(path: int, most: int) -> list[tuple[int, float, float]]:
    """The segments of a path, at most so many: the kind of each, and where it ends."""
    many = min(segment_count(path), most)
    found = list(map(_call("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT), repeat(path), range(many)))
    buffer, start = _buffer(2 * many)
    places = range(start, start + 2 * _FLOAT * many, 2 * _FLOAT)
    others = range(start + _FLOAT, start + _FLOAT + 2 * _FLOAT * many, 2 * _FLOAT)
    _each(_call("FPDFPathSegment_GetPoint", _INT, *[_POINTER] * 3), found, places, others)
    flat = iter(memoryview(buffer).cast("B").cast("f").tolist())
    return list(zip(map(_call("FPDFPathSegment_GetType", _INT, _POINTER), found), flat, flat, strict=True))


def segment_count(path: int) -> int:
    """How many segments a path has."""
    return int(_call("FPDFPath_CountSegments", _INT, _POINTER)(path))


def matrix(drawn: int) -> Affine:
    """From an object's own coordinates to those of what it stands in."""
    buffer, start = _buffer(6)
    _call("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)(drawn, start)
    a, b, c, d, e, f = memoryview(buffer).cast("B").cast("f").tolist()
    return a, b, c, d, e, f


def placed(path: Drawn) -> Affine:
    """From a path's own coordinates to those of the page."""
    return _after(matrix(path.address), path.outer)


def is_unseen(text: int) -> bool:
    """Whether a text object is laid on a page without being drawn."""
    import pypdfium2.raw as raw

    mode = _call("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)(text)
    return bool(mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _after(inner: Affine, outer: Affine | None) -> Affine:
    """The one map, then the other."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of
    )  # fmt: skip


def _buffer(floats: int) -> tuple[Any, int]:
    """Room for so many numbers, and its address."""
    buffer = (ctypes.c_float * floats)()
    return buffer, ctypes.addressof(buffer)


def _each(call: Callable[..., Any], *arguments: Any) -> None:
    """The calls for what they write."""
    for _ in map(call, *arguments):
        pass


def _address(helper: Any) -> int:
    return int(ctypes.cast(helper.raw, _POINTER).value or 0)


@cache
def _call(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of the engine that takes and gives plain numbers."""
    import pypdfium2.raw as raw

    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(getattr(raw, name), _POINTER).value or 0)
