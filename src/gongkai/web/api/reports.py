"""Annual reports for machines: what the pages show, and what a clerk adds and hands in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema
from pydantic import BaseModel, Field

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.report.filing import json_number
from gongkai.report.narrative.figures import FIGURES
from gongkai.report.render import FORMATS
from gongkai.web.annual import bridge, edits, services
from gongkai.web.annual.models import Act, Report, Scope
from gongkai.web.annual.moves import MOVES
from gongkai.web.annual.pages import Page, due_of, file_of, page_of
from gongkai.web.annual.prose import raws_of
from gongkai.web.api.access import Access, Bearer
from gongkai.web.api.models import Token
from gongkai.web.api.problems import PROBLEMS, WRITES
from gongkai.web.api.schemas import known
from gongkai.web.bodies.permissions import Ability
from gongkai.web.kernel.clock import today

READ, WRITE = Bearer(Token.Scope.REPORTS_READ), Bearer(Token.Scope.REPORTS_WRITE)
FILES = {
    "description": "the report as a file",
    "content": {
        one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for one in FORMATS.values()
    },
}
HANDED = tuple(act for act, move in MOVES.items() if move.ability is Ability.WRITE)
"""What a token may do with a report: to agree to it, and to receive it, somebody looks at its page."""
TEXT = r"^[^\x00]*$"

router = Router(tags=["reports"])

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


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


class Words(Year):
    """One section of it."""

    section: str = Field(max_length=20)


class FindingOut(Schema):
    """What is wrong, or may be."""

    code: str
    severity: str
    verdict: str
    cells: list[str]
    message: str
    message_en: str


class ReportOut(Schema):
    """The report as its page shows it: what was signed, or the draft with everything that people entered.

    ``digest`` names the draft, and is sent as ``seen`` by whoever agrees to it; ``written`` is the row
    of each section's words, sent as ``seen`` by whoever writes them anew (0: nobody wrote them yet);
    ``sections`` are printed, ``tokens`` the same words as they are written, with ``{t3.new.total}``,
    ``{f.published}`` and ``{=30|source}``; ``facts`` the counted figures that no cell holds, as they are
    printed (``null``: not counted);
    ``obstacles`` stand in the way of handing it on; ``matters`` counts those behind each cell.
    """

    body: int
    year: int
    scope: Scope
    state: str
    revision: int
    due_on: date
    edition: str
    digest: str
    cells: dict[str, int | str | None]
    entered: dict[str, str]
    sections: dict[str, str]
    tokens: dict[str, str]
    facts: dict[str, str | None]
    written: dict[str, int]
    findings: list[FindingOut]
    obstacles: list[str]
    matters: dict[str, int]


class EntryIn(BaseModel):
    """A number for a cell (手工填报): where it comes from, and why it is entered."""

    cell: str = Field(max_length=60)
    value: Decimal = Field(max_digits=17, decimal_places=2)
    source: str = Field(min_length=1, max_length=200, pattern=TEXT)
    reason: str = Field(min_length=1, max_length=500, pattern=TEXT)


class ReasonIn(BaseModel):
    """Why something is taken back."""

    reason: str = Field(min_length=1, max_length=500, pattern=TEXT)


class WordsIn(BaseModel):
    """A section's words with their tokens (as in ``tokens``); ``null`` goes back to the draft."""

    text: str | None = Field(max_length=30_000, pattern=TEXT)
    seen: int = Field(0, ge=0, lt=2**62)


class MoveIn(BaseModel):
    """What to do with the report; ``seen`` is its ``digest`` where it is agreed to (``send``)."""

    act: known(act.value for act in HANDED)  # type: ignore[valid-type]
    reason: str = Field("", max_length=1000, pattern=TEXT)
    seen: str = Field("", max_length=64, pattern=TEXT)


@router.get(
    "/bodies/{int:pk}/reports/{int:year}", response={200: ReportOut} | PROBLEMS, auth=READ, url_name="api-report"
)
def report(request: HttpRequest, where: Path[Year], scope: Scope = Scope.OWN) -> Any:
    """The report as it stands, with where it is on its way and what stands in it."""
    return _told(_page(_report(request, where, scope)))


@router.get(
    "/bodies/{int:pk}/reports/{int:year}/findings",
    response={200: list[FindingOut]} | PROBLEMS,
    auth=READ,
    url_name="api-report-findings",
)
def findings(request: HttpRequest, where: Path[Year], scope: Scope = Scope.OWN) -> Any:
    """What speaks against the year as it stands."""
    return [told.found.as_json() for told in _page(_report(request, where, scope)).findings()]


@router.get(
    "/bodies/{int:pk}/reports/{int:year}/cells/{str:cell}",
    response={200: list[str]} | PROBLEMS,
    auth=READ,
    url_name="api-report-cell",
)
def cell(request: HttpRequest, where: Path[Cell], scope: Scope = Scope.OWN) -> Any:
    """The numbers of the matters behind one cell."""
    return list(_page(_report(request, where, scope)).matters.get(where.cell, ()))


@router.get(
    "/bodies/{int:pk}/reports/{int:year}/files/{str:name}",
    response={200: None} | PROBLEMS,
    auth=READ,
    url_name="api-report-file",
    openapi_extra={"responses": {200: FILES}},
)
def file(request: HttpRequest, where: Path[File], scope: Scope = Scope.OWN) -> Any:
    """The report as a file in one of the formats: as it was signed, or the draft, marked as one."""
    content = file_of(_report(request, where, scope), where.name, packaged_regime())
    response = HttpResponse(content, content_type=FORMATS[where.name].media_type)
    suffix = FORMATS[where.name].suffix
    response["Content-Disposition"] = f'attachment; filename="annual-{where.pk}-{where.year}{suffix}"'
    return response


