"""Characters made into lines, and lines into words: what the gaps between them say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from operator import itemgetter
from statistics import median

from gongkai.reading.sources.inline import FOOTNOTE
from gongkai.reading.sources.pdf_parts import NOT_SAID, Block, Cell, Char, apart

MARGIN = 6.0
"""What stands free between a cell's rule and its text at most (points): 5.4 in Word, 3 in LibreOffice."""
TOUCHING = 0.05
"""Characters nearer than this share of their height, and no further from level, stand side by side."""
NARROW = 0.25
"""A gap of no more than this share of the height of the lowest piece of a line divides nothing, whatever is usual on
the line: a gap between digits has 0.35 of that, and the characters of a piece differ by :data:`TOUCHING`."""
TWICE, THICK = 0.3, 0.12
"""The same character nearer to itself than this share of its breadth, or of its height, is printed twice over."""
SMALL, SMALLER, ABOVE, LOW = 0.8, 0.95, 0.2, 0.1
"""A footnote's mark is so small beside a number, in browsers hardly smaller, and its foot so far above or, where it is
hardly smaller, below the other's (shares of height)."""
LEVEL = 0.1
"""At least this share of their height the boxes of characters reach below the line on which they stand: the foot of a
smaller one on that line is higher by what it lacks of that."""
ILLEGIBLE = 0.35
"""Digits of less than this share of the height of those that they stand beside are read by nobody."""
_LEFT = itemgetter(1)


def said_in(chars: Sequence[Char], width: float) -> tuple[str, bool]:
    """The text of a cell on one line, and whether its last line is full; a break between digits stays a gap unless the
    line before it was full.
    """
    if len(chars) == 1 and chars[0].text != " ":  # as in most cells
        return chars[0].text, _fills(chars, width)
    text, full = "", False
    for line in lines(chars):
        if len(line) > 1:
            line = without_footnotes(line)
        said = spoken(line)
        gap = " " if text and text[-1].isdigit() and said[:1].isdigit() and not full else ""
        text += gap + said
        full = _fills([char for char in line if char.text != " "], width)
    return text, full


def without_footnotes(line: list[Char], *, free: bool = False) -> list[Char]:
    """A line of a cell without the small raised or lowered marks of footnotes, and without digits too small to read.

    On a ``free`` line they are such only where they touch a larger digit.  Small digits at a number that stand neither
    above nor below it may belong to it: they are not known.
    """
    heights = [bottom - top for _, _, top, _, bottom in line]
    height = max(heights)
    if min(heights) > SMALLER * height:  # as on most lines
        return line
    large = max((char for char in line if char.bottom - char.top == height), key=lambda char: char.bottom)
    out = []
    for at, char in enumerate(line):
        beside = [one for one in (*line[max(0, at - 1) : at], *line[at + 1 : at + 2]) if _is_at(one, char)]
        other = beside[0] if beside else None if free else large
        if other is None or not any(map(_is_mark, char.text)):
            out.append(char)
        elif _is_aside(char, other):
            if not FOOTNOTE.fullmatch(char.text):
                out.append(Char(NOT_SAID, *char[1:]))
        elif beside and char.bottom - char.top <= SMALL * (other.bottom - other.top):
            out.append(Char(NOT_SAID, *char[1:]))
        else:
            out.append(char)
    return out


def _is_mark(one: str) -> bool:
    return FOOTNOTE.fullmatch(one) is not None


def _is_at(number: Char, char: Char) -> bool:
    """Whether a larger digit touches a character."""
    height = number.bottom - number.top
    gap = max(char.left - number.right, number.left - char.right)
    end = number.text[-1 if number.left < char.left else 0]
    return end.isdigit() and char.bottom - char.top <= SMALLER * height and abs(gap) <= NARROW * height


def _is_aside(char: Char, number: Char) -> bool:
    """Whether it is surely smaller than what it stands at and above or below that, or too small to read."""
    height = number.bottom - number.top
    share, raised = (char.bottom - char.top) / height, (number.bottom - char.bottom) / height
    lowest = LEVEL * (1 - share) if share <= SMALL else -LOW
    return share <= SMALLER and (share < ILLEGIBLE or raised > ABOVE or raised < lowest)


def _fills(printed: Sequence[Char], width: float) -> bool:
    # What a program leaves free on both sides of a cell, and the digit that did not fit any more.
    return width - (printed[-1].right - printed[0].left) < 2 * MARGIN + printed[-1].wide


