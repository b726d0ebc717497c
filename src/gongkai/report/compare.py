"""Year on year and body on body: every cell side by side, with changes and rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from gongkai.finding import Finding, Verdict
from gongkai.report.checks.case import Pair, make_case
from gongkai.report.checks.years import check_years, same_body
from gongkai.report.filing import Filing, Number
from gongkai.report.metrics import RATES, figures_of, percent


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
    :data:`~gongkai.report.metrics.FEWEST_CASES` is not ``reliable``.
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


_SHOWN = ("disclosure", "dispute")


def _rates(filings: list[Filing]) -> Iterator[Rate]:
    if not filings:
        return
    figures = [figures_of(filing) for filing in filings]
    for rate in (RATES[key] for key in _SHOWN):
        ratios = [rate.of(one) for one in figures]
        yield Rate(
            rate.key,
            rate.name,
            rate.formula(filings[0].form),
            tuple(ratio.percent if ratio else None for ratio in ratios),
            tuple(ratio.base if ratio else None for ratio in ratios),
            tuple(ratio is not None and ratio.is_reliable for ratio in ratios),
        )


def _findings(filings: list[Filing], follows: list[bool]) -> Iterator[Finding]:
    for (before, filing), linked in zip(pairwise(filings), follows[1:], strict=True):
        if linked:
            for check in check_years(make_case(filing, before)):
                if check.finding is not None and check.verdict is not Verdict.PASS:
                    yield check.finding
