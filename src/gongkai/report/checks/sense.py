"""X1 to X5 and F10: relations between tables, section six, and what a body may do at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from gongkai.finding import Severity, Verdict
from gongkai.report.check import Check
from gongkai.report.checks.case import Case, Pair, cell_item, labels, money_cells
from gongkai.report.filing import Filing
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form
from gongkai.report.narrative import FeeStatement, fee_statement, names_fee

#: Processing fees are charged since 2021-01-01 (国办函〔2020〕109号).
FIRST_FEE_YEAR = 2021
_YUAN_IN_WAN = 10_000
_UNPAID = "o2"
_REGULATIONS = "regulations"
_REVIEW = "review"
_TOTAL = "total"


class _Applications(NamedTuple):
    """The cells of table three's last column: what came in, and what came of it."""

    incoming: tuple[str, ...]
    outcomes: tuple[str, ...]


@cache
def _applications(form: Form) -> _Applications:
    table = form.table_of_section(3)
    outcomes = next(rule.parts for rule in table.sums if rule.axis == "lines")
    return _Applications(
        tuple(table.cell_name(line, _TOTAL) for line in table.balances[0].left),
        tuple(table.cell_name(line, _TOTAL) for line in outcomes),
    )


@cache
def _verdicts(code: str) -> Mapping[Verdict, Check]:
    return {verdict: Check(code, code, verdict, None) for verdict in Verdict}


def _open(case: Case, code: str, cells: Iterable[str]) -> Check:
    """A check that a cell without a number leaves open."""
    return _verdicts(code)[Verdict.NOT_ASSESSABLE if case.is_lost(cells) else Verdict.UNCERTAIN]


def check_fees(case: Case) -> Iterable[Check]:
    """X1, X2 and F10: section six on the processing fee, against tables two and three."""
    if case.filing.section("other") is None:
        return tuple(_verdicts(code)[Verdict.NOT_ASSESSABLE] for code in ("X1", "X2", "F10"))
    said = fee_statement(case.filing, case.narrative)
    return (_unpaid(case, said), _collected(case, said), _stated(case, said))


def _unpaid(case: Case, said: FeeStatement | None) -> Check:
    table = case.filing.form.table_of_section(3)
    cell = table.cell_name(_UNPAID, _TOTAL)
    if cell not in case.filing.values:
        return _verdicts("X1")[Verdict.NOT_ASSESSABLE]
    if cell not in case.known:
        return _open(case, "X1", (cell,))
    unpaid = case.known[cell]
    notices = said.notices if said is not None else None
    if unpaid == 0 or (notices is not None and notices >= unpaid):
        return _verdicts("X1")[Verdict.PASS]
    verdict = Verdict.UNCERTAIN if notices is None else Verdict.FAIL
    words: Pair = (
        ("没有写发出收费通知的件数", "does not say how many fee notices were issued")
        if notices is None
        else (f"称发出收费通知{notices}件", f"says that {notices} fee notices were issued")
    )
    item = cell_item(case.filing.form, cell)
    finding = CATALOGUE["X1"].at((cell,), verdict=verdict, item=item, expected=notices, found=unpaid, said=words)
    return Check("X1", "X1", verdict, finding)


def _collected(case: Case, said: FeeStatement | None) -> Check:
    cells = money_cells(case.filing.form)
    if not cells or said is None or said.collected_yuan is None:
        return _verdicts("X2")[Verdict.NOT_ASSESSABLE]
    if said.collected_yuan <= 0:
        return _verdicts("X2")[Verdict.PASS]
    cell = cells[0]
    if cell not in case.known:
        return _open(case, "X2", (cell,))
    least = said.collected_yuan / _YUAN_IN_WAN
    if case.known[cell] >= least:
        return _verdicts("X2")[Verdict.PASS]
    item = cell_item(case.filing.form, cell)
    return Check(
        "X2", "X2", Verdict.FAIL, CATALOGUE["X2"].at((cell,), item=item, expected=least, found=case.known[cell])
    )


