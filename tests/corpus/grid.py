"""The printed table as a two-dimensional grid with spans: what HTML and Markdown tables are made from."""

from __future__ import annotations

from dataclasses import dataclass

from tests.corpus.model import Part, Printed, Row


@dataclass
class Box:
    """One cell of the grid: text, the rows and columns it spans, whether it is a head, whether its line ends torn."""

    text: str
    rows: int = 1
    cols: int = 1
    head: bool = False
    number: bool = False
    torn: bool = False


Grid = list[list[Box]]


def grids(table: Printed) -> list[Grid]:
    """The grids of a table: one for each block of table 2 if asked for by part, one otherwise."""
    make = {"blocks": _blocks, "matrix": _matrix, "strip": _strip}[table.shape]
    return make(table)


def _line(labels: list[Box], row: Row, width: int) -> list[Box]:
    """Labels and numbers of a row of ``width`` numbers; the line ends early if it has fewer."""
    line = [*labels, *(Box(text, number=True) for text in row.texts)]
    line[-1].torn = bool(row.key) and len(row.texts) < width
    return line


def _blocks(table: Printed) -> list[Grid]:
    return [_block(part) for part in table.parts]


def _block(part: Part) -> Grid:
    width = len(part.heads[0])
    grid: Grid = [[Box(part.banner, cols=width, head=True)]] if part.banner else []
    if part.head_shown:
        grid.append([Box(text, head=True) for text in part.heads[0]])
    return grid + [_line([Box(row.label, head=True)], row, width - 1) for row in part.rows]


def join_blocks(table: Printed) -> Grid:
    """Table 2 as one grid of four columns, the narrower blocks spanning."""
    width = max(len(part.heads[0]) for part in table.parts)
    out: Grid = []
    for part in table.parts:
        for line in _block(part):
            short = width - sum(box.cols for box in line)
            if line and short > 0 and (len(line) == len(part.heads[0]) or len(line) == 1):
                line[-1].cols += short
            out.append(line)
    return out


def matrix_head(part: Part, corner: str, super_head: str) -> Grid:
    """The three head rows of table 3."""
    heads = part.heads[0]
    inner = [Box(text, head=True) for text in heads[1:-1]]
    return [
        [Box(corner, rows=3, cols=3, head=True), Box(super_head, cols=len(heads), head=True)],
        [
            Box(heads[0], rows=2, head=True),
            Box(part.heads[1][0], cols=len(inner), head=True),
            Box(heads[-1], rows=2, head=True),
        ],
        inner,
    ]


def _matrix(table: Printed) -> list[Grid]:
    (part,) = table.parts
    grid = matrix_head(part, table.corner, table.super_head) if part.head_shown else []
    rows = part.rows
    for at, row in enumerate(rows):
        line: list[Box] = []
        for depth, group in enumerate(row.groups):
            if at == 0 or rows[at - 1].groups[: depth + 1] != row.groups[: depth + 1]:
                span = 1
                while at + span < len(rows) and rows[at + span].groups[: depth + 1] == row.groups[: depth + 1]:
                    span += 1
                line.append(Box(group, rows=span, head=True))
        line.append(Box(row.label, cols=3 - len(row.groups), head=True))
        grid.append(_line(line, row, len(part.heads[0])))
    return [grid]


def _strip(table: Printed) -> list[Grid]:
    (part,) = table.parts
    grid: Grid = []
    if part.head_shown:
        (first, outer), groups, heads = part.heads
        five = len(heads) // 3
        grid = [
            [Box(first, cols=five, head=True), Box(outer, cols=2 * five, head=True)],
            [Box(text, rows=2, head=True) for text in heads[:five]]
            + [Box(text, cols=five, head=True) for text in groups],
            [Box(text, head=True) for text in heads[five:]],
        ]
    return [grid + [_line([], row, len(part.heads[2])) for row in part.rows if row.texts]]


def spread(grid: Grid, repeat: bool = False) -> list[list[str]]:
    """The grid as plain rows: a span's other places are empty, or repeat its text.

    Rows are of equal length, but for those that have lost a cell: these simply end early.
    """
    ends: dict[int, int] = {}
    taken: dict[tuple[int, int], str] = {}
    width = max((sum(box.cols for box in line) for line in grid), default=0)
    for y, line in enumerate(grid):
        x = 0
        for box in line:
            while (y, x) in taken:
                x += 1
            for dy in range(box.rows):
                for dx in range(box.cols):
                    taken[y + dy, x + dx] = box.text if repeat or (dy, dx) == (0, 0) else ""
            x += box.cols
            if box.torn:
                ends[y] = x
    width = max(width, max((x for _, x in taken), default=-1) + 1)
    return [[taken.get((y, x), "") for x in range(ends.get(y, width))] for y in range(len(grid))]
