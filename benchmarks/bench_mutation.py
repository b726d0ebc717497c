"""What damage to a true report is found: by sums alone, and by gongkai without and with last year.

The five example reports are damaged in every way of each class, one at a time.  A mutant counts
as found where an error or a warning appears that the true report does not have.  "Last year" is
made for each report so that this year follows from it (no published predecessor is at hand): it
shows what such a report determines, not how often published pairs agree.

Run from the root of the repository: ``python -m benchmarks.bench_mutation``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.strategies.filings import changed_filing, lawful_filing

from gongkai.finding import Severity
from gongkai.reading import read_document
from gongkai.report.filing import Filing, Number, Origin, Trace, make_filing
from gongkai.report.form import Kind, load_form
from gongkai.report.identities import identities
from gongkai.report.narrative import claims
from gongkai.report.verify import assess, verify

ROOT = Path(__file__).resolve().parent.parent
UNITS = ("件", "宗", "条")
LIMIT = """
What this cannot show, said plainly:
 * A swap of two outcome lines, or of two applicant columns, in a report that agrees with its own
   totals cannot be found from that report alone. It is found where last year fixes a column (B2),
   where the text names the reason or the applicants (S6), or where the cases behind it are held.
 * Licences, penalties, coercion and fees of table two stand in no equation. They are found only where
   the text states them; every other one is listed as not assessable (T2), never passed in silence.
 * What the text says of fee notices has no cell to be held against, save unpaid ones (X1, X2).
 * An invented report of zeros satisfies every equation; only last year or the text gives it away.
"""


class Seed(NamedTuple):
    """A true report, and a year before it from which it follows."""

    name: str
    filing: Filing
    before: Filing


class Class(NamedTuple):
    """One kind of damage: its name and every way to do it to a report."""

    name: str
    mutants: Callable[[Filing], Iterator[Filing]]


class Tally(NamedTuple):
    """How many mutants there were and how many were found in which way."""

    mutants: int
    sums: int
    alone: int
    with_before: int
    unchecked: int


def seeds() -> Iterator[Seed]:
    for source in sorted((ROOT / "examples" / "reports").glob("*.txt")):
        truth = json.loads((ROOT / "tests" / "golden" / "truth" / f"{source.stem}.json").read_text("utf-8"))
        (reading,) = read_document(source.read_bytes(), source.name)
        assert reading.filing is not None
        filing = make_filing(
            load_form(truth["edition"]),
            truth["cells"],
            agency=truth["agency"],
            year=truth["year"],
            sections=reading.filing.sections,
            traces={cell: reading.filing.traces[cell] for cell, value in truth["cells"].items() if value is None},
        )
        yield Seed(source.stem[:3], filing, year_before(filing))


def year_before(filing: Filing) -> Filing:
    """A lawful report of the year before, from which every relation to this one holds."""
    made = lawful_filing(filing.form, Random(1), 20, agency=filing.agency or "", year=(filing.year or 0) - 1)
    values = dict(made.values)
    for name, cell in filing.form.cells.items():
        if cell.column.key == "pending":
            values[name] = 0
    for rule in filing.form.across:
        table = filing.form.table(rule.table)
        for key in rule.each if rule.relation == "=" else ():
            cell = {
                part: table.cell_name(part, key) if rule.axis == "columns" else table.cell_name(key, part)
                for part in (*rule.now, *rule.before)
            }
            first, *others = rule.before
            then = sum(weight * (filing.values[cell[part]] or 0) for part, weight in rule.now.items())
            values[cell[first]] = then - sum(rule.before[part] * (values[cell[part]] or 0) for part in others)
    return make_filing(filing.form, values, agency=filing.agency, year=made.year)


def pure_sums(filing: Filing) -> set[str]:
    """The baseline: every printed sum and balance, and nothing else; a gap is passed over."""
    broken = set()
    for rule in identities(filing.form):
        left = [filing.values[cell] for cell in rule.left]
        right = [filing.values[cell] for cell in rule.right]
        if None not in left + right and sum(left) != sum(right):  # type: ignore[arg-type]
            broken.add(rule.name)
    return broken


def alarms(filing: Filing, before: Filing | None = None) -> set[tuple[str, str]]:
    """The errors and warnings of verification."""
    found = verify(filing, before=before)
    return {(finding.code, finding.message) for finding in found if finding.severity is not Severity.NOTE}


def unchecked(filing: Filing, before: Filing) -> set[str]:
    """The cells that verification lists as not assessable even with last year's report."""
    return {check.name.partition(":")[2] for check in assess(filing, before=before) if check.code == "T2"}


