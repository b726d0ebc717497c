"""What tools leave that take the text out of PDFs and pages: other orders, furniture among the numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from gongkai.reading import Reading, read_document
from gongkai.reading.assign import slots
from gongkai.reading.candidates import readings
from gongkai.reading.tokens import tokenize
from gongkai.report.form import Line
from tests.reading.test_traps import FILING, FORM, PAGE, unlisted

TITLE = f"{FILING.agency}{FILING.year}年政府信息公开工作年度报告"
STAMP = f"file:///C:/报告.html 2/4\n11/21/26, 9:28 PM\n{TITLE}\n"


def numbers(table: int, line: Line) -> str:
    """The numbers of a line, one a line of text."""
    values = (
        FILING.values[FORM.tables[table].cell_name(line.key, column.key)]
        for column in FORM.tables[table].columns_of(line.key)
    )
    return "".join(f"{value}\n" for value in values)


def label(line: Line) -> str:
    """Its label on lines of four characters, the list number on one of its own."""
    number, dot, words = line.label.partition(".")
    words = words if dot else line.label
    pieces = [words[at : at + 4] for at in range(0, len(words), 4)]
    return "".join(f"{piece}\n" for piece in ([number + dot] if dot else []) + pieces)


def third(row: Callable[[Line], str], before: str = "") -> str:
    """A report with table 3 drawn line by line, the others one cell a line."""
    second = "".join(f"{line.label}\n{numbers(0, line)}" for line in FORM.tables[0].lines)
    heads = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
    return (
        f"{TITLE}\n一、总体情况\n认真工作。\n二、主动公开政府信息情况\n第二十条第（一）项\n{second}"
        f"三、收到和处理政府信息公开申请情况\n{before}"
        "自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
        + "".join(map(row, FORM.tables[1].lines))
        + f"四、政府信息公开行政复议、行政诉讼情况\n行政复议\n行政诉讼\n{heads}"
        f"未经复议直接起诉\n复议后起诉\n{heads}{heads}"
        f"{STAMP}{''.join(numbers(2, line) for line in FORM.tables[2].lines)}五、存在的主要问题及改进情况\n不足。\n"
    )


def read(text: str) -> Reading:
    (reading,) = read_document(text.encode(), "a.txt")
    assert reading.filing is not None
    return reading


def wrong(reading: Reading, tables: Sequence[str] = ("t2", "t3", "t4")) -> list[str]:
    """Cells that are not what the report says, listed or not."""
    assert reading.filing is not None
    values = reading.filing.values
    return [cell for cell, value in FILING.values.items() if values[cell] != value and cell.split(".")[0] in tables]


def test_what_a_browser_prints_on_every_page_is_no_number_and_ends_no_table() -> None:
    text = third(lambda line: label(line) + numbers(1, line) + (STAMP if line.key in ("d2", "r3") else ""))
    reading = read(text)
    assert wrong(reading) == []
    assert not [finding for finding in reading.findings if finding.code.startswith("R")]


@pytest.mark.parametrize("before", ["", "本年新收申请23件，见下表。\n"])
def test_numbers_that_stand_before_their_labels_are_dealt_out_in_order(before: str) -> None:
    """A label of several lines is centred on its row: what sorts by height puts the numbers first."""

    def row(line: Line) -> str:
        first = len(line.label) > 9 and line.key not in ("new", "carried_in")
        return numbers(1, line) + label(line) if first else label(line) + numbers(1, line)

    assert wrong(read(third(row, before)), ("t3",)) == []


@pytest.mark.parametrize("stray", ["17\n", "8 9\n"])
def test_rows_that_moved_are_said_where_nothing_tells_how_far(stray: str) -> None:
    """A shift by one line breaks no sum: a line with two rows and one with none bound what is in doubt."""

    def row(line: Line) -> str:
        moved = line.key in ("partial", *(f"d{at}" for at in range(1, 9)), "u1", "u2")
        text = f"{numbers(1, line)}{line.label}\n" if moved else f"{line.label}\n{numbers(1, line)}"
        return text + (stray if line.key == "d4" else "")

    assert unlisted(read(third(row))) == []


def test_a_line_that_is_short_does_not_end_what_moved() -> None:
    """Of its own numbers one is gone; those of the lines before and behind it are still their neighbours'."""

    def row(line: Line) -> str:
        moved = line.key in ("partial", *(f"d{at}" for at in range(1, 9)), "u1", "u2")
        cells = numbers(1, line)[2 if line.key == "d2" else 0 :]
        return f"{cells}{line.label}\n" if moved else f"{line.label}\n{cells}"

    assert unlisted(read(third(row))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("行政许可\t12\t无变化\t3", ["12", "无变化", "3"]),
        ("行政许可 12 无变化 3", ["12", "无变化", "3"]),
        ("行政许可\n12\n无变化\n3", ["12", "无变化", "3"]),
        ("行政许可\n12\n件\n3\n件\n", ["12", "3"]),
        ("行政许可\t45-\t3", ["45-", "3"]),
        ("行政许可、14、+156、0", ["14", "+156", "0"]),
        ("行政许可  3   无     无", ["3", "无", "无"]),
    ],
)
def test_cells_said_in_words_or_broken_over_lines(text: str, found: list[str]) -> None:
    stream = tokenize(text, 0, len(text))
    assert stream.labels == "行政许可"
    assert [token.text for token in stream.tokens] == found


