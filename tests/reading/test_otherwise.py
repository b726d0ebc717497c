"""Tables laid out otherwise than the form: columns in another order, columns more, parts apart, rows for columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from gongkai.reading import Reading, Status, read_document
from gongkai.report.form import mixed_form
from tests.reading.test_traps import FILING, FORM, unlisted

SECOND, THIRD, FOURTH = FORM.tables
HEADS = [column.label for column in THIRD.columns]
GROUP = "法人或其他组织"
RESULTS = [column.label for column in FOURTH.columns]
KINDS = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")

Rows = Iterable[Sequence[object]]


def numbers(table: str, line: str) -> list[object]:
    """The numbers of a line in the form's order."""
    return [value for cell, value in FILING.values.items() if cell.startswith(f"{table}.{line}.")]


def second() -> list[list[object]]:
    rows: list[list[object]] = []
    for block in SECOND.blocks:
        rows += [[block.label], ["信息内容", *(SECOND.column(key).label for key in block.columns)]]
        rows += [[SECOND.line(key).label, *numbers("t2", key)] for key in block.lines]
    return rows


def third(order: Sequence[int] = range(7), upper: Sequence[str] = ("自然人", GROUP, "总计")) -> list[list[object]]:
    heads = [list(upper), [HEADS[at] for at in order if 0 < at < 6]]
    return heads + [[line.label, *(numbers("t3", line.key)[at] for at in order)] for line in THIRD.lines]


def fourth(order: Sequence[int] = range(5)) -> list[list[object]]:
    heads = [RESULTS[at] for at in order]
    cells = [numbers("t4", line.key)[at] for line in FOURTH.lines for at in order]
    return [KINDS[:2], [*heads, *KINDS[2:]], heads * 2, cells]  # type: ignore[list-item]


