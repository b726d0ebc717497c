"""Year on year and body on body: every cell side by side, with changes and rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

from gongkai.finding import Finding, Verdict
from gongkai.report.checks.case import Pair, make_case
from gongkai.report.checks.years import check_years, same_body
from gongkai.report.filing import Filing, Number
from gongkai.report.form import Form

#: Below so many cases a rate says little; it is given, and marked as not reliable.
FEWEST_CASES = 30

_CENT = Decimal("0.01")


class Column(NamedTuple):
    """Whose report of which year stands in a column."""

    agency: str | None
    year: int | None


class Row(NamedTuple):
    """One cell across the reports.

    ``values`` has one entry a column, ``None`` where the report has no such cell or no number.
    ``changes`` and ``percents`` hold each column against the one before it, ``None`` for the
    first column, between bodies or years apart, and where nothing can be said; a change from 0
    has no percentage.
    """

    cell: str
    label: str
    values: tuple[Number | None, ...]
    changes: tuple[Number | None, ...]
    percents: tuple[Decimal | None, ...]


class Rate(NamedTuple):
    """A share in percent, one value a column, with its definition in words.

    ``bases`` are the cases that it is a share of; a value over fewer than
    :data:`FEWEST_CASES` is not ``reliable``.
    """

    key: str
    name: Pair
    definition: Pair
    values: tuple[Decimal | None, ...]
    bases: tuple[Number | None, ...]
    reliable: tuple[bool, ...]


class Comparison(NamedTuple):
    """Reports side by side: by body, and for each body by year."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    rates: tuple[Rate, ...]
    findings: tuple[Finding, ...]


def compare(filings: Iterable[Filing]) -> Comparison:
    """The reports side by side, each year of a body held against the year before.

    The order of the columns is by name and year, whatever order was given.  ``findings`` are
    those of verification between two consecutive years (B1–B8).
    """
    ordered = sorted(filings, key=lambda filing: (filing.agency or "", filing.year or 0))
    follows = [False, *(_follows(before, filing) for before, filing in pairwise(ordered))]
    cells = {name: cell.label for filing in ordered for name, cell in filing.form.cells.items()}
    return Comparison(
        tuple(Column(filing.agency, filing.year) for filing in ordered),
        tuple(_row(name, label, ordered, follows) for name, label in cells.items()),
        tuple(_rates(ordered)),
        tuple(_findings(ordered, follows)),
    )


def _follows(before: Filing, filing: Filing) -> bool:
    """Whether the second is the same body's report of the next year."""
    if before.year is None or filing.year != before.year + 1:
        return False
    return before.agency == filing.agency or same_body(before.agency or "", filing.agency or "")


def _row(cell: str, label: str, filings: list[Filing], follows: list[bool]) -> Row:
    values = tuple(filing.values.get(cell) for filing in filings)
    pairs = [(None, None), *pairwise(values)]
    changes = tuple(
        now - then if linked and now is not None and then is not None else None
        for linked, (then, now) in zip(follows, pairs, strict=True)
    )
    percents = tuple(
        percent(change, then) if change is not None and then is not None else None
        for change, (then, _) in zip(changes, pairs, strict=True)
    )
    return Row(cell, label, values, changes, percents)


def percent(part: Number, whole: Number) -> Decimal | None:
    """``part`` of ``whole`` in percent to two places, half up; ``None`` of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / abs(Decimal(whole))).quantize(_CENT, ROUND_HALF_UP)


class _Share(NamedTuple):
    key: str
    name: Pair
    parts: tuple[tuple[int, str], ...]


_BASE = (3, "total")
_SHARES = (
    _Share("disclosure", ("公开率", "disclosure rate"), ((3, "granted"), (3, "partial"))),
    _Share("dispute", ("争议率", "dispute rate"), ((4, "review"), (4, "direct"), (4, "after_review"))),
)


def _rates(filings: list[Filing]) -> Iterator[Rate]:
    if not filings:
        return
    for share in _SHARES:
        parts = [_sum(filing, share.parts) for filing in filings]
        bases = [_sum(filing, (_BASE,)) for filing in filings]
        yield Rate(
            share.key,
            share.name,
            _definition(filings[0].form, share),
            tuple(
                percent(part, base) if part is not None and base is not None else None
                for part, base in zip(parts, bases, strict=True)
            ),
            tuple(bases),
            tuple(base is not None and base >= FEWEST_CASES for base in bases),
        )


def _sum(filing: Filing, lines: tuple[tuple[int, str], ...]) -> Number | None:
    total: Number = 0
    for number, line in lines:
        value = filing.values.get(filing.form.table_of_section(number).cell_name(line, "total"))
        if value is None:
            return None
        total += value
    return total


def _definition(form: Form, share: _Share) -> Pair:
    """How the rate is made, in the form's own words."""
    labels = [form.table_of_section(number).line(line).label for number, line in share.parts]
    base = form.table_of_section(_BASE[0]).line(_BASE[1]).label
    cells = [form.table_of_section(number).cell_name(line, "total") for number, line in share.parts]
    return (
        f"（{'＋'.join(labels)}）÷{base}",
        f"({' + '.join(cells)}) / {form.table_of_section(_BASE[0]).cell_name(_BASE[1], 'total')}",
    )


def _findings(filings: list[Filing], follows: list[bool]) -> Iterator[Finding]:
    for (before, filing), linked in zip(pairwise(filings), follows[1:], strict=True):
        if linked:
            for check in check_years(make_case(filing, before)):
                if check.finding is not None and check.verdict is not Verdict.PASS:
                    yield check.finding