def test_the_fraction_on_the_next_line_is_part_of_its_number() -> None:
    text = third(lambda line: label(line) + numbers(1, line)).replace("5230.52", "5230\n.52")
    assert wrong(read(text)) == []


@pytest.mark.parametrize("printed", ["523052, .", "523052.", "5230-"])
def test_a_number_whose_point_or_sign_was_put_elsewhere_is_none(printed: str) -> None:
    text = third(lambda line: label(line) + numbers(1, line)).replace(
        "行政事业性收费\n5230.52", f"行政事业性收费\t{printed}"
    )
    reading = read(text)
    assert reading.filing is not None
    assert reading.filing.values["t2.fees.amount_wan"] is None


def test_the_first_word_of_a_label_is_no_cell() -> None:
    """4.无正当理由… broken behind its first character, its numbers beside it."""
    text = "4.无 7 0 0\n正当理由"
    stream = tokenize(text, 0, len(text))
    assert [token.text for token in stream.tokens] == ["7", "0", "0"]


@pytest.mark.parametrize("sizes", [(25,), (3, 4, 12, 6), (20, 5)])
@pytest.mark.parametrize("mark", ["0", "/"])
def test_pieces_of_a_table_printed_by_columns_are_turned(sizes: tuple[int, ...], mark: str) -> None:
    lines = FORM.tables[1].lines
    rows = [[mark if one == "0" else one for one in numbers(1, line).split()] for line in lines]
    pieces, at = "", 0
    for size in sizes:
        pieces += "".join(f"{row[column]}\n" for column in range(7) for row in rows[at : at + size])
        at += size
    reading = read(third(lambda line: f"{line.label}\n" + (pieces if line is lines[-1] else "")))
    assert reading.filing is not None
    wanted = {cell: value for cell, value in FILING.values.items() if cell.startswith("t3") and (value or mark == "0")}
    assert {cell: reading.filing.values[cell] for cell in wanted} == wanted
    assert not any(trace.implied for cell, trace in reading.filing.traces.items() if cell.startswith("t3"))


