"""PDF with a text layer: what stands in ruled cells as tabbed lines, free text line by line.

PDFium gives characters and rules (:mod:`gongkai.reading.sources.pdf_engine`); what they mean is
decided in :mod:`gongkai.reading.sources.pdf_geometry`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources.pdf_engine import THIN, pages
from gongkai.reading.sources.pdf_geometry import Block, Page, Row, blocks
from gongkai.reading.sources.text import without_marks

FEWEST = 20
"""A PDF with fewer characters than this has no text layer worth the name."""
_FURNITURE = re.compile(r"\s*[-—–－]*\s*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*/\s*\d{1,3})?\s*[-—–－]*\s*")
_NUMBER = re.compile(r"\d")


class _Part(NamedTuple):
    """A block with rows that may still change."""

    block: Block
    rows: list[Row]


def pdf_sheet(data: bytes) -> Sheet:
    """The sheet of a PDF.

    Raises :class:`Refusal`: ``locked`` for one that needs a password, ``scanned`` for pictures of
    pages, ``unreadable`` for text whose characters have no meaning, ``broken`` for a damaged or
    excessive one.
    """
    found = pages(data)
    _refuse_unless_text(found)
    made = [blocks(page) for page in found]
    return Sheet(without_marks(tidy("\n\f".join(_written(made)))), exact=_is_ruled(made))


def _refuse_unless_text(found: Sequence[Page]) -> None:
    chars = [char.text for page in found for char in page.chars]
    if len(chars) < FEWEST:
        raise Refusal(
            "scanned",
            ("这个PDF是扫描件，没有文字层", "the PDF is a scan without text"),
            (
                "请提供由Word或WPS直接导出的PDF，或原始文档",
                "supply the PDF exported from the document, or the document",
            ),
        )
    odd = sum(1 for char in chars if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    if odd > len(chars) // 4:
        raise Refusal(
            "unreadable",
            ("这个PDF的字体缺少字符对照表，文字无法还原", "the fonts of the PDF do not say which characters they draw"),
            ("请提供原始文档，或重新导出PDF", "supply the document, or export the PDF again"),
        )


def _is_ruled(made: Sequence[Sequence[Block]]) -> bool:
    """Whether the numbers stand in ruled cells, so that an empty one is a cell of the document."""
    ruled = sum(len(_NUMBER.findall("".join(row.cells))) for page in made for block in page for row in block.rows)
    free = sum(len(_NUMBER.findall(block.line)) for page in made for block in page if "\t" in block.line)
    return ruled > 4 * free


def _written(made: Sequence[Sequence[Block]]) -> Iterator[str]:
    """Every page as text; a row that a page break divided is put together on the first of its pages."""
    parts = [[_Part(block, list(block.rows)) for block in page] for page in made]
    for before, after in pairwise(parts):
        last, first = _outermost(reversed(before)), _outermost(after)
        if last and first and last.rows and first.rows and _goes_on(last, first):
            last.rows[-1] = _joined(last.rows[-1], first.rows.pop(0))
    for page in parts:
        lines = (["\t".join(row.cells) for row in part.rows] if part.block.rows else [part.block.line] for part in page)
        yield "\n".join(line for some in lines for line in some)


def _outermost(page: Iterator[_Part] | Sequence[_Part]) -> _Part | None:
    """The first part that is no page number."""
    return next((part for part in page if part.rows or not _FURNITURE.fullmatch(part.block.line)), None)


def _goes_on(before: _Part, after: _Part) -> bool:
    """Whether the first row of a table is the rest of the last row of the page before: the words of
    one cell, where the row before has its numbers."""
    edges = before.block.edges, after.block.edges
    if len(edges[0]) != len(edges[1]) or any(abs(a - b) > 2 * THIN for a, b in zip(*edges, strict=True)):
        return False
    last, first = before.rows[-1], after.rows[0]
    rest = [cell for cell in first.cells if cell.strip()]
    words = len(rest) == 1 and not _NUMBER.search(rest[0])
    return words and len(first.cells) >= 3 and any(_NUMBER.search(cell) for cell in last.cells)


def _joined(last: Row, first: Row) -> Row:
    """The row with what stands on the next page behind the cell of its column."""
    more = dict(zip(first.columns, first.cells, strict=True))
    cells = tuple(cell + more.get(column, "") for cell, column in zip(last.cells, last.columns, strict=True))
    return Row(cells, last.columns)
