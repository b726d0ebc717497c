"""Which numerals belong to which line of a table.

Numerals belong to the label that they follow.  Where labels and numbers have come apart (a label
lost, all labels of a page before its numbers, numbers before their labels) the *order* still
holds: a run of lines whose numbers add up to whole rows is dealt out in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gongkai.reading.align import Anchor, line_ordinal, variants
from gongkai.reading.line import Check, Slot
from gongkai.reading.parts import put_together
from gongkai.reading.pieces import by_pieces
from gongkai.reading.strays import beside_empty_cells, without_further_columns, without_page_numbers, without_subtotals
from gongkai.reading.tokens import Stream, Token
from gongkai.reading.turned import block_by_columns, is_by_feet, moved_along, out_of_order, torn, upright
from gongkai.report.form import Line, Table

#: So many label characters may stray between a label and its numbers where lines stand alone.
STRAY_LABELS = 2


class Pool(NamedTuple):
    """The tokens of one line, whether they were dealt out by order instead of by label,
    whether the line before has none, so that some of these may be its, and whether a line before
    has several rows, so that these may be the next line's or the one's before.
    """

    tokens: tuple[Token, ...]
    dealt: bool = False
    crowded: bool = False
    moved: bool = False


@cache
def cells_of(table: Table, line: str) -> tuple[str, ...]:
    """The names of the cells of a line, in column order."""
    return tuple(table.cell_name(line, column.key) for column in table.columns_of(line))


@cache
def slots(table: Table) -> Mapping[str, Slot]:
    """What the reader must know of every line of a table: kinds, row sums, the next list number."""
    found = {}
    for index, line in enumerate(table.lines):
        columns = table.columns_of(line.key)
        place = {column.key: at for at, column in enumerate(columns)}
        checks: tuple[Check, ...] = tuple(
            (place[rule.whole], tuple(place[part] for part in rule.parts))
            for rule in table.sums
            if rule.axis == "columns" and rule.whole in place
        )
        following = line_ordinal(table.lines[index + 1]) if index + 1 < len(table.lines) else None
        found[line.key] = Slot(tuple(column.kind for column in columns), checks, following)
    return found


def pools(table: Table, stream: Stream, anchors: Mapping[str, Anchor]) -> dict[str, Pool]:
    """The tokens of every line of a table whose lines stand in the form's order."""
    size = len(table.columns)
    apart, is_in_parts = put_together(table, stream, anchors)
    if apart:
        return {key: Pool(tokens, dealt=is_in_parts) for key, tokens in apart.items()}
    held = _by_label(table.lines, without_page_numbers(stream), anchors)
    for index, line in enumerate(table.lines, 1):
        if line.key in anchors:
            held[index] = beside_empty_cells(held[index], stream, anchors[line.key].end, size)
    held = without_subtotals(held, table, stream)
    held = without_further_columns(held, table, slots(table)[table.lines[0].key].checks)
    held[0] = _last_run(held[0])
    held[-1] = _before_prose(held[-1], stream.labels, variants(table.lines[-1]))
    with_gaps = _blanks_from_gaps(table.lines, stream, anchors, held, size)
    found = _deal(table, anchors, with_gaps, slots(table)[table.lines[0].key].checks)
    for key in torn(found, anchors):
        found[key] = found[key]._replace(moved=True)
    return _doubted(found, stream, [sum(token.kind in "NM" for token in tokens) for tokens in held], size)


def _doubted(found: dict[str, Pool], stream: Stream, counts: Sequence[int], size: int) -> dict[str, Pool]:
    """The pools; where the order of a text may not be the table's, what may be another line's or column's is marked."""
    if not is_by_feet(stream):
        return found
    unsure = out_of_order(stream, {key: pool.tokens for key, pool in found.items()})
    first = next((index for index, count in enumerate(counts) if count > (size if index else 0)), len(counts))
    unsure |= set(list(found)[max(first - 1, 0) :]) if counts else set()
    return {key: pool._replace(moved=pool.moved or key in unsure) for key, pool in found.items()}


