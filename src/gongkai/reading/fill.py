"""A report's tables into the cells of the form: edition, lines, numbers, repairs, doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypedDict

from gongkai.reading.align import WHOLE, align, align_anywhere, share_found, variants
from gongkai.reading.assign import Pool, cells_of, pools, slots, unordered_pools
from gongkai.reading.candidates import readings
from gongkai.reading.cells import Filled, assemble
from gongkai.reading.clues import Clue, agreeing, tellers
from gongkai.reading.doubts import LineRead
from gongkai.reading.headed import about_table, is_multiple, money_unit
from gongkai.reading.line import Candidate, Slot, holds
from gongkai.reading.locate import Regions
from gongkai.reading.repair import Settled, agreed, settle
from gongkai.reading.sheet import Sheet
from gongkai.reading.strays import alone
from gongkai.reading.tokens import Stream, Token, label_key, tokenize
from gongkai.reading.turned import is_by_feet, out_of_order
from gongkai.report.filing import Origin
from gongkai.report.form import Form, Kind, Shape, Table, editions, form_for_year, load_form, mixed_form

#: Share of the distinct characters of its heads that a strip must show to be a table.
STRIP_HEADS = 0.6
#: What so many rows of a table do is how it is made.
LEAST_ROWS = 3
#: A numeral of so many digits is a whole row rather than a count.
LONG_RUN = 9
#: A run of so many label characters after a strip's numbers ends it.
STRIP_TAIL = 8


class Printed(NamedTuple):
    """The tables of a report before their cells are filled: form and streams, whether numbers run together, money.

    ``multiples`` says of each table whether its counts are headed as multiples of what they count.
    """

    form: Form
    streams: tuple[Stream | None, ...]
    glued: bool
    unit: str | None
    multiples: tuple[bool, ...]


def printed_tables(sheet: Sheet, found: Regions, year: int | None = None) -> Printed:
    """The tables of a report as they are printed, in the editions of the form that show most of themselves.

    Where none shows anything of its own, the edition is that of the report ``year``, or the latest.
    """
    streams = tuple(
        tokenize(sheet.plain, *span, exact=sheet.exact) if span is not None else None for span in found.tables
    )
    second, third, _fourth = streams
    second_edition = _edition(0, second)
    edition3 = _edition(1, third) or second_edition or _usual_edition(year)
    edition2 = second_edition or edition3
    glued = any(stream is not None and _is_glued(stream) for stream in streams)
    unit = money_unit(sheet.plain[slice(*found.tables[0])]) if found.tables[0] is not None else None
    multiples = tuple(span is not None and is_multiple(sheet.plain[slice(*span)]) for span in found.tables)
    return Printed(mixed_form(edition2, edition3, edition2), streams, glued, unit, multiples)


def fill_form(sheet: Sheet, printed: Printed, clues: Sequence[Clue] = ()) -> Filled:
    """The form of a report with every cell that its tables give, repaired where only one value can be.

    ``clues`` decide among several readings that the identities leave.
    """
    form, streams, glued, unit, multiples = printed
    lines: list[LineRead] = []
    missing: list[Table] = []
    for table, stream, multiple in zip(form.tables, streams, multiples, strict=True):
        read = _read_table(table, stream, glued, clues) if stream is not None else []
        read = [_unscaled(line, form) for line in read] if multiple else read
        if any(token.kind in "NM" for line in read for token in line.pool.tokens) or any(
            line.settled.reading.origins[0] is Origin.BLANK for line in read
        ):
            lines += read
        else:
            missing.append(table)
    doubts = tuple(
        finding
        for table, stream in zip(form.tables, streams, strict=True)
        if stream
        for finding in about_table(table, stream)
    )
    filled = assemble(form, lines, missing, sheet, streams, unit, clues)
    return filled._replace(findings=doubts + filled.findings)


def _unscaled(line: LineRead, form: Form) -> LineRead:
    """A line without its counts, which are headed as multiples; nought is nought."""
    reading = line.settled.reading
    kept = [
        not value or form.cells[cell].column.kind is Kind.MONEY
        for cell, value in zip(line.cells, reading.values, strict=True)
    ]
    values = tuple(value if keep else None for value, keep in zip(reading.values, kept, strict=True))
    origins = tuple(origin if keep else Origin.LOST for origin, keep in zip(reading.origins, kept, strict=True))
    return line._replace(settled=Settled(reading._replace(values=values, origins=origins), {}))


@cache
def _own_lines(index: int) -> dict[str, frozenset[str]]:
    """For table 2 or 3, by edition, the lines and heads that other editions do not have."""
    keys = {edition: {line.key for line in load_form(edition).tables[index].lines} for edition in editions()}
    return {
        edition: frozenset(own - set().union(*(other for name, other in keys.items() if name != edition)))
        for edition, own in keys.items()
    }


def _edition(index: int, stream: Stream | None) -> str | None:
    """The edition whose own lines and column heads a table shows most of, if it shows any; the latest on a tie."""
    if stream is None:
        return None
    # Where a table is cut off, what stands below its last number may be the head of lines that are gone.
    last = max((token.labels for token in stream.tokens if token.kind in "NM"), default=0)
    if 2 * last > len(stream.labels):
        stream = stream._replace(labels=stream.labels[:last])
    scores = {}
    for edition in editions():
        table = load_form(edition).tables[index]
        score = share_found(table, stream, _own_lines(index)[edition])
        if table.shape is Shape.BLOCKS:
            heads = {label_key(wording) for column in table.columns for wording in (column.label, *column.aliases)}
            score += sum(len(head) for head in heads if head in stream.labels)
        scores[edition] = score
    best = max(reversed(editions()), key=lambda edition: scores[edition])
    return best if scores[best] > 0 else None


def _usual_edition(year: int | None) -> str:
    """The edition that a report of that year takes; the latest where the year is not known or had no such form."""
    return form_for_year(year).edition if year is not None and year >= int(editions()[0]) else editions()[-1]


def _read_table(table: Table, stream: Stream, glued: bool, clues: Sequence[Clue]) -> list[LineRead]:
    if table.shape is Shape.STRIP:
        return _read_strip(table, stream, clues)
    if table.shape is Shape.BLOCKS:
        anchors = align_anywhere(table, stream)
        held = unordered_pools(table, stream, anchors)
    else:
        anchors = align(table, stream)
        held = pools(table, stream, anchors)
    by_line = slots(table)
    habits = _habits(held, by_line)
    options = {}
    for line in table.lines:
        anchor, pool = anchors.get(line.key), held[line.key]
        row = stream.row_at(anchor.end - 1) if anchor is not None else -1
        slot = by_line[line.key]._replace(**habits, glued=glued, crowded=pool.crowded, row=row)
        options[line.key] = readings(pool.tokens, slot)
    settled = settle(table, options, clues)
    return [
        LineRead(
            cells_of(table, line.key),
            held[line.key],
            settled[line.key],
            line.key in anchors and anchors[line.key].score < WHOLE,
            table.shape is Shape.BLOCKS and line.key in anchors and anchors[line.key].copies > 1,
        )
        for line in table.lines
    ]


def _is_glued(stream: Stream) -> bool:
    """Whether numbers run together: a numeral begins with a needless zero, or several are too long."""
    free = [token.text for token in stream.tokens if token.column < 0 and token.text.isdecimal()]
    runs = sum(len(text) >= LONG_RUN for text in free)
    return runs >= LEAST_ROWS or any(len(text) > 1 and text[0] == "0" for text in free)


class _Habits(TypedDict):
    """What the rows of a table do, as :class:`Slot` says it."""

    starts: frozenset[int]
    adjoins: bool
    blanks: bool


def _habits(held: Mapping[str, Pool], by_line: Mapping[str, Slot]) -> _Habits:
    """At which cells the complete rows of a tabbed table begin, and whether it leaves cells empty.

    One row may be damaged; what three rows do is how the table is made.
    """
    starts: Counter[int] = Counter()
    empty = apart = 0
    for key, pool in held.items():
        size = by_line[key].size
        cells = [token for token in pool.tokens if token.kind in "NM" and token.column >= 0]
        blanks = [token for token in pool.tokens if token.kind in "BP"]
        if len(cells) == size and len({token.row for token in cells}) == 1:
            starts[cells[0].column] += 1
            apart += any(blank.row == cells[0].row and blank.labels == cells[0].labels for blank in blanks)
        within = cells and any(cells[0].column < blank.column < cells[-1].column for blank in blanks)
        empty += bool(within or (not cells and len(blanks) >= size))
    is_habit = starts.total() >= LEAST_ROWS
    return {
        "starts": frozenset(starts) if is_habit else frozenset(),
        "adjoins": is_habit and not apart,
        "blanks": empty >= LEAST_ROWS,
    }


def _read_strip(table: Table, stream: Stream, clues: Sequence[Clue]) -> list[LineRead]:
    """Table 4: all lines side by side in one row of numbers under stacked heads."""
    heads = set("".join(column.label for column in table.columns))
    shown = heads & set(stream.labels)
    headless = len(shown) < STRIP_HEADS * len(heads)
    if headless and not _whole_row(stream, len(table.lines) * len(table.columns)):
        return []
    cells = tuple(cell for line in table.lines for cell in cells_of(table, line.key))
    by_line = slots(table)
    width = len(table.columns)
    slot = Slot(
        tuple(kind for line in table.lines for kind in by_line[line.key].kinds),
        tuple(
            (whole + at * width, tuple(part + at * width for part in parts))
            for at, line in enumerate(table.lines)
            for whole, parts in by_line[line.key].checks
        ),
    )
    tokens = _whole_row(stream, slot.size) if headless else _in_cells(table, stream, slot.size)
    tokens = tokens or _strip_tokens(table, stream, heads, slot.size)
    unordered = is_by_feet(stream) and bool(out_of_order(stream, {table.key: tokens}))
    found = readings(tokens, slot)
    moved = unordered or (all(token.column < 0 for token in tokens) and _marks_a_total(found[0], slot))
    pool = Pool(tuple(tokens), dealt=not _under_heads(table, stream, tokens), moved=moved)
    broken = sum(not holds(found[0].values, (check,)) for check in slot.checks)
    settled = Settled(found[0], {}) if len(found) == 1 else agreed(found, broken)
    fewer = agreeing(cells, found, clues)
    if len(fewer) < len(found):
        settled = agreed(fewer, broken)._replace(told=tellers(cells, fewer[0].values, clues))
    return [LineRead(cells, pool, settled)]


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
    """Whether words stand among the numbers only where they should: before a line, which they name if any, or the head
    of the number itself.
    """
    width = len(table.columns)
    for at, (one, after) in enumerate(pairwise(tokens), 1):
        if one.labels == after.labels:
            continue
        words = stream.labels[one.labels : after.labels]
        named = [line.key for line in table.lines if any(key in words for key in variants(line))]
        if not at % width and named and at // width < len(table.lines) and table.lines[at // width].key not in named:
            return False
        if at % width:
            head = label_key(table.columns[at % width].label)
            if not words.endswith(head):
                return False
    return True


def _among_heads(stream: Stream, words: set[str], end: int, wanted: int) -> list[Token]:
    """The numbers that stand each under a head of its own, before the heads that lie a row lower.

    Read column by column, the first heads, which are two rows high, come with their numbers between them.
    """
    before = [token for token in stream.tokens if token.kind in "NMX" and 0 < token.labels < end]
    places = [0, *(token.labels for token in before)]
    apart = all(set(stream.labels[a:b]) and set(stream.labels[a:b]) <= words for a, b in pairwise(places))
    return before if len(before) == wanted and apart else []
