"""HTML inside JSON or JavaScript: an API's answer or a page's data, taken out of its strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

#: A long string; an escaped sign outside one begins none.
_STRING = re.compile(r"\\.|\"((?:[^\"\\]|\\.){200,}+)\"|'((?:[^'\\]|\\.){200,}+)'", re.DOTALL)
#: What tells a page whose tables stand in its scripts alone.
_SCRIPT_OR_TABLE = re.compile(r"<(/?)(script|table)(?=[\s>])", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|[/\"'nrt])")


def html_inside(text: str) -> str | None:
    """The longest markup or report text held in a string of a JSON or script, or ``None``."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in "{[":
        try:
            held = max(_strings(json.loads(text)), key=len, default="")
        except (ValueError, RecursionError):
            held = ""
        if len(held) >= 200:
            return held
    if start != "<" and len(_ESCAPED.findall(text, 0, 20_000)) >= 40:
        quoted = max((match[1] or match[2] or "" for match in _STRING.finditer(text)), key=len, default="")
        if quoted:
            return _unescape(quoted)
    return _page_in_script(text) if start == "<" else None


def _page_in_script(text: str) -> str | None:
    """The longest string with tables in the scripts of a page that has none itself, and fewer words than that."""
    scripts, opened = [], -1
    for tag in _SCRIPT_OR_TABLE.finditer(text):
        if opened >= 0:
            if tag[1] and tag[2].lower() == "script":
                scripts.append((opened, tag.start()))
                opened = -1
        elif tag[2].lower() == "table":
            return None
        elif not tag[1]:
            opened = tag.end()
    strings = (match[1] or match[2] or "" for span in scripts for match in _STRING.finditer(text, *span))
    held = _unescape(max(strings, key=len, default=""))
    if re.search(r"<table[\s>]", held, re.IGNORECASE) is None:
        return None
    within = sum(len(_HAN.findall(text, *span)) for span in scripts)
    return held if len(_HAN.findall(text)) - within < len(_HAN.findall(held)) else None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _unescape(text: str) -> str:
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\n", "t": " "}.get(match[1], match[1]), text)
