"""Reports for the statistics: brought as a file, with the figures that a test gives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from gongkai.report.filing import Filing, make_filing
from gongkai.report.form import form_for_year
from gongkai.report.render import render
from gongkai.web.annual.models import Report
from gongkai.web.bodies.models import Body
from tests.web.reports import ON, user


def filing_of(body: Body, year: int, cells: Mapping[str, int] | None = None) -> Filing:
    """A report of zeros but for these cells."""
    form = form_for_year(year)
    return make_filing(form, dict.fromkeys(form.cells, 0) | dict(cells or {}), agency=body.name, year=year)


def brought(
    body: Body, year: int, cells: Mapping[str, int] | None = None, scope: str = "own", *, public: bool = False
) -> Report:
    """The report of a year as a file that was read in, ``public`` if it is said to be published."""
    report, _ = Report.objects.get_or_create(body=body, year=year, scope=scope)
    content = render(filing_of(body, year, cells), "json").decode()
    digest = hashlib.sha256(content.encode()).hexdigest()
    given = {"reading": 1, "name": "a.json", "file_digest": digest, "on": ON, "by": user("x"), "public": public}
    report.taken_all.create(use="before", content=content, digest=digest, token=f"b{report.pk}{digest[:9]}", **given)
    return report
