"""Markup that a page holds as text: escaped, in a text field or as a template for a script, or for a frame."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(
    r"<!--(?:[^-]|-(?!->))*+(?:-->)?|<(/?)(table|textarea|template|script)(?=[\s/>])([^<>]*+)>", re.IGNORECASE
)
_FRAME = re.compile(
    r"<iframe(?=\s)(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*?\ssrcdoc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^<>]*>", re.IGNORECASE
)
#: A script that is none: its type names markup.
_MARKUP = re.compile(r"type\s*=\s*[\"']?[^\"'\s>]{0,60}(?:template|tmpl|html|handlebars)", re.IGNORECASE)
_ESCAPED_TABLE = re.compile(r"&(?:amp;)?lt;table(?=[\s&>])", re.IGNORECASE)
#: What stands between two tags and holds an escaped one.
_WITH_ESCAPED = re.compile(r"(?:(?<=>)|\A)[^<>]*&(?:amp;)?lt;[^<>]*")
_TWICE = re.compile(r"&amp;(?=(?:lt|gt|quot|nbsp|amp|#\d+);)")


def unwrapped(text: str) -> str:
    """A page with what its frames show, and where it shows no table, with what it holds as text for its markup.

    Any other text is left as it is.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("<", "&"):
        return text
    if "srcdoc" in text:
        text = _FRAME.sub(lambda frame: f"<div>{unescape(frame[1] or frame[2] or '')}</div>", text)
    tags = _holders(text)
    if tags is None:
        return text
    pieces, at = [], 0
    for start, end, instead in tags:
        pieces += [text[at:start], instead]
        at = end
    return _WITH_ESCAPED.sub(_unescaped, "".join([*pieces, text[at:]]))


def _holders(text: str) -> list[tuple[int, int, str]] | None:
    """The tags around what is held, each with what takes its place; ``None`` where a table is shown, or none held."""
    tags: list[tuple[int, int, str]] = []
    within, holds = "", False
    for tag in _TAG.finditer(text):
        name = (tag[2] or "").lower()
        if name == "table":
            if not within:
                return None
            holds = holds or within != "script"
        elif name and tag[1] and within.startswith(name):
            tags += [(*tag.span(), "</div>")] if within != "script" else []
            within = ""
        elif name and not (tag[1] or within):
            is_plain = name == "script" and not _MARKUP.search(tag[3])
            tags += [] if is_plain else [(*tag.span(), "<div>")]
            within = name if is_plain else f"{name} of markup"
    return tags if holds or _ESCAPED_TABLE.search(text) else None


def _unescaped(match: re.Match[str]) -> str:
    said = match[0]
    return unescape(said if "&lt;" in said else _TWICE.sub("&", said))
