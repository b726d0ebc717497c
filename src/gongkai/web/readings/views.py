"""Pages of the readings: the list with the upload, and the review side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from gongkai.finding import Refusal
from gongkai.report.render import FORMATS
from gongkai.report.render import render as render_filing
from gongkai.web.annual.bridge import report_of, taken_of
from gongkai.web.annual.models import Scope, Taken
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with, may
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.names import file_name
from gongkai.web.kernel.once import token_of
from gongkai.web.readings import selectors, services
from gongkai.web.readings.apart import AT_ONCE, Found, read_apart
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import ReadReport, storage

PAGE = 50
MOST_FILES = 20
MOST_SHOWN = 40
"""Cells in doubt that one look shows; the next come up when these are settled."""


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """What came in, and the form for more."""
    page = Paginator(selectors.uploads_of(request.user).prefetch_related("sources__reports"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "waits": any(upload.waits for upload in page),
        "bodies": bodies_with(request.user, Ability.WRITE),
    }
    return render(request, "readings/list.html", context | {"most": services.LARGEST >> 20})


@require_POST
def take_page(request: HttpRequest) -> HttpResponse:
    """Take in the files that were sent: each for itself, a bad one does not stop the others."""
    bodies = bodies_with(request.user, Ability.WRITE)
    if not bodies:
        raise PermissionDenied
    asked = request.POST.get("body") or ""
    body = get_object_or_404(bodies, pk=asked if re.fullmatch(r"[0-9]{1,18}", asked) else None)
    files = request.FILES.getlist("files")[:MOST_FILES]
    reports: list[ReadReport] = []
    waiting = 0
    read = partial(_read_until, monotonic() + AT_ONCE.seconds)
    for file in files:
        name = file_name(file.name or "", 200)
        try:
            upload = services.upload_take(body=body, name=name, data=file.read(), actor=request.user, read=read)
            reports += upload.reports.all()
            if upload.waits:
                waiting += 1
            elif upload.refused:
                messages.warning(request, f"{name}：{upload.refused['reason']}。{upload.refused['advice']}")
        except Refusal as refused:
            messages.error(request, f"{name}：{refused.reason[0]}。{refused.advice[0]}")
    if waiting:
        messages.info(request, f"{waiting}个文件需要较长时间（扫描件要逐页识别文字），正在后台读取。")
    if not files:
        messages.error(request, "没有选择文件。")
    alone = len(reports) == 1 and not waiting
    return redirect("reading", pk=reports[0].pk) if alone else redirect("readings")


def _read_until(end: float, data: bytes, name: str, *, before: Sequence[str] = ()) -> Found:
    """Read while somebody waits, no longer than until then (seconds of the monotonic clock)."""
    return read_apart(data, name, AT_ONCE._replace(seconds=end - monotonic()), before=before)


@require_GET
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Source on one side, form on the other, cells in doubt first."""
    return _review(request, get_object_or_404(selectors.reports_of(request.user), pk=pk))


def _review(request: HttpRequest, report: ReadReport, *, status: int = 200, **more: Any) -> HttpResponse:
    now = settled(report)
    doubts = selectors.doubts(now)
    marked = {one.line for one in doubts if one.line}
    chosen = more.get("wrong") or request.GET.get("cell") or next((one.cell for one in doubts if one.page), "")
    context = {
        "report": report,
        "now": now,
        "doubts": doubts[:MOST_SHOWN],
        "tables": selectors.tables(now),
        "chosen": chosen,
        "sight": selectors.sight(report, now, chosen),
        "pages": report.source.looks.exists(),
        "lines": selectors.source_lines(report.source.text, marked),
        "decisions": selectors.decided(report, now),
        "formats": FORMATS,
        "writes": may(request.user, report.upload.body_id, Ability.WRITE),
        "uses": Taken.Use.choices,
        "token": uuid4().hex,
    }
    if report.confirmed_on is not None:
        context |= {"takers": selectors.takers(request.user), "likely": selectors.likely(request.user, now.filing)}
    return render(request, "readings/review.html", context | more, status=status)


@require_POST
def use_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading stands for a body's report, or beside next year's."""
    report: ReadReport = get_object_or_404(selectors.reports_of(request.user), pk=pk)
    asked, use = request.POST.get("body", ""), request.POST.get("use", "")
    body = selectors.takers(request.user).filter(pk=int(asked) if re.fullmatch(r"[0-9]{1,18}", asked) else 0).first()
    if body is None:
        raise PermissionDenied
    if use not in Taken.Use.values:
        raise Http404
    token, public = token_of(request), "public" in request.POST
    given: dict[str, Any] = {"actor": request.user, "on": today(), "token": token, "public": public}
    try:
        services.reading_use(report_id=report.pk, body=body, use=use, **given)
    except Refusal as refused:
        return _review(request, report, status=409, refused=refused, taker=body.pk)
    year = report.year or 0
    if use == Taken.Use.BEFORE:
        messages.success(request, f"已作为{body.name}{year + 1}年度报告的上年对照。")
        return redirect("year", pk=body.pk, year=year + 1)
    messages.success(request, f"已作为{body.name}{year}年度报告，请核对后办理。")
    return redirect("year", pk=body.pk, year=year)


@require_GET
def source_page(request: HttpRequest, pk: int, year: int) -> FileResponse:
    """The file that stands for a body's report of a year: for everybody who may read the report."""
    taken = taken_of(report_of(get_object_or_404(bodies_of(request.user), pk=pk), year, Scope.OWN))
    if taken is None:
        raise Http404
    return _kept(taken.file_digest, taken.name)


@require_GET
def look_page(request: HttpRequest, pk: int, page: int) -> FileResponse:
    """A page of the source as it was drawn when the file was read."""
    report = get_object_or_404(selectors.reports_of(request.user), pk=pk)
    look = get_object_or_404(report.source.looks, page=page)
    response = FileResponse(storage().open(look.sha256), content_type=look.kind)
    response["Content-Security-Policy"] = "default-src 'none'; img-src data:; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


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
    return redirect("reading", pk=pk)


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
    return _kept(upload.sha256, upload.name)


def _kept(sha256: str, name: str) -> FileResponse:
    response = FileResponse(storage().open(sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _writable(request: HttpRequest, pk: int) -> ReadReport:
    report: ReadReport = get_object_or_404(selectors.reports_of(request.user), pk=pk)
    if not may(request.user, report.upload.body_id, Ability.WRITE):
        raise PermissionDenied
    return report
