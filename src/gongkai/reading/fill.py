"""A report's tables into the cells of the form: edition, lines, numbers, repairs, doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gongkai.finding import Finding, Severity
from gongkai.reading import findings as kinds
from gongkai.reading.align import WHOLE, align, align_anywhere, share_found
from gongkai.reading.assign import Pool, pools, slots, unordered_pools
from gongkai.reading.candidates import readings
from gongkai.reading.cuts import RULED
from gongkai.reading.line import Slot, holds
from gongkai.reading.locate import Regions
from gongkai.reading.numerals import CELL, printed_unit
from gongkai.reading.repair import Settled, agreed, settle
from gongkai.reading.sheet import Sheet
from gongkai.reading.tokens import Stream, Token, label_key, tokenize
from gongkai.report.filing import Number, Origin, Trace
from gongkai.report.form import Form, Shape, Table, editions, load_form, mixed_form
from gongkai.report.identities import Identity, identities, implied_values

#: Share of the distinct characters of its heads that a strip must show to be a table.
STRIP_HEADS = 0.6
#: What so many rows of a table do is how it is made.
LEAST_ROWS = 3
#: A run of so many label characters after a strip's numbers ends it.
STRIP_TAIL = 8


class Filled(NamedTuple):
    """The cells of a report: form, values and traces by cell, and the doubts of reading."""

    form: Form
    values: Mapping[str, Number | None]
    traces: Mapping[str, Trace]
    findings: tuple[Finding, ...]
    is_blank: bool


class _Line(NamedTuple):
    """A line as read: the cells it fills, its tokens, its reading, whether its label was damaged."""

    cells: tuple[str, ...]
    pool: Pool
    settled: Settled
    garbled: bool = False


def fill_form(sheet: Sheet, found: Regions) -> Filled:
    """The form of a report with every cell that its tables give, repaired where only one value can be."""
    streams = tuple(
        tokenize(sheet.plain, *span, exact=sheet.exact) if span is not None else None for span in found.tables
    )
    second, third, _fourth = streams
    edition3 = _edition(1, third) or editions()[-1]
    edition2 = _edition(0, second) or edition3
    form = mixed_form(edition2, edition3, edition2)
    glued = any(stream is not None and _is_glued(stream) for stream in streams)
    lines: list[_Line] = []
    missing: list[Table] = []
    for table, stream in zip(form.tables, streams, strict=True):
        read = _read_table(table, stream, glued) if stream is not None else []
        if any(token.kind in "NM" for line in read for token in line.pool.tokens) or any(
            line.settled.reading.origins[0] is Origin.BLANK for line in read
        ):
            lines += read
        else:
            missing.append(table)
    return _assemble(form, lines, missing, sheet, streams)


@cache
def _own_lines(index: int) -> dict[str, frozenset[str]]:
    """For table 2 or 3, by edition, the lines and heads that other editions do not have."""
    keys = {edition: {line.key for line in load_form(edition).tables[index].lines} for edition in editions()}
    return {
        edition: frozenset(own - set().union(*(other for name, other in keys.items() if name != edition)))
        for edition, own in keys.items()
    }


def _edition(index: int, stream: Stream | None) -> str | None:
    """The edition whose own lines and column heads a table shows most of; the latest on a tie."""
    if stream is None:
        return None
    scores = {}
    for edition in editions():
        table = load_form(edition).tables[index]
        score = share_found(table, stream, _own_lines(index)[edition])
        if table.shape is Shape.BLOCKS:
            heads = {label_key(wording) for column in table.columns for wording in (column.label, *column.aliases)}
            score += sum(len(head) for head in heads if head in stream.labels)
        scores[edition] = score
    return max(reversed(editions()), key=lambda edition: scores[edition])


def _read_table(table: Table, stream: Stream, glued: bool) -> list[_Line]:
    if table.shape is Shape.STRIP:
        return _read_strip(table, stream)
    if table.shape is Shape.BLOCKS:
        anchors = align_anywhere(table, stream)
        held = unordered_pools(table, stream, anchors)
    else:
        anchors = align(table, stream)
        held = pools(table, stream, anchors)
    by_line = slots(table)
    starts, blanks = _habits(held, len(table.columns))
    options = {}
    for line in table.lines:
        slot = by_line[line.key]._replace(starts=starts, blanks=blanks, glued=glued, crowded=held[line.key].crowded)
        if line.key in anchors:
            slot = slot._replace(row=stream.row_at(anchors[line.key].end - 1))
        options[line.key] = readings(held[line.key].tokens, slot)
    settled = settle(table, options)
    return [
        _Line(
            tuple(table.cell_name(line.key, column.key) for column in table.columns_of(line.key)),
            held[line.key],
            settled[line.key],
            line.key in anchors and anchors[line.key].score < WHOLE,
        )
        for line in table.lines
    ]


def _is_glued(stream: Stream) -> bool:
    """Whether numbers run together: free text in which a numeral begins with a needless zero."""
    return any(
        token.column < 0 and len(token.text) > 1 and token.text[0] == "0" and token.text.isdecimal()
        for token in stream.tokens
    )


def _habits(held: Mapping[str, Pool], size: int) -> tuple[frozenset[int], bool]:
    """At which cells the complete rows of a tabbed table begin, and whether it leaves cells empty.

    One row may be damaged; what three rows do is how the table is made.
    """
    starts: Counter[int] = Counter()
    empty = 0
    for pool in held.values():
        cells = [token for token in pool.tokens if token.kind in "NM" and token.column >= 0]
        if len(cells) == size and len({token.row for token in cells}) == 1:
            starts[cells[0].column] += 1
        blanks = sum(token.kind in "BP" for token in pool.tokens)
        empty += 0 < len(cells) < size - 1 < len(cells) + blanks or (not cells and blanks >= size)
    complete = frozenset(starts) if starts.total() >= LEAST_ROWS else frozenset()
    return complete, empty >= LEAST_ROWS


def _read_strip(table: Table, stream: Stream) -> list[_Line]:
    """Table 4: all lines side by side in one row of numbers under stacked heads."""
    heads = set("".join(column.label for column in table.columns))
    shown = heads & set(stream.labels)
    headless = len(shown) < STRIP_HEADS * len(heads)
    if headless and not _whole_row(stream, len(table.lines) * len(table.columns)):
        return []
    cells = tuple(table.cell_name(line.key, column.key) for line in table.lines for column in table.columns)
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
    tokens = _whole_row(stream, slot.size) if headless else _strip_tokens(table, stream, heads)
    pool = Pool(tuple(tokens))
    found = readings(pool.tokens, slot)
    broken = sum(not holds(found[0].values, (check,)) for check in slot.checks)
    settled = Settled(found[0], {}) if len(found) == 1 else agreed(found, broken)
    return [_Line(cells, pool, settled)]


def _whole_row(stream: Stream, size: int) -> list[Token]:
    """The first row with as many numbers as a strip has cells: its heads may be lost."""
    rows: dict[int, list[Token]] = {}
    for token in stream.tokens:
        if token.kind in "NMX":
            rows.setdefault(token.row, []).append(token)
    return next((row for row in rows.values() if len(row) == size), [])


def _strip_tokens(table: Table, stream: Stream, heads: set[str]) -> list[Token]:
    """The tokens under the heads of a strip: from the last head character to the next running text.

    The heads end with the first characters that are none of the table's own.
    """
    words = heads | set("".join(line.label + "".join(line.under) for line in table.lines))
    seen: set[str] = set()
    end = 0
    for at, char in enumerate(stream.labels):
        seen |= {char} & heads
        if len(seen) >= STRIP_HEADS * len(heads):
            if char not in words:
                break
            end = at + 1
    numerals = [token for token in stream.tokens if token.labels >= end]
    if not any(token.kind in "NM" for token in numerals):
        numerals = list(stream.tokens)
    taken: list[Token] = []
    for token in numerals:
        if taken and token.labels - taken[-1].labels >= STRIP_TAIL:
            break
        taken.append(token)
    return taken


def _assemble(
    form: Form, lines: list[_Line], missing: list[Table], sheet: Sheet, streams: Sequence[Stream | None]
) -> Filled:
    values: dict[str, Number | None] = dict.fromkeys(form.cells)
    traces: dict[str, Trace] = {}
    doubts: list[Finding] = []
    options: dict[str, tuple[Number, ...]] = {}
    for line in lines:
        reading = line.settled.reading
        for at, cell in enumerate(line.cells):
            token = reading.sources[at]
            where = sheet.where(token.offset) if token is not None else None
            values[cell] = reading.values[at]
            traces[cell] = Trace(reading.origins[at], token.text if token is not None else None, (), where)
            if at in line.settled.options:
                options[cell] = line.settled.options[at]
        doubts += _doubts(line, sheet)
    _convert_units(form, values, traces, doubts)
    is_blank = not any(token.kind == "N" for stream in streams if stream is not None for token in stream.tokens)
    for table in missing:
        cells = tuple(cell for cell in form.cells if form.cells[cell].table == table.key)
        traces.update(dict.fromkeys(cells, Trace(Origin.LOST)))
        doubts.append(kinds.TABLE_MISSING.at(cells, table=table.title))
    lost_tables = {table.key for table in missing}
    _repair(form, values, traces, options, lost_tables)
    _give_reasons(form, values, traces)
    doubts += _unproven(form, lines, values)
    doubts += _listed(form, values, traces, options, lost_tables)
    return Filled(form, values, traces, tuple(doubts), is_blank)


def _doubts(line: _Line, sheet: Sheet) -> list[Finding]:
    """What about one line's reading a person should know."""
    found: list[Finding] = []
    reading, settled = line.settled.reading, line.settled
    tokens = [token for token in line.pool.tokens if token.kind in "NMX"]
    where = sheet.where(tokens[0].offset) if tokens else None
    text = " ".join(token.text for token in tokens)[:60]
    if line.garbled and any(value is not None for value in reading.values):
        found.append(kinds.LABEL_GARBLED.at(line.cells, where=where))
    if line.pool.dealt:
        found.append(kinds.DEALT_BY_ORDER.at(line.cells, where=where))
    if settled.contested and settled.broken > 0 and any(value is not None for value in reading.values):
        found.append(kinds.CELL_CONTESTED.at(line.cells, where=where, read=text))
    unproven = len(line.cells) <= 3 and (Origin.SPLIT in reading.origins or settled.contested)
    if unproven and not set(text) <= {"0", " "}:
        valued = tuple(cell for cell, value in zip(line.cells, reading.values, strict=True) if value is not None)
        found.append(kinds.CUT_UNPROVEN.at(valued, where=where, read=text))
    lettered = [cell for cell, token in zip(line.cells, reading.sources, strict=True) if token and token.kind == "X"]
    if reading.cost == RULED:
        lettered = list(line.cells)
    if lettered:
        found.append(kinds.LETTERS_READ.at(tuple(lettered), where=where, read=text))
    used = {id(token) for token in reading.sources}
    unused = [token for token in tokens if id(token) not in used and token.kind == "N"]
    if unused and reading.cost >= 2 and any(value is not None for value in reading.values):
        # A lone number without which the row adds up is a page number; any other is a doubt.
        certain = len(line.cells) > 3 and not settled.contested
        found.append(
            kinds.NUMBER_LEFT_OUT.at(
                line.cells,
                where=where,
                severity=Severity.NOTE if certain else None,
                read=" ".join(token.text for token in unused),
            )
        )
    for cell, token in zip(line.cells, reading.sources, strict=True):
        if token is not None and token.text.endswith(")"):
            match = CELL.fullmatch(token.text)
            if match is not None and match["remark"]:
                found.append(kinds.REMARK_PRINTED.at((cell,), where=sheet.where(token.offset), read=token.text))
    return found


