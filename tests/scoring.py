"""How right a reading is, against the truth that its document was made from.

Run as ``python -m tests.scoring [--seed N] [--count N] [--form html] [--failures DIR]``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gongkai.reading import Reading, Status, read_document
from tests.corpus import FORMS, Sample, Truth, samples


class Mark(StrEnum):
    """What can be said of one cell of a reading; ``SILENT`` is the one that must never happen."""

    RIGHT = "right"
    WRONG_LISTED = "wrong-listed"
    SILENT = "silent"
    MISSING_LISTED = "missing-listed"
    MISSING_UNLISTED = "missing-unlisted"


@dataclass
class Score:
    """The marks of one report, cell by cell, and whether its head was read right."""

    marks: dict[str, Mark]
    expected: dict[str, object] = field(default_factory=dict)
    got: dict[str, object] = field(default_factory=dict)
    agency: bool = True
    year: bool = True
    edition: bool = True

    def count(self, mark: Mark) -> int:
        """How many cells bear the mark."""
        return sum(1 for other in self.marks.values() if other is mark)

    @property
    def whole(self) -> bool:
        """Whether every cell and the head are right."""
        return self.agency and self.year and self.edition and self.count(Mark.RIGHT) == len(self.marks)

    def faults(self) -> list[str]:
        """Every cell that is not right, as ``cell: expected, got (mark)``."""
        lines = [
            f"{cell}: expected {self.expected.get(cell)}, got {self.got.get(cell)} ({mark})"
            for cell, mark in self.marks.items()
            if mark is not Mark.RIGHT
        ]
        heads = (("agency", self.agency), ("year", self.year), ("edition", self.edition))
        return [
            f"{name}: expected {self.expected.get(name)}, got {self.got.get(name)}"
            for name, right in heads
            if not right
        ] + lines


def score(truth: Truth, reading: Reading) -> Score:
    """Marks a reading against the truth of its report."""
    filing = reading.filing
    if filing is None:
        return Score(dict.fromkeys(truth.cells, Mark.MISSING_LISTED), dict(truth.cells), {}, False, False, False)
    listed = reading.listed_cells()
    out = Score({}, dict(truth.cells), dict(filing.values))
    for cell in truth.cells:
        out.marks[cell] = _mark(truth, cell, filing.values.get(cell), cell in listed)
        trace = filing.traces.get(cell)
        if trace and trace.implied is not None and trace.implied != truth.hidden.get(cell, trace.implied):
            out.marks[cell] = Mark.SILENT
            out.got[cell] = f"implied {trace.implied}"
    for cell, value in filing.values.items():
        if cell not in truth.cells and value is not None and not (truth.free_edition and value == 0):
            out.marks[cell] = Mark.WRONG_LISTED if cell in listed else Mark.SILENT
    out.agency = _plain(filing.agency) in {_plain(name) for name in (truth.agency, *truth.also_called)}
    out.year = filing.year == truth.year
    read = tuple(table.edition for table in filing.form.tables)
    out.edition = truth.free_edition or read[:2] == truth.editions[:2]
    out.expected |= {"agency": truth.agency, "year": truth.year, "edition": truth.editions}
    out.got |= {"agency": filing.agency, "year": filing.year, "edition": read}
    return out


def _plain(name: str | None) -> str:
    return "".join((name or "").split())


def _mark(truth: Truth, cell: str, value: object, listed: bool) -> Mark:
    expected = truth.cells[cell]
    if cell in truth.ambiguous and value is not None and not listed:
        return Mark.SILENT
    if value is None:
        excused = (
            cell in truth.lenient or cell in truth.ambiguous or (expected is None and (listed or _blank(truth, cell)))
        )
        if excused:
            return Mark.RIGHT
        return Mark.MISSING_LISTED if listed else Mark.MISSING_UNLISTED
    if value == expected:
        return Mark.RIGHT
    if expected is None and listed and not _blank(truth, cell) and value == truth.hidden.get(cell):
        return Mark.RIGHT  # the raw form has lost it, and it was restored to what it had been
    return Mark.WRONG_LISTED if listed else Mark.SILENT


def _blank(truth: Truth, cell: str) -> bool:
    return truth.gaps.get(cell) == "blank"


@dataclass
class Outcome:
    """One document read: the scores of its reports, and how long it took."""

    sample: Sample
    scores: list[Score]
    readings: tuple[Reading, ...]
    ms: float

    @property
    def whole(self) -> bool:
        """Whether every report of the document, and no other, was read right; or refused, where it must be."""
        if not self.sample.truths:
            return all(reading.status is Status.FAILED for reading in self.readings)
        return len(self.readings) == len(self.sample.truths) and all(score.whole for score in self.scores)

    @property
    def silent(self) -> int:
        """Cells stated as certain that are wrong."""
        wild = 0
        if len(self.readings) > len(self.sample.truths):
            for reading in self.readings[len(self.sample.truths) :]:
                wild += sum(value is not None for value in reading.filing.values.values()) if reading.filing else 0
        return wild + sum(score.count(Mark.SILENT) for score in self.scores)


def judge(sample: Sample) -> Outcome:
    """Reads a document and marks it."""
    start = time.perf_counter()
    readings = read_document(sample.data, sample.name)
    ms = (time.perf_counter() - start) * 1000
    scores = [score(truth, reading) for truth, reading in zip(sample.truths, readings, strict=False)]
    unread = sample.truths[len(readings) :]
    scores += [Score(dict.fromkeys(truth.cells, Mark.MISSING_UNLISTED), agency=False) for truth in unread]
    return Outcome(sample, scores, readings, ms)


def summary(outcomes: Iterable[Outcome], *, by_damage: bool = True) -> Table:
    """A table of raw form and layout by damage."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        sample = outcome.sample
        groups[(sample.form, sample.layout)].append(outcome)
        groups[(sample.form, "* all")].append(outcome)
        if by_damage:
            for damage in sample.damage or ("whole",):
                groups[("damage", damage)].append(outcome)
    table = Table(
        "form", "layout / damage", "docs", "fully right", "cells right %", "silent", "doubtful", "failed", "ms"
    )
    for (form, layout), group in sorted(groups.items()):
        marks = Counter(mark for outcome in group for part in outcome.scores for mark in part.marks.values())
        status = Counter(reading.status for outcome in group for reading in outcome.readings)
        right = 100 * marks[Mark.RIGHT] / max(1, marks.total())
        times = sorted(outcome.ms for outcome in group)
        table.add_row(
            form,
            layout,
            str(len(group)),
            str(sum(outcome.whole for outcome in group)),
            f"{right:.3f}",
            str(sum(outcome.silent for outcome in group)),
            str(status[Status.DOUBTFUL]),
            str(status[Status.FAILED]),
            f"{times[len(times) // 2]:.1f}",
        )
    return table