def unordered_pools(table: Table, stream: Stream, anchors: Mapping[str, Anchor]) -> dict[str, Pool]:
    """The tokens of every line of a table whose lines may stand in any order (table 2)."""
    starts = sorted((anchor.start, key) for key, anchor in anchors.items())
    found = {line.key: Pool(()) for line in table.lines}
    crowded = False
    for index, (start, key) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(stream.labels)
        held = [token for token in stream.tokens if start < token.labels <= end]
        held = beside_empty_cells(held, stream, anchors[key].end, len(table.columns_of(key)))
        tokens = tuple(_adjoining(held, anchors[key].end))
        found[key] = Pool(tokens, crowded=crowded)
        crowded = not any(token.kind in "NM" for token in tokens)
    for block in table.blocks:
        size = len(table.columns_of(block.lines[0]))
        kinds = ["".join(token.kind for token in found[line].tokens) for line in block.lines]
        if any(kind.count("N") + kind.count("M") != size for kind in kinds) and "B" not in "".join(kinds):
            rows, is_said = by_pieces(table, stream)
            rows = rows or block_by_columns(table, block, stream, anchors)
            found |= {line: Pool(tokens, dealt=not is_said) for line, tokens in rows.items()}
    for key in moved_along(stream, table, anchors, {key: pool.tokens for key, pool in found.items()}):
        found[key] = found[key]._replace(moved=True)
    return _doubted(found, stream, (), 0)


def _adjoining(tokens: Sequence[Token], label_end: int) -> list[Token]:
    """The tokens that follow a label at once, up to the first words that are not part of it."""
    taken: list[Token] = []
    at = label_end
    for token in tokens:
        if token.labels - at > STRAY_LABELS:
            break
        taken.append(token)
        at = max(at, token.labels)
    return taken


def _by_label(lines: Sequence[Line], stream: Stream, anchors: Mapping[str, Anchor]) -> list[list[Token]]:
    """Tokens by line index, those before the first label in an extra list at the front."""
    held: list[list[Token]] = [[] for _ in range(len(lines) + 1)]
    bounds = [(anchors[line.key].start, index + 1) for index, line in enumerate(lines) if line.key in anchors]
    at, slot = 0, 0
    for token in stream.tokens:
        while at < len(bounds) and token.labels > bounds[at][0]:
            slot = bounds[at][1]
            at += 1
        held[slot].append(token)
    return held


def _last_run(tokens: Sequence[Token]) -> list[Token]:
    """The last of the tokens, between which no words stand: of the numbers before a table's first label only these
    can be its, those of a sentence before the table never.
    """
    return [token for token in tokens if token.labels == tokens[-1].labels]


def _before_prose(tokens: list[Token], labels: str, own: tuple[str, ...]) -> list[Token]:
    """The tokens of a table's last line: once its numbers have begun, running text ends them.

    The line's own label again is no running text.
    """
    for index in range(1, len(tokens)):
        between = labels[tokens[index - 1].labels : tokens[index].labels]
        if len(between) > STRAY_LABELS and between not in own:
            return tokens[:index]
    return tokens


def _groups(tokens: Sequence[Token], size: int) -> list[list[Token]] | None:
    """The tokens as whole rows; ``None`` if they do not divide into whole rows."""
    scraps = [token for token in tokens if token.kind in "NMX" or (token.kind == "B" and token.column < 0)]
    numerals = [token for token in scraps if token.kind != "X"]
    rows: dict[int, list[Token]] = {}
    for token in scraps:
        rows.setdefault(token.row, []).append(token)
    if len(rows) > 1 and all(_tabbed_row(row, size) for row in rows.values()):
        return list(rows.values())
    if len(numerals) == len(scraps) and len(numerals) % size == 0:
        return [list(numerals[at : at + size]) for at in range(0, len(numerals), size)]
    if all(len(row) == size or _one_run(row, size) for row in rows.values()):
        return list(rows.values())
    for whole in (numerals, scraps):
        if len(whole) % size == 0:
            return [list(whole[at : at + size]) for at in range(0, len(whole), size)]
    if all(token.kind == "N" and len(token.text) >= size for token in numerals):
        return [[token] for token in numerals]
    return None


def _one_run(row: Sequence[Token], size: int) -> bool:
    """Whether a row is one run of digits long enough to be all its numbers."""
    return len(row) == 1 and row[0].kind == "N" and len(row[0].text) >= size


def _tabbed_row(row: Sequence[Token], size: int) -> bool:
    """Whether a row's cells are those of a line but for one lost, or one too many."""
    return row[0].column >= 0 and abs(len(row) - size) <= 1


