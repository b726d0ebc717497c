"""Reading: the reports that count, as figures and as findings.

Of the bodies that a person may read all that count; of all others those that are public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from gongkai.law.regime import Regime
from gongkai.report.filing import Filing
from gongkai.report.metrics import Figures, Place, Rate, ranked
from gongkai.report.sorts import SORTS
from gongkai.web.annual import bridge as annual
from gongkai.web.annual.models import Report, Scope
from gongkai.web.annual.pages import due_of
from gongkai.web.annual.selectors import Standing, bodies_public, contents, standings
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import bodies_of, owes
from gongkai.web.explorer.bridge import Told, figures_from, findings_from
from gongkai.web.explorer.metrics import METRICS, Measure, Metric
from gongkai.web.explorer.models import Measured
from gongkai.web.explorer.services import reports_measure

FIRST = 2019
"""The first year with the form of this program."""


class Book(NamedTuple):
    """Bodies and the years of their reports: ``held`` has what counts, ``figures`` and ``findings`` what it says.

    Of the bodies in ``whole`` every report that counts is there, of others what is public.
    """

    bodies: tuple[Body, ...]
    years: tuple[int, ...]
    held: Mapping[tuple[int, int], Standing]
    figures: Mapping[tuple[int, int], Figures]
    findings: Mapping[tuple[int, int], Sequence[Told]]
    whole: frozenset[int]

    def of_year(self, year: int) -> dict[int, Figures]:
        """The figures of a year by body."""
        return {body: figures for (body, one), figures in self.figures.items() if one == year}

    def missing(self, year: int) -> list[Body]:
        """The bodies that owe a report for the year and have none."""
        return [body for body in self.bodies if owes(body, year) and (body.pk, year) not in self.held]


def book(
    bodies: Iterable[Body], scope: str = Scope.OWN, *, whole: Iterable[int] | None = None, findings: bool = False
) -> Book:
    """The reports of these bodies; six questions whatever they are, and as many again for what is not measured yet.

    ``whole`` are the bodies (by key) of which what is not public counts too: all of them where none are given.
    Findings rest on last year's report as well, which may not be public: they are for ``whole`` bodies only.
    """
    some = tuple(bodies)
    theirs = frozenset(body.pk for body in some) if whole is None else frozenset(whole)
    held = standings([body.pk for body in some], scope)
    reports_measure(held)
    held = {at: one for at, one in held.items() if one.public or at[0] in theirs}
    where = {one.report: at for at, one in held.items()}
    rows = Measured.objects.filter(report__in=where)
    figures: dict[tuple[int, int], Figures] = {}
    told: dict[tuple[int, int], Sequence[Told]] = {}
    wanted: tuple[str, ...] = ("report", "figures", *(["findings"] if findings else []))
    for report, numbers, *rest in rows.values_list(*wanted):
        figures[where[report]] = figures_from(numbers)
        if rest and where[report][0] in theirs:
            told[where[report]] = findings_from(rest[0])
    years = sorted({year for _, year in held})
    return Book(some, tuple(range(years[0], years[-1] + 1)) if years else (), held, figures, told, theirs)


def seen_by(user: Any) -> tuple[list[Body], frozenset[int]]:
    """The bodies whose statistics a person may look at, the own ones first, and which are theirs as a whole."""
    own = frozenset(bodies_of(user).values_list("pk", flat=True))
    bodies = list(Body.objects.filter(Q(pk__in=own) | bodies_public()))
    return sorted(bodies, key=lambda body: body.pk not in own), own


def region_of(body: Body) -> list[Body]:
    """The body and those below it, in the order of the roster."""
    return [body, *body.children.all()]


def absence(body: Body, year: int, on: date, regime: Regime) -> str:
    """What is said of a report that is owed and not there: missing once its period has ended, else not due."""
    return "缺报" if on > due_of(Report(body=body, year=year), regime).due else "未到期"


class Break(NamedTuple):
    """Carried in is not what the year before carried out."""

    before: int
    now: int


def breaks(book: Book, body: int) -> dict[int, Break]:
    """The years of a body that do not go on where the year before ended."""
    found = {}
    for year in book.years:
        then, now = book.figures.get((body, year - 1), {}), book.figures.get((body, year), {})
        out, into = then.get("carried_out"), now.get("carried_in")
        if out is not None and into is not None and out != into:
            found[year] = Break(int(out), int(into))
    return found


class Ranked(NamedTuple):
    """A body in a ranking; without ``place`` its base is too small or not known."""

    body: Body
    measure: Measure
    place: Place | None = None


def ranking(book: Book, metric: Metric, year: int) -> tuple[list[Ranked], list[Ranked]]:
    """The bodies of a year by a metric, and those that are not ranked.  A quantity has no guard."""
    figures = {str(body): held for body, held in book.of_year(year).items()}
    bodies = {str(body.pk): body for body in book.bodies}
    measures = {key: metric.of(held) for key, held in figures.items()}
    if isinstance(metric.declared, Rate):
        places, out = ranked(metric.declared, figures)
        return (
            [Ranked(bodies[one.name], measures[one.name], one) for one in places],
            [Ranked(bodies[key], measures[key]) for key in out],
        )
    known = {key: float(one.value) for key, one in measures.items() if one.value is not None}
    order = sorted(known, key=lambda key: (-known[key], int(key)))
    rows = [Ranked(bodies[key], measures[key]) for key in order]
    return rows, [Ranked(bodies[key], one) for key, one in measures.items() if one.value is None]


def counts(findings: Sequence[Told]) -> dict[str, int]:
    """How many certain errors and warnings there are of every kind."""
    return {key: sum(one.sort == key and not one.doubtful and not one.is_note for one in findings) for key in SORTS}


def filing_at(book: Book, body: int, year: int) -> Filing | None:
    """The report of a year, whole."""
    one = book.held.get((body, year))
    return annual.filing_from(contents([one])[one.digest]) if one else None


def parts(metric: Metric, filing: Filing) -> list[tuple[str, Any, list[tuple[str, str, Any]]]]:
    """How a metric of a report is made: of each quantity its name, its number, and its cells (name, label, number)."""
    return [
        (
            quantity.name[0],
            quantity.value(filing),
            [(cell, filing.form.cells[cell].label, filing.values[cell]) for cell in quantity.cells(filing.form)],
        )
        for quantity in metric.quantities()
    ]


def wanted(key: str) -> Metric:
    """A metric by its key, the rate of disclosure for none that there is."""
    return METRICS.get(key, METRICS["disclosure-rate"])
