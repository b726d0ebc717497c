"""PDFium's functions that are asked about every character and every object of a page.

A call through Python's own types costs more than what it asks.  Here all calls of a kind are one ``map``, nothing is
converted for a call (addresses are kept as the engine gave them, numbers are C's plain ones), and what calls write
lies in one room for all of them.  Each is shorter than it takes to let another thread in between.
"""

from __future__ import annotations

import ctypes
import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import compress, repeat
from operator import attrgetter
from typing import Any, NamedTuple

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""
Affine = tuple[float, float, float, float, float, float]
_INT = ctypes.c_int
_INVISIBLE = 3
TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
"""What PDFium calls the kinds of objects that reading asks for."""
#: Control characters but for the ends of lines, which the engine puts between them.
_MEANINGLESS = frozenset(map(chr, range(32))) - {"\n", "\r"}
#: Spaces, and what is not printed at all.
_SPACES = frozenset({" ", "\xa0", "\u202f", "\u3000", *map(chr, range(0x2000, 0x200B))})
NOTHING = frozenset({*map(chr, range(32)), *"\x7f\xad\u200b\ufffe\ufeff"})
BLANK = _SPACES | NOTHING
#: What the engine writes for a hyphen that divides a word at the end of a line; of itself it says something else.
_HYPHEN = "\ufffe"
#: What the content of a layer is marked with, as the engine writes it.
_LAYER = int.from_bytes("OC\0\0".encode("utf-16-le"), sys.byteorder)
#: So many clipping paths of a text are looked at, of so many corners; what is cut by no more (points) is whole.
_MOST_CLIPS, _MOST_CORNERS, _CUT = 8, 12, 1.0
#: Forms in forms are followed so far.
DEEPEST = 4


class Address(ctypes.c_void_p):
    """Where something of the engine lies, as its calls give and take it."""


class Text(NamedTuple):
    """The characters of a page in the order of the file, without the spaces and ends of lines that the engine thinks to
    be between them: what they are, which ones the engine calls them, and the edges of their boxes."""

    said: str
    places: Sequence[int]
    left: Sequence[float]
    bottom: Sequence[float]
    right: Sequence[float]
    top: Sequence[float]


class Drawn(NamedTuple):
    """An object on a page: its address, its kind, and the map of the form that it stands in, if in any."""

    address: Address
    kind: int
    outer: Affine | None

    @property
    def own(self) -> int:
        """The address as a number, by which objects are told from one another."""
        return self.address.value or 0


def count(text: Any) -> int:
    """How many characters a page of text has."""
    return int(_call("FPDFText_CountChars")(text.raw))


def angles(text: Any, places: Sequence[int]) -> Iterator[float]:
    """By how much the characters at those places are turned (radians)."""
    return map(_call("FPDFText_GetCharAngle", ctypes.c_float), repeat(text.raw), places)


def unmapped(text: Any, said: Text, some: Sequence[int]) -> Iterator[int]:
    """Which of some characters draw something of which their font does not say what it is: nothing at all, or a code
    that stands for no character."""
    failed = map(_call("FPDFText_HasUnicodeMapError"), repeat(text.raw), [said.places[at] for at in some])
    doubtful = [at for at, fails in zip(some, failed, strict=True) if fails == 1 or said.said[at] in _MEANINGLESS]
    box = (ctypes.c_double * 4)()
    edges = [ctypes.byref(box, at * ctypes.sizeof(ctypes.c_double)) for at in range(4)]
    tight = _call("FPDFText_GetCharBox")
    return (at for at in doubtful if tight(text.raw, said.places[at], *edges) and box[0] < box[1])


def characters(text: Any) -> Text:
    """All characters."""
    many = count(text)
    said, printed = _said(text, many), bytearray(b"\1") * many
    blank = list(compress(range(many), map(BLANK.__contains__, said)))
    for place in compress(blank, map(_call("FPDFText_IsGenerated"), repeat(text.raw), blank)):
        printed[place] = 0
    places = list(compress(range(many), printed))
    flat = _written("FPDFText_GetLooseCharBox", "f", 4, [text.raw] * len(places), places).tolist()
    return Text("".join(compress(said, printed)), places, flat[0::4], flat[3::4], flat[2::4], flat[1::4])


