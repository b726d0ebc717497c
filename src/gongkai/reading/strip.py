"""Table 4: all its lines side by side in one row of numbers under stacked heads, or printed otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from gongkai.reading.align import variants
from gongkai.reading.assign import Pool, cells_of
from gongkai.reading.candidates import readings
from gongkai.reading.clues import Clue, agreeing, tellers
from gongkai.reading.columns import as_in_form, as_printed, printed_order, strip_slot
from gongkai.reading.doubts import LineRead
from gongkai.reading.line import Candidate, Slot, holds
from gongkai.reading.repair import Settled, agreed
from gongkai.reading.strays import alone
from gongkai.reading.tokens import Stream, Token, label_key
from gongkai.reading.turned import is_by_feet, out_of_order
from gongkai.report.form import Table

#: Share of the distinct characters of its heads that a strip must show to be a table.
STRIP_HEADS = 0.6
#: A run of so many label characters after a strip's numbers ends it.
STRIP_TAIL = 8


def read_strip(table: Table, stream: Stream, clues: Sequence[Clue]) -> list[LineRead]:
    """Table 4: all lines side by side in one row of numbers under stacked heads."""
    heads = set("".join(column.label for column in table.columns))
    shown = heads & set(stream.labels)
    headless = len(shown) < STRIP_HEADS * len(heads)
    if headless and not _whole_row(stream, len(table.lines) * len(table.columns)):
        return []
    cells = tuple(cell for line in table.lines for cell in cells_of(table, line.key))
    crosswise = _crosswise(table, stream)
    order = None if crosswise else printed_order(table, stream)
    slot = as_printed(strip_slot(table), order)
    tokens = crosswise or (_whole_row(stream, slot.size) if headless else _in_cells(table, stream, slot.size))
    tokens = tokens or _strip_tokens(table, stream, heads, slot.size)
    by_heads = None if crosswise or order else _by_own_heads(table, stream, tokens)
    tokens = by_heads or tokens
    unordered = is_by_feet(stream) and bool(out_of_order(stream, {table.key: tokens}))
    found = readings(tokens, slot)
    moved = unordered or (all(token.column < 0 for token in tokens) and _marks_a_total(found[0], slot))
    is_dealt = by_heads is not None or not (crosswise or _under_heads(table, stream, tokens))
    pool = Pool(tuple(tokens), dealt=is_dealt, moved=moved)
    broken = sum(not holds(found[0].values, (check,)) for check in slot.checks)
    found = as_in_form(found, order)
    settled = Settled(found[0], {}) if len(found) == 1 else agreed(found, broken)
    fewer = agreeing(cells, found, clues)
    if len(fewer) < len(found):
        settled = agreed(fewer, broken)._replace(told=tellers(cells, fewer[0].values, clues))
    return [LineRead(cells, pool, settled)]


def _crosswise(table: Table, stream: Stream) -> list[Token]:
    """The cells of a strip each of whose columns is a row, one for all lines or one a line, headed in the form's order.

    Behind the head of each column the cells of all lines stand, or behind each print of it that of one line.
    """
    size, after = len(table.lines), dict[int, list[Token]]()
    for token in stream.tokens:
        if token.kind in "NMB":
            after.setdefault(token.labels, []).append(token)
    rows: list[list[Token]] = []
    for column in table.columns:
        key = label_key(column.label)
        runs = [after.get(start + len(key), []) for start in _starts(stream.labels, key)]
        filled = [run for run in runs if run]
        if [len(run) for run in filled] not in ([size], [1] * size) or len(filled) < len(runs) == size:
            return []
        rows.append([token for run in filled for token in run])
    if len({token.row for row in rows for token in row}) < len(rows):
        return []
    heads = [max(stream.labels.find(key) for key in variants(line)) for line in table.lines]
    is_across = rows[0][0].labels == rows[0][-1].labels
    if heads != sorted(heads) or (is_across and not 0 <= heads[0] <= heads[-1] < min(row[0].labels for row in rows)):
        return []
    return _blanks_kept([row[at] for at in range(size) for row in rows])


def _starts(text: str, key: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(key), text)]


def _by_own_heads(table: Table, stream: Stream, tokens: Sequence[Token]) -> list[Token] | None:
    """The numbers of a strip in the form's order, where some stand each under its own head and these are not the first.

    What follows the second print of a head is the second line's.  ``None`` where they stand in the form's order, or
    nothing says which they are.
    """
    keys, width = [label_key(column.label) for column in table.columns], len(table.columns)
    if len(tokens) != width * len(table.lines) or any(
        len(_starts(stream.labels, key)) != len(table.lines) for key in keys
    ):
        return None
    placed: dict[int, Token] = {}
    last, before = -1, 0
    for token, after in zip(tokens, [*(token.labels for token in tokens[1:]), -1], strict=True):
        words, before = stream.labels[before : token.labels], token.labels
        at = next((at for at, key in enumerate(keys) if words.endswith(key)), None)
        if at is None:
            continue
        place = (stream.labels.count(keys[at], 0, token.labels) - 1) * width + at
        if after != token.labels or (words == keys[at] and place - 1 == last):
            placed[place] = token
            last = place
    if all(tokens[place] is token for place, token in placed.items()):
        return None
    held = {id(token) for token in placed.values()}
    others = iter(token for token in tokens if id(token) not in held)
    return [placed[place] if place in placed else next(others) for place in range(len(tokens))]


def _marks_a_total(candidate: Candidate, slot: Slot) -> bool:
    """Whether a mark stands for the sum of numbers: marks and numbers are then hardly in the order of the columns."""
    values = candidate.values
    return any(values[whole] is None and any(values[part] for part in parts) for whole, parts in slot.checks)


def _whole_row(stream: Stream, size: int) -> list[Token]:
    """The first row with as many numbers as a strip has cells: its heads may be lost."""
    rows: dict[int, list[Token]] = {}
    for token in stream.tokens:
        if token.kind in "NMX":
            rows.setdefault(token.row, []).append(token)
    whole = next((row for row in rows.values() if len(row) == size), None)
    return whole if whole is not None else _whole_run(stream, size)


def _whole_run(stream: Stream, size: int) -> list[Token]:
    """The first numbers, as many as a strip has cells, between which no words stand."""
    runs: dict[int, list[Token]] = {}
    for token in stream.tokens:
        if token.kind in "NMX":
            runs.setdefault(token.labels, []).append(token)
    return next((run for run in runs.values() if len(run) == size), [])


def _in_cells(table: Table, stream: Stream, size: int) -> list[Token]:
    """The cells of a strip that stand in whole rows: one that is printed again, or its lines each in its own."""
    return (
        _printed_again(stream, size)
        or _rows_of_cells(stream, size, len(table.columns))
        or _lines_of_cells(table, stream)
    )


def _printed_again(stream: Stream, size: int) -> list[Token]:
    """The row of cells of a strip after which the same numbers stand again: its copy for narrow screens."""
    rows: dict[int, list[Token]] = {}
    for token in stream.tokens:
        rows.setdefault(token.row, []).append(token)
    row = next((row for row in rows.values() if len(row) == size and row[0].column >= 0), [])
    said = [token.text for token in row if token.kind in "NM"]
    again = [token.text for token in stream.tokens if token.kind in "NM" and row and token.row > row[0].row]
    return row if said and all(token.kind in "NMB" for token in row) and again[: len(said)] == said else []


def _lines_of_cells(table: Table, stream: Stream) -> list[Token]:
    """The cells of a strip each of whose lines is a row of its own, its label before them, where some are empty."""
    cells: list[Token] = []
    rows: dict[int, list[Token]] = {}
    for token in stream.tokens:
        rows.setdefault(token.row, []).append(token)
    for line in table.lines:
        keys = variants(line)
        found = [
            held
            for row in rows.values()
            if stream.labels[: row[-1].labels].endswith(keys)
            and len(held := [token for token in row if token.labels == row[-1].labels]) == len(table.columns)
            and all(token.column >= 0 and token.kind in "NMB" for token in held)
        ]
        if len(found) != 1:
            return []
        cells += found[0]
    return _blanks_kept(cells)


def _blanks_kept(cells: Sequence[Token]) -> list[Token]:
    """Cells of several rows: those without a number are empty cells of the line."""
    return [token._replace(column=-1) if token.kind == "B" else token for token in cells]


def _rows_of_cells(stream: Stream, size: int, width: int) -> list[Token]:
    """The cells of a strip that is printed as several tables, each a row of cells of which some are empty."""
    wordless = {
        row for (count, row), (after, _) in pairwise((*stream.row_of, (len(stream.labels), -1))) if count == after
    }
    rows: dict[int, list[Token]] = {}
    for token in stream.tokens:
        if token.row in wordless and token.column >= 0:
            rows.setdefault(token.row, []).append(token)
    parts = [row for row in rows.values() if len(row) % width == 0 and all(token.kind in "NMB" for token in row)]
    cells = [token for row in parts for token in row]
    if len(parts) < 2 or len(cells) != size or not any(token.kind == "B" for token in cells):
        return []
    return _blanks_kept(cells)


def _strip_tokens(table: Table, stream: Stream, heads: set[str], size: int) -> list[Token]:
    """The tokens under the heads of a strip: from the last head character to the next running text.

    The heads end with the first characters that are none of the table's own.  Running text is many of those, or
    some on another line, or after as many numbers as the strip has cells.
    """
    words = heads | set("".join(line.label + "".join(line.under) for line in table.lines))
    seen: set[str] = set()
    covered = end = 0
    for at, char in enumerate(stream.labels):
        seen |= {char} & heads
        if len(seen) >= STRIP_HEADS * len(heads):
            covered = covered or at + 1
            if char not in words:
                break
            end = at + 1
    # Where each line is a row of its own, its label follows numbers and is no head.
    end = min([token.labels for token in stream.tokens if token.kind in "NM" and token.labels >= covered], default=end)
    numerals = [token for token in stream.tokens if token.labels >= end]
    if not any(token.kind in "NM" for token in numerals):
        numerals = list(stream.tokens)
    taken: list[Token] = []
    lone = alone(stream)
    for token in numerals:
        if len(taken) >= size and taken[-1].column >= 0 and token in lone:
            break  # below a whole row of cells
        between = stream.labels[taken[-1].labels : token.labels] if taken else ""
        if not set(between) <= words:
            again = len(taken) >= size or token.row != taken[-1].row
            if len(between) >= STRIP_TAIL or again:
                break
        taken.append(token)
    return [*_among_heads(stream, words, end, size - len(taken)), *taken]


def _under_heads(table: Table, stream: Stream, tokens: Sequence[Token]) -> bool:
    """Whether words stand among the numbers only where they should: before a line, which they name if any, or the heads
    of the numbers that follow themselves.
    """
    width = len(table.columns)
    at = before = 0
    for labels, run in groupby(tokens, key=lambda token: token.labels):
        count, words = len(list(run)), stream.labels[before:labels]
        named = [line.key for line in table.lines if any(key in words for key in variants(line))]
        if (
            at
            and not at % width
            and named
            and at // width < len(table.lines)
            and table.lines[at // width].key not in named
        ):
            return False
        heads = "".join(label_key(table.columns[place % width].label) for place in range(at, at + count))
        if (at or count < len(tokens)) and (at % width or count % width) and not words.endswith(heads):
            return False
        at, before = at + count, labels
    return True


def _among_heads(stream: Stream, words: set[str], end: int, wanted: int) -> list[Token]:
    """The numbers that stand each under a head of its own, before the heads that lie a row lower.

    Read column by column, the first heads, which are two rows high, come with their numbers between them.
    """
    before = [token for token in stream.tokens if token.kind in "NMX" and 0 < token.labels < end]
    places = [0, *(token.labels for token in before)]
    apart = all(set(stream.labels[a:b]) and set(stream.labels[a:b]) <= words for a, b in pairwise(places))
    return before if len(before) == wanted and apart else []
