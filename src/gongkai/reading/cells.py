"""Lines as read into the cells of a form: values, traces, repairs, and every doubt as a finding."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gongkai.finding import Finding
from gongkai.reading import findings as kinds
from gongkai.reading.clues import Clue, told_of
from gongkai.reading.doubts import LineRead, about_line, place_of
from gongkai.reading.evidence import Weighed, unconfirmed, weigh
from gongkai.reading.headed import is_strange
from gongkai.reading.numerals import printed_unit
from gongkai.reading.recognised import Recognised
from gongkai.reading.sheet import Sheet
from gongkai.reading.tokens import Stream
from gongkai.report.filing import Number, Origin, Trace
from gongkai.report.form import Cell, Form, Table
from gongkai.report.identities import Identity, identities, identities_by_cell, implied_values


class Filled(NamedTuple):
    """The cells of a report: form, values and traces by cell, and the doubts of reading.

    ``is_blank``: its tables hold no number at all; ``is_unread``: no line of them was found with its numbers.
    """

    form: Form
    values: Mapping[str, Number | None]
    traces: Mapping[str, Trace]
    findings: tuple[Finding, ...]
    is_blank: bool
    is_unread: bool

    @property
    def taken(self) -> tuple[tuple[int, int] | None, ...]:
        """From where to where the cells of each table stand that were read, ``None`` for a table without any."""
        starts: dict[str, list[int]] = {table.key: [] for table in self.form.tables}
        ends: dict[str, list[int]] = {table.key: [] for table in self.form.tables}
        for name, trace in self.traces.items():
            if trace.where is not None and trace.where.offset is not None:
                table = self.form.cells[name].table
                starts[table].append(trace.where.offset)
                ends[table].append(trace.where.offset + len(trace.read or ""))
        return tuple((min(places), max(ends[table])) if places else None for table, places in starts.items())


def assemble(
    form: Form,
    lines: list[LineRead],
    missing: list[Table],
    sheet: Sheet,
    streams: Sequence[Stream | None],
    unit: str | None = None,
    clues: Sequence[Clue] = (),
) -> Filled:
    """The cells that the lines fill, repaired where the identities leave one value, with all doubts.

    ``missing`` are the tables of which nothing was found: their cells stay empty, never zero.
    ``unit`` is what the money column of table 2 is headed with; what ``clues`` tell of a lost cell is its candidate.
    """
    values: dict[str, Number | None] = dict.fromkeys(form.cells)
    traces: dict[str, Trace] = {}
    doubts: list[Finding] = []
    options: dict[str, tuple[Number, ...]] = {}
    for line in lines:
        reading = line.settled.reading
        values.update(zip(line.cells, reading.values, strict=True))
        for cell, origin, token in zip(line.cells, reading.origins, reading.sources, strict=True):
            where = sheet.where(token.offset) if token is not None else None
            traces[cell] = Trace(origin, token.text if token is not None else None, (), where)
        options |= {line.cells[at]: remaining for at, remaining in line.settled.options.items()}
        doubts += about_line(form, line, sheet)
    recognised = {
        cell: sheet.recognised[offset]
        for cell, trace in (traces.items() if sheet.recognised else ())
        if values[cell] is not None and (offset := _offset(trace)) in sheet.recognised
    }
    weighed = _weigh(form, values, traces, options, recognised)
    misread = frozenset(weighed.changed)
    _convert_units(form, values, traces, doubts, unit)
    is_unread = not lines
    is_blank = not any(token.kind == "N" for stream in streams if stream is not None for token in stream.tokens)
    for table in missing:
        cells = tuple(cell for cell in form.cells if form.cells[cell].table == table.key)
        traces.update(dict.fromkeys(cells, Trace(Origin.LOST)))
        doubts.append(kinds.TABLE_MISSING.at(cells, table=table.title))
    lost_tables = {table.key for table in missing}
    unsure = {cell for line in lines if line.pool.dealt or line.pool.moved for cell in line.cells}
    _repair(form, values, traces, options, lost_tables, unsure, weighed.undetermined)
    _give_reasons(form, values, traces)
    for cell in traces if clues else ():
        if traces[cell].origin is Origin.LOST and cell not in options and (told := told_of(cell, clues)):
            options[cell] = told
    doubts += _unproven(form, lines, values)
    by_clues = frozenset(cell for line in lines if line.settled.told for cell in line.cells)
    doubts += _listed(form, values, traces, options, lost_tables, _equal_places(lines) - by_clues, misread | by_clues)
    doubts += _about_recognition(form, values, traces, recognised, misread)
    return Filled(form, values, traces, tuple(doubts), is_blank, is_unread)


#: What so much money is in 万元.
_IN_WAN = {
    "角": Decimal("0.00001"),
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
}


@cache
def _money(form: Form) -> Mapping[str, Cell]:
    return {name: cell for name, cell in form.cells.items() if cell.unit in _IN_WAN}


def _convert_units(
    form: Form,
    values: dict[str, Number | None],
    traces: dict[str, Trace],
    doubts: list[Finding],
    headed: str | None,
) -> None:
    """Money printed in another unit than its column's, converted and said so; in one that is not known, lost."""
    for name, cell in _money(form).items():
        trace, value = traces.get(name), values[name]
        if trace is None or trace.read is None or value is None:
            continue
        unit = printed_unit(trace.read) or headed
        if not value or unit is None or unit == cell.unit:
            continue
        if is_strange(unit):
            values[name] = None
            traces[name] = trace._replace(origin=Origin.LOST)
        elif unit in _IN_WAN:
            values[name] = (Decimal(value) * _IN_WAN[unit] / _IN_WAN[cell.unit]).normalize() + 0
            doubts.append(
                kinds.UNIT_PRINTED.at(
                    (name,),
                    found=values[name],
                    where=trace.where,
                    place=place_of(form, (name,)),
                    read=trace.read,
                    unit=unit,
                    to_unit=cell.unit,
                )
            )


