"""``day`` and ``add`` (working days to count), or ``day`` alone, or a ``year``; ``known_on``: the notices of then."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.calendar import packaged_calendar
from tests.law.naive import days_of_year


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    calendar = packaged_calendar()
    if "known_on" in given:
        calendar = calendar.as_known_on(given["known_on"])
    if "year" in given:
        return {"working_days": sum(calendar.is_working(day) for day in days_of_year(given["year"]))}
    if "add" in given:
        due = {f"plus_{days}": calendar.add(given["day"], days) for days in given["add"]}
        return {**due, "missing": calendar.missing(given["day"], max(due.values()))}
    known = calendar.day(given["day"])
    return {"working": known.working, "why": known.why[0], "provisional": known.provisional, "notice": known.notice}
