"""A citation as a value: reads ``条例:33.2``, prints 《条例》第三十三条第二款.

The written form is ``instrument:article.paragraph(item)``; paragraph (款), item (项) and, for a
document that has no articles, everything after the instrument may be left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_WRITTEN = re.compile(r"(?P<instrument>[^:：\s]+)(?::(?P<article>\d+)(?:\.(?P<paragraph>\d+))?(?:\((?P<item>\d+)\))?)?")
_DIGITS = "零一二三四五六七八九"


class Cite(NamedTuple):
    """A place in a legal text: the key of the instrument, article (条), paragraph (款) and item (项)."""

    instrument: str
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        """The written form, which :func:`cite` reads back."""
        if self.article is None:
            return self.instrument
        paragraph = f".{self.paragraph}" if self.paragraph else ""
        item = f"({self.item})" if self.item else ""
        return f"{self.instrument}:{self.article}{paragraph}{item}"

    @property
    def zh(self) -> str:
        """As a Chinese document prints it: 《条例》第三十三条第二款, 《行政复议法》第二十三条."""
        return _names(self.instrument)[0] + self.place[0]

    @property
    def en(self) -> str:
        """For an English reader: Regulation art. 33(2), item 4."""
        return " ".join(filter(None, (_names(self.instrument)[1], self.place[1])))

    @property
    def place(self) -> tuple[str, str]:
        """The place within the text, in Chinese and in English; empty for the whole of it."""
        if not self.article:
            return "", ""
        zh = f"第{numeral(self.article)}{'部分' if self.in_parts else '条'}"
        zh += f"第{numeral(self.paragraph)}款" if self.paragraph else ""
        zh += f"第（{numeral(self.item)}）项" if self.item else ""
        paragraph = f"({self.paragraph})" if self.paragraph else ""
        item = f", item {self.item}" if self.item else ""
        return zh, f"{'part' if self.in_parts else 'art.'} {self.article}{paragraph}{item}"

    @property
    def in_parts(self) -> bool:
        """Whether the text has parts instead of articles: a letter or notice, named by its number (号)."""
        return self.instrument.endswith("号")


@lru_cache(maxsize=1024)
def cite(written: str) -> Cite:
    """Read a written citation.  Raises ``ValueError`` if it is not one."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no citation: write 条例:33, 条例:33.2 or 条例:36(4)")
    numbers = [int(number) if number else None for number in found.group("article", "paragraph", "item")]
    if any(number is not None and not 0 < number < 1000 for number in numbers):
        raise ValueError(f"{written!r} is no citation: articles, paragraphs and items count from 1")
    return Cite(found["instrument"], *numbers)


def cites(*written: str) -> tuple[Cite, ...]:
    """Several at once."""
    return tuple(cite(text) for text in written)


@lru_cache(maxsize=256)
def _names(instrument: str) -> tuple[str, str]:
    """The names under which the register prints a text; its key where the register does not have it."""
    from gongkai.law.instruments import register  # which reads citations itself

    known = register().get(instrument)
    return known.short if known is not None else (f"《{instrument}》", instrument)


def numeral(number: int) -> str:
    """A whole number from 1 to 999 in Chinese numerals, as article numbers are printed."""
    if not 0 < number < 1000:
        raise ValueError(f"{number} is no number of an article")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")