@router.post(
    "/bodies/{int:pk}/reports/{int:year}/entries",
    response={200: ReportOut} | WRITES,
    auth=WRITE,
    url_name="api-report-entries",
)
def report_enter(request: HttpRequest, where: Path[Year], given: EntryIn, key: Key, scope: Scope = Scope.OWN) -> Any:
    """A number for a cell, in place of one entered before; the same key again changes nothing."""
    report = _writable(request, where, scope)
    cell = _page(report).filing.form.cells.get(given.cell)
    if cell is None:
        raise Http404
    with edits.drafting(report.body, where.year, scope) as locked:
        sent = given.model_dump() | _entering(request) | {"token": _access(request).once(key)}
        edits.entry_add(report=locked, **sent | {"cell": cell})
    return _told(_page(_report(request, where, scope)))


@router.post(
    "/bodies/{int:pk}/reports/{int:year}/cells/{str:cell}/strike",
    response={200: ReportOut} | WRITES,
    auth=WRITE,
    url_name="api-report-strike",
)
def report_strike(request: HttpRequest, where: Path[Cell], given: ReasonIn, scope: Scope = Scope.OWN) -> Any:
    """Take the number entered for a cell back, with the reason: the ledger's figure counts again."""
    report = _writable(request, where, scope)
    with edits.drafting(report.body, where.year, scope) as locked:
        edits.entry_strike(report=locked, cell=where.cell, reason=given.reason, **_entering(request))
    return _told(_page(_report(request, where, scope)))


@router.post(
    "/bodies/{int:pk}/reports/{int:year}/sections/{str:section}",
    response={200: ReportOut} | WRITES,
    auth=WRITE,
    url_name="api-report-words",
)
def report_words(request: HttpRequest, where: Path[Words], given: WordsIn, scope: Scope = Scope.OWN) -> Any:
    """The words of a section; what somebody else wrote since ``seen`` is not written over."""
    report = _writable(request, where, scope)
    form = _page(report).filing.form
    if where.section not in edits.worded(form):
        raise Http404
    if given.text is not None and (wrong := edits.words_wrong(given.text, form)) is not None:
        raise Refusal("bad-token", (wrong, "there are tokens that the form does not know"), ("请改正", "mend them"))
    with edits.drafting(report.body, where.year, scope) as locked:
        edits.words_write(report=locked, section=where.section, **given.model_dump(), **_entering(request))
    return _told(_page(_report(request, where, scope)))


@router.post(
    "/bodies/{int:pk}/reports/{int:year}/moves",
    response={200: ReportOut} | WRITES,
    auth=WRITE,
    url_name="api-report-moves",
)
def report_move(request: HttpRequest, where: Path[Year], given: MoveIn, key: Key, scope: Scope = Scope.OWN) -> Any:
    """Send the report to be looked at, hand it in, publish it, begin a correction; once for each key."""
    report = _writable(request, where, scope)
    sent = {"reason": given.reason, "seen": given.seen, "token": _access(request).once(key)} | _entering(request)
    services.report_move(
        body=report.body, year=where.year, scope=scope, act=Act(given.act), regime=packaged_regime(), **sent
    )
    return _told(_page(_report(request, where, scope)))


def _access(request: HttpRequest) -> Access:
    access: Access = request.auth  # type: ignore[attr-defined]
    return access


def _report(request: HttpRequest, where: Year, scope: Scope) -> Report:
    return bridge.report_of(_access(request).body(where.pk), where.year, scope)


def _writable(request: HttpRequest, where: Year, scope: Scope) -> Report:
    report = _report(request, where, scope)
    _access(request).needs(Ability.WRITE, report.body_id)
    return report


def _page(report: Report) -> Page:
    return page_of(report, packaged_regime())


def _entering(request: HttpRequest) -> dict[str, Any]:
    return {"actor": _access(request).user, "on": today()}


def _told(page: Page) -> dict[str, Any]:
    report, filing = page.report, page.filing
    raws, facts = raws_of(page.draft), page.draft.facts
    written = {row.section: row.pk for row in report.words.all()} if report.pk else {}
    return {
        "body": report.body_id,
        "year": report.year,
        "scope": report.scope,
        "state": report.state,
        "revision": report.revision,
        "due_on": due_of(report, packaged_regime()).due,
        "edition": filing.form.edition,
        "digest": page.draft.digest,
        "cells": {cell: json_number(filing.values[cell]) for cell in filing.form.cells},
        "entered": {cell: entry.source for cell, entry in page.entries.items()},
        "sections": {section.key: section.text for section in filing.sections},
        "tokens": {key: raws.get(key, "") for key in edits.worded(filing.form)},
        "facts": {key: figure.said(facts) if facts is not None else None for key, figure in FIGURES.items()},
        "written": {key: written.get(key, 0) for key in edits.worded(filing.form)},
        "findings": [told.found.as_json() for told in page.findings()],
        "obstacles": services.obstacles(report, page.draft),
        "matters": {cell: len(numbers) for cell, numbers in page.matters.items()},
    }
