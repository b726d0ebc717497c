"""How the cells of an XLS are set (MS-XLS, BIFF8), as :mod:`gongkai.reading.sources.workbook_formats` tells of an XLSX.

Text of several fonts in one cell is given as it is seen, without what is struck out or a mark raised beside it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gongkai.reading.sources import ink, ole
from gongkai.reading.sources.inline import WORDS, is_surely_mark
from gongkai.reading.sources.workbook_formats import BUILT_IN, GENERAL, ILLEGIBLE, PALETTE, Place, Set, Style
from gongkai.reading.tokens import UNREADABLE

_SHEET, _BEGINS, _FONT, _FORMAT, _STYLE, _WINDOW = 0x0085, 0x0809, 0x0031, 0x041E, 0x00E0, 0x023E
_STRINGS, _CONTINUED, _STRING_CELL = 0x00FC, 0x003C, 0x00FD
_CELLS, _MANY = frozenset({0x0203, 0x027E, 0x0006, 0x00FD, 0x0204}), 0x00BD
_STRUCK, _SHOWS_NOUGHTS = 0x08, 0x10
_SOLID = 1
_DIGITS = re.compile(r"\d+")


class _Font(NamedTuple):
    gone: bool
    raised: bool
    colour: ink.Colour | None


class _Book(NamedTuple):
    """What a workbook says of all its sheets: where they begin, its fonts, codes of formats, styles and texts."""

    starts: list[int]
    fonts: list[_Font]
    codes: dict[int, str]
    styles: list[Style]
    texts: dict[int, str]


def set_in_records(workbook: bytes) -> list[Set]:
    """How the cells of the sheets of an XLS are set, in the order in which it names its sheets."""
    try:
        return _sets(workbook, _book(workbook))
    except (struct.error, IndexError):  # damaged: what its cells hold is read, or refused, by the engine
        return []


def _book(workbook: bytes) -> _Book:
    starts, fonts, codes, styles = list[int](), list[_Font](), dict[int, str](), list[tuple[int, int, int, int]]()
    strings: list[bytes] = []
    before = 0
    for kind, start, end in ole.records(workbook):
        if kind == _SHEET:
            starts += struct.unpack_from("<I", workbook, start)
        elif kind == _FONT:
            height, says, colour, _, aside = struct.unpack_from("<5H", workbook, start)
            gone = bool(says & _STRUCK) or height < ILLEGIBLE * 20
            fonts.append(_Font(gone, aside in (1, 2), PALETTE.get(colour)))
            if len(fonts) == 4:  # no font is the fourth
                fonts.append(fonts[0])
        elif kind == _FORMAT:
            number, many, wide = struct.unpack_from("<HHB", workbook, start)
            raw = workbook[start + 5 : min(end, start + 5 + many * (1 + (wide & 1)))]
            codes[number] = raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
        elif kind == _STYLE and end - start >= 20:
            font, code = struct.unpack_from("<HH", workbook, start)
            lines, fill = struct.unpack_from("<IH", workbook, start + 14)
            styles.append((font, code, lines >> 26, fill & 0x7F))
        elif kind == _STRINGS or (kind == _CONTINUED and strings and before in (_STRINGS, _CONTINUED)):
            strings.append(workbook[start:end])
        before = kind
    made = [_style(fonts, codes, *style) for style in styles]
    return _Book(starts, fonts, codes, made, dict(_texts(strings, fonts)))


def _style(fonts: Sequence[_Font], codes: dict[int, str], font: int, code: int, pattern: int, fill: int) -> Style:
    said = fonts[font] if font < len(fonts) else _Font(gone=False, raised=False, colour=None)
    ground = ink.WHITE if not pattern else PALETTE.get(fill) if pattern == _SOLID else None
    return Style(codes.get(code, BUILT_IN.get(code, GENERAL)), said.gone, ink.is_faint(said.colour, ground))


def _sets(workbook: bytes, book: _Book) -> list[Set]:
    found: dict[int, tuple[dict[Place, Style], dict[Place, str]]] = {start: ({}, {}) for start in book.starts}
    noughts = dict.fromkeys(book.starts, True)
    telling = {at: style for at, style in enumerate(book.styles) if style.tells}
    at = -1
    for kind, start, end in ole.records(workbook):
        if kind == _BEGINS and start - 4 in found:
            at = start - 4
        elif at < 0:
            continue
        elif kind == _WINDOW:
            noughts[at] = bool(struct.unpack_from("<H", workbook, start)[0] & _SHOWS_NOUGHTS)
        elif kind in _CELLS:
            row, column, style = struct.unpack_from("<3H", workbook, start)
            if style in telling:
                found[at][0][row, column] = telling[style]
            if kind == _STRING_CELL and (text := book.texts.get(*struct.unpack_from("<I", workbook, start + 6))):
                found[at][1][row, column] = text
        elif kind == _MANY:
            row, column = struct.unpack_from("<HH", workbook, start)
            for place, (style,) in enumerate(struct.iter_unpack("<H4x", workbook[start + 4 : end - 2])):
                if style in telling:
                    found[at][0][row, column + place] = telling[style]
    return [Set(styles, noughts[start], texts) for start, (styles, texts) in found.items()]


class _Reader:
    """The table of texts, whose records go on in others: in the middle of a text the first byte of the next says anew
    how wide its characters are."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts, self._part, self._at = parts, 0, 0

    def take(self, many: int) -> bytes:
        """So many bytes."""
        taken = b""
        while len(taken) < many:
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 0
            some = self._parts[self._part][self._at : self._at + many - len(taken)]
            self._at += len(some)
            taken += some
        return taken

    def text(self, many: int, wide: int) -> str:
        """So many characters."""
        said = ""
        while len(said) < many:
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 1
                wide = self._parts[self._part][0] & 1
            part = self._parts[self._part]
            raw = part[self._at : self._at + (many - len(said)) * (1 + wide)]
            self._at += len(raw)
            said += raw.decode("utf-16-le" if wide else "latin-1", "surrogatepass") if raw else ""
        return said


def _texts(parts: Sequence[bytes], fonts: Sequence[_Font]) -> Iterator[tuple[int, str]]:
    """The texts that are not seen as they are written, by their numbers, as they are seen."""
    if not any(font.gone or font.raised or font.colour == ink.WHITE for font in fonts) or not parts:
        return
    reader = _Reader(parts)
    _, many = struct.unpack("<II", reader.take(8))
    for number in range(many):
        length, says = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if says & 0x08 else 0
        more = struct.unpack("<I", reader.take(4))[0] if says & 0x04 else 0
        text = reader.text(length, says & 1)
        styled = list(struct.iter_unpack("<HH", reader.take(4 * runs)))
        reader.take(more)
        if styled:
            seen = _seen(text, [(start, fonts[font]) for start, font in styled if font < len(fonts)])
            if seen != text:
                yield number, seen


def _seen(text: str, runs: list[tuple[int, _Font]]) -> str:
    """A text of several fonts as it is seen."""
    is_words = WORDS.match(text) is not None
    plain = _Font(gone=False, raised=False, colour=None)
    seen = ""
    for (start, font), (end, _) in pairwise([(0, plain), *runs, (len(text), plain)]):
        said = text[start:end]
        if font.raised and is_surely_mark(said, text[:start], text[end:]):
            continue
        doubtful = (font.raised or font.colour == ink.WHITE) and not is_words
        seen += "" if font.gone else _DIGITS.sub(UNREADABLE, said) if doubtful else said
    return seen
