"""Compound files (OLE, MS-CFB), in which XLS workbooks lie: one stream taken out, however its sectors lie."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Sector numbers from here on say what a sector is, not where it lies.
_SPECIAL = 0xFFFFFFFA
_TABLE, _END, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_IN_HEADER = 109
_ENTRY = 128
_SMALL = 4096

Cell = tuple[int, int, int]
"""Which sheet, counted by their beginnings, row and column: from 0."""

_BEGINS = 0x0809
#: Records of one cell that holds something, and of a row of numbers whose last column stands at the end.
_SIZE = 0x0200
_CELLS, _MANY = frozenset({0x0203, 0x0204, 0x0205, 0x0006, 0x027E, 0x00FD}), 0x00BD


def is_cut_off(data: bytes) -> bool:
    """Whether a compound file ends before the list of what it holds, as one does that was not downloaded whole."""
    try:
        (shift,), (start,) = struct.unpack_from("<H", data, 0x1E), struct.unpack_from("<I", data, 0x30)
    except struct.error:
        return True
    return bool(7 <= shift <= 16 and (start + 1 << shift) + _ENTRY > len(data))


def stream(data: bytes, *names: str) -> bytes:
    """The content of the first stream of one of these names.  Raises :class:`ValueError` where it has none."""
    try:
        return _stream(data, names)
    except (struct.error, IndexError):
        raise ValueError("its directory is damaged") from None


def _stream(data: bytes, names: tuple[str, ...]) -> bytes:
    (shift,) = struct.unpack_from("<H", data, 0x1E)
    if not data.startswith(MAGIC) or not 7 <= shift <= 16:
        raise ValueError("it is no compound file")
    size = 1 << shift
    table = _table(data, size)
    (start,) = struct.unpack_from("<I", data, 0x30)
    (small_start,) = struct.unpack_from("<I", data, 0x3C)
    directory = _joined(data, table, start, size, size)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    for entry in entries:
        (length,) = struct.unpack_from("<H", entry, 64)
        if entry[: max(0, length - 2)].decode("utf-16-le", "replace") in names:
            first, held = struct.unpack_from("<II", entry, 116)
            if held >= _SMALL:
                return _joined(data, table, first, size, size)[:held]
            raw = _joined(data, table, small_start, size, size)
            small = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
            (root,) = struct.unpack_from("<I", entries[0], 116)
            return _joined(_joined(data, table, root, size, size), small, first, 64, 0)[:held]
    raise ValueError("it has no such stream")


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows which."""
    places = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 0x4C))
    (more,) = struct.unpack_from("<I", data, 0x44)
    seen: set[int] = set()
    while more < _SPECIAL and more not in seen:
        seen.add(more)
        found = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        places += found[:-1]
        more = found[-1]
    table: list[int] = []
    for place in places:
        if place < _SPECIAL:
            table += struct.unpack_from(f"<{size // 4}I", data, (place + 1) * size)
        if len(table) * size > len(data) + size * size:
            raise ValueError("its sectors are more than it has")
    return tuple(table)


def _joined(data: bytes, table: tuple[int, ...], start: int, size: int, before: int) -> bytes:
    """The sectors of a chain in their order; ``before`` is what stands before the first sector of the file."""
    found: list[bytes] = []
    seen: set[int] = set()
    while start < _SPECIAL:
        if start in seen or start >= len(table):
            raise ValueError("its sectors go round or lead nowhere")
        seen.add(start)
        sector = data[before + start * size : before + (start + 1) * size]
        if not sector:
            raise ValueError("it is cut off")
        found.append(sector)
        start = table[start]
    return b"".join(found)


def holding(name: str, content: bytes) -> bytes:
    """A compound file with one stream, as plain as can be: an engine that trusts its sectors may read it."""
    size = 4096
    whole = content + bytes(-len(content) % size or (size if not content else 0))
    count = len(whole) // size
    tables = (count + 1) // (size // 4 - 1) + 1
    if tables > _IN_HEADER:
        raise ValueError("it is too large")
    follows = [*range(1, count), _END, _END, *[_TABLE] * tables]
    follows += [_FREE] * (tables * size // 4 - len(follows))
    head = MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    head += struct.pack("<9I", 1, tables, count, 0, _SMALL, _END, 0, _END, 0)
    places = [count + 1 + at for at in range(tables)] + [_FREE] * (_IN_HEADER - tables)
    head += struct.pack(f"<{_IN_HEADER}I", *places)
    root = _entry("Root Entry", 5, 1, 0, 0)
    directory = root + _entry(name, 2, _FREE, 0, len(whole)) + 30 * _entry("", 0, _FREE, 0, 0)
    return head.ljust(size, b"\0") + whole + directory + struct.pack(f"<{len(follows)}I", *follows)


def _entry(name: str, kind: int, child: int, start: int, held: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0" if name else b""
    links = struct.pack("<HBB3I", len(written), kind, 1, _FREE, _FREE, child)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, held)


def records(workbook: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of an XLS workbook: kind, and from where to where its content lies."""
    at = 0
    while at + 4 <= len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, at)
        yield kind, at + 4, min(at + 4 + length, len(workbook))
        at += 4 + length


def cells(workbook: bytes) -> Iterator[Cell]:
    """Where the cells of an XLS workbook stand that hold something (MS-XLS, BIFF5 and BIFF8)."""
    sheet = -1
    for kind, start, end in records(workbook):
        if kind == _BEGINS:
            sheet += 1
        elif (kind in _CELLS or kind == _MANY) and end - start >= 6:
            row, column = struct.unpack_from("<HH", workbook, start)
            if kind == _MANY:
                (column,) = struct.unpack_from("<H", workbook, end - 2)
            yield sheet, row, column


def without_sizes(workbook: bytes) -> bytes:
    """The workbook with sheets that say nothing of their size: an engine makes room for what they say."""
    plain = bytearray(workbook)
    for kind, start, end in records(workbook):
        if kind == _SIZE:
            plain[start:end] = bytes(end - start)
    return bytes(plain)


def reach(workbook: bytes) -> int:
    """Over how many cells the sheets of an XLS workbook reach, each from its corner to its last row and column."""
    last: dict[int, tuple[int, int]] = {}
    for sheet, row, column in cells(workbook):
        rows, columns = last.get(sheet, (0, 0))
        last[sheet] = (max(rows, row + 1), max(columns, column + 1))
    return sum(rows * columns for rows, columns in last.values())
