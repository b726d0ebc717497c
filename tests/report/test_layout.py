from collections import Counter

import pytest
from filings import FORMS, name_of

from gongkai.report.form import Form, Line, Shape, Table, load_form
from gongkai.report.layout import Grid, Role, full_label, grids, layout


def places(grid: Grid) -> Counter[tuple[int, int]]:
    return Counter((row, column) for placed in grid.placed for row in placed.rows for column in placed.columns)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_spans_tile_the_grid_without_gap_or_overlap(form: Form) -> None:
    for grid in grids(form):
        assert places(grid) == {(row, column): 1 for row in range(grid.rows) for column in range(grid.columns)}


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_every_cell_of_the_form_appears_once_in_printed_order(form: Form) -> None:
    names = [placed.cell for grid in grids(form) for placed in grid.placed if placed.cell is not None]
    assert names == list(form.cells)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_only_numbers_have_names_and_only_heads_have_words(form: Form) -> None:
    for grid in grids(form):
        for placed in grid.placed:
            assert (placed.cell is not None) == (placed.role is Role.VALUE)
            assert not (placed.text and placed.role is Role.VALUE)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_heads_of_a_number_are_its_own_line_and_column_with_their_groups(form: Form) -> None:
    for grid in grids(form):
        for name, placed in grid.values().items():
            cell = form.cells[name]
            said = {head.text for head in grid.heads(placed)}
            assert {cell.line.label, *cell.line.under, cell.column.label, *cell.column.under} <= said
            extra = said - {cell.line.label, *cell.line.under, cell.column.label, *cell.column.under}
            blocks = {block.label for block in grid.table.blocks if cell.line.key in block.lines}
            assert extra == (blocks or {grid.table.column_head} - {""})


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_column_shares_make_up_the_whole_width(form: Form) -> None:
    for grid in grids(form):
        assert len(grid.shares()) == grid.columns
        assert sum(grid.shares()) == pytest.approx(1)
        assert min(grid.shares()) > 0


def spans(grid: Grid, text: str) -> tuple[int, int, int, int]:
    (placed,) = [placed for placed in grid.placed if placed.text == text]
    return placed.row, placed.column, placed.rowspan, placed.colspan


def test_table_three_is_laid_out_as_the_official_form() -> None:
    """Positions read off published reports of 2021 and later (row, column, rows, columns)."""
    grid = layout(load_form("2021").table("t3"))
    assert (grid.rows, grid.columns, grid.header_rows, grid.label_columns) == (28, 10, 3, 3)
    assert spans(grid, "申请人情况") == (0, 3, 1, 7)
    assert spans(grid, "自然人") == (1, 3, 2, 1)
    assert spans(grid, "法人或其他组织") == (1, 4, 1, 5)
    assert spans(grid, "总计") == (1, 9, 2, 1)
    assert spans(grid, grid.table.line_head) == (0, 0, 3, 3)
    assert spans(grid, "三、本年度办理结果") == (5, 0, 22, 1)
    assert spans(grid, "（一）予以公开") == (5, 1, 1, 2)
    assert spans(grid, "（三）不予公开") == (7, 1, 8, 1)
    assert spans(grid, "四、结转下年度继续办理") == (27, 0, 1, 3)


def test_table_three_of_2019_has_one_line_for_other_handling() -> None:
    grid = layout(load_form("2019").table("t3"))
    assert grid.rows == 26
    assert spans(grid, "三、本年度办理结果")[2] == 20
    assert spans(grid, "（六）其他处理")[2:] == (1, 2)


def test_table_four_is_one_strip_of_fifteen_numbers() -> None:
    grid = layout(load_form("2021").tables[2])
    assert (grid.rows, grid.columns, grid.header_rows, grid.label_columns) == (4, 15, 3, 0)
    assert spans(grid, "行政复议") == (0, 0, 1, 5)
    assert spans(grid, "行政诉讼") == (0, 5, 1, 10)
    assert spans(grid, "复议后起诉") == (1, 10, 1, 5)
    assert [placed.rowspan for placed in grid.row(1)] == [2, 2, 2, 2, 2, 1, 1]


def test_table_two_stacks_blocks_whose_last_column_takes_the_rest() -> None:
    grid = layout(load_form("2019").tables[0])
    assert (grid.columns, grid.header_rows) == (4, 0)
    assert spans(grid, "采购项目数量")[3] == 1
    assert spans(grid, "采购总金额")[3] == 2
    assert [placed.text for placed in grid.placed if placed.role is Role.TITLE] == [
        block.label for block in grid.table.blocks
    ]


def test_neighbours_of_one_name_under_different_groups_stay_apart() -> None:
    lines = tuple(Line(f"l{index}", "同名", under=under) for index, under in enumerate((("甲",), ("乙",), ("乙",), ())))
    table = Table("tx", "x", "", Shape.MATRIX, lines, load_form("2021").table("t3").columns)
    grid = layout(table)
    groups = [
        (placed.text, placed.rowspan) for placed in grid.placed if placed.column == 0 and placed.role is Role.LINE
    ]
    assert groups == [("甲", 1), ("乙", 2), ("同名", 1)]
    assert set(places(grid).values()) == {1}


def test_full_label_names_every_group() -> None:
    form = load_form("2021")
    assert full_label(form.cells["t3.u1.business"]) == (
        "三、本年度办理结果 （四）无法提供 1.本机关不掌握相关政府信息·法人或其他组织 商业企业"
    )
