"""T2: the numbers of table two that no other number speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from gongkai.finding import Verdict
from gongkai.report.check import Check
from gongkai.report.checks.case import Case
from gongkai.report.checks.sense import regulation_cells
from gongkai.report.form import Form
from gongkai.report.identities import across_identities

_SAID = (Verdict.PASS, Verdict.FAIL)


@cache
def _open_cells(form: Form) -> Mapping[str, Check]:
    """A check for every cell of table two: nothing in the form itself determines it."""
    table = form.tables[0].key
    return {
        name: Check("T2", f"T2:{name}", Verdict.NOT_ASSESSABLE, None)
        for name, cell in form.cells.items()
        if cell.table == table
    }


@cache
def _cells_across(form: Form, before: Form) -> Mapping[str, tuple[str, ...]]:
    """The cells that an equation with last year determines, by the equation's name."""
    return {rule.name: rule.cells for rule in across_identities(form, before) if rule.relation == "="}


def unchecked(case: Case, checks: Iterable[Check]) -> list[Check]:
    """The cells of table two that none of the checks made could confirm or contradict."""
    form = case.filing.form
    covered: set[str] = set()
    if case.level is not None and not case.level.makes_regulations:
        covered.update(regulation_cells(form))
    across = {} if case.before is None else _cells_across(form, case.before.form)
    for check in checks:
        if check.verdict in _SAID:
            if check.name in across:
                covered.update(across[check.name])
            elif check.code[0] == "S":
                # A statement's name is its rule, the cell it speaks of, and the place where it is made.
                covered.add(check.name.partition(":")[2].partition("@")[0])
    return [check for cell, check in _open_cells(form).items() if cell not in covered]
