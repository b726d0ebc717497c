"""Pages of the readings: the list with the upload, and the review side by side."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from gongkai.finding import Refusal
from gongkai.report.render import FORMATS
from gongkai.report.render import render as render_filing
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with, may
from gongkai.web.kernel.clock import today
from gongkai.web.readings import selectors, services
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import ReadReport, storage

PAGE = 50
MOST_FILES = 20
MOST_SHOWN = 40
"""Cells in doubt that one look shows; the next come up when these are settled."""


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """What came in, and the form for more."""
    page = Paginator(selectors.uploads_of(request.user).prefetch_related("reports"), PAGE)
    context = {"page": page.get_page(request.GET.get("page")), "bodies": bodies_with(request.user, Ability.WRITE)}
    return render(request, "readings/list.html", context | {"token": uuid4().hex, "most": services.LARGEST >> 20})


@require_POST
def take_page(request: HttpRequest) -> HttpResponse:
    """Take in the files that were sent: each for itself, a bad one does not stop the others."""
    bodies = bodies_with(request.user, Ability.WRITE)
    if not bodies:
        raise PermissionDenied
    asked = request.POST.get("body") or ""
    body = get_object_or_404(bodies, pk=asked if re.fullmatch(r"[0-9]{1,18}", asked) else None)
    files = request.FILES.getlist("files")[:MOST_FILES]
    token = (request.POST.get("token") or uuid4().hex)[:60]
    reports: list[ReadReport] = []
    for place, file in enumerate(files):
        name = file.name or ""
        try:
            given: dict[str, Any] = {"actor": request.user, "token": f"{token}{place:02d}"}
            upload = services.upload_take(body=body, name=name, data=file.read(), **given)
            reports += upload.reports.all()
            if upload.refused:
                messages.warning(request, f"{name}：{upload.refused['reason']}。{upload.refused['advice']}")
        except Refusal as refused:
            messages.error(request, f"{name}：{refused.reason[0]}。{refused.advice[0]}")
    if not files:
        messages.error(request, "没有选择文件。")
    return redirect("reading", pk=reports[0].pk) if len(reports) == 1 else redirect("readings")


@require_GET
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Source on one side, form on the other, cells in doubt first."""
    return _review(request, get_object_or_404(selectors.reports_of(request.user), pk=pk))


def _review(request: HttpRequest, report: ReadReport, **more: Any) -> HttpResponse:
    now = settled(report)
    doubts = selectors.doubts(now)
    marked = {one.line for one in doubts if one.line}
    context = {
        "report": report,
        "now": now,
        "doubts": doubts[:MOST_SHOWN],
        "tables": selectors.tables(now),
        "lines": selectors.source_lines(report.upload.text, marked),
        "decisions": report.decisions.select_related("by"),
        "formats": FORMATS,
        "writes": may(request.user, report.upload.body_id, Ability.WRITE),
    }
    return render(request, "readings/review.html", context | more)


@require_POST
def settle_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or correct, then on to the next cell in doubt."""
    report = _writable(request, pk)
    cells, written = request.POST.getlist("cell"), request.POST.get("value")
    try:
        if not cells or ("value" in request.POST and len(cells) != 1):
            raise Http404
        services.cells_settle(report_id=report.pk, cells=cells, written=written, actor=request.user, on=today())
    except Refusal as refused:
        return _review(request, report, refused=refused, wrong=cells[0], wrote=written)
    return redirect(f"{reverse('reading', args=[pk])}#doubts")


@require_POST
def confirm_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The report is read as it was published."""
    report = _writable(request, pk)
    try:
        services.report_confirm(report_id=report.pk, actor=request.user, on=today())
    except Refusal as refused:
        return _review(request, report, refused=refused)
    messages.success(request, "已核对确认。")
    return redirect("reading", pk=pk)


@require_GET
def file_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The report as it stands now, as a file."""
    report = get_object_or_404(selectors.reports_of(request.user), pk=pk)
    if name not in FORMATS:
        raise Http404
    now = settled(report)
    response = HttpResponse(
        render_filing(now.filing, name, findings=now.findings), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = f'attachment; filename="report-{report.pk}{FORMATS[name].suffix}"'
    return response


@require_GET
def original_page(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came in: to be kept, never shown in the browser."""
    upload = get_object_or_404(selectors.uploads_of(request.user), pk=pk)
    response = FileResponse(storage().open(upload.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(upload.name)}"
    return response


def _writable(request: HttpRequest, pk: int) -> ReadReport:
    report: ReadReport = get_object_or_404(selectors.reports_of(request.user), pk=pk)
    if not may(request.user, report.upload.body_id, Ability.WRITE):
        raise PermissionDenied
    return report
