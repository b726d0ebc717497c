"""``what`` (``publication``, ``budget``, ``withdrawal`` …), its first ``day``, ``draft`` for comments, ``policy``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law import duties
from gongkai.law.calendar import packaged_calendar
from gongkai.law.policy import default_policy

BY_CALENDAR = {
    "publication": duties.publication_due,
    "budget": duties.budget_due,
    "withdrawal": duties.withdrawal_due,
    "filing": duties.rules_filing_due,
}
BY_POLICY = {
    "interpretation": duties.interpretation_due,
    "credit": duties.credit_publication_due,
    "reassessment": duties.reassessment_due,
    "comments": duties.comments_until,
}


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    calendar, what, day = packaged_calendar(), facts.pop("what"), facts.pop("day")
    if what in BY_CALENDAR:
        return {"due": BY_CALENDAR[what](day, calendar=calendar, **facts).due}
    policy = replace(default_policy(), **facts.pop("policy", {}))
    return {"due": BY_POLICY[what](day, calendar=calendar, policy=policy, **facts).due}
