"""Where characters and ruled lines lie on a page, made into rows of cells and lines of text.

Nothing here knows of PDF: a page is characters with boxes and straight rules, measured in points from
the top left corner.  A table is what rules enclose; a cell ends where a rule divides it from the next,
so that merged cells come out whole; free text goes line by line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

NEAR = 2.0
"""Rules nearer than this (points) are one; ends nearer than twice as much meet."""
MARGIN = 6.0
"""What stands free between a cell's rule and its text at most (points): 5.4 in Word, 3 in LibreOffice."""


class Char(NamedTuple):
    """One character and its box."""

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


class Rule(NamedTuple):
    """A straight rule: at ``place`` across, from ``start`` to ``end`` along."""

    place: float
    start: float
    end: float


class Page(NamedTuple):
    """A page: its characters in the order of the file, its level and its upright rules."""

    chars: Sequence[Char]
    level: Sequence[Rule]
    upright: Sequence[Rule]


class Row(NamedTuple):
    """A row of a table: the texts of the cells that begin in it, with the column each begins in."""

    cells: tuple[str, ...]
    columns: tuple[int, ...]


class Block(NamedTuple):
    """A part of a page from top to bottom: a table's rows, or one line of text."""

    top: float
    rows: tuple[Row, ...] = ()
    edges: tuple[float, ...] = ()
    line: str = ""


def blocks(page: Page) -> list[Block]:
    """The page from top to bottom."""
    left = list(page.chars)
    out = []
    for grid in grids(merged(page.level), merged(page.upright)):
        inside = [char for char in left if grid.holds(char)]
        if sum(char.text != " " for char in inside) < 2 or not grid.is_table:
            continue
        left = [char for char in left if not grid.holds(char)]
        out.append(Block(grid.ys[0], tuple(grid.rows(inside)), tuple(grid.xs)))
    out += [Block(min(char.top for char in line), line=spoken(line)) for line in lines(left)]
    return sorted(out, key=lambda block: block.top)


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that lie on one another or go on from one another, as one."""
    at: dict[int, list[Rule]] = defaultdict(list)
    places = _clusters([rule.place for rule in rules])
    for rule in rules:
        at[_index(places, rule.place)].append(rule)
    out = []
    for key, some in at.items():
        place = places[key]
        start = end = None
        for rule in sorted(some, key=lambda one: one.start):
            if end is None or start is None or rule.start > end + 2 * NEAR:
                if end is not None and start is not None:
                    out.append(Rule(place, start, end))
                start, end = rule.start, rule.end
            else:
                end = max(end, rule.end)
        if end is not None and start is not None:
            out.append(Rule(place, start, end))
    return out


class Grid:
    """The rules of one table: the places where columns and rows may divide, and which rules stand there."""

    def __init__(self, level: list[Rule], upright: list[Rule]) -> None:
        self.xs = _clusters([rule.place for rule in upright])
        self.ys = _clusters([rule.place for rule in level])
        self._level: dict[int, list[Rule]] = defaultdict(list)
        self._upright: dict[int, list[Rule]] = defaultdict(list)
        for rule in level:
            self._level[_index(self.ys, rule.place)].append(rule)
        for rule in upright:
            self._upright[_index(self.xs, rule.place)].append(rule)

    @property
    def is_table(self) -> bool:
        """Whether it divides anything: more than a frame around text."""
        return len(self.xs) >= 2 and len(self.ys) >= 2 and len(self.xs) + len(self.ys) >= 5

    def holds(self, char: Char) -> bool:
        """Whether a character stands in it."""
        return self.xs[0] - NEAR <= char.x <= self.xs[-1] + NEAR and self.ys[0] - NEAR <= char.y <= self.ys[-1] + NEAR

    def rows(self, chars: Iterable[Char]) -> Iterator[Row]:
        """The rows with their texts; rows in which no cell begins are none."""
        owner = self._owners()
        held: dict[tuple[int, int], list[Char]] = defaultdict(list)
        for char in chars:
            row = min(max(bisect_right(self.ys, char.y) - 1, 0), len(self.ys) - 2)
            column = min(max(bisect_right(self.xs, char.x) - 1, 0), len(self.xs) - 2)
            held[owner[row, column]].append(char)
        begins: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(set(owner.values())):
            begins[row].append(column)
        for row in sorted(begins):
            texts = tuple(
                cell_text(held.get((row, column), []), self._width(owner, row, column)) for column in begins[row]
            )
            yield Row(texts, tuple(begins[row]))

    def _width(self, owner: Mapping[tuple[int, int], tuple[int, int]], row: int, column: int) -> float:
        """How broad the cell is that begins there."""
        last = column
        while owner.get((row, last + 1)) == (row, column):
            last += 1
        return self.xs[last + 1] - self.xs[column]

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Every place of the grid with the top left place of the cell that covers it."""
        owner = {(row, column): (row, column) for row in range(len(self.ys) - 1) for column in range(len(self.xs) - 1)}

        def found(place: tuple[int, int]) -> tuple[int, int]:
            while owner[place] != place:
                owner[place] = owner[owner[place]]
                place = owner[place]
            return place

        for row, column in list(owner):
            y = (self.ys[row] + self.ys[row + 1]) / 2
            x = (self.xs[column] + self.xs[column + 1]) / 2
            open_right = column + 2 < len(self.xs) and not _crossed(self._upright[column + 1], y)
            open_down = row + 2 < len(self.ys) and not _crossed(self._level[row + 1], x)
            for beside in ((row, column + 1),) * open_right + ((row + 1, column),) * open_down:
                one, two = sorted((found((row, column)), found(beside)))
                owner[two] = one
        return {place: found(place) for place in owner}


