"""Elements within a line of Markdown: what is hidden or struck out goes, marks of footnotes too, and pictures."""

from __future__ import annotations

import re

from gongkai.reading.sources import ink
from gongkai.reading.sources.styles import Look, look

#: A footnote mark, raised or lowered beside what it belongs to.
FOOTNOTE = re.compile(r"\s*[\[(（［【〔]?(?:\d{1,3}|[①-⑳⓪❶-❿*※])[\])］）】〕]?\s*")
#: Of these a reader takes no part for a number's: in brackets or circled, or one digit after all others.
_SURELY = re.compile(r"\s*(?:[\[(（［【〔].*|[①-⑳⓪❶-❿*※].*|[1-9])\s*", re.DOTALL)
#: A cell of words, if only of two behind a list number: what stands in it is no number of the table.
WORDS = re.compile(r"[^(（]*[\u4e00-\u9fff]{3}|\s*\S[.．、]\s*[\u4e00-\u9fff]{2}")
#: What stands for a character that cannot be read.
UNREADABLE = "\ufffd"
_ELEMENT = re.compile(
    r"<(del|s|strike|sup|sub|[a-z][a-z0-9]{0,15}(?=\s[^<>]{0,200}?(?:style|hidden|color)))(?=[\s>])([^<>]{0,200})>"
    r"((?:(?!</?\1[\s>])[^|\n]){0,200}+)</\1\s*>",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"(?<!~)~~(?=\S)[^~|\n]{1,200}+(?<=\S)~~(?!~)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=/]|$)", re.IGNORECASE)
_STYLE = re.compile(r"style\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![\w-])color\s*=\s*[\"']?\s*([#\w]{1,30})", re.IGNORECASE)
_UNSURE = frozenset({Look.ALTERED, Look.ADDED, Look.UNSURE})
_DIGITS = re.compile(r"\d+")
_SEEN_AGAIN = re.compile(r"<[^<>]{0,200}?(?:style|class)", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\[\]|\n]{0,200}\]\([^()|\n]{0,500}\)|<img(?=\s)([^<>]{0,500})>", re.IGNORECASE)
#: A picture so small counts who opens the page.
_TINY = re.compile(r"(?<![\w-])(?:width|height)\s*[=:]\s*[\"']?\s*[01](?:\.0*)?(?:px|pt)?(?![\w.%])", re.IGNORECASE)
_GAP = re.compile(rf"(?<={UNREADABLE})[ \t]++(?=\d)|(?<=\d)[ \t]++(?={UNREADABLE})")
_ROW = re.compile(r"^.*\|.*$", re.MULTILINE)


def is_surely_mark(raised: str, before: str, after: str) -> bool:
    """Whether raised or lowered text between two others is a footnote's mark; a bare number of two digits, or one that
    more digits follow, may as well be a part of the number that stands there.
    """
    if not (FOOTNOTE.fullmatch(raised) and _SURELY.fullmatch(raised)):
        return False
    return not raised.strip().isdecimal() or (bool(before.strip()) and not after.lstrip()[:1].isdigit())


def is_tiny(attributes: str) -> bool:
    """Whether a picture with such attributes, or such a style, is too small to show anything."""
    return _TINY.search(attributes) is not None


def as_shown(text: str) -> str:
    """The text without what a reader of the page does not see; a picture beside digits in a row is unreadable."""
    if "~~" in text:
        text = _STRUCK.sub("", text)
    if "<" in text:
        text = _ELEMENT.sub(_shown, text)
    if "![" in text or "<" in text:
        text = _ROW.sub(lambda row: _GAP.sub("", _PICTURE.sub(_unreadable, row[0])), text)
    return text


def _shown(match: re.Match[str]) -> str:
    name, attributes, inner = match[1].lower(), match[2], match[3]
    style = _STYLE.search(attributes)
    said = look(style[1] or style[2] or "") if style else Look.SHOWN
    if name in ("del", "s", "strike") or said in (Look.GONE, Look.STRUCK) or _HIDDEN.search(attributes):
        return ""
    if said is Look.UNSEEN and not _SEEN_AGAIN.search(inner):
        return ""
    raised = _TAG.sub("", inner)
    if (said is Look.RAISED or name in ("sup", "sub")) and FOOTNOTE.fullmatch(raised):
        before, after = _beside(match)
        if not (before or after):
            return match[0]
        return "" if is_surely_mark(raised, before, after) else UNREADABLE
    if said in _UNSURE or _is_pale(attributes, style):
        return _DIGITS.sub(UNREADABLE, raised)
    return f"<{match[1]}>{_ELEMENT.sub(_shown, inner)}</{match[1]}>"


def _is_pale(attributes: str, style: re.Match[str] | None) -> bool:
    """Whether it is in the colour of the paper, on which nothing else is said to lie."""
    own = ink.said_in((style[1] or style[2] or "").lower()) if style else ink.NOTHING
    old = _COLOUR.search(attributes)
    said = ink.colour(old[1].lower()) if own.ink is None and old else own.ink
    return ink.is_faint(said, own.ground or ink.WHITE)


def _beside(match: re.Match[str]) -> tuple[str, str]:
    """What else is said in the cell or line before and after, as far as a few words reach."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    after = match.string[match.end() : match.end() + 40]
    before, after = re.split(r"[|\n]", before)[-1], re.split(r"[|\n]", after)[0]
    return _TAG.sub("", before).strip(), _TAG.sub("", after).strip()


def _unreadable(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 40) : match.start()].rstrip()[-1:]
    after = match.string[match.end() : match.end() + 40].lstrip()[:1]
    tiny = match[1] is not None and is_tiny(match[1])
    return UNREADABLE if not tiny and (before.isdigit() or after.isdigit()) else ""
