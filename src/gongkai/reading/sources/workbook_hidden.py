"""Rows and columns of a workbook that its sheets do not show: hidden, filtered away, or without height or width."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from typing import NamedTuple

from gongkai.reading.sources import ole
from gongkai.reading.sources.package import markup

KIND = ("工作簿", "workbook")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1 << 20
#: A tag is no longer than this (bytes).
_LONGEST = 1 << 12
_SETS = re.compile(rb"<(?:\w+:)?(row|col)\s([^<>]{0,4000})>")
_SAYS = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_TRUE = frozenset({b"1", b"true"})
_SHEET, _ROW, _COLUMNS, _BEGINS = 0x0085, 0x0208, 0x007D, 0x0809
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01


class Hidden(NamedTuple):
    """The rows and the columns of one sheet that are not shown, counted from 0; columns from one to another."""

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()

    def column(self, at: int) -> bool:
        """Whether a column is not shown."""
        return any(first <= at <= last for first, last in self.columns)


def hidden_in_package(archive: zipfile.ZipFile) -> list[Hidden]:
    """What the sheets of an XLSX hide, in the order in which the workbook names them."""
    held = set(archive.namelist())
    return [_of_part(archive, name) if name in held else Hidden() for name in parts_of_sheets(archive)]


def parts_of_sheets(archive: zipfile.ZipFile) -> list[str]:
    """The parts in which the sheets of an XLSX stand, in the order in which the workbook names them."""
    book = markup(archive, "xl/workbook.xml", KIND)
    links = markup(archive, "xl/_rels/workbook.xml.rels", KIND)
    targets = {link.get("Id"): link.get("Target", "") for link in links} if links is not None else {}
    sheets = book.iter("{*}sheet") if book is not None else ()
    return [normpath(join("/xl", targets.get(sheet.get(_RELATION), ""))).lstrip("/") for sheet in sheets]


def _of_part(archive: zipfile.ZipFile, name: str) -> Hidden:
    rows, columns, row = set(), [], 0
    for kind, text in _settings(archive, name):
        says = dict(_SAYS.findall(text))
        gone = says.get(b"hidden") in _TRUE
        if kind == b"row":
            row = int(says[b"r"][:8]) if says.get(b"r", b"").isdigit() else row + 1
            if gone or _is_nought(says.get(b"ht")):
                rows.add(row - 1)
        elif kind == b"col" and (gone or _is_nought(says.get(b"width"))):
            first, last = says.get(b"min", b""), says.get(b"max", b"")
            if first.isdigit() and last.isdigit():
                columns.append((int(first[:8]) - 1, int(last[:8]) - 1))
    return Hidden(frozenset(rows), tuple(columns))


def _is_nought(size: bytes | None) -> bool:
    return size is not None and re.fullmatch(rb"0+(\.0*)?", size) is not None


def _settings(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, bytes]]:
    """The tags of rows and columns in their order."""
    held = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            held += chunk
            done = 0
            for match in _SETS.finditer(held):
                yield match[1], match[2]
                done = match.end()
            held = held[max(done, len(held) - _LONGEST) :]


def hidden_in_records(workbook: bytes) -> list[Hidden]:
    """The same of an XLS (MS-XLS: BoundSheet8, Row, ColInfo), in the order in which it names its sheets."""
    starts: list[int] = []
    held: dict[int, tuple[set[int], list[tuple[int, int]]]] = {}
    at = 0
    for kind, start, end in ole.records(workbook):
        size = end - start
        if kind == _SHEET and size >= 4:
            starts.append(*struct.unpack_from("<I", workbook, start))
        elif kind == _BEGINS and start - 4 in starts:
            at = start - 4
        elif kind == _ROW and size >= 16:
            row, height, says = *struct.unpack_from("<H4xH", workbook, start), workbook[start + 12]
            if says & _ROW_HIDDEN or not height & 0x7FFF:
                held.setdefault(at, (set(), []))[0].add(row)
        elif kind == _COLUMNS and size >= 10:
            first, last, width, _, says = struct.unpack_from("<5H", workbook, start)
            if says & _COLUMN_HIDDEN or not width:
                held.setdefault(at, (set(), []))[1].append((first, last))
    nothing: tuple[set[int], list[tuple[int, int]]] = set(), []
    return [Hidden(frozenset(rows), tuple(columns)) for rows, columns in (held.get(start, nothing) for start in starts)]
