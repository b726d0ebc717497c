"""Table 3 whose columns do not stand side by side: each is a row, or some stand in a second table after the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from gongkai.reading.align import Anchor, align, variants
from gongkai.reading.tokens import Stream, Token, label_key
from gongkai.report.form import Table

Rows = dict[str, tuple[Token, ...]]
"""The cells of every line, in the order of the columns."""

#: So many times at most the label of the last line is taken for the end of a first part.
MOST_ENDS = 4


def put_together(table: Table, stream: Stream, anchors: Mapping[str, Anchor]) -> tuple[Rows, bool]:
    """The cells of every line of such a table where its heads say which column is which, and whether it is in parts.

    Nothing for a table as the form has it, and for one of which any cell is missing.
    """
    if len(anchors) < len(table.lines):
        return {}, False
    turned = _turned(table, stream, max(anchor.end for anchor in anchors.values()))
    return (turned, False) if turned else (_joined(table, stream), True)


def _turned(table: Table, stream: Stream, end: int) -> Rows:
    """Behind the head of each column the cells of all lines, whose labels end before them."""
    columns: dict[str, list[Token]] = {}
    behind = [token for token in stream.tokens if token.labels > end]
    if len(behind) < len(table.lines) * len(table.columns):
        return {}
    before = 0
    for labels, run in groupby(behind, key=lambda token: token.labels):
        words, before, cells = stream.labels[before:labels], labels, [token for token in run if token.kind in "NMB"]
        if all(token.kind == "B" for token in cells):
            continue
        named = [column.key for column in table.columns if words.endswith(label_key(column.label))]
        if len(named) != 1 or named[0] in columns or len(cells) != len(table.lines):
            return {}
        columns[named[0]] = cells
        if len(columns) == len(table.columns):
            break  # what follows the table is none of it
    if len(columns) < len(table.columns):
        return {}
    return {line.key: tuple(columns[column.key][at] for column in table.columns) for at, line in enumerate(table.lines)}


def _joined(table: Table, stream: Stream) -> Rows:
    """The first columns, and those of a second table, whose lines are labelled again or follow in the same order."""
    size = len(table.columns)
    for cut in _ends(table, stream):
        first, second = _divided(stream, cut)
        one = _labelled(table, first)
        if not one or len(one[table.lines[0].key]) >= size:
            continue
        wide = size - len(one[table.lines[0].key])
        two = _labelled(table, second) or _unlabelled(table, second, wide)
        if not two or {len(row) for row in two.values()} != {wide}:
            continue
        if _heads(table, first) == set(range(size - wide)) and _heads(table, second) == set(range(size - wide, size)):
            return {line.key: (*one[line.key], *two[line.key]) for line in table.lines}
    return {}


def _ends(table: Table, stream: Stream) -> Iterator[int]:
    """Where the label of the last line ends and numbers follow it, from the first on."""
    key = next((key for key in variants(table.lines[-1]) if key in stream.labels), "")
    numbered = {token.labels for token in stream.tokens if token.kind in "NM"}
    at = stream.labels.find(key) if key else -1
    for _ in range(MOST_ENDS):
        if at < 0:
            return
        if at + len(key) in numbered and at + len(key) < max(numbered):
            yield at + len(key)
        at = stream.labels.find(key, at + 1)


def _divided(stream: Stream, cut: int) -> tuple[Stream, Stream]:
    """What stands up to a label's end, with the numbers behind it, and the rest."""
    before = tuple(token for token in stream.tokens if token.labels <= cut)
    after = tuple(token._replace(labels=token.labels - cut) for token in stream.tokens if token.labels > cut)
    rows = tuple((count - cut, row) for count, row in stream.row_of if count >= cut)
    return Stream(stream.labels[:cut], before, stream.row_of), Stream(stream.labels[cut:], after, rows)


def _labelled(table: Table, stream: Stream) -> Rows:
    """As many numbers behind the label of every line; nothing where any line is missing or differs."""
    behind: dict[int, list[Token]] = {}
    for token in stream.tokens:
        if token.kind in "NM":
            behind.setdefault(token.labels, []).append(token)
    anchors = align(table, stream) if len(behind) >= len(table.lines) else {}
    rows = {key: tuple(behind.get(anchor.end, ())) for key, anchor in anchors.items()}
    alike = len(rows) == len(table.lines) and len({len(row) for row in rows.values()}) == 1
    return rows if alike and all(rows.values()) else {}


def _unlabelled(table: Table, stream: Stream, wide: int) -> Rows:
    """The first rows of so many numbers, one for each line, between which no words stand."""
    numbers = [token for token in stream.tokens if token.kind in "NM"]
    numbers = [token for token in numbers if token.labels == numbers[0].labels]
    widths = Counter(token.row for token in numbers)
    if set(widths.values()) != {wide} or len(widths) != len(table.lines):
        return {}
    return {line.key: tuple(numbers[at * wide : (at + 1) * wide]) for at, line in enumerate(table.lines)}


def _heads(table: Table, stream: Stream) -> set[int]:
    """Which columns are named before the first line, or where no line is named before the first number."""
    first = max(stream.labels.find(key) for key in variants(table.lines[0]))
    above = stream.labels[: first if first >= 0 else min(token.labels for token in stream.tokens)]
    for group in {head for column in table.columns for head in column.under}:
        above = above.replace(label_key(group), "\0")
    return {at for at, column in enumerate(table.columns) if label_key(column.label) in above}