def test_rows_of_which_the_pieces_alternate_are_put_together() -> None:
    """Their labels stand together; a whole row may stand before them."""
    keys = ("new", "carried_in", "granted")
    cells = [[str(FILING.values[f"t3.{key}.{column.key}"]) for column in FORM.tables[1].columns] for key in keys]
    second = [" ".join(row[slice(*part)]) for part in ((0, 3), (3, 4), (4, 7)) for row in cells[1:]]
    printed = "\n".join([" ".join(cells[0]), *second])
    drawn = third(lambda line: f"{line.label} {' '.join(numbers(1, line).split())}\n")
    lines = {key: next(line for line in drawn.split("\n") if line.startswith(label_of(key))) for key in keys}
    labels = "\n".join(label_of(key) for key in keys)
    text = drawn.replace("\n".join(lines.values()), f"{labels}\n{printed}")
    assert text != drawn
    assert wrong(read(text), ("t3",)) == []


def label_of(key: str) -> str:
    return FORM.tables[1].line(key).label


def test_a_block_of_table_2_printed_by_columns_is_read() -> None:
    block = "规章\n行政规范性文件\n本年制发件数\n0\n12\n本年废止件数\n0\n6\n现行有效件数\n0\n46\n"
    deals = "行政许可\n本年处理决定数量\n1234\n本年处理决定数量\n行政处罚\n行政强制\n87\n5\n"
    text = third(lambda line: label(line) + numbers(1, line))
    start, end = text.index("第二十条"), text.index("三、收到")
    fees = "行政事业性收费\n本年收费金额（单位：万元）\n5230.52\n"
    reading = read(f"{text[:start]}第二十条第（一）项\n{block}{deals}{fees}{text[end:]}")
    assert wrong(reading) == []
    assert "t2.coercion.decisions" in reading.listed_cells()


LEFT = (
    "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n规章\n0\n0\n行政规范性文件\n12\n6\n"
    "第二十条第（五）项\n信息内容\n行政许可\n第二十条第（六）项\n信息内容\n行政处罚\n行政强制\n"
    "第二十条第（八）项\n信息内容\n行政事业性收费\n"
)
RIGHT = "现行有效件数\n0\n46\n本年处理决定数量\n1234\n本年处理决定数量\n87\n5\n本年收费金额（单位：万元）\n5230.52\n"
APART = (
    "信息内容\n规章\n行政规范性文件\n信息内容\n行政许可\n信息内容\n行政处罚\n行政强制\n信息内容\n行政事业性收费\n\n"
    "第二十条第（一）项\n本年制发件数\n{}\n本年废止件数\n{}\n第二十条第（五）项\n本年处理决定数量\n1234\n"
    "第二十条第（六）项\n本年处理决定数量\n87\n5\n第二十条第（八）项\n本年收费金额（单位：万元）\n5230.52\n\n"
    "现行有效件数\n0\n46\n\n注：其中修订3件。\n"
)


def with_table_2(printed: str) -> Reading:
    """The report with another print of its table 2."""
    text = third(lambda line: label(line) + numbers(1, line))
    start, end = text.index("第二十条"), text.index("三、收到")
    return read(text[:start] + printed + text[end:])


@pytest.mark.parametrize("printed", [LEFT + RIGHT, LEFT + "\n" + RIGHT, APART.format("0\n12", "0\n6")])
def test_columns_of_table_2_that_are_printed_apart_go_where_their_heads_say(printed: str) -> None:
    reading = with_table_2(printed)
    assert wrong(reading) == []
    assert "t2.coercion.decisions" in reading.listed_cells()


def test_what_may_stand_row_by_row_or_column_by_column_is_not_guessed() -> None:
    reading = with_table_2(APART.format("", "0\n12\n0\n6"))
    assert unlisted(reading) == []
    assert reading.filing is not None
    assert reading.filing.values["t2.normative.repealed"] is None
    assert reading.filing.values["t2.coercion.decisions"] == 5


@pytest.mark.parametrize("gone", ["46\n", "本年处理决定数量\n1234\n", "87\n", "行政许可\n"])
def test_pieces_that_are_not_the_whole_table_are_not_believed(gone: str) -> None:
    assert unlisted(with_table_2((LEFT + RIGHT).replace(gone, "", 1))) == []


