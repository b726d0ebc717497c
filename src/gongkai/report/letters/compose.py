"""A letter put together: every part with its words, or with what it still wants.

The rule of the check: a part is there only if *its own* fields say something of their type, or if
it was computed from the facts of the matter, the settings of the office or the law.  Words typed
into another field never count for it, however much they say; so nothing can be sent because
somebody mentioned an article somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from gongkai.law.cite import Cite
from gongkai.law.classify import Classified, Question, next_question
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import required_elements
from gongkai.law.policy import Policy
from gongkai.law.regime import Regime
from gongkai.ledger.facts.application import Applicant, Service
from gongkai.ledger.history import History
from gongkai.ledger.state import ApplicationState, state_of
from gongkai.report.letters.kinds import ANSWERS, LetterKind, Part, day_words, field, kind, part

FULL_NAME = "《中华人民共和国政府信息公开条例》（以下简称《条例》）"
AT_ISSUE = "（文号在印发时编定）"
_ONLINE = (Service.ONLINE, Service.EMAIL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Office:
    """What the letters of an organ say about it: its name, where it is reached, who hears complaints of its acts."""

    organ: str
    authorities: tuple[str, ...] = ()
    court: str = ""
    review_address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a clerk has decided and filled in.

    ``answers`` are those to the questions of :mod:`gongkai.law.classify`; ``fields`` what was typed,
    by the keys of ``letters.toml``; ``to`` the addressee's name; ``dated`` the day of the letter.
    """

    kind: str
    to: str
    dated: date
    fields: Mapping[str, str]
    answers: Mapping[str, str]


class Said(NamedTuple):
    """A part: its text, empty while it wants something; ``wants`` says what."""

    part: Part
    text: str
    wants: tuple[str, ...]


class Composed(NamedTuple):
    """A letter as far as it has come: its parts in order, and what the template prints."""

    kind: LetterKind
    said: tuple[Said, ...]
    slots: Mapping[str, str]

    @property
    def missing(self) -> tuple[Said, ...]:
        """The parts without which it may not be issued."""
        return tuple(one for one in self.said if one.wants)


@dataclass(frozen=True)
class Context:
    """Everything that a computed part may look at."""

    draft: Draft
    history: History
    office: Office
    regime: Regime

    @cached_property
    def kind(self) -> LetterKind:
        """The kind of letter."""
        return kind(self.draft.kind)

    @cached_property
    def state(self) -> ApplicationState:
        """What the facts add up to."""
        state = state_of(self.history.kind, self.history.counted())
        assert isinstance(state, ApplicationState)
        return state

    @cached_property
    def policy(self) -> Policy:
        """The body's policy for the day on which the matter began."""
        first = next(self.history.counted(), None)
        return self.regime.policies.on(first.on if first else self.draft.dated)

    @cached_property
    def way(self) -> Question | Classified | None:
        """Where the guided questions stand; ``None`` for letters that need none."""
        if self.draft.kind not in ANSWERS:
            return None
        return next_question(self.draft.answers, policy=self.policy)

    @property
    def ended(self) -> Classified | None:
        """The ending, once the questions have led to one that a letter may tell."""
        found = self.way if isinstance(self.way, Classified) else None
        return found if found is not None and found.outcome.by_answer else None

    @property
    def you(self) -> str:
        """How the addressee is spoken to."""
        if self.kind.to == "organ":
            return "贵机关"
        received = self.state.received
        if self.kind.to != "applicant" or received is None:
            return "你（单位）"
        return "你" if received.applicant is Applicant.NATURAL else "你单位"

    @property
    def service(self) -> Service | None:
        """The way of delivery, once it is chosen."""
        given = self.draft.fields.get("service", "")
        return Service(given) if field("service").admits(given) else None

    @property
    def online(self) -> bool:
        """Whether the letter is delivered over the net."""
        return self.service in _ONLINE

    @property
    def withheld(self) -> tuple[Leaf, ...]:
        """The grounds of the parts not given."""
        given = self.draft.fields.get("withheld", "")
        if self.ended is None or self.ended.leaf is not Leaf.PARTIAL or not field("withheld").admits(given):
            return ()
        return tuple(Leaf(one) for one in dict.fromkeys(given.strip().split(",")))

    def value(self, key: str) -> str:
        """A field as a letter prints it."""
        return field(key).shown(clean(self.draft.fields.get(key, "")))


