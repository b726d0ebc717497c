"""A table that stands in a report a second time: in an annex, for a small screen, in a corrected version.

What says the same there confirms what was read; where it says something else, nothing in the text tells which of
the two holds, and a person has to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gongkai.finding import Finding
from gongkai.reading import findings as kinds
from gongkai.reading.cells import Filled
from gongkai.reading.doubts import LineRead, place_of
from gongkai.reading.extent import Span, prints
from gongkai.reading.locate import Regions
from gongkai.reading.result import Reading, Status
from gongkai.reading.sheet import Sheet
from gongkai.reading.tokens import Stream, tokenize
from gongkai.report.filing import Filing, Origin
from gongkai.report.form import Table

#: More than this share of a table's cells stands in a copy of it.
MOST = 0.5

Read = Callable[[Table, Stream], Sequence[LineRead]]


def about_copies(sheet: Sheet, found: Regions, filled: Filled, read: Read) -> Iterator[Finding]:
    """The cells of which another print of their table in the same report says something else.

    ``read`` reads a table as the report's own were read.
    """
    for index, (table, region) in enumerate(zip(filled.form.tables, found.tables, strict=True)):
        for copy in _elsewhere(sheet.plain, found, region, index) if region is not None else ():
            lines = read(table, tokenize(sheet.plain, *copy, exact=sheet.exact))
            other = _differing(filled, lines)
            if other:
                yield kinds.PRINTED_TWICE.at(other, place=place_of(filled.form, other))


def _elsewhere(text: str, found: Regions, region: Span, index: int) -> Iterator[Span]:
    """Where most labels of a table stand outside its region, without a sentence among them."""
    for low, high in ((found.start, region[0]), (region[1], found.end)):
        yield from prints(text, low, high, index)


def _differing(filled: Filled, lines: Sequence[LineRead]) -> tuple[str, ...]:
    """The cells that the lines of a copy plainly print otherwise than they were read; none if it is hardly a copy."""
    printed = {
        cell: (value, token.text)
        for line in lines
        for cell, value, origin, token in zip(line.cells, *line.settled.reading[:3], strict=True)
        if origin is Origin.READ and value is not None and token is not None
    }
    if len(printed) <= MOST * sum(len(line.cells) for line in lines):
        return ()
    return tuple(
        cell
        for cell, (value, text) in printed.items()
        if filled.values[cell] not in (None, value) and filled.traces[cell].read != text
    )


def beside_each_other(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of one file; where several are of one body's one year and differ, each lists in what it does."""
    if len(readings) < 2:
        return tuple(readings)
    return tuple(_doubted(one, [other for other in readings if other is not one]) for one in readings)


def _doubted(reading: Reading, others: Sequence[Reading]) -> Reading:
    filing = reading.filing
    if filing is None:
        return reading
    against = {cell for other in others if other.filing for cell in _disputed(filing, other.filing)}
    if not against:
        return reading
    cells = tuple(cell for cell in filing.values if cell in against)
    doubt = kinds.PRINTED_TWICE.at(cells, place=place_of(filing.form, cells))
    return replace(reading, status=Status.DOUBTFUL, findings=(doubt, *reading.findings))


def _disputed(one: Filing, other: Filing) -> Iterator[str]:
    """The cells in which two reports differ that are of the same body and year, as far as both are known."""
    same = one.agency == other.agency and one.year == other.year
    if one.agency is None or not same:
        return
    for cell, value in one.values.items():
        printed = other.values.get(cell)
        if value is not None and printed is not None and value != printed:
            yield cell
