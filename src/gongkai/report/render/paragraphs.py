"""Prose as paragraphs: the line breaks of a printed page taken out of its sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

#: What a paragraph, or the clause before a list, ends with.
_ENDS = '。；：！？」”）…;:!?)"'

#: What a new paragraph begins with: （一）, 一是, 第一，, 1., ①, a heading or an item of a list.
_BEGINS = re.compile(
    r"\s*(?:[-*•●▪◆]\s|#|[（(]\s*[一二三四五六七八九十\d]+\s*[）)]|[一二三四五六七八九十]+[是、]"
    r"|第[一二三四五六七八九十]+[，,、是]|\d{1,2}\s*[.．、](?!\d)|[①-⑳])"
)
_DATE = re.compile(r"[\d〇○零一二三四五六七八九十\s]+年[\d一二三四五六七八九十\s]+月[\d一二三四五六七八九十\s]+日")
_LATIN = re.compile(r"[A-Za-z0-9] ?\Z")


def joined(lines: Collection[str], heads: Collection[str] = ()) -> Iterator[str]:
    """The lines with those that a page broke inside a sentence joined to one paragraph.

    A line goes on in the next one unless it ends a sentence or a clause, is one of the ``heads``
    or is much shorter than the others (what was broken for want of room is not short), or the
    next one begins with an ordinal, is a head, or is a date under a signature.
    """
    longest = max(map(len, lines), default=0)
    paragraph = last = ""
    for line in lines:
        if paragraph and _goes_on(last, longest, heads) and not _begins(line, heads):
            paragraph += _between(paragraph, line) + line
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        last = line
    if paragraph:
        yield paragraph


def _goes_on(line: str, longest: int, heads: Collection[str]) -> bool:
    return line not in heads and not line.endswith(tuple(_ENDS)) and 2 * len(line) >= longest


def _begins(line: str, heads: Collection[str]) -> bool:
    return line in heads or _BEGINS.match(line) is not None or _DATE.fullmatch(line) is not None


def _between(before: str, after: str) -> str:
    """A space between two Latin words or two numbers; nothing beside a Chinese character."""
    return " " if _LATIN.search(before) and after[:1].isascii() and after[:1].isalnum() else ""
