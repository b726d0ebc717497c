"""``received``, ``letters`` (``whom``, ``sent``, ``delivered``, ``answered``), ``on`` (seen from), ``policy``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import Consulted, answer_due, consultation_due, consultation_time
from gongkai.law.policy import default_policy


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    calendar, on = packaged_calendar(), facts.pop("on")
    policy = replace(default_policy(), **facts.pop("policy", {}))
    letters = [Consulted(**letter) for letter in facts.pop("letters")]
    times = [consultation_time(letter, on=on, calendar=calendar, policy=policy) for letter in letters]
    gaps = tuple(gap for gap in times if gap is not None)
    found = answer_due(facts.pop("received"), calendar=calendar, excluded=gaps, **facts)
    left_out = [gap for count in found.counts for gap in count.excluded]
    return {
        "opinions_by": [consultation_due(letter, calendar=calendar, policy=policy).due for letter in letters],
        "left_out": sum(calendar.count(gap.after, gap.through) for gap in left_out),
        "due": found.due,
    }
