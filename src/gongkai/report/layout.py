"""Where every head and every number of a table stands on paper: one grid for all renderers.

:func:`layout` turns a :class:`~gongkai.report.form.Table` into a :class:`Grid` of placed cells
whose spans tile it exactly.  Rows and columns count from 0.  No label is written here: heads
come from the edition file, and a new edition is laid out without a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from gongkai.report.form import Cell, Column, Form, Line, Shape, Table


class Role(StrEnum):
    """What a placed cell is: title of a block, head of columns, head of a line, or a number."""

    TITLE = "title"
    HEAD = "head"
    LINE = "line"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Placed:
    """One cell of a grid: top left corner, extent, text as printed, and what it is.

    ``cell`` is the name of the form's cell (``t3.u1.natural``) exactly where ``role`` is
    ``VALUE``; ``text`` is empty there.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    role: Role
    cell: str | None = None

    @property
    def rows(self) -> range:
        """The rows that it covers."""
        return range(self.row, self.row + self.rowspan)

    @property
    def columns(self) -> range:
        """The columns that it covers."""
        return range(self.column, self.column + self.colspan)

    @property
    def is_merged(self) -> bool:
        """Whether it covers more than one place."""
        return self.rowspan > 1 or self.colspan > 1


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table as printed: ``rows`` by ``columns`` places, tiled by ``placed`` in reading order.

    ``header_rows`` is the number of rows at the top to repeat on every page (none where blocks
    carry their own heads); the first ``label_columns`` columns hold the heads of the lines.
    """

    table: Table
    rows: int
    columns: int
    header_rows: int
    label_columns: int
    placed: tuple[Placed, ...]

    def row(self, index: int) -> tuple[Placed, ...]:
        """What starts in a row, from left to right."""
        return tuple(placed for placed in self.placed if placed.row == index)

    def values(self) -> dict[str, Placed]:
        """The places of the numbers, by cell name, in printed order."""
        return {placed.cell: placed for placed in self.placed if placed.cell is not None}

    def heads(self, value: Placed) -> tuple[Placed, ...]:
        """The heads that a number stands under, from the outermost: of its columns, then of its line."""
        above = [
            placed
            for placed in self.placed
            if placed.row < value.row and value.column in placed.columns and placed.role in (Role.HEAD, Role.TITLE)
        ]
        column: list[Placed] = []
        for placed in reversed(above):
            if column and placed.rows.stop != column[0].row:
                break
            column.insert(0, placed)
        beside = tuple(placed for placed in self.placed if placed.role is Role.LINE and value.row in placed.rows)
        return (*column, *beside)

    def shares(self) -> tuple[float, ...]:
        """The width of each column as a share of the table's, as the official print divides it."""
        if not self.label_columns:
            return (1 / self.columns,) * self.columns
        whole = 0.46 if self.table.shape is Shape.MATRIX else 0.3
        weights = [_GROUP] * (self.label_columns - 1) + [_LABEL]
        if self.label_columns > 2:
            weights[0] = _UPRIGHT
        values = self.columns - self.label_columns
        labels = tuple(whole * weight / sum(weights) for weight in weights)
        return labels + ((1 - whole) / values,) * values


# Relative widths of label columns: one upright character, a group head, a line's own label.
_UPRIGHT, _GROUP, _LABEL = 7, 20.5, 50


@cache
def layout(table: Table) -> Grid:
    """The grid of a table by its shape: stacked blocks, a matrix, or one strip."""
    match table.shape:
        case Shape.BLOCKS:
            return _blocks(table)
        case Shape.MATRIX:
            return _matrix(table)
        case Shape.STRIP:
            return _strip(table)


def full_line(line: Line) -> str:
    """A line's label with the heads of the groups it stands in, outermost first."""
    return " ".join((*line.under, line.label))


def full_column(column: Column) -> str:
    """A column's label with the heads it stands under, outermost first."""
    return " ".join((*column.under, column.label))


def full_label(cell: Cell) -> str:
    """A cell's line and column in full, such as a list of cells needs."""
    return f"{full_line(cell.line)}·{full_column(cell.column)}"


def grids(form: Form) -> tuple[Grid, ...]:
    """The grids of a form's tables, in their order."""
    return tuple(layout(table) for table in form.tables)


class _Branch(NamedTuple):
    """One head of a tree of heads: its level, how many levels and which leaves it covers."""

    level: int
    levels: int
    start: int
    span: int
    text: str


