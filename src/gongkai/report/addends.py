"""What each filing adds to a cell, when filings of several editions are added up on one form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from gongkai.report.checks.case import Pair
from gongkai.report.filing import Filing, Number
from gongkai.report.form import Form, form_for_year, mixed_form

_BLANK: Pair = ("有机关未填", "left empty by")
_OTHER_EDITION: Pair = ("格式版本不同不能相加", "of another edition, cannot be added")


def common_form(filings: Sequence[Filing], year: int) -> Form:
    """The form that filings of a year can be added on: for each table one edition.

    Table 2 takes the edition of the year if any body uses it; tables 3 and 4 the edition whose
    lines every other can be brought to.
    """
    official = form_for_year(year).edition
    chosen = []
    for index in range(len(filings[0].form.tables)):
        used = sorted({filing.form.tables[index].edition for filing in filings})
        can_hold = [edition for edition in used if all(_brings(other, edition, index) for other in used)]
        chosen.append(next((edition for edition in (official, *used) if edition in can_hold), None) or used[-1])
    return mixed_form(*chosen)


@cache
def _brings(source: str, target: str, index: int) -> bool:
    """Whether every cell of a table in one edition has its cells in another."""
    form, other = mixed_form(target, target, target), mixed_form(source, source, source)
    return all(
        _cells_for(form, cell.name, other) for cell in form.cells.values() if cell.table == form.tables[index].key
    )


@cache
def _cells_for(target: Form, cell: str, source: Form) -> tuple[str, ...]:
    """The cells of ``source`` that add up to a cell of ``target``; none if the editions differ too much.

    A line that a later edition splits is the group head of its parts there.
    """
    if cell in source.cells:
        return (cell,)
    wanted = target.cells[cell]
    return tuple(
        name
        for name, other in source.cells.items()
        if other.table == wanted.table
        and other.column.key == wanted.column.key
        and other.line.under[-1:] == (wanted.line.label,)
    )


class Unknown(NamedTuple):
    """A filing has no number for a cell, for that reason."""

    reason: Pair


def worth(target: Form, cell: str, filing: Filing) -> Number | Unknown:
    """What a filing adds to a cell of the target form."""
    names = _cells_for(target, cell, filing.form)
    if not names:
        return Unknown(_OTHER_EDITION)
    total: Number = 0
    for name in names:
        value = filing.values[name]
        if value is None:
            return Unknown(_BLANK)
        total += value
    return total
