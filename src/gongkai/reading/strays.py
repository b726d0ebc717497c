"""Numbers that stand beside a table and are none of its: of pages, of notes; sums that the form does not ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

from gongkai.reading.align import variants
from gongkai.reading.line import Check, holds
from gongkai.reading.numerals import parse_cell
from gongkai.reading.tokens import Stream, Token, label_key
from gongkai.report.form import Kind, Table

#: What a column is headed with that adds up those of its group, and in how many rows it must stand.
_SUBTOTAL = re.compile("小计|合计")
LEAST_ROWS = 5
#: A table goes over no more pages.
MOST_PAGES = 12
#: So many further columns a table may have, and so many rows more than with others left out must add up.
MOST_FURTHER, LEAST_PROVEN = 2, 2


def beside_empty_cells(tokens: list[Token], stream: Stream, label_end: int, size: int) -> list[Token]:
    """The tokens of a line; where the cells of its row are all there and some or all are empty, none that stands
    before their columns: a number below the table, a page's or a note's, is no cell of it.
    """
    row = stream.row_at(label_end - 1)
    own = [token for token in tokens if token.row == row and token.column >= 0 and token.labels >= label_end]
    empty = sum(token.kind == "B" for token in own)
    if not empty or empty < len(own) < size:
        return tokens
    below = {token.row for token in tokens if token.kind != "B" and token.labels >= label_end} - {row}
    numbers = [token for token in tokens if token.kind != "B" and token.row in below]
    if len(numbers) != 1 or numbers[0].column >= own[0].column:
        return tokens  # cells that go on in another row
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
    if len(numbers) > MOST_PAGES:
        return stream
    return stream._replace(tokens=tuple(token for token in stream.tokens if token not in numbers))


def without_subtotals(held: list[list[Token]], table: Table, stream: Stream) -> list[list[Token]]:
    """The tokens of every line without a column that the form does not have: the sum of those under one group's head.

    Its own head says so, and in every row that has a number more than the form it stands in the same place.  Where
    several places would do, as where one column of the group has all of its sum, the heads say which it is.
    """
    grouped = [at for at, column in enumerate(table.columns) if column.under]
    rows = [[token for token in tokens if token.kind in "NM"] for tokens in held]
    wider = [row for row in rows if len(row) == len(table.columns) + 1]
    if not grouped or len(wider) < LEAST_ROWS or not _SUBTOTAL.search(stream.labels):
        return held
    ways: dict[tuple[tuple[str, ...], ...], int] = {}
    for place in (grouped[0], grouped[-1] + 1, len(table.columns)):
        if all(_is_sum(row, place, grouped) for row in wider):
            kept = tuple(tuple(token.text for at, token in enumerate(row) if at != place) for row in wider)
            ways.setdefault(kept, place)
    headed = _headed_place(table, stream, grouped) if len(ways) > 1 else None
    for place in ways.values():
        if headed in (None, place) and (headed is not None or len(ways) == 1):
            sums = {row[place] for row in wider}
            return [[token for token in tokens if token not in sums] for tokens in held]
    return held


def _headed_place(table: Table, stream: Stream, grouped: Sequence[int]) -> int | None:
    """Before or behind the columns of its group, where the head of their sum stands on the line of theirs or of the
    group's own; elsewhere nothing tells.
    """
    above = stream.labels[: max(0, *(stream.labels.find(key) for key in variants(table.lines[0])))]
    own = max(above.rfind("小计"), above.rfind("合计") if "小计" not in above else -1)
    columns = [above.rfind(label_key(table.columns[at].label)) for at in grouped]
    group = [above.rfind(label_key(head)) for head in table.columns[grouped[0]].under]
    for heads in (columns, group):
        if own >= 0 and min(heads) >= 0 and {stream.row_at(start) for start in heads} == {stream.row_at(own)}:
            if own < min(heads):
                return grouped[0]
            return grouped[-1] + 1 if own > max(heads) else None
    return None


def _is_sum(row: list[Token], place: int, grouped: list[int]) -> bool:
    """Whether the number at a place of a row is the sum of the group, once it is taken out."""
    texts = [token.text if token.kind == "N" else "0" for token in row]
    whole = texts.pop(place)
    parts = texts[grouped[0] : grouped[-1] + 1]
    return all(map(str.isdecimal, (whole, *parts))) and int(whole) == sum(map(int, parts))


def without_further_columns(held: list[list[Token]], table: Table, checks: Sequence[Check]) -> list[list[Token]]:
    """The tokens of every line without columns that the form does not have: a check, a share, last year's total.

    Most lines have as many cells more, and with those of the same places left out, and no others, the rows add up.
    A row of noughts proves nothing.
    """
    size = len(table.columns)
    rows = [_cells(tokens) for tokens in held[1:]]
    width, many = Counter(map(len, filter(None, rows))).most_common(1)[0] if any(rows) else (0, 0)
    if not size < width <= size + MOST_FURTHER or many < LEAST_ROWS or 2 * many < sum(map(bool, rows)):
        return held
    wider = [row for row in rows if len(row) == width]
    ways: dict[tuple[tuple[str, ...], ...], tuple[int, tuple[int, ...]]] = {}
    for places in combinations(range(width), width - size):
        kept = tuple(tuple(token.text for at, token in enumerate(row) if at not in places) for row in wider)
        ways[kept] = sum(_adds_up(row, checks) for row in kept), places
    (proven, places), *others = sorted(ways.values(), reverse=True)
    if proven - max((other for other, _ in others), default=0) < LEAST_PROVEN:
        return held
    dropped = {row[at] for row in wider for at in places}
    return [[token for token in tokens if token not in dropped] for tokens in held]


def _cells(tokens: Sequence[Token]) -> list[Token]:
    """The numbers and marks of a line, and the empty cells among them."""
    cells = [token for token in tokens if token.kind in "NM" or (token.kind == "B" and token.column >= 0)]
    filled = [at for at, token in enumerate(cells) if token.kind != "B"]
    return cells[filled[0] : filled[-1] + 1] if filled else []


def _adds_up(texts: Sequence[str], checks: Sequence[Check]) -> bool:
    counts = [int(text) if text.isdecimal() else None if parse_cell(text, Kind.MONEY) else 0 for text in texts]
    return None not in counts and any(counts) and holds(counts, checks)
