"""What an edition of the annual report form is made of.

A :class:`Form` is sections and :class:`Table`\\ s; a table is lines and columns; a
:class:`Cell` is where a line meets a column, and has one name for ever
(``t3.u1.natural``).  Sums and balances are declared on lines and columns and become
identities in :mod:`gongkai.report.identities`.

Source: 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号, the two notices that fix the form
under 《中华人民共和国政府信息公开条例》 art 50.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a column counts: whole things, money in 万元, or a signed change."""

    COUNT = "count"
    MONEY = "money"
    CHANGE = "change"


class Shape(StrEnum):
    """How a table is printed: stacked blocks with their own heads, one grid, or one strip."""

    BLOCKS = "blocks"
    MATRIX = "matrix"
    STRIP = "strip"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections: number as printed (一…六), key, title, and the table it holds."""

    number: str
    key: str
    title: str
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, label as printed, wordings seen in the wild, unit, and what it counts."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    unit: str = "件"
    kind: Kind = Kind.COUNT
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: key, label as printed, wordings seen in the wild, group heads, article."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    article: str | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stacked part of a table with its own head row: which lines meet which columns."""

    label: str
    columns: tuple[str, ...]
    lines: tuple[str, ...]
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """``whole`` equals the sum of ``parts``, along ``axis`` (``lines`` or ``columns``)."""

    code: str
    axis: str
    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """The sum of ``left`` equals the sum of ``right``, along ``axis``."""

    code: str
    axis: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """A relation between this year's cells and last year's, once for every key of ``each``.

    ``now`` and ``before`` give weights by key of the other axis.
    """

    code: str
    table: str
    axis: str
    each: tuple[str, ...]
    now: Mapping[str, int]
    before: Mapping[str, int]
    relation: str = "="


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the form: its name, and the table, line and column it stands in."""

    name: str
    table: str
    line: Line
    column: Column

    @property
    def kind(self) -> Kind:
        """What the cell counts."""
        return self.column.kind

    @property
    def unit(self) -> str:
        """The unit the number is in."""
        return self.column.unit

    @property
    def label(self) -> str:
        """Line and column as a person would name the cell, for messages in Chinese."""
        return f"{self.line.label}·{self.column.label}"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table of the form, with the edition that declares it (one value per edition)."""

    key: str
    edition: str
    title: str
    shape: Shape
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...] = ()
    sums: tuple[Sum, ...] = ()
    balances: tuple[Balance, ...] = ()
    line_head: str = ""
    column_head: str = ""

    def line(self, key: str) -> Line:
        """The line of that key; ``KeyError`` if the table has none."""
        for line in self.lines:
            if line.key == key:
                return line
        raise KeyError(key)

    def column(self, key: str) -> Column:
        """The column of that key; ``KeyError`` if the table has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def columns_of(self, line_key: str) -> tuple[Column, ...]:
        """The columns that meet a line: all of them, or those of the line's block."""
        for block in self.blocks:
            if line_key in block.lines:
                return tuple(self.column(key) for key in block.columns)
        return () if self.blocks else self.columns

    def cell_name(self, line_key: str, column_key: str) -> str:
        """The name of a cell, such as ``t3.u1.natural``."""
        return f"{self.key}.{line_key}.{column_key}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Form:
    """One edition, or a mixture that a published report was really printed in.

    ``edition`` is that of table 2 where a mixture disagrees: what a body reports about is
    fixed there.  ``cells`` maps names to cells in printed order.  There is one value per
    mixture of editions in a process; it is pickled by its editions.
    """

    edition: str
    title: str
    notice: str
    first_year: int
    last_year: int | None
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    across: tuple[Across, ...]
    cells: Mapping[str, Cell]

    def __repr__(self) -> str:
        return f"Form({', '.join(repr(table.edition) for table in self.tables)})"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(repr(self))

    def __reduce__(self) -> tuple[Any, ...]:
        from gongkai.report.form.load import mixed_form

        return (mixed_form, tuple(table.edition for table in self.tables))

    @property
    def is_mixed(self) -> bool:
        """Whether the tables come from more than one edition."""
        return len({table.edition for table in self.tables}) > 1

    def table(self, key: str) -> Table:
        """The table of that key; ``KeyError`` if the form has none."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def table_of_section(self, number: int) -> Table:
        """The table numbered 2, 3 or 4 (表二…表四), whatever its key in this edition."""
        return self.tables[number - 2]

    def section(self, key: str) -> Section:
        """The section of that key; ``KeyError`` if the form has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def covers(self, year: int) -> bool:
        """Whether this edition is the official one for the report year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
