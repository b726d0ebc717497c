"""What is told of a file: remnants, and every text that it holds by its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

EXCERPT = 60
_BLANK = re.compile(r"\s+")


class Remnant(NamedTuple):
    """Something that can still be read: the key of its sort, where, the beginning of what it says."""

    code: str
    where: str
    text: str = ""


class Found(NamedTuple):
    """What a file gave away, and its texts, seen and unseen, as (where, text)."""

    remnants: Sequence[Remnant]
    texts: Sequence[tuple[str, str]]


def excerpt(text: str) -> str:
    """The beginning of a text, on one line."""
    line = _BLANK.sub(" ", text).strip()
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def searched(texts: Iterable[tuple[str, str]], words: Sequence[str]) -> list[Remnant]:
    """Where words stand; wide and narrow forms are the same, and blanks between characters hide nothing."""
    asked = [(word, _folded(word)) for word in words if _folded(word)]
    if not asked:
        return []
    found: dict[str, list[str]] = {}
    for where, text in texts:
        plain = _folded(text)
        for word, folded in asked:
            if folded in plain and where not in found.setdefault(word, []):
                found[word].append(where)
    return [Remnant("word", "、".join(places[:8]), excerpt(word)) for word, places in found.items() if places]


def _folded(text: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())
