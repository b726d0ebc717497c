"""HTML inside JSON or JavaScript: an API's answer or a page's data, taken out of its strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from gongkai.reading.locate import regions
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.html import html_sheet

#: A long string; an escaped sign outside one begins none.
_STRING = re.compile(r"\\.|\"((?:[^\"\\]|\\.){200,}+)\"|'((?:[^'\\]|\\.){200,}+)'", re.DOTALL)
#: What tells a page whose tables stand in its scripts alone.
_SCRIPT_OR_TABLE = re.compile(r"<(/?)(script|table)(?=[\s>])", re.IGNORECASE)
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[a-z/]", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;(?:table|tr|td|p|div|span|br)(?=[\s/&])", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|[/\"'nrt])")
_BETWEEN = re.compile(r"[\s\ufeff]*")
_NO_WORD, _CLAUSE_END = re.compile(r"[^\d\u4e00-\u9fff]"), re.compile(r"[。;:,\s]")
#: A string of so many characters may hold a report; a clause of so many words is like no other by chance.
LEAST_HELD, WORDED = 200, 8


def sheet_inside(text: str) -> Sheet | None:
    """The sheet of the reports held in the strings of a JSON or a script, or ``None``."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in "{[":
        held = [_marked_up(string) for string in _strings(_values(text)) if len(string) >= LEAST_HELD]
        if held:
            return _joined(held)
    if start != "<" and len(_ESCAPED.findall(text, 0, 20_000)) >= 40:
        quoted = [match[1] or match[2] for match in _STRING.finditer(text) if match[1] or match[2]]
        if quoted:
            return _joined([_unescape(string) for string in quoted])
    held = _tables_in_script(text) if start == "<" else []
    return _joined(held) if held else None


def _values(text: str) -> list[Any]:
    """The value of a JSON, or the values of a file that has one to a line; none where it is neither."""
    decoder, text, at = json.JSONDecoder(), text.strip("\ufeff \t\r\n"), 0
    found: list[Any] = []
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            between = _BETWEEN.match(text, at)
            at = between.end() if between is not None else at
    except (ValueError, RecursionError):
        return []
    return found


def _joined(held: Sequence[str]) -> Sheet:
    """The sheet of every string that holds a report or a part of one, in their order; else of the longest string.

    An answer often has a page twice, with and without its markup, or a piece of it as a summary.
    """
    longest = html_sheet(max(held, key=len))
    if len(held) == 1:
        return longest
    sheets = [html_sheet(string) for string in held]
    found = [regions(sheet.plain, 0, len(sheet.plain)) for sheet in sheets]
    keys = [_NO_WORD.sub("", sheet.plain) for sheet in sheets]
    # Where a string holds a whole report, others are parts of nothing unless they have as many sections.
    least = 3 if any(one.tables[1] and len(one.headings) >= 3 for one in found) else 1
    kept: list[int] = []
    said: set[str] = set()
    # A copy holds less than what it is a copy of; of equal ones the first stays.
    for at in sorted(range(len(held)), key=lambda at: (found[at].tables[1] is None, -len(keys[at]))):
        has_table, clauses = found[at].tables[1] is not None, _clauses(sheets[at].plain)
        is_part = has_table or len(found[at].headings) >= least
        is_repeated = not has_table and sum(clause in said for clause in clauses) * 5 >= len(clauses) * 4
        if is_part and not is_repeated and not any(keys[at] in keys[other] for other in kept):
            kept.append(at)
            said.update(clauses)
    if len(kept) < 2:
        return sheets[kept[0]] if kept else longest
    return Sheet("\n".join(f"{sheets[at].title}\n{sheets[at].printed}" for at in sorted(kept)), exact=True)


def _clauses(text: str) -> list[str]:
    """The words of each clause that is long enough to be like no other by chance."""
    clauses = (_NO_WORD.sub("", clause) for clause in _CLAUSE_END.split(text))
    return [clause for clause in clauses if len(clause) >= WORDED]


def _tables_in_script(text: str) -> list[str]:
    """The strings with tables in the scripts of a page that has none itself, and fewer words than they."""
    scripts, opened = [], -1
    for tag in _SCRIPT_OR_TABLE.finditer(text):
        if opened >= 0:
            if tag[1] and tag[2].lower() == "script":
                scripts.append((opened, tag.start()))
                opened = -1
        elif tag[2].lower() == "table":
            return []
        elif not tag[1]:
            opened = tag.end()
    strings = (match[1] or match[2] or "" for span in scripts for match in _STRING.finditer(text, *span))
    held = [string for string in map(_unescape, strings) if _TABLE.search(string)]
    within = sum(len(_HAN.findall(text, *span)) for span in scripts)
    return held if len(_HAN.findall(text)) - within < sum(len(_HAN.findall(string)) for string in held) else []


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _marked_up(text: str) -> str:
    """The text; where its markup was escaped once more when it was put into its string, without that."""
    return unescape(text) if _TAG.search(text) is None and _ESCAPED_TAG.search(text) else text


def _unescape(text: str) -> str:
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\n", "t": " "}.get(match[1], match[1]), text)
