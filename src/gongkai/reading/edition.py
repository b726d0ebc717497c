"""Which edition of the form a table is printed in: by its own lines and heads, by how many numbers its lines have.

The year alone says little: old forms were used on for years, and tables of two editions stand in one report.  It
decides only where nothing in the tables does.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

from gongkai.reading.align import align_anywhere, share_found, variants
from gongkai.reading.assign import unordered_pools
from gongkai.reading.extent import DAMAGED_HEAD, share
from gongkai.reading.strays import MOST_FURTHER
from gongkai.reading.tokens import Stream, is_ordinal, label_key
from gongkai.report.form import Line, Shape, Table, editions, form_for_year, load_form


def editions_of(second: Stream | None, third: Stream | None, year: int | None, *, glued: bool) -> tuple[str, str]:
    """The editions of tables 2 and 3.  ``glued`` says that numbers run together, so that they cannot be counted."""
    own2 = _shown(0, second) or (None if glued or second is None else _counted(second))
    own3 = _shown(1, third)
    edition3 = own3 or own2 or _usual(year)
    return own2 or edition3, edition3


def _usual(year: int | None) -> str:
    """The edition that a report of that year takes; the latest where the year is not known or had no such form."""
    return form_for_year(year).edition if year is not None and year >= int(editions()[0]) else editions()[-1]


@cache
def _own_lines(index: int) -> dict[str, frozenset[str]]:
    """For table 2 or 3, by edition, the lines and heads that other editions do not have."""
    keys = {edition: {line.key for line in load_form(edition).tables[index].lines} for edition in editions()}
    return {
        edition: frozenset(own - set().union(*(other for name, other in keys.items() if name != edition)))
        for edition, own in keys.items()
    }


@cache
def _groups(index: int) -> frozenset[str]:
    """The keys of the labels of groups of lines in any edition."""
    tables = [load_form(edition).tables[index] for edition in editions()]
    return frozenset(label_key(label) for table in tables for line in table.lines for label in line.under)


def _shown(index: int, stream: Stream | None) -> str | None:
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
        own = frozenset(key for key in _own_lines(index)[edition] if not _is_group_here(index, table, key, stream))
        score = share_found(table, stream, own)
        if table.shape is Shape.BLOCKS:
            heads = {label_key(wording) for column in table.columns for wording in (column.label, *column.aliases)}
            score += sum(len(head) for head in heads if head in stream.labels)
        scores[edition] = score
    best = max(reversed(editions()), key=lambda edition: scores[edition])
    return best if scores[best] > 0 else None


def _is_group_here(index: int, table: Table, key: str, stream: Stream) -> bool:
    """Whether a line's label, which another edition has for a group of lines, may be that group's here.

    A line has no more than one row of numbers, and then the next line comes, or where that is lost the one after it;
    where something else comes that may be what is left of the group's lines, the label tells nothing.
    """
    at = next(place for place, line in enumerate(table.lines) if line.key == key)
    wordings = _groups(index) & set(variants(table.lines[at]))
    if not wordings or at + 1 == len(table.lines):
        return False
    ends = (stream.labels.find(wording) + len(wording) for wording in wordings if wording in stream.labels)
    return not any(
        _is_row(stream, end, len(table.columns))
        and (
            _comes(table.lines[at + 1], stream, end)
            or any(_follows(line, stream, end) for line in table.lines[at + 2 :])
        )
        for end in ends
    )


def _is_row(stream: Stream, end: int, size: int) -> bool:
    """Whether what stands behind a label is one row of numbers at most, and nothing that cannot be read below it.

    A row has as many numbers as the form has columns, or as many more as most rows of the table.
    """
    held = [token for token in stream.tokens if token.labels == end]
    numbers = [token.text for token in held if token.kind in "NM"]
    scraps = [token for token in held if token.kind == "X" and token.row != held[0].row]
    cells = sum(token.kind in "NMB" for token in held)
    run_together = cells < size and sum(len(number) >= size for number in numbers) > 1
    runs = Counter(token.labels for token in stream.tokens if token.kind in "NM")
    usual, _ = Counter(runs.values()).most_common(1)[0] if runs else (0, 0)
    most = usual if size < usual <= size + MOST_FURTHER else size
    return len(numbers) <= most and not run_together and not scraps


def _comes(line: Line, stream: Stream, end: int) -> bool:
    """Whether a line comes next behind a label: at once, though damaged, or with no more than heads before it."""
    keys = variants(line)
    damaged = stream.labels[end : end + max(map(len, keys))]
    return _follows(line, stream, end) or bool(set("".join(keys)) & set(damaged))


def _follows(line: Line, stream: Stream, end: int) -> bool:
    """Whether a line stands in full behind a label, with no more than heads between them."""
    starts = [start for key in variants(line) if (start := stream.labels.find(key, end)) >= 0]
    between = stream.labels[end : min(starts)] if starts else ""
    return bool(starts) and share(between) >= DAMAGED_HEAD and not any(map(is_ordinal, between))


def _counted(stream: Stream) -> str | None:
    """The edition whose lines have as many cells as numbers stand behind their labels, if one has more such lines."""
    fits: dict[str, int] = {}
    for edition in editions():
        table = load_form(edition).tables[0]
        held = unordered_pools(table, stream, align_anywhere(table, stream))
        fits[edition] = sum(
            sum(token.kind in "NM" for token in held[line.key].tokens) == len(table.columns_of(line.key))
            for line in table.lines
        )
    best, *others = sorted(fits, key=lambda edition: -fits[edition])
    return best if all(fits[best] > fits[other] for other in others) else None
