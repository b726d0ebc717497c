"""A1 to A6: the equations within one report, and the cells that hold no number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from gongkai.finding import Finding, Severity, Verdict
from gongkai.report.check import Check
from gongkai.report.checks.case import NAMED_CELLS, Case, Pair, cell_item, identity_item, labels, off, table_name
from gongkai.report.checks.culprit import culprits
from gongkai.report.filing import Number
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Cell, Form, Kind
from gongkai.report.identities import Identity, identities

#: What people write for 0; anything else in a cell without a number counts as blank.
ZERO_MARKS = frozenset("/-—－–无") | {"——", "--", "／"}

_NOTHING: Pair = ("", "")
_SORTS: Mapping[Kind, Pair] = {Kind.COUNT: ("整数", "a whole number"), Kind.MONEY: ("金额", "an amount")}


@cache
def _passes(form: Form) -> tuple[tuple[Identity, Check], ...]:
    return tuple((identity, Check(identity.code, identity.name, Verdict.PASS, None)) for identity in identities(form))


@cache
def _names_by_cell(form: Form) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for identity in identities(form):
        for cell in identity.cells:
            names[cell] = (*names.get(cell, ()), identity.name)
    return names


def _touched(form: Form, cells: Iterable[str]) -> set[str]:
    """The names of the equations in which any of the cells stands."""
    by_cell = _names_by_cell(form)
    return {name for cell in cells for name in by_cell.get(cell, ())}


def check_sums(case: Case) -> Iterable[Check]:
    """A1–A4: every sum and balance of the form."""
    checks: list[Check] = []
    failed: dict[Identity, Number] = {}
    number = case.known.__getitem__
    open_ = _touched(case.filing.form, case.gaps)
    for identity, passed in _passes(case.filing.form):
        if identity.name in open_:
            checks.append(_with_gaps(case, identity))
            continue
        surplus = sum(map(number, identity.left)) - sum(map(number, identity.right))
        if surplus:
            failed[identity] = surplus
        else:
            checks.append(passed)
    if failed:
        named = culprits(case.filing.form, failed, case.known)
        checks += [_failure(case, identity, case.known, _likely(case, named.get(identity))) for identity in failed]
    return checks


def _failure(case: Case, identity: Identity, values: Mapping[str, Number], likely: Pair = _NOTHING) -> Check:
    left = sum(values[cell] for cell in identity.left if cell in values)
    right = sum(values[cell] for cell in identity.right if cell in values)
    # A printed whole is held against its parts; of a balance, what was handled against what came in.
    facts = off(right, left) if len(identity.left) == 1 else off(left, right)
    finding = CATALOGUE[identity.code].at(
        identity.cells, item=identity_item(case.filing.form, identity), likely=likely, **facts
    )
    return Check(identity.code, identity.name, Verdict.FAIL, finding)


def _likely(case: Case, culprit: tuple[str, Number] | None) -> Pair:
    if culprit is None:
        return _NOTHING
    cell, value = culprit
    label = case.filing.form.cells[cell].label
    return (
        f"；最可能有误的是“{label}”，如为{value}则全部相符",
        f"; most likely {cell}: with {value} everything agrees",
    )


def _with_gaps(case: Case, identity: Identity) -> Check:
    """An equation in which some cell has no number: judged by whether any numbers could satisfy it."""
    filled = case.filled
    open_left = [cell for cell in identity.left if cell not in filled]
    open_right = [cell for cell in identity.right if cell not in filled]
    surplus: Number = sum(filled[cell] for cell in identity.left if cell in filled) - sum(
        filled[cell] for cell in identity.right if cell in filled
    )
    remark = ("（另有空格）", " (besides cells without a number)")
    if (surplus > 0 and not open_right) or (surplus < 0 and not open_left):
        return _failure(case, identity, filled, remark)
    if not open_left and not open_right:
        return Check(identity.code, identity.name, Verdict.PASS, None)
    open_cells = (*open_left, *open_right)
    if len(open_cells) == 1:
        rival = _rival(case, identity, open_cells[0], surplus if open_right else -surplus)
        if rival is not None:
            name, value = rival
            remark = (f"（空格依{name}应为{value}）", f" (by {name} the gap would be {value})")
            return _failure(case, identity, {**filled, open_cells[0]: value}, remark)
    verdict = Verdict.NOT_ASSESSABLE if case.is_lost(open_cells) else Verdict.UNCERTAIN
    return Check(identity.code, identity.name, verdict, None)


def _rival(case: Case, identity: Identity, gap: str, value: Number) -> tuple[str, Number] | None:
    """Another equation that needs another number in the same gap, with that number."""
    filled = case.filled
    for other in identities(case.filing.form):
        if other is identity or gap not in other.cells or any(c not in filled and c != gap for c in other.cells):
            continue
        left = sum(filled[cell] for cell in other.left if cell != gap)
        right = sum(filled[cell] for cell in other.right if cell != gap)
        needed: Number = right - left if gap in other.left else left - right
        if needed != value and needed >= 0:
            return other.name, needed
    return None


_KINDS = tuple(Kind)
_A5_PASS = (Check("A5", "A5", Verdict.PASS, None),)


def check_numbers(case: Case) -> Iterable[Check]:
    """A5: counts are whole numbers of zero or more, money is zero or more, a change is whole."""
    # Nearly every number is a whole one of zero or more, and lawful wherever it stands.
    odd = [cell for cell, value in case.known.items() if type(value) is not int or value < 0]
    cells = case.filing.form.cells
    bad = [cell for cell in odd if not _is_lawful(case.known[cell], cells[cell].kind)]
    bad.sort(key=lambda cell: _KINDS.index(cells[cell].kind))
    return [Check("A5", f"A5:{cell}", Verdict.FAIL, _not_a_number(case, cell)) for cell in bad] or _A5_PASS


def _is_lawful(value: Number, kind: Kind) -> bool:
    if kind is Kind.MONEY:
        return (isinstance(value, int) or value.is_finite()) and value >= 0
    return isinstance(value, int) and (kind is Kind.CHANGE or value >= 0)


def _not_a_number(case: Case, cell: str) -> Finding:
    form, value = case.filing.form, case.known[cell]
    sort = _SORTS.get(form.cells[cell].kind, _SORTS[Kind.COUNT])
    return CATALOGUE["A5"].at((cell,), item=cell_item(form, cell), sort=sort, found=value)


@cache
def _no_gaps(form: Form) -> tuple[Check, ...]:
    return tuple(Check("A6", f"A6:{table.key}", Verdict.PASS, None) for table in form.tables)


def check_gaps(case: Case) -> Iterable[Check]:
    """A6: cells without a number, one finding a table and state; a zero mark that must be 0 is none."""
    if not case.gaps:
        return _no_gaps(case.filing.form)
    form = case.filing.form
    gaps = [cell for name, cell in form.cells.items() if name in case.gaps and not case.is_lost((name,))]
    return [check for table in form.tables for check in _table_gaps(case, table.key, gaps)]


def _table_gaps(case: Case, table: str, gaps: Iterable[Cell]) -> Iterator[Check]:
    form = case.filing.form
    sorted_out: dict[str, list[str]] = {state: [] for state in _STATES}
    for cell in gaps:
        state = _gap_state(case, cell.name) if cell.table == table else None
        if state is not None:
            sorted_out[state].append(cell.name)
    name = f"A6:{table}"
    if not any(sorted_out.values()):
        yield Check("A6", name, Verdict.PASS, None)
    for state, cells in sorted_out.items():
        if cells:
            severity, verdict, words = _STATES[state]
            finding = CATALOGUE["A6"].at(
                tuple(cells),
                severity=severity,
                verdict=verdict,
                item=table_name(form, table),
                count=len(cells),
                labels=labels(form, cells),
                state=tuple(words[side] + _values(case, cells)[side] for side in (0, 1)),
            )
            yield Check("A6", f"{name}:{state}", verdict, finding)


_STATES: Mapping[str, tuple[Severity, Verdict, Pair]] = {
    "open": (
        Severity.WARNING,
        Verdict.UNCERTAIN,
        ("勾稽关系不能确定其数", "the identities do not determine them"),
    ),
    "contradicted": (
        Severity.WARNING,
        Verdict.FAIL,
        ("填的是表示没有的符号，依勾稽关系却不为0", "marked as nothing, yet the identities demand a number"),
    ),
    "unconfirmed": (
        Severity.NOTE,
        Verdict.UNCERTAIN,
        ("填的是表示没有的符号，本报告不能证实为0", "marked as nothing; the report alone does not prove them 0"),
    ),
    "implied": (Severity.NOTE, Verdict.FAIL, ("依勾稽关系可以确定", "the identities determine them")),
}


def _gap_state(case: Case, cell: str) -> str | None:
    trace = case.filing.traces.get(cell)
    marked = trace is not None and "".join((trace.read or "").split()) in ZERO_MARKS
    implied = case.implied.get(cell)
    if implied is None:
        return "unconfirmed" if marked else "open"
    if not marked:
        return "implied"
    return "contradicted" if implied.value else None


def _values(case: Case, cells: list[str]) -> Pair:
    """What the identities force on the cells, if anything."""
    forced = [(cell, case.implied[cell].value) for cell in cells if cell in case.implied]
    if not forced:
        return _NOTHING
    counted = [(cell, value) for cell, value in forced if value]
    if not counted:
        return "，均为0", ": all are 0"
    form = case.filing.form
    shown = counted[:NAMED_CELLS]
    rest = ("等", " and so on") if len(counted) > len(shown) else _NOTHING
    return (
        "：" + "、".join(f"{form.cells[cell].label}为{value}" for cell, value in shown) + rest[0],
        ": " + ", ".join(f"{cell} is {value}" for cell, value in shown) + rest[1],
    )
