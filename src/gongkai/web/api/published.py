"""Published annual reports as open data: no token, to be kept by whoever reads, readable by pages of other sites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from ninja import Path, Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from gongkai.report.render import FORMATS
from gongkai.web.annual.bridge import agency_of
from gongkai.web.annual.models import FrozenFile, Publication, Scope
from gongkai.web.annual.selectors import PublishedFile, published, published_file, published_files
from gongkai.web.api.access import Throttle
from gongkai.web.api.problems import OPEN
from gongkai.web.api.reports import FILES
from gongkai.web.api.schemas import known

FRESH, LASTING = 300, 86400
"""Seconds for which a list, and a file that never changes, need not be asked for again."""
NONE: dict[int, Any] = {304: None}

router = Router(tags=["published"], auth=None, throttle=[Throttle(600, of="published")])


class Wanted(Schema):
    """Which publications: the newest first, ``before`` the last one of the page before."""

    body: int | None = Field(None, ge=1, lt=2**62)
    year: int | None = Field(None, ge=1000, le=2999)
    scope: Scope | None = None
    newest: bool = Field(False, description="only the revision of each report that counts now")
    before: int | None = Field(None, ge=1, lt=2**62)
    limit: int = Field(50, ge=1, le=200)


class One(Schema):
    """A publication."""

    pk: int = Field(ge=0, lt=2**62)


class OneFile(One):
    """The same in a format."""

    name: known(FORMATS)  # type: ignore[valid-type]


class FileOut(Schema):
    """A format: ``sha256`` of the bytes is the ``ETag`` of the file as well."""

    name: str
    words: str
    media_type: str
    size: int
    sha256: str
    href: str


class PublicationOut(Schema):
    """A published revision; ``newest`` the publication that counts now, ``correction`` why this one was made."""

    id: int
    body: int
    agency: str
    year: int
    scope: Scope
    revision: int
    published_on: str
    correction: str
    newest: int
    href: str
    files: list[FileOut]


class PublicationsOut(Schema):
    """One page; ``next`` is ``before`` of the page after it."""

    items: list[PublicationOut]
    next: int | None


class PublicationFull(PublicationOut):
    """A published revision with its report (the object of ``gongkai read --json``) and every revision of it."""

    report: dict[str, Any]
    revisions: list[PublicationOut]


def open_data(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Any page of any site may read the answer, refusals too; it is the same whoever asks."""

    @wraps(run)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = run(request, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Content-Disposition, Retry-After"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        # That a middleware looked who asks would make caches keep one copy a visitor (Vary: Cookie).
        request.session.accessed = False
        return response

    return answer


@router.get("/reports", response={200: PublicationsOut} | NONE | OPEN, url_name="api-published-reports")
@decorate_view(open_data)
def published_reports(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """Published annual reports and their corrections, the newest publication first, a page at a time."""
    found = published().order_by("-pk")
    given = {"report__body": wanted.body, "report__year": wanted.year, "report__scope": wanted.scope}
    found = found.filter(**{name: value for name, value in given.items() if value is not None})
    if wanted.newest:
        found = found.filter(pk=F("newest"))
    if wanted.before is not None:
        found = found.filter(pk__lt=wanted.before)
    page = list(found[: wanted.limit + 1])
    shown = page[: wanted.limit]
    content = {"items": _all(shown), "next": shown[-1].pk if len(page) > wanted.limit else None}
    return _answer(request, content, shown)


@router.get("/reports/{int:pk}", response={200: PublicationFull} | NONE | OPEN, url_name="api-published-report")
@decorate_view(open_data)
def published_report(request: HttpRequest, where: Path[One]) -> Any:
    """One published report: its cells, words and traces, and every revision of it with the reason of each."""
    one = _publication(where.pk)
    revisions = list(published().filter(report=one.report_id).order_by("revision"))
    told = {entry["id"]: entry for entry in _all(revisions)}
    content = told[one.pk] | {"report": json.loads(_bytes(one, "json")), "revisions": list(told.values())}
    return _answer(request, content, revisions)


@router.get(
    "/reports/{int:pk}/files/{str:name}",
    response={200: None} | NONE | OPEN,
    url_name="api-published-file",
    openapi_extra={"responses": {200: FILES}},
)
@decorate_view(open_data)
def published_report_file(request: HttpRequest, where: Path[OneFile]) -> Any:
    """A published report in one of the formats, to the byte as it was signed."""
    one = _publication(where.pk)
    row = FrozenFile.objects.filter(frozen=one.frozen_id, name=where.name).values_list("digest", flat=True).first()
    kind = FORMATS[where.name]
    response = HttpResponse(content_type=kind.media_type)
    name = f"annual-{one.report.body_id}-{one.report.year}-{one.revision}{kind.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    known_bytes = _kept(request, response, f'"{row}"', [one], LASTING)
    if known_bytes is response:
        response.content = _bytes(one, where.name)
    return known_bytes


def _publication(pk: int) -> Any:
    return get_object_or_404(published(), pk=pk)


def _bytes(one: Publication, name: str) -> bytes:
    try:
        return published_file(one, name)
    except FrozenFile.DoesNotExist:
        raise Http404 from None


def _all(publications: list[Any]) -> list[dict[str, Any]]:
    files = published_files(publications)
    return [_told(one, files[one.pk]) for one in publications]


def _told(one: Any, files: list[PublishedFile]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "body": one.report.body_id,
        "agency": agency_of(one.report.body, one.report.scope),
        "year": one.report.year,
        "scope": one.report.scope,
        "revision": one.revision,
        "published_on": one.on.isoformat(),
        "correction": one.reason,
        "newest": one.newest,
        "href": reverse("api-published-report", args=[one.pk]),
        "files": [_file(one, held) for held in files],
    }


def _file(one: Any, held: PublishedFile) -> dict[str, Any]:
    where = reverse("api-published-file", args=[one.pk, held.name])
    kind = FORMATS[held.name].media_type
    return {
        "name": held.name,
        "words": held.words,
        "media_type": kind,
        "size": held.size,
        "sha256": held.digest,
        "href": where,
    }


def _answer(request: HttpRequest, content: dict[str, Any], about: list[Any]) -> HttpResponse:
    """The content as JSON, or 304 for whoever has it already."""
    data = json.dumps(content, ensure_ascii=False).encode()
    response = HttpResponse(data, content_type="application/json; charset=utf-8")
    return _kept(request, response, f'"{hashlib.sha256(data).hexdigest()}"', about, FRESH)


def _kept(request: HttpRequest, response: HttpResponse, etag: str, about: list[Any], seconds: int) -> HttpResponse:
    moments = [one.at.timestamp() for one in about if one.at is not None]
    changed = int(max(moments)) if moments else None
    response["ETag"] = etag
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = f"public, max-age={seconds}"
    kept = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    assert isinstance(kept, HttpResponse)
    return kept
