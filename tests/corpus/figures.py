"""Lawful figures for a report: every identity of the form holds by construction."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import Form, Kind, Table
from tests.corpus.model import Number

SCALES = ("empty", "small", "bureau", "district", "city")
SCALE_ODDS = (30, 30, 20, 12, 8)

_LINE_ODDS = {"granted": 30, "partial": 16, "u1": 24, "o3": 7, "d7": 3, "r1": 3, "u2": 3, "o1": 3, "r2": 2, "d4": 2}
_COLUMN_ODDS = {"natural": 90, "business": 6, "legal_service": 2, "nonprofit": 1, "other_org": 1, "research": 1}
_APPLICATIONS = {"empty": 0, "small": 6, "bureau": 60, "district": 700, "city": 14000}


def figures(rng: Random, form: Form, scale: str) -> dict[str, Number]:
    """A number for every cell of the form."""
    values: dict[str, Number] = {}
    for table in form.tables:
        fill = {"blocks": _blocks, "matrix": _matrix, "strip": _strip}[table.shape]
        values |= fill(rng, table, scale)
    return {name: values[name] for name in form.cells}


def _size(rng: Random, top: int) -> int:
    """A number of the order of ``top``, mostly much smaller."""
    return int(top * rng.random() ** 2.5) if top else 0


def _blocks(rng: Random, table: Table, scale: str) -> dict[str, Number]:
    top = {"empty": 0, "small": 12, "bureau": 150, "district": 2500, "city": 40000}[scale]
    values: dict[str, Number] = {}
    for block in table.blocks:
        for line in block.lines:
            rare = line == "regulations" and scale in ("empty", "small", "bureau")
            for column in table.columns_of(line):
                values[table.cell_name(line, column.key)] = _thing(rng, column.kind, column.key, 0 if rare else top)
    return values


def _thing(rng: Random, kind: Kind, column: str, top: int) -> Number:
    if rng.random() < 0.3:
        return Decimal(0) if kind is Kind.MONEY else 0
    if kind is Kind.MONEY:
        places = rng.choice((0, 1, 2, 2, 2, 4, 6))
        return Decimal(_size(rng, top * 10**places)).scaleb(-places)
    if kind is Kind.CHANGE:
        return rng.choice((0, 0, 1, -1, 1)) * _size(rng, min(top, 90))
    return _size(rng, top * (250 if column == "decisions" else 1) // (1 if column == "decisions" else 20))


def _matrix(rng: Random, table: Table, scale: str) -> dict[str, Number]:
    (down,) = (rule for rule in table.sums if rule.axis == "lines")
    (across,) = (rule for rule in table.sums if rule.axis == "columns")
    (balance,) = table.balances
    grid = {(line.key, column): 0 for line in table.lines for column in across.parts}
    lines, columns = list(down.parts), list(across.parts)
    line_odds = [_LINE_ODDS.get(key, 1) for key in lines]
    column_odds = [_COLUMN_ODDS.get(key, 1) for key in columns]
    for _ in range(_size(rng, _APPLICATIONS[scale]) if scale != "city" else rng.randint(3000, 14000)):
        grid[rng.choices(lines, line_odds)[0], rng.choices(columns, column_odds)[0]] += 1
    arrived, before = balance.left
    whole, after = balance.right
    for column in columns:
        done = sum(grid[key, column] for key in lines)
        grid[whole, column] = done
        grid[after, column] = _size(rng, done // 5 + 2) if done else 0
        open_before = _size(rng, done // 6 + 1)
        grid[before, column] = min(open_before, done + grid[after, column])
        grid[arrived, column] = done + grid[after, column] - grid[before, column]
    values: dict[str, Number] = {}
    for line in table.lines:
        for column in columns:
            values[table.cell_name(line.key, column)] = grid[line.key, column]
        values[table.cell_name(line.key, across.whole)] = sum(grid[line.key, column] for column in columns)
    return values


def _strip(rng: Random, table: Table, scale: str) -> dict[str, Number]:
    (rule,) = table.sums
    top = {"empty": 0, "small": 1, "bureau": 9, "district": 70, "city": 800}[scale]
    values: dict[str, Number] = {}
    for line in table.lines:
        parts = {column: _size(rng, top) if rng.random() < 0.6 else 0 for column in rule.parts}
        for column, value in parts.items():
            values[table.cell_name(line.key, column)] = value
        values[table.cell_name(line.key, rule.whole)] = sum(parts.values())
    return values


def violate(rng: Random, form: Form, values: dict[str, Number]) -> bool:
    """Changes one total as a careless clerk would; the printed value is then the truth.

    Only totals that stand on their own are changed, as in real reports: the row or strip sum.
    """
    totals = [name for name in form.cells if name.endswith(".total") and not name.startswith("t2")]
    name = rng.choice(totals)
    wrong = rng.choice((0, values[name] + 1, values[name] + 9, max(0, values[name] - 1)))
    if wrong == values[name]:
        return False
    values[name] = wrong
    return True
