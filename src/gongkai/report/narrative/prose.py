"""The words of a section made ready for reading: sentences, and the numbers in them.

Text layers break lines inside words and put spaces around digits, so all white space is taken
out; :meth:`Prose.offset` leads back to the place in the text as it stood.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from gongkai.report.filing import Number, SectionText

#: A sentence in a section that holds a table is read this far back, not into the table's cells.
TABLE_TAIL = 160
#: A number of more characters than this counts nothing.
MOST_DIGITS = 15

_DIGITS = "零〇一二三四五六七八九"
_TENS = {"十": 10, "百": 100, "千": 1000}
_NOT_A_COUNT = frozenset("第每逐任同某首本唯这该哪一二三四五六七八九十单")

_UNITS = (
    "件次|人次|万元|个百分点|百分点|个工作日|个自然日|个月"
    "|件|宗|起|例|份|条|次|元|个|项|封|篇|期|场|人|家|批|部|名|%|％"
)
_NUMERAL = r"[\d零〇一二两三四五六七八九十百千]"
_QUANTITY = re.compile(
    rf"({_NUMERAL}+(?:(?:[,，](?=\d\d\d(?!\d))|[.．](?=\d)){_NUMERAL}+)*)([余多]?)([万亿]?)([余多]?)(?P<unit>{_UNITS})?"
)
_WORD_UNITS = frozenset({"件次", "件", "宗", "起", "例", "份"})
_SLACK = {"约": "about", "近": "about", "超": "over", "逾": "over"}
_ENDS = frozenset("，,。；;、）)（(")
_SAYS = re.compile(
    r"[\d未无没零均全不一二两三四五六七八九十](?:(?<=[\d未无零])|(?<=均)为|(?<=全)部来自|(?<=没)有|(?<=不)存在|(?<=不)涉及|(?<=[一二两三四五六七八九十])[件宗起例份])"
)
_STRETCH = re.compile(r"\S+")
_TITLE = re.compile(r"《[^《》]*》|〔[^〔〕]*〕")
_NOTICE_NAME = re.compile(r"《[^《》]{0,8}[收缴]费[^《》]{0,4}(?:通知|告知)[^《》]{0,2}》")
#: Half-width stops, where they are no part of a number, a time, a list number or an address.
_HALF_WIDTH = re.compile(
    r"[,;():.](?:(?<=[;()])|(?<=,)(?:(?<!\d,)|(?!\d\d\d(?!\d)))|(?<=:)(?!\d|//)"
    r"|(?<=\.)(?:(?<=[^\x00-\x7f]\.)(?!\w)|(?<=[%)]\.)(?![0-9A-Za-z])))"
)
_FULL_WIDTH = {",": "，", ";": "；", "(": "（", ")": "）", ":": "：", ".": "。"}


class Quantity(NamedTuple):
    """A number with its unit at ``text[start:end]``; ``slack`` is ``about`` or ``over`` for 约 and 余."""

    start: int
    end: int
    value: Number
    unit: str
    slack: str = ""


class Sentence(NamedTuple):
    """One sentence without white space; ``start`` is its place in :attr:`Prose.text`.

    ``masked`` is as long as ``text`` and has titles and document numbers blanked out.
    """

    start: int
    text: str
    masked: str


class Prose:
    """A section's text without white space, its stops full-width, and the way back to the original offsets."""

    def __init__(self, section: SectionText, *, beside_table: bool) -> None:
        self.section = section
        self.beside_table = beside_table
        self.text = _HALF_WIDTH.sub(_fold, "".join(section.text.split()))

    @cached_property
    def _words(self) -> tuple[list[int], list[int]]:
        """Where each stretch without white space ends in ``text``, and where it ends in the section's own text."""
        ends = [stretch.end() for stretch in _STRETCH.finditer(self.section.text)]
        return list(accumulate(map(len, self.section.text.split()))), ends

    def offset(self, at: int) -> int:
        """Where the character ``text[at]`` stands in the section's own text."""
        if len(self.text) == len(self.section.text):
            return at
        ends, own_ends = self._words
        index = bisect_right(ends, at)
        return at + own_ends[index] - ends[index]

    def sentences(self) -> Iterator[Sentence]:
        """The sentences that hold a number or say that there was none, in order.

        Beside a table only what ends in a full stop is a sentence.
        """
        text, end = self.text, -1
        while said := _SAYS.search(text, end + 1):
            start = text.rfind("。", 0, said.start()) + 1
            end = text.find("。", start)
            if end < 0:
                if self.beside_table:
                    return
                end = len(text)
            if self.beside_table and end - start > TABLE_TAIL:
                start = end - TABLE_TAIL
                if not _SAYS.search(text, start, end):
                    continue
            words = text[start:end]
            yield Sentence(start, words, masked(words))


def masked(text: str) -> str:
    """The text, as long as it is, with titles and document numbers blanked out."""
    return _TITLE.sub(_mask, text) if "《" in text or "〔" in text else text


def _fold(match: re.Match[str]) -> str:
    return _FULL_WIDTH[match.group()]


def _mask(match: re.Match[str]) -> str:
    """A title is passed over; 《收费通知》 is no title but the thing that was sent."""
    title = match.group()
    return f"“{title[1:-1]}”" if _NOTICE_NAME.fullmatch(title) else blank(match)


def blank(match: re.Match[str]) -> str:
    """As many dots as the match has characters."""
    return "·" * (match.end() - match.start())


def quantities(text: str) -> list[Quantity]:
    """The numbers with units in a sentence; a number without a unit counts before a stop only."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if match.lastgroup is None and end < len(text) and text[end] not in _ENDS:
            continue
        number, more, scale, even_more, unit = match.groups("")
        before = text[start - 1] if start else ""
        value = _value(number, scale, unit, before)
        if value is not None:
            about = "over" if more or even_more or text.endswith("超过", 0, start) else _SLACK.get(before, "")
            found.append(Quantity(start, end, value, "%" if unit == "％" else unit, about))
    return found


def _value(number: str, scale: str, unit: str, before: str) -> Number | None:
    """The number that the characters say; ``None`` where they are no count (第一件, A4, 3.2.1)."""
    plain = number if number.isdecimal() else number.replace(",", "").replace("，", "").replace("．", ".")
    if plain.replace(".", "", 1).isdecimal():
        return None if before == "." or (before.isascii() and before.isalpha()) else _scaled(plain, scale)
    if scale or unit not in _WORD_UNITS or before in _NOT_A_COUNT:
        return None
    return chinese_number(plain)


def _scaled(plain: str, scale: str) -> Number | None:
    if len(plain) > MOST_DIGITS:
        return None
    value: Number = Decimal(plain) if "." in plain else int(plain)
    if not scale:
        return value
    value *= 10_000 if scale == "万" else 100_000_000
    return int(value) if value == int(value) else value


def chinese_number(words: str) -> int | None:
    """一百二十三 → 123; ``None`` for characters that are no number below ten thousand."""
    total, digit = 0, None
    for word in words.replace("两", "二"):
        if word in _TENS:
            total += (1 if digit is None else digit) * _TENS[word]
            digit = None
        elif word not in _DIGITS or digit:
            return None
        else:
            digit = max(_DIGITS.index(word) - 1, 0)
    return total + (digit or 0)
