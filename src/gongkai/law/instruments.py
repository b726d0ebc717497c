"""The register of legal texts: what each is, when it applies, and what its articles say in a few words.

Every citation of this room leads to an entry here; a file of ``texts/`` holds one text.  A
document that has parts instead of articles (国办 letters) is divided into parts: its article
numbers then count them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cite

Words = tuple[str, str]
"""The same words in Chinese and in English."""

READ: Mapping[str, Words] = {
    "whole": ("全文已核", "whole text"),
    "part": ("部分条文已核", "some articles"),
    "excerpt": ("仅核摘录或转述", "excerpts or quotations only"),
    "none": ("未见原文", "not seen"),
}
"""How much of a text was read when its rules were written, in both languages."""

DIVISIONS: Mapping[str, Words] = {"articles": ("条", "art."), "parts": ("部分", "part")}
"""What the numbers of a text count."""

_KEYS = {"key", "title", "number", "issued", "in_force", "until", "divided", "count", "read", "scope", "articles"}
_OPTIONAL = {"issued", "in_force", "until", "count"}
_ARTICLE_KEYS = {"gist", "shape", "why"}


@dataclass(frozen=True, slots=True)
class Article:
    """One article (条) or part: its gist, its shape, and why no rule applies it where none does.

    ``shape`` has one number for each paragraph (款): how many items (项) it holds.  ``None``
    means that the shape is not known, and is then not checked.
    """

    number: int
    gist: Words
    shape: tuple[int, ...] | None = None
    why: Words | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """One legal text.

    ``number`` is the document number (文号), empty if unknown; ``in_force`` and ``until`` bound the
    days on which it applies, both included, ``None`` where open or unknown; ``count`` is the number
    of articles, if known; ``read`` a key of :data:`READ`; ``scope`` says which part is applied
    here and why not the rest.
    """

    key: str
    title: Words
    number: str
    issued: date | None
    in_force: date | None
    until: date | None
    divided: str
    count: int | None
    read: str
    scope: Words
    articles: Mapping[int, Article]

    @property
    def short(self) -> tuple[str, str]:
        """The name in a citation, in Chinese with its brackets and in English.

        The Regulation itself is 《条例》; other texts go by their title, letters and notices by
        their number.
        """
        if self.key == "条例":
            return "《条例》", "Regulation"
        if self.key.endswith("号"):
            return self.number, self.number
        title = self.title[0].removeprefix("中华人民共和国").replace("《", "〈").replace("》", "〉")
        return f"《{title}》", self.title[1].partition(" (")[0] if self.until is None else self.title[1]

    def applies_on(self, day: date) -> bool:
        """Whether the text is in force on ``day``; an unknown bound does not exclude it."""
        return (self.in_force is None or self.in_force <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citation leads: the text, and the article unless the text is cited as a whole."""

    cite: Cite
    instrument: Instrument
    article: Article | None

    @property
    def words(self) -> Words:
        """The citation with the full title of the text, in Chinese and in English."""
        title, (zh, en) = self.instrument.title, self.cite.place
        return (f"《{title[0]}》{zh}", ", ".join(filter(None, (title[1], en))))


def register() -> Mapping[str, Instrument]:
    """Every text by the key that citations use; the Regulation first."""
    return MappingProxyType(_register())


def resolve(written: str | Cite) -> Place:
    """The place that a citation means.

    Raises :class:`Refusal` for a text that the register does not hold, an article that it has not
    or that has no gist yet, and a paragraph or item beyond those the article has.  Raises
    ``ValueError`` for text that is no citation.
    """
    at = cite(written) if isinstance(written, str) else written
    instrument = _register().get(at.instrument)
    if instrument is None:
        known = "、".join(_register())
        raise _unknown(
            at, f"没有收录《{at.instrument}》（已收录：{known}）", f"no text {at.instrument} (known: {known})"
        )
    if at.article is None:
        return Place(at, instrument, None)
    article = instrument.articles.get(at.article)
    if article is None:
        raise _no_article(at, instrument)
    if wrong := _beyond(at, article):
        raise _unknown(at, *wrong)
    return Place(at, instrument, article)


def _beyond(at: Cite, article: Article) -> Words | None:
    """What is wrong with the paragraph and item of a citation, if anything."""
    shape = article.shape
    if shape is None:
        return None
    if at.paragraph is not None and not 1 <= at.paragraph <= len(shape):
        return (f"第{at.article}条只有{len(shape)}款", f"article {at.article} has {len(shape)} paragraph(s)")
    if at.item is None:
        return None
    itemised = [items for items in shape if items]
    if at.paragraph is None and len(itemised) > 1:
        return (
            f"第{at.article}条不止一款有分项，请写明款",
            f"name the paragraph: several of article {at.article} have items",
        )
    most = shape[at.paragraph - 1] if at.paragraph else sum(itemised)
    if not 1 <= at.item <= most:
        return (f"第{at.article}条该款只有{most}项", f"there are {most} item(s) in that place of article {at.article}")
    return None


