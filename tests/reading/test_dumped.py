"""Tables as programs dump them: with the numbers of rows and columns, words for nothing, points put elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gongkai.reading.sources.frames import without_index
from gongkai.reading.sources.text import text_sheet
from gongkai.reading.tokens import tokenize
from gongkai.report.form import Line
from tests.reading.test_extracted import label, numbers, read, row, third, wrong
from tests.reading.test_traps import FORM, PAGE


def frame(rows: Sequence[Sequence[str]], between: str) -> str:
    """Rows with their numbers before them and those of the columns above, as a library prints them."""
    width = max(map(len, rows))
    full = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    counted = [["", *map(str, range(width))]] + [[str(at), *cells] for at, cells in enumerate(full)]
    return "".join(between.join(cells) + "\n" for cells in counted)


@pytest.mark.parametrize(
    "footer", ["共8页 第3页", "第3页（共8页）", "第 3 页，共 8 页", "3 页", "— 3 —", "第3页 共8页"]
)
def test_page_numbers_among_heads_and_rows_are_none_of_a_table(footer: str) -> None:
    text = third(lambda line: label(line) + numbers(1, line) + (f"{footer}\n" if line.key in ("d2", "r3") else ""))
    start = text.index("未经复议直接起诉")
    assert wrong(read(f"{text[:start]}{footer}\n{text[start:]}")) == []


@pytest.mark.parametrize("between", [",", " | ", "   "])
def test_numbers_of_rows_and_columns_are_no_cells(between: str) -> None:
    """Also where they are few, and where a row holds no words: table 4."""
    text = third(row)
    start, end = text.index("行政复议\n行政诉讼"), text.index("五、存在")
    figures = "".join(numbers(2, line) for line in FORM.tables[2].lines).split()
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert without_index(frame([["规章", "1", "2"], ["", "3", "4"]], ",")) == "\n规章,1,2\n,3,4\n"
    strip = frame([["行政复议"] * 5 + ["行政诉讼"] * 10, heads * 3, figures], between)
    assert wrong(read(text[:start] + strip + text[end:])) == []


@pytest.mark.parametrize("text", ["0 1 2\n3 4 5\n", "0,1,2\n0,0,0\n1,7,8\n", "行政许可 0 1 2\n行政处罚 1\n"])
def test_numbers_that_count_no_rows_stay(text: str) -> None:
    assert without_index(text) == text


@pytest.mark.parametrize("nothing", ["NaN", "nan", "None"])
@pytest.mark.parametrize(("between", "kind"), [(" ", "M"), ("\t", "B")])
def test_words_of_programs_for_nothing_are_marks_or_empty_cells(nothing: str, between: str, kind: str) -> None:
    text = between.join(["行政许可", nothing, "2", nothing])
    stream = tokenize(text, 0, len(text))
    assert [(token.kind, token.text) for token in stream.tokens] == [(kind, nothing), ("N", "2"), (kind, nothing)]


def test_a_list_number_that_lost_its_point_is_no_cell_of_the_row_before() -> None:
    text = "1信访举报投诉.类申请\t1\t0\t\t0\n2重复申请.\t\t0\t\t1\n3件\t4件次\t12件\n"
    stream = tokenize(text, 0, len(text))
    assert [token.text for token in stream.tokens if token.kind == "N"] == [
        "1",
        "0",
        "0",
        "0",
        "1",
        "3件",
        "4件次",
        "12件",
    ]
    assert stream.labels == "\ue001信访举报投诉类申请\ue002重复申请"


@pytest.mark.parametrize(("cell", "number"), [("12家单位", "12"), ("3家单位", "3"), ("23人办理", "23")])
def test_a_number_of_something_is_no_list_number(cell: str, number: str) -> None:
    text = f"机构\t{cell}\n"
    assert [token.text for token in tokenize(text, 0, len(text)).tokens if token.kind == "N"] == [number]


def test_a_long_cell_of_points_is_no_misplaced_sign() -> None:
    """Trying where a sign may begin in it would take the square of its length; it is a number and more, and unread."""
    text = "\t1" + ".," * 20_000 + "x"
    assert "N" not in {token.kind for token in tokenize(text, 0, len(text)).tokens}


@pytest.mark.parametrize(("text", "said"), [("行政许可 12\n.5", "12.5"), ("0 .5", "0 .5"), ("9489 .324", "9489.324")])
def test_a_fraction_that_stands_apart_is_joined_where_it_can_be_no_cell(text: str, said: str) -> None:
    assert said in text_sheet(text).text


def test_nought_bytes_in_a_page_are_passed_over() -> None:
    assert wrong(read(PAGE.replace("<td>", "<td>" + "\0" * 9).replace("</tr>", "</tr>" + "\0" * 9))) == []


MERGED = {"new": 2, "carried_in": 2, "granted": 1, "partial": 1}


@pytest.mark.parametrize("between", ["\t", " | ", "  "])
def test_places_of_merged_cells_of_labels_are_no_cells(between: str) -> None:
    """A library says nan where a merged label goes on, before a row's label and behind it; no sum tells here."""

    def told(line: Line) -> str:
        before, behind = ["nan"] * (line.key not in MERGED), ["NaN"] * MERGED.get(line.key, 0)
        return between.join([*before, line.label, *behind, *numbers(1, line).split()]) + "\n"

    reading = read(third(told).replace("23", "24"))
    assert wrong(reading, ("t3",)) == ["t3.new.total", "t3.total.total"]
    assert not [finding for finding in reading.findings if finding.code.startswith("R")]


