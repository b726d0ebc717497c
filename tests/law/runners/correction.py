"""``received`` (when must the notice go out), ``told`` (when must the correction come), ``days`` that the notice gives,
``corrected`` (when must the answer go out), ``policy``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.calendar import packaged_calendar
from gongkai.law.clocks import answer_due, correction_notice_due, correction_reply_due
from gongkai.law.policy import default_policy


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts, out = dict(given), {}
    calendar = packaged_calendar()
    policy = replace(default_policy(), **facts.pop("policy", {}))
    received, told, corrected = (facts.pop(key, None) for key in ("received", "told", "corrected"))
    if told:
        out["reply_by"] = correction_reply_due(told, calendar=calendar, policy=policy, **facts).due
    elif facts:
        raise TypeError(f"unknown: {facts}")
    if received:
        out["notice_by"] = correction_notice_due(received, calendar=calendar).due
        out["answer_by"] = answer_due(received, corrected=corrected, calendar=calendar).due
    return out