def _deal(
    table: Table, anchors: Mapping[str, Anchor], held: Sequence[Sequence[Token]], checks: tuple[Check, ...]
) -> dict[str, Pool]:
    lines, size = table.lines, len(table.columns)
    grouped = [_groups(tokens, size) for tokens in held]
    for index, line in enumerate(lines):
        rows = grouped[index + 1]
        anchor = anchors.get(line.key)
        if rows and len(rows) > 1 and anchor is not None and anchor.copies > 1:
            # The line is printed more than once: its repetitions are not another line's numbers.
            grouped[index + 1] = _once(rows, anchor.copies - 1)
    surplus = [None if rows is None else len(rows) - (index > 0) for index, rows in enumerate(grouped)]
    ways = [(_dealt(table, held, grouped, runs, checks), runs) for runs in _ways(surplus)]
    found, runs = min(ways, key=lambda way: broken_down(table, way[0])) if len(ways) > 1 else ways[0]
    short = [rows is None and sum(token.kind in "NM" for token in held[at]) < size for at, rows in enumerate(grouped)]
    for index in _unsettled(surplus, short, runs):
        key = lines[index - 1].key
        found[key] = found[key]._replace(moved=True)
    return found


def _unsettled(surplus: Sequence[int | None], short: Sequence[bool], runs: Sequence[tuple[int, int]]) -> set[int]:
    """The lines from one that holds several rows to the next that is short of numbers, as far as they were not dealt.

    Any line between them may hold the row of its neighbour: a sum of all lines holds all the same.
    """
    dealt, moved = {index for start, end in runs for index in range(start, end + 1)}, set[int]()
    for index, count in enumerate(surplus):
        if index in dealt or count is None or count <= 0:
            continue
        end, owed = None, count
        for at in range(index + 1, len(surplus)):
            owed += surplus[at] or 0
            if owed <= 0 or short[at] or surplus[at] is None:
                end = at  # of a line that is short only some cells may be gone: what moved may go on behind it
            if owed <= 0:
                break
        if end is not None:
            moved.update(range(max(index, 1), end + 1))
    return moved


def _dealt(
    table: Table,
    held: Sequence[Sequence[Token]],
    grouped: Sequence[list[list[Token]] | None],
    runs: Sequence[tuple[int, int]],
    checks: tuple[Check, ...],
) -> dict[str, Pool]:
    """The tokens of every line when those of the given runs of lines are dealt out in order."""
    lines, size = table.lines, len(table.columns)
    found: dict[str, Pool] = {}
    for at in range(1, len(held)):
        rows = grouped[at]
        whole = rows[0] if rows and len(rows) == 1 and len(rows[0]) == size else None
        tokens = held[at]
        if whole and all(token.kind != "X" for token in tokens):
            tokens = [token for token in tokens if token in whole or (token.kind == "B" and token.row == whole[0].row)]
        found[lines[at - 1].key] = Pool(tuple(tokens), crowded=at > 1 and grouped[at - 1] == [])
    for start, end in runs:
        run = [row for rows in grouped[start : end + 1] for row in upright(rows or [], size, checks)]
        for index, row in zip(range(max(start, 1), end + 1), run, strict=True):
            found[lines[index - 1].key] = Pool(tuple(row), dealt=True)
    return found


def _ways(surplus: Sequence[int | None]) -> list[list[tuple[int, int]]]:
    """The runs of lines whose rows are to be dealt out: each begun as soon as it can be, or the shortest ones.

    A line that has lost its numbers stands far before one that has lost its label: dealt from the first on,
    every row between them would move.
    """
    possible = [
        (start, end)
        for start in range(len(surplus))
        if surplus[start] and (end := _balances(surplus, start)) is not None
    ]
    begun: list[tuple[int, int]] = []
    for run in possible:
        if not begun or run[0] > begun[-1][1]:
            begun.append(run)
    short: list[tuple[int, int]] = []
    for run in sorted(possible, key=lambda run: run[1] - run[0]):
        if all(run[1] < other[0] or other[1] < run[0] for other in short):
            short.append(run)
    return [begun] if begun == sorted(short) else [begun, short]