def test_numbers_of_table_4_among_heads_of_others_are_not_certain() -> None:
    text = third(lambda line: label(line) + numbers(1, line))
    start, end = text.index("行政复议\n行政诉讼"), text.index("五、存在")
    heads = (
        "结果维持 结果纠正 结果维持 结果纠正 行政复议 其他结果 行政诉讼 总计 "
        "结果维持 尚未审结 复议后起诉 尚未审结 总计 总计 总计"
    )
    figures = (0, 0, 1, 0, 1, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0)
    strip = "".join(f"{head}\n{figure}\n" for head, figure in zip(heads.split(), figures, strict=True))
    reading = read(text[:start] + strip + text[end:])
    assert reading.filing is not None
    stated = {cell for cell, value in reading.filing.values.items() if cell.startswith("t4") and value is not None}
    assert stated <= reading.listed_cells()


def test_numbers_of_rows_are_no_cells() -> None:
    """A column of row numbers, or the index that a library prints: the next row's is not this row's empty cell."""
    text = (
        "0 信息内容 本年处理决定数量\n1 行政许可 7\n2 信息内容 本年处理决定数量\n3 行政处罚\n4 行政强制 5\n5 信息内容\n"
    )
    stream = tokenize(text, 0, len(text))
    assert [token.text for token in stream.tokens] == ["7", "5"]


def test_numbers_before_labels_that_do_not_count_are_cells() -> None:
    text = "0 规章\n3 规范性文件\n3 行政许可\n9 行政处罚\n10 行政强制\n4 收费\n"
    stream = tokenize(text, 0, len(text))
    assert [token.text for token in stream.tokens] == ["0", "3", "3", "9", "10", "4"]


def test_words_between_bars_are_cells_in_running_text() -> None:
    text = "结转下年度继续办理|无|3|无|无"
    stream = tokenize(text, 0, len(text))
    assert [token.text for token in stream.tokens] == ["无", "3", "无", "无"]


def test_a_title_that_lost_its_number_begins_table_3() -> None:
    """The first labels are broken around their numbers, so that only the title says where the table begins."""
    text = third(lambda line: f"{line.label[:9]}\n{numbers(1, line)}{line.label[9:]}\n")
    text = text.replace("三、收到和处理", "收到和处理").replace("其他\n总计\n一、", f"其他\n总计\n{700 * ' '}\n一、")
    assert wrong(read(text), ("t3",)) == []


def row(line: Line) -> str:
    return f"{line.label}\n{numbers(1, line)}"


