"""Last year's reports beside a file that is read: they decide where the file itself leaves a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from django.db.models import QuerySet

from gongkai.reading import Status
from gongkai.report.checks.years import same_body
from gongkai.report.render import render
from gongkai.web.annual.bridge import agency_of, before_of, report_of
from gongkai.web.annual.models import Scope
from gongkai.web.bodies.models import Body
from gongkai.web.readings.apart import Found
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import ReadReport


class Reads(Protocol):
    """What reads a file, here or in a process of its own; ``before`` are last year's reports as JSON."""

    def __call__(self, data: bytes, name: str, *, before: Sequence[str] = ()) -> Found:
        """The sources of the file."""


def read_beside(body: Body, data: bytes, name: str, read: Reads) -> Found:
    """Read a file; where a report of it is in doubt and last year's is here, what the two say together counts.

    Whose report it is and of which year is known only when it has been read, so such a file is read twice.
    A report whose own last year's is not here stays as it was read alone.
    """
    found = read(data, name)
    beside: dict[tuple[int, int], str] = {}
    for at, source in enumerate(found["sources"]):
        for place, one in enumerate(source["reports"]):
            if one["status"] == Status.DOUBTFUL and (last := last_year(body, one["agency"] or "", one["year"])):
                beside[at, place] = last
    if beside:
        again = read(data, name, before=tuple(dict.fromkeys(beside.values())))
        for at, place in beside:
            found["sources"][at]["reports"][place] = again["sources"][at]["reports"][place]
    return found


def last_year(body: Body, agency: str, year: int | None) -> str | None:
    """The report of the year before that a body holds of this agency: its own, or a reading confirmed there."""
    if not agency or year is None:
        return None
    scopes = {agency_of(body, scope): scope for scope in (Scope.AREA, Scope.OWN)}
    for own, scope in scopes.items():
        if same_body(agency, own) and (held := before_of(report_of(body, year, scope))):
            return held.content
    read = ReadReport.objects.filter(upload__body=body, year=year - 1, confirmed_on__isnull=False)
    named = (one for one in read.order_by("-confirmed_on", "-pk") if same_body(agency, one.agency))
    last = next(named, None)
    return render(settled(last).filing, "json").decode() if last is not None else None


def in_doubt(reports: QuerySet[ReadReport]) -> QuerySet[ReadReport]:
    """Those with a doubt about which nobody has decided anything yet."""
    return reports.filter(status=Status.DOUBTFUL, confirmed_on=None, decisions=None)


def next_in_doubt(report: ReadReport) -> Iterator[int]:
    """The keys of the same body's files with this agency's report of the year after, still in doubt."""
    if report.year is None or not report.agency:
        return
    later = in_doubt(ReadReport.objects.filter(upload__body=report.upload.body_id, year=report.year + 1))
    yield from sorted({one.upload_id for one in later if same_body(one.agency, report.agency)})