def clean(text: str) -> str:
    """Without what no document can hold: control characters; a line ends with one mark."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def compose(draft: Draft, *, history: History, office: Office, regime: Regime, number: str = "") -> Composed:
    """The letter of a draft; ``number`` is empty before issue.

    Raises :class:`~gongkai.finding.Refusal` for an unknown kind of letter or answers that the
    guided questions do not have.
    """
    context = Context(replace(draft, to=clean(draft.to)), history, office, regime)
    said = tuple(_said(context, one) for one in _parts(context))
    return Composed(context.kind, said, _slots(context, said, number))


def parts_of(context: Context) -> tuple[Part, ...]:
    """The parts that this letter needs, in order."""
    return _parts(context)


def _parts(context: Context) -> tuple[Part, ...]:
    out: list[Part] = []
    for key in context.kind.parts:
        out += _particulars(context) if key == "particulars" else [part(key)]
    return tuple(out)


def _particulars(context: Context) -> list[Part]:
    """What the ending adds: its own parts, and those of the remedies line (printed with that line)."""
    ended = context.ended
    if ended is None:
        return []
    named = {one.key for one in ended.must_state}
    needed = required_elements(
        ended.leaf,
        answered_on=context.draft.dated,
        online=context.online,
        policy=context.policy,
        grounds=context.withheld,
    )
    common = set(context.kind.parts)
    conditional = {one.key for one in ended.outcome.must_state if one.when} - {"right_organ", "channel"}
    return [part(one.key) for one in needed if one.key not in common and one.key not in conditional - named]


def _said(context: Context, one: Part) -> Said:
    from gongkai.report.letters.computed import COMPUTED  # which is made of contexts

    wants = [f"请填写：{field(key).label}" for key in one.fields if not context.value(key)]
    if one.says is None:
        text, more = COMPUTED[one.key](context)
        wants += more
    else:
        values = {key: context.value(key) for key in one.inputs}
        text = one.says.format(you=context.you, **values)
    return Said(one, "" if wants else text, tuple(wants))


WITH_REMEDIES = ("review_first", "both_routes", "online_review_address", "closing_remedies")
"""Parts whose words stand in the remedies line itself."""


def _slots(context: Context, said: tuple[Said, ...], number: str) -> dict[str, str]:
    texts = {one.part.key: f"【待补：{one.part.words}】" if one.wants else one.text for one in said}
    inner = [one.part.key for one in said if one.part.key not in (*context.kind.parts, *WITH_REMEDIES)]
    slots = {key: texts.get(key, "") for key in context.kind.slots}
    if "particulars" in slots:
        slots["particulars"] = "\n".join(texts[key] for key in inner if texts[key])
    frame = {
        "organ": context.office.organ,
        "title": texts.get("title") or context.kind.title,
        "number": number or AT_ISSUE,
        "addressee": context.draft.to,
        "attachments": _attachments(clean(context.draft.fields.get("attachments", ""))),
        "date": day_words(context.draft.dated),
    }
    slots |= {key: frame[key] for key in context.kind.frame}
    return _named_in_full(slots)


def _attachments(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) <= 1:
        return f"附件：{lines[0]}" if lines else ""
    return "附件：\n" + "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1))


def _named_in_full(slots: dict[str, str]) -> dict[str, str]:
    """The Regulation by its full title where it is first named."""
    for key, text in slots.items():
        if "《条例》" in text:
            return slots | {key: text.replace("《条例》", FULL_NAME, 1)}
    return slots


def basis_words(basis: tuple[Cite, ...]) -> str:
    """Articles as a decision cites them: one text named once for its places."""
    out: list[str] = []
    last = ""
    for cite in basis:
        out.append(cite.place[0] if cite.instrument == last else cite.zh)
        last = cite.instrument
    return "、".join(out)
