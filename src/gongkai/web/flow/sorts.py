"""Sorts of facts that a body may want approved, their words, and the steps that are offered for each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.law.leaf import Leaf
from gongkai.ledger.codec import encode
from gongkai.ledger.facts import Fact, Kind, fact_name
from gongkai.ledger.facts.application import Answered, Extended
from gongkai.web.bodies.permissions import Ability

OFFICE = (Ability.APPROVE,)
LEADER = (Ability.APPROVE, Ability.SIGN)
LAW = (Ability.APPROVE, Ability.REVIEW_LAW, Ability.SIGN)


class Sort(NamedTuple):
    """One sort: the matters it belongs to, its words, and the steps offered; ``law`` demands it."""

    kind: Kind
    words: str
    offered: tuple[Ability, ...]
    law: str = ""


SORTS: Mapping[str, Sort] = MappingProxyType(
    {
        "correction_asked": Sort(Kind.APPLICATION, "补正告知", OFFICE),
        "consulted": Sort(Kind.APPLICATION, "征求意见", OFFICE),
        "reasons_asked": Sort(Kind.APPLICATION, "要求说明理由", OFFICE),
        "later_day_set": Sort(Kind.APPLICATION, "告知延迟答复期限", LEADER),
        "extended": Sort(Kind.APPLICATION, "延期答复告知", OFFICE, "《条例》第三十三条第二款"),
        "fee_noticed": Sort(Kind.APPLICATION, "收费通知", LEADER),
        "answered.granted": Sort(Kind.APPLICATION, "答复：予以公开", LEADER),
        "answered.withheld": Sort(Kind.APPLICATION, "答复：部分公开、不予公开", LAW),
        "answered.unable": Sort(Kind.APPLICATION, "答复：无法提供", LAW),
        "answered.declined": Sort(Kind.APPLICATION, "答复：不予处理", LAW),
        "answered.other": Sort(Kind.APPLICATION, "答复：其他处理", LEADER),
        "ended": Sort(Kind.APPLICATION, "其他办结", LEADER),
        "inquiry_answered": Sort(Kind.APPLICATION, "答复其他机关征求的意见", OFFICE),
        "redone": Sort(Kind.APPLICATION, "重新答复", LAW),
        "data_corrected": Sort(Kind.DATA_CORRECTION, "更正并告知", OFFICE),
        "data_correction_refused": Sort(Kind.DATA_CORRECTION, "不予更正", LAW),
        "data_correction_passed_on": Sort(Kind.DATA_CORRECTION, "转送或告知", OFFICE),
        "published": Sort(Kind.PUBLICATION, "公开", LEADER),
        "retagged": Sort(Kind.PUBLICATION, "公开属性调整", LEADER),
        "taken_down": Sort(Kind.PUBLICATION, "撤下", OFFICE),
        "issued": Sort(Kind.DOCUMENT, "制发", LAW),
        "repealed": Sort(Kind.DOCUMENT, "废止", LAW),
        "defence_filed": Sort(Kind.DISPUTE, "提交答复（答辩）和证据", LAW),
    }
)
"""Every sort for which a body may set a chain; what is offered is in force only once the body sets it."""

_GROUPS = {"d": "withheld", "u": "unable", "r": "declined", "o": "other"}
FILLED = frozenset({"approved_by", "approved_on"})
"""What the approval itself fills in."""
_LATER = FILLED | {"on", "document"}
"""What is known only when the fact happens: it is no part of what was approved."""


def sort_of(fact: Fact) -> str:
    """The key of the sort that a fact belongs to: its name, for an answer also the group of its outcome."""
    name = fact_name(type(fact))
    return f"{name}.{_group(fact.outcome)}" if isinstance(fact, Answered) else name


def by_law(fact: Fact) -> bool:
    """Whether the law itself demands the head's approval: an extension (条例 art 33)."""
    return isinstance(fact, Extended)


def agreed_part(content: Mapping[str, Any]) -> dict[str, Any]:
    """What of an encoded fact is approved: everything but its day, its number and the approval itself."""
    return {name: value for name, value in content.items() if name not in _LATER}


def same(fact: Fact, content: Mapping[str, Any], *, day: bool) -> bool:
    """Whether a fact says what was approved; with ``day`` also on the same day."""
    said = encode(fact)
    return agreed_part(said) == agreed_part(content) and (not day or said["on"] == content["on"])


def _group(leaf: Leaf) -> str:
    if leaf in (Leaf.GRANTED, Leaf.PARTIAL):
        return "granted" if leaf is Leaf.GRANTED else "withheld"
    return _GROUPS[leaf.value[0]]
