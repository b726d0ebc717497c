"""A ledger's year into the form: every cell counted, and the matters behind each named.

Source of the counting rules: the form's own lines (国办公开办函〔2021〕30号, 〔2019〕60号) and, where
they say nothing, the policy of :mod:`gongkai.law.policy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gongkai.finding import Finding, Refusal
from gongkai.law.regime import Regime
from gongkai.law.reporting import edition_for
from gongkai.ledger.checks import check_ledger
from gongkai.ledger.facts.publication import Rank
from gongkai.ledger.history import History
from gongkai.ledger.year import BodyYear, body_year
from gongkai.report.filing import Filing, Number, Origin, Trace, make_filing
from gongkai.report.form import Cell, Form, Kind, Table, load_form
from gongkai.report.level import BodyLevel
from gongkai.report.narrative.draft import draft_sections
from gongkai.report.verify import verify

Matters = tuple[str, ...]

_RANKS = {"regulations": Rank.REGULATION.value, "normative": Rank.NORMATIVE.value}
_DOCUMENT_COLUMNS = {
    "issued": "issued",
    "repealed": "repealed",
    "in_force": "in_force",
    "made": "issued",
    "disclosed": "disclosed",
    "public_total": "public_total",
}
_COMPILED = Trace(Origin.COMPILED)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A year compiled: the filing, the matters behind every cell, and the figures for the words.

    ``matters`` has every counted cell (a zero has none behind it); ``findings`` are those of the
    histories and those of the filing; ``before`` and ``level`` are what it was compared with.
    """

    filing: Filing
    matters: Mapping[str, Matters]
    figures: BodyYear
    findings: tuple[Finding, ...]
    before: Filing | None = None
    level: BodyLevel | None = None


def compile_year(
    histories: Iterable[History],
    year: int,
    regime: Regime,
    *,
    agency: str | None = None,
    form: Form | None = None,
    before: Filing | None = None,
    level: BodyLevel | None = None,
    check: bool = True,
) -> Compiled:
    """One body's year from its ledger, verified and with drafted sections.

    ``form`` defaults to the edition of the report year; ``before`` is last year's filing, which
    the matters carried in are compared with.  The result does not depend on the order of the
    histories.  A figure that no system reported stays without a number: nothing is zero because
    it was not found.  Without ``check`` only the counting is done.

    Raises :class:`~gongkai.finding.Refusal` for a year that no edition covers, two matters of one
    number, or a count that is not whole.
    """
    kept = sorted(histories, key=lambda history: history.matter)
    _numbered_once(kept)
    figures = body_year(kept, year, regime)
    chosen = form if form is not None else form_for(year)
    values, matters = count_cells(chosen, figures)
    filing = make_filing(
        chosen,
        values,
        agency=agency,
        year=year,
        traces={cell: _COMPILED if cell in matters else Trace(Origin.BLANK) for cell in chosen.cells},
    )
    filing = replace(filing, sections=draft_sections(filing, figures, before=before))
    told = (*check_ledger(kept, regime), *verify(filing, before=before, level=level)) if check else ()
    return Compiled(filing, matters, figures, told, before, level)


def _numbered_once(histories: Sequence[History]) -> None:
    """Nothing, if every matter has a number of its own: each is counted once and can be found."""
    for one, other in pairwise(histories):
        if one.matter == other.matter:
            raise Refusal(
                "matter-twice",
                (f"事项编号{one.matter}出现两次", f"two matters are numbered {one.matter!r}"),
                (
                    "每个机关单独编制，同一机关内一个编号只用于一件事项",
                    "compile each body by itself; within it a number stands for one matter",
                ),
            )


def form_for(year: int) -> Form:
    """The edition that a report year is filed in.  Raises :class:`~gongkai.finding.Refusal` before 2019."""
    return load_form(edition_for(year).key)


def count_cells(form: Form, figures: BodyYear) -> tuple[dict[str, Number], dict[str, Matters]]:
    """The number of every cell that the ledger knows, and the matters behind it."""
    values: dict[str, Number] = {}
    matters: dict[str, Matters] = {}
    for table in form.tables:
        single = _single_cells(table, figures)
        values |= {cell: _fitting(form.cells[cell], number) for cell, (number, _) in single.items()}
        matters |= {cell: behind for cell, (_, behind) in single.items()}
        for whole, parts in _sums(table):
            values[whole] = sum(values[part] for part in parts)
            matters[whole] = tuple(matter for part in parts for matter in matters[part])
    return values, matters


def _fitting(cell: Cell, number: Number) -> Number:
    """The number, if the cell can hold it: only money has decimals."""
    if cell.kind is Kind.MONEY or number % 1 == 0:
        return number
    raise Refusal(
        "figure-not-whole",
        (f"{cell.name}：报送数据合计{number}，应为整数", f"{cell.name}: the figures add up to {number}, not whole"),
        ("请核对数据来源，注销有误的报送后重新登记", "check the source; strike the wrong figure and enter it anew"),
    )


Counted = tuple[Number, Matters]


def _single_cells(table: Table, figures: BodyYear) -> dict[str, Counted]:
    """The cells that are no sums of others."""
    whole = {(sum_.axis, sum_.whole) for sum_ in table.sums}
    out: dict[str, Counted] = {}
    for line in table.lines:
        for column in table.columns_of(line.key):
            if ("lines", line.key) in whole or ("columns", column.key) in whole:
                continue
            found = _COUNT[_topic(table)](line.key, column.key, figures)
            if found is not None:
                out[table.cell_name(line.key, column.key)] = found
    return out


def _topic(table: Table) -> str:
    return table.key.partition("_")[0]


def _sums(table: Table) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Every sum of the table as cells, those along the columns first: the corner is a sum of sums."""
    for sum_ in sorted(table.sums, key=lambda found: found.axis):
        if sum_.axis == "columns":
            lines = [line.key for line in table.lines if ("lines", line.key) not in _wholes(table)]
            for line in lines:
                yield table.cell_name(line, sum_.whole), tuple(table.cell_name(line, part) for part in sum_.parts)
        else:
            for column in table.columns:
                yield (
                    table.cell_name(sum_.whole, column.key),
                    tuple(table.cell_name(part, column.key) for part in sum_.parts),
                )


def _wholes(table: Table) -> set[tuple[str, str]]:
    return {(sum_.axis, sum_.whole) for sum_ in table.sums}


def _applications(line: str, column: str, figures: BodyYear) -> Counted:
    """Table 3; the single line for other endings of the 2019 edition (``o``) gathers all of them."""
    rows = ("o1", "o2", "o3") if line == "o" else (line,)
    behind = tuple(matter for row in rows for matter in figures.applications.get((row, column), ()))
    return len(behind), behind


def _proactive(line: str, column: str, figures: BodyYear) -> Counted | None:
    """Table 2: documents from their register, the rest as other systems reported it."""
    if line in _RANKS:
        behind = tuple(figures.documents.get((_RANKS[line], _DOCUMENT_COLUMNS[column]), ()))
        return len(behind), behind
    what = f"{line}.{column}"
    if what not in figures.statistics:
        return None
    value = figures.statistics[what]
    return value, tuple(dict.fromkeys(figures.statistic_matters[what]))


def _disputes(line: str, column: str, figures: BodyYear) -> Counted:
    """Table 4, a strip: the routes are its column groups."""
    behind = tuple(figures.disputes.get((line, column), ()))
    return len(behind), behind


_COUNT: Mapping[str, Callable[[str, str, BodyYear], Counted | None]] = {
    "t2": _proactive,
    "t3": _applications,
    "t4": _disputes,
}
