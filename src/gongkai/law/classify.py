"""The guided way from an application to its ending: one question at a time, each with its article.

The order is that of practice: 补不补、是不是、谁负责、有没有、给不给、怎么给.  The questions stand in
``classify.toml``; where the law is open, the policy decides which follows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.deadline import Words
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import Element, Outcome, outcome
from gongkai.law.policy import Policy
from gongkai.law.policy import questions as open_questions
from gongkai.law.remedies import remedy_needs
from gongkai.law.rule import rule

HELD = "held"
"""Where an option leads to the ending that an earlier one kept."""

STAGES: Mapping[str, Words] = MappingProxyType(
    {
        "correction": ("补不补", "is it complete"),
        "request": ("是不是", "is it a request for information"),
        "whose": ("谁负责", "whose is it"),
        "exists": ("有没有", "does it exist"),
        "exempt": ("给不给", "may it be withheld"),
        "manner": ("怎么给", "how is it given"),
    }
)
"""The stages in order, in words."""


@dataclass(frozen=True, slots=True)
class _Fork:
    """Where an option leads: the same place always, or one for each value of an open question."""

    policy: str | None
    places: Mapping[str, str]

    def place(self, policy: Policy) -> str:
        return self.places["" if self.policy is None else getattr(policy, self.policy)]


@rule("条例:30", "条例:36")
@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; ``states`` are keys of the letter's conditional parts that it makes
    necessary, ``policy`` the open question that decides what follows from it."""

    key: str
    words: Words
    why: Words
    cites: tuple[Cite, ...]
    states: tuple[str, ...]
    hold: Leaf | None
    leads: _Fork

    @property
    def policy(self) -> str | None:
        """The open question behind it, if there is one."""
        return self.leads.policy


@rule("条例:30", "条例:36")
@dataclass(frozen=True, slots=True)
class Question:
    """A question to ask next: the words, why it is asked, the articles, and the possible answers."""

    key: str
    stage: str
    words: Words
    help: Words
    cites: tuple[Cite, ...]
    options: tuple[Option, ...]

    def option(self, key: str) -> Option:
        """One of its answers.  Raises :class:`Refusal` for another, naming those that are possible."""
        for one in self.options:
            if one.key == key:
                return one
        may = ", ".join(one.key for one in self.options)
        raise Refusal(
            "classify-option",
            (
                f"问题“{self.key}”（{self.words[0]}）不能回答“{key}”",
                f"{self.key} ({self.words[1]}) has no answer {key!r}",
            ),
            (f"可选：{may}", f"choose from {may}"),
        )


@rule("条例:36")
class Reason(NamedTuple):
    """One step of the way: what was asked, what was answered, what follows, and the articles."""

    question: str
    option: str
    asked: Words
    answered: Words
    why: Words
    cites: tuple[Cite, ...]


