"""``notified`` (fee notice received); ``received`` and ``paid`` (payment in full)."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import answer_due, fee_due


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    if "notified" in facts:
        return {"pay_by": fee_due(**facts, calendar=packaged_calendar()).due}
    return {"answer_by": answer_due(facts.pop("received"), calendar=packaged_calendar(), **facts).due}