def _said(text: Any, many: int) -> str:
    """What the characters are: all at once, or one by one where some are left out or stand for others."""
    units = array("H", bytes(4 * many + 4))
    got = _call("FPDFText_GetText")(text.raw, 0, many, Address(units.buffer_info()[0])) - 1
    said = units[: max(0, got)].tobytes().decode("utf-16-le", "surrogatepass")
    if got == many == len(said) and _HYPHEN not in said:
        return said
    return "".join(map(chr, map(_call("FPDFText_GetUnicode", ctypes.c_uint), repeat(text.raw), range(many))))


def owners(text: Any, said: Text) -> list[int | None]:
    """For each character the object that draws it."""
    return list(map(_call("FPDFText_GetTextObject", ctypes.c_void_p), repeat(text.raw), said.places))


def objects(page: Any) -> list[Drawn]:
    """What is drawn on a page, with what is drawn in its forms."""
    return list(_objects(page.raw, "FPDFPage", None, DEEPEST))


def _objects(parent: Any, kind: str, outer: Affine | None, depth: int) -> Iterable[Drawn]:
    many = max(0, _call(f"{kind}_CountObjects")(parent))
    places = map(ctypes.c_ulong, range(many)) if kind == "FPDFFormObj" else range(many)
    found = list(filter(None, map(_call(f"{kind}_GetObject", Address), repeat(parent), places)))
    kinds = list(map(_call("FPDFPageObj_GetType"), found))
    drawn = map(partial(tuple.__new__, Drawn), zip(found, kinds, repeat(outer)))
    return _with_forms(drawn, depth) if FORM in kinds and depth > 1 else drawn


def _with_forms(drawn: Iterable[Drawn], depth: int) -> Iterator[Drawn]:
    for one in drawn:
        yield one
        if one.kind == FORM:
            yield from _objects(one.address, "FPDFFormObj", placed(one), depth - 1)


def notes(page: Any) -> int:
    """How many notes are laid on a page: links, fields, stamps, remarks."""
    return int(_call("FPDFPage_GetAnnotCount")(page.raw))


def note_kind(page: Any, place: int) -> int:
    """What kind of note the one at that place is; 0 if it cannot be read."""
    note = _call("FPDFPage_GetAnnot", Address)(page.raw, place)
    if not note:
        return 0
    kind = int(_call("FPDFAnnot_GetSubtype")(note))
    _call("FPDFPage_CloseAnnot", None)(note)
    return kind


def bounds(drawn: Sequence[Drawn]) -> list[Box]:
    """The box around each object, in the coordinates of what it stands in."""
    flat = iter(_written("FPDFPageObj_GetBounds", "f", 4, [one.address for one in drawn], apart=True))
    return list(zip(flat, flat, flat, flat, strict=True))


def boxes(drawn: Sequence[Drawn]) -> Iterator[Box]:
    """The box around each object on the page, also of what stands in a form."""
    for one, (left, bottom, right, top) in zip(drawn, bounds(drawn), strict=True):
        if one.outer is None:
            yield left, bottom, right, top
            continue
        a, b, c, d, e, f = one.outer
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        yield min(xs), min(ys), max(xs), max(ys)


def fills(drawn: Sequence[Drawn]) -> tuple[Sequence[int], ...]:
    """Red, green, blue and opacity of what objects are filled with, to 255, those of all objects each; of a pattern
    nothing but the opacity."""
    flat = _written("FPDFPageObj_GetFillColor", "I", 4, [one.address for one in drawn], apart=True).tolist()
    return flat[0::4], flat[1::4], flat[2::4], flat[3::4]