@rule("条例:36", "条例:37", "条例:38", "条例:39")
@dataclass(frozen=True, slots=True)
class Classified:
    """The end of the way.

    ``path`` holds the reasons in order; ``ground`` the refusing answer that separation turned into
    a partial one; ``must_state`` the particular parts of the letter that this case needs; ``needs``
    what the history must hold before; ``remedy_needs`` what must be known for the remedies line;
    ``policies`` the open questions that decided; ``unused`` the answers that were not asked for.
    """

    leaf: Leaf
    path: tuple[Reason, ...]
    must_state: tuple[Element, ...]
    ground: Leaf | None
    policies: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """What is known of this ending."""
        return outcome(self.leaf)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the history must hold before, by the keys of :data:`~gongkai.law.outcomes.NEEDS`."""
        return self.outcome.needs

    @property
    def remedy_needs(self) -> tuple[str, ...]:
        """What must be known for :func:`~gongkai.law.remedies.remedy_mode`."""
        return remedy_needs(self.leaf)

    @property
    def cites(self) -> tuple[Cite, ...]:
        """Every article on the way and of the ending, once, in order."""
        steps = [cite for reason in self.path for cite in reason.cites]
        return tuple(dict.fromkeys((*steps, *self.outcome.cites)))

    @property
    def unsure(self) -> bool:
        """Whether the ending, or a step towards it, rests on something the law leaves open."""
        return self.outcome.unsure or bool(self.policies)


@rule("条例:30", "条例:36", "条例:37", "条例:38", "条例:39", since="2019-05-15")
def next_question(answers: Mapping[str, str], *, policy: Policy) -> Question | Classified:
    """The question that the answers so far leave open, or the ending they lead to.

    ``answers`` maps question keys to option keys, in any order; those of questions that are not
    reached are kept aside and listed in :attr:`Classified.unused`.  Raises :class:`Refusal` for an
    unknown question, or an answer that a question does not have.
    """
    known = questions()
    for key, given in answers.items():
        if key not in known:
            raise _no_question(key)
        known[key].option(given)
    at, held, taken = next(iter(known)), None, list[tuple[Question, Option]]()
    while at in known:
        question = known[at]
        if at not in answers:
            return question
        option = question.option(answers[at])
        taken.append((question, option))
        held = option.hold or held
        at = option.leads.place(policy)
    return _classified(taken, held, at, answers)


@rule("条例:30", "条例:36", "条例:37", "条例:38", "条例:39", since="2019-05-15")
def classify(answers: Mapping[str, str], *, policy: Policy) -> Classified:
    """The ending that complete answers lead to.

    Raises :class:`Refusal` as :func:`next_question` does, and also where a question is still open
    or an answer was given that the others leave no room for.
    """
    found = next_question(answers, policy=policy)
    if isinstance(found, Question):
        may = ", ".join(option.key for option in found.options)
        raise Refusal(
            "classify-open",
            (f"还须回答“{found.key}”：{found.words[0]}", f"still open: {found.key}: {found.words[1]}"),
            (f"可选：{may}。{found.help[0]}", f"choose from {may}; {found.help[1]}"),
        )
    if found.unused:
        extra = ", ".join(found.unused)
        raise Refusal(
            "classify-unused",
            (
                f"其余回答已得出“{found.outcome.name[0]}”，用不上：{extra}",
                f"the other answers lead to {found.leaf} already; not asked: {extra}",
            ),
            ("请删去用不上的回答，或者核对前面的回答", "leave them out, or check the answers before"),
        )
    return found


@rule("条例:30", "条例:36")
def questions() -> Mapping[str, Question]:
    """Every question by its key; each leads only to later ones."""
    return _questions()


def _classified(
    taken: list[tuple[Question, Option]], held: Leaf | None, at: str, answers: Mapping[str, str]
) -> Classified:
    leaf = held if at == HELD and held is not None else Leaf(at)
    states = {state for _, option in taken for state in option.states}
    asked = {question.key for question, _ in taken}
    return Classified(
        leaf=leaf,
        path=tuple(
            Reason(question.key, option.key, question.words, option.words, option.why, option.cites)
            for question, option in taken
        ),
        must_state=tuple(part for part in outcome(leaf).must_state if part.when is None or part.key in states),
        ground=held if leaf is Leaf.PARTIAL else None,
        policies=tuple(option.policy for _, option in taken if option.policy),
        unused=tuple(key for key in questions() if key in answers and key not in asked),
    )


def _no_question(key: str) -> Refusal:
    known = ", ".join(questions())
    return Refusal(
        "classify-question",
        (f"没有“{key}”这个问题", f"there is no question {key!r}"),
        (f"可用的有：{known}", f"use these: {known}"),
    )


@cache
def _questions() -> Mapping[str, Question]:
    raw = tomllib.loads(resources.files("gongkai.law").joinpath("classify.toml").read_text("utf-8"))["question"]
    order = [entry["key"] for entry in raw]
    found = {entry["key"]: _question(entry, order[place + 1 :]) for place, entry in enumerate(raw)}
    if len(found) < len(raw):
        raise ValueError("classify.toml names a question twice")
    return MappingProxyType(found)


def _question(entry: dict[str, Any], later: list[str]) -> Question:
    if entry["stage"] not in STAGES:
        raise ValueError(f"{entry['key']}: no stage {entry['stage']}")
    basis = cites(*entry["cites"])
    return Question(
        key=entry["key"],
        stage=entry["stage"],
        words=_words(entry["ask"]),
        help=_words(entry["help"]),
        cites=basis,
        options=tuple(_option(option, basis, later) for option in entry["option"]),
    )


def _option(entry: dict[str, Any], basis: tuple[Cite, ...], later: list[str]) -> Option:
    words = _words(entry["words"])
    return Option(
        key=entry["key"],
        words=words,
        why=_words(entry["why"]) if "why" in entry else words,
        cites=cites(*entry["cites"]) if "cites" in entry else basis,
        states=tuple(entry.get("states", ())),
        hold=Leaf(entry["hold"]) if "hold" in entry else None,
        leads=_fork(entry["to"], later),
    )


def _fork(to: str | dict[str, str], later: Iterable[str]) -> _Fork:
    """Read where an option leads, which is forward only."""
    places = {"": to} if isinstance(to, str) else {value: place for value, place in to.items() if value != "policy"}
    policy = None if isinstance(to, str) else to["policy"]
    if policy is not None and set(places) != set(open_questions()[policy].choices):
        raise ValueError(f"classify.toml: every value of {policy} leads somewhere")
    if wrong := set(places.values()) - {*later, *Leaf, HELD}:
        raise ValueError(f"classify.toml: no later question and no ending: {wrong}")
    return _Fork(policy, MappingProxyType(places))


def _words(pair: list[str]) -> Words:
    chinese, english = pair
    return chinese, english
