"""Pages of the statistics: parse, permit, call, answer.  Every page is to be read only."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gongkai.law.regime import packaged_regime
from gongkai.report.metrics import FEWEST_CASES
from gongkai.report.sorts import SORTS
from gongkai.web.annual.models import Scope
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with
from gongkai.web.explorer import selectors, sheets, tables
from gongkai.web.explorer.metrics import METRICS
from gongkai.web.explorer.selectors import Book, book
from gongkai.web.kernel.clock import today

MOST = 6
"""So many bodies stand side by side."""


@require_safe
def overview_page(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Which bodies, which years there are reports of, and where to go from there."""
    bodies, own = selectors.seen_by(request.user)
    held = book(bodies, whole=own)
    if kind:
        return _file(sheets.figures_sheet("年度报告指标", held), kind)
    above = set(_regions(request).values_list("pk", flat=True))
    rows = [(body, tables.coverage(held, body, today(), packaged_regime())) for body in held.bodies]
    context = {"rows": rows, "years": held.years, "above": above, "year": _year(request, held), "most": MOST}
    return render(request, "explorer/overview.html", context)


@require_safe
def body_page(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """Every metric of a body over the years, with what does not go on from one to the next."""
    body, held = _one(request, pk)
    if kind:
        return _file(sheets.figures_sheet(f"{body.name}年度报告指标", held), kind)
    groups = tables.over_years(held, body)
    below = _regions(request).filter(pk=body.pk).exists()
    public = any(one.public for one in held.held.values())
    context = {
        "body": body,
        "years": tables.heads(held, body, today(), packaged_regime()),
        "groups": groups,
        "pictures": tables.pictures(groups, held.years),
        "breaks": selectors.breaks(held, body.pk),
        "own": body.pk in held.whole,
        "is_region": below or (public and body.children.exists()),
        "maps": below,
    }
    return render(request, "explorer/body.html", context)


@require_safe
def region_page(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """A body and all below it: sums over the years, a ranking, who is missing; for others what is public."""
    body, held = _region(request, pk)
    whole = body.pk in held.whole
    if kind:
        return _file(sheets.figures_sheet(f"{body.name}及下级机关年度报告指标", held, sums=True), kind)
    year, metric = _year(request, held), selectors.wanted(request.GET.get("metric", ""))
    places, out = selectors.ranking(held, metric, year)
    groups = tables.summed(held, book([body], Scope.AREA, whole=held.whole))
    context = {
        "body": body,
        "own": whole,
        "maps": whole,
        "year": year,
        "years": [(one, len(held.of_year(one)), tables.owing(held, one)) for one in held.years],
        "groups": groups,
        "pictures": tables.pictures(groups, held.years),
        "metric": metric,
        "metrics": METRICS.values(),
        "ranking": tables.drawn(places),
        "out": out,
        "missing": [(one, held.missing(one)) for one in reversed(held.years)],
        "fewest": FEWEST_CASES,
    }
    return render(request, "explorer/region.html", context)


@require_safe
def compare_page(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Up to six bodies side by side: all metrics of one year, one metric over the years."""
    readable, own = selectors.seen_by(request.user)
    chosen = {int(one) for one in request.GET.getlist("body") if one.isascii() and one.isdigit() and len(one) < 19}
    bodies = [body for body in readable if body.pk in chosen]
    held = book(bodies[:MOST], whole=own)
    if kind:
        return _file(sheets.figures_sheet("机关比较", held), kind)
    year, metric = _year(request, held), selectors.wanted(request.GET.get("metric", ""))
    context = {
        "readable": readable,
        "chosen": {body.pk for body in held.bodies},
        "bodies": held.bodies,
        "left_out": len(bodies) - len(held.bodies),
        "most": MOST,
        "year": year,
        "years": held.years,
        "metric": metric,
        "metrics": METRICS.values(),
        "groups": tables.side_by_side(held, year),
        "over": tables.one_over_years(held, metric),
        "query": request.GET.urlencode(),
        "fewest": FEWEST_CASES,
    }
    return render(request, "explorer/compare.html", context)


@require_safe
def map_page(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """Bodies by kinds of findings in a year."""
    body = _own_region(request, pk)
    held = book(selectors.region_of(body), findings=True)
    year = _year(request, held)
    if kind:
        sheet = sheets.map_sheet(f"{body.name}{year}年度问题分布", held, year, today(), packaged_regime())
        return _file(sheet, kind)
    context = {"body": body, "year": year, "years": held.years, "sorts": SORTS.values(), "query": f"year={year}"}
    context |= tables.findings_map(held, year, today(), packaged_regime())
    return render(request, "explorer/map.html", context)


@require_safe
def findings_page(request: HttpRequest, pk: int, year: int, kind: str = "") -> HttpResponse:
    """The findings on the report of a year, by kind, each with its cells."""
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    held = book([body], findings=True)
    filing = selectors.filing_at(held, pk, year)
    if filing is None:
        raise Http404
    if kind:
        return _file(sheets.findings_sheet(f"{body.name}{year}年度报告问题", body, held, year), kind)
    found = sorted(held.findings[pk, year], key=lambda one: one.is_note)
    cells = filing.form.cells
    shown = [(one, [(cell, cells[cell].label) for cell in one.cells if cell in cells]) for one in found]
    groups = [(sort, [pair for pair in shown if pair[0].sort == sort.key]) for sort in SORTS.values()]
    notes = sum(one.is_note for one in found)
    context = {"body": body, "year": year, "held": held.held[pk, year], "groups": groups}
    context |= {"number": len(found) - notes, "notes": notes}
    return render(request, "explorer/findings.html", context)


@require_safe
def made_page(request: HttpRequest, pk: int, year: int, metric: str) -> HttpResponse:
    """How one number is made: its definition, and every cell of the report that it adds up."""
    body, held = _one(request, pk)
    filing = selectors.filing_at(held, pk, year)
    if filing is None or metric not in METRICS:
        raise Http404
    chosen = METRICS[metric]
    context = {
        "body": body,
        "year": year,
        "held": held.held[pk, year],
        "own": pk in held.whole,
        "metric": chosen,
        "measure": chosen.of(held.figures[pk, year]),
        "formula": chosen.formula(filing.form),
        "articles": chosen.articles(filing.form),
        "parts": selectors.parts(chosen, filing),
        "fewest": FEWEST_CASES,
    }
    return render(request, "explorer/made.html", context)


@require_safe
def metrics_page(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Every metric: what it is, by which article, from which cells, and what it does not say."""
    if kind:
        return _file(sheets.metrics_sheet(), kind)
    context = {"metrics": sheets.definitions(), "sorts": SORTS.values(), "fewest": FEWEST_CASES}
    return render(request, "explorer/metrics.html", context)


def _regions(request: HttpRequest) -> Any:
    """The bodies whose people may read those below."""
    return bodies_with(request.user, Ability.READ_BELOW)


def _one(request: HttpRequest, pk: int) -> tuple[Body, Book]:
    """A body with its reports, or those of them that are public: 404 if it is not the person's and none is."""
    body = bodies_of(request.user).filter(pk=pk).first()
    if body is not None:
        return body, book([body])
    body = get_object_or_404(Body, pk=pk)
    held = book([body], whole=())
    if not held.held:
        raise Http404
    return body, held


def _own_region(request: HttpRequest, pk: int) -> Body:
    """A body that the person reads together with those below it: 404 if it is not theirs, 403 if they may not."""
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    if not _regions(request).filter(pk=body.pk).exists():
        raise PermissionDenied
    return body


def _region(request: HttpRequest, pk: int) -> tuple[Body, Book]:
    """The same for everybody where something there is public: then that alone, also of the person's own body."""
    if not _regions(request).filter(pk=pk).exists():
        body = get_object_or_404(Body, pk=pk)
        held = book(selectors.region_of(body), whole=())
        if held.held:
            return body, held
    body = _own_region(request, pk)
    return body, book(selectors.region_of(body))


def _year(request: HttpRequest, held: Book) -> int:
    """The year asked for if there is a report of it, else the last one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if year in held.years else max(held.years, default=today().year - 1)


def _file(sheet: sheets.Sheet, kind: str) -> HttpResponse:
    content, media_type = sheets.written(sheet, kind, today())
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{sheet.title}.{kind}") or ""
    return response
