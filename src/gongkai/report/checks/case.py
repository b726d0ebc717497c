"""What a check looks at, and the words in which it names what it saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from gongkai.report.filing import Filing, Number, Origin
from gongkai.report.form import Form, Kind
from gongkai.report.identities import Identity, Implication, implied_values
from gongkai.report.level import BodyLevel
from gongkai.report.narrative import Narrative, read_narrative

Pair = tuple[str, str]

#: How many cells a message names before it says 等.
NAMED_CELLS = 4


class Case(NamedTuple):
    """A filing with what every check needs of it, made once.

    ``known`` has the cells with a number, ``gaps`` the others, ``implied`` what the identities
    force on gaps, ``filled`` the known and the implied together.  ``narrative`` is what the
    written sections say.
    """

    filing: Filing
    before: Filing | None
    level: BodyLevel | None
    known: Mapping[str, Number]
    gaps: frozenset[str]
    implied: Mapping[str, Implication]
    filled: Mapping[str, Number]
    narrative: Narrative

    def is_lost(self, cells: Iterable[str]) -> bool:
        """Whether any of the cells was lost in the raw form."""
        return any(self.filing.origin(cell) is Origin.LOST for cell in cells)


def make_case(filing: Filing, before: Filing | None = None, level: BodyLevel | None = None) -> Case:
    """The case of a filing, with last year's beside it and the body's rung."""
    narrative = read_narrative(filing)
    known = {cell: value for cell, value in filing.values.items() if value is not None}
    if len(known) == len(filing.values):
        return Case(filing, before, level, known, frozenset(), {}, known, narrative)
    gaps = frozenset(filing.values.keys() - known.keys())
    implied = implied_values(filing.form, filing.values)
    filled = {**known, **{cell: forced.value for cell, forced in implied.items()}}
    return Case(filing, before, level, known, gaps, implied, filled, narrative)


@cache
def table_name(form: Form, table: str) -> Pair:
    """A table as people call it: 表二…表四, and its key."""
    index = next(index for index, entry in enumerate(form.tables) if entry.key == table)
    return f"表{'二三四'[index]}", table


@cache
def money_cells(form: Form) -> tuple[str, ...]:
    """The cells of amounts that the form prints in 万元."""
    return tuple(name for name, cell in form.cells.items() if cell.kind is Kind.MONEY and cell.unit == "万元")


def cell_item(form: Form, cell: str) -> Pair:
    """A cell as a message names it."""
    entry = form.cells[cell]
    return f"{table_name(form, entry.table)[0]}“{entry.label}”", cell


def identity_item(form: Form, identity: Identity) -> Pair:
    """The line or column that an identity runs along, as a message names it."""
    cells = [form.cells[cell] for cell in identity.cells]
    along = cells[0].line if len({cell.line.key for cell in cells}) == 1 else cells[0].column
    return f"{table_name(form, cells[0].table)[0]}“{along.label}”", f"{cells[0].table} {along.key}"


def labels(form: Form, cells: Iterable[str]) -> str:
    """The labels of cells, the first few of many."""
    names = [form.cells[cell].label for cell in cells]
    return "、".join(names[:NAMED_CELLS]) + ("等" if len(names) > NAMED_CELLS else "")


def off(expected: Number, found: Number) -> dict[str, Any]:
    """The facts of a number that is not what it should be: by how much and which way."""
    return {
        "expected": expected,
        "found": found,
        "gap": abs(found - expected),
        "side": ("多", "too many") if found > expected else ("少", "too few"),
    }
