"""How many rows and columns a cell covers, as markup for writers says it: these numbers stand in no cell.

AsciiDoc writes ``2.3+|``, Typst ``table.cell(colspan: 4)[``, MediaWiki ``| rowspan="2" |`` and each cell on a line.
"""

from __future__ import annotations

import re

_ASCIIDOC = re.compile(r"(?<![^\s|])(?:\d{1,3}(?:\.\d{1,3})?|\.\d{1,3})\+[<^>.]{0,4}[adehlmsv]?(?=\|)")
_TYPST = re.compile(r"table\.cell\([^()\n]{0,200}\)")
_WIKI_TABLE = re.compile(r"^[ \t]*\{\|.*?^[ \t]*\|\}", re.DOTALL | re.MULTILINE)
_WIKI_ROW = re.compile(r"^[ \t]*(?:\{\||\|[-}+]).*$", re.MULTILINE)
_WIKI_CELL = re.compile(
    r"^[ \t]*[|!][ \t]*(?:(?:[a-z]{1,20}[ \t]*=[ \t]*\"[^\"\n]{0,80}\"[ \t]*)++\|(?!\|))?", re.MULTILINE
)


def without_reach(text: str) -> str:
    """The text without what its tables say of merged cells."""
    if "+" in text and "|" in text:
        text = _ASCIIDOC.sub("", text)
    if "table.cell(" in text:
        text = _TYPST.sub("", text)
    if "{|" in text and "|}" in text:
        text = _WIKI_TABLE.sub(lambda match: _cells(match[0]), text)
    return text


def _cells(table: str) -> str:
    """The cells of a MediaWiki table, on lines of their own or parted by tabs."""
    return re.sub(r"\|\||!!", "\t", _WIKI_CELL.sub("", _WIKI_ROW.sub("", table)))
