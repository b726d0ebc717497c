"""How right reports are read, by raw form, against the truth that they were made from.

Run as ``python -m benchmarks.score [--count 100] [--seed 1] [--forms docx scan …] [--layouts] [--failures DIR]``.
Documents are made through LibreOffice, Chromium and pdftotext (``tests/corpus/raw.py``).  Ends with status 1 if a
target is missed: every undamaged document fully right, of damaged text 99.9 % of cells, of scans 99.5 %, and
nowhere a cell that is wrong and stated as certain.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table
from tests.corpus.raw import FORMS, Sort, documents
from tests.scoring import Mark, Outcome, dump, judge

#: The share of cells that must be right; of undamaged documents each must be so whole.
CELLS = {Sort.WHOLE: 1.0, Sort.DAMAGED: 0.999, Sort.SCANNED: 0.995}
#: So many documents are made at once, and held in memory.
BATCH = 60


@dataclass
class Tally:
    """What is counted of one raw form or layout."""

    documents: int = 0
    whole: int = 0
    silent: int = 0
    marks: Counter[Mark] = field(default_factory=Counter)
    cost: list[float] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Counts a document."""
        self.documents += 1
        self.whole += outcome.whole
        self.silent += outcome.silent
        self.cost.append(outcome.ms / 1000)
        for part in outcome.scores:
            self.marks.update(part.marks.values())

    @property
    def right(self) -> float:
        """The share of cells that are right."""
        return self.marks[Mark.RIGHT] / max(1, self.marks.total())

    def misses(self, sort: Sort) -> list[str]:
        """The targets that are missed."""
        missed = [f"{self.silent} silent errors"] if self.silent else []
        if sort is Sort.WHOLE and self.whole < self.documents:
            missed.append(f"{self.documents - self.whole} of {self.documents} documents not fully right")
        elif self.right < CELLS[sort]:
            missed.append(f"{self.right:.4%} of cells right, {CELLS[sort]:.1%} asked")
        return missed


def outcomes(form: str, seed: int, count: int) -> Iterator[Outcome]:
    """The documents of a form, made in batches, each read and marked."""
    for at, start in enumerate(range(0, count, BATCH)):
        for sample in documents(form, seed * 1000 + at, min(BATCH, count - start)):
            yield judge(sample)


def table_of(tallies: dict[tuple[str, str], Tally]) -> Table:
    """The figures, a line a form or layout."""
    table = Table(
        "form", "layout", "documents", "fully right", "cells right %", "listed, no number", "listed, wrong",
        "unlisted gaps", "silent", "CPU s",
    )  # fmt: skip
    for (form, layout), tally in tallies.items():
        marks = (Mark.MISSING_LISTED, Mark.WRONG_LISTED, Mark.MISSING_UNLISTED)
        table.add_row(
            form,
            layout,
            str(tally.documents),
            str(tally.whole),
            f"{100 * tally.right:.3f}",
            *(str(tally.marks[mark]) for mark in marks),
            str(tally.silent),
            f"{median(tally.cost):.3f}",
        )
    return table


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="documents of each form")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS), metavar="FORM")
    parser.add_argument("--layouts", action="store_true", help="a line for each layout and damage")
    parser.add_argument("--failures", type=Path, help="folder to write the failing documents to")
    options = parser.parse_args()
    console, tallies, bad = Console(width=130), defaultdict[tuple[str, str], Tally](Tally), list[Outcome]()
    for form in options.forms:
        for outcome in outcomes(form, options.seed, options.count):
            keys = [(form, "")]
            if options.layouts:
                keys += [(form, outcome.sample.layout), *((form, f"+ {name}") for name in outcome.sample.damage)]
            for key in keys:
                tallies[key].add(outcome)
            bad += [] if outcome.whole else [outcome]
    console.print(table_of(tallies))
    if options.failures:
        dump(bad, options.failures)
    missed = [f"{form}: {miss}" for form in options.forms for miss in tallies[form, ""].misses(FORMS[form].sort)]
    for line in missed:
        console.print(line)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
