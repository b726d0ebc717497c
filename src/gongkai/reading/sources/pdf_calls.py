"""PDFium's functions that are asked about every character and every object of a page.

A call through Python's own types costs more than what it asks.  Here all calls of a kind are one ``map``
over plain addresses, and what they say of boxes lies in one buffer for the whole page.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import compress, repeat
from typing import Any, NamedTuple

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""
Affine = tuple[float, float, float, float, float, float]
_POINTER, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.sizeof(ctypes.c_float)
_INVISIBLE = 3
TEXT, PATH, IMAGE = 1, 2, 3
"""What PDFium calls the kinds of objects that reading asks for."""
#: Control characters but for the ends of lines, which the engine puts between them.
_MEANINGLESS = frozenset(range(32)) - {0x0A, 0x0D}
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


def unmapped(text: Any, codes: Sequence[int]) -> Iterator[int]:
    """Which characters draw something of which their font does not say what it is: nothing at all, or a code that
    stands for no character."""
    address = _address(text)
    asked = list(compress(range(len(codes)), map(0x7F.__gt__, codes)))
    failed = map(_call("FPDFText_HasUnicodeMapError", _INT, _POINTER, _INT), repeat(address), asked)
    doubtful = [place for place, fails in zip(asked, failed, strict=True) if fails == 1 or codes[place] in _MEANINGLESS]
    buffer, start = _room("d", 4)
    edges = [start + buffer.itemsize * at for at in range(4)]
    tight = _call("FPDFText_GetCharBox", _INT, _POINTER, _INT, *[_POINTER] * 4)
    return (place for place in doubtful if tight(address, place, *edges) and buffer[0] < buffer[1])


def characters(text: Any) -> Text:
    """All characters; the code of one without a box is 0."""
    address, many = _address(text), count(text)
    codes = map(_call("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT), repeat(address), range(many))
    buffer, start = _room("f", 4 * many)
    places = range(start, start + 4 * _FLOAT * many, 4 * _FLOAT)
    loose = _call("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
    boxed = map(loose, repeat(address), range(many), places)
    said = [code if has else 0 for code, has in zip(codes, boxed, strict=True)]
    flat = buffer.tolist()
    return Text(said, flat[0::4], flat[3::4], flat[2::4], flat[1::4])


def generated(text: Any, places: Sequence[int]) -> Iterator[int]:
    """Whether each of those characters (1 or 0) is one that the engine thinks to be between others."""
    return map(_call("FPDFText_IsGenerated", _INT, _POINTER, _INT), repeat(_address(text)), places)


def owners(text: Any) -> list[int | None]:
    """For each character the address of the object that draws it; of one that the engine thinks to be there none."""
    own = _call("FPDFText_GetTextObject", _POINTER, _POINTER, _INT)
    return list(map(own, repeat(_address(text)), range(count(text))))


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


def notes(page: Any) -> int:
    """How many notes are laid on a page: links, fields, stamps, remarks."""
    return int(_call("FPDFPage_GetAnnotCount", _INT, _POINTER)(_address(page)))


def note_kind(page: Any, place: int) -> int:
    """What kind of note the one at that place is; 0 if it cannot be read."""
    note = _call("FPDFPage_GetAnnot", _POINTER, _POINTER, _INT)(_address(page), place)
    if note is None:
        return 0
    kind = int(_call("FPDFAnnot_GetSubtype", _INT, _POINTER)(note))
    _call("FPDFPage_CloseAnnot", None, _POINTER)(note)
    return kind


def bounds(addresses: Sequence[int]) -> list[Box]:
    """The box around each object."""
    buffer, start = _room("f", 4 * len(addresses))
    step = 4 * _FLOAT
    edges = (range(first, first + step * len(addresses), step) for first in range(start, start + step, _FLOAT))
    _each(_call("FPDFPageObj_GetBounds", _INT, *[_POINTER] * 5), addresses, *edges)
    flat = iter(buffer)
    return list(zip(flat, flat, flat, flat, strict=True))


def boxes(drawn: Sequence[Drawn]) -> Iterator[Box]:
    """The box around each object on the page, also of what stands in a form."""
    for one, (left, bottom, right, top) in zip(drawn, bounds([one.address for one in drawn]), strict=True):
        if one.outer is None:
            yield left, bottom, right, top
            continue
        a, b, c, d, e, f = one.outer
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        yield min(xs), min(ys), max(xs), max(ys)


def fills(addresses: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Red, green, blue and opacity of what each object is filled with, to 255; of a pattern nothing but the opacity."""
    buffer, start = _room("I", 4 * len(addresses))
    step = 4 * buffer.itemsize
    shares = (range(first, first + step * len(addresses), step) for first in range(start, start + step, step // 4))
    _each(_call("FPDFPageObj_GetFillColor", _INT, *[_POINTER] * 5), addresses, *shares)
    flat = iter(buffer)
    return zip(flat, flat, flat, flat, strict=True)


def take_away(address: int) -> None:
    """Has an object drawn no more."""
    _call("FPDFPageObj_SetIsActive", _INT, _POINTER, _INT)(address, 0)


def is_stroked(path: int) -> bool:
    """Whether the line of a path is drawn, and not only what it encloses filled."""
    return any(_draw_mode(path)[_FLOAT:])


def is_filled(path: int) -> bool:
    """Whether what a path encloses is filled."""
    return any(_draw_mode(path)[:_FLOAT])


def _draw_mode(path: int) -> bytes:
    buffer, start = _room("i", 2)
    _call("FPDFPath_GetDrawMode", _INT, *[_POINTER] * 3)(path, start, start + buffer.itemsize)
    return buffer.tobytes()


def segments(path: int, most: int) -> list[tuple[int, float, float]]:
    """The segments of a path, at most so many: the kind of each, and where it ends."""
    many = min(segment_count(path), most)
    found = list(map(_call("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT), repeat(path), range(many)))
    buffer, start = _room("f", 2 * many)
    places = range(start, start + 2 * _FLOAT * many, 2 * _FLOAT)
    others = range(start + _FLOAT, start + _FLOAT + 2 * _FLOAT * many, 2 * _FLOAT)
    _each(_call("FPDFPathSegment_GetPoint", _INT, *[_POINTER] * 3), found, places, others)
    flat = iter(buffer)
    return list(zip(map(_call("FPDFPathSegment_GetType", _INT, _POINTER), found), flat, flat, strict=True))


def segment_count(path: int) -> int:
    """How many segments a path has."""
    return int(_call("FPDFPath_CountSegments", _INT, _POINTER)(path))


def matrix(drawn: int) -> Affine:
    """From an object's own coordinates to those of what it stands in."""
    buffer, start = _room("f", 6)
    _call("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)(drawn, start)
    a, b, c, d, e, f = buffer
    return a, b, c, d, e, f


def turns(drawn: Sequence[Drawn]) -> Iterator[tuple[float, float]]:
    """Where on the page the line of each text leads: so far across, so far up."""
    buffer, start = _room("f", 6 * len(drawn))
    addresses = [one.address for one in drawn]
    places = range(start, start + 6 * _FLOAT * len(drawn), 6 * _FLOAT)
    _each(_call("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER), addresses, places)
    for one, a, b in zip(drawn, buffer[0::6], buffer[1::6], strict=True):
        yield (a, b) if one.outer is None else _after((a, b, 0, 0, 0, 0), one.outer)[:2]


def placed(path: Drawn) -> Affine:
    """From a path's own coordinates to those of the page."""
    return _after(matrix(path.address), path.outer)


def unseen(texts: Sequence[int]) -> Iterator[bool]:
    """Whether each text object is laid on a page without being drawn."""
    mode = _call("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
    return map(_INVISIBLE.__eq__, map(mode, texts))


def _after(inner: Affine, outer: Affine | None) -> Affine:
    """The one map, then the other."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of
    )  # fmt: skip


def _room(kind: str, many: int) -> tuple[array[Any], int]:
    """Room for so many numbers of a kind, all nought, and its address."""
    room = array(kind, bytes(array(kind).itemsize * many))
    return room, room.buffer_info()[0]


def _each(call: Callable[..., Any], *arguments: Any) -> None:
    """The calls for what they write."""
    deque(map(call, *arguments), maxlen=0)


def _address(helper: Any) -> int:
    return int(ctypes.cast(helper.raw, _POINTER).value or 0)


@cache
def _call(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of the engine that takes and gives plain numbers."""
    import pypdfium2.raw as raw

    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(getattr(raw, name), _POINTER).value or 0)
