"""Numbers that stand beside a table and are none of its: of pages, of notes; sums that the form does not ask for."""

from __future__ import annotations

import re
from itertools import pairwise

from gongkai.reading.tokens import Stream, Token
from gongkai.report.form import Table

#: What a column is headed with that adds up those of its group, and in how many rows it must stand.
_SUBTOTAL = re.compile("小计|合计")
LEAST_ROWS = 5


def beside_empty_cells(tokens: list[Token], stream: Stream, label_end: int, size: int) -> list[Token]:
    """The tokens of a line; where the cells of its row are all there and some or all are empty, none that stands
    before their columns: a number below the table, a page's or a note's, is no cell of it.
    """
    row = stream.row_at(label_end - 1)
    own = [token for token in tokens if token.row == row and token.column >= 0 and token.labels >= label_end]
    empty = sum(token.kind == "B" for token in own)
    if not empty or empty < len(own) < size:
        return tokens
    return [token for token in tokens if token.column >= own[0].column or token.labels < label_end]


def alone(stream: Stream) -> frozenset[Token]:
    """The numbers that stand alone in their rows, without words."""
    rows: dict[int, list[Token]] = {}
    for token in stream.tokens:
        if token.kind != "B":
            rows.setdefault(token.row, []).append(token)
    wordless = {
        row for (count, row), (after, _) in pairwise((*stream.row_of, (len(stream.labels), -1))) if count == after
    }
    return frozenset(row[0] for at, row in rows.items() if len(row) == 1 and at in wordless)


def without_page_numbers(stream: Stream) -> Stream:
    """The stream without numbers that stand alone outside the cells or in the column of the labels, where the table
    is made of rows of cells.
    """
    cells = [token for token in stream.tokens if token.column >= 0]
    if 2 * len(cells) < len(stream.tokens):
        return stream
    lone = alone(stream)
    first = min((token.column for token in cells if token.kind != "B" and token not in lone), default=0)
    numbers = {token for token in lone if token.column < max(first, 0)}
    return stream._replace(tokens=tuple(token for token in stream.tokens if token not in numbers))


def without_subtotals(held: list[list[Token]], table: Table, labels: str) -> list[list[Token]]:
    """The tokens of every line without a column that the form does not have: the sum of those under one group's head.

    Its own head says so, and in every row that has a number more than the form it stands in the same place.
    """
    grouped = [at for at, column in enumerate(table.columns) if column.under]
    rows = [[token for token in tokens if token.kind in "NM"] for tokens in held]
    wider = [row for row in rows if len(row) == len(table.columns) + 1]
    if not grouped or len(wider) < LEAST_ROWS or not _SUBTOTAL.search(labels):
        return held
    for place in (grouped[0], grouped[-1] + 1, len(table.columns)):
        if all(_is_sum(row, place, grouped) for row in wider):
            sums = {row[place] for row in wider}
            return [[token for token in tokens if token not in sums] for tokens in held]
    return held


def _is_sum(row: list[Token], place: int, grouped: list[int]) -> bool:
    """Whether the number at a place of a row is the sum of the group, once it is taken out."""
    texts = [token.text if token.kind == "N" else "0" for token in row]
    whole = texts.pop(place)
    parts = texts[grouped[0] : grouped[-1] + 1]
    return all(map(str.isdecimal, (whole, *parts))) and int(whole) == sum(map(int, parts))
