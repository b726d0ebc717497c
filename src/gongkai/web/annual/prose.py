"""A section's words for the eye: figures as chips, doubtful sentences with what the table says."""

from __future__ import annotations

import re
from typing import NamedTuple

from gongkai.finding import Finding, Severity
from gongkai.web.annual.drafting import Draft
from gongkai.web.annual.tokens import Piece, bind, fill, pieces

_SENTENCES = re.compile("[^。]*。|[^。]+$")


class Sentence(NamedTuple):
    """One sentence: its pieces, and the findings that speak of it."""

    pieces: tuple[Piece, ...]
    found: tuple[Finding, ...]


def raw_of(draft: Draft, section: str) -> str:
    """The words with their tokens: as the author left them, else the draft with every figure bound."""
    return draft.raw[section] if section in draft.raw else bind(draft.filing, draft.before).get(section, "")


def paragraphs(draft: Draft, section: str, raw: str) -> list[list[Sentence]]:
    """Line by line, sentence by sentence."""
    doubts = [
        found
        for found in draft.findings
        if found.facts.get("section") == section and found.facts.get("sentence") and found.severity is not Severity.NOTE
    ]
    return [
        [_sentence(draft, match.group(), doubts) for match in _SENTENCES.finditer(line)]
        for line in raw.splitlines()
        if line.strip()
    ]


def _sentence(draft: Draft, raw: str, doubts: list[Finding]) -> Sentence:
    printed = "".join(fill(raw, draft.filing, draft.before).split())
    about = tuple(found for found in doubts if _same(printed.rstrip("。"), str(found.facts["sentence"])))
    return Sentence(tuple(pieces(raw, draft.filing, draft.before)), about)


def _same(printed: str, doubted: str) -> bool:
    """Whether this is the sentence doubted, which may have a sub-head before it."""
    return bool(printed) and (doubted in printed or (doubted.endswith(printed) and len(printed) * 2 > len(doubted)))
