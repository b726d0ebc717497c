"""Rows out of numbers that were printed column after column.

Extractors that look for columns of text cut a table into pieces, a page or a few rows high, and
print each piece row by row or column by column.  Which of the two, the row sums say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby, pairwise, takewhile
from typing import Protocol

from gongkai.reading.align import Anchor
from gongkai.reading.line import LONGEST, Check, holds
from gongkai.reading.strays import alone
from gongkai.reading.tokens import Stream, Token, label_key
from gongkai.report.form import Block, Column, Table

#: No piece of a table has more rows than this.
MOST_ROWS = 40

#: So large a share of its numbers stand between blank lines in a text of pieces.
ALONE = 0.8

#: What may stand behind the head of a column: its unit.
LONGEST_UNIT = len("单位万元")


class _Pool(Protocol):
    """The tokens of a line, and whether they were dealt out by their order."""

    @property
    def tokens(self) -> Sequence[Token]: ...
    @property
    def dealt(self) -> bool: ...


Rows = list[list[Token]]
Held = Mapping[str, Sequence[Token]]


def upright(rows: Rows, size: int, checks: tuple[Check, ...]) -> Rows:
    """The rows cut into the pieces in which the fewest rows break their sums, each turned if it was printed in columns.

    As they stand if no cutting breaks fewer, or if any is not ``size`` plain numbers.
    """
    flat = [token for row in rows for token in row]
    if not 1 < len(rows) <= MOST_ROWS or any(len(row) != size for row in rows) or not all(map(_is_count, flat)):
        return rows
    if all(holds([_value(token) for token in row], checks) for row in rows):
        return rows
    woven = _woven(flat, len(rows), size)
    if woven and all(holds([_value(token) for token in row], checks) for row in woven):
        return woven
    ends = _pieces([_value(token) for token in flat], len(rows), checks)
    pieces = [(flat[first * size : last * size], last - first) for first, last in pairwise(ends)]
    return [piece[at::count] for piece, count in pieces for at in range(count)]


def _woven(tokens: Sequence[Token], count: int, size: int) -> Rows:
    """The rows where those between two whole ones were printed piece by piece: the first of each, the second of each.

    So the layout of a page is kept where the rows have labels of several lines.
    """
    lines = [list(run) for _, run in groupby(tokens, key=lambda token: token.row)]
    above = len(list(takewhile(lambda line: len(line) == size, lines)))
    below = len(list(takewhile(lambda line: len(line) == size, reversed(lines[above:]))))
    within, high = lines[above : len(lines) - below], count - above - below
    if high < 2 or len(within) % high:
        return []
    rows = [[token for line in within[at::high] for token in line] for at in range(high)]
    return [*lines[:above], *rows, *lines[len(lines) - below :]] if all(len(row) == size for row in rows) else []


def _pieces(values: Sequence[int], count: int, checks: tuple[Check, ...]) -> list[int]:
    """The rows before which pieces begin or end: fewest broken rows first, then fewest turned pieces."""
    width = len(values) // count
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # (broken rows, turned pieces, where the last piece begins)
    for last in range(1, count + 1):
        ways = []
        for first in range(last):
            size = last - first
            piece = values[first * width : last * width]
            broken = sum(not holds(piece[at::size], checks) for at in range(size))
            ways.append((best[first][0] + broken, best[first][1] + (size > 1), first))
        best.append(min(ways))
    ends = [count]
    while ends[-1]:
        ends.append(best[ends[-1]][2])
    return ends[::-1]


def _is_count(token: Token) -> bool:
    return token.kind == "M" or (token.text.isdecimal() and len(token.text) <= LONGEST)


def _value(token: Token) -> int:
    """What a cell adds to its row: a mark nothing."""
    return 0 if token.kind == "M" else int(token.text)


def block_by_columns(
    table: Table, block: Block, stream: Stream, anchors: Mapping[str, Anchor]
) -> dict[str, tuple[Token, ...]]:
    """The numbers of the lines of a block whose labels stand together and its columns after them, each under its head.

    Empty if the block is printed otherwise.  The head of an only column may stand before the labels.
    """
    places = [anchors[line] for line in block.lines if line in anchors]
    if len(places) < len(block.lines) or any(one.end > after.start for one, after in pairwise(places)):
        return {}
    numbers = [token for token in stream.tokens if token.kind in "NM" and token.labels > places[0].start]
    columns = table.columns_of(block.lines[0])
    at, found = places[-1].end, []
    for column, (labels, run) in zip(columns, groupby(numbers, key=lambda token: token.labels), strict=False):
        held = tuple(run)
        if len(held) != len(places) or not (
            _heads(column, stream.labels[at:labels]) or (at == labels and columns[1:] == ())
        ):
            return {}
        at = labels
        found.append(held)
    return dict(zip(block.lines, zip(*found, strict=True), strict=True)) if len(found) == len(columns) else {}


def _heads(column: Column, words: str) -> bool:
    """Whether the words are the head of a column."""
    keys = (label_key(wording) for wording in (column.label, *column.aliases))
    return any(words.startswith(key) and len(words) - len(key) <= LONGEST_UNIT for key in keys)


def is_by_feet(stream: Stream) -> bool:
    """Whether the pieces of a text were put in order by where they end on the page, as one extractor does it.

    Blank lines stand between the pieces, and each number is one.  Such an order puts what is higher, or lower in its
    line, behind what stands beside it: the numbers of a line before its label, marks behind figures.
    """
    if sum([token.column < 0 for token in stream.tokens]) <= ALONE * len(stream.tokens):  # as most
        return False
    rows = {row for _, row in stream.row_of}
    apart = sum(token.column < 0 and not rows & {token.row - 1, token.row + 1} for token in alone(stream))
    return apart > ALONE * len({token.row for token in stream.tokens})


def out_of_order(stream: Stream, held: Mapping[str, Sequence[Token]]) -> set[str]:
    """The lines whose numbers may not stand in the order of their columns, in a text that is ordered by feet.

    A number on two lines, or with a remark that is, ends lower than those beside it; marks that all stand on one side
    were moved there.
    """
    rows, worded, lone = {token.row for token in stream.tokens}, {row for _, row in stream.row_of}, alone(stream)
    tall = {
        key
        for key, tokens in held.items()
        if len(tokens) > 1
        and any(
            rows & {token.row - 1, token.row + 1} or (token not in lone and token.row + 1 in worded) for token in tokens
        )
    }
    mixed = {key: kinds for key, tokens in held.items() if len(kinds := [token.kind for token in tokens]) > 1}
    mixed = {key: kinds for key, kinds in mixed.items() if {"N", "M"} <= set(kinds)}
    parted = sum(sum(one != after for one, after in pairwise(kinds)) == 1 for kinds in mixed.values())
    return tall | (set(mixed) if parted > ALONE * len(mixed) else set())


def torn(held: Mapping[str, _Pool], anchors: Mapping[str, Anchor]) -> list[str]:
    """The lines of which some numbers stand within the label and others behind it: nothing tells which come first.

    Numbers that were dealt out by their order are not asked.
    """
    found = []
    for key, anchor in anchors.items():
        tokens = [token for token in held[key].tokens if token.kind in "NM" and token.column < 0]
        within = {token.labels < anchor.end for token in tokens}
        found += [key] if len(within) == 2 and not held[key].dealt else []
    return found


def moved_along(stream: Stream, table: Table, anchors: Mapping[str, Anchor], held: Held) -> set[str]:
    """The lines of a table without sums whose numbers may be those of the line before or after.

    Where one line has too few numbers and another too many, or numbers stand before a label that are no other line's,
    those of the lines between may have moved along, though each has as many as it should.
    """
    claimed = {id(token) for tokens in held.values() for token in tokens}
    nobodys = [token.labels for token in stream.tokens if token.kind in "NM" and id(token) not in claimed]
    steps, before, is_apart = [], -1, is_by_feet(stream)
    for key, anchor in sorted(anchors.items(), key=lambda item: item[1].start):
        early = sum(before < labels <= anchor.start for labels in nobodys)
        steps += [(key, early), (key, _surplus(held[key], len(table.columns_of(key)), is_apart=is_apart))]
        before = anchor.start
    if not (any(step > 0 for _, step in steps) and any(step < 0 for _, step in steps)):
        return set()
    sums = accumulate(step for _, step in steps)
    return {key for (key, step), total in zip(steps, sums, strict=True) if total or total - step}


def _surplus(tokens: Sequence[Token], size: int, *, is_apart: bool) -> int:
    """How many numbers a line has beyond its cells, less than none where some are missing; empty cells are cells.

    Numbers that all stand apart do not run together.
    """
    numbers = [token.text for token in tokens if token.kind in "NMX"]
    if not is_apart and any(len(number) >= size > 1 for number in numbers):
        return 0
    return max(len(numbers), min(size, len(tokens))) - size
