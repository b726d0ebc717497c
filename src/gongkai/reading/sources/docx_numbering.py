"""The numbers that Word gives to paragraphs by itself: 一、（一）1. and their kin (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
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

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def of(self, paragraph: etree._Element) -> str:
        """The number of the next paragraph, as printed before its text; empty if it has none."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        found = self._named(properties)
        if found is None:
            style = properties.find(f"{W}pStyle")
            found = self._of_style.get(style.get(f"{W}val", "")) if style is not None else None
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

    def _read(self, numbering: etree._Element) -> None:
        abstract = {
            one.get(f"{W}abstractNumId"): {
                int(level.get(f"{W}ilvl", "0")): _level(level)
                for level in one.findall(f"{W}lvl")
                if level.get(f"{W}ilvl", "0").isdecimal()
            }
            for one in numbering.findall(f"{W}abstractNum")
        }
        for one in numbering.findall(f"{W}num"):
            named = one.find(f"{W}abstractNumId")
            if named is not None:
                self._levels[one.get(f"{W}numId", "")] = abstract.get(named.get(f"{W}val"), {})

    def _read_styles(self, styles: etree._Element) -> None:
        for style in styles.findall(f"{W}style"):
            properties = style.find(f"{W}pPr")
            found = self._named(properties) if properties is not None else None
            if found is not None:
                self._of_style[style.get(f"{W}styleId", "")] = found

    def _named(self, properties: etree._Element) -> tuple[str, int] | None:
        """The list and the level that a paragraph or a style names."""
        named = properties.find(f"{W}numPr")
        if named is None:
            return None
        key, depth = named.find(f"{W}numId"), named.find(f"{W}ilvl")
        place = depth.get(f"{W}val", "0") if depth is not None else "0"
        if key is None or not place.isdecimal():
            return None
        return key.get(f"{W}val", ""), int(place)


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