def _no_article(at: Cite, instrument: Instrument) -> Refusal:
    if instrument.count is not None and not 1 <= (at.article or 0) <= instrument.count:
        zh = f"《{instrument.key}》共{instrument.count}条，没有第{at.article}条"
        return _unknown(at, zh, f"{instrument.key} has {instrument.count} articles, and none numbered {at.article}")
    zh = f"《{instrument.key}》第{at.article}条尚未登记要点"
    return _unknown(at, zh, f"the gist of {instrument.key} article {at.article} is not in the register yet")


def _unknown(at: Cite, zh: str, en: str) -> Refusal:
    return Refusal(
        "no-such-place",
        (f"引用“{at}”无法对应：{zh}", f"the citation {at} leads nowhere: {en}"),
        ("请核对条款号，或在 law/texts 中补登", "check the numbers, or add the article to law/texts"),
    )


@cache
def _register() -> dict[str, Instrument]:
    folder = resources.files("gongkai.law.texts")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    found: dict[str, Instrument] = {}
    for file in files:
        instrument = parse_instrument(file.read_text("utf-8"), file.name)
        if instrument.key in found:
            raise ValueError(f"{file.name}: the key {instrument.key} is taken already")
        found[instrument.key] = instrument
    return found


def parse_instrument(text: str, name: str = "text") -> Instrument:
    """Read one text written as TOML, as the files of ``texts/`` are.

    Raises ``ValueError``, naming the file and what is wrong with it.
    """
    try:
        return _instrument(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, IndexError) as wrong:
        raise ValueError(f"{name}: {type(wrong).__name__}: {wrong}") from None


def _instrument(raw: Mapping[str, Any]) -> Instrument:
    if strange := (raw.keys() - _KEYS) | (_KEYS - _OPTIONAL - raw.keys()):
        raise ValueError(f"missing or unknown: {', '.join(sorted(strange))}")
    if raw["read"] not in READ or raw["divided"] not in DIVISIONS:
        raise ValueError(f"read is one of {', '.join(READ)}; divided one of {', '.join(DIVISIONS)}")
    if cite(raw["key"]) != Cite(raw["key"]):
        raise ValueError(f"{raw['key']} cannot be the key of a text")
    if (raw["divided"] == "parts") != Cite(raw["key"]).in_parts:
        raise ValueError("a text named by its number (号) is divided into parts, any other into articles")
    articles = {int(number): _article(int(number), entry) for number, entry in raw["articles"].items()}
    count = raw.get("count")
    if any(number < 1 or (count is not None and number > count) for number in articles):
        raise ValueError(f"articles are numbered from 1 to {count or 'the last'}")
    days = (_day(raw, "issued"), _day(raw, "in_force"), _day(raw, "until"))
    known = [day for day in days if day is not None]
    if known != sorted(known):
        raise ValueError("a text is issued, then in force, then no longer")
    return Instrument(
        raw["key"], _pair(raw, "title"), str(raw["number"]), *days, raw["divided"], count, raw["read"],
        _pair(raw, "scope"), MappingProxyType(dict(sorted(articles.items()))),
    )  # fmt: skip


def _article(number: int, raw: Mapping[str, Any]) -> Article:
    if strange := raw.keys() - _ARTICLE_KEYS:
        raise ValueError(f"article {number}: unknown {', '.join(sorted(strange))}")
    shape = raw.get("shape")
    if shape is not None and (not shape or any(type(items) is not int or items < 0 for items in shape)):
        raise ValueError(f"article {number}: shape has one number of items for each paragraph")
    why = _pair(raw, "why") if "why" in raw else None
    return Article(number, _pair(raw, "gist"), None if shape is None else tuple(shape), why)


def _pair(raw: Mapping[str, Any], key: str) -> Words:
    words = raw[key]
    if not isinstance(words, list) or len(words) != 2 or not all(isinstance(text, str) and text for text in words):
        raise ValueError(f"{key} is a pair: Chinese, English")
    return (words[0], words[1])


def _day(raw: Mapping[str, Any], key: str) -> date | None:
    day = raw.get(key)
    if day is not None and type(day) is not date:
        raise ValueError(f"{key} is a day")
    return day
