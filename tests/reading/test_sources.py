"""Bytes to sheets: kinds of file, encodings, cells."""

import io
import json
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from gongkai.finding import Refusal
from gongkai.reading.sources import open_sheet
from gongkai.reading.sources.html import MOST_NESTED, _flattened
from gongkai.reading.sources.ole import holding
from gongkai.reading.tokens import tokenize

TABLE = "<table><tr><td rowspan='2'>（三）不予公开</td><td>1.属于国家秘密</td>{}</tr></table>"


def html(inner, tag="td"):
    cells = "".join(f"<{tag}>{cell}</{tag}>" for cell in inner)
    return f"<html><head><title>题</title></head><body><p>前</p>{TABLE.format(cells)}<p>后</p></body></html>"


def test_html_rows_become_tabbed_lines_and_empty_cells_stay():
    sheet = open_sheet(html(["1", "&nbsp;", "", "<p>2</p>"]).encode())
    assert "(三)不予公开\t1.属于国家秘密\t1\t\t\t2" in sheet.text.split("\n")
    assert sheet.title == "题"
    assert sheet.exact


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<span>1</span><font>2</font>", "12"),  # one number in two fonts
        ("<p>商业</p><p>企业</p>", "商业企业"),
        ("商业<br/>企业", "商业企业"),
        ("<p>1</p><p>2</p>", "1 2"),  # two numbers in one cell are not one number
        ("<o:p></o:p>", ""),
        ("<span style='display:none'>9</span>3", "3"),
        ("<span style='DISPLAY : NONE'>9</span>3", "3"),
        ("<span hidden>9</span>3", "3"),
        ("<del>99</del>12<s>8</s><strike>7</strike>", "12"),
        ("12<sup>1</sup>", "12"),
        ("12<span><sub>[1]</sub></span>", "12"),
        ("<sup>①</sup>12", "12"),
        ("<sup>12</sup>", "12"),  # raised, but all that the cell says
        ("12<sup>余</sup>", "12余"),
    ],
)
def test_html_cells(cell, text):
    assert f"国家秘密\t{text}" in open_sheet(html([cell]).encode()).text


def test_hidden_rows_and_cells_are_not_there():
    page = html(["1", "2"]).replace("<td>1</td>", "<td hidden>9</td><td style='Display:None'>8</td><td>1</td>")
    page = page.replace("</table>", "<tr hidden><td>规章</td></tr><tr style='DISPLAY:NONE'><td>规章</td></tr></table>")
    text = open_sheet(page.encode()).text
    assert "国家秘密\t1\t2" in text
    assert "规章" not in text


def test_scripts_and_styles_are_not_text():
    page = html(["0"]).replace("<p>前</p>", "<script>var n=5;</script><style>p{}</style>")
    assert "var" not in open_sheet(page.encode()).text


@pytest.mark.parametrize(
    "declared", ["gb2312", "gbk", "utf-8", "iso-8859-1", "windows-1252", "latin1", "no-such-code", None]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_encodings_whatever_the_file_declares(encoding, declared):
    meta = f'<meta charset="{declared}">' if declared else ""
    page = html(["7"]).replace("<head>", f"<head>{meta}") + "㎡堃"
    assert "属于国家秘密\t7" in open_sheet(page.encode(encoding)).text


def test_a_text_cut_in_the_middle_of_a_character_is_still_read():
    data = ("政府信息公开" * 50).encode()[:-1]
    assert open_sheet(data).text.startswith("政府信息公开")


def test_html_inside_json_is_taken_out():
    page = html(["5"])
    assert "国家秘密\t5" in open_sheet(json.dumps({"data": {"content": page * 3}}).encode()).text
    escaped = 'callback({content: "' + json.dumps(page * 3)[1:-1] + '"})'
    assert "国家秘密\t5" in open_sheet(escaped.encode()).text


def test_markdown_pipes_are_cells_and_its_rules_are_gone():
    sheet = open_sheet("| 标签 | 1 |  | 2 |\n|---|:-:|---|---|\n| **规章** | 0 | 0 | 0 |\n".encode())
    assert [line for line in sheet.text.split("\n") if line] == ["标签\t1\t\t2", "规章\t0\t0\t0"]


def test_comma_separated_lines_are_cells_and_prose_is_not():
    table = "\n".join(f'"第{index}行",{index},,"3",-,0.5' for index in range(10))
    assert "第9行\t9\t\t3\t-\t0.5" in open_sheet(table.encode()).text
    nine = "\n".join(table.split("\n")[:9]) + "\n甲,1,2,乙"
    assert "\t" not in open_sheet(nine.encode()).text


def test_a_single_bar_in_prose_is_no_table():
    assert "\t" not in open_sheet("甲 | 乙\n".encode()).text


def test_workbooks_are_rows_of_cells():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    book.add_worksheet("表").write_row(0, 0, ["规章", 3, 0.5, ""])
    book.close()
    assert "规章\t3\t0.5" in open_sheet(held.getvalue()).text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 ...", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unsupported"),
        (holding("SummaryInformation", b""), "unsupported"),
        (holding("WordDocument", bytes(9000))[:9000], "broken"),  # its directory stands behind
        (holding("WordDocument", b"")[:40], "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"PK\x03\x04 not a zip", "broken"),
        (bytes(range(256)) * 8, "unsupported"),
    ],
)
def test_refusals_name_their_reason(data, code):
    with pytest.raises(Refusal) as refused:
        open_sheet(data)
    assert refused.value.code == code
    assert refused.value.advice[0]


