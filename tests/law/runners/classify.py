"""``answers`` (question = answer) and ``policy``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.classify import Classified, classify, next_question
from gongkai.law.policy import default_policy


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    policy = replace(default_policy(), **facts.pop("policy", {}))
    answers = facts.pop("answers")
    if facts.pop("so_far", False):
        found = next_question(answers, policy=policy)
        return {"asks": "" if isinstance(found, Classified) else found.key}
    if facts:
        raise TypeError(f"unknown: {facts}")
    end = classify(answers, policy=policy)
    return {
        "leaf": end.leaf,
        "row": end.leaf.row,
        "ground": end.ground or "",
        "says": [part.key for part in end.must_state],
        "needs": end.needs,
        "remedy_needs": end.remedy_needs,
        "policies": end.policies,
        "unsure": end.unsure,
        "steps": len(end.path),
    }
