"""Many filings added up to one, and a whole-area report held against its bodies.

Source: 《中华人民共和国政府信息公开条例》 arts 49 and 50: a government's report covers the
bodies of its own level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from gongkai.finding import Finding, Refusal
from gongkai.report.addends import Unknown, common_form, worth
from gongkai.report.checks.case import Pair, labels
from gongkai.report.difference import differences
from gongkai.report.filing import Filing, Number, Origin, Trace, make_filing
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form
from gongkai.report.roll import Roll, call_roll


class Consolidation(NamedTuple):
    """The sum of the bodies' filings, what is wrong with it, which filings were added, and whose they are.

    A cell of ``filing`` that some body leaves without a number has none itself: a gap is never
    added as 0.  Each such cell is listed in a finding.
    """

    filing: Filing
    findings: tuple[Finding, ...]
    counted: tuple[Filing, ...]
    bodies: tuple[str, ...]


class _Gap(NamedTuple):
    """Why a cell has no sum, and whose filing is the cause."""

    reason: Pair
    bodies: tuple[str, ...]


_IN_DOUBT: Pair = ("同一机关两份报告不一致", "two reports of one body disagree")


def consolidate(
    filings: Iterable[Filing],
    *,
    agency: str,
    year: int,
    roster: Sequence[str] = (),
    parent: Filing | None = None,
    files: Sequence[str] = (),
) -> Consolidation:
    """The sum of the bodies' filings for a year, cell by cell, whatever their order.

    ``roster`` names the bodies that owe a report, ``parent`` is the whole-area report to hold
    against the sum; ``files``, one a filing if given, tell findings where each came from.  Filings
    of another year, and of bodies not on the roster, are reported and not added.  Of two filings
    of one body the cells that agree are added once; the others have no sum.  Tables 3 and 4 of
    different editions add up on the coarser lines; table 2 does not.

    Raises :class:`Refusal` ``nothing-to-consolidate`` where no filing remains to be added.
    """
    roll = call_roll(filings, year, roster, files)
    counted = tuple(chain.from_iterable(roll.present.values()))
    if not counted:
        raise Refusal(
            "nothing-to-consolidate",
            (f"没有可以汇总的{year}年度报告", f"no report of {year} to add up"),
            ("提供本年度各机关的报告", "supply the bodies' reports of that year"),
        )
    form = parent.form if parent is not None else common_form(counted, year)
    values: dict[str, Number | None] = {}
    gaps: dict[str, _Gap] = {}
    for cell in form.cells:
        total = _add(form, cell, roll)
        if isinstance(total, _Gap):
            gaps[cell] = total
        values[cell] = None if isinstance(total, _Gap) else total
    traces = {cell: Trace(Origin.BLANK) for cell in gaps}
    filing = make_filing(form, values, agency=agency, year=year, traces=traces)
    findings = (*roll.findings, *_gap_findings(form, gaps))
    if parent is not None:
        findings = (*findings, *differences(parent, filing, roll))
    return Consolidation(filing, findings, counted, tuple(roll.present))


def _add(form: Form, cell: str, roll: Roll) -> Number | _Gap:
    total: Number = 0
    silent: dict[Pair, list[str]] = {}
    for body, versions in roll.present.items():
        numbers = {worth(form, cell, filing) for filing in versions}
        first = next((number for number in numbers if isinstance(number, Unknown)), None)
        if first is not None or len(numbers) > 1:
            silent.setdefault(first.reason if first is not None else _IN_DOUBT, []).append(body)
        else:
            number = numbers.pop()
            assert not isinstance(number, Unknown)
            total += number
    if not silent:
        return total
    reason = min(silent)
    return _Gap(reason, tuple(sorted(silent[reason])))


def _gap_findings(form: Form, gaps: Mapping[str, _Gap]) -> list[Finding]:
    """One finding for all cells that the same bodies leave without a sum for the same reason."""
    groups: dict[_Gap, list[str]] = {}
    for cell, gap in gaps.items():
        groups.setdefault(gap, []).append(cell)
    return [
        CATALOGUE["G3"].at(
            tuple(cells),
            found="、".join(gap.bodies),
            reason=gap.reason,
            count=len(cells),
            labels=labels(form, cells),
            bodies=MappingProxyType({"names": gap.bodies}),
        )
        for gap, cells in groups.items()
    ]