def take_away(one: Drawn) -> None:
    """Has an object drawn no more."""
    _call("FPDFPageObj_SetIsActive")(one.address, 0)


def is_stroked(path: Drawn) -> bool:
    """Whether the line of a path is drawn, and not only what it encloses filled."""
    return bool(_draw_mode(path)[1])


def is_filled(path: Drawn) -> bool:
    """Whether what a path encloses is filled."""
    return bool(_draw_mode(path)[0])


def _draw_mode(path: Drawn) -> array[Any]:
    return _written("FPDFPath_GetDrawMode", "i", 2, [path.address], apart=True)


def segments(path: Drawn, most: int) -> list[tuple[int, float, float]]:
    """The segments of a path, at most so many: the kind of each, and where it ends."""
    many = min(segment_count(path), most)
    found = list(map(_call("FPDFPath_GetPathSegment", Address), repeat(path.address), range(many)))
    flat = iter(_written("FPDFPathSegment_GetPoint", "f", 2, found, apart=True))
    return list(zip(map(_call("FPDFPathSegment_GetType"), found), flat, flat, strict=True))


def segment_count(path: Drawn) -> int:
    """How many segments a path has."""
    return int(_call("FPDFPath_CountSegments")(path.address))


def turns(drawn: Sequence[Drawn]) -> tuple[Sequence[float], Sequence[float], Sequence[bool]]:
    """Where on the page the line of each text leads: so far across, and so far up; and whether it is mirrored."""
    flat = _written("FPDFPageObj_GetMatrix", "f", 6, [one.address for one in drawn])
    across, up = flat[0::6], flat[1::6]
    mirrored = [a * d < b * c for a, b, c, d in zip(across, up, flat[2::6], flat[3::6], strict=True)]
    for at, outer in enumerate(map(attrgetter("outer"), drawn)):
        if outer is not None:
            across[at], up[at] = _after((across[at], up[at], 0, 0, 0, 0), outer)[:2]
            mirrored[at] ^= outer[0] * outer[3] < outer[1] * outer[2]
    return across, up, mirrored


def shown(page: Any, wide: int, high: int, across: float, up: float) -> tuple[int, int]:
    """Where a point of a page is when it is shown so wide and so high, from the top left corner."""
    x, y = ctypes.c_int(), ctypes.c_int()
    point = ctypes.c_double(across), ctypes.c_double(up), ctypes.byref(x), ctypes.byref(y)
    _call("FPDF_PageToDevice")(page.raw, 0, 0, wide, high, 0, *point)
    return x.value, y.value


def placed(one: Drawn) -> Affine:
    """From an object's own coordinates to those of the page."""
    a, b, c, d, e, f = _written("FPDFPageObj_GetMatrix", "f", 6, [one.address])
    return _after((a, b, c, d, e, f), one.outer)


def unseen(texts: Sequence[Drawn]) -> Iterator[bool]:
    """Whether each text object is laid on a page without being drawn."""
    modes = map(_call("FPDFTextObj_GetTextRenderMode"), [one.address for one in texts])
    return map(_INVISIBLE.__eq__, modes)


def layered(texts: Sequence[Drawn]) -> Iterator[Drawn]:
    """The texts that stand on a layer, which a viewer may be told not to show."""
    addresses = [one.address for one in texts]
    counts = list(map(_call("FPDFPageObj_CountMarks"), addresses))
    mark = _call("FPDFPageObj_GetMark", Address)
    for place in range(max(counts, default=0)):
        held = [at for at, many in enumerate(counts) if many > place]
        marks = list(map(mark, [addresses[at] for at in held], repeat(ctypes.c_ulong(place))))
        after = ctypes.c_ulong(8), ctypes.byref(ctypes.c_ulong())
        names = _written("FPDFPageObjMark_GetName", "Q", 2, marks, after=after)
        yield from (texts[at] for at, name in zip(held, names, strict=True) if name == _LAYER)


