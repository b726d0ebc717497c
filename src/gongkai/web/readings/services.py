"""Taking files in, and deciding about cells."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.web.bodies.models import Body
from gongkai.web.readings.apart import Found, read_apart
from gongkai.web.readings.bridge import WORDS, number_of, settled
from gongkai.web.readings.models import Decision, ReadReport, Upload, storage

LARGEST = 20 << 20
"""Bytes of a file that is taken in."""


def upload_take(
    *, body: Body, name: str, data: bytes, actor: Any, token: str, read: Callable[[bytes, str], Found] = read_apart
) -> Upload:
    """Read a file and keep it with what was found in it; the same file again is the upload that is there.

    ``read`` does the reading; files from outside are read in a process of their own.

    Raises :class:`Refusal` ``empty``, ``too-large`` or ``unreadable``; nothing is kept then.  A file
    that is read and is no report is kept, with the reason.
    """
    _takeable(data)
    digest = hashlib.sha256(data).hexdigest()
    there = Upload.objects.filter(body=body, sha256=digest).first()
    if there is not None:
        return there
    name = PurePosixPath(name.replace("\\", "/")).name[:200] or "文件"
    found = read(data, name)
    reports = [one for one in found["reports"] if one.get("refusal") is None]
    refusal = None if reports else found["reports"][0]["refusal"]
    if not storage().exists(digest):
        storage().save(digest, ContentFile(data))
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)
        upload, new = Upload.objects.get_or_create(
            body=body,
            sha256=digest,
            defaults={
                "name": name,
                "size": len(data),
                "text": found["text"].replace("\0", ""),
                "refused": refusal,
                "token": token,
                "uploaded_by": actor,
            },
        )
        for place, one in enumerate(reports if new else ()):
            _keep(upload, place, one)
    return upload


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
    """Confirm that the report is read as it was published.

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


def _keep(upload: Upload, place: int, one: dict[str, Any]) -> None:
    report = ReadReport(
        upload=upload, place=place, agency=one["agency"] or "", year=one["year"], status=one["status"], report=one,
        open_cells=0,
    )  # fmt: skip
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
