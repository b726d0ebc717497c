"""Taking files in, and deciding about cells."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.web.annual import edits
from gongkai.web.annual.edits import drafting, reading_take
from gongkai.web.annual.models import Scope
from gongkai.web.bodies.models import Body
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify
from gongkai.web.kernel.names import file_name
from gongkai.web.readings.apart import IN_TIME, UNREADABLE, FoundLook, FoundSource, TooSlowError, read_apart
from gongkai.web.readings.bridge import WORDS, number_of, settled
from gongkai.web.readings.earlier import Reads, in_doubt, last_year, next_in_doubt, read_beside
from gongkai.web.readings.models import Decision, PageLook, ReadReport, Source, Upload, storage
from gongkai.web.readings.tasks import read_again, read_upload

FIRST = 2019
"""The first year that has a form."""
LARGEST = 20 << 20
"""Bytes of a file that is taken in."""


def upload_take(*, body: Body, name: str, data: bytes, actor: Any, read: Reads = read_apart) -> Upload:
    """Read a file and keep it with what was found in it; the same file again is the upload that is there.

    ``read`` does the reading; files from outside are read in a process of their own, beside last year's
    report where this body holds it (:mod:`~gongkai.web.readings.earlier`).  Where it takes
    longer than somebody waits (a scan), the file is kept and read in the background.

    Raises :class:`Refusal` ``empty``, ``too-large`` or ``unreadable``; nothing is kept then.  A file
    that is read and is no report is kept, with the reason.
    """
    _takeable(data)
    digest = hashlib.sha256(data).hexdigest()
    there = Upload.objects.filter(body=body, sha256=digest).first()
    if there is not None:
        return there
    name = file_name(name, 200)
    try:
        found = read_beside(body, data, name, read)["sources"]
    except TooSlowError:
        found = []
    if not storage().exists(digest):
        storage().save(digest, ContentFile(data))
    given = {"name": name, "size": len(data), "uploaded_by": actor, "waits": not found}
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        upload, new = Upload.objects.get_or_create(body=body, sha256=digest, defaults=given)
        if new and found:
            _fill(upload, found)
        elif new:
            read_upload.enqueue(upload.pk)
    return upload


def upload_read(*, upload_id: int, on: date) -> bool:
    """Read a file that waits, with time for every page, and tell who brought it.  Returns whether it waited."""
    upload = Upload.objects.filter(pk=upload_id, waits=True).first()
    if upload is None:
        return False
    read = partial(read_apart, limits=IN_TIME, seen=partial(_seen, upload_id))
    try:
        found, refusal = read_beside(upload.body, _original(upload), upload.name, read)["sources"], None
    except TooSlowError:
        found, refusal = [], UNREADABLE
    except Refusal as refused:
        found, refusal = [], refused
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload_id)
        if not upload.waits:
            return False
        upload.waits = False
        _fill(upload, found, refusal)
        if upload.uploaded_by is not None:
            said = f"{upload.name}：{refusal.reason[0]}" if refusal is not None else f"{upload.name} 已读完，可以核对"
            given: dict[str, Any] = {"key": f"read:{upload_id}", "address": reverse("readings"), "on": on}
            notify(user=upload.uploaded_by, kind=Notice.Kind.REPORT, text=said, **given)
    return True


def upload_read_again(*, upload_id: int, on: date) -> bool:
    """Read a file again beside last year's reports; what is in doubt and untouched takes what is then read.

    Whoever brought the file is told.  Returns whether anything reads otherwise.
    """
    upload = Upload.objects.select_related("body", "uploaded_by").get(pk=upload_id)
    named = in_doubt(upload.reports.all()).values_list("place", "agency", "year")
    beside = {place: last for place, agency, year in named if (last := last_year(upload.body, agency, year))}
    before = tuple(dict.fromkeys(beside.values()))
    try:
        found = read_apart(_original(upload), upload.name, IN_TIME, before=before)["sources"] if before else []
    except (TooSlowError, Refusal):  # it stays as it was read, with its doubts
        return False
    read = [one for source in found for one in source["reports"] if one.get("refusal") is None]
    with transaction.atomic():
        held = upload.reports.filter(place__in=beside).select_for_update()
        rows = {row.pk: row for row in held if row.place < len(read)}
        free = in_doubt(upload.reports.filter(pk__in=rows)).values_list("pk", flat=True)
        changed = [rows[pk] for pk in free if rows[pk].report != read[rows[pk].place]]
        for row in changed:
            row.report, row.status = read[row.place], read[row.place]["status"]
            _refresh(row)
        if changed and upload.uploaded_by is not None:
            said = f"{upload.name} 已对照上年报告重新读取，请核对"
            notify(user=upload.uploaded_by, kind=Notice.Kind.REPORT, text=said, address=reverse("readings"), on=on)
    return bool(changed)


def _original(upload: Upload) -> bytes:
    with storage().open(upload.sha256) as original:
        return bytes(original.read())


def _seen(upload_id: int, count: int) -> None:
    Upload.objects.filter(pk=upload_id, waits=True).update(seen=count)


def _fill(upload: Upload, found: Iterable[FoundSource], refusal: Refusal | None = None) -> None:
    """What was found in a file, source by source; ``refusal`` where reading itself came to nothing."""
    upload.refused = refusal.as_json() if refusal is not None else None
    count = 0
    for place, one in enumerate(found):
        reports = [report for report in one["reports"] if report.get("refusal") is None]
        reason = None if reports else one["reports"][0]["refusal"]
        text = one["text"].replace("\0", "")
        source = Source(upload=upload, place=place, name=one["name"][-500:], text=text, refused=reason)
        source.save()
        for look in one["looks"] if reports else ():
            _draw(source, look)
        for report in reports:
            _keep(source, count, report)
            count += 1
    if not count and upload.refused is None:
        upload.refused = upload.sources.all()[0].refused
    upload.save()


def cells_settle(*, report_id: int, cells: Sequence[str], written: str | None, actor: Any, on: date) -> ReadReport:
    """Settle cells: ``written`` is the right value of the one cell, ``None`` takes all as they stand.

    Raises :class:`Refusal` ``confirmed``, ``no-such-cell`` or ``not-a-number``; nothing is changed then.
    """
    with transaction.atomic():
        report = _open_report(report_id)
        now = settled(report)
        for cell in cells:
            if cell not in WORDS and cell not in now.filing.values:
                raise Refusal(
                    "no-such-cell", (f"没有{cell}这一格", f"no cell {cell}"), ("请刷新本页", "reload the page")
                )
            value = getattr(now.filing, cell) if cell in WORDS else now.filing.values[cell]
            before = "" if value is None else str(value)
            after = before if written is None else _checked(now.filing, cell, written)
            Decision(
                report=report, cell=cell, before=before, after=after, corrected=after != before, by=actor, on=on
            ).save()
        _refresh(report)
    return report


def report_confirm(*, report_id: int, actor: Any, on: date) -> ReadReport:
    """Confirm that the report is read as it was published; the next year's in doubt is read again beside it.

    Raises :class:`Refusal` ``cells-open`` while cells are in doubt, ``confirmed`` if it is done.
    """
    with transaction.atomic():
        report = _open_report(report_id)
        if left := settled(report).open:
            raise Refusal(
                "cells-open",
                (f"还有{len(left)}格没有核对", f"{len(left)} cells are still in doubt"),
                ("请逐格接受或改正，再确认", "accept or correct each, then confirm"),
            )
        report.confirmed_on, report.confirmed_by = on, actor
        report.save()
        for upload_id in next_in_doubt(report):
            read_again.enqueue(upload_id)
    return report


def reading_use(
    *, report_id: int, body: Body, use: str, actor: Any, on: date, token: str, public: bool = False
) -> ReadReport:
    """Let a confirmed reading stand for the body's report of its year, or beside the next year's only.

    ``use`` is one of :class:`~gongkai.web.annual.models.Taken.Use`; ``public`` says that the report is
    published already, so that the statistics show it to everybody in the office.  Raises :class:`Refusal`
    ``not-confirmed``, and whatever :func:`~gongkai.web.annual.edits.reading_take` has against it.
    """
    report = ReadReport.objects.select_related("upload", "source").get(pk=report_id)
    filing = settled(report).filing
    if report.confirmed_on is None:
        raise Refusal(
            "not-confirmed",
            ("这份报告还没有核对确认", "the reading is not confirmed"),
            ("请先逐格核对并确认与原件一致", "settle and confirm it first"),
        )
    source = edits.Source(report.pk, report.source.name[-200:], report.upload.sha256)
    year = filing.year or 0
    if year < FIRST:
        raise Refusal(
            "other-year",
            (f"{year or '未读出'}年度没有本系统使用的格式", "there is no form for that year"),
            (f"只采用{FIRST}年度及以后的报告", f"reports from {FIRST} on are taken"),
        )
    with drafting(body, year, Scope.OWN) as locked:
        given: dict[str, Any] = {"actor": actor, "on": on, "token": token, "public": public}
        reading_take(report=locked, use=use, filing=filing, source=source, **given)
    return report


def _open_report(report_id: int) -> ReadReport:
    report = ReadReport.objects.select_for_update().get(pk=report_id)
    if report.confirmed_on is not None:
        raise Refusal(
            "confirmed",
            ("这份报告已经核对确认，不能再改动", "the report is confirmed"),
            ("原件更正后重新公布的，请上传新的文件", "upload the new file if it was published anew"),
        )
    return report


def _takeable(data: bytes) -> None:
    if not data:
        raise Refusal("empty", ("这个文件是空的", "the file is empty"), ("请重新选择文件", "choose another"))
    if len(data) > LARGEST:
        raise Refusal(
            "too-large",
            (f"文件超过{LARGEST >> 20}MB", f"the file is larger than {LARGEST >> 20} MB"),
            ("请上传单份报告，或去掉其中的图片", "upload a single report, or take the pictures out"),
        )


def _draw(source: Source, look: FoundLook) -> None:
    """Keep a page as it was drawn when the file was read."""
    data = b64decode(look["data"])
    digest = hashlib.sha256(data).hexdigest()
    if not storage().exists(digest):
        storage().save(digest, ContentFile(data))
    given = {name: look[name] for name in ("page", "width", "height", "kind")}
    PageLook(source=source, sha256=digest, **given).save()


def _keep(source: Source, place: int, one: dict[str, Any]) -> None:
    told = {"agency": one["agency"] or "", "year": one["year"], "status": one["status"], "report": one}
    report = ReadReport(upload=source.upload, source=source, place=place, open_cells=0, **told)
    report.save()
    _refresh(report)


def _refresh(report: ReadReport) -> None:
    """The columns that lists show."""
    now = settled(report)
    report.agency, report.year = (now.filing.agency or "")[:200], now.filing.year
    report.open_cells = len(now.open)
    report.save()


def _checked(filing: Any, cell: str, written: str) -> str:
    """What a person wrote, if the cell can hold it."""
    written = written.strip()
    if cell == "agency" and 0 < len(written) <= 200:
        return written
    if cell == "year" and written.isascii() and written.isdecimal() and 2008 <= int(written) <= 2100:
        return written
    if cell in WORDS:
        raise Refusal(
            "not-a-number",
            ("机关名称不能为空，年度应为四位数字", "a name, or a year of four digits"),
            ("请对照原件填写", "write it as in the original"),
        )
    number = number_of(filing.form, cell, written)
    return "" if number is None else str(number)
