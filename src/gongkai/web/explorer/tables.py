"""Rows of the pages: figures with what is drawn beside them.  Nothing is asked of the database here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from gongkai.law.regime import Regime
from gongkai.report.filing import Number
from gongkai.report.metrics import OUTCOMES, Figures
from gongkai.report.render import charts
from gongkai.report.sorts import SORTS
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import owes
from gongkai.web.explorer.metrics import METRICS, Measure, Metric
from gongkai.web.explorer.selectors import FIRST, Book, Break, Ranked, absence, breaks, counts

MANY = 3
"""From so many findings of a kind on a cell of the map is marked as many."""


class Cell(NamedTuple):
    """A number of a table: of which body and year, and what is wrong about it."""

    measure: Measure
    body: int
    year: int
    there: bool = True
    broken: Break | None = None
    apart: str = ""


class Line(NamedTuple):
    """A metric with its numbers, and how they go on."""

    metric: Metric
    cells: list[Cell]
    drawn: SafeString = SafeString()


class Group(NamedTuple):
    """The metrics of a group."""

    name: str
    lines: list[Line]


NOTHING = Measure(None)


def _grouped(lines: Iterable[Line]) -> list[Group]:
    return [Group(name, list(some)) for name, some in groupby(lines, key=lambda line: line.metric.group)]


def _trend(metric: Metric, years: Sequence[int], measures: Sequence[Measure]) -> SafeString:
    known = [(year, one) for year, one in zip(years, measures, strict=True) if one.value is not None]
    if len(known) < 2:
        return SafeString()
    (first, then), (last, now) = known[0], known[-1]
    said = f"{metric.name}：{first}年{then.text}，{last}年{now.text}"
    # What is said is escaped by the drawing function.
    return mark_safe(charts.spark(said, [_number(one.value) for one in measures]))


def _number(value: Number | None) -> float | None:
    return None if value is None else float(value)


def heads(book: Book, body: Body, on: date, regime: Regime) -> list[tuple[int, str]]:
    """The years of a body with where each report stands."""
    return list(zip(book.years, coverage(book, body, on, regime), strict=True))


def coverage(book: Book, body: Body, on: date, regime: Regime) -> list[str]:
    """For every year of the book: how the report came, or that one is owed (or not public), or nothing."""
    out = []
    whole = body.pk in book.whole
    for year in book.years:
        one = book.held.get((body.pk, year))
        owed = FIRST <= year < on.year and owes(body, year)
        missing = "—" if not owed else absence(body, year, on, regime) if whole else "未公布"
        out.append(one.how if one else missing)
    return out


def owing(book: Book, year: int) -> int:
    """How many bodies owe a report for the year."""
    return sum(owes(body, year) for body in book.bodies)


def over_years(book: Book, body: Body) -> list[Group]:
    """Every metric of one body, year by year."""
    broken = breaks(book, body.pk)
    return _grouped(_over_years(book, body, metric, broken) for metric in METRICS.values())


def _over_years(book: Book, body: Body, metric: Metric, broken: dict[int, Break]) -> Line:
    cells = []
    for year in book.years:
        figures = book.figures.get((body.pk, year))
        at = broken.get(year) if metric.key == "carried_in" else None
        measure = metric.of(figures) if figures is not None else NOTHING
        cells.append(Cell(measure, body.pk, year, figures is not None, at))
    return Line(metric, cells, _trend(metric, book.years, [cell.measure for cell in cells]))


class Picture(NamedTuple):
    """A drawing with its title; the numbers stand in the table beside it."""

    title: str
    svg: SafeString


def pictures(groups: Sequence[Group], years: Sequence[int]) -> list[Picture]:
    """What came in, how it ended, and how much of it was given, over the years."""
    of = {line.metric.key: [cell.measure.value for cell in line.cells] for group in groups for line in group.lines}
    names = [f"{year}年" for year in years]

    def points(key: str) -> list[tuple[str, float | int]]:
        known = zip(years, of[key], strict=True)
        return [(f"{year}年", _plain(value)) for year, value in known if value is not None]

    whole = [at for at in range(len(years)) if all(of[key][at] is not None for key in OUTCOMES)]
    series = [charts.Series(METRICS[key].name, [int(of[key][at] or 0) for at in whole]) for key in OUTCOMES]
    drawn = {
        "新收申请（件）": charts.line("came", "新收申请（件）", points("received")),
        "办理结果（件）": charts.stacked("ended", "办理结果（件）", [names[at] for at in whole], series),
        "公开率（%）": charts.line("given", "公开率（%）", points("disclosure-rate")),
    }
    # Every word in the pictures is escaped by the drawing functions.
    return [Picture(title, mark_safe(svg)) for title, svg in drawn.items()]


def _plain(value: Number) -> float | int:
    return value if isinstance(value, int) else float(value)


def one_over_years(book: Book, metric: Metric) -> list[tuple[Body, Line]]:
    """One metric of several bodies, year by year."""
    return [(body, _over_years(book, body, metric, {})) for body in book.bodies]


def side_by_side(book: Book, year: int) -> list[Group]:
    """Every metric of one year, body by body."""

    def line(metric: Metric) -> Line:
        held = [(body.pk, book.figures.get((body.pk, year))) for body in book.bodies]
        return Line(metric, [_cell(metric, body, year, figures) for body, figures in held])

    return _grouped(line(metric) for metric in METRICS.values())


def _cell(metric: Metric, body: int, year: int, figures: Figures | None) -> Cell:
    return Cell(metric.of(figures) if figures is not None else NOTHING, body, year, figures is not None)


def summed(book: Book, area: Book) -> list[Group]:
    """Every metric of all bodies together, year by year; ``apart`` is what the consolidated report says instead."""

    def line(metric: Metric) -> Line:
        measures = [metric.over(list(book.of_year(year).values())) for year in book.years]
        cells = []
        for year, measure in zip(book.years, measures, strict=True):
            whole = next(iter(area.of_year(year).values()), None)
            told = metric.of(whole) if whole is not None else NOTHING
            apart = told.text if told.value is not None and told.value != measure.value else ""
            cells.append(Cell(measure, 0, year, apart=apart))
        return Line(metric, cells, _trend(metric, book.years, measures))

    return _grouped(line(metric) for metric in METRICS.values())


def drawn(rows: list[Ranked]) -> list[tuple[int, Ranked, SafeString]]:
    """A ranking with its places, and a picture of each value; equals share a place."""
    values = [float(row.measure.value or 0) for row in rows]
    most = max(values, default=0)
    out = []
    for row, value in zip(rows, values, strict=True):
        rank = row.place.rank if row.place else 1 + sum(one > value for one in values)
        ratio = row.measure.ratio
        if ratio is not None and ratio.interval is not None:
            low, high = ratio.interval
            picture = charts.span(f"95%区间{low}%至{high}%", value, float(low), float(high))
        else:
            picture = charts.meter(f"{row.body.name}{row.measure.text}", value, most)
        out.append((rank, row, mark_safe(picture)))  # escaped by the drawing functions
    return out


class Spot(NamedTuple):
    """A place of the map: how many findings of a kind, and how much that is."""

    sort: str
    number: int

    @property
    def name(self) -> str:
        """The kind in a word."""
        return SORTS[self.sort].name[0]

    @property
    def shade(self) -> str:
        """The class of its colour."""
        return "" if not self.number else "few" if self.number < MANY else "many"


def findings_map(book: Book, year: int, on: date, regime: Regime) -> dict[str, Any]:
    """A row a body that has a report or owes one; the sums of the columns; who has nothing to be found."""
    missing = {body.pk for body in book.missing(year)}
    rows: list[tuple[Body, str, list[Spot]]] = []
    sums, reports = dict.fromkeys(SORTS, 0), dict.fromkeys(SORTS, 0)
    for body in book.bodies:
        one = book.held.get((body.pk, year))
        if one is None:
            if body.pk in missing:
                rows.append((body, absence(body, year, on, regime), []))
            continue
        found = counts(book.findings[body.pk, year])
        for key, number in found.items():
            sums[key] += number
            reports[key] += bool(number)
        rows.append((body, one.how, [Spot(key, number) for key, number in found.items()]))
    return {
        "rows": rows,
        "sums": [(sums[key], reports[key]) for key in SORTS],
        "absent": len(missing),
        "there": len(rows) - len(missing),
    }
