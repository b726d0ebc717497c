"""Tables as crawlers write them: a bar behind every cell, the end of a row padded with bars; or two tabs for one.

What extracts the text of a web page ends each cell with a bar (``规章 | 0 | 0 | 0 |``), pads a row up to the
widest one of its table with more of them (``行政许可 | 0 | ||``), breaks the line where a cell held
paragraphs, and leaves out cells in which nothing stands.  A pad is therefore no empty cell: of a row
that has too few numbers nobody knows which are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A row that ends in pads: bars without anything between them, behind the bar of the last cell.
_PADDED = re.compile(r"(?:^|(?<!\|)\|)[ \t]?\|{2,}+[ \t]*+$", re.MULTILINE)
#: A line that is one cell with the bar behind it.
_ONE_CELL = re.compile(r"^[^|\n。]{1,60}[ \t]\|[ \t]*$", re.MULTILINE)
#: A row whose cells each have a bar on both sides.
_DOUBLED = re.compile(r"^\|[^|\n]+(?:\|\|[^|\n]+){2,}\|$", re.MULTILINE)
_ROW_OF_DOUBLED = re.compile(r"^\|.*\|$", re.MULTILINE)
_TABS = re.compile(r"\t+")
_PADS = re.compile(r"(?<!\|)\|[ \t]?\|{2,}+[ \t]*+$")
_ONLY_PADS = re.compile(r"[ \t]*\|{2,}[ \t]*")
_VALUE = re.compile(r"[+-]?\d[\d,，]*(?:\.\d+)?|[/／—–-]*")
LEAST_PADDED, LEAST_CELLS, LEAST_DOUBLED = 2, 10, 5


def straightened(text: str) -> str:
    """The text with the rows of such tables as tabbed lines; any other text as it is."""
    tabs = _TABS.findall(text)
    if len(tabs) >= LEAST_CELLS and not any(len(run) % 2 for run in tabs):
        text = text.replace("\t\t", "\t")
    if "|" not in text:
        return text
    if len(_DOUBLED.findall(text)) >= LEAST_DOUBLED:
        return _ROW_OF_DOUBLED.sub(lambda row: row[0].replace("||", "|"), text)
    padded = len(_PADDED.findall(text)) >= LEAST_PADDED
    if not padded and len(_ONE_CELL.findall(text)) < LEAST_CELLS:
        return text
    return "\n".join(_rows(text.split("\n"), padded))


def _rows(lines: list[str], padded: bool) -> Iterator[str]:
    """The lines of the text, those of a row together; a pad of two or more bars ends its row."""
    row: list[str] = []
    for line in lines:
        cells, pads = _cells(line) if "|" in line and "。" not in line else (None, False)
        if row and (cells is None or (cells and not _goes_on(row, line, cells[0]))):
            yield _told(row, padded)
            row = []
        if cells is None:
            yield line
            continue
        row += cells
        if pads and row:
            yield "\t".join(row)
            row = []
    if row:
        yield _told(row, padded)


def _cells(line: str) -> tuple[list[str], bool]:
    """The cells of a line, each ended by its bar, and whether pads end it; a bar before the first cell is none."""
    bare = _PADS.sub("|", line.strip()) if not _ONLY_PADS.fullmatch(line) else ""
    cells = [cell.strip() for cell in bare.removeprefix("|" if bare != "|" else "").split("|")]
    return cells[:-1] if not cells[-1] else cells, bare != line.strip()


def _goes_on(row: list[str], line: str, first: str) -> bool:
    """Whether a line goes on with the row: it begins with a value, and the row is no head of columns."""
    if line.lstrip().startswith("|") and line.strip() != "|":
        return False
    named = [cell for cell in row if cell]
    is_head = bool(named) and named[-1] == "总计" and not any(map(_VALUE.fullmatch, named))
    return _VALUE.fullmatch(first) is not None and not is_head


def _told(row: list[str], padded: bool) -> str:
    """The row as a tabbed line; where rows are padded, one empty cell at its end may be a pad."""
    return "\t".join(row[:-1] if padded and len(row) > 1 and not row[-1] else row)
