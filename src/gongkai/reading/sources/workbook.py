"""Spreadsheets: every row of every sheet as a tabbed line."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from itertools import chain, repeat
from math import isfinite
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources import ole
from gongkai.reading.sources.package import broken, package
from gongkai.reading.sources.workbook_formats import Set, set_in_package
from gongkai.reading.sources.workbook_hidden import Hidden, hidden_in_package, hidden_in_records, parts_of_sheets
from gongkai.reading.sources.workbook_parts import as_shown
from gongkai.reading.sources.workbook_records import set_in_records
from gongkai.report.form import editions, load_form
from gongkai.report.schema import SIDE_SHEETS

KIND = ("工作簿", "workbook")
#: A workbook whose sheets reach over more cells than this, from the first to the last used, is refused.
MOST_CELLS = 2_000_000
_DAMAGED = ("文件结构损坏", "its structure is damaged")
_TOO_FAR = ("单元格分布过广", "its cells lie too far apart")
_Range = tuple[tuple[int, int], tuple[int, int]]
"""A merged cell: its first and its last row and column, counted from 0."""
_CHUNK = 1 << 20
#: The longest stretch without a tag (bytes), such as the text of a cell.
_LONGEST = 4 << 20
#: A row, or a cell that holds something, with the place it is said to stand at.
_PLACE = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]*)(\d*)")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")
#: What numbers a sheet, and is no number of a table: all but years.
_NUMBERED = re.compile(r"\d++(?! *年)")
#: Sheets that this system's own workbooks carry beside the report, in either language.
_SIDE = frozenset(name for pair in SIDE_SHEETS for name in pair)


def workbook_sheet(data: bytes) -> Sheet:
    """The sheet of an XLSX or XLS workbook.

    Raises :class:`~gongkai.finding.Refusal` ``broken`` for a damaged or excessive one.
    """
    if data.startswith(b"PK"):
        check_workbook(data)
        with package(data, KIND) as archive:
            hidden = hidden_in_package(archive)
            styled = set_in_package(archive, parts_of_sheets(archive))
            shown = as_shown(archive, data)
        return _rows(shown, hidden, styled)
    data = old_workbook(data)
    records = ole.stream(data, "Workbook")
    return _rows(data, hidden_in_records(records), set_in_records(records))


def old_workbook(data: bytes) -> bytes:
    """An XLS workbook of bearable size, put into a plain file: the engine panics over damaged sectors.

    Raises as :func:`workbook_sheet` does.
    """
    try:
        content = ole.stream(data, "Workbook", "Book")
        reached, plain = ole.reach(content), ole.holding("Workbook", ole.without_sizes(content))
    except ValueError as error:
        raise broken(KIND, (_DAMAGED[0], str(error))) from None
    if reached > MOST_CELLS:
        raise broken(KIND, _TOO_FAR)
    return plain


def check_workbook(data: bytes) -> frozenset[str]:
    """The names of the parts of a workbook of bearable size.  Raises as :func:`workbook_sheet` does."""
    with package(data, KIND) as archive:
        names = frozenset(archive.namelist())
        if sum(_reach(archive, name) for name in names) > MOST_CELLS:
            raise broken(KIND, _TOO_FAR)
    return names


@contextmanager
def opening() -> Iterator[None]:
    """What the engine says of a damaged workbook, a panic in it included, as :class:`Refusal` ``broken``."""
    try:
        yield
    except (CalamineError, ValueError, OSError) as error:
        raise broken(KIND, (str(error), str(error))) from None
    except BaseException as error:  # a panic is none of Python's errors, and its class cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise broken(KIND, _DAMAGED) from None


def _rows(data: bytes, hidden: Sequence[Hidden], styled: Sequence[Set]) -> Sheet:
    with opening():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = []
        said = zip(book.sheets_metadata, chain(hidden, repeat(Hidden())), chain(styled, repeat(Set())), strict=False)
        for sheet, hides, sets in said:
            if sheet.name in _SIDE or sheet.visible is not SheetVisibleEnum.Visible:
                continue
            opened = book.get_sheet_by_name(sheet.name)
            cells = [[_text(value) for value in row] for row in opened.to_python(skip_empty_area=False)]
            sets.shown(cells)
            merged = [_seen(cells, one, hides) for one in opened.merged_cell_ranges or []]
            rows = _trimmed(_shown(_uncovered(cells, merged), hides))
            lines += [_NUMBERED.sub("", sheet.name), *("\t".join(row) for row in rows)]
    return Sheet(tidy("\n".join(lines)), exact=True)


def _seen(cells: list[list[str]], merged: _Range, hides: Hidden) -> _Range:
    """A merged cell without the rows and columns at its beginning that are hidden: what it says stands in the rest."""
    (top, left), (bottom, right) = merged
    row = next((row for row in range(top, min(bottom + 1, len(cells))) if row not in hides.rows), top)
    column = next((column for column in range(left, right + 1) if not hides.column(column)), left)
    if (row, column) != (top, left) and column < len(cells[row]) and left < len(cells[top]):
        cells[row][column] = cells[top][left]
    return (row, column), (bottom, right)


def _shown(cells: list[list[str | None]], hides: Hidden) -> list[list[str | None]]:
    """The rows and columns that the sheet shows."""
    if not (hides.rows or hides.columns):
        return cells
    width = max(map(len, cells), default=0)
    columns = [at for at in range(width) if not hides.column(at)]
    return [
        [row[at] for at in columns if at < len(row)] for number, row in enumerate(cells) if number not in hides.rows
    ]


def _uncovered(cells: list[list[str]], merged: Sequence[_Range]) -> list[list[str | None]]:
    """The cells with ``None`` where a merged cell covers them: in a table a merged cell is one."""
    out: list[list[str | None]] = [[*row] for row in cells]
    for (top, left), (bottom, right) in merged:
        for row in out[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                if not row[column] and (row is not out[top] or column > left):
                    row[column] = None
    return out


def _trimmed(rows: list[list[str | None]]) -> Iterator[list[str]]:
    """Rows without what is covered, and without what lies to the right of their own table: a sheet is as wide as
    its widest.  A table, or a block of one, ends at an empty row, and where heads follow a row of one cell."""
    block: list[list[str | None]] = []
    for row in rows:
        said = [cell for cell in row if cell]
        lone = block and sum(map(bool, block[-1])) < 2
        is_head = any(_NOT_HAN.sub("", cell) in _block_heads() for cell in said[1:])
        if block and (not said or (lone and is_head)):
            yield from _narrowed(block)
            block = []
        if said:
            block.append(row)
        else:
            yield []
    yield from _narrowed(block)


@cache
def _block_heads() -> frozenset[str]:
    """The heads of the blocks of a stacked table, in any edition."""
    tables = [table for edition in editions() for table in load_form(edition).tables if table.blocks]
    columns = [column for table in tables for column in table.columns]
    return frozenset(_NOT_HAN.sub("", word) for column in columns for word in (column.label, *column.aliases))


def _narrowed(block: list[list[str | None]]) -> Iterator[list[str]]:
    width = max((at + 1 for row in block for at, cell in enumerate(row) if cell), default=0)
    return ([cell for cell in row[:width] if cell is not None] for row in block)


def _reach(archive: zipfile.ZipFile, name: str) -> int:
    """Over how many cells a sheet reaches, from its corner to the last row and column that hold something."""
    row = column = last_row = last_column = 0
    with archive.open(name) as part:
        for text in _whole_tags(part):
            for place in _PLACE.finditer(text):
                letters, digits = _reference(place[2])
                if place[1] == b"row":
                    row, column = digits or row + 1, 0
                else:
                    row, column = digits or row, letters or column + 1
                    if not place[2].endswith(b"/"):
                        last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row * last_column > MOST_CELLS:
                break
    return last_row * last_column


def _whole_tags(part: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part piece by piece, cut only where a tag begins."""
    text = b""
    while chunk := part.read(_CHUNK):
        text += chunk
        end = text.rfind(b"<")
        yield text[: max(end, 0)]
        text = text[max(end, 0) :]
        if len(text) > _LONGEST:
            raise ValueError("more text between two tags than a cell can hold")
    yield text


def _reference(attributes: bytes) -> tuple[int, int]:
    """The furthest column and row, counted from 1, that a tag's attributes name; 0 where they name none."""
    column = row = 0
    for found in _REFERENCE.finditer(attributes):
        letters = 0
        for letter in found[1].upper()[:4]:
            letters = letters * 26 + letter - 64
        column, row = max(column, letters), max(row, int(found[2][:8] or 0))
    return column, row


def _text(value: Any) -> str:
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() else f"{Decimal(str(value)):f}"
    return str(value).replace("\t", " ").replace("\n", " ")
