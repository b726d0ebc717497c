"""Which single cell most likely broke the equations that do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gongkai.report.filing import Number
from gongkai.report.form import Form
from gongkai.report.identities import Identity, identities


@cache
def _equations_of(form: Form) -> Mapping[str, tuple[Identity, ...]]:
    """Every equation that a cell stands in."""
    found: dict[str, list[Identity]] = {}
    for identity in identities(form):
        for cell in identity.cells:
            found.setdefault(cell, []).append(identity)
    return {cell: tuple(rules) for cell, rules in found.items()}


def culprits(
    form: Form, failed: Mapping[Identity, Number], values: Mapping[str, Number]
) -> dict[Identity, tuple[str, Number]]:
    """The cell behind each broken equation, with the number that would mend it.

    ``failed`` gives left minus right of the broken equations.  A cell is named only where the
    same correction mends every equation it stands in, at least two (a line and a column), and
    no other cell could do the same for any of them: two faults that a reader cannot tell apart
    name nothing.
    """
    able: dict[Identity, list[tuple[str, Number]]] = {identity: [] for identity in failed}
    for cell in {cell for identity in failed for cell in identity.cells}:
        rules = _equations_of(form)[cell]
        changes = {-failed[rule] if cell in rule.left else failed[rule] for rule in rules if rule in failed}
        broken = sum(rule in failed for rule in rules)
        if cell not in values or broken < len(rules) or broken < 2 or len(changes) > 1:
            continue
        mended = values[cell] + changes.pop()
        if mended >= 0:
            for rule in rules:
                able[rule].append((cell, mended))
    sole = {rule: cells[0] for rule, cells in able.items() if len(cells) == 1}
    return {
        rule: culprit
        for rule, culprit in sole.items()
        if all(sole.get(other) == culprit for other in _equations_of(form)[culprit[0]])
    }