def dump(outcomes: Iterable[Outcome], folder: Path, limit: int = 60) -> None:
    """Writes the documents that were not read right, worst first, with a README of what was wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    bad = sorted(
        (o for o in outcomes if not o.whole), key=lambda o: (-o.silent, -sum(len(s.faults()) for s in o.scores))
    )
    lines = [f"# {len(bad)} documents not fully right", ""]
    for outcome in bad[:limit]:
        sample = outcome.sample
        path = folder / f"{sample.label[:80]}{Path(sample.name).suffix}"
        path.write_bytes(sample.data)
        path.with_suffix(".truth.json").write_text(json.dumps(sample.as_json(), ensure_ascii=False, indent=1), "utf-8")
        faults = [fault for part in outcome.scores for fault in part.faults()]
        states = [str(reading.status) for reading in outcome.readings]
        lines.append(
            f"## {path.name}: {outcome.silent} silent, {len(faults)} faults, {states}, {len(sample.truths)} due"
        )
        lines += [f"- {fault}" for fault in faults[:12]] + [""]
    (folder / "README.md").write_text("\n".join(lines), "utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--form", choices=FORMS)
    parser.add_argument("--whole", action="store_true", help="undamaged documents only")
    parser.add_argument("--failures", type=Path, help="folder to write the failing documents to")
    options = parser.parse_args()
    made = samples(options.seed, options.count, form=options.form, damaged=False if options.whole else None)
    outcomes = [judge(sample) for sample in made]
    Console(width=140).print(summary(outcomes))
    if options.failures:
        dump(outcomes, options.failures)


if __name__ == "__main__":
    main()