def off_by_one(table: int) -> Callable[[Filing], Iterator[Filing]]:
    def mutants(filing: Filing) -> Iterator[Filing]:
        key = filing.form.table_of_section(table).key
        for name, cell in filing.form.cells.items():
            value = filing.values[name]
            if cell.table == key and value is not None:
                yield changed_filing(filing, {name: value + 1})

    return mutants


def swapped_lines(filing: Filing) -> Iterator[Filing]:
    table = filing.form.table_of_section(3)
    lines = next(rule.parts for rule in table.sums if rule.axis == "lines")
    columns = [column.key for column in table.columns]
    for one, other in combinations(lines, 2):
        yield from _swapped(
            filing, [(table.cell_name(one, column), table.cell_name(other, column)) for column in columns]
        )


def swapped_columns(filing: Filing) -> Iterator[Filing]:
    table = filing.form.table_of_section(3)
    parts = next(rule.parts for rule in table.sums if rule.axis == "columns")
    for one, other in combinations(parts, 2):
        yield from _swapped(
            filing, [(table.cell_name(line.key, one), table.cell_name(line.key, other)) for line in table.lines]
        )


def _swapped(filing: Filing, pairs: list[tuple[str, str]]) -> Iterator[Filing]:
    changed: dict[str, Number | None] = {}
    for one, other in pairs:
        changed |= {one: filing.values[other], other: filing.values[one]}
    if any(filing.values[cell] != value for cell, value in changed.items()):
        yield changed_filing(filing, changed)


def unread_as_zero(filing: Filing) -> Iterator[Filing]:
    for name, value in filing.values.items():
        if value:
            yield changed_filing(filing, {name: 0})


def all_zero(filing: Filing) -> Iterator[Filing]:
    if any(filing.values.values()):
        yield changed_filing(filing, dict.fromkeys(filing.values, 0))


def text_off_by_one(filing: Filing) -> Iterator[Filing]:
    """Every understood number of the text that stands there in digits, one too high, as 件, 宗 and 条."""
    for claim in claims(filing):
        section = filing.section(claim.section)
        number = str(claim.number)
        if section is None or not section.text.startswith(number, claim.offset):
            continue
        end = claim.offset + len(number)
        for unit in UNITS if claim.unit in UNITS else ("",):
            rest = section.text[end:].replace(claim.unit, unit, 1) if unit else section.text[end:]
            text = f"{section.text[: claim.offset]}{claim.number + 1}{rest}"
            changed = tuple(
                replace(entry, text=text, parts=()) if entry.key == section.key else entry for entry in filing.sections
            )
            yield replace(filing, sections=changed)


CLASSES = (
    Class("table 3, one cell +1", off_by_one(3)),
    Class("table 4, one cell +1", off_by_one(4)),
    Class("table 2, one cell +1", off_by_one(2)),
    Class("two outcome lines swapped", swapped_lines),
    Class("two applicant columns swapped", swapped_columns),
    Class("a number unread and taken as 0", unread_as_zero),
    Class("everything zero", all_zero),
    Class("a number of the text +1 (件/宗/条)", text_off_by_one),
)


