"""An empty cell is blank: no number that stands beside its table, above it or below it is its."""

from __future__ import annotations

import pytest

from tests.reading.test_traps import FILING, FORM, cell, page, read

BELOW = ("2", "2023", "（3）", "注2：", "注：2个部门", "续3", "0")


def printed_below(key: str, words: str) -> tuple[str, str]:
    """A line of its own below the last table that has a cell of that name."""
    text = page()
    end = text.index("</table>", text.index(f'"{key}"'))
    return text[end - 80 : end + 8], text[end - 80 : end + 8] + f"<p>{words}</p>"


@pytest.mark.parametrize("words", BELOW)
@pytest.mark.parametrize("key", ["t2.fees.amount_wan", "t4.after_review.total"])
def test_a_number_below_a_table_is_not_its_empty_last_cell(key: str, words: str) -> None:
    reading = read(page(printed_below(key, words), cell(key, "")))
    assert reading.filing is not None
    assert reading.filing.values == {**FILING.values, key: None}
    assert reading.filing.traces[key].origin == "blank"


@pytest.mark.parametrize("words", BELOW)
@pytest.mark.parametrize("blank", [(6,), (1, 3, 6), range(7)])
def test_a_number_below_a_table_does_not_move_the_cells_of_its_last_row(blank: tuple[int, ...], words: str) -> None:
    keys = [f"t3.carried_out.{column.key}" for column in FORM.tables[1].columns]
    empty = [keys[at] for at in blank]
    reading = read(page(printed_below(keys[0], words), *(cell(key, "") for key in empty)))
    assert reading.filing is not None
    assert reading.filing.values == {**FILING.values, **dict.fromkeys(empty)}
    assert not {reading.filing.traces[key].implied for key in keys} - {None, 0}