_IN_WAN = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}


def _convert_units(
    form: Form, values: dict[str, Number | None], traces: Mapping[str, Trace], doubts: list[Finding]
) -> None:
    """Money printed in another unit than its column's, converted and said so."""
    for name, cell in form.cells.items():
        trace, value = traces.get(name), values[name]
        if cell.unit not in _IN_WAN or trace is None or trace.read is None or value is None:
            continue
        unit = printed_unit(trace.read)
        if unit in _IN_WAN and unit != cell.unit and value:
            values[name] = (Decimal(value) * _IN_WAN[unit] / _IN_WAN[cell.unit]).normalize() + 0
            doubts.append(
                kinds.UNIT_PRINTED.at(
                    (name,), found=values[name], where=trace.where, read=trace.read, unit=unit, to_unit=cell.unit
                )
            )


def _repair(
    form: Form,
    values: dict[str, Number | None],
    traces: dict[str, Trace],
    options: Mapping[str, tuple[Number, ...]],
    lost_tables: set[str],
) -> None:
    """Fill lost cells that can have one value only; note what the identities imply for blank ones.

    A value is kept only while every identity it stands in holds.
    """
    if all(value is not None for value in values.values()):
        return
    implied = implied_values(form, values)
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
        if trace.origin is Origin.BLANK:
            traces[cell] = trace._replace(implied=found.value, because=found.because)
        elif form.cells[cell].table in lost_tables:
            continue
        elif cell not in broken and (cell not in options or found.value in options[cell]):
            values[cell] = found.value
            traces[cell] = trace._replace(origin=Origin.REPAIRED, because=found.because)


