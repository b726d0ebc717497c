"""Tables as libraries for data print them: the numbers of their columns above, those of their rows before."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[\s|,]+")
_RULED = re.compile(r"[|+:=\s-]*")
_LED = re.compile(r"([ \t]*+\|?)[ \t]*+(\d{1,3})[ \t]*+[|,]")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
#: A table of one column is not known by its number.
LEAST_COLUMNS = 2


def without_index(text: str) -> str:
    """The text without the numbers of the columns and rows of such tables: no cells of theirs.

    Their cells stand between bars or commas; where only blanks or tabs do, the numbers go with the tokens.
    Such a table begins with a line of its columns' numbers from 0 and a row numbered 0 that holds words.
    """
    lines = text.split("\n")
    head, row = -1, 0
    for at, line in enumerate(lines):
        led = _LED.match(line)
        if _numbers_columns(line):
            head, row = at, 0
        elif head >= 0 and led and int(led[2]) == row and (row or _WORDS.search(line)):
            lines[at] = led[1] + line[led.end() :]
            lines[head] = ""
            row += 1
        elif not _RULED.fullmatch(line):
            head = -1
    return "\n".join(lines)


def _numbers_columns(line: str) -> bool:
    """Whether a line counts columns from 0 and says nothing else."""
    bare = line.strip(" \t\r|,")
    if not bare.startswith("0") or len(bare) < LEAST_COLUMNS:
        return False
    cells = _BETWEEN.split(bare)
    return len(cells) >= LEAST_COLUMNS and cells == [str(number) for number in range(len(cells))]
