"""Markdown with HTML in it: tables as HTML between paragraphs, breaks within the cells of pipe tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.html import html_lines
from gongkai.reading.sources.text import text_sheet

#: What a page of HTML has and Markdown has not.
_PAGE = re.compile(r"<(?:!doctype|html|head|body|meta|script|style|tr|td|div|p)\b", re.IGNORECASE)
_TABLE_TAG = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
_PIPED_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"^(?![ \t]*[<|]).*[\u4e00-\u9fff]", re.MULTILINE)
#: So many rows between bars, or paragraphs that no element holds, are Markdown.
LEAST_ROWS, LEAST_PARAGRAPHS = 3, 5


def markdown_sheet(text: str) -> Sheet | None:
    """The sheet of Markdown in which HTML stands; ``None`` for what is HTML throughout."""
    pieces = list(_pieces(text))
    outside = "\n".join(piece for piece, is_table in pieces if not is_table)
    rows = len(_PIPED_ROW.findall(outside))
    elements = len(_PAGE.findall(outside))
    if rows < LEAST_ROWS and len(_PARAGRAPH.findall(outside)) < max(LEAST_PARAGRAPHS, 2 * elements):
        return None
    sheet = text_sheet("\n".join(html_lines(piece) if is_table else piece for piece, is_table in pieces))
    return Sheet(sheet.printed, exact=rows < LEAST_ROWS)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into whole tables and what stands between them."""
    at, depth, start = 0, 0, 0
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            if not depth:
                yield text[at : tag.start()], False
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield text[start : tag.end()], True
                at = tag.end()
    yield (text[start:], True) if depth else (text[at:], False)