def _give_reasons(form: Form, values: Mapping[str, Number | None], traces: dict[str, Trace]) -> None:
    """For cells restored or cut within their own line, the identities that hold with them."""
    for cell, trace in traces.items():
        if trace.origin in (Origin.REPAIRED, Origin.SPLIT) and not trace.because:
            because = tuple(rule.name for rule in identities_of(form).get(cell, ()) if _stands(rule, values))
            traces[cell] = trace._replace(because=because)


def _stands(rule: Identity, values: Mapping[str, Number | None]) -> bool:
    left, right = [values[cell] for cell in rule.left], [values[cell] for cell in rule.right]
    return None not in left and None not in right and sum(left) == sum(right)  # type: ignore[arg-type]


def _unproven(form: Form, lines: Sequence[_Line], values: Mapping[str, Number | None]) -> list[Finding]:
    """Lines cut out of glued digits whose columns cannot be added up: their own sum may hold by chance."""
    found = []
    for line in lines:
        reading = line.settled.reading
        if len(line.cells) <= 3 or Origin.SPLIT not in reading.origins or not any(reading.values):
            continue
        rules = {rule for cell in line.cells for rule in identities_of(form).get(cell, ())}
        if any(values[cell] is None for rule in rules for cell in rule.cells):
            text = " ".join(token.text for token in line.pool.tokens)[:60]
            valued = tuple(cell for cell in line.cells if values[cell] is not None)
            found.append(kinds.CUT_UNPROVEN.at(valued, read=text))
    return found


