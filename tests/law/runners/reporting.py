"""``body`` and ``year`` of the report, ``inner`` day (MM-DD), ``policy``; or ``year`` alone for the edition."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.policy import default_policy
from gongkai.law.reporting import edition_for, report_contents, report_due


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    year = facts.pop("year")
    if "body" not in facts:
        return {"edition": edition_for(year, **facts).key}
    policy, body = replace(default_policy(), **facts.pop("policy", {})), facts.pop("body")
    return {
        "due": report_due(body, year, policy=policy, **facts).due,
        "edition": edition_for(year).key,
        "supervision": any(content.key == "supervision" for content in report_contents(body)),
    }
