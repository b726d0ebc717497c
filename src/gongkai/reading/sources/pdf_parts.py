"""What a page is made of, from whatever engine, in points from its top left corner: characters, rules, cells, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import compress
from typing import NamedTuple

from gongkai.finding import Box

NOT_SAID = "\ufffd"
"""What is read for characters that may belong to a number or not: no number with it is known."""


class Char(NamedTuple):
    """One character, or several that stand side by side, and the box around them."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def x(self) -> float:
        """The middle from left to right."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle from top to bottom."""
        return (self.top + self.bottom) / 2

    @property
    def wide(self) -> float:
        """How broad one character is."""
        return (self.right - self.left) / len(self.text)


class Piece(Char):
    """Characters that stand side by side on one line, which they are kept as."""

    parts: Sequence[Char]


def together(chars: Sequence[Char], top: float, bottom: float) -> Char:
    """Characters that stand side by side as one piece, so high and so low."""
    if len(chars) == 1:
        return chars[0]
    piece: Piece = tuple.__new__(Piece, ("".join([char[0] for char in chars]), chars[0][1], top, chars[-1][3], bottom))
    piece.parts = chars
    return piece


def apart(line: Iterable[Char]) -> list[Char]:
    """The characters that pieces were made of."""
    return [char for one in line for char in (one.parts if isinstance(one, Piece) else (one,))]


def characters(texts: Iterable[str], *edges: Iterable[float], kept: Iterable[int]) -> Iterator[Char]:
    """Characters from their texts and the edges of their boxes, those that are kept: what :class:`Char` does, for many
    at once."""
    return compress(map(partial(tuple.__new__, Char), zip(texts, *edges, strict=True)), kept)


class Rule(NamedTuple):
    """A straight rule: at ``place`` across, from ``start`` to ``end`` along."""

    place: float
    start: float
    end: float


class Frame(NamedTuple):
    """From the points in which a page is read to fractions of the page as it is shown: an affine map."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def shown(self, cell: Cell) -> Box:
        """The rectangle around a box, no larger than the page."""
        a, b, c, d, e, f = self
        left, top, right, bottom = cell
        if b == 0.0 == c:  # a page that is not turned, as most are
            x0, y0, x1, y1 = a * left + e, d * top + f, a * right + e, d * bottom + f
            if 0.0 <= x0 <= x1 <= 1.0 and 0.0 <= y0 <= y1 <= 1.0:
                return Box(x0, y0, x1, y1)
            xs, ys = [x0, x1], [y0, y1]
        else:
            corners = [(x, y) for x in (left, right) for y in (top, bottom)]
            xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
        return Box(_within(min(xs)), _within(min(ys)), _within(max(xs)), _within(max(ys)))

    def turned(self, quarters: int) -> Frame:
        """The same for a page that is shown turned by so many quarters to the right."""
        frame = self
        for _ in range(quarters % 4):
            a, b, c, d, e, f = frame
            frame = Frame(-b, a, -d, c, 1 - f, e)
        return frame

    def inside(self, box: Box) -> Frame:
        """The same for a page that is shown as a part of another."""
        across, down = box.right - box.left, box.bottom - box.top
        a, b, c, d, e, f = self
        return Frame(a * across, b * down, c * across, d * down, box.left + e * across, box.top + f * down)


class Page(NamedTuple):
    """A page: its characters in the order of the file, its level and its upright rules.

    ``pictured`` says that what a person reads on it is a picture, ``frame`` where on the shown page
    its points are; ``strokes`` are level ones too short to be rules, which may strike a digit out.
    """

    chars: Sequence[Char]
    level: Sequence[Rule]
    upright: Sequence[Rule]
    pictured: bool = False
    frame: Frame | None = None
    strokes: Sequence[Rule] = ()


class Cell(NamedTuple):
    """The box of a cell between its rules."""

    left: float
    top: float
    right: float
    bottom: float


class Row(NamedTuple):
    """A row of a table: the texts of the cells that begin in it, with the column each begins in, and its box.

    ``full`` are the columns whose text fills its last line, so that it may go on where a page ends.
    """

    cells: tuple[str, ...]
    columns: tuple[int, ...]
    full: frozenset[int] = frozenset()
    boxes: tuple[Cell, ...] = ()


class Block(NamedTuple):
    """A part of a page from top to bottom: a table's rows, or one line of text with the box of each word."""

    top: float
    rows: tuple[Row, ...] = ()
    edges: tuple[float, ...] = ()
    line: str = ""
    boxes: tuple[Cell, ...] = ()


def _within(share: float) -> float:
    """A share of a page, no less than nothing and no more than all of it."""
    return 0.0 if share < 0.0 else 1.0 if share > 1.0 else share
