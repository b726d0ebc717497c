"""What the heads of a table say about its columns: their order, their unit, and whether it stands twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gongkai.finding import Finding
from gongkai.reading import findings as kinds
from gongkai.reading.align import variants
from gongkai.reading.assign import cells_of
from gongkai.reading.columns import printed_order
from gongkai.reading.numerals import FOREIGN
from gongkai.reading.tokens import Stream, label_key
from gongkai.report.form import Column, Line, Shape, Table

_UNIT = re.compile(rf"(?:单位\s*:\s*|金额\s*\()(?:人民币)?({FOREIGN}|[十百千万亿]*[元角])")
#: Counts headed as so many tens, hundreds or thousands of what they count.
_MULTIPLE = re.compile(r"单位\s*:\s*[十百千万亿]+[件宗次项条份个人]")
#: Between the units that a head names where it names several.
_AND = "、"
#: A head of fewer characters is found anywhere and says nothing of order.
LEAST_HEAD = 3
#: In whose order the columns of a table were read.
_BY_HEADS, _BY_FORM = ("表头", "its heads"), ("格式", "the form")
#: A table of which this share of the lines stands again is printed twice.
TWICE = 0.5


def money_unit(region: str) -> str | None:
    """The unit that the head of the money column of table 2 names, if any; where several, all of them."""
    return _AND.join(sorted({match[1] for match in _UNIT.finditer(region)})) or None


def is_strange(unit: str) -> bool:
    """Whether nothing tells what money in that unit is worth in yuan."""
    return _AND in unit or unit in FOREIGN.split("|")


def is_multiple(region: str) -> bool:
    """Whether the counts of a table are headed as multiples (万件): whether all of them are, nothing tells."""
    return _MULTIPLE.search(region) is not None


def about_table(table: Table, stream: Stream) -> list[Finding]:
    """Findings on a table as a whole: columns headed in another order, the table printed twice."""
    cells = tuple(cell for line in table.lines for cell in cells_of(table, line.key))
    place = (f"“{table.title}”", table.key)
    found = []
    labels = _before_lines(table, stream.labels) if table.shape is Shape.MATRIX else stream.labels
    if printed_order(table, stream) is not None:
        found.append(kinds.COLUMNS_MOVED.at(cells, place=place, by=_BY_HEADS))
    elif not all(_in_order(group, labels) for group in _heads(table)) or _is_reversed(table, stream):
        found.append(kinds.COLUMNS_MOVED.at(cells, place=place, by=_BY_FORM))
    if table.shape is Shape.MATRIX and (unlike := _unlike_copies(table, stream)):
        found.append(kinds.PRINTED_TWICE.at(unlike, place=place))
    return found


def _before_lines(table: Table, labels: str) -> str:
    """The heads that stand right before the first line of a table: what prose says before them is in no order."""
    first = max(labels.find(key) for key in variants(table.lines[0]))
    above = labels[: first if first >= 0 else None]
    begins = [above.rfind(label_key(column.label)) for column in table.columns[:-1]]
    return above[max(0, min(begins)) :]


@cache
def _heads(table: Table) -> list[list[str]]:
    """The groups of heads whose order can be told: long enough, and side by side in the form."""
    groups: list[Sequence[Column | Line]]
    if table.shape is Shape.BLOCKS:
        groups = [table.columns_of(block.lines[0]) for block in table.blocks]
    elif table.shape is Shape.MATRIX:
        groups = [table.columns[:-1]]
    else:
        groups = [table.columns, [line for line in table.lines if line.under]]
    return [[key for head in group if len(key := label_key(head.label)) >= LEAST_HEAD] for group in groups]


def _in_order(keys: Sequence[str], labels: str) -> bool:
    """Whether the heads that stand literally in the stream stand in the form's order."""
    starts = [labels.find(key) for key in keys]
    return -1 in starts or starts == sorted(starts)


def _is_reversed(table: Table, stream: Stream) -> bool:
    """Whether the heads over the lines of a strip stand side by side in another order than the form's."""
    if table.shape is not Shape.STRIP:
        return False
    above = stream.labels[: next((token.labels for token in stream.tokens if token.kind == "N"), 0)]
    places = [
        above.rfind(label_key(head)) for head in dict.fromkeys((*line.under, line.label)[0] for line in table.lines)
    ]
    return -1 not in places and len(set(map(stream.row_at, places))) == 1 and places != sorted(places)


def _unlike_copies(table: Table, stream: Stream) -> tuple[str, ...]:
    """The cells of a table most of whose labels stand in two rows or more, but for lines that say the same each time.

    A merged cell repeated in its own row does not count.
    """
    keys = {line.key: variants(line)[0] for line in table.lines}
    repeated = [(line, key) for line, key in keys.items() if stream.labels.count(key) > 1]
    if len(repeated) <= TWICE * len(table.lines):  # as nearly all
        return ()
    runs: dict[int, list[str]] = {}
    for token in stream.tokens:
        if token.kind != "P":
            runs.setdefault(token.labels, []).append(token.text)
    again, alike = 0, set()
    for line, key in repeated:
        places = list(re.finditer(re.escape(key), stream.labels))
        again += len({stream.row_at(match.start()) for match in places}) > 1
        said = {tuple(runs.get(match.end(), ())) for match in places}
        if len(said) == 1 and len(max(said)) == len(table.columns):
            alike.add(line)
    if again <= TWICE * len(table.lines):
        return ()
    return tuple(cell for line in table.lines if line.key not in alike for cell in cells_of(table, line.key))
