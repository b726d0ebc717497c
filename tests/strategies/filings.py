"""Lawful filings: every sum and balance holds, from all zero to millions, in any edition.

``lawful_filing`` is the seeded generator behind the strategies; the benchmarks use it as well.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from random import Random

from hypothesis import strategies as st

from gongkai.report.filing import Filing, Number, make_filing
from gongkai.report.form import Cell, Form, Kind, editions, load_form, mixed_form
from gongkai.report.identities import identities

AGENCY = "青山市清源区人民政府"
MOST_MONEY = 90_000
"""In 万元: what a district may well collect in a year."""
SCALES = (0, 1, 12, 400, 9_999_999)
PURE_FORMS = tuple(load_form(edition) for edition in editions())
FORMS = tuple(mixed_form(*chosen) for chosen in product(editions(), repeat=3))
"""Every edition and every mixture of editions."""


def lawful_filing(
    form: Form,
    rng: Random,
    scale: int,
    *,
    before: Filing | None = None,
    agency: str = AGENCY,
    year: int | None = None,
) -> Filing:
    """A filing without any fault, its numbers up to ``scale``; with ``before``, one that follows from it.

    The body is a district, so it has no 规章.
    """
    values: dict[str, Number] = {name: _number(cell, rng, scale) for name, cell in form.cells.items()}
    if before is not None:
        _follow(form, values, before)
    _balance(form, values, rng)
    for rule in identities(form):  # sums across come first, then sums down: both orders agree at the corner
        if len(rule.left) == 1:
            values[rule.left[0]] = sum(values[cell] for cell in rule.right)
    for table in form.tables:
        for rule in table.sums:
            for line in table.lines if rule.axis == "columns" else ():
                parts = (values[table.cell_name(line.key, part)] for part in rule.parts)
                values[table.cell_name(line.key, rule.whole)] = sum(parts)
    if year is None:
        year = form.first_year if before is None else (before.year or 0) + 1
    return make_filing(form, values, agency=agency, year=year)


def _number(cell: Cell, rng: Random, scale: int) -> Number:
    if cell.line.key == "regulations":
        return 0
    if cell.kind is Kind.MONEY:
        return Decimal(rng.randint(0, min(scale, MOST_MONEY) * 100)) / 100
    if cell.kind is Kind.CHANGE:
        return rng.randint(0, scale)
    # Real tables are mostly zeros.
    return rng.randint(0, scale) if rng.random() < 0.4 else 0


def _balance(form: Form, values: dict[str, Number], rng: Random) -> None:
    """Bring in what was handled: the balance of every column of parts."""
    table = form.table_of_section(3)
    down = next(rule for rule in table.sums if rule.axis == "lines")
    across = next(rule for rule in table.sums if rule.axis == "columns")
    (new, carried_in), (total, carried_out) = table.balances[0].left, table.balances[0].right
    for column in across.parts:
        cell = {line.key: table.cell_name(line.key, column) for line in table.lines}
        values[cell[total]] = sum(values[cell[part]] for part in down.parts)
        short = values[cell[carried_in]] - values[cell[total]] - values[cell[carried_out]]
        if short > 0:  # more was carried in than dealt with: the rest is carried out
            values[cell[carried_out]] += short
        values[cell[new]] = values[cell[total]] + values[cell[carried_out]] - values[cell[carried_in]]


def _follow(form: Form, values: dict[str, Number], before: Filing) -> None:
    """Let the first cell of every relation between two years be what last year demands."""
    for name, cell in form.cells.items():
        if cell.kind is Kind.MONEY:
            values[name] = before.values.get(name) or values[name]
    for rule in form.across:
        table = form.table(rule.table)
        for key in rule.each:
            names = {
                part: table.cell_name(part, key) if rule.axis == "columns" else table.cell_name(key, part)
                for part in (*rule.now, *rule.before)
            }
            if not all(names[part] in before.values for part in rule.before):
                continue
            then = sum(weight * (before.values[names[part]] or 0) for part, weight in rule.before.items())
            if rule.relation == "=":
                first, *others = rule.now
                left = then - sum(rule.now[part] * values[names[part]] for part in others)
                values[names[first]] = max(left, 0)
                if left < 0:  # nothing is left in force: fewer documents were repealed than drawn
                    values[names[others[-1]]] += left
            elif rule.relation == ">=":  # what was pending has been decided
                values[table.cell_name(key, table.sums[0].parts[0])] = then  # see B7


_randoms = st.builds(Random, st.integers(0, 2**32))


def filings(forms: tuple[Form, ...] = PURE_FORMS) -> st.SearchStrategy[Filing]:
    """Lawful filings of the forms, from all zero to millions."""
    return st.builds(
        lawful_filing,
        st.sampled_from(forms),
        _randoms,
        st.sampled_from(SCALES),
    )


@st.composite
def two_years(draw: st.DrawFn, forms: tuple[Form, ...] = PURE_FORMS) -> tuple[Filing, Filing]:
    """Two lawful filings of one body, the second of which follows from the first."""
    form = draw(st.sampled_from(forms))
    rng = draw(_randoms)
    scale = draw(st.sampled_from(SCALES))
    before = lawful_filing(form, rng, scale)
    return before, lawful_filing(form, rng, scale, before=before)


def with_values(filing: Filing, **changed: Number | None) -> Filing:
    """The filing with some cells changed; double underscores in the names stand for dots."""
    return changed_filing(filing, {name.replace("__", "."): value for name, value in changed.items()})


def changed_filing(filing: Filing, changed: dict[str, Number | None]) -> Filing:
    """The filing with some cells changed."""
    return make_filing(
        filing.form,
        {**filing.values, **changed},
        agency=filing.agency,
        year=filing.year,
        traces=filing.traces,
        sections=filing.sections,
        preamble=filing.preamble,
    )
