"""Spreadsheets: every row of every sheet as a tabbed line."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources.package import broken, package
from gongkai.report.schema import SIDE_SHEETS

KIND = ("工作簿", "workbook")
#: A workbook whose sheets reach over more cells than this, from the first to the last used, is refused.
MOST_CELLS = 2_000_000
_CHUNK = 1 << 20
#: The longest stretch without a tag (bytes), such as the text of a cell.
_LONGEST = 4 << 20
#: A row, or a cell that holds something, with the place it is said to stand at.
_PLACE = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]*)(\d*)")
#: Sheets that this system's own workbooks carry beside the report, in either language.
_SIDE = frozenset(name for pair in SIDE_SHEETS for name in pair)


def workbook_sheet(data: bytes) -> Sheet:
    """The sheet of an XLSX workbook.

    Raises :class:`~gongkai.finding.Refusal` ``broken`` for a damaged or excessive one.
    """
    check_workbook(data)
    return _rows(data)


def check_workbook(data: bytes) -> frozenset[str]:
    """The names of the parts of a workbook of bearable size.  Raises as :func:`workbook_sheet` does."""
    with package(data, KIND) as archive:
        names = frozenset(archive.namelist())
        if sum(_reach(archive, name) for name in names) > MOST_CELLS:
            raise broken(KIND, ("单元格分布过广", "its cells lie too far apart"))
    return names


def _rows(data: bytes) -> Sheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = []
        for sheet in book.sheets_metadata:
            if sheet.name in _SIDE or sheet.visible is not SheetVisibleEnum.Visible:
                continue
            cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            rows: list[list[Any]] = [[sheet.name], *cells]
            lines += ["\t".join(_text(value) for value in row) for row in rows]
    except (CalamineError, ValueError, OSError) as error:
        raise broken(KIND, (str(error), str(error))) from None
    return Sheet(tidy("\n".join(lines)), exact=True)


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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\t", " ").replace("\n", " ")
