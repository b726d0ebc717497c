"""In which order a table's heads put its columns, and lines read as they are printed put into the form's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from gongkai.reading.align import variants
from gongkai.reading.assign import slots
from gongkai.reading.line import Candidate, Slot, holds
from gongkai.reading.numerals import parse_cell
from gongkai.reading.tokens import Stream, Token, label_key
from gongkai.reading.turned import is_by_feet
from gongkai.report.form import Kind, Shape, Table

#: The columns of a form from left to right as they are printed: the place of each in the form.
Order = tuple[int, ...]


def printed_order(table: Table, stream: Stream) -> Order | None:
    """The order of the columns as the heads of a table say it, where it is another than the form's.

    Heads say it where they stand on one line: what stands above or below may come first in a text for its height
    alone.  A head that has others under it stands for these.  They are not believed against the sums.
    """
    if table.shape is Shape.BLOCKS:
        return None
    is_strip = table.shape is Shape.STRIP
    order = _strip_order(table, stream.labels) if is_strip else _matrix_order(table, stream)
    if order is None or list(order) == sorted(order) or is_by_feet(stream):
        return None
    slot = strip_slot(table) if is_strip else slots(table)[table.lines[0].key]
    rows = (list(row) for _, row in groupby(stream.tokens, key=lambda token: token.row))
    return order if _is_borne_out(order, slot, rows) else None


def _matrix_order(table: Table, stream: Stream) -> Order | None:
    first = max(stream.labels.find(key) for key in variants(table.lines[0]))
    above = stream.labels[: max(first, 0)]
    groups = {label_key(head): head for column in table.columns for head in column.under}
    upper: list[tuple[int, Sequence[int]]] = []
    for key, head in groups.items():
        under = [at for at, column in enumerate(table.columns) if head in column.under]
        upper.append((above.rfind(key), under))
        above = above.replace(key, "\0" * len(key))  # a head within its words is none
    places = [above.rfind(label_key(column.label)) for column in table.columns]
    if -1 in places or stream.row_at(max(places)) == stream.row_at(first):
        return None
    rows = [stream.row_at(place) for place in places]
    if len(set(rows)) == 1:
        return _from_left(range(len(places)), places)
    upper += [(place, [at]) for at, place in enumerate(places) if not table.columns[at].under]
    grouped = [_from_left(under, places) for _, under in upper]
    levels = [{stream.row_at(start) for start, _ in upper}, *({rows[at] for at in under} for _, under in upper)]
    if min(start for start, _ in upper) < 0 or any(len(level) > 1 for level in levels):
        return None
    return tuple(at for _, under in sorted(zip((start for start, _ in upper), grouped, strict=True)) for at in under)


def _from_left(columns: Iterable[int], places: Sequence[int]) -> Order:
    return tuple(sorted(columns, key=lambda at: places[at]))


def _strip_order(table: Table, labels: str) -> Order | None:
    """The order of all cells of a strip, whose lines all have the same heads; any of them may be printed again."""
    keys = [label_key(column.label) for column in table.columns]
    found = [keys.index(match[0]) for match in re.finditer("|".join(sorted(keys, key=len, reverse=True)), labels)]
    parts = {tuple(found[at : at + len(keys)]) for at in range(0, len(found), len(keys))}
    if len(parts) != 1 or sorted(part := parts.pop()) != list(range(len(keys))):
        return None
    return tuple(line * len(keys) + at for line in range(len(table.lines)) for at in part)


@cache
def strip_slot(table: Table) -> Slot:
    """What the reader must know of a strip, all of whose lines stand side by side."""
    by_line, width = slots(table), len(table.columns)
    kinds = tuple(kind for line in table.lines for kind in by_line[line.key].kinds)
    checks = (
        (whole + at * width, tuple(part + at * width for part in parts))
        for at, line in enumerate(table.lines)
        for whole, parts in by_line[line.key].checks
    )
    return Slot(kinds, tuple(checks))


def as_printed(slot: Slot, order: Order | None) -> Slot:
    """What the reader must know of a line whose columns are printed in that order."""
    if order is None:
        return slot
    place = {at: printed for printed, at in enumerate(order)}
    checks = tuple((place[whole], tuple(place[part] for part in parts)) for whole, parts in slot.checks)
    return slot._replace(kinds=tuple(slot.kinds[at] for at in order), checks=checks)


def as_in_form(found: Sequence[Candidate], order: Order | None) -> list[Candidate]:
    """Readings of a line whose columns are printed in that order, in the form's."""
    if order is None:
        return list(found)
    back = sorted(range(len(order)), key=lambda printed: order[printed])
    return [
        Candidate(
            tuple(one.values[at] for at in back),
            tuple(one.origins[at] for at in back),
            tuple(one.sources[at] for at in back),
            one.cost,
        )
        for one in found
    ]


def _is_borne_out(order: Order, slot: Slot, rows: Iterable[Sequence[Token]]) -> bool:
    """Whether the sums of whole rows hold in that order wherever they hold in the form's."""
    checks = as_printed(slot, order).checks
    counts = (values for row in rows if len(values := _counts(row)) == slot.size and any(values))
    return not any(holds(values, slot.checks) and not holds(values, checks) for values in counts)


def _counts(row: Sequence[Token]) -> list[int]:
    said = (parse_cell(token.text, Kind.COUNT) for token in row if token.kind == "N")
    return [int(value) for value in said if value is not None]
