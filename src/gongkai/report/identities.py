"""The identities (勾稽关系) that follow from a form, and what they force on missing cells.

Nothing here is written out by hand: sums and balances are declared in the edition files, and
this module turns them into equations over cell names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from gongkai.report.filing import Number
from gongkai.report.form import Form, Kind, Table

Side = tuple[tuple[str, int], ...]


class Identity(NamedTuple):
    """``left`` equals ``right``: tuples of cell names that are each added up.

    ``code`` is the rule (``A3``), ``name`` the instance (``A3:u1``).  For a sum ``left`` is the
    printed whole and ``right`` its parts; for the balance the two sides of the official note.
    """

    code: str
    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells of the equation."""
        return self.left + self.right


class AcrossIdentity(NamedTuple):
    """A weighted relation between this year's cells and last year's."""

    code: str
    name: str
    now: Side
    before: Side
    relation: str

    @property
    def cells(self) -> tuple[str, ...]:
        """This year's cells in the relation."""
        return tuple(cell for cell, _ in self.now)


@cache
def table_identities(table: Table) -> tuple[Identity, ...]:
    """The identities of one table, sums across before sums down, then balances."""
    found: list[Identity] = []
    for rule in sorted(table.sums, key=lambda rule: rule.axis):
        found += (
            Identity(
                rule.code,
                f"{rule.code}:{key}",
                (_name(table, rule.axis, rule.whole, key),),
                tuple(_name(table, rule.axis, part, key) for part in rule.parts),
            )
            for key in _other_axis(table, rule.axis)
        )
    for balance in table.balances:
        found += (
            Identity(
                balance.code,
                f"{balance.code}:{key}",
                tuple(_name(table, balance.axis, part, key) for part in balance.left),
                tuple(_name(table, balance.axis, part, key) for part in balance.right),
            )
            for key in _other_axis(table, balance.axis)
        )
    return tuple(found)


@cache
def identities(form: Form) -> tuple[Identity, ...]:
    """Every identity within one report of this form."""
    return tuple(identity for table in form.tables for identity in table_identities(table))


@cache
def across_identities(form: Form, before: Form) -> tuple[AcrossIdentity, ...]:
    """The relations between a year in ``form`` and the year before in ``before``.

    A relation whose cells last year's form does not have is left out: 对外公开总数量 and
    现行有效件数 count different things and are never compared.
    """
    found: list[AcrossIdentity] = []
    for rule in form.across:
        table = form.table(rule.table)
        for key in rule.each:
            now = tuple((_name(table, _turn(rule.axis), part, key), weight) for part, weight in rule.now.items())
            then = tuple((_name(table, _turn(rule.axis), part, key), weight) for part, weight in rule.before.items())
            now = tuple(pair for pair in now if pair[0] in form.cells)
            if all(cell in before.cells for cell, _ in then):
                found.append(AcrossIdentity(rule.code, f"{rule.code}:{key}", now, then, rule.relation))
    return tuple(found)


def _turn(axis: str) -> str:
    return "columns" if axis == "lines" else "lines"


def _other_axis(table: Table, axis: str) -> Iterable[str]:
    return (line.key for line in table.lines) if axis == "columns" else (column.key for column in table.columns)


def _name(table: Table, axis: str, key: str, other: str) -> str:
    """The cell at ``key`` along ``axis`` and ``other`` along the other axis."""
    return table.cell_name(other, key) if axis == "columns" else table.cell_name(key, other)


@cache
def identities_by_cell(form: Form) -> Mapping[str, tuple[Identity, ...]]:
    """The identities that each cell stands in."""
    by_cell: dict[str, tuple[Identity, ...]] = {}
    for rule in identities(form):
        for cell in rule.cells:
            by_cell[cell] = (*by_cell.get(cell, ()), rule)
    return by_cell


class Implication(NamedTuple):
    """A value that the identities force on a cell, and the identities that force it."""

    value: Number
    because: tuple[str, ...]


def implied_values(form: Form, values: Mapping[str, Number | None]) -> dict[str, Implication]:
    """The values that the identities force on cells without a number.

    Uses two facts only: an identity with one unknown gives it, and unknown counts that must add
    up to nothing are each zero.  A cell whose identities disagree, or that would have to be
    negative, is not implied, nor is anything that follows from it.
    """
    gaps = [cell for cell, value in values.items() if value is None]
    if not gaps:
        return {}
    known = {cell: value for cell, value in values.items() if value is not None}
    touched = identities_by_cell(form)
    open_rules = list(dict.fromkeys(rule for cell in gaps for rule in touched.get(cell, ())))
    implied: dict[str, Implication] = {}
    refused: set[str] = set()
    while True:
        proposals: dict[str, list[Implication]] = {}
        for rule in open_rules:
            for cell, value in _forced(rule, known, form):
                proposals.setdefault(cell, []).append(Implication(value, (rule.name,)))
        progress = False
        for cell, offers in proposals.items():
            if cell in refused:
                continue
            distinct = {offer.value for offer in offers}
            if len(distinct) > 1 or min(distinct) < 0:
                refused.add(cell)
                continue
            because = tuple(name for offer in offers for name in offer.because)
            implied[cell] = Implication(offers[0].value, because)
            known[cell] = offers[0].value
            progress = True
        if not progress:
            return _uncontradicted(form, implied, known)
        open_rules = [rule for rule in open_rules if any(cell not in known for cell in rule.cells)]


def _uncontradicted(form: Form, implied: dict[str, Implication], known: Mapping[str, Number]) -> dict[str, Implication]:
    """The implications that leave every identity standing which they complete."""
    by_cell = identities_by_cell(form)
    touched = dict.fromkeys(rule for cell in implied for rule in by_cell.get(cell, ()))
    broken = {
        cell
        for rule in touched
        if all(cell in known for cell in rule.cells)
        and sum(known[cell] for cell in rule.left) != sum(known[cell] for cell in rule.right)
        for cell in rule.cells
    }
    return {cell: found for cell, found in implied.items() if cell not in broken}


def _forced(rule: Identity, known: Mapping[str, Number], form: Form) -> list[tuple[str, Number]]:
    left = [cell for cell in rule.left if cell not in known]
    right = [cell for cell in rule.right if cell not in known]
    if not left and not right:
        return []
    gap = sum(known[cell] for cell in rule.left if cell in known) - sum(
        known[cell] for cell in rule.right if cell in known
    )
    if len(left) + len(right) == 1:
        return [(right[0], gap)] if right else [(left[0], -gap)]
    side = left if not right else right if not left else []
    if side and gap == 0 and all(form.cells[cell].kind is not Kind.CHANGE for cell in side):
        return [(cell, 0) for cell in side]
    return []
