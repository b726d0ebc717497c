"""A section's words for the eye: figures as chips, doubtful sentences with what the table says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from gongkai.finding import Finding, Severity
from gongkai.report.narrative.figures import FIGURES, Figure
from gongkai.report.narrative.tokens import Cells, Fact, Piece, Plain, Typed, bind, parse, pieces
from gongkai.web.annual.drafting import Draft

_SENTENCES = re.compile("[^。]*。|[^。]+$")


class Author(NamedTuple):
    """Who typed a number, and when."""

    name: str
    on: date


class Chip(NamedTuple):
    """A stretch of words, and what is said of it; ``kind`` is ``cell``, ``fact``, ``typed``, ``loose`` or nothing."""

    text: str
    kind: str = ""
    title: str = ""


class Sentence(NamedTuple):
    """One sentence: its chips, and the findings that speak of it."""

    pieces: tuple[Chip, ...]
    found: tuple[Finding, ...]


class Loose(NamedTuple):
    """A number bound to nothing: the sentence, and the tokens that would print the same."""

    number: str
    sentence: str
    tokens: tuple[str, ...]


class Listed(NamedTuple):
    """A counted figure as the editor lists it."""

    figure: Figure
    token: str
    said: str


def raws_of(draft: Draft) -> dict[str, str]:
    """The words of every section with their tokens: as the author left them, else the draft with every figure bound."""
    return bind(draft.filing, draft.before, draft.facts) | dict(draft.raw)


def paragraphs(draft: Draft, section: str, raw: str, typed: Mapping[str, Author]) -> list[list[Sentence]]:
    """Line by line, sentence by sentence; ``typed`` says by token who typed a number."""
    doubts = [
        found
        for found in draft.findings
        if found.facts.get("section") == section and found.facts.get("sentence") and found.severity is not Severity.NOTE
    ]
    return [
        [_sentence(draft, match.group(), doubts, typed) for match in _SENTENCES.finditer(line)]
        for line in raw.splitlines()
        if line.strip()
    ]


def typed_in(raws: Iterable[str]) -> list[Typed]:
    """The numbers that were typed with their source, in the order of the texts, each once."""
    found = (part for raw in raws for part in parse(raw) if isinstance(part, Typed))
    return list(dict.fromkeys(found))


def loose_in(draft: Draft, raw: str) -> list[Loose]:
    """The numbers of a text that are neither bound nor typed, with the counted figures that say the same."""
    listed = [(one.token, one.said) for one in facts_of(draft)]
    out = []
    for match in _SENTENCES.finditer(raw.replace("\n", "。")):
        cut = list(pieces(match.group(), draft.filing, draft.before, draft.facts))
        said = "".join(piece.text for piece in cut).strip("。 ")
        for piece in cut:
            if piece.loose:
                number = re.sub(r"[^0-9.]", "", piece.text)
                out.append(Loose(piece.text, said, tuple(token for token, value in listed if value == number != "0")))
    return out


def facts_of(draft: Draft) -> list[Listed]:
    """Every counted figure that words may tell, with its number now."""
    facts = draft.facts
    return [
        Listed(figure, f"{{f.{key}}}", (figure.said(facts) if facts is not None else None) or "—")
        for key, figure in FIGURES.items()
    ]


def _sentence(draft: Draft, raw: str, doubts: list[Finding], typed: Mapping[str, Author]) -> Sentence:
    cut = tuple(pieces(raw, draft.filing, draft.before, draft.facts))
    printed = "".join("".join(piece.text for piece in cut).split())
    about = tuple(found for found in doubts if _same(printed.rstrip("。"), str(found.facts["sentence"])))
    return Sentence(tuple(_chip(draft, piece, typed) for piece in cut), about)


def _chip(draft: Draft, piece: Piece, typed: Mapping[str, Author]) -> Chip:
    part = piece.part
    if isinstance(part, Plain):
        return Chip(piece.text, "loose" if piece.loose else "", "没有绑定的数字" if piece.loose else "")
    if isinstance(part, Cells):
        labels = [draft.filing.form.cells[cell].label for cell in piece.cells]
        return Chip(piece.text, "cell", f"表格：{'；'.join(labels)}")
    if isinstance(part, Fact):
        return Chip(piece.text, "fact", f"台账：{part.figure.name}（{part.figure.unit}，{part.figure.source}）")
    who = typed.get(part.written)
    by = f"{who.name}，{who.on:%Y-%m-%d}" if who is not None else "尚未保存"
    return Chip(piece.text, "typed", f"手工填写，来源：{part.source}（{by}）")


def _same(printed: str, doubted: str) -> bool:
    """Whether this is the sentence doubted, which may have a sub-head before it."""
    return bool(printed) and (doubted in printed or (doubted.endswith(printed) and len(printed) * 2 > len(doubted)))
