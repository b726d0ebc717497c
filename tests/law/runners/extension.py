"""``received`` and ``days`` of the extension; ``left_out``: pairs (after, through)."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import answer_due, extension
from gongkai.law.deadline import Interval


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    calendar, days = packaged_calendar(), facts.pop("days")
    gaps = tuple(Interval(*gap) for gap in facts.pop("left_out", ()))
    before = answer_due(facts.pop("received"), calendar=calendar, excluded=gaps, **facts)
    found = extension(before.counts[-1], days, calendar=calendar, excluded=gaps)
    return {"before": before.due, "due": found.due}
