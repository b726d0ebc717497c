"""Characters made into lines, and lines into words: what the gaps between them say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from gongkai.reading.sources.pdf_parts import Block, Cell, Char

MARGIN = 6.0
"""What stands free between a cell's rule and its text at most (points): 5.4 in Word, 3 in LibreOffice."""
TWICE = 0.3
"""The same character nearer to itself than this share of its breadth is printed twice over."""


def cell_text(chars: Sequence[Char], width: float) -> str:
    """The text of a cell on one line: a break between digits stays a gap unless the line was full."""
    return said_in(chars, width)[0]


def said_in(chars: Sequence[Char], width: float) -> tuple[str, bool]:
    """The text of a cell, and whether its last line is full."""
    if len(chars) == 1 and chars[0].text != " ":  # as in most cells
        return chars[0].text, _fills(chars, width)
    text, full = "", False
    for line in lines(chars):
        said = spoken(line)
        gap = " " if text and text[-1].isdigit() and said[:1].isdigit() and not full else ""
        text += gap + said
        full = _fills([char for char in line if char.text != " "], width)
    return text, full


def _fills(printed: Sequence[Char], width: float) -> bool:
    # What a program leaves free on both sides of a cell, and the digit that did not fit any more.
    return width - (printed[-1].right - printed[0].left) < 2 * MARGIN + printed[-1].wide


def lines(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters as lines from top to bottom, each from left to right."""
    chars = list(chars)
    if len(chars) < 2:
        return [chars] if chars and chars[0].text != " " else []
    out: list[list[Char]] = []
    middle = height = 0.0
    for char in sorted(chars, key=lambda one: (one.y, one.left)):
        if out and abs(char.y - middle) <= 0.5 * max(height, char.bottom - char.top):
            out[-1].append(char)
            # A line leans on its tallest character: a full stop sits low.
            if char.bottom - char.top > height:
                middle, height = char.y, char.bottom - char.top
        else:
            out.append([char])
            middle, height = char.y, char.bottom - char.top
    return [_once(line) for line in out if any(char.text != " " for char in line)]


def _once(line: list[Char]) -> list[Char]:
    """A line from left to right, each character once: a bold one is sometimes printed twice, a little apart."""
    if len(line) == 1:
        return line
    line.sort(key=lambda one: one.left)
    out = line[:1]
    for char in line[1:]:
        before = out[-1]
        if char.text != before.text or char.left - before.left > TWICE * before.wide:
            out.append(char)
    return out


def spoken_block(line: Sequence[Char]) -> Block:
    """A line of text; with boxes if it holds a digit: only numbers are looked for on the page."""
    words = list(_words(line))
    text = "".join(gap + "".join(char.text for char in word) for gap, word in words)
    boxes: list[Cell] = []
    if any(char.isdigit() for char in text):
        for _, word in words:
            parts = re.split("[ \t]", "".join(char.text for char in word))
            boxes += [around(word)] * len(parts)
    return Block(min(char.top for char in line), line=text, boxes=tuple(boxes))


def around(chars: Sequence[Char]) -> Cell:
    """The box around characters."""
    return Cell(
        min(char.left for char in chars),
        min(char.top for char in chars),
        max(char.right for char in chars),
        max(char.bottom for char in chars),
    )


def spoken(line: Sequence[Char]) -> str:
    """A line as text: a space that is written, or a gap as wide as a digit, is a space; a much wider gap a tab."""
    return "".join(gap + "".join(char.text for char in word) for gap, word in _words(line))


def _words(line: Sequence[Char]) -> Iterator[tuple[str, list[Char]]]:
    """The words of a line, each with the gap before it."""
    if len(line) == 1:
        yield "", list(line)
        return
    printed = [char for char in line if char.text != " "]
    spaces = [char.x for char in line if char.text == " "]
    size = median(char.bottom - char.top for char in printed for _ in char.text) or 1.0
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
