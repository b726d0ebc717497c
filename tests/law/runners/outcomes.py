"""What the letter says: ``leaf``, ``answered_on``, ``online``, ``grounds``, ``policy``.

Or what a third party's answer means: ``third_party``, ``override``, ``organ_decides``.  Or whether a ground stands:
``ground``, ``on``, ``level``, ``classified_on``, ``until``, ``forbidden_by``, ``assessed``, ``required_by``.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gongkai.law.grounds import (
    Level,
    Secret,
    TextRank,
    ThirdPartyAnswer,
    Withholding,
    third_party_outcome,
    withholding,
)
from gongkai.law.outcomes import leaf_of, outcome, required_elements
from gongkai.law.policy import default_policy


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    if "third_party" in facts:
        return shown(third_party_outcome(ThirdPartyAnswer(facts.pop("third_party")), **facts))
    if "ground" in facts:
        return of_ground(facts)
    leaf = leaf_of(facts.pop("leaf"))
    found = outcome(leaf)
    out = {"row": found.row, "group": found.group, "needs": found.needs, "settled_by": sorted(found.settled_by)}
    if facts:
        policy = replace(default_policy(), **facts.pop("policy", {}))
        keys = [part.key for part in required_elements(leaf, policy=policy, **facts)]
        out |= {"says": keys, "count": len(keys), "last": keys[-1]}
    return out


def of_ground(facts: dict[str, Any]) -> dict[str, Any]:
    if "level" in facts:
        until = facts.pop("until", None)
        facts["secret"] = Secret(Level(facts.pop("level")), facts.pop("classified_on"), until)
    facts |= {key: TextRank(facts[key]) for key in ("forbidden_by", "required_by") if key in facts}
    return shown(withholding(facts.pop("ground"), **facts))


def shown(found: Withholding) -> dict[str, Any]:
    return {"stands": found.stands, "leaf": found.leaf or "", "tell_third_party": found.tell_third_party}
