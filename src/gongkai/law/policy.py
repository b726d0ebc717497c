"""What the law leaves open, as dated and documented values that a body can set for itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.rule import rule


@rule("条例:30", "条例:33.3", "条例:35", "处理费办法:6")
@dataclass(frozen=True, slots=True)
class Policy:
    """One value for every open question; ``policy.toml`` says what each means and where it is open."""

    correction_reply_days: int
    consultation_from: str
    other_organ_days: int
    secrecy_authority_pauses: bool
    reasons_reply_days: int
    reasons_pause: bool
    fee_restarts: bool
    extension_again_after_restart: bool
    confirmation_lag_days: int
    data_correction_days: int
    inquiry_outcome: str
    not_information_outcome: str
    several_items: str
    special_access_remedy: str
    no_answer_remedy: str
    lapse_counts_on: str
    disputes_counted: str
    dispute_not_accepted: str
    lapsed_documents: str
    joint_documents: str
    township_report: str
    reassessment_months: int
    comment_days: int
    interpretation_days: int
    credit_publication_days: int
    contest_margin_days: int
    answers_tell_remedies: bool


@rule("条例:30", "条例:33.3")
@dataclass(frozen=True, slots=True)
class Question:
    """An open question: its default, what it may be, why it is open, and where the law speaks of it."""

    key: str
    value: int | str | bool
    choices: tuple[str, ...]
    bounds: tuple[int, int] | None
    unit: str | None
    question: tuple[str, str]
    why: tuple[str, str]
    cites: tuple[Cite, ...]
    mark: str

    def admits(self, value: object) -> bool:
        """Whether a body may choose this value."""
        if type(value) is not type(self.value):
            return False
        if self.bounds and isinstance(value, int):
            return self.bounds[0] <= value <= self.bounds[1]
        if self.key == "township_report":
            return _is_day_of_year(str(value))
        return not self.choices or value in self.choices


@rule("条例:30", "条例:33.3")
@dataclass(frozen=True, slots=True)
class Choice:
    """A body's own value for one question, from a day on, with its reason."""

    key: str
    value: int | str | bool
    since: date
    reason: str


@rule("条例:30", "条例:33.3")
class PolicyBook:
    """The defaults and a body's choices; :meth:`on` gives the policy for a matter that began on a day."""

    __slots__ = ("_known", "_since", "choices")

    def __init__(self, choices: tuple[Choice, ...] = ()) -> None:
        self.choices = tuple(sorted(choices, key=lambda choice: choice.since))
        self._since = tuple(dict.fromkeys(choice.since for choice in self.choices))
        self._known: dict[int, Policy] = {}

    def on(self, day: date) -> Policy:
        """The policy for matters that began on ``day``."""
        place = sum(since <= day for since in self._since)
        found = self._known.get(place)
        if found is None:
            chosen = {choice.key: choice.value for choice in self.choices if choice.since <= day}
            found = self._known[place] = replace(default_policy(), **chosen)  # type: ignore[arg-type]
        return found

    def with_choice(self, choice: Choice) -> PolicyBook:
        """The book with one more choice."""
        return PolicyBook((*self.choices, _checked(choice)))


@rule("条例:30", "条例:33.3")
def questions() -> Mapping[str, Question]:
    """Every open question by its key, in the order of the file."""
    return _questions()


@cache
def _questions() -> Mapping[str, Question]:
    raw = tomllib.loads(resources.files("gongkai.law").joinpath("policy.toml").read_text("utf-8"))
    del raw["dated"]
    found = {key: _question(key, entry) for key, entry in raw.items()}
    if list(found) != [field.name for field in fields(Policy)]:
        raise ValueError("policy.toml and Policy name different questions")
    return MappingProxyType(found)


def _question(key: str, entry: dict[str, Any]) -> Question:
    low_high = entry.get("range")
    return Question(
        key=key,
        value=entry["value"],
        choices=tuple(entry.get("choices", ())),
        bounds=(low_high[0], low_high[1]) if low_high else None,
        unit=entry.get("unit"),
        question=(entry["question"][0], entry["question"][1]),
        why=(entry["why"][0], entry["why"][1]),
        cites=cites(*entry["cites"]),
        mark=entry["mark"],
    )


@cache
def _default() -> Policy:
    return Policy(**{key: question.value for key, question in _questions().items()})  # type: ignore[arg-type]


@rule("条例:30", "条例:33.3")
def default_policy() -> Policy:
    """The values of ``policy.toml``."""
    return _default()


@rule("条例:30", "条例:33.3")
def parse_policy(text: str) -> PolicyBook:
    """A body's choices, written as the head of ``policy.toml`` shows.

    Raises :class:`Refusal` for text that is no TOML, an unknown question, a value that the
    question does not admit, a choice without a day or a reason, or two choices of one day.  A
    question that a body has decided more than once is written ``[[key]]``, one entry a decision.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise _refusal(f"不是有效的TOML：{wrong}", f"no TOML: {wrong}") from None
    choices = tuple(
        _choice(key, entry) for key, held in raw.items() for entry in (held if isinstance(held, list) else [held])
    )
    if len({(choice.key, choice.since) for choice in choices}) < len(choices):
        raise _refusal("同一参数在同一日有两个取值", "a question has two values from the same day")
    return PolicyBook(choices)


def _choice(key: str, entry: object) -> Choice:
    if not isinstance(entry, dict) or entry.keys() != {"value", "since", "reason"}:
        raise _refusal(f"[{key}]须写明value、since、reason三项", f"[{key}] needs value, since and reason")
    if type(entry["since"]) is not date or not isinstance(entry["reason"], str) or not entry["reason"].strip():
        raise _refusal(f"[{key}]的since须为日期，reason不能为空", f"[{key}]: since is a day, reason says why")
    return _checked(Choice(key, entry["value"], entry["since"], entry["reason"]))


def _checked(choice: Choice) -> Choice:
    question = questions().get(choice.key)
    if question is None:
        known = "、".join(questions())
        raise _refusal(f"没有[{choice.key}]这项政策参数，可用的有：{known}", f"no question {choice.key}: {known}")
    if not question.admits(choice.value):
        may = "、".join(question.choices) or (f"{question.bounds[0]}–{question.bounds[1]}" if question.bounds else "")
        may = may or {"township_report": "MM-DD"}.get(choice.key, "true、false")
        raise _refusal(
            f"[{choice.key}]不能取{choice.value!r}，可取：{may}", f"{choice.key} cannot be {choice.value!r}: {may}"
        )
    return choice


def _is_day_of_year(value: str) -> bool:
    if re.fullmatch("[0-9]{2}-[0-9]{2}", value) is None:
        return False
    try:
        date.fromisoformat(f"2023-{value}")  # a day that every year has
    except ValueError:
        return False
    return True


def _refusal(zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-policy", (zh, en), ("请参照 policy.toml 修改政策参数文件", "mend the policy file; see policy.toml")
    )