def _depth(paths: Sequence[tuple[str, ...]]) -> int:
    return max(len(path) for path in paths)


def _branches(paths: Sequence[tuple[str, ...]]) -> Iterator[_Branch]:
    """The heads that leaf paths share; neighbours merge, and a leaf fills the levels below it."""
    depth = _depth(paths)
    for index, path in enumerate(paths):
        for level, text in enumerate(path[:-1]):
            prefix = path[: level + 1]
            if index == 0 or not _is_under(paths[index - 1], prefix):
                yield _Branch(level, 1, index, _run(paths[index:], prefix), text)
        yield _Branch(len(path) - 1, depth - len(path) + 1, index, 1, path[-1])


def _is_under(path: tuple[str, ...], prefix: tuple[str, ...]) -> bool:
    return len(path) > len(prefix) and path[: len(prefix)] == prefix


def _run(paths: Sequence[tuple[str, ...]], prefix: tuple[str, ...]) -> int:
    """How many paths from the first one on stand under ``prefix`` without a break."""
    return next((index for index, path in enumerate(paths) if not _is_under(path, prefix)), len(paths))


def _matrix(table: Table) -> Grid:
    top = (table.column_head,) if table.column_head else ()
    columns = [(*top, *column.under, column.label) for column in table.columns]
    lines = [(*line.under, line.label) for line in table.lines]
    head, side = _depth(columns), _depth(lines)
    placed = [Placed(0, 0, head, side, table.line_head, Role.HEAD)]
    placed += _heads(columns, side)
    placed += [Placed(head + b.start, b.level, b.span, b.levels, b.text, Role.LINE) for b in _branches(lines)]
    placed += [
        Placed(head + row, side + column, 1, 1, "", Role.VALUE, table.cell_name(line.key, of.key))
        for row, line in enumerate(table.lines)
        for column, of in enumerate(table.columns)
    ]
    return _grid(table, placed, head, side)


def _strip(table: Table) -> Grid:
    pairs = [(line, column) for line in table.lines for column in table.columns_of(line.key)]
    heads = [(*line.under, line.label, *column.under, column.label) for line, column in pairs]
    placed = _heads(heads, 0)
    placed += [
        Placed(_depth(heads), index, 1, 1, "", Role.VALUE, table.cell_name(line.key, column.key))
        for index, (line, column) in enumerate(pairs)
    ]
    return _grid(table, placed, _depth(heads), 0)


def _heads(paths: Sequence[tuple[str, ...]], left: int) -> list[Placed]:
    return [Placed(b.level, left + b.start, b.levels, b.span, b.text, Role.HEAD) for b in _branches(paths)]


def _blocks(table: Table) -> Grid:
    width = 1 + max(len(block.columns) for block in table.blocks)
    placed: list[Placed] = []
    row = 0
    for block in table.blocks:
        placed += [
            Placed(row, 0, 1, width, block.label, Role.TITLE),
            Placed(row + 1, 0, 1, 1, table.line_head, Role.HEAD),
        ]
        spans = _spans(width - 1, len(block.columns))
        columns = [table.column(key) for key in block.columns]
        placed += [
            Placed(row + 1, at, 1, span, column.label, Role.HEAD)
            for (at, span), column in zip(spans, columns, strict=True)
        ]
        row += 2
        for key in block.lines:
            placed.append(Placed(row, 0, 1, 1, table.line(key).label, Role.LINE))
            placed += [
                Placed(row, at, 1, span, "", Role.VALUE, table.cell_name(key, column.key))
                for (at, span), column in zip(spans, columns, strict=True)
            ]
            row += 1
    return _grid(table, placed, 0, 1)


def _spans(width: int, count: int) -> list[tuple[int, int]]:
    """Starts and widths of ``count`` columns over ``width`` places after the labels; the last takes the rest."""
    return [(1 + index, 1 if index < count - 1 else width - count + 1) for index in range(count)]


def _grid(table: Table, placed: list[Placed], header_rows: int, label_columns: int) -> Grid:
    return Grid(
        table=table,
        rows=max(cell.rows.stop for cell in placed),
        columns=max(cell.columns.stop for cell in placed),
        header_rows=header_rows,
        label_columns=label_columns,
        placed=tuple(sorted(placed, key=lambda cell: (cell.row, cell.column))),
    )
