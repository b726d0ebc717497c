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
        other = {"d4": "123\n0\n0\n0\n0\n0\n123\n", "o2": "/\n" * 7}
        cells = other.get(line.key, numbers(1, line))
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


@pytest.mark.parametrize("place", [1, 6, 7])
@pytest.mark.parametrize("between", ["\t", " ", "\n"])
def test_a_column_of_sums_that_the_form_does_not_have_is_left_out(place: int, between: str) -> None:
    """Before or behind the columns that it adds up, or behind the total; one row cannot tell where it stands."""

    def told(line: Line) -> str:
        cells = numbers(1, line).split()
        cells.insert(place, str(sum(map(int, cells[1:6]))))
        return between.join([line.label, *cells]) + "\n"

    reading = read(third(told).replace("自然人", "自然人\n小计", 1))
    assert wrong(reading, ("t3",)) == []
    assert not [finding for finding in reading.findings if finding.code in ("R1", "R2", "R7")]


def test_tabs_that_only_set_lines_in_part_no_cells() -> None:
    text = third(lambda line: f"{line.label}\n{numbers(1, line)}").replace("\n", "\n\t\t\n\t\t\t")
    assert wrong(read(text)) == []
