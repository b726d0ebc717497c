"""Why a whole-area report differs from the sum of its bodies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gongkai.finding import Finding
from gongkai.report.addends import Unknown, worth
from gongkai.report.checks.case import Pair, cell_item, off
from gongkai.report.filing import Filing, Number
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form
from gongkai.report.roll import Roll

#: How many contributors a message names.
LARGEST = 3


class Cause(NamedTuple):
    """A single slip that would explain a difference: what was done with whose report."""

    what: str
    body: str


_WORDS: Mapping[str, Pair] = {
    "omitted": ("漏计{}", "{} left out"),
    "doubled": ("重复计入{}", "{} counted twice"),
    "added": ("另计入了{}", "{} counted as well"),
}


def differences(parent: Filing, total: Filing, roll: Roll) -> list[Finding]:
    """A finding for each cell of the parent that is not the bodies' sum, traced to bodies.

    A cause that explains one cell may be chance; causes are named in the order of how many of
    the differing cells they explain.
    """
    form = total.form
    apart = {
        cell: (value, found)
        for cell, value in total.values.items()
        if value is not None and (found := parent.values.get(cell)) is not None and found != value
    }
    shares = {cell: dict(_shares(form, cell, roll)) for cell in apart}
    causes = {cell: list(_causes(found - value, shares[cell])) for cell, (value, found) in apart.items()}
    explained = Counter(cause for cell in apart for cause in causes[cell])
    return [_finding(form, cell, *apart[cell], shares[cell], causes[cell], explained) for cell in apart]


def _shares(form: Form, cell: str, roll: Roll) -> Iterator[tuple[tuple[str, bool], Number]]:
    """What each report has in the cell; the flag tells whether it was added."""
    for name, versions in roll.present.items():
        yield (name, True), _share(form, cell, versions[0])
    for filing in roll.aside:
        yield (f"{filing.agency or '?'}（{filing.year or '?'}）", False), _share(form, cell, filing)


def _share(form: Form, cell: str, filing: Filing) -> Number:
    # A report without a number here can explain a difference no more than one with 0.
    value = worth(form, cell, filing)
    return 0 if isinstance(value, Unknown) else value


def _causes(difference: Number, shares: Mapping[tuple[str, bool], Number]) -> Iterator[Cause]:
    for (name, counted), value in shares.items():
        if value and counted and value == -difference:
            yield Cause("omitted", name)
        elif value and value == difference:
            yield Cause("doubled" if counted else "added", name)


def _finding(
    form: Form,
    cell: str,
    value: Number,
    found: Number,
    shares: Mapping[tuple[str, bool], Number],
    causes: list[Cause],
    explained: Counter[Cause],
) -> Finding:
    largest = sorted(
        ((name, share) for (name, counted), share in shares.items() if counted and share),
        key=lambda entry: (-entry[1], entry[0]),
    )[:LARGEST]
    causes.sort(key=lambda cause: (-explained[cause], cause))
    named = "、".join(f"{name} {share}" for name, share in largest)
    return CATALOGUE["G1"].at(
        (cell,),
        item=cell_item(form, cell),
        share=(f"数额最大的机关：{named or '无'}", f"largest: {named or 'none'}"),
        explained=tuple(_explain(causes, explained, side) for side in (0, 1)),
        causes=[cause._asdict() for cause in causes],
        **off(value, found),
    )


def _explain(causes: list[Cause], explained: Counter[Cause], side: int) -> str:
    if not causes:
        return ("；没有单独一个机关能解释这一差额", "; no single body explains the difference")[side]
    cells = ("（可解释{}处差额）", " (explains {} differences)")[side]
    words = [_WORDS[cause.what][side].format(cause.body) + cells.format(explained[cause]) for cause in causes[:LARGEST]]
    return ("；可能是", "; perhaps ")[side] + ("，或", ", or ")[side].join(words)
