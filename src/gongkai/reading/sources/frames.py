"""Tables as libraries for data print them: the numbers of their columns above, those of their rows before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BETWEEN = re.compile(r"[\s|,]+")
_RULED = re.compile(r"[|+:=\s-]*")
_LED = re.compile(r"([ \t]*+\|?)[ \t]*+(\d{1,3})(?:[ \t]*+[|,]|[ ]{2})")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
#: The names of columns, with none for that of the rows' numbers.
_NAMED = re.compile(r"[ \t]*+(?:\|[ \t]*+\||,)(?:(?=[^|,\n]*[\u4e00-\u9fff])[^|,\n]++(?:[|,]|$))+")
#: A table of one column is not known by its number.
LEAST_COLUMNS = 2


class _Table(NamedTuple):
    """The line of a table's heads, whether these are numbers, and those of its rows, which count from 0."""

    head: int
    is_counted: bool
    rows: list[int]


def without_index(text: str) -> str:
    """The text without the numbers of the columns and rows of such tables: no cells of theirs.

    Such a table begins with a line of its columns' numbers from 0, or of their names behind an empty cell, and a row
    numbered 0 that holds words.  Where one of a text does, rows without words are numbered as well.
    """
    lines = text.split("\n")
    tables = list(_tables(lines))
    if not any(_WORDS.search(lines[table.rows[0]]) for table in tables):
        return text
    for table in tables:
        for at in table.rows:
            lines[at] = _LED.sub(r"\1", lines[at], count=1)
        if table.is_counted:
            lines[table.head] = ""
    return "\n".join(lines)


def _tables(lines: list[str]) -> Iterator[_Table]:
    table = _Table(-1, False, [])
    for at, line in enumerate([*lines, "."]):
        led = _LED.match(line)
        is_counted = _numbers_columns(line)
        if table.head >= 0 and led and int(led[2]) == len(table.rows) and not is_counted:
            table.rows.append(at)
        elif is_counted or not _RULED.fullmatch(line):
            if table.rows:
                yield table
            begins = is_counted or _NAMED.fullmatch(line.rstrip()) is not None
            table = _Table(at if begins else -1, is_counted, [])


def _numbers_columns(line: str) -> bool:
    """Whether a line counts columns from 0 and says nothing else."""
    bare = line.strip(" \t\r|,")
    if not bare.startswith("0") or len(bare) < LEAST_COLUMNS:
        return False
    cells = _BETWEEN.split(bare)
    return len(cells) >= LEAST_COLUMNS and cells == [str(number) for number in range(len(cells))]
