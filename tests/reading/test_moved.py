"""Numbers of table 2, which no sum binds, that may be another line's or column's."""

from __future__ import annotations

import pytest

from tests.reading.test_extracted import label, numbers, read, third
from tests.reading.test_traps import FORM, unlisted

TEXT = third(lambda line: label(line) + numbers(1, line))


@pytest.mark.parametrize("sep", ["\n", " "])
def test_numbers_that_stand_before_their_labels_are_listed(sep: str) -> None:
    """Each line has as many as it should, and they are those of the line below."""
    text = TEXT
    for line in FORM.tables[0].lines:
        cells = numbers(0, line).rstrip().replace("\n", sep)
        text = text.replace(f"{line.label}\n{numbers(0, line)}", f"{cells}{sep}{line.label}\n")
    assert unlisted(read(text)) == []


def test_a_line_without_numbers_and_none_too_many_leaves_the_others_alone() -> None:
    reading = read(TEXT.replace("行政处罚\n87\n", "行政处罚\n"))
    assert not {"t2.regulations.issued", "t2.normative.issued", "t2.licences.decisions"} & reading.listed_cells()


@pytest.mark.parametrize("printed", ["12 9 6 6", "6 6 6 9"])
def test_a_number_too_many_beside_as_many_cells_as_any_line_has_is_listed(printed: str) -> None:
    """Also one that stands there again: no cell goes on in a column that no line has."""
    row = "行政规范性文件\n12\n6\n46\n"
    assert row in TEXT
    reading = read(TEXT.replace(row, f"行政规范性文件\t{printed}\n".replace(" ", "\t")))
    assert "t2.normative.in_force" in reading.listed_cells()
