"""``on`` (the day whose rates apply) and ``count`` items in the month, or only the ``nth``."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.fees import fee_by_items, fee_for_item


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    fee = fee_for_item(facts.pop("nth"), **facts) if "nth" in facts else fee_by_items(facts.pop("count"), **facts)
    return {"yuan": fee.amount, "steps": [step.words[0] for step in fee.steps], "words": fee.words[0]}
