"""Measuring reports: what is kept of each is made anew where its content, last year's or the program changed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from gongkai.report.filing import Filing
from gongkai.web.annual.bridge import filing_from
from gongkai.web.annual.selectors import Standing, contents
from gongkai.web.explorer.bridge import key_of, measured
from gongkai.web.explorer.models import Measured

CHUNK = 100


def reports_measure(standings: Mapping[tuple[int, int], Standing]) -> int:
    """Measure those of the reports that were not, or not as they stand; how many there were."""
    keys = {one.report: key_of(one.digest, _before(standings, one)) for one in standings.values()}
    kept = dict(Measured.objects.filter(report__in=keys).values_list("report", "key"))
    stale = [one for _, one in sorted(standings.items()) if kept.get(one.report) != keys[one.report]]
    for start in range(0, len(stale), CHUNK):
        _measure(stale[start : start + CHUNK], standings, keys)
    return len(stale)


def _before(standings: Mapping[tuple[int, int], Standing], one: Standing) -> str:
    before = standings.get((one.body, one.year - 1))
    return before.digest if before else ""


def _measure(some: list[Standing], standings: Mapping[tuple[int, int], Standing], keys: Mapping[int, str]) -> None:
    with_before = {one.digest: one for one in some}
    for one in some:
        if before := standings.get((one.body, one.year - 1)):
            with_before[before.digest] = before
    filings: dict[str, Filing] = {
        digest: filing_from(content) for digest, content in contents(with_before.values()).items()
    }
    rows = [
        Measured(
            report_id=one.report,
            key=keys[one.report],
            **measured(filings[one.digest], filings.get(_before(standings, one))),
        )
        for one in some
    ]
    with transaction.atomic():
        Measured.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["report"], update_fields=["key", "figures", "findings"]
        )
