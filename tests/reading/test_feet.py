"""Texts whose pieces stand between blank lines, in the order in which they end on the page, and texts that look so."""

from __future__ import annotations

import pytest

from gongkai.reading import Status
from gongkai.report.form import Line
from tests.reading.test_extracted import numbers, read, row, third, wrong
from tests.reading.test_traps import FILING, FORM, unlisted


def pieces(line: Line, cells: list[str], height: int) -> str:
    """A line in pieces between blank lines, ordered by where they end: its label of several rows comes last."""
    tall = len(line.label) > height
    name = "\n".join(line.label[at : at + height] for at in range(0, len(line.label), height))
    return "\n\n".join([*cells, name] if tall else [name, *cells]) + "\n\n"


@pytest.mark.parametrize("height", [8, 12, 30])
@pytest.mark.parametrize("blank", ["d2", "u1", "new"])
def test_numbers_before_labels_of_several_rows_are_not_certain_to_be_theirs(height: int, blank: str) -> None:
    """Cells that are empty leave nothing, so that no row says how far the others moved."""

    def told(line: Line) -> str:
        return pieces(line, numbers(1, line).split()[2 if line.key == blank else 0 :], height)

    assert unlisted(read(third(told))) == []


def test_a_number_on_two_rows_ends_below_its_neighbours() -> None:
    text = third(row).replace("\n", "\n\n")
    start, end = text.index("行政规范性文件"), text.index("行政许可")
    moved = "行政规范性文件\n\n6\n\n46\n\n12（其中修订\n3件）\n\n"
    assert unlisted(read(text[:start] + moved + text[end:])) == []


@pytest.mark.parametrize("first", [True, False])
def test_marks_that_all_stand_on_one_side_may_have_moved_there(first: bool) -> None:
    def told(line: Line) -> str:
        cells = ["/" if one == "0" else one for one in numbers(1, line).split()]
        return pieces(line, sorted(cells, key=lambda one: (one == "/") != first), 30)

    truth = {cell: value or None for cell, value in FILING.values.items()}
    assert unlisted(read(third(told)), truth | {c: v for c, v in FILING.values.items() if c[:2] != "t3"}) == []


@pytest.mark.parametrize("between", [" ", "\n"])
def test_rows_of_numbers_between_blank_lines_are_sure_to_be_their_labels(between: str) -> None:
    """A label of several rows too, as long as every label has its own numbers behind it."""

    def told(line: Line) -> str:
        name = "\n".join(line.label[at : at + 12] for at in range(0, len(line.label), 12))
        return "\n\n".join([name, between.join(numbers(1, line).split())]) + "\n\n"

    text = third(told)
    start, end = text.index("第二十条"), text.index("三、收到")
    reading = read(text[:start] + text[start:end].replace("\n", "\n\n") + text[end:])
    assert wrong(reading) == []
    assert not [finding for finding in reading.findings if finding.code == "R20"]


@pytest.mark.parametrize("blank", ["", " ", "\t\t"])
def test_cells_between_blank_lines_that_stand_in_the_order_of_their_rows_are_sure(blank: str) -> None:
    """What is taken out of a page whose cells each stand on a line: where a row ends, the next one begins at once."""
    between = f"\n{blank}\n"

    def told(line: Line) -> str:
        return between.join([line.label, *numbers(1, line).split()]) + "\n"

    text = third(told)
    start = text.index("四、政府信息")
    printed = "".join(numbers(2, line) for line in FORM.tables[2].lines)
    assert printed in text[start:]
    reading = read(text[:start] + text[start:].replace(printed, printed.replace("\n", between)))
    assert wrong(reading) == []
    assert reading.status is Status.READ
