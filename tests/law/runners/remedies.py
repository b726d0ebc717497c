"""``ask`` names the question, the rest is what it takes: ``mode``, ``sentence``, ``authority``, ``court``, ``column``,
``defendants``, ``attendance``, or a period; ``on`` asks of a period whether that day is too late."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law import dispute_clocks, remedies
from gongkai.law.calendar import packaged_calendar
from gongkai.law.leaf import Leaf
from gongkai.law.policy import default_policy

PERIODS = {
    "review_filing": (dispute_clocks.review_filing_due, "known"),
    "review_acceptance": (dispute_clocks.review_acceptance_due, "filed"),
    "review_correction_notice": (dispute_clocks.review_correction_notice_due, "filed"),
    "review_correction_reply": (dispute_clocks.review_correction_reply_due, "notified"),
    "review_copy": (dispute_clocks.review_copy_due, "accepted"),
    "review_answer": (dispute_clocks.review_answer_due, "copy_received"),
    "review_decision": (dispute_clocks.review_decision_due, "accepted"),
    "opinion_report": (dispute_clocks.opinion_report_due, "received"),
    "suit_filing": (dispute_clocks.suit_filing_due, "start"),
    "complaint_copy": (dispute_clocks.complaint_copy_due, "docketed"),
    "court_answer": (dispute_clocks.court_answer_due, "received"),
    "appeal": (dispute_clocks.appeal_due, "served"),
    "first_instance": (dispute_clocks.first_instance_due, "docketed"),
    "second_instance": (dispute_clocks.second_instance_due, "received"),
}


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    ask = facts.pop("ask")
    if ask in PERIODS:
        return of_period(ask, facts)
    if ask in ("mode", "sentence", "column"):
        facts["policy"] = replace(default_policy(), **facts.pop("policy", {}))
    if ask == "mode":
        leaf = facts.pop("leaf", None)
        return {"mode": remedies.remedy_mode(leaf and Leaf(leaf), **facts)}
    if ask == "sentence":
        authorities = tuple(facts.pop("authorities"))
        zh, en = remedies.remedy_sentence(Leaf(facts.pop("leaf")), authorities=authorities, **facts)
        return {"zh": zh, "en": en}
    if ask == "authority":
        return {"authorities": [one.key for one in remedies.review_authority(facts.pop("body"), **facts)]}
    if ask == "court":
        return {"court": remedies.court_level(**facts)}
    if ask == "column":
        column = remedies.column_of(facts.pop("kind"), facts.pop("result", None), **facts)
        return {"column": column or "", "counted": column is not None}
    if ask == "defendants":
        return {"defendants": remedies.defendants(facts.pop("result", None), **facts)}
    return {"lawful": remedies.attendance(**facts).lawful}


def of_period(ask: str, facts: dict[str, Any]) -> dict[str, Any]:
    function, first = PERIODS[ask]
    on = facts.pop("on", None)
    if "route" in facts:
        facts["route"] = dispute_clocks.SuitRoute(facts["route"])
    found = function(facts.pop(first), calendar=packaged_calendar(), **facts)  # type: ignore[operator]
    return {
        "due": found.due,
        "late": on is not None and on > found.due,
        "unit": found.counts[-1].period.unit,
        "articles": [str(one) for one in found.counts[-1].period.cites],
    }
