"""B0 to B8: this year's report against last year's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from gongkai.finding import Verdict
from gongkai.report.check import Check
from gongkai.report.checks.case import Case, Pair, cell_item, off
from gongkai.report.filing import Filing, Number
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form
from gongkai.report.identities import AcrossIdentity, Side, across_identities


@cache
def _unasked(form: Form) -> tuple[Check, ...]:
    codes = dict.fromkeys(rule.code for rule in form.across)
    return tuple(Check(code, code, Verdict.NOT_ASSESSABLE, None) for code in codes)


def check_years(case: Case) -> Iterable[Check]:
    """B0–B8: what must follow from last year's report, if it is there."""
    if case.before is None:
        return _unasked(case.filing.form)
    return list(_years(case, case.before))


def _years(case: Case, before: Filing) -> Iterator[Check]:
    filing = case.filing
    if filing.year is not None and before.year is not None and before.year != filing.year - 1:
        finding = CATALOGUE["B0"].at(expected=_year_words(filing.year - 1), found=_year_words(before.year))
        yield Check("B0", "B0", Verdict.FAIL, finding)
        yield from _unasked(filing.form)
        return
    if filing.agency and before.agency and not same_body(filing.agency, before.agency):
        # A body may have been renamed: its years are compared all the same.
        finding = CATALOGUE["B0"].at(verdict=Verdict.UNCERTAIN, expected=filing.agency, found=before.agency)
        yield Check("B0", "B0", Verdict.UNCERTAIN, finding)
    else:
        yield Check("B0", "B0", Verdict.PASS, None)
    for rule in across_identities(filing.form, before.form):
        yield _across(case, before, rule)
    now, then = filing.form.tables[0], before.form.tables[0]
    if now.edition != then.edition:
        cells = tuple(name for name, cell in filing.form.cells.items() if cell.table == now.key)
        finding = CATALOGUE["B8"].at(cells, verdict=Verdict.NOT_ASSESSABLE, expected=then.edition, found=now.edition)
        yield Check("B8", "B8", Verdict.NOT_ASSESSABLE, finding)


def _year_words(year: int) -> Pair:
    return f"{year}年度报告", f"the report of {year}"


def same_body(one: str, other: str) -> bool:
    """Whether two names are one body's: the same, or one with the place left off in front."""
    short, long = sorted(("".join(one.split()), "".join(other.split())), key=len)
    return bool(short) and long.endswith(short)


def _weigh(side: Side, values: Filing) -> Number | None:
    total: Number = 0
    for cell, weight in side:
        value = values.values[cell]
        if value is None:
            return None
        total += weight * value
    return total


def carried(form: Form, before: Filing, cell: str) -> tuple[Number, str] | None:
    """What last year's report says a cell must be, with last year's cell, where one relation has it stand alone.

    ``t3.carried_in.*`` is last year's ``t3.carried_out.*``; nothing for any other cell, or an unknown number.
    """
    for rule in across_identities(form, before.form):
        if rule.relation == "=" and rule.now == ((cell, 1),) and len(rule.before) == 1:
            ((then, weight),) = rule.before
            value = before.values.get(then)
            return None if value is None or weight != 1 else (value, then)
    return None


def _across(case: Case, before: Filing, rule: AcrossIdentity) -> Check:
    now, then = _weigh(rule.now, case.filing), _weigh(rule.before, before)
    if now is None or then is None:
        return Check(rule.code, rule.name, Verdict.NOT_ASSESSABLE, None)
    holds = {"=": now == then, "<=": now <= then, ">=": now >= then}[rule.relation]
    if holds:
        return Check(rule.code, rule.name, Verdict.PASS, None)
    # The first cell of the relation is the one that people look at: what should it have been?
    cell = rule.now[0][0]
    found = case.known[cell]
    expected = then - (now - found)
    finding = CATALOGUE[rule.code].at(
        rule.cells,
        item=cell_item(case.filing.form, cell),
        limit=max(expected, 0),
        done=found,
        **off(expected, found),
    )
    return Check(rule.code, rule.name, Verdict.FAIL, finding)
