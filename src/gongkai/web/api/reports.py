"""Annual reports for machines: the year as the ledger has it now, in every format."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from gongkai.law.regime import packaged_regime
from gongkai.report.compile import Compiled, compile_year
from gongkai.report.render import FORMATS, render
from gongkai.web.api.access import Access, Bearer
from gongkai.web.api.models import Token
from gongkai.web.api.problems import PROBLEMS
from gongkai.web.api.schemas import known
from gongkai.web.cases.bridge import histories_of
from gongkai.web.cases.models import Matter

READ = Bearer(Token.Scope.REPORTS_READ)
FILES = {
    "description": "the report as a file",
    "content": {
        one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for one in FORMATS.values()
    },
}

router = Router(tags=["reports"])


class Year(Schema):
    """One body's one year."""

    pk: int = Field(ge=0, lt=2**62)
    year: int = Field(ge=1000, le=2999)


class File(Year):
    """The same in a format."""

    name: known(FORMATS)  # type: ignore[valid-type]


class Cell(Year):
    """One cell of it."""

    cell: str = Field(max_length=60)


class FindingOut(Schema):
    """What is wrong, or may be."""

    code: str
    severity: str
    verdict: str
    cells: list[str]
    message: str
    message_en: str


class ReportOut(Schema):
    """The compiled year: every cell of the form, and the words of the sections."""

    body: int
    year: int
    edition: str
    cells: dict[str, int | str | None]
    sections: dict[str, str]
    findings: list[FindingOut]
    matters: dict[str, int]


@router.get(
    "/bodies/{int:pk}/reports/{int:year}", response={200: ReportOut} | PROBLEMS, auth=READ, url_name="api-report"
)
def report(request: HttpRequest, where: Path[Year]) -> Any:
    """The year compiled from the ledger now; ``matters`` counts those behind each cell."""
    compiled = _compiled(request, where)
    filing = compiled.filing
    return {
        "body": where.pk,
        "year": where.year,
        "edition": filing.form.edition,
        "cells": {cell: _plain(filing.values[cell]) for cell in filing.form.cells},
        "sections": {section.key: section.text for section in filing.sections},
        "findings": [found.as_json() for found in compiled.findings],
        "matters": {cell: len(numbers) for cell, numbers in compiled.matters.items()},
    }


@router.get(
    "/bodies/{int:pk}/reports/{int:year}/findings",
    response={200: list[FindingOut]} | PROBLEMS,
    auth=READ,
    url_name="api-report-findings",
)
def findings(request: HttpRequest, where: Path[Year]) -> Any:
    """What speaks against the year as it stands."""
    return [found.as_json() for found in _compiled(request, where).findings]


@router.get(
    "/bodies/{int:pk}/reports/{int:year}/cells/{str:cell}",
    response={200: list[str]} | PROBLEMS,
    auth=READ,
    url_name="api-report-cell",
)
def cell(request: HttpRequest, where: Path[Cell]) -> Any:
    """The numbers of the matters behind one cell."""
    return list(_compiled(request, where).matters.get(where.cell, ()))


@router.get(
    "/bodies/{int:pk}/reports/{int:year}/files/{str:name}",
    response={200: None} | PROBLEMS,
    auth=READ,
    url_name="api-report-file",
    openapi_extra={"responses": {200: FILES}},
)
def file(request: HttpRequest, where: Path[File]) -> Any:
    """The report as a file in one of the formats."""
    content = render(_compiled(request, where).filing, where.name)
    response = HttpResponse(content, content_type=FORMATS[where.name].media_type)
    suffix = FORMATS[where.name].suffix
    response["Content-Disposition"] = f'attachment; filename="annual-{where.pk}-{where.year}{suffix}"'
    return response


def _compiled(request: HttpRequest, where: Year) -> Compiled:
    access: Access = request.auth  # type: ignore[attr-defined]
    body = access.body(where.pk)
    return compile_year(histories_of(Matter.objects.filter(body=body)), where.year, packaged_regime(), agency=body.name)


def _plain(value: Any) -> int | str | None:
    return value if value is None or isinstance(value, int) else str(value)
