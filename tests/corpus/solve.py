"""An independent judge of what a damaged row still determines: plain enumeration under the identities.

It shares no code with the reader.  Rows offer candidates; candidates that fit the sums along and
across the table survive; a cell is determined when all survivors agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product

from gongkai.report.form import Table
from tests.corpus.model import Number, Printed, Truth

MOST = 40_000


_WHOLE = re.compile(r"[-+]?(0|[1-9]\d*)")
_MONEY = re.compile(r"(0|[1-9]\d*)(\.\d+)?")


def splits(runs: list[str], money: list[bool]) -> Iterator[tuple[str, ...]]:
    """All ways to read digit runs as so many numbers without leading zeros, none crossing a gap."""
    if not runs or not money:
        if not runs and not money:
            yield ()
        return
    run, rest = runs[0], runs[1:]
    for end in range(1, len(run) + 1):
        first = run[:end]
        if (_MONEY if money[0] else _WHOLE).fullmatch(first):
            left = [run[end:], *rest] if run[end:] else rest
            for others in splits(left, money[1:]):
                yield (first, *others)


def summed(runs: list[str], count: int) -> Iterator[tuple[int, ...]]:
    """Splits of a run into ``count`` whole numbers of which the last is the sum of the others."""
    flat = "".join(runs)
    edges, at = set(), 0
    for run in runs:
        at += len(run)
        edges.add(at)

    def walk(start: int, left: int, room: int, stop: int) -> Iterator[tuple[int, ...]]:
        if left == 0:
            if start == stop and room == 0:
                yield ()
            return
        for end in range(start + 1, stop - left + 2):
            if flat[start] == "0" and end > start + 1:
                break
            if any(start < edge < end for edge in edges):
                break
            number = int(flat[start:end])
            if number > room:
                break
            for others in walk(end, left - 1, room - number, stop):
                yield (number, *others)

    for cut in range(len(flat) - 1, count - 2, -1):
        if any(cut < edge < len(flat) for edge in edges):
            break
        if flat[cut] == "0" and cut < len(flat) - 1:
            continue
        whole = int(flat[cut:])
        for parts in walk(0, count - 1, whole, cut):
            yield (*parts, whole)


def survivors(table: Table, options: Mapping[str, list[tuple[int, ...]]]) -> list[dict[str, tuple[int, ...]]] | None:
    """All choices of one candidate a row that satisfy the column identities; ``None`` if too many to try."""
    keys = list(options)
    many = 1
    for key in keys:
        many *= len(options[key])
        if many > MOST:
            return None
    found = []
    for choice in product(*(options[key] for key in keys)):
        rows = dict(zip(keys, choice, strict=True))
        if all(_holds(rows, rule.parts, (rule.whole,)) for rule in table.sums if rule.axis == "lines") and all(
            _holds(rows, rule.left, rule.right) for rule in table.balances
        ):
            found.append(rows)
    return found


def _holds(rows: Mapping[str, tuple[int, ...]], left: Iterable[str], right: Iterable[str]) -> bool:
    sums = [
        [sum(column) for column in zip(*(rows[key] for key in side if key in rows), strict=True)]
        for side in (left, right)
    ]
    return sums[0] == sums[1]


def glue_doubts(printed: Printed, table: Table, runs: list[list[str]], truth: Truth) -> None:
    """Marks the cells of a table that gluing leaves undetermined, and those too costly to judge."""
    rows = [row for row in printed.rows() if row.texts]
    whole = [(row, run) for row, run in zip(rows, runs, strict=True) if len(row.texts) == len(row.scraps)]
    if table.shape == "blocks":
        for row, run in whole:
            money = [truth.form.cells[scrap.name].kind == "money" for scrap in row.scraps]
            names = [scrap.name for scrap in row.scraps]
            truth.ambiguous |= _varying(names, list(splits(run, money)))
            # A gap among glued digits is no sure sign: without it the row may have several readings.
            truth.lenient |= _varying(names, list(splits(["".join(run)], money)))
    elif table.shape == "strip":
        for row, run in whole:
            truth.ambiguous |= _strip_doubts([scrap.name for scrap in row.scraps], run)
    else:
        options = {row.key: list(summed(run, len(row.scraps))) for row, run in whole if row.key}
        labels = {row.key: [scrap.name for scrap in row.scraps] for row in rows}
        found = survivors(table, options) if len(options) == len(table.lines) else None
        for key, choices in options.items():
            if found is not None:
                truth.ambiguous |= _varying(labels[key], [choice[key] for choice in found])
            elif len(choices) > 1:
                truth.lenient |= set(labels[key])


def _varying(names: list[str], choices: Sequence[Sequence[object]]) -> set[str]:
    return {name for at, name in enumerate(names) if len({choice[at] for choice in choices}) != 1}


def _strip_doubts(names: list[str], runs: list[str]) -> set[str]:
    """Table 4 glued: three groups of five, each summing to its last."""
    flat = "".join(runs)
    edges, at = [0], 0
    for run in runs:
        at += len(run)
        edges.append(at)

    def part(start: int, end: int) -> list[str]:
        cuts = [start, *(edge for edge in edges if start < edge < end), end]
        return [flat[a:b] for a, b in pairwise(cuts)]

    readings = [
        (*a, *b, *c)
        for x in range(5, len(flat) - 9)
        for a in summed(part(0, x), 5)
        for y in range(x + 5, len(flat) - 4)
        for b in summed(part(x, y), 5)
        for c in summed(part(y, len(flat)), 5)
    ]
    return _varying(names, readings)


def forced(table: Table, known: Mapping[str, Number | None]) -> dict[str, Number]:
    """What the identities force on the cells without a number, by substitution only."""
    rules = []
    for rule in table.sums:
        others = [line.key for line in table.lines] if rule.axis == "columns" else [c.key for c in table.columns]
        rules += [
            ([_cell(table, rule.axis, rule.whole, o)], [_cell(table, rule.axis, p, o) for p in rule.parts])
            for o in others
        ]
    for rule in table.balances:
        rules += [
            (
                [_cell(table, rule.axis, p, c.key) for p in rule.left],
                [_cell(table, rule.axis, p, c.key) for p in rule.right],
            )
            for c in table.columns
        ]
    values = {name: value for name, value in known.items() if value is not None}
    new: dict[str, Number] = {}
    moved = True
    while moved:
        moved = False
        for left, right in rules:
            open_left, open_right = [c for c in left if c not in values], [c for c in right if c not in values]
            gap = sum(values[c] for c in right if c in values) - sum(values[c] for c in left if c in values)
            found: dict[str, Number] = {}
            if len(open_left) + len(open_right) == 1:
                found = {open_left[0]: gap} if open_left else {open_right[0]: -gap}
            elif gap == 0 and bool(open_left) != bool(open_right):
                found = dict.fromkeys(open_left + open_right, 0)
            values |= found
            new |= found
            moved = moved or bool(found)
    return new


def _cell(table: Table, axis: str, key: str, other: str) -> str:
    return table.cell_name(other, key) if axis == "columns" else table.cell_name(key, other)
