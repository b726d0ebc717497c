"""A report's tables into the cells of the form: edition, lines, numbers, repairs, doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict

from gongkai.reading.align import WHOLE, align, align_anywhere
from gongkai.reading.assign import Pool, cells_of, pools, slots, unordered_pools
from gongkai.reading.candidates import readings
from gongkai.reading.cells import Filled, assemble
from gongkai.reading.clues import Clue
from gongkai.reading.columns import as_in_form, as_printed, printed_order
from gongkai.reading.doubts import LineRead
from gongkai.reading.edition import editions_of
from gongkai.reading.headed import about_table, is_multiple, money_unit
from gongkai.reading.line import Slot
from gongkai.reading.locate import Regions
from gongkai.reading.repair import Settled, settle
from gongkai.reading.sheet import Sheet
from gongkai.reading.strip import read_strip
from gongkai.reading.tokens import Stream, tokenize
from gongkai.report.filing import Origin
from gongkai.report.form import Form, Kind, Shape, Table, mixed_form

#: What so many rows of a table do is how it is made.
LEAST_ROWS = 3
#: A numeral of so many digits is a whole row rather than a count.
LONG_RUN = 9


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
    glued = any(stream is not None and _is_glued(stream) for stream in streams)
    edition2, edition3 = editions_of(streams[0], streams[1], year, glued=glued)
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
        read = read_table(table, stream, glued, clues) if stream is not None else []
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


def read_table(table: Table, stream: Stream, glued: bool, clues: Sequence[Clue] = ()) -> list[LineRead]:
    """The lines of one table as a stream prints them, under its sums and balances."""
    if table.shape is Shape.STRIP:
        return read_strip(table, stream, clues)
    if table.shape is Shape.BLOCKS:
        anchors = align_anywhere(table, stream)
        held = unordered_pools(table, stream, anchors)
    else:
        anchors = align(table, stream)
        held = pools(table, stream, anchors)
    by_line = slots(table)
    habits = _habits(held, by_line)
    order = printed_order(table, stream)
    options = {}
    for line in table.lines:
        anchor, pool = anchors.get(line.key), held[line.key]
        row = stream.row_at(anchor.end - 1) if anchor is not None else -1
        slot = by_line[line.key]._replace(**habits, glued=glued, crowded=pool.crowded, row=row)
        options[line.key] = as_in_form(readings(pool.tokens, as_printed(slot, order)), order)
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
