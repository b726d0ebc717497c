"""``received``; ``corrected``, ``paid``, ``set_for``, ``extended_by``; ``left_out``: pairs (after, through)."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import answer_due
from gongkai.law.deadline import Interval


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    gaps = tuple(Interval(*gap) for gap in facts.pop("left_out", ()))
    found = answer_due(facts.pop("received"), calendar=packaged_calendar(), excluded=gaps, **facts)
    return {
        "due": found.due,
        "provisional": found.provisional,
        "missing": found.missing,
        "counts": [count.period.key for count in found.counts],
        "counted": [count.length for count in found.counts],
    }