def _repair(
    form: Form,
    values: dict[str, Number | None],
    traces: dict[str, Trace],
    options: Mapping[str, tuple[Number, ...]],
    lost_tables: set[str],
    unsure: Container[str],
    undetermined: Container[str],
) -> None:
    """Fill lost cells that can have one value only; note what the identities imply for blank ones.

    A value is kept only while every identity it stands in holds.  Nothing is implied for a cell that is ``unsure``
    to be its line's.  Of an ``undetermined`` one the identities have been asked before: it may be printed wrong.
    """
    if all(value is not None for value in values.values()):
        return
    implied = implied_values(form, values)
    if not implied:
        return
    whole = {**values, **{cell: found.value for cell, found in implied.items()}}
    broken = {
        cell
        for rule in identities(form)
        if all(whole[cell] is not None for cell in rule.cells)
        and sum(whole[cell] or 0 for cell in rule.left) != sum(whole[cell] or 0 for cell in rule.right)
        for cell in rule.cells
    }
    for cell, found in implied.items():
        trace = traces[cell]
        if cell in broken or cell in undetermined:
            continue
        if trace.origin is Origin.BLANK and cell in unsure:
            continue
        if trace.origin is Origin.BLANK:
            traces[cell] = trace._replace(implied=found.value, because=found.because)
        elif form.cells[cell].table in lost_tables:
            continue
        elif cell not in options or found.value in options[cell]:
            values[cell] = found.value
            traces[cell] = trace._replace(origin=Origin.REPAIRED, because=found.because)


def _offset(trace: Trace) -> int:
    """Where in the sheet a value stands; -1 if it stands nowhere."""
    return -1 if trace.where is None or trace.where.offset is None else trace.where.offset


def _weigh(
    form: Form,
    values: dict[str, Number | None],
    traces: dict[str, Trace],
    options: dict[str, tuple[Number, ...]],
    recognised: Mapping[str, Recognised],
) -> Weighed:
    """Numerals of pictures put right where one explanation is clearly the likeliest."""
    weighed = weigh(form, values, recognised) if recognised else Weighed({}, {})
    for cell, value in weighed.changed.items():
        values[cell] = value
        traces[cell] = traces[cell]._replace(origin=Origin.REPAIRED)
    for cell, possible in weighed.undetermined.items():
        values[cell] = None
        traces[cell] = traces[cell]._replace(origin=Origin.LOST)
        options[cell] = possible
    return weighed


def _about_recognition(
    form: Form,
    values: Mapping[str, Number | None],
    traces: Mapping[str, Trace],
    recognised: Mapping[str, Recognised],
    misread: frozenset[str],
) -> Iterator[Finding]:
    """What was put right, and what no identity confirms: cell by cell where the picture is unclear, else by table."""
    for cell in sorted(misread, key=list(form.cells).index):
        trace = traces[cell]
        place, found = place_of(form, (cell,)), values[cell]
        yield kinds.MISREAD.at((cell,), found=found, where=trace.where, place=place, read=trace.read)
    clear: dict[str, list[str]] = {}
    for cell in unconfirmed(form, values, recognised):
        trace = traces[cell]
        if recognised[cell].is_sure or cell in misread:
            clear.setdefault(form.cells[cell].table, []).append(cell)
        else:
            yield kinds.UNCLEAR.at((cell,), where=trace.where, place=place_of(form, (cell,)), read=trace.read)
    for table, cells in clear.items():
        yield kinds.RECOGNISED.at(tuple(cells), table=form.table(table).title, count=len(cells))


