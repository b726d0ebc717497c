"""The ways in which an application ends: article, what the letter must say, what the file keeps.

The data stand in ``outcomes.toml``; this file gives them their types.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.deadline import Words
from gongkai.law.leaf import Leaf as Leaf
from gongkai.law.policy import Policy
from gongkai.law.remedies import Mode, has_online_address, remedy_mode
from gongkai.law.rule import rule

NEEDS = (
    "third_party_consulted",
    "correction_asked",
    "reasons_asked",
    "correction_lapsed",
    "fee_lapsed",
    "earlier_answer",
    "ground",
)
"""What an ending may presuppose: facts or details that must be in the history before it."""


@rule("条例:36")
class Element(NamedTuple):
    """One thing that a letter says: a stable key, the words, the articles, and the case in which it
    is needed (``None``: always)."""

    key: str
    words: Words
    cites: tuple[Cite, ...] = ()
    when: Words | None = None


@rule("条例:45")
class Evidence(NamedTuple):
    """One thing that the file keeps."""

    key: str
    words: Words


@rule("条例:36")
class SettledBy(StrEnum):
    """What ends a matter: a letter, a period that ran out, or the applicant's withdrawal."""

    ANSWER = "answer"
    LAPSE = "lapse"
    WITHDRAWAL = "withdrawal"


@rule("条例:36", "条例:37", "条例:38", "条例:39")
@dataclass(frozen=True, slots=True)
class Outcome:
    """One way of ending an application.

    ``name`` is a short name of its own, not the form's label; ``group`` is ``granted``,
    ``partial``, ``d``, ``u``, ``r`` or ``o``; ``needs`` holds keys of :data:`NEEDS`; ``unsure``
    says that its basis or its extent is disputed.
    """

    leaf: Leaf
    name: Words
    group: str
    cites: tuple[Cite, ...]
    applies: Words
    settled_by: frozenset[SettledBy]
    needs: tuple[str, ...]
    must_state: tuple[Element, ...]
    evidence: tuple[Evidence, ...]
    traps: tuple[Words, ...]
    unsure: bool

    @property
    def row(self) -> str:
        """The form's row."""
        return self.leaf.row

    @property
    def by_answer(self) -> bool:
        """Whether a letter may end the matter this way."""
        return SettledBy.ANSWER in self.settled_by


_REMEDY_ELEMENTS: Mapping[Mode, tuple[Element, ...]] = {
    Mode.EITHER: (),
    Mode.REVIEW_FIRST: (
        Element(
            "review_first",
            ("告知应当先申请行政复议", "that reconsideration comes before court"),
            cites("复议法:23.1(4)", "复议法:23.2"),
        ),
    ),
    Mode.SPLIT: (
        Element(
            "both_routes",
            (
                "不予公开的部分应当先申请行政复议；其他部分可以复议，也可以直接起诉",
                "reconsideration first for what is withheld; either way for the rest",
            ),
            cites("复议法:23.1(4)", "复议法:23.2"),
        ),
    ),
}
_ONLINE = Element(
    "online_review_address",
    ("网上申请行政复议的网址", "the address for filing reconsideration online"),
    cites("复议法:22"),
    ("网上送达的", "delivered online"),
)


@rule("条例:36", "条例:37", "条例:38", "条例:39")
def outcomes() -> Mapping[Leaf, Outcome]:
    """Every ending, in the order of the form."""
    return _loaded()[1]


@rule("条例:36", "条例:37", "条例:38", "条例:39")
def outcome(leaf: Leaf | str) -> Outcome:
    """One ending by its code.  Raises :class:`Refusal` for a code that is none."""
    return outcomes()[leaf_of(leaf)]


@rule("条例:36")
def leaf_of(code: str) -> Leaf:
    """The leaf of a code.  Raises :class:`Refusal` for anything else, also for ``u1``, which is two."""
    try:
        return Leaf(code)
    except ValueError:
        pass
    known = ", ".join(Leaf)
    if code == "u1":
        reason = (
            "u1在法律上是两种答复：u1a（经检索不存在，《条例》第三十六条第四项）和u1b（由其他机关负责，第五项）",
            "u1 is two answers in law: u1a (searched, none: article 36(4)) and u1b (another organ's: 36(5))",
        )
    else:
        reason = (f"没有“{code}”这种办理结果", f"{code!r} is no outcome")
    raise Refusal("no-outcome", reason, (f"可用的有：{known}", f"use one of {known}"))


@rule("条例:36", "235号")
def common_elements() -> tuple[Element, ...]:
    """The twelve parts of every answer."""
    return _loaded()[0]


@rule("条例:36", "复议法:22", "复议法:23.2")
def required_elements(
    leaf: Leaf, *, answered_on: date, online: bool, policy: Policy, grounds: Iterable[str] = ()
) -> tuple[Element, ...]:
    """What the letter must say: the common parts, those of the ending, and the kind of remedies line.

    ``grounds`` are those of the parts withheld (for ``partial``).  An ending by lapse has no
    letter: only its closing record is returned.
    """
    found = outcome(leaf)
    if not found.by_answer:
        return found.must_state
    mode = remedy_mode(leaf, answered_on=answered_on, policy=policy, grounds=grounds)
    last = (_ONLINE,) if online and has_online_address(answered_on) else ()
    return common_elements() + found.must_state + _REMEDY_ELEMENTS[mode] + last


@rule("条例:45")
def evidence(leaf: Leaf) -> tuple[Evidence, ...]:
    """What the file should keep for an ending."""
    return outcome(leaf).evidence


@cache
def _loaded() -> tuple[tuple[Element, ...], Mapping[Leaf, Outcome]]:
    raw = tomllib.loads(resources.files("gongkai.law").joinpath("outcomes.toml").read_text("utf-8"))
    common = tuple(_element(entry) for entry in raw.pop("common")["state"])
    if list(raw) != list(Leaf):
        raise ValueError("outcomes.toml and Leaf name different endings")
    return common, MappingProxyType({Leaf(code): _outcome(Leaf(code), entry) for code, entry in raw.items()})


def _outcome(leaf: Leaf, entry: dict[str, Any]) -> Outcome:
    needs = tuple(entry.get("needs", ()))
    if not set(needs) <= set(NEEDS):
        raise ValueError(f"{leaf}: unknown needs {needs}")
    return Outcome(
        leaf=leaf,
        name=_words(entry["name"]),
        group=entry["group"],
        cites=cites(*entry["cites"]),
        applies=_words(entry["applies"]),
        settled_by=frozenset(SettledBy(way) for way in entry["settled_by"]),
        needs=needs,
        must_state=tuple(_element(part) for part in entry["state"]),
        evidence=tuple(Evidence(part["key"], _words(part["words"])) for part in entry.get("evidence", ())),
        traps=tuple(_words(trap) for trap in entry["traps"]),
        unsure=entry.get("unsure", False),
    )


def _element(entry: dict[str, Any]) -> Element:
    when = _words(entry["when"]) if "when" in entry else None
    return Element(entry["key"], _words(entry["words"]), cites(*entry.get("cites", ())), when)


def _words(pair: list[str]) -> Words:
    chinese, english = pair
    return chinese, english
