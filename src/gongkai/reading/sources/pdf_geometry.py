"""Where characters and ruled lines lie on a page, made into rows of cells and lines of text.

Nothing here knows of PDF: a page is characters with boxes and straight rules, measured in points from
the top left corner.  A table is what rules enclose; a cell ends where a rule divides it from the next,
so that merged cells come out whole; free text goes line by line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from operator import itemgetter

from gongkai.reading.sources.pdf_parts import Block, Cell, Char, Page, Row, Rule, together
from gongkai.reading.sources.pdf_struck import without_struck
from gongkai.reading.sources.pdf_words import TOUCHING, lines, said_in, spoken_block

NEAR = 2.0
"""Rules nearer than this (points) are one; ends nearer than twice as much meet."""
GUTTER = 4.0
"""Nothing is printed between rules nearer than this (points): cells that each have a frame of their own stand so."""
LEAST_OPEN = 3
"""So many rules that end together beyond the last one across them are the sides of cells, not of a frame."""


def blocks(page: Page) -> list[Block]:
    """The page from top to bottom."""
    page = without_struck(page)
    tables = [grid for grid in grids(merged(page.level), merged(page.upright)) if grid.is_table]
    left = pieces(page.chars, sorted(edge for grid in tables for edge in grid.edges))
    out = []
    for grid in tables:
        inside, outside = grid.divided(left)
        if len("".join([piece.text for piece in inside]).replace(" ", "")) < 2:
            continue
        left = outside
        out.append(Block(grid.ys[0], tuple(grid.rows(inside)), tuple(grid.xs)))
    out += [spoken_block(line) for line in lines(left)]
    return sorted(out, key=lambda block: block.top)


def pieces(chars: Iterable[Char], edges: Sequence[float]) -> list[Char]:
    """The characters, those together that follow and touch one another with no edge between them.

    Most of what is asked of a character has one answer for all of a word.  The box of a character may be a little
    higher or lower for what it looks like.
    """
    out: list[Char] = []
    held: list[Char] = []
    end = above = below = since = until = highest = high = low = lowest = 0.0
    slack, least = -inf, inf
    bounds = (-inf, *edges, inf)
    for char in chars:
        text, left, top, right, bottom = char
        if (
            least <= left - end <= slack
            and highest <= top <= high
            and low <= bottom <= lowest
            and since <= (left + right) / 2 < until
            and text != " "
        ):
            held.append(char)
            end = right
            if top < above:
                above = top
            if bottom > below:
                below = bottom
            continue
        if held:
            out.append(together(held, above, below))
        if text == " ":
            out.append(char)
            held, slack = [], -inf
            continue
        held, end, above, below, slack = [char], right, top, bottom, TOUCHING * (bottom - top)
        least, highest, high, low, lowest = -slack, top - slack, top + slack, bottom - slack, bottom + slack
        column = bisect_right(edges, (left + right) / 2)
        since, until = bounds[column], bounds[column + 1]
    if held:
        out.append(together(held, above, below))
    return out


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that lie on one another or go on from one another, as one."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.place - groups[-1][0].place <= NEAR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    out = []
    for group in groups:
        place = group[0].place
        group.sort(key=itemgetter(1))
        _, start, end = group[0]
        for _, first, last in group:
            if first > end + 2 * NEAR:
                out.append(Rule(place, start, end))
                start, end = first, last
            elif last > end:
                end = last
        out.append(Rule(place, start, end))
    return out


class Grid:
    """The rules of one table: the places where columns and rows may divide, and which rules stand there."""

    def __init__(self, level: list[Rule], upright: list[Rule]) -> None:
        upright = [*upright, *_sides(level, upright)]
        level = [*level, *_ends(level, upright)]
        self.xs = _clusters([rule.place for rule in upright], GUTTER)
        self.ys = _clusters([rule.place for rule in level], GUTTER)
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

    @property
    def edges(self) -> tuple[float, ...]:
        """Where its columns begin, and how far to the left and the right it holds what stands there."""
        return (self.xs[0] - NEAR, *self.xs, self.xs[-1] + NEAR)

    def divided(self, chars: Iterable[Char]) -> tuple[list[Char], list[Char]]:
        """The characters that stand in it, and the others."""
        first, last, high, low = self.xs[0] - NEAR, self.xs[-1] + NEAR, self.ys[0] - NEAR, self.ys[-1] + NEAR
        inside: list[Char] = []
        outside: list[Char] = []
        for char in chars:
            _, left, top, right, bottom = char
            holds = first <= (left + right) / 2 <= last and high <= (top + bottom) / 2 <= low
            (inside if holds else outside).append(char)
        return inside, outside

    def rows(self, chars: Iterable[Char]) -> Iterator[Row]:
        """The rows with their texts; rows in which no cell begins are none."""
        owner = self._owners()
        held: dict[tuple[int, int], list[Char]] = defaultdict(list)
        across, down = len(self.xs) - 1, len(self.ys) - 1
        for char in chars:
            _, left, top, right, bottom = char
            row = bisect_right(self.ys, (top + bottom) / 2, 1, down) - 1
            column = bisect_right(self.xs, (left + right) / 2, 1, across) - 1
            held[owner[row, column]].append(char)
        boxes = self._boxes(owner)
        said = {place: said_in(some, boxes[place].right - boxes[place].left) for place, some in held.items()}
        full = {place for place, (_, fills) in said.items() if fills}
        yield from _laid(boxes, {place: text for place, (text, _) in said.items()}, full)

    def cells(self) -> dict[tuple[int, int], Cell]:
        """The box of every cell by the row and the column in which it begins."""
        return self._boxes(self._owners())

    def _boxes(self, owners: Mapping[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], Cell]:
        spans: dict[tuple[int, int], tuple[int, int, int]] = {}
        for place, owner in owners.items():
            row, column = place
            if owner == place:  # the first place of its cell
                spans[owner] = column, column, row
                continue
            first, last, bottom = spans[owner]
            spans[owner] = min(first, column), max(last, column), max(bottom, row)
        return {
            (row, column): Cell(self.xs[first], self.ys[row], self.xs[last + 1], self.ys[bottom + 1])
            for (row, column), (first, last, bottom) in spans.items()
        }

    def filled(self, texts: Mapping[tuple[int, int], str]) -> Iterator[Row]:
        """The rows with texts that are known by cell."""
        return _laid(self.cells(), texts)

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Every place of the grid with the top left place of the cell that covers it."""
        owner = {(row, column): (row, column) for row in range(len(self.ys) - 1) for column in range(len(self.xs) - 1)}

        def found(place: tuple[int, int]) -> tuple[int, int]:
            while owner[place] != place:
                owner[place] = owner[owner[place]]
                place = owner[place]
            return place

        for place, beside in self._open():
            one, two = sorted((found(place), found(beside)))
            owner[two] = one
        return {place: one if one == place else found(place) for place, one in owner.items()}

    def _open(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Neighbours that no rule divides."""
        middles = [(above + below) / 2 for above, below in pairwise(self.ys)]
        for column in range(1, len(self.xs) - 1):
            rules = self._upright[column]
            yield from (((row, column - 1), (row, column)) for row, y in enumerate(middles) if not _crossed(rules, y))
        middles = [(before + after) / 2 for before, after in pairwise(self.xs)]
        for row in range(1, len(self.ys) - 1):
            rules = self._level[row]
            yield from (((row - 1, at), (row, at)) for at, x in enumerate(middles) if not _crossed(rules, x))


def _sides(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[Rule]:
    """The rules that are missing where a table is drawn without its sides: its level rules just stop there."""
    first, last = min(rule.place for rule in upright), max(rule.place for rule in upright)
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    top = min(*(rule.place for rule in level), *(rule.start for rule in upright))
    bottom = max(*(rule.place for rule in level), *(rule.end for rule in upright))
    for edge, is_open, reaching in (
        (left, first - left > GUTTER, sum(rule.start - left <= GUTTER for rule in level)),
        (right, right - last > GUTTER, sum(right - rule.end <= GUTTER for rule in level)),
    ):
        if is_open and reaching >= LEAST_OPEN:
            yield Rule(edge, top, bottom)


def _ends(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[Rule]:
    """The rules that are missing where a page's end cuts through a row: its upright rules just stop there."""
    first, last = min(rule.place for rule in level), max(rule.place for rule in level)
    start, end = min(rule.start for rule in upright), max(rule.end for rule in upright)
    left, right = min(rule.place for rule in upright), max(rule.place for rule in upright)
    for edge, is_open, reaching in (
        (start, first - start > GUTTER, sum(rule.start - start <= GUTTER for rule in upright)),
        (end, end - last > GUTTER, sum(end - rule.end <= GUTTER for rule in upright)),
    ):
        if is_open and reaching >= LEAST_OPEN:
            yield Rule(edge, left, right)


def _laid(
    boxes: Mapping[tuple[int, int], Cell], texts: Mapping[tuple[int, int], str], full: Container[tuple[int, int]] = ()
) -> Iterator[Row]:
    """Rows of cells by the row in which each begins; a cell without a text is empty."""
    begins: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(boxes):
        begins[row].append(column)
    for row in sorted(begins):
        places = [(row, column) for column in begins[row]]
        yield Row(
            tuple(texts.get(place, "") for place in places),
            tuple(begins[row]),
            frozenset(column for row, column in places if (row, column) in full),
            tuple(boxes[place] for place in places),
        )


def _crossed(rules: Iterable[Rule], place: float) -> bool:
    for _, start, end in rules:  # noqa: SIM110 (asked of every place of every grid: any() is slower)
        if start - NEAR <= place <= end + NEAR:
            return True
    return False


def grids(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Grid]:
    """The tables: rules that meet one another, from top to bottom."""
    parent = list(range(len(level) + len(upright)))

    def found(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    reach = 2 * NEAR
    downs = [(at, x, start - reach, end + reach) for at, (x, start, end) in enumerate(upright, len(level))]
    for i, (y, start, end) in enumerate(level):
        own, left, right = found(i), start - reach, end + reach
        for at, x, above, below in downs:
            if above <= y <= below and left <= x <= right and parent[at] != own:
                parent[found(at)] = own
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate((*level, *upright)):
        groups[found(i)][i >= len(level)].append(rule)
    made = [Grid(across, down) for across, down in groups.values() if len(across) > 1 and len(down) > 1]
    return sorted(made, key=lambda grid: grid.ys[0])


def _clusters(values: Iterable[float], apart: float) -> list[float]:
    """Places that lie no further apart as one: the first of each."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > apart:
            out.append(value)
    return out


def _index(places: Sequence[float], value: float) -> int:
    return max(bisect_right(places, value) - 1, 0)
