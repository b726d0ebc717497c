"""``channel``, ``submitted``, ``signed``, ``confirmed``, ``policy``; or ``channel``, ``announced``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.policy import default_policy
from gongkai.law.receipt import must_accept, received_on


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    if "announced" in facts:
        return {"must_accept": must_accept(facts.pop("channel"), **facts).must}
    policy = replace(default_policy(), **facts.pop("policy", {}))
    found = received_on(facts.pop("channel"), **facts, calendar=packaged_calendar(), policy=policy)
    return {
        "started": found.started,
        "received": found.on,
        "to_do": found.todo is not None,
        "days_late": found.late.days if found.late else 0,
    }
