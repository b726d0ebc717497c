"""Numerals recognised in pictures, weighed against the identities of the form.

A numeral that was recognised has other readings, each at its cost (how much less likely the picture
makes it, as a natural logarithm).  Where identities break, either the report is wrong or the
recognition: every small set of other readings that mends identities is an explanation, and so is
that the report was printed so.  The cheapest is believed if every other is dearer by a margin;
where one is not, the cells on which they differ are undetermined.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from gongkai.reading.numerals import parse_cell
from gongkai.reading.recognised import Recognised
from gongkai.report.filing import Number
from gongkai.report.form import Form
from gongkai.report.identities import Identity, identities_by_cell, table_identities

#: What it costs to believe that a cell is printed wrong, so that its identities break, and each further one with it.
MISPRINTED, FURTHER = 8.0, 2.0
#: The next explanation must be dearer by so much.
MARGIN = 3.0
#: So many cells may be misread in one table before nothing is explained, and so many sets are looked at.
MOST_CHANGES, MOST_SETS = 5, 4000

_PADDED = re.compile(r"[+-]*0\d")
Changes = tuple[tuple[str, Number], ...]


class Weighed(NamedTuple):
    """Cells that were misread with what they say, and cells that stay undetermined with what they may say."""

    changed: Mapping[str, Number]
    undetermined: Mapping[str, tuple[Number, ...]]


def weigh(form: Form, values: Mapping[str, Number | None], recognised: Mapping[str, Recognised]) -> Weighed:
    """What the identities and the pictures together say of the cells that were recognised."""
    changed: dict[str, Number] = {}
    undetermined: dict[str, tuple[Number, ...]] = {}
    others = {cell: _others(form, cell, values[cell], numeral) for cell, numeral in recognised.items()}
    for table in form.tables:
        rules = [rule for rule in table_identities(table) if all(values[cell] is not None for cell in rule.cells)]
        if any(_surplus(rule, values, {}) for rule in rules):
            best, *rivals = _explanations(rules, values, others)
            told = [dict(one) for one in (best, *rivals)]
            for cell in {cell for one in told for cell in one}:
                possible = {one.get(cell, values[cell]) for one in told}
                if len(possible) == 1:
                    changed[cell] = told[0][cell]
                else:
                    undetermined[cell] = tuple(sorted(value for value in possible if value is not None))
    return Weighed(changed, undetermined)


def unconfirmed(form: Form, values: Mapping[str, Number | None], recognised: Mapping[str, Recognised]) -> list[str]:
    """The recognised cells that no identity confirms.

    One that says the same of two cells (a row with one number and its total) confirms a number only
    if the picture leaves no doubt, and then only beside another.
    """
    by_cell = identities_by_cell(form)
    found = []
    for cell, numeral in recognised.items():
        if values[cell] is None:
            continue
        standing = [rule for rule in by_cell.get(cell, ()) if _stands(rule, values)]
        strong = any(sum(1 for other in rule.cells if values[other]) >= 3 for rule in standing)
        if not (strong or (standing and not values[cell]) or (len(standing) >= 2 and numeral.is_sure)):
            found.append(cell)
    return found


def _others(form: Form, cell: str, value: Number | None, numeral: Recognised) -> dict[Number, float]:
    """The other numbers that a cell may hold, with their costs."""
    found: dict[Number, float] = {}
    for text, cost in numeral.options:
        other = None if _PADDED.match(text) else parse_cell(text, form.cells[cell].kind)
        if other is not None and other != value and value is not None:
            found[other] = min(cost, found.get(other, cost))
    return found


def _stands(rule: Identity, values: Mapping[str, Number | None]) -> bool:
    return all(values[cell] is not None for cell in rule.cells) and not _surplus(rule, values, {})


def _surplus(rule: Identity, values: Mapping[str, Number | None], changes: Mapping[str, Number]) -> Number:
    """By how much the left of an identity is more than its right."""

    def total(cells: Iterable[str]) -> Number:
        return sum((changes[cell] if cell in changes else values[cell] or 0) for cell in cells)

    return total(rule.left) - total(rule.right)


def _explanations(
    rules: list[Identity], values: Mapping[str, Number | None], others: Mapping[str, Mapping[Number, float]]
) -> list[Changes]:
    """The cheapest explanation and those within the margin of it, each as the cells it changes."""
    order = count()
    waiting: list[tuple[float, int, Changes]] = [(0.0, next(order), ())]
    seen: set[Changes] = {()}
    found: list[tuple[float, Changes]] = []
    best = float("inf")
    while waiting and len(seen) < MOST_SETS:
        cost, _, changes = heapq.heappop(waiting)
        if cost > best + MARGIN:
            break
        changed = dict(changes)
        broken = {rule: surplus for rule in rules if (surplus := _surplus(rule, values, changed))}
        whole = cost + (MISPRINTED + FURTHER * (_misprints(broken) - 1) if broken else 0.0)
        found.append((whole, changes))
        best = min(best, whole)
        for rule, surplus in broken.items():
            for more, dearer in _mending(rule, surplus, values, others, changed):
                grown = tuple(sorted({**changed, **more}.items()))
                if len(grown) <= MOST_CHANGES and cost + dearer <= best + MARGIN and grown not in seen:
                    seen.add(grown)
                    heapq.heappush(waiting, (cost + dearer, next(order), grown))
    found.sort(key=lambda one: (one[0], len(one[1])))
    return [changes for cost, changes in found if cost <= best + MARGIN]


def _misprints(broken: Iterable[Identity]) -> int:
    """With how many cells printed wrong all of these identities break."""
    left, found = list(broken), 0
    while left:
        cells = Counter(cell for rule in left for cell in {*rule.cells})
        worst = max(cells, key=cells.__getitem__)
        left = [rule for rule in left if worst not in rule.cells]
        found += 1
    return found


def _mending(
    rule: Identity,
    surplus: Number,
    values: Mapping[str, Number | None],
    others: Mapping[str, Mapping[Number, float]],
    changed: Mapping[str, Number],
) -> Iterator[tuple[dict[str, Number], float]]:
    """One or two other readings with which an identity holds, at their cost."""
    steps = [
        (cell, other, cost, (other - (values[cell] or 0)) * (1 if cell in rule.left else -1))
        for cell in rule.cells
        if cell not in changed
        for other, cost in others.get(cell, {}).items()
    ]
    by_step: dict[Number, list[tuple[str, Number, float]]] = {}
    for cell, other, cost, step in steps:
        by_step.setdefault(step, []).append((cell, other, cost))
    for cell, other, cost in by_step.get(-surplus, ()):
        yield {cell: other}, cost
    for cell, other, cost, step in steps:
        for second, another, dearer in by_step.get(-surplus - step, ()):
            if cell < second:
                yield {cell: other, second: another}, cost + dearer
