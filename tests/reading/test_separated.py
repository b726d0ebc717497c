"""Cells between strokes, commas or semicolons; and strokes that are cells."""

from __future__ import annotations

import pytest

from gongkai.reading.sheet import normalise
from gongkai.reading.sources.separated import separated
from gongkai.reading.tokens import tokenize
from gongkai.report.form import Line
from tests.reading.test_extracted import STAMP, numbers, read, third, wrong
from tests.reading.test_traps import FILING

SIGNS = [" / ", "；", ";", "，"]


@pytest.mark.parametrize("sign", SIGNS)
def test_cells_between_signs_are_cells(sign: str) -> None:
    """Also the empty ones, which leave nothing between two signs."""

    def told(line: Line) -> str:
        cells = numbers(1, line).split()
        cells = ["", *cells[1:]] if line.key == "d4" else cells
        return sign.join([line.label, *cells]) + "\n"

    reading = read(third(told))
    assert wrong(reading) == ["t3.d4.natural"]
    assert reading.filing is not None
    assert reading.filing.traces["t3.d4.natural"].origin == "blank"


@pytest.mark.parametrize("sign", [" / ", "|", ","])
def test_a_text_run_together_is_cells(sign: str) -> None:
    """A number of three digits behind a comma is one of its own, and a mark between two signs is one."""

    def told(line: Line) -> str:
        cells = "123\n0\n0\n0\n0\n0\n123\n" if line.key == "d4" else "/\n" * 7 if line.key == "o2" else numbers(1, line)
        return f"{line.label}\n{cells}"

    reading = read(third(told).replace(STAMP, "").replace("\n", sign))
    assert wrong(reading) == ["t3.d4.natural", "t3.d4.total", *(cell for cell in FILING.values if ".o2." in cell)]
    assert reading.filing is not None
    assert reading.filing.values["t3.d4.natural"] == 123
    assert reading.filing.values["t3.o2.natural"] is None


@pytest.mark.parametrize("row", ["规章 3 / 0 / 0 / 3\n", "规章 / / 3 / / / 3\n", "2 / 4\n", "一；二；三；\n"])
def test_signs_that_are_cells_or_words_stay(row: str) -> None:
    assert separated(row * 9) == row * 9


@pytest.mark.parametrize("stroke", ["∕", "⁄", "╱", "／"])
def test_every_stroke_is_a_mark(stroke: str) -> None:
    """A row in which one is no cell would move up."""
    text = f"行政规范性文件 {stroke} 6 {stroke}"
    text = normalise(text)
    assert [token.text for token in tokenize(text, 0, len(text)).tokens] == ["/", "6", "/"]


@pytest.mark.parametrize("length", [100_000])
def test_a_long_line_costs_its_length(length: int) -> None:
    for piece in ("1 / ", "1", "；", "1；1", " /"):
        assert separated(piece * (length // len(piece)))
