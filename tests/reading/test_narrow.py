"""Labels in columns so narrow that each stands on many lines, beside the heads of their groups."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from gongkai.reading.align import WHOLE, align
from gongkai.reading.tokens import tokenize
from gongkai.report.form import Line
from tests.reading.test_extracted import numbers, read, third, with_table_2, wrong
from tests.reading.test_traps import FILING, FORM, unlisted

LINES = FORM.tables[1].lines


def begins_group(line: Line) -> bool:
    before = LINES[LINES.index(line) - 1]
    return len(line.under) > 1 and line.under != before.under


def narrow(gap: str, between: str = "    ") -> str:
    """Table 3 as it is read line by line of the page: list number and numbers, below them the label in pieces.

    Beside the label of a group's first line stands the head of the group.
    """

    def row(line: Line) -> str:
        number, _, words = line.label.partition(".")
        cells = gap.join(numbers(1, line).split())
        if not words:
            return f"{line.label}{between}{cells}\n"
        head = line.under[-1] if begins_group(line) else ""
        return f"{head[:1]}{between}{number}.{gap}{cells}\n" + "".join(
            f"{left}{between}{right}\n" for left, right in zip_longest(head[1:], words, fillvalue="")
        )

    return third(row)


@pytest.mark.parametrize("gap", [" ", "   "])
def test_a_list_number_before_the_numbers_of_its_row_is_none_of_them(gap: str) -> None:
    reading = read(narrow(gap))
    assert wrong(reading) == []
    assert not [finding for finding in reading.findings if finding.code.startswith("R")]


@pytest.mark.parametrize("text", ["费用 5. 3\n费用", "费用5. 3 4 1\n费用", "费用\n5. 3 4 1\n12\n"])
def test_a_number_with_a_point_behind_it_is_no_list_number_elsewhere(text: str) -> None:
    assert "\ue005" not in tokenize(text, 0, len(text)).labels


@pytest.mark.parametrize(("cells", "score"), [("0 1 0 0 0 0 1", WHOLE), ("0 1 0 0 0 0 1 " * 5, 0.0)])
def test_the_head_of_its_group_may_stand_in_a_label_and_the_numbers_of_many_rows_may_not(
    cells: str, score: float
) -> None:
    text = f"（四）无\n1. 本机关{cells}\n法 不掌握相\n提 关政府信\n供 息\n2.没有现成信息需要另行制作 0 0 0 0 0 0 0\n"
    found = align(FORM.tables[1], tokenize(text, 0, len(text)))
    assert (found["u1"].score == WHOLE) == (score == WHOLE)


def test_words_of_another_group_in_a_label_make_it_none_that_is_surely_known() -> None:
    text = "1. 本机关\n其 不掌握相\n他 关政府信\n息\n"
    assert align(FORM.tables[1], tokenize(text, 0, len(text)))["u1"].score < WHOLE


def test_numbers_of_a_line_on_both_sides_of_a_piece_of_its_label_are_not_certain() -> None:
    """What stands lower in its cell comes later: here the first number."""

    def row(line: Line) -> str:
        first, *others = numbers(1, line).split()
        if line.key != "u1":
            return f"{line.label}\n{numbers(1, line)}"
        return f"{line.label[:9]}\n" + "".join(f"{cell}\n" for cell in others) + f"{line.label[9:]} {first}\n"

    assert unlisted(read(third(row))) == []


@pytest.mark.parametrize(
    ("heads", "cells"), [("结果\n结果\n纠正\n维持\n", "0\n3\n"), ("结果维持\n结果纠正\n", "3\n0\n")]
)
def test_numbers_of_table_4_below_heads_in_another_order_are_not_certain(heads: str, cells: str) -> None:
    text = third(lambda line: f"{line.label}\n{numbers(1, line)}")
    start, end = text.index("行政复议\n行政诉讼"), text.index("五、存在")
    others = "".join(
        f"{words}\n结果维持\n0\n结果纠正\n0\n其他结果\n0\n尚未审结\n0\n总计\n0\n"
        for words in ("未经复议直接起诉", "复议后起诉")
    )
    printed = f"行政复议\n{heads}{cells}其他结果\n0\n尚未审结\n0\n总计\n3\n行政诉讼\n{others}"
    reading = read(text[:start] + printed + text[end:])
    assert unlisted(reading) == []


@pytest.mark.parametrize("cells", ["5230\t.52", "5230\t\t.52", "5\t.52"])
def test_a_fraction_in_a_cell_of_its_own_leaves_no_whole_number(cells: str) -> None:
    text = third(lambda line: f"{line.label}\n{numbers(1, line)}")
    reading = read(text.replace("行政事业性收费\n5230.52", f"行政事业性收费\t{cells}"))
    assert reading.filing is not None
    assert reading.filing.values["t2.fees.amount_wan"] is None
    assert wrong(reading) == ["t2.fees.amount_wan"]


def test_numbers_that_no_line_has_make_those_of_a_block_that_lacks_some_uncertain() -> None:
    printed = (
        "信息内容\n\n本年制发件数\n\n本年废止件数\n\n现行有效件数\n\n规章\n\n102\n\n行政规范性文件\n\n3\n\n1\n\n58\n\n"
        "第二十条第（五）项\n\n11\n\n17\n\n第二十条第（一）项\n\n信息内容\n\n行政许可\n\n本年处理决定数量\n\n1234\n\n"
        "行政处罚\n\n87\n\n行政强制\n\n5\n\n行政事业性收费\n\n5230.52\n\n"
    )
    reading = with_table_2(printed)
    assert unlisted(reading) == []
    assert FILING.values["t2.normative.in_force"] != 58


def test_a_number_with_a_remark_of_two_lines_may_stand_behind_those_beside_it() -> None:
    pieces = ["规章", "0", "0", "107（其中修订 2\n件）", "行政规范性文件", "12", "6", "46", "行政许可", "1234"]
    pieces += ["行政处罚", "87", "行政强制", "5", "行政事业性收费", "5230.52", ""]
    reading = with_table_2("\n\n".join(pieces))
    assert {"t2.regulations.issued", "t2.regulations.in_force"} <= reading.listed_cells()
    assert not {"t2.normative.issued", "t2.normative.in_force"} & reading.listed_cells()
