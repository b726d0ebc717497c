"""``told`` (asked for reasons), ``policy``; or ``received`` and ``set_for``, the later day that was told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import answer_due, reasons_due
from gongkai.law.policy import default_policy


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    calendar = packaged_calendar()
    policy = replace(default_policy(), **facts.pop("policy", {}))
    if "told" in facts:
        return {"reasons_by": reasons_due(facts.pop("told"), calendar=calendar, policy=policy, **facts).due}
    found = answer_due(facts.pop("received"), calendar=calendar, **facts)
    return {"due": found.due, "counts": [count.period.key for count in found.counts]}
