"""The drafting desk: the questions answered so far and the next, the parts with their fields, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gongkai.law.classify import STAGES, Classified, Question, next_question, questions
from gongkai.law.outcomes import Evidence, evidence
from gongkai.law.policy import Policy
from gongkai.report.letters import Composed, Context, Field, Said, field
from gongkai.report.letters.kinds import ANSWERS, ending

MANNER = ("manner_way", "manner_where", "manner_when")


class Asked(NamedTuple):
    """A question with the answer given, empty for the one that is next."""

    question: Question
    chosen: str

    @property
    def answer(self) -> str:
        """The answer in words."""
        return self.question.option(self.chosen).words[0] if self.chosen else ""

    @property
    def stage(self) -> str:
        """补不补、是不是 …"""
        return STAGES[self.question.stage][0]


class Shown(NamedTuple):
    """A field as it stands."""

    field: Field
    value: str

    @property
    def chosen(self) -> list[str]:
        """The keys that are ticked."""
        return self.value.split(",")


class Item(NamedTuple):
    """A part of the letter: what it wants, and the fields that it is made of."""

    said: Said
    fields: tuple[Shown, ...]


def kept_answers(posted: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """Of the answers sent those that are on the way, in order; what no longer leads anywhere is dropped."""
    kept: dict[str, str] = {}
    while isinstance(found := next_question(kept, policy=policy), Question):
        given = posted.get(found.key, "")
        if given not in {option.key for option in found.options}:
            break
        kept[found.key] = given
    return kept


def asked(context: Context) -> list[Asked]:
    """The questions on the way, the next one last."""
    if context.draft.kind not in ANSWERS:
        return []
    kept = kept_answers(context.draft.answers, context.policy)
    out = [Asked(questions()[key], given) for key, given in kept.items()]
    found = context.way
    return [*out, Asked(found, "")] if isinstance(found, Question) else out


def items(context: Context, composed: Composed) -> list[Item]:
    """The parts in order, each with its fields where they are first needed."""
    out, seen = [], set[str]()
    for said in composed.said:
        keys = [key for key in _inputs(context, said) if key not in seen]
        seen.update(keys)
        shown = tuple(Shown(field(key), context.draft.fields.get(key, "")) for key in keys)
        out.append(Item(said, shown))
    return out


def _inputs(context: Context, said: Said) -> tuple[str, ...]:
    ended = context.ended
    if said.part.key == "manner":
        return MANNER if ended is not None and ending(ended.leaf).gives else ()
    if (
        said.part.key == "decision"
        and ended is not None
        and ended.leaf.value == "granted"
        and context.state.consultations
    ):
        return ("override",)
    return said.part.inputs


def wanted_evidence(context: Context) -> tuple[Evidence, ...]:
    """What the file keeps for the ending, as far as it is known."""
    return evidence(context.ended.leaf) if context.ended else ()


def classified(context: Context) -> Classified | None:
    """The ending that the answers lead to, also one that no answer tells."""
    return context.way if isinstance(context.way, Classified) else None


def desk(context: Context, composed: Composed) -> dict[str, Any]:
    """Everything that the page shows."""
    return {
        "asked": asked(context),
        "ended": classified(context),
        "items": items(context, composed),
        "missing": composed.missing,
        "slots": composed.slots,
        "paragraphs": paragraphs(composed),
        "kind": composed.kind,
        "guided": context.draft.kind in ANSWERS,
        "attachments": context.draft.fields.get("attachments", ""),
        "framed": "attachments" in composed.kind.frame,
    }


def paragraphs(composed: Composed) -> list[str]:
    """The words of the letter as it grows."""
    texts = (composed.slots[key] for key in composed.kind.slots if key not in composed.kind.frame)
    return [line for text in texts for line in text.splitlines() if line.strip()]
