"""Pages whose parts are known, from whatever engine, as one sheet: rows as tabbed lines, free text line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from gongkai.reading.recognised import Recognised, located, unmarked
from gongkai.reading.sheet import Place, Sheet, tidy
from gongkai.reading.sources.pdf_parts import Block, Cell, Frame, Row
from gongkai.reading.sources.text import without_marks

#: Edges of a table on two pages are the same if they differ by no more (points).
SAME = 6.0
_FURNITURE = re.compile(r"\s*[-—–－]*\s*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*/\s*\d{1,3})?\s*[-—–－]*\s*")
_NUMBER = re.compile(r"\d")
_COUNTED = re.compile(r"[\s\d]+")
#: A cell of figures rather than of words.
_CELL = re.compile(r"[\s\d.,+/\\-—－／无]*")
#: What the label of a line of its own begins with; the rest of one never does.
_BEGINS = re.compile(r"\d\s*[.、．]|[(（]\s*[一二三四五六七八九十]\s*[)）]|[一二三四五六七八九十]\s*、")


class _Part(NamedTuple):
    """A block with rows that may still change."""

    block: Block
    rows: list[Row]


class _Line(NamedTuple):
    """A line of the text: the page it stands on (from 0), the box of each of its pieces, and what divides them."""

    text: str
    page: int
    boxes: Sequence[Cell]
    gap: str


def sheet_of(
    made: Sequence[Sequence[Block]], frames: Sequence[Frame | None] = (), numerals: Sequence[Recognised] = ()
) -> Sheet:
    """The sheet of pages, each with its frame.

    ``numerals`` are those recognised in pictures, whose marks the texts bear.
    """
    pages = list(_written(made))
    written = "\n\f".join("\n".join(line.text for line in page) for page in pages)
    text, recognised = located(without_marks(tidy(written)), numerals)
    places = tuple(_places(text, pages, frames))
    return Sheet(text, exact=_is_ruled(made), recognised=recognised, places=places)


def _places(text: str, pages: Sequence[Sequence[_Line]], frames: Sequence[Frame | None]) -> Iterator[Place]:
    """Where cells and words stand: the lines of the text are those that were written, piece by piece."""
    # A page without any line is an empty line of the text.
    lines = [line for number, page in enumerate(pages) for line in page or [_Line("", number, (), "\t")]]
    said = text.split("\n")
    if len(said) != len(lines):
        return
    start = 0
    for one, line in zip(said, lines, strict=True):
        at, start = start, start + len(one) + 1
        if not line.boxes:
            continue
        frame = frames[line.page]
        if frame is None:
            continue
        pieces = one.split("\t") if line.gap == "\t" else re.split(line.gap, one)
        if len(pieces) != len(line.boxes):
            continue
        for piece, box in zip(pieces, line.boxes, strict=True):
            yield Place(at, at + len(piece), line.page + 1, frame.shown(box))
            at += len(piece) + 1


def _is_ruled(made: Sequence[Sequence[Block]]) -> bool:
    """Whether the numbers stand in ruled cells, so that an empty one is a cell of the document."""
    ruled = sum(len(_NUMBER.findall("".join(row.cells))) for page in made for block in page for row in block.rows)
    free = sum(len(_NUMBER.findall(block.line)) for page in made for block in page if "\t" in block.line)
    return ruled > 4 * free


def _written(made: Sequence[Sequence[Block]]) -> Iterator[list[_Line]]:
    """Every page as lines; a row that a page break divided is put together on the first of its pages."""
    parts = [[_Part(block, list(block.rows)) for block in page] for page in made]
    tables: list[_Part] = []
    running = _running(parts)
    for before, after in pairwise(parts):
        tables += [part for part in before if part.rows]
        last, first = _outermost(reversed(before), running), _outermost(after, running)
        if last and first and last.rows and first.rows:
            heads = _repeated(tables, first)
            if heads < len(first.rows) and _goes_on(last, first, first.rows[heads]):
                last.rows[-1] = _joined(last.rows[-1], first.rows.pop(heads))
    for number, page in enumerate(parts):
        yield [line for part in page for line in _lines(part, number)]


def _repeated(tables: Sequence[_Part], part: _Part) -> int:
    """With how many rows a table begins again as it did on a page before: its heads, which hold no figures."""
    for other in reversed(tables):
        same = 0
        for one, again in zip(other.rows, part.rows, strict=False):
            if one.cells != again.cells or all(_CELL.fullmatch(cell) for cell in one.cells):
                break
            same += 1
        if same:
            return same
    return 0


def _lines(part: _Part, page: int) -> Iterator[_Line]:
    if not part.block.rows:
        yield _Line(part.block.line, page, part.block.boxes, "[ \t]")
    for row in part.rows:
        first = _label(row)
        cells = row.cells[first:]
        text, boxes = "\t".join(cells), row.boxes[first:]
        if text.count("\t") >= len(cells):
            # A gap in a cell that is as wide as one between cells divides it.
            boxes = tuple(box for cell, box in zip(cells, boxes, strict=False) for _ in cell.split("\t"))
        yield _Line(text, page, boxes, "\t")


def _running(pages: Sequence[Sequence[_Part]]) -> set[str]:
    """What stands above the first or below the last table of several pages: their running heads and feet."""
    shown: Counter[str] = Counter()
    for page in pages:
        outside = (*takewhile(_is_line, page), *takewhile(_is_line, reversed(page)))
        shown.update({_shape(part) for part in outside})
    return {shape for shape, count in shown.items() if count > 1}


def _is_line(part: _Part) -> bool:
    return not part.rows


def _shape(part: _Part) -> str:
    """A line without what counts the pages."""
    return _COUNTED.sub("", unmarked(part.block.line))


def _outermost(page: Iterator[_Part] | Sequence[_Part], running: Container[str]) -> _Part | None:
    """The first part that is no page number and no running head."""
    return next(
        (
            part
            for part in page
            if part.rows or not (_shape(part) in running or _FURNITURE.fullmatch(unmarked(part.block.line)))
        ),
        None,
    )


def _goes_on(before: _Part, after: _Part, first: Row) -> bool:
    """Whether a row of a table is the rest of the last row of the page before: words that go on
    below words, and digits only below digits that filled their line."""
    edges = before.block.edges, after.block.edges
    if len(edges[0]) != len(edges[1]) or any(abs(a - b) > SAME for a, b in zip(*edges, strict=True)):
        return False
    last = before.rows[-1]
    above = dict(zip(last.columns, last.cells, strict=True))
    rest = {column: cell.strip() for column, cell in zip(first.columns, first.cells, strict=True) if cell.strip()}
    if not rest or len(first.cells) < 3 or not any(_NUMBER.search(cell) for cell in last.cells):
        return False
    numbers = {column for column, cell in rest.items() if _NUMBER.search(cell)}
    if any(_BEGINS.match(cell) for cell in rest.values()) or not all(above.get(column, "").strip() for column in rest):
        return False
    # A label may be divided behind its number, which is no figure.
    words_above = (unmarked(above[column]) for column in rest.keys() - numbers)
    if any(_CELL.fullmatch(cell) and not _BEGINS.match(cell) for cell in words_above):
        return False
    return numbers <= last.full if len(rest) > 1 else not numbers


def _joined(last: Row, first: Row) -> Row:
    """The row with what stands on the next page behind the cell of its column."""
    more = dict(zip(first.columns, first.cells, strict=True))
    cells = tuple(cell + more.get(column, "") for cell, column in zip(last.cells, last.columns, strict=True))
    return last._replace(cells=cells, full=first.full)


def _label(row: Row) -> int:
    """At which cell a row begins: not at the empty ones before its label, where a merged cell goes on from the page
    before.
    """
    first = next((at for at, cell in enumerate(row.cells) if cell.strip()), 0)
    return 0 if _CELL.fullmatch(unmarked(row.cells[first])) else first
