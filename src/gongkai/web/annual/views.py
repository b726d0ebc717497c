"""The year as the form prints it; a cell opens the matters behind it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.report.compile import Compiled, compile_year
from gongkai.report.layout import grids
from gongkai.report.narrative.draft import placeholders
from gongkai.report.render import FORMATS
from gongkai.report.render import render as render_filing
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.cases.bridge import histories_of
from gongkai.web.cases.models import Matter
from gongkai.web.kernel.clock import today


def bodies_page(request: HttpRequest) -> HttpResponse:
    """Which body, which year."""
    year = today().year
    return render(
        request, "annual/bodies.html", {"bodies": bodies_of(request.user), "years": (year, year - 1, year - 2)}
    )


def year_page(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The three tables, the drafted words and what was found."""
    body, compiled = _compiled(request, pk, year)
    filing = compiled.filing
    tables = []
    for grid in grids(filing.form):
        rows: list[list[Any]] = [[] for _ in range(grid.rows)]
        for placed in grid.placed:
            value = filing.values[placed.cell] if placed.cell else None
            rows[placed.row].append((placed, value))
        tables.append(rows)
    context = {
        "body": body,
        "year": year,
        "tables": tables,
        "sections": filing.sections,
        "findings": compiled.findings,
        "todo": placeholders(filing.sections),
        "formats": FORMATS,
    }
    return render(request, "annual/year.html", context)


def cell_page(request: HttpRequest, pk: int, year: int, cell: str) -> HttpResponse:
    """The matters behind one cell."""
    body, compiled = _compiled(request, pk, year)
    if cell not in compiled.filing.form.cells:
        raise Http404
    numbers = compiled.matters.get(cell, ())
    matters = Matter.objects.filter(body=body, number__in=numbers).order_by("number")
    label = compiled.filing.form.cells[cell].label
    context = {"body": body, "year": year, "cell": cell, "label": label, "value": compiled.filing.values[cell]}
    return render(request, "annual/cell.html", context | {"matters": matters})


def file_page(request: HttpRequest, pk: int, year: int, name: str) -> HttpResponse:
    """The report as a file."""
    if name not in FORMATS:
        raise Http404
    body, compiled = _compiled(request, pk, year)
    response = HttpResponse(render_filing(compiled.filing, name), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="annual-{body.pk}-{year}{FORMATS[name].suffix}"'
    return response


def _compiled(request: HttpRequest, pk: int, year: int) -> tuple[Body, Compiled]:
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    histories = list(histories_of(Matter.objects.filter(body=body)))
    try:
        return body, compile_year(histories, year, packaged_regime(), agency=body.name)
    except Refusal as refused:
        raise Http404(refused.reason[0]) from None
