"""How right a reading is, against the truth that its document was made from.

``python -m benchmarks.score`` is the command line.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from gongkai.convert import as_docx
from gongkai.reading import Reading, Status, read_document
from tests.corpus import Sample, Truth


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
    """One document read: the scores of its reports, and the milliseconds of CPU that it took, children's included."""

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


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def judge(sample: Sample) -> Outcome:
    """Reads a document and marks it."""
    start = _cpu()
    readings = read_document(sample.data, sample.name, as_docx)
    ms = (_cpu() - start) * 1000
    scores = [score(truth, reading) for truth, reading in zip(sample.truths, readings, strict=False)]
    unread = sample.truths[len(readings) :]
    scores += [Score(dict.fromkeys(truth.cells, Mark.MISSING_UNLISTED), agency=False) for truth in unread]
    return Outcome(sample, scores, readings, ms)


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