def report(*tables: Rows) -> str:
    """A page with the tables in their sections, each as a table element of plain rows."""
    titles = [section.title for section in FORM.sections if section.table]
    parts = [f"<h1>{FILING.agency}2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>认真工作。</p>"]
    for number, title, rows in zip("二三四", titles, tables, strict=True):
        cells = ("".join(f"<td>{'' if cell is None else cell}</td>" for cell in row) for row in rows)
        parts.append(f"<p>{number}、{title}</p><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
    return "".join(parts) + "<p>五、存在的主要问题及改进情况</p><p>不足。</p>"


def read(text: str) -> Reading:
    (reading,) = read_document(text.encode())
    assert reading.filing is not None
    return reading


def test_the_page_as_the_form_has_it_is_read() -> None:
    reading = read(report(second(), third(), fourth()))
    assert reading.filing is not None
    assert (reading.status, reading.filing.values) == (Status.READ, FILING.values)


@pytest.mark.parametrize(
    ("order", "upper"),
    [
        ((1, 2, 3, 4, 5, 0, 6), (GROUP, "自然人", "总计")),
        ((6, 0, 1, 2, 3, 4, 5), ("总计", "自然人", GROUP)),
        ((0, 3, 1, 2, 4, 5, 6), ("自然人", GROUP, "总计")),
    ],
)
def test_columns_in_another_order_are_read_by_their_heads_and_said(order: list[int], upper: list[str]) -> None:
    """Organisations before persons: every sum holds either way, only the heads tell."""
    reading = read(report(second(), third(order, upper), fourth()))
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert {"t3.new.natural", "t3.new.nonprofit"} <= reading.listed_cells()


def test_totals_before_their_parts_are_read_by_their_heads() -> None:
    """One case that is pending stands under 总计 and under 尚未审结: the sum holds either way."""
    reading = read(report(second(), third(), fourth((4, 0, 1, 2, 3))))
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


@pytest.mark.parametrize("spanned", [False, True])
def test_table_2_as_a_list_of_fields_is_read(spanned: bool) -> None:
    """A row for each number; a title or label that spans rows is printed in the first of them."""
    rows: list[list[object]] = []
    for block in SECOND.blocks:
        for key in block.lines:
            for column, number in zip(block.columns, numbers("t2", key), strict=True):
                before = [block.label, SECOND.line(key).label]
                if spanned and column != block.columns[0]:
                    before = []
                rows.append([*before, SECOND.column(column).label, number])
    reading = read(report([*rows, ["备注", ""]], third(), fourth()))
    assert reading.filing is not None
    assert (reading.status, reading.filing.values) == (Status.READ, FILING.values)


def test_results_as_rows_are_read_by_their_heads() -> None:
    """Whoever decided stands above the columns; or each result of each kind is a row of its own."""
    cells = [numbers("t4", line.key) for line in FOURTH.lines]
    across = [["结果", *KINDS[:2]], list(KINDS[2:])]
    across += [[result, *(line[at] for line in cells)] for at, result in enumerate(RESULTS)]  # type: ignore[list-item]
    lone = [[result, line[at]] for line in cells for at, result in enumerate(RESULTS)]
    for at, head in ((0, ["行政复议"]), (5, list(KINDS[1:3])), (10, ["复议后起诉"])):
        lone[at] = head + lone[at]
    for rows in (across, [["（单位：件）"], *lone]):
        reading = read(report(second(), third(), rows))
        assert reading.filing is not None
        assert (reading.status, reading.filing.values) == (Status.READ, FILING.values)


def test_numbers_under_heads_that_are_not_the_first_are_not_the_first_lines() -> None:
    """A text of columns: the last kind's cells stand each under its head, the others' behind them all."""
    cells = [numbers("t4", line.key) for line in FOURTH.lines]
    last = [[part] for result, number in zip(RESULTS, cells[2], strict=True) for part in (result, number)]
    rows = [*([word] for word in (*KINDS[:2], *RESULTS, *KINDS[2:], *RESULTS)), *last]
    rows += [[number] for line in cells[:2] for number in line]
    reading = read(report(second(), third(), rows))
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert "t4.review.upheld" in reading.listed_cells()


def test_heads_against_which_the_sums_speak_are_not_believed() -> None:
    """A text puts what is higher first: the head of the totals, not the totals."""
    rows = third()
    rows[0] = ["总计", "自然人", GROUP]
    reading = read(report(second(), rows, fourth()))
    assert unlisted(reading) == []
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


@pytest.mark.parametrize(
    ("place", "further"), [(8, "check"), (1, "share"), (8, "share"), (1, "last year"), (8, "last year"), (1, "row")]
)
def test_columns_that_the_form_does_not_have_are_left_out(place: int, further: str) -> None:
    """A row that is printed wrong is read as it is printed."""
    rows = third()
    for at, row in enumerate(rows[2:]):
        told = {"check": 0, "share": f"{at}.50", "last year": at % 5 + 1, "row": at + 1}[further]
        row.insert(place, told)
        if row[0] == "2.重复申请":
            row[8 if place == 1 else 7] = 1
    reading = read(report(second(), rows, fourth()))
    assert reading.filing is not None
    assert reading.filing.values == {**FILING.values, "t3.r2.total": 1}
    assert "R7" not in {finding.code for finding in reading.findings}


def test_a_further_column_of_noughts_among_noughts_is_said() -> None:
    rows = third()
    for row in rows[2:]:
        row.insert(1, 0)
    assert unlisted(read(report(second(), rows, fourth()))) == []


def test_sums_of_noughts_leave_no_column_out() -> None:
    """Only the totals are printed, and a check behind them: without the totals all rows add up to nothing."""
    rows = [row[:1] + [0] * 6 + row[7:] + [0] if len(row) == 8 else row for row in third()]
    reading = read(report(second(), rows, fourth()))
    printed = {cell: 0 for cell in FORM.cells if cell.startswith("t3.") and not cell.endswith(".total")}
    assert unlisted(reading, {**FILING.values, **printed}) == []


def test_columns_as_rows_are_read_by_their_labels() -> None:
    """Whoever applies stands before the rows, the lines of the form above the columns; a note follows."""
    rows: list[list[object]] = [["申请人情况", *(line.label for line in THIRD.lines)]]
    for at, head in enumerate(HEADS):
        rows.append([head, *(numbers("t3", line.key)[at] for line in THIRD.lines)])
    reading = read(report(second(), [["（单位：件）"], *rows, ["注：其中3件为上年结转。"]], fourth()))
    assert reading.filing is not None
    assert (reading.status, reading.filing.values) == (Status.READ, FILING.values)


def parts(cut: int, *, labelled: bool) -> list[list[object]]:
    """Table 3 in two parts, its columns divided."""
    first = [row[: 1 + cut] for row in third()[2:]]
    last = [row[:1] * labelled + row[1 + cut :] for row in third()[2:]]
    return [["", *HEADS[:cut]], *first, [""] * labelled + HEADS[cut:], *last]


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("cut", [1, 4])
def test_columns_in_a_second_table_are_put_beside_the_first_and_said(cut: int, labelled: bool) -> None:
    reading = read(report(second(), parts(cut, labelled=labelled), fourth()))
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert "t3.new.natural" in reading.listed_cells()


@pytest.mark.parametrize("at", [3, 28, 32, 60])
def test_a_second_table_of_which_a_row_is_gone_is_not_believed(at: int) -> None:
    rows = parts(4, labelled=False)
    del rows[at : at + 1]
    assert unlisted(read(report(second(), rows, fourth()))) == []


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("place", [1, 6])
def test_a_sum_that_two_places_would_do_for_is_left_out_where_its_head_stands(place: int, *, above: bool) -> None:
    """Every row has all of its sum in one column of the group: it is the number before that, or the one behind."""
    heads, rows = [HEADS[at] for at in range(1, 6)], []
    lone = place % 5 + 1
    for line in THIRD.lines:
        cells = [int(str(value)) for value in numbers("t3", line.key)]
        cells[1:6] = [sum(cells[1:6]) if at == lone else 0 for at in range(1, 6)]
        rows.append([line.label, *cells[:place], sum(cells[1:6]), *cells[place:]])
    upper = ["自然人", GROUP, "总计"]
    (upper if above else heads).insert((1 if above else 0) if place == 1 else (2 if above else 5), "小计")
    reading = read(report(second(), [upper, heads, *rows], fourth()))
    assert reading.filing is not None
    said = {cell: value for cell, value in reading.filing.values.items() if cell.startswith("t3.")}
    listed = reading.listed_cells()
    for line, row in zip(THIRD.lines, rows, strict=True):
        told = [said[cell] for cell in FORM.cells if cell.startswith(f"t3.{line.key}.")]
        del row[place + 1]
        assert told == row[1:] or listed >= {f"t3.{line.key}.{THIRD.columns[at].key}" for at in (1, 5)}
    assert not [finding for finding in reading.findings if finding.code in ("R1", "R2", "R7")]


def test_the_halves_of_table_4_in_another_order_are_said() -> None:
    rows = fourth()
    rows = [[*rows[0][::-1]], [KINDS[2], KINDS[3], *RESULTS], rows[2], [*rows[3][5:], *rows[3][:5]]]
    reading = read(report(second(), third(), rows))
    assert {cell for cell in FORM.cells if cell.startswith("t4.")} <= reading.listed_cells()


@pytest.mark.parametrize(
    ("row", "listed"), [([0, 0, 0], False), ([17, 0, 0], True), ([0, 0, 41], True), ([3, 0], False)]
)
def test_a_number_twice_in_its_row_is_a_merged_cell_only_where_all_are_one(row: list[int], *, listed: bool) -> None:
    """Two columns, or a third that the form does not have: no sum tells which of them is not one of its own."""
    form = mixed_form("2019", "2019", "2019")
    rows: list[list[object]] = []
    for block in form.tables[0].blocks:
        rows += [[block.label], ["信息内容", *(form.tables[0].column(key).label for key in block.columns)]]
        for key in block.lines:
            rows.append([form.tables[0].line(key).label, *(row if key == "fees" else [0] * len(block.columns))])
    reading = read(report(rows, third(), fourth()))
    assert ({"t2_2019.fees.prev_items", "t2_2019.fees.delta"} <= reading.listed_cells()) is listed