@cache
def identities_of(form: Form) -> Mapping[str, tuple[Identity, ...]]:
    """The identities that each cell stands in."""
    by_cell: dict[str, tuple[Identity, ...]] = {}
    for rule in identities(form):
        for cell in rule.cells:
            by_cell[cell] = (*by_cell.get(cell, ()), rule)
    return by_cell


def _listed(
    form: Form,
    values: Mapping[str, Number | None],
    traces: dict[str, Trace],
    options: Mapping[str, tuple[Number, ...]],
    lost_tables: set[str],
) -> list[Finding]:
    """A finding for every line with cells that could not be read, and for those restored."""
    lost: dict[str, list[str]] = {}
    restored: dict[str, list[str]] = {}
    found: list[Finding] = []
    for name, cell in form.cells.items():
        trace = traces[name]
        if trace.origin is Origin.REPAIRED:
            restored.setdefault(f"{cell.table}.{cell.line.key}", []).append(name)
        elif trace.origin is Origin.LOST and cell.table not in lost_tables:
            lost.setdefault(f"{cell.table}.{cell.line.key}", []).append(name)
            if name in options:
                traces[name] = trace._replace(candidates=options[name])
    for cells in restored.values():
        told = values[cells[0]] if len(cells) == 1 else ", ".join(str(values[cell]) for cell in cells)
        found.append(kinds.CELL_REPAIRED.at(tuple(cells), found=told, where=traces[cells[0]].where))
    for cells in lost.values():
        remain = ["/".join(str(value) for value in options[cell][:6]) for cell in cells if cell in options]
        listed = "; ".join(remain)
        said = (f"；候选值：{listed}", f"; candidates: {listed}") if remain else ("", "")
        found.append(kinds.CELL_LOST.at(tuple(cells), where=traces[cells[0]].where, options=said))
    return found