def broken_down(table: Table, found: Mapping[str, Pool]) -> int:
    """How many sums and balances of the columns break, as far as the lines stand there in plain numbers.

    A rule that lacks one line says what it must hold: never less than nothing, and the same as another rule says.
    """
    size = len(table.columns)
    known = {key: values for key, pool in found.items() if (values := _plain_values(pool.tokens, size)) is not None}
    rules: list[tuple[tuple[str, ...], tuple[str, ...]]]
    rules = [((rule.whole,), rule.parts) for rule in table.sums if rule.axis == "lines"]
    rules += [(rule.left, rule.right) for rule in table.balances if rule.axis == "lines"]
    told: dict[str, list[int]] = {}
    broken = 0
    for left, right in rules:
        missing = [key for key in (*left, *right) if key not in known]
        if len(missing) > 1:
            continue
        rest = [
            sum(known[key][at] for key in right if key in known) - sum(known[key][at] for key in left if key in known)
            for at in range(size)
        ]
        if missing:
            rest = rest if missing[0] in left else [-value for value in rest]
            broken += sum(value < 0 for value in rest)
            other = told.setdefault(missing[0], rest)
            broken += sum(a != b for a, b in zip(rest, other, strict=True))
        else:
            broken += sum(value != 0 for value in rest)
    return broken


def _plain_values(tokens: Sequence[Token], size: int) -> list[int] | None:
    texts = [token.text for token in tokens if token.kind in "NMX"]
    return [int(text) for text in texts] if len(texts) == size and all(map(str.isdecimal, texts)) else None


def _once(rows: Sequence[list[Token]], extra: int) -> list[list[Token]]:
    """The rows without up to ``extra`` that repeat the row before them."""
    kept = [rows[0]]
    for row in rows[1:]:
        if extra and [token.text for token in row] == [token.text for token in kept[-1]]:
            extra -= 1
        else:
            kept.append(row)
    return kept


def _balances(surplus: Sequence[int | None], start: int) -> int | None:
    """The first index at which the rows held from ``start`` on are as many as the lines."""
    total = 0
    for index in range(start, len(surplus)):
        here = surplus[index]
        if here is None:
            return None
        total += here
        if total == 0 and index > start:
            return index
    return None


def _blanks_from_gaps(
    lines: Sequence[Line],
    stream: Stream,
    anchors: Mapping[str, Anchor],
    held: list[list[Token]],
    size: int,
) -> list[list[Token]]:
    """Empty cells put back where a source prints one cell a line at a constant distance.

    Such a source leaves nothing of an empty cell but a wider gap.  It is believed only where the
    whole row then fits the distances that the complete rows of the same table show.
    """
    spans = _row_spans(lines, stream, anchors, held)
    full = [span for span in spans.values() if len(span.rows) == size]
    if len(full) < 3:
        return held
    steps = Counter(b - a for span in full for a, b in zip(span.rows, span.rows[1:], strict=False))
    step = steps.most_common(1)[0][0]
    if step < 1 or steps[step] < 0.9 * steps.total():
        return held
    lead = Counter(span.rows[0] - span.label_row for span in full).most_common(1)[0][0]
    trail = Counter(span.next_row - span.rows[-1] for span in full).most_common(1)[0][0]
    for index, span in spans.items():
        if 0 < len(span.rows) < size:
            places = [(row - span.label_row - lead) / step for row in span.rows]
            end = (span.next_row - trail - span.label_row - lead) / step
            if end == size - 1 and all(place == int(place) and 0 <= place < size for place in places):
                held[index] = _with_blanks(held[index], [int(place) for place in places], size)
    return held


class _Span(NamedTuple):
    label_row: int
    rows: list[int]
    next_row: int


def _row_spans(
    lines: Sequence[Line], stream: Stream, anchors: Mapping[str, Anchor], held: Sequence[Sequence[Token]]
) -> dict[int, _Span]:
    """Label row, numeral rows and the row after them, of lines printed one cell a line."""
    found = {}
    for index, line in enumerate(lines):
        tokens = held[index + 1]
        rows = [token.row for token in tokens]
        if line.key not in anchors or any(token.column >= 0 for token in tokens) or len(set(rows)) < len(rows):
            continue
        anchor = anchors[line.key]
        following = stream.next_row(rows[-1]) if rows else None
        if following is not None:
            found[index + 1] = _Span(stream.row_at(anchor.end - 1), rows, following)
    return found


def _with_blanks(tokens: Sequence[Token], places: Sequence[int], size: int) -> list[Token]:
    blank = tokens[0]._replace(kind="B", text="", column=-1)
    row = [blank] * size
    for token, place in zip(tokens, places, strict=True):
        row[place] = token
    return row