def lines(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters as lines from top to bottom, each from left to right."""
    chars = list(chars)
    if len(chars) < 2:
        return [chars] if chars and chars[0].text != " " else []
    out: list[list[Char]] = []
    middle, height = -inf, 0.0
    placed = [((top + bottom) / 2, left, at, bottom - top) for at, (_, left, top, _, bottom) in enumerate(chars)]
    for y, _, at, tall in sorted(placed):
        if abs(y - middle) <= 0.5 * (tall if tall > height else height):
            out[-1].append(chars[at])
            # A line leans on its tallest character: a full stop sits low.
            if tall > height:
                middle, height = y, tall
        else:
            out.append([chars[at]])
            middle, height = y, tall
    return [_once(line) for line in out if any(char[0] != " " for char in line)]


def _once(line: list[Char]) -> list[Char]:
    """A line from left to right, each character once: a bold one is sometimes printed twice, a little apart."""
    if len(line) == 1:
        return line
    line.sort(key=_LEFT)
    if any(after[1] < before[3] and _is_twice(before, after) for before, after in pairwise(line)):
        line = sorted(apart(line), key=_LEFT)
    out = line[:1]
    for char in line[1:]:
        before = out[-1]
        if char.text != before.text or char.left - before.left > _doubled(before):
            out.append(char)
    return out


def _is_twice(before: Char, after: Char) -> bool:
    """Whether a piece prints again from somewhere within another on; letters in the very same place are one sign that
    stands for both, as for ff."""
    first, left = after[0][0], after[1]
    return any(
        one[0] == first and abs(left - one[1]) <= _doubled(one) and not (left == one[1] and _is_letter(first))
        for one in apart([before])
    )


def _doubled(char: Char) -> float:
    """How far beside itself a character is printed again to look bold: as far for a narrow point as for a digit."""
    return max(TWICE * char.wide, THICK * (char.bottom - char.top))


def _is_letter(said: str) -> bool:
    return said.isascii() and said.isalpha()


def spoken_block(line: Sequence[Char]) -> Block:
    """A line of text; with boxes if it holds a digit: only numbers are looked for on the page."""
    line = without_footnotes(list(line), free=True)
    words = [(gap, "".join([char[0] for char in word]), word) for gap, word in _words(line)]
    text = "".join([gap + said for gap, said, _ in words])
    boxes: list[Cell] = []
    if any(map(str.isdigit, text)):
        for _, said, word in words:
            boxes += [around(word)] * len(re.split("[ \t]", said))
    return Block(min([char[2] for char in line]), line=text, boxes=tuple(boxes))


def around(chars: Sequence[Char]) -> Cell:
    """The box around characters."""
    _, lefts, tops, rights, bottoms = zip(*chars, strict=True)
    return Cell(min(lefts), min(tops), max(rights), max(bottoms))


def spoken(line: Sequence[Char]) -> str:
    """A line as text: a space that is written, or a gap as wide as a digit, is a space; a much wider gap a tab."""
    if len(line) == 1 and line[0].text != " ":
        return line[0].text
    return "".join([gap + "".join([char[0] for char in word]) for gap, word in _words(line)])


def _words(line: Sequence[Char]) -> Iterator[tuple[str, list[Char]]]:
    """The words of a line, each with the gap before it."""
    printed = [char for char in line if char[0] != " "]
    if len(printed) < 2:
        yield "", printed
        return
    if len(printed) == len(line):
        least = min([bottom - top for _, _, top, _, bottom in printed])
        if max([after[1] - before[3] for before, after in pairwise(printed)]) <= NARROW * least:
            yield "", printed
            return
    spaces = [char.x for char in line if char[0] == " "]
    size = median([bottom - top for text, _, top, _, bottom in apart(printed) for _ in text]) or 1.0
    gap, word = "", [printed[0]]
    for before, after in pairwise(printed):
        wide = after.left - before.right
        if wide > 2.2 * size:
            yield gap, word
            gap, word = "\t", []
        elif (
            spaces and any(before.right - before.wide / 2 < x < after.left + after.wide / 2 for x in spaces)
        ) or wide > (0.35 if before.text[-1].isascii() and after.text[0].isascii() else 0.8) * size:
            yield gap, word
            gap, word = " ", []
        word.append(after)
    yield gap, word
