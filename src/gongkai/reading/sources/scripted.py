"""HTML inside JSON or JavaScript: an API's answer or a page's data, taken out of its strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape
from itertools import chain
from typing import Any, NamedTuple

from gongkai.reading.locate import regions
from gongkai.reading.sheet import Sheet, normalise
from gongkai.reading.sources.html import html_sheet
from gongkai.reading.sources.markdown import markdown_sheet
from gongkai.reading.sources.text import text_sheet

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
#: What is said before a source.
_FROM = "来源:"
_KEY = re.compile(r"[\s_.:-]+")
#: What records call the tables of the document that they hold, its title, and whom it is from.
_TABLES = frozenset({"table", "tables", "表格"})
_TITLES = frozenset(
    {"title", "articletitle", "doctitle", "headline", "subject"} | {"标题", "题名", "名称", "文件名称", "信息名称"}
)
_SOURCES = frozenset(
    {"source", "contentsource", "publisher", "org", "orgname", "organization"}
    | {"dept", "deptname", "department", "agency", "来源", "信息来源", "发布机构", "发布机关", "发布单位"}
    | {"公开机构", "公开机关", "机构", "机关", "单位"}
)
#: A table of a report has no fewer columns and no more rows than this.
LEAST_CELLS, MOST_ROWS = 3, 1000
#: A string of so many characters in several lines may be a table, one of so many a report; a clause of so many words
#: is like no other by chance.
LEAST_TABLE, LEAST_HELD, WORDED = 60, 200, 8


class _Held(NamedTuple):
    """A string that may hold a report or a part of one, and what is said beside it of the document."""

    text: str
    title: str = ""

    def sheet(self) -> Sheet:
        """Its sheet: as of a web page or of Markdown, or as of a text where nothing is marked up."""
        is_marked = _TAG.search(self.text) is not None
        sheet = (markdown_sheet(self.text) or html_sheet(self.text)) if is_marked else text_sheet(self.text)
        return replace(sheet, title="\n".join(filter(None, (self.title, sheet.title)))) if self.title else sheet


def sheet_inside(text: str) -> Sheet | None:
    """The sheet of the reports held in the strings of a JSON or a script, or ``None``."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in "{[":
        held = list(_held(_values(text)))
        if held:
            return _joined(held)
    if start != "<" and len(_ESCAPED.findall(text, 0, 20_000)) >= 40:
        quoted = [match[1] or match[2] for match in _STRING.finditer(text) if match[1] or match[2]]
        if quoted:
            return _joined([_Held(_unescape(string)) for string in quoted])
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


def _joined(held: Sequence[_Held]) -> Sheet:
    """The sheet of every string that holds a report or a part of one, in their order; else of the longest string.

    An answer often has a page twice, with and without its markup, or a piece of it as a summary.
    """
    sheets = [one.sheet() for one in held]
    longest = sheets[max(range(len(held)), key=lambda at: len(held[at].text))]
    if len(held) == 1:
        return longest
    found = [regions(sheet.plain, 0, len(sheet.plain)) for sheet in sheets]
    keys = [_NO_WORD.sub("", sheet.plain) for sheet in sheets]
    # Where a string holds a whole report, others are parts of nothing unless they have as many sections.
    least = 3 if any(one.tables[1] and len(one.headings) >= 3 for one in found) else 1
    kept: list[int] = []
    said: set[str] = set()
    # A copy holds less than what it is a copy of; of equal ones the first stays.
    for at in sorted(range(len(held)), key=lambda at: (found[at].tables[1] is None, -len(keys[at]))):
        has_table, clauses = any(found[at].tables), _clauses(sheets[at].plain)
        is_part = has_table or len(found[at].headings) >= least
        is_repeated = not has_table and sum(clause in said for clause in clauses) * 5 >= len(clauses) * 4
        if is_part and not is_repeated and not any(keys[at] in keys[other] for other in kept):
            kept.append(at)
            said.update(clauses)
    if len(kept) < 2:
        return sheets[kept[0]] if kept else longest
    is_exact = all(sheets[at].exact for at in kept if any(found[at].tables))
    return Sheet("\n".join(_with_title(sheets[at]) for at in sorted(kept)), exact=is_exact)


def _with_title(sheet: Sheet) -> str:
    """The text of a sheet with what its title says: whom it is from stands below its first line, where it is its own
    among others."""
    said = sheet.title.split("\n") if sheet.title else []
    first, _, rest = sheet.printed.lstrip("\n").partition("\n")
    sources = [line for line in said if line.startswith(_FROM)]
    return "\n".join([*(line for line in said if line not in sources), first, *sources, rest])


def _clauses(text: str) -> list[str]:
    """The words of each clause that is long enough to be like no other by chance."""
    clauses = (_NO_WORD.sub("", clause) for clause in _CLAUSE_END.split(text))
    return [clause for clause in clauses if len(clause) >= WORDED]


def _tables_in_script(text: str) -> list[_Held]:
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
    is_most = len(_HAN.findall(text)) - within < sum(len(_HAN.findall(string)) for string in held)
    return [_Held(string) for string in held] if is_most else []


def _held(value: Any, title: str = "") -> Iterator[_Held]:
    """The strings of a JSON that may hold a report, and its tables, each with what is said beside it."""
    if isinstance(value, str):
        if len(value) >= LEAST_HELD or ("\n" in value and len(value) >= LEAST_TABLE):
            yield _Held(_marked_up(value), title)
    elif isinstance(value, dict):
        beside = _said_beside(value)
        for _, item in sorted(value.items(), key=_are_tables):  # those that were taken out of a text stand behind it
            yield from _held(item, beside)
    elif isinstance(value, list):
        rows = _rows(value)
        if rows:
            yield _Held(_table(rows), title)
        else:
            for item in value:
                yield from _held(item, title)


def _said_beside(record: dict[str, Any]) -> str:
    """What a record calls the document that it holds, and whom it names as its source, as a page does."""
    said: dict[str, str] = {}
    for key, value in record.items():
        name = _KEY.sub("", key).lower()
        kind = _FROM if name in _SOURCES else "" if name in _TITLES else None
        if kind is not None and isinstance(value, str) and len(value) < LEAST_HELD and _HAN.search(value):
            said.setdefault(kind, kind + " ".join(value.split()))
    return normalise("\n".join(said[kind] for kind in ("", _FROM) if kind in said))


def _are_tables(item: tuple[str, Any]) -> bool:
    key, value = item
    if not isinstance(value, list) or not value:
        return False
    return key.lower() in _TABLES or bool(_rows(value)) or all(isinstance(one, list) and _rows(one) for one in value)


def _rows(value: list[Any]) -> list[list[Any]]:
    """The rows of a table that is written as lists of cells, or as records of one shape; none where it is neither."""
    if not 2 <= len(value) <= MOST_ROWS:
        return []
    rows = value
    if all(isinstance(row, dict) for row in value):
        columns = max(value, key=len)
        heads = [] if all(map(str.isdecimal, columns)) else [list(columns)]
        rows = [*heads, *([row.get(column) for column in columns] for row in value if row.keys() <= columns.keys())]
    if len(rows) < len(value):
        return []
    if not all(isinstance(row, list) for row in rows) or max(map(len, rows)) < LEAST_CELLS:
        return []
    return rows if all(map(_is_cell, chain.from_iterable(rows))) else []


def _is_cell(value: Any) -> bool:
    return value is None or isinstance(value, int | float) or (isinstance(value, str) and len(value) < LEAST_HELD)


def _table(rows: Sequence[Sequence[Any]]) -> str:
    said = ("".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in said)}</table>"


def _marked_up(text: str) -> str:
    """The text; where its markup was escaped once more when it was put into its string, without that."""
    return unescape(text) if _TAG.search(text) is None and _ESCAPED_TAG.search(text) else text


def _unescape(text: str) -> str:
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\n", "t": " "}.get(match[1], match[1]), text)
