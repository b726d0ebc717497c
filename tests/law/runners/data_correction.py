"""``received``, ``policy``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import data_correction_due
from gongkai.law.policy import default_policy


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    policy = replace(default_policy(), **facts.pop("policy", {}))
    return {"due": data_correction_due(**facts, calendar=packaged_calendar(), policy=policy).due}