def measure(damage: Class, given: list[Seed]) -> Tally:
    counts = [0] * 5
    for seed in given:
        sums, alone, both = pure_sums(seed.filing), alarms(seed.filing), alarms(seed.filing, seed.before)
        open_cells = unchecked(seed.filing, seed.before)
        for mutant in damage.mutants(seed.filing):
            hit_alone = bool(alarms(mutant) - alone)
            hit_both = hit_alone or bool(alarms(mutant, seed.before) - both)
            changed = {cell for cell, value in mutant.values.items() if value != seed.filing.values[cell]}
            listed = bool(changed) and changed <= open_cells and not hit_both
            for index, hit in enumerate((True, pure_sums(mutant) - sums, hit_alone, hit_both, listed)):
                counts[index] += bool(hit)
    return Tally(*counts)


class Gaps(NamedTuple):
    """Mutants with cells left without a number: how many raise an alarm, are listed, or are called broken sums."""

    mutants: int
    alarmed: int
    listed: int
    accused: int


def gaps(given: list[Seed], read: str, origin: Origin, cells: Callable[[Filing], list[list[str]]]) -> Gaps:
    counts = [0] * 4
    for seed in given:
        base = alarms(seed.filing)
        for chosen in cells(seed.filing):
            bare = changed_filing(seed.filing, dict.fromkeys(chosen))
            mutant = replace(bare, traces={**seed.filing.traces, **{cell: Trace(origin, read) for cell in chosen}})
            findings = verify(mutant)
            listed = any(set(chosen) <= set(finding.cells) for finding in findings)
            accused = any(finding.code in ("A1", "A2", "A3", "A4") for finding in findings)
            for index, hit in enumerate((True, alarms(mutant) - base, listed, accused)):
                counts[index] += bool(hit)
    return Gaps(*counts)


def part_cells(filing: Filing) -> list[list[str]]:
    """Every cell of tables three and four that holds a number and is no printed sum, one at a time."""
    wholes = {rule.left[0] for rule in identities(filing.form) if len(rule.left) == 1}
    first = filing.form.tables[0].key
    return [[name] for name, cell in filing.form.cells.items() if cell.table != first and name not in wholes]


def marked_zeros(table: int) -> Callable[[Filing], list[list[str]]]:
    """All zeros of a table except in its sums: what an office writes as “/”."""

    def chosen(filing: Filing) -> list[list[str]]:
        form = filing.form
        key = form.table_of_section(table).key
        wholes = {rule.left[0] for rule in identities(form) if len(rule.left) == 1}
        zeros = [
            name
            for name, cell in form.cells.items()
            if cell.table == key and filing.values[name] == 0 and cell.kind is not Kind.CHANGE and name not in wholes
        ]
        return [zeros] if zeros else []

    return chosen


HEAD = ("damage", "mutants", "sums alone", "report alone", "with last year", "share", "only listed")
WIDTHS = (36, 9, 12, 14, 16, 10, 13)


def line(words: Iterable[object]) -> str:
    first, *others = zip(map(str, words), WIDTHS, strict=True)
    # Wide characters take two columns of a terminal.
    name = first[0] + " " * (first[1] - len(first[0]) - sum(ord(char) > 0x2E80 for char in first[0]))
    return name + "".join(f"{word:>{width}}" for word, width in others)


def main() -> None:
    given = list(seeds())
    print(line(HEAD))
    for damage in CLASSES:
        tally = measure(damage, given)
        share = f"{100 * tally.with_before / tally.mutants:.1f} %"
        print(line((damage.name, tally.mutants, tally.sums, tally.alone, tally.with_before, share, tally.unchecked)))
    print("\nCells without a number (a note is no alarm):")
    blank = gaps(given, "", Origin.BLANK, part_cells)
    lost = gaps(given, "", Origin.LOST, part_cells)
    print(
        f"  a part cell left blank: {blank.mutants} mutants, {blank.listed} listed with value, {blank.alarmed} alarms"
    )
    print(f"  a part cell lost:       {lost.mutants} mutants, {lost.accused} called a broken sum")
    for table in (2, 3, 4):
        marks = gaps(given, "/", Origin.BLANK, marked_zeros(table))
        print(f"  every zero of table {table} printed “/”, sums kept: {marks.mutants} reports, {marks.alarmed} alarms")
    print(LIMIT)


if __name__ == "__main__":
    main()
