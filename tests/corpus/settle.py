"""What a person can still know after the damage: the truth of every cell whose number is not printed."""

from __future__ import annotations

from gongkai.report.form import Table
from tests.corpus.model import Number, Printed, Report, Row, Truth
from tests.corpus.solve import forced, survivors


def settle(report: Report, truth: Truth) -> None:
    """Adjusts the truth to what the printed report, as damaged, determines."""
    shown = {table.key: table for table in report.tables()}
    for table in truth.form.tables:
        printed = shown.get(table.key)
        if printed is None:
            for column in [name for name in truth.cells if name.startswith(table.key + ".")]:
                truth.lose(column)
        elif table.shape == "matrix":
            _settle_matrix(table, printed, truth)
        elif table.shape == "strip":
            _settle_strip(printed, truth)
        else:
            _settle_blocks(printed, truth)


def _lost(row: Row, truth: Truth) -> list[str]:
    return [s.name for s in row.scraps if s.text is None and truth.gaps.get(s.name) != "blank"]


def _settle_blocks(printed: Printed, truth: Truth) -> None:
    for row in printed.rows():
        lost = _lost(row, truth)
        if lost and len(lost) == len(row.scraps):
            for name in lost:
                truth.lose(name)
        elif lost:
            for name in lost:
                truth.lose(name)
            truth.ambiguous |= {scrap.name for scrap in row.scraps}


def _settle_strip(printed: Printed, truth: Truth) -> None:
    for row in printed.rows():
        lost = _lost(row, truth)
        if len(lost) == len(row.scraps):
            for name in lost:
                truth.lose(name)
        elif len(lost) > 1:
            truth.lenient |= {scrap.name for scrap in row.scraps}
        elif lost:
            names = [scrap.name for scrap in row.scraps]
            choices = _placements([_count(truth, s.name) for s in row.scraps if s.text is not None], len(names), 5)
            truth.ambiguous |= {name for at, name in enumerate(names) if len({choice[at] for choice in choices}) != 1}


def _count(truth: Truth, name: str) -> int:
    value = truth.cells[name]
    return int(value if value is not None else truth.hidden[name])


def _placements(numbers: list[int], size: int, group: int) -> list[tuple[int, ...]]:
    """All ways to put one lost number back so that every ``group`` sums to its last."""
    found = []
    for at in range(size):
        start = at // group * group
        row = [*numbers[:at], 0, *numbers[at:]]
        parts, whole = row[start : start + group - 1], row[start + group - 1]
        row[at] = sum(parts) if at == start + group - 1 else whole - sum(parts)
        sums = all(sum(row[g : g + group - 1]) == row[g + group - 1] for g in range(0, size, group))
        if row[at] >= 0 and sums and tuple(row) not in found:
            found.append(tuple(row))
    return found


def _settle_matrix(table: Table, printed: Printed, truth: Truth) -> None:
    rows = {row.key: row for row in printed.rows() if row.key}
    options: dict[str, list[tuple[int, ...]]] = {}
    loose: list[Row] = []
    for line in table.lines:
        row = rows.get(line.key)
        names = [table.cell_name(line.key, column.key) for column in table.columns]
        lost = names if row is None else _lost(row, truth)
        if row is not None and len(lost) < 2:
            known = [_count(truth, name) for name in names if name not in lost]
            options[line.key] = _placements(known, len(names), len(names)) if lost else [tuple(known)]
        elif len(lost) < len(names) and row is not None:
            loose.append(row)
    if not any(key.startswith("o") and key in rows for key in (line.key for line in table.lines)):
        truth.free_edition = True
        truth.lenient |= {name for name in truth.cells if name.startswith(f"{table.key}.o")}
    gone = [line.key for line in table.lines if line.key not in options]
    if gone:
        _settle_rows(table, gone, loose, options, truth)
    else:
        _settle_cells(table, options, truth)


def _settle_cells(table: Table, options: dict[str, list[tuple[int, ...]]], truth: Truth) -> None:
    open_rows = [key for key, choices in options.items() if len(choices) > 1]
    if not open_rows:
        return
    found = survivors(table, options)
    for key in open_rows:
        for at, column in enumerate(table.columns):
            if found is None or len({choice[key][at] for choice in found}) != 1:
                truth.ambiguous.add(table.cell_name(key, column.key))


def _settle_rows(
    table: Table, gone: list[str], loose: list[Row], options: dict[str, list[tuple[int, ...]]], truth: Truth
) -> None:
    names = {table.cell_name(key, column.key) for key in gone for column in table.columns}
    half = {scrap.name for row in loose for scrap in row.scraps}
    shaky = half | {table.cell_name(k, c.key) for k, ch in options.items() if len(ch) > 1 for c in table.columns}
    known: dict[str, Number | None] = {
        name: None if name in names else truth.cells.get(name, 0)
        for name in (table.cell_name(line.key, column.key) for line in table.lines for column in table.columns)
    }
    again = forced(table, known)
    truth.lenient |= shaky
    for name in names - half:
        if name not in again:
            truth.lose(name)
        elif shaky:
            truth.lenient.add(name)