def _crossed(rules: Iterable[Rule], place: float) -> bool:
    return any(rule.start - NEAR <= place <= rule.end + NEAR for rule in rules)


def grids(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Grid]:
    """The tables: rules that meet one another, from top to bottom."""
    parent = list(range(len(level) + len(upright)))

    def found(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    reach = 2 * NEAR
    for i, across in enumerate(level):
        for j, down in enumerate(upright):
            meets_down = down.start - reach <= across.place <= down.end + reach
            if meets_down and across.start - reach <= down.place <= across.end + reach:
                parent[found(len(level) + j)] = found(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate((*level, *upright)):
        groups[found(i)][i >= len(level)].append(rule)
    made = [Grid(across, down) for across, down in groups.values() if len(across) > 1 and len(down) > 1]
    return sorted(made, key=lambda grid: grid.ys[0])


def cell_text(chars: Sequence[Char], width: float) -> str:
    """The text of a cell on one line: a break between digits stays a gap unless the line was full."""
    text, full = "", False
    for line in lines(chars):
        said = spoken(line)
        gap = " " if text and text[-1].isdigit() and said[:1].isdigit() and not full else ""
        text += gap + said
        printed = [char for char in line if char.text != " "]
        # What a program leaves free on both sides of a cell, and the digit that did not fit any more.
        free = 2 * MARGIN + printed[-1].right - printed[-1].left
        full = width - (printed[-1].right - printed[0].left) < free
    return text


def lines(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters as lines from top to bottom, each from left to right."""
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
    said = [line for line in out if any(char.text != " " for char in line)]
    for line in said:
        line.sort(key=lambda one: one.left)
    return said


def spoken(line: Sequence[Char]) -> str:
    """A line as text: a space that is written, or a gap as wide as a digit, is a space; a much wider gap a tab."""
    printed = [char for char in line if char.text != " "]
    spaces = [char.x for char in line if char.text == " "]
    size = median(char.bottom - char.top for char in printed) or 1.0
    parts = [printed[0].text]
    for before, after in pairwise(printed):
        gap = after.left - before.right
        if gap > 2.2 * size:
            parts.append("\t")
        elif (
            any(before.x < x < after.x for x in spaces)
            or gap > (0.35 if before.text.isascii() and after.text.isascii() else 0.8) * size
        ):
            parts.append(" ")
        parts.append(after.text)
    return "".join(parts)


def _clusters(values: Iterable[float]) -> list[float]:
    """Places that lie near one another as one: the first of each."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > NEAR:
            out.append(value)
    return out


def _index(places: Sequence[float], value: float) -> int:
    return max(bisect_right(places, value) - 1, 0)
