"""``on`` (the day whose rates apply) and ``pages`` of one application."""

from collections.abc import Mapping
from typing import Any

from gongkai.law.fees import fee_by_pages


def run(given: Mapping[str, Any]) -> dict[str, Any]:
    fee = fee_by_pages(**given)
    return {"yuan": fee.amount, "steps": [step.words[0] for step in fee.steps], "words": fee.words[0]}