def _stated(case: Case, said: FeeStatement | None) -> Check:
    """F10: since fees exist, section six speaks of them, also when there were none."""
    filing = case.filing
    section = filing.section("other")
    if filing.year is None or filing.year < FIRST_FEE_YEAR or section is None:
        return _verdicts("F10")[Verdict.NOT_ASSESSABLE]
    if said is not None and (said.notices, said.asked_yuan, said.collected_yuan) != (None, None, None):
        return _verdicts("F10")[Verdict.PASS]
    if said is None and names_fee(case.narrative):
        return _verdicts("F10")[Verdict.NOT_ASSESSABLE]  # S0 asks a person to read it
    finding = CATALOGUE["F10"].at(section=section.title, where=section.where)
    if said is not None and said.says_none:
        finding = finding.with_severity(Severity.NOTE)  # a bare 无 says it, if not in so many words
    return Check("F10", "F10", Verdict.FAIL, finding)


def check_outcomes(case: Case) -> Iterable[Check]:
    """X3: no outcome where nothing came in."""
    cells = _applications(case.filing.form)
    known = case.known
    unknown = [cell for cell in cells.incoming if cell not in known]
    if any(known.get(cell, 0) > 0 for cell in cells.incoming):
        return (_verdicts("X3")[Verdict.PASS],)
    if unknown:
        return (_open(case, "X3", unknown),)
    found = tuple(cell for cell in cells.outcomes if known.get(cell, 0) > 0)
    if not found:
        return (_verdicts("X3")[Verdict.PASS],)
    finding = CATALOGUE["X3"].at(
        found, expected=0, found=sum(known[cell] for cell in found), labels=labels(case.filing.form, found)
    )
    return (Check("X3", "X3", Verdict.FAIL, finding),)


@cache
def regulation_cells(form: Form) -> tuple[str, ...]:
    """The cells about 规章 in table two."""
    table = form.tables[0].key
    return tuple(name for name, cell in form.cells.items() if (cell.table, cell.line.key) == (table, _REGULATIONS))


def check_regulations(case: Case) -> Iterable[Check]:
    """X4: 规章 only where the law gives the power to make them."""
    cells = regulation_cells(case.filing.form)
    found = tuple(cell for cell in cells if case.known.get(cell, 0) > 0)
    if case.level is None and found:
        return (_verdicts("X4")[Verdict.NOT_ASSESSABLE],)
    if not found:
        unknown = [cell for cell in cells if cell not in case.known]
        return (_open(case, "X4", unknown) if unknown else _verdicts("X4")[Verdict.PASS],)
    assert case.level is not None
    if case.level.makes_regulations:
        return (_verdicts("X4")[Verdict.PASS],)
    agency = case.filing.agency or ""
    finding = CATALOGUE["X4"].at(
        found,
        item=cell_item(case.filing.form, found[0]),
        expected=0,
        found=case.known[found[0]],
        agency=(agency or "本机关", agency or "the body"),
        level=case.level.words,
    )
    return (Check("X4", "X4", Verdict.FAIL, finding),)


def check_disputes(case: Case) -> Iterable[Check]:
    """X5: reconsideration in a year when neither it nor the year before knew an application."""
    form = case.filing.form
    cell = form.table_of_section(4).cell_name(_REVIEW, _TOTAL)
    incoming = _applications(form).incoming
    if case.known.get(cell, 0) == 0 or any(case.known.get(name, 0) > 0 for name in incoming):
        unknown = [name for name in (cell,) if name not in case.known]
        return (_open(case, "X5", unknown) if unknown else _verdicts("X5")[Verdict.PASS],)
    if case.before is None or any(name not in case.known for name in incoming):
        return (_verdicts("X5")[Verdict.NOT_ASSESSABLE],)
    return tuple(_without_application(case, case.before, cell))


def _without_application(case: Case, before: Filing, cell: str) -> Iterator[Check]:
    last = [before.values[name] for name in _applications(before.form).incoming]
    if None in last:
        yield _verdicts("X5")[Verdict.NOT_ASSESSABLE]
    elif any(last):
        yield _verdicts("X5")[Verdict.PASS]
    else:
        finding = CATALOGUE["X5"].at((cell,), item=cell_item(case.filing.form, cell), found=case.known[cell])
        yield Check("X5", "X5", Verdict.FAIL, finding)