_WORKED_OUT = frozenset({Origin.REPAIRED, Origin.SPLIT})


def _give_reasons(form: Form, values: Mapping[str, Number | None], traces: dict[str, Trace]) -> None:
    """For cells restored or cut within their own line, the identities that hold with them."""
    unreasoned = [cell for cell, trace in traces.items() if trace.origin in _WORKED_OUT and not trace.because]
    if not unreasoned:
        return
    standing = {rule.name for rule in identities(form) if _stands(rule, values)}
    by_cell = identities_by_cell(form)
    for cell in unreasoned:
        because = tuple(rule.name for rule in by_cell.get(cell, ()) if rule.name in standing)
        traces[cell] = traces[cell]._replace(because=because)


def _stands(rule: Identity, values: Mapping[str, Number | None]) -> bool:
    left, right = [values[cell] for cell in rule.left], [values[cell] for cell in rule.right]
    return None not in left and None not in right and sum(left) == sum(right)  # type: ignore[arg-type]


def _unproven(form: Form, lines: Sequence[LineRead], values: Mapping[str, Number | None]) -> list[Finding]:
    """Lines cut out of glued digits whose columns cannot be added up: their own sum may hold by chance."""
    found = []
    for line in lines:
        reading = line.settled.reading
        if len(line.cells) <= 3 or Origin.SPLIT not in reading.origins or not any(reading.values):
            continue
        rules = {rule for cell in line.cells for rule in identities_by_cell(form).get(cell, ())}
        if any(values[cell] is None for rule in rules for cell in rule.cells):
            text = " ".join(token.text for token in line.pool.tokens)[:60]
            valued = tuple(cell for cell in line.cells if values[cell] is not None)
            found.append(kinds.CUT_UNPROVEN.at(valued, place=place_of(form, line.cells), read=text))
    return found


def _equal_places(lines: Sequence[LineRead]) -> set[str]:
    """Cells beside one that was put back into its line with the same value: any of them may be the lost one.

    Of a line with too few numbers that can be dealt to its cells in several ways, each is such a cell.
    """
    found = set()
    for line in lines:
        values, sources = line.settled.reading.values, line.settled.reading.sources
        if line.settled.contested and sum(token.kind in "NM" for token in line.pool.tokens) < len(line.cells):
            found |= {cell for cell, value in zip(line.cells, values, strict=True) if value is not None}
        for at, source in enumerate(sources):
            if source is None and line.settled.reading.origins[at] is Origin.REPAIRED:
                low = high = at
                while low > 0 and values[low - 1] == values[at]:
                    low -= 1
                while high + 1 < len(values) and values[high + 1] == values[at]:
                    high += 1
                found |= set(line.cells[low : high + 1])
    return found


_UNPRINTED = frozenset({Origin.REPAIRED, Origin.LOST})


def _listed(
    form: Form,
    values: Mapping[str, Number | None],
    traces: dict[str, Trace],
    options: Mapping[str, tuple[Number, ...]],
    lost_tables: set[str],
    equal: set[str],
    explained: frozenset[str],
) -> list[Finding]:
    """A finding for every line with cells that could not be read, and for those restored.

    Those ``explained`` have a finding that says what else than the identities decided.
    """
    lost: dict[str, list[str]] = {}
    restored: dict[str, list[str]] = {}
    found: list[Finding] = []
    if not equal and _UNPRINTED.isdisjoint(trace.origin for trace in traces.values()):
        return found
    for name, cell in form.cells.items():
        trace = traces[name]
        if (trace.origin is Origin.REPAIRED and name not in explained) or name in equal:
            restored.setdefault(f"{cell.table}.{cell.line.key}", []).append(name)
        elif trace.origin is Origin.LOST and cell.table not in lost_tables:
            lost.setdefault(f"{cell.table}.{cell.line.key}", []).append(name)
            if name in options:
                traces[name] = trace._replace(candidates=options[name])
    for cells in restored.values():
        numbers = [str(values[cell]) for cell in cells]
        told = numbers[0] if len(set(numbers)) == 1 else ", ".join(numbers)
        found.append(
            kinds.CELL_REPAIRED.at(
                tuple(cells), found=told, where=traces[cells[0]].where, place=place_of(form, tuple(cells))
            )
        )
    for cells in lost.values():
        remain = ["/".join(str(value) for value in options[cell][:6]) for cell in cells if cell in options]
        listed = "; ".join(remain)
        said = (f"；候选值：{listed}", f"; candidates: {listed}") if remain else ("", "")
        found.append(
            kinds.CELL_LOST.at(
                tuple(cells), where=traces[cells[0]].where, place=place_of(form, tuple(cells)), options=said
            )
        )
    return found
