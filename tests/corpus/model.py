"""What a generated report is made of before it is given a raw form, and the truth that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.report.form import Form

Number = int | Decimal


@dataclass
class Scrap:
    """One number as printed: the cell it belongs to and its text; ``None`` where the raw form lost it."""

    name: str
    text: str | None


@dataclass
class Row:
    """One printed line: its key, its label, the group heads above it, its numbers.

    A row without a key is furniture: a page number, a repeated head, a stray label line.
    """

    key: str
    label: str
    groups: tuple[str, ...]
    scraps: list[Scrap]
    wrap: bool = False

    @property
    def texts(self) -> list[str]:
        """The numbers that are still there, in order."""
        return [scrap.text for scrap in self.scraps if scrap.text is not None]


@dataclass
class Part:
    """A run of rows under one head: the whole of a matrix, or one block of table 2."""

    banner: str
    heads: list[tuple[str, ...]]
    rows: list[Row]
    head_shown: bool = True


@dataclass
class Printed:
    """A table as printed."""

    key: str
    shape: str
    corner: str
    super_head: str
    parts: list[Part]

    def rows(self) -> Iterator[Row]:
        """All rows, in printed order."""
        for part in self.parts:
            yield from part.rows


@dataclass
class Chapter:
    """One of the six sections: heading, paragraphs, its table or the sentence in its place, notes after it."""

    heading: str
    paragraphs: list[str]
    table: Printed | None = None
    notes: list[str] = field(default_factory=list)


@dataclass
class Report:
    """A whole report, still without a raw form."""

    title: str
    lead: list[str]
    chapters: list[Chapter]
    tail: list[str]

    def tables(self) -> list[Printed]:
        """The tables that the report prints."""
        return [chapter.table for chapter in self.chapters if chapter.table is not None]

    def chapter_of(self, key: str) -> Chapter | None:
        """The chapter that prints the table of that key, if it is still there."""
        return next((chapter for chapter in self.chapters if chapter.table and chapter.table.key == key), None)


@dataclass
class Truth:
    """What a person reads in one report.

    ``cells`` has a number, or ``None`` where there is none to be had; ``gaps`` says of each such
    cell whether it is ``blank`` or ``lost``; ``hidden`` is what a gap would hold.  An ``ambiguous``
    cell may be ``None`` or a value with a finding; a ``lenient`` one also the right value without one.
    ``also_called`` are other spellings of the body's name; ``free_edition`` says that the tables
    which would show the edition are gone.
    """

    form: Form
    agency: str
    year: int
    cells: dict[str, Number | None]
    gaps: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, Number] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)
    lenient: set[str] = field(default_factory=set)
    free_edition: bool = False
    also_called: tuple[str, ...] = ()

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions of tables 2, 3 and 4."""
        return tuple(table.edition for table in self.form.tables)

    def lose(self, name: str) -> None:
        """The raw form has lost this cell."""
        self._gap(name, "lost")

    def blank(self, name: str) -> None:
        """The cell exists and is empty."""
        self._gap(name, "blank")

    def _gap(self, name: str, kind: str) -> None:
        value = self.cells[name]
        if value is not None:
            self.hidden[name] = value
        self.cells[name] = None
        self.gaps[name] = kind


@dataclass(frozen=True)
class Sample:
    """One generated document: bytes, how it was made, and the truth of every report in it."""

    seed: int
    form: str
    layout: str
    damage: tuple[str, ...]
    data: bytes
    name: str
    truths: tuple[Truth, ...]

    @property
    def label(self) -> str:
        """Seed, layout and damage in one word, for messages and file names."""
        return f"{self.seed}-{self.layout}-{'+'.join(self.damage) or 'whole'}"

    def as_json(self) -> dict[str, Any]:
        """The truth, for a person who looks at a failure."""
        return {
            "label": self.label,
            "truths": [
                {
                    "agency": truth.agency,
                    "year": truth.year,
                    "editions": truth.editions,
                    "cells": {k: str(v) if isinstance(v, Decimal) else v for k, v in truth.cells.items()},
                    "gaps": truth.gaps,
                    "ambiguous": sorted(truth.ambiguous),
                    "lenient": sorted(truth.lenient),
                }
                for truth in self.truths
            ],
        }
