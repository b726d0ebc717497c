"""The numbers that Word gives to paragraphs by itself: 一、（一）1. and their kin (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"}
    | {"ideographTraditional", "chineseLegalSimplified"}
)


class _Level(NamedTuple):
    start: int
    style: str
    text: str


class Numbering:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(
        self, document: etree._Element, numbering: etree._Element | None, styles: etree._Element | None
    ) -> None:
        self._levels = _lists(numbering) if numbering is not None else {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._named: dict[etree._Element, tuple[str, int]] = {}
        if not self._levels:
            return
        of_style = {}
        if styles is not None:
            of_style = {style.get(f"{W}styleId", ""): found for style, found in _naming(styles, f"{W}style")}
        for style in document.iter(f"{W}pStyle"):
            found, paragraph = of_style.get(style.get(f"{W}val", "")), said_of(style)
            if found is not None and paragraph is not None:
                self._named[paragraph] = found
        self._named.update(_naming(document, f"{W}p"))

    def of(self, paragraph: etree._Element) -> str:
        """The number of the next paragraph, as printed before its text; empty if it has none."""
        found = self._named.get(paragraph)
        if found is None:
            return ""
        key, depth = found
        level = self._levels.get(key, {}).get(depth)
        if level is None or level.style in ("bullet", "none"):
            return ""
        return self._counted(key, depth, level)

    def _counted(self, key: str, depth: int, level: _Level) -> str:
        counts = self._counts[key]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, _LEVELS):
            counts.pop(deeper, None)

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            above = self._levels[key].get(place)
            if above is None:
                return ""
            return written(counts.get(place, above.start), above.style)

        return re.sub(r"%([1-9])", number, level.text)


def _lists(numbering: etree._Element) -> dict[str, dict[int, _Level]]:
    """The levels of every list, by its key."""
    abstract = {
        one.get(f"{W}abstractNumId"): {
            int(level.get(f"{W}ilvl", "0")): _level(level)
            for level in one.findall(f"{W}lvl")
            if level.get(f"{W}ilvl", "0").isdecimal()
        }
        for one in numbering.findall(f"{W}abstractNum")
    }
    found = {}
    for one in numbering.findall(f"{W}num"):
        named = one.find(f"{W}abstractNumId")
        if named is not None:
            found[one.get(f"{W}numId", "")] = abstract.get(named.get(f"{W}val"), {})
    return found


def _naming(root: etree._Element, tag: str) -> Iterator[tuple[etree._Element, tuple[str, int]]]:
    """The paragraphs, or the styles, that name a list and a level of it."""
    for named in root.iter(f"{W}numPr"):
        owner, key, depth = said_of(named), named.find(f"{W}numId"), named.find(f"{W}ilvl")
        place = depth.get(f"{W}val", "0") if depth is not None else "0"
        if owner is not None and owner.tag == tag and key is not None and place.isdecimal():
            yield owner, (key.get(f"{W}val", ""), int(place))


def said_of(mark: etree._Element) -> etree._Element | None:
    """What has the properties among which a mark stands."""
    properties = mark.getparent()
    return properties.getparent() if properties is not None else None


def _level(level: etree._Element) -> _Level:
    def value(name: str, default: str) -> str:
        found = level.find(W + name)
        return found.get(f"{W}val", default) if found is not None else default

    start = value("start", "1")
    return _Level(int(start) if start.isdecimal() else 1, value("numFmt", "decimal"), value("lvlText", ""))


def written(number: int, style: str) -> str:
    """A number in one of Word's ways of writing; any that is not Chinese is written in digits."""
    if style == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style not in _CHINESE or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