@pytest.mark.parametrize("cells", [("3", "", "", "", "3"), ("", "", "", "", "")])
def test_table_4_as_two_tables_with_empty_cells(cells: tuple[str, ...]) -> None:
    """The rows of numbers are put together; what is empty stays so."""
    text = third(row)
    start, end = text.index("行政复议\n行政诉讼"), text.index("五、存在")

    def table(*rows: Sequence[str]) -> str:
        return "<table>" + "".join(f"<tr><td>{'</td><td>'.join(one)}</td></tr>" for one in rows) + "</table>"

    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rest = ["", "1", "", "", "1", "", "", "", "", ""]
    strip = table(["行政复议"], heads, cells) + table(
        ["行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [*heads, *heads], rest
    )
    lines = (f"<p>{line}</p>" for line in text[:start].split("\n"))
    reading = read(f"<html><body>{''.join(lines)}{strip}<p>{text[end:]}</p></body></html>")
    assert reading.filing is not None
    found = [value for cell, value in reading.filing.values.items() if cell.startswith("t4")]
    assert found == [int(one) if one else None for one in [*cells, *rest]]


def test_a_merged_cell_printed_in_all_its_places_is_one() -> None:
    """Printers of tables repeat it, also in a line of two cells."""
    text = third(row).replace("信息内容", "")
    form = text.replace("行政许可\n1234", "行政许可\t1234\t1234\t1234")
    assert wrong(read(form)) == []
    assert not [found for found in read(form).findings if found.code == "R7"]
    old = "上一年项目数量\t本年增/减\n行政事业性收费\t1\t0\t0\n政府集中采购\t5\t12.5\t12.5\n"
    start, end = text.index("第二十条"), text.index("三、收到")
    reading = read(f"{text[:start]}第二十条第（八）项\n{old}{text[end:]}")
    assert reading.filing is not None
    values = reading.filing.values
    assert (values["t2_2019.fees.prev_items"], values["t2_2019.fees.delta"]) == (1, 0)


@pytest.mark.parametrize("nothing", ["\u200b", "\u00ad", "\u200e", "\u2060", "&#8203;"])
def test_marks_without_width_part_no_number_of_a_page(nothing: str) -> None:
    reading = read(PAGE.replace(">1234<", f">12{nothing}34<"))
    assert wrong(reading) == []


def test_a_mark_is_no_sum() -> None:
    text = third(row)
    printed = "".join(numbers(2, line) for line in FORM.tables[2].lines)
    assert printed in text
    marks = "".join(
        f"{one}\n" for one in ["/", "18", "7", "20", "/", "33", "60", "1", "17", "/", "/", "68", "43", "18", "7"]
    )
    reading = read(text.replace(printed, marks))
    assert reading.filing is not None
    stated = {cell for cell, value in reading.filing.values.items() if cell.startswith("t4") and value is not None}
    assert stated <= reading.listed_cells()


def test_the_bare_number_at_the_foot_of_every_page_is_no_cell() -> None:
    """Behind it the page ends with a form feed; in table 2 no sum would tell it from a cell."""
    pages = third(lambda line: f"{line.label}\n{numbers(1, line)}").split("行政规范性文件")
    text = pages[0] + "\n1\n\f行政规范性文件" + pages[1] + "\n2\n\f认真工作。\n\n3\n\f"
    assert wrong(read(text), ("t2", "t3")) == []
    assert wrong(read(text.replace("\n3\n", "\n7\n")), ("t2",)) != []


def test_a_page_number_below_a_row_of_which_two_numbers_run_together_is_none_of_it() -> None:
    values = {column.key: 0 for column in FORM.tables[1].columns} | {"natural": 1, "total": 1}
    row = tokenize("四、结转下年度继续办理 10 0 0 0 0 1\n\n2\n", 0, 60)
    slot = slots(FORM.tables[1])["carried_out"]._replace(row=0)
    assert [found.values for found in readings(row.tokens, slot)] == [tuple(values.values())]
    uneven = tokenize("四、结转下年度继续办理 10 0 0 0 0 3\n\n2\n", 0, 60)
    assert readings(uneven.tokens, slot)[0].values == (10, 0, 0, 0, 0, 3, 2)


def test_empty_cells_within_a_row_that_is_as_long_as_its_line_are_blank() -> None:
    """Rows whose label spans columns hold a cell more than those of a group: their numbers begin in several places."""
    slot = slots(FORM.tables[1])["d2"]._replace(row=0, starts=frozenset({2, 3}))
    row = tokenize("2.其他法律行政法规禁止公开\t12\t1\t\t\t\t\t13", 0, 60)
    assert readings(row.tokens, slot)[0].values == (12, 1, None, None, None, None, 13)
    for lost in ("2.其他法律行政法规禁止公开\t\t\t12\t1\t\t\t13", "2.其他法律行政法规禁止公开\t12\t1\t\t\t\t\t14"):
        values = readings(tokenize(lost, 0, 60).tokens, slot)[0].values
        assert values[:2] != (12, 1)
        assert None in values


def test_two_numbers_run_together_beside_marks_are_cut_as_the_sum_says() -> None:
    """As many tokens less one as cells: the total may seem lost, and the first two are not one."""
    slot = slots(FORM.tables[1])["new"]._replace(row=0, glued=True)
    row = tokenize("一、本年新收政府信息公开申请数量 41 - - 1 - 6", 0, 60)
    assert [found.values for found in readings(row.tokens, slot)] == [(4, 1, None, None, 1, None, 6)]
