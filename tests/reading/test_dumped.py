"""Tables as programs dump them: with the numbers of rows and columns, words for nothing, points put elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gongkai.reading.sources.frames import without_index
from gongkai.reading.sources.text import text_sheet
from gongkai.reading.tokens import tokenize
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
@pytest.mark.parametrize("between", [" ", "\t"])
def test_words_of_programs_for_nothing_are_marks(nothing: str, between: str) -> None:
    text = between.join(["行政许可", nothing, "2", nothing])
    stream = tokenize(text, 0, len(text))
    assert [(token.kind, token.text) for token in stream.tokens] == [("M", nothing), ("N", "2"), ("M", nothing)]


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
    """Trying where a sign may begin in it would take the square of its length."""
    text = "\t1" + ".," * 20_000 + "x"
    assert not any(token.kind == "X" for token in tokenize(text, 0, len(text)).tokens)


@pytest.mark.parametrize(("text", "said"), [("行政许可 12\n.5", "12.5"), ("0 .5", "0 .5"), ("9489 .324", "9489.324")])
def test_a_fraction_that_stands_apart_is_joined_where_it_can_be_no_cell(text: str, said: str) -> None:
    assert said in text_sheet(text).text


def test_nought_bytes_in_a_page_are_passed_over() -> None:
    assert wrong(read(PAGE.replace("<td>", "<td>" + "\0" * 9).replace("</tr>", "</tr>" + "\0" * 9))) == []