def test_a_row_with_places_of_merged_cells_that_lost_its_total_has_no_empty_cell() -> None:
    def told(line: Line) -> str:
        cells = numbers(1, line).split()[: 6 if line.key == "granted" else 7]
        merged = MERGED.get(line.key, 0)
        return "\t".join([*[""] * (2 - merged), line.label, *[""] * merged, *cells]) + "\n"

    assert wrong(read(third(told)), ("t3",)) == []


@pytest.mark.parametrize("between", [",", "\t"])
def test_numbers_of_rows_below_fill_no_empty_cell(between: str) -> None:
    below = ["行政规范性文件", "", "6", ""], ["", "", "", ""], ["", "0", "1", ""]
    text = third(lambda line: between.join([line.label, *numbers(1, line).split()]) + "\n")
    start, end = text.index("行政规范性文件"), text.index("行政许可")
    reading = read(text[:start] + "".join(between.join(cells) + "\n" for cells in below) + text[end:])
    assert reading.filing is not None
    values = reading.filing.values
    assert [values[f"t2.normative.{key}"] for key in ("issued", "repealed", "in_force")] == [None, 6, None]


def test_a_quoted_cell_goes_on_over_lines_and_two_columns_are_counted() -> None:
    rows = [["申请人情况", *[""] * 7]]
    rows += [[f'"{line.label[:4]}\n{line.label[4:]}"', *numbers(1, line).split()] for line in FORM.tables[1].lines]
    text = third(row)
    start, end = text.index("自然人"), text.index("四、政府信息公开行政复议")
    fees = frame([["信息内容", "金额"], ["行政事业性收费", "5230.52"]], ",")
    text = text[:start] + frame(rows, ",") + text[end:]
    reading = read(text.replace("行政事业性收费\n5230.52\n", fees))
    assert wrong(reading) == []
    assert not [finding for finding in reading.findings if finding.code.startswith("R")]


def test_an_empty_cell_at_the_end_of_a_shorter_row_may_be_a_cell() -> None:
    """A merged label goes on in the row below, which is shorter by it; its numbers do not begin at its first cell."""

    def told(line: Line) -> str:
        cells = numbers(1, line).split() if line.key != "partial" else ["", "", "", "0", "0", "0", ""]
        merged = [""] * MERGED.get(line.key, 0)
        group = {"granted": ["三、本年度办理结果"], "d1": ["（三）不予公开"]}.get(line.key, [])
        return "| " + " | ".join([*group, line.label, *merged, *cells]) + " |\n"

    reading = read(third(told))
    assert reading.filing is not None
    assert reading.filing.values["t3.partial.total"] is None or "t3.partial.total" in reading.listed_cells()


STRIP = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
CELLS = ["3", "0", "0", "0", "3", *["0"] * 10]


@pytest.mark.parametrize("between", [",", " | ", "  "])
def test_a_row_without_words_is_numbered_where_other_tables_are(between: str) -> None:
    """A row of numbers alone does not say itself that the first is none of it."""
    rows = [["申请人情况", *[""] * 7], *([line.label, *numbers(1, line).split()] for line in FORM.tables[1].lines)]
    text = third(row)
    start, end = text.index("自然人"), text.index("四、政府信息公开行政复议")
    strip = text.index("行政复议\n行政诉讼"), text.index("五、存在")
    if between == "  ":
        table = frame([["行政复议", *[""] * 14], CELLS], between)
    else:
        table = f"{between.join(['', *STRIP]).lstrip(' ')}\n{between.join(['0', *CELLS])}\n"
        table = "".join(f"| {line} |\n" if "|" in line else f"{line}\n" for line in table.splitlines())
        table = table.replace("| |", "|  |")
    reading = read(text[:start] + frame(rows, between) + text[end : strip[0]] + table + text[strip[1] :])
    assert wrong(reading, ("t4",)) == []
    assert not {cell for cell in reading.listed_cells() if cell.startswith("t4")}


def test_a_first_number_below_a_head_that_is_gone_stays_where_no_rows_are_numbered() -> None:
    table = f"{','.join(['', *STRIP[1:]])}\n{','.join(['0', *CELLS[1:]])}\n"
    assert without_index(table) == table
