"""The tables of a page below its text, which holds them already, as programs write them that take out both."""

from __future__ import annotations

import re
from itertools import accumulate, groupby
from operator import sub

#: A number that stands alone, with its unit; no number of a list.
_ALONE = re.compile(r"(?<!\S)[+-]?\d[\d,]*+(?:\.\d++)?(?:[ \t]?(?:万元|[件宗项条个元]))?(?!\S)")
#: The same in a cell, whose point may have come to stand elsewhere (``6528.`` for 65.28).
_CELL = re.compile(r"[ ]*+[+-]?[,. ]*+\d[\d,. ]*+(?:万元|[件宗项条个元])?[ ]*+")
_NO_DIGIT, _NO_HAN = re.compile(r"\D+"), re.compile(r"[^\u4e00-\u9fff]+")
#: So many numbers and rows a table has, and so many such tables of a text are looked at.
LEAST_NUMBERS, MOST_ROWS, MOST_TABLES = 6, 200, 20
#: They are looked for among so many of the last characters above a table.
MOST_ABOVE = 20_000


def without_repeats(text: str) -> str:
    """The text without tabbed rows that all say again, digit by digit and label by label, what stands above them.

    Only lines without tabs count as standing above: rows below rows are a second table, or a table's second print.
    """
    if "\t" not in text:
        return text
    kept: list[str] = []
    above: list[str] = []
    tables = 0
    for is_table, lines in groupby(text.split("\n"), key=lambda line: "\t" in line):
        rows = list(lines)
        if not is_table:
            above += rows
        elif above and tables < MOST_TABLES and len(rows) <= MOST_ROWS:
            tables += 1
            rows = [] if _is_said(rows, "\n".join(above)[-MOST_ABOVE:]) else rows
        kept += rows
    return "\n".join(kept)


def _numbers(row: str) -> list[str]:
    """The digits of every cell of a row that holds numbers and nothing else."""
    return [_NO_DIGIT.sub("", cell) for cell in row.split("\t") if _CELL.fullmatch(cell)]


def _is_said(rows: list[str], text: str) -> bool:
    """Whether runs of rows, each with most of its labels, have their digits one after another in a text."""
    said = "".join(_NO_DIGIT.sub("", number) for number in _ALONE.findall(text))
    runs: list[list[str]] = [[]]
    digits = ""
    for row in rows:
        own = "".join(_numbers(row))
        if own not in said:
            return False
        if own and digits + own not in said:
            runs.append([])
            digits = ""
        runs[-1].append(row)
        digits += own
    return all(sum(len(_numbers(row)) for row in run) >= LEAST_NUMBERS and _are_labels(run, text) for run in runs)


def _are_labels(rows: list[str], text: str) -> bool:
    """Whether most labels of some rows stand in a text.

    Programs change the order of the characters within a label, and no more.
    """
    sums = _sums(text)
    labels = [label for row in rows if len(label := _NO_HAN.sub("", row)) > 1]
    windows = {length: set(map(sub, sums[length:], sums)) for length in set(map(len, labels))}
    return 2 * sum(_sums(label)[-1] in windows[len(label)] for label in labels) >= len(labels)


def _sums(text: str) -> list[int]:
    """A number for the characters of a text up to each of them: the same for the same characters in any order."""
    return [*accumulate((ord(char) ** 2 for char in _NO_HAN.sub("", text)), initial=0)]