def said_otherwise(texts: Sequence[Drawn]) -> Iterator[Drawn]:
    """The texts of which the file says other characters than those that are drawn."""
    mark, said = _call("FPDFPageObj_GetMark", Address), _call("FPDFPageObjMark_GetParamStringValue")
    long = ctypes.c_ulong()
    for one, many in zip(texts, map(_call("FPDFPageObj_CountMarks"), [one.address for one in texts]), strict=True):
        for place in range(max(many, 0)):
            found = mark(one.address, ctypes.c_ulong(place))
            if found and said(found, b"ActualText", None, ctypes.c_ulong(0), ctypes.byref(long)):
                yield one
                break


def clipped(texts: Sequence[Drawn]) -> Iterator[Drawn]:
    """The texts of which a part lies outside of what their clipping paths leave."""
    clips = list(map(_call("FPDFPageObj_GetClipPath", Address), [one.address for one in texts]))
    counts = list(map(_call("FPDFClipPath_CountPaths"), clips))
    if max(counts, default=0) <= 0:
        return
    held = [at for at, many in enumerate(counts) if many > 0]
    for at, (left, bottom, right, top) in zip(held, bounds([texts[at] for at in held]), strict=True):
        for path in range(min(counts[at], _MOST_CLIPS)):
            x0, y0, x1, y1 = _clip_box(clips[at], path)
            if left < x0 - _CUT or bottom < y0 - _CUT or right > x1 + _CUT or top > y1 + _CUT:
                yield texts[at]
                break


def _clip_box(clip: Address, path: int) -> Box:
    """The box around a clipping path, of a large one nothing: it may leave anything out."""
    many = _call("FPDFClipPath_CountPathSegments")(clip, path)
    if not 0 < many <= _MOST_CORNERS:
        return 0.0, 0.0, 0.0, 0.0
    places = (0, 2) if many in (4, 5) else range(many)
    found = [_call("FPDFClipPath_GetPathSegment", Address)(clip, path, place) for place in places]
    flat = _written("FPDFPathSegment_GetPoint", "f", 2, found, apart=True)
    return min(flat[0::2]), min(flat[1::2]), max(flat[0::2]), max(flat[1::2])


def _after(inner: Affine, outer: Affine | None) -> Affine:
    """The one map, then the other."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of
    )  # fmt: skip


class _Room:
    """Room for what calls write, in numbers of four bytes, with a reference to each: to make one costs what a call
    does."""

    NUMBERS = 3072

    def __init__(self) -> None:
        self._numbers = (ctypes.c_uint32 * self.NUMBERS)()
        self.bytes = memoryview(self._numbers).cast("B")
        self.references = [ctypes.byref(self._numbers, at) for at in range(0, 4 * self.NUMBERS, 4)]


_ROOMS: list[_Room] = []
"""Those that no call writes into."""


def _written(
    name: str, kind: str, wide: int, *arguments: Sequence[Any], apart: bool = False, after: Iterable[Any] = ()
) -> array[Any]:
    """What a call writes for each of many: so many times four bytes, all nought where it fails; ``apart`` if it takes
    the place of each four, and not only of the first; what it takes ``after`` those is the same for all."""
    call, found = _call(name), array(kind)
    room = _ROOMS.pop() if _ROOMS else _Room()
    fit = room.NUMBERS // wide
    for start in range(0, len(arguments[0]), fit):
        some = [argument[start : start + fit] for argument in arguments]
        end = wide * len(some[0])
        room.bytes[: 4 * end] = bytes(4 * end)
        places = [room.references[first:end:wide] for first in range(wide if apart else 1)]
        deque(map(call, *some, *places, *map(repeat, after)), maxlen=0)
        found.frombytes(room.bytes[: 4 * end])
    _ROOMS.append(room)
    return found


@cache
def _call(name: str, result: Any = _INT) -> Callable[..., Any]:
    """A function of the engine, which takes plain numbers, addresses and references as they are."""
    import pypdfium2.raw as raw

    return ctypes.PYFUNCTYPE(result)(ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0)
