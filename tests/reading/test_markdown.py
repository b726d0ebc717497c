"""Markdown in which HTML stands: what is a row stays a row."""

from __future__ import annotations

import pytest

from gongkai.reading.sources import open_sheet
from gongkai.reading.sources.text import text_sheet


def lines(text: str) -> list[str]:
    return [line for line in open_sheet(text.encode()).text.split("\n") if line.strip()]


ROWS = "| 项目 | 自然人 |\n|---|---|\n" + "".join(f"| 第{at}行<br>续 | {at} |\n" for at in range(1, 9))


def test_breaks_within_the_cells_of_a_pipe_table_do_not_make_it_html():
    assert lines(ROWS)[1:3] == ["第1行续\t1", "第2行续\t2"]


def test_a_break_between_digits_stays_a_gap_also_where_it_is_the_only_one():
    assert lines("| 行政许可 | 12<br>34 |") == ["行政许可\t12 34"]


def test_a_break_outside_a_table_is_the_end_of_a_line():
    assert lines("第一行<br/>第二行3<br>4") == ["第一行", "第二行3", "4"]


def test_tables_as_html_between_paragraphs_keep_both():
    table = "<table><tr><td>行政许可</td><td></td><td>5</td></tr><tr><td>行政处罚</td><td>1</td><td>2</td></tr></table>"
    text = "# 标题\n\n一、总体情况\n\n好。\n\n二、主动公开\n\n" + table + "\n\n三、收到\n\n无。\n"
    sheet = open_sheet(text.encode())
    assert "行政许可\t\t5" in sheet.text
    assert "二、主动公开\n" in sheet.text
    assert sheet.exact


def test_pipe_rows_and_html_tables_stand_in_one_file():
    html = "<table><tr><td>行政强制</td><td>7</td></tr><tr><td>甲</td><td>8</td></tr><tr><td>乙</td></tr></table>"
    found = lines(ROWS + "\n" + html)
    assert "第8行续\t8" in found
    assert "行政强制\t7" in found


def test_a_page_whose_lines_are_broken_anywhere_is_html_though_paragraphs_have_no_end_tags():
    page = "<html><body>" + "<p>政府信\n息公开\n" * 8 + "</body></html>"
    assert "政府信 息公开" in open_sheet(page.encode()).text


def test_a_table_that_never_ends_is_read():
    text = "第一段\n\n第二段\n\n第三段\n\n第四段\n\n第五段\n\n<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2"
    assert "乙\t2" in open_sheet(text.encode()).text


def test_rows_without_a_bar_behind_their_last_cell_keep_an_empty_one() -> None:
    rows = [f"{label}| 1| 2| 3  " for label in ("行政许可", "行政处罚", "行政强制")]
    sheet = text_sheet("\n".join([*rows, "规章| | |   ", "行政规范性文件| | | 3"]))
    assert [line.count("\t") for line in sheet.text.split("\n") if "\t" in line] == [3] * 5


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("~~45~~46", "46"),
        ("<del>45</del>46<s>7</s>", "46"),
        ("46<del><b>7</b></del>", "46"),
        ("46<sup>1</sup>", "46"),
        ("46<sub>[1]</sub>", "46"),
        ("<sup>46</sup>", "46"),
        ('46<span style="display:none">7</span>', "46"),
        ("46<span hidden>7</span>", "46"),
        ('<b style="color:red">46<span style="text-decoration:line-through">7</span></b>', "46"),
        ('46<span style="vertical-align:super">1</span>', "46"),
        ('<span style="font-size:0"><b style="font-size:9pt">46</b></span>', "46"),
        ("4![](6.png)", "4\ufffd"),
        ("![6](4.png) 6", "\ufffd6"),
        ("4<img src='6.png'>", "4\ufffd"),
        ("46<img width='1' src='x'>", "46"),
        ("![图](x1.png)", ""),
    ],
)
def test_what_a_reader_of_a_cell_does_not_see_is_not_read(cell: str, read: str) -> None:
    assert lines(f"| 行政许可 | 12 | {cell} | 8 |") == [f"行政许可\t12\t{read}\t8"]
