"""What recognition of characters says of one numeral beside the text it settled on: other readings, each at its cost.

A numeral that stands in a sheet because a picture looked like it carries a *mark* until the sheet is
made: one private character before it, which stands for its place in the list of such numerals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

#: A reading that is less than so many times (natural logarithm) likelier than the next is not sure.
SURE = 5.0
_FIRST = 0xF0000
_LAST = 0xFFFFD
_MARK = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")


class Option(NamedTuple):
    """Another reading of a numeral; ``cost`` is how much less likely it is, as a natural logarithm."""

    text: str
    cost: float


class Recognised(NamedTuple):
    """A numeral as recognised: the other readings, cheapest first, and by how much the one taken leads."""

    options: tuple[Option, ...] = ()
    lead: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether the picture by itself leaves no doubt."""
        return self.lead >= SURE


def mark(place: int) -> str:
    """The character that stands for the numeral at ``place`` of the list; nothing once the list is too long."""
    return chr(_FIRST + place) if _FIRST + place <= _LAST else ""


def marked(text: str) -> list[int]:
    """The places in the list that the marks of a text stand for."""
    return [ord(one) - _FIRST for one in _MARK.findall(text)]


def unmarked(text: str) -> str:
    """The text as a person would read it."""
    return _MARK.sub("", text)


def located(text: str, numerals: Sequence[Recognised]) -> tuple[str, Mapping[int, Recognised]]:
    """The text without marks, and by its offset in that text each numeral that bore one."""
    found: dict[int, Recognised] = {}
    parts: list[str] = []
    at = end = 0
    for match in _MARK.finditer(text):
        parts.append(text[end : match.start()])
        at += match.start() - end
        end = match.end()
        found[at] = numerals[ord(match[0]) - _FIRST]
    return "".join((*parts, text[end:])), found