def test_a_workbook_gives_each_table_as_wide_as_it_is_and_a_merged_cell_once() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    tables = [
        ["二、题"],
        ["内容", "上一年项目数量", "本年增/减"],
        ["规章"],
        ["许可", 2],
        ["（五）"],
        ["内容", "处理决定数量"],
        ["处罚", 3],
        [],
    ]
    tables += [["三、题"], ["类", "项", *"甲乙丙丁"], ["三类", "（一）", 1], [None, "（二）", None, 2]]
    for row in tables:
        sheet.append(row)
    sheet.merge_cells("A11:A12")
    held = io.BytesIO()
    book.save(held)
    assert open_sheet(held.getvalue()).printed.split("\n")[1:] == [
        "二、题", "内容\t上一年项目数量\t本年增/减", "规章\t\t", "许可\t2\t", "（五）\t\t", "内容\t处理决定数量",
        "处罚\t3", "", "三、题\t\t\t\t\t", "类\t项\t甲\t乙\t丙\t丁", "三类\t（一）\t1\t\t\t", "（二）\t\t2\t\t",
    ]  # fmt: skip


def filled(cells: list[list[Any]], *merged: tuple[int, int, int, int]) -> list[str]:
    """The lines of a workbook with these cells; merged ranges as (row, column, row, column)."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet("甲")
    for at in merged:
        sheet.merge_range(*at, "")
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(row, column, value)
    book.close()
    return open_sheet(held.getvalue()).text.split("\n")[1:]


def test_a_line_of_a_workbook_without_numbers_does_not_end_its_table() -> None:
    rows = [["甲", 1, 2, 3], ["乙"], ["（五）不予处理", "1.信访举报投诉类申请"], ["丙"], ["丁", 4, 5, 6]]
    assert filled(rows) == [
        "甲\t1\t2\t3",
        "乙\t\t\t",
        "(五)不予处理\t1.信访举报投诉类申请\t\t",
        "丙\t\t\t",
        "丁\t4\t5\t6",
    ]


def test_a_block_of_a_workbook_begins_with_the_heads_of_one() -> None:
    rows = [["规章", 1, 2, 3], ["第二十条第（五）项"], ["信息内容", "本年处理决定数量"], ["行政许可"]]
    assert filled(rows)[2:] == ["信息内容\t本年处理决定数量", "行政许可\t"]


def test_an_empty_merged_cell_of_a_workbook_is_one_empty_cell() -> None:
    rows = [["信息内容", "上一年项目数量", "本年增/减", None], ["行政事业性收费", 6, None, None], ["采购", 1, 2, 3]]
    assert filled(rows, (1, 2, 1, 3))[1] == "行政事业性收费\t6\t"


def test_a_small_number_of_a_workbook_is_not_written_with_an_exponent() -> None:
    assert filled([["采购总金额", 0.000046, 1e22]]) == ["采购总金额\t0.000046\t10000000000000000000000"]


def test_a_number_with_an_exponent_in_a_text_is_none() -> None:
    stream = tokenize("采购总金额 4.6e-05", 0, 16)
    assert [token.text for token in stream.tokens if token.kind == "N" and token.text.startswith("4")] == []


@pytest.mark.parametrize("end", ["", "</ſpan>", "</spa>"])
def test_elements_nested_too_deep_go_whatever_only_looks_like_their_end(end):
    assert _flattened(f"<span>{end}" * 300).count("<span>") == MOST_NESTED
