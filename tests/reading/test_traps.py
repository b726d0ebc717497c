"""Documents made to mislead: what is stated as certain must be what the table prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from time import process_time

import pytest

from gongkai.reading import Reading, Status, read_document
from gongkai.reading.sources.text import decode
from gongkai.report.filing import Number, make_filing
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.corpus.generate import generate
from tests.scoring import judge

FIGURES: Mapping[str, int | str] = {
    "t2.normative.issued": 12,
    "t2.normative.repealed": 6,
    "t2.normative.in_force": 46,
    "t2.licences.decisions": 1234,
    "t2.penalties.decisions": 87,
    "t2.coercion.decisions": 5,
    "t2.fees.amount_wan": "5230.52",
    "t3.new.natural": 21,
    "t3.new.nonprofit": 2,
    "t3.new.total": 23,
    "t3.granted.natural": 8,
    "t3.granted.nonprofit": 2,
    "t3.granted.total": 10,
    "t3.u1.natural": 13,
    "t3.u1.total": 13,
    "t3.total.natural": 21,
    "t3.total.nonprofit": 2,
    "t3.total.total": 23,
    "t4.review.upheld": 3,
    "t4.review.total": 3,
}
FORM = load_form("2021")
FILING = make_filing(
    FORM,
    {cell: FIGURES.get(cell, 0) for cell in FORM.cells},
    agency="广州市荔湾区民政局",
    year=2023,  # type: ignore[arg-type]
)
PAGE = render(FILING, "html").decode()


def page(*changes: tuple[str, str]) -> str:
    text = PAGE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(text: str) -> Reading:
    (reading,) = read_document(text.encode())
    return reading


def unlisted(reading: Reading, truth: Mapping[str, Number | None] = FILING.values) -> list[str]:
    """Cells stated as certain that are not what the document prints."""
    assert reading.filing is not None
    listed = reading.listed_cells()
    return [
        cell
        for cell, value in reading.filing.values.items()
        if value is not None and value != truth[cell] and cell not in listed
    ]


def cell(name: str, printed: str) -> tuple[str, str]:
    """A change of what stands in one cell of the page."""
    start = PAGE.index(f'"{name}"') if f'"{name}"' in PAGE else PAGE.index(name.replace(".", "-"))
    start = PAGE.index(">", start) + 1
    end = PAGE.index("</td>", start)
    return PAGE[start - 60 : end], PAGE[start - 60 : start] + printed


HEADING = "主动公开政府信息情况</h2>"


def test_the_page_itself_reads_back():
    reading = read(PAGE)
    assert reading.status is Status.READ
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


@pytest.mark.parametrize(
    "prose",
    [
        "<p>2023年，新增行政许可3项。</p>",
        "<p>全年办理行政许可 35 件，行政处罚 9 件。</p>",
        "<p>详见二、主动公开政府信息情况，其中行政许可 35 件。</p>",
        "<p>1.主动公开情况。行政许可 35 件。</p>",
    ],
)
def test_prose_under_the_heading_is_not_the_table(prose):
    assert unlisted(read(page((HEADING, HEADING + prose)))) == []


def test_prose_before_the_heading_is_not_the_table():
    overview = "总体情况</h2>"
    prose = (
        overview + "<p>详见二、主动公开政府信息情况，其中行政许可 35 件。</p><p>1.主动公开情况。行政许可 35 件。</p>"
    )
    reading = read(page((overview, prose)))
    assert unlisted(reading) == []
    assert reading.filing is not None
    assert reading.filing.values["t2.licences.decisions"] == 1234


def test_columns_headed_in_another_order_are_said():
    reading = read(page(("本年废止件数", "〇"), ("现行有效件数", "本年废止件数"), ("〇", "现行有效件数")))
    assert {"t2.normative.repealed", "t2.normative.in_force"} <= reading.listed_cells()
    assert reading.status is Status.DOUBTFUL


LINES = (
    "第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n{}\n"
    "第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处罚\n87\n行政强制\n5\n"
)


def as_text(block: str) -> str:
    """The figures as text, table 2 one cell a line with the given block in it."""
    table = FORM.tables[1]
    rows = "\n".join(
        line.label + " " + " ".join(str(FILING.values[f"t3.{line.key}.{column.key}"]) for column in table.columns)
        for line in table.lines
    )
    return (
        "广州市荔湾区民政局2023年政府信息公开工作年度报告\n一、总体情况\n好。\n二、主动公开政府信息情况\n"
        "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n0\n0\n0\n行政规范性文件\n12\n6\n46\n"
        + block
        + "第二十条第（八）项\n信息内容\n本年收费金额（单位：万元）\n行政事业性收费\n5230.52\n"
        "三、收到和处理政府信息公开申请情况\n"
        + rows
        + "\n五、存在的主要问题及改进情况\n无\n六、其他需要报告的事项\n无\n"
    )


def test_one_cell_a_line_is_read():
    assert read(as_text(LINES.format("1234"))).filing.values["t2.licences.decisions"] == 1234


@pytest.mark.parametrize("printed", ["4\n1234", "12\n34", "1300\n1234"])
def test_of_two_numbers_for_one_cell_none_is_certain(printed):
    reading = read(as_text(LINES.format(printed)))
    assert "t2.licences.decisions" in reading.listed_cells()


def test_a_lost_line_is_not_filled_from_a_note():
    lost = LINES.replace("行政许可\n{}\n", "") + "注：全年办理行政许可 35 件。\n"
    reading = read(as_text(lost))
    assert reading.filing.values["t2.licences.decisions"] is None
    assert "t2.licences.decisions" in reading.listed_cells()


def test_an_implied_value_is_given_only_while_every_identity_holds():
    """Two blank cells and a misprinted total: the row would give 12, the column 13 less another blank."""
    reading = read(page(cell("t3.u1.natural", ""), cell("t3.u1.total", "15")))
    assert reading.filing.traces["t3.u1.natural"].implied is None


def test_all_marks_are_not_a_report_that_was_read():
    names = [name for name in FORM.cells if name.startswith("t2.")]
    reading = read(page(*(cell(name, "/") for name in names)))
    assert reading.status is Status.DOUBTFUL
    assert [name for name in names if reading.filing.values[name] is not None] == []


def test_the_same_report_with_last_years_table_first_is_one_report():
    start = PAGE.index("<table", PAGE.index("收到和处理政府信息公开申请情况</h2>"))
    end = PAGE.index("</table>", start) + len("</table>")
    table = PAGE[start:end]
    reading = read(PAGE[:start] + "<p>上年情况如下：</p>" + table.replace(">21<", ">19<") + PAGE[start:])
    changed = {name for name in FORM.cells if name.startswith(("t3.new.", "t3.total."))}
    assert changed <= reading.listed_cells()
    assert unlisted(reading) == []


@pytest.mark.parametrize("way", ["html", "markdown", "xlsx"])
def test_what_this_system_says_of_a_report_is_not_part_of_it(way):
    """A report rendered with its findings reads back to the same findings, not to more."""
    printed = dict(FILING.values) | {"t3.new.total": 24}
    broken = make_filing(FORM, printed, agency=FILING.agency, year=FILING.year)
    (first,) = read_document(render(broken, "html"))
    (second,) = read_document(render(broken, way, findings=first.findings))
    assert second.filing is not None
    assert second.filing.values == printed
    assert [finding.code for finding in second.findings] == [finding.code for finding in first.findings]


def test_disputes_printed_one_line_a_row_are_read():
    """Three labelled rows of five instead of one strip of fifteen."""
    start = PAGE.index("<table", PAGE.index("政府信息公开行政复议、行政诉讼情况</h2>"))
    end = PAGE.index("</table>", start)
    table = FORM.tables[2]
    rows = "".join(
        f"<tr><td>{line.label}</td>" + "".join(f"<td>{at * 5 + number}</td>" for number in (1, 0, 0, 1, 2)) + "</tr>"
        for at, line in enumerate(table.lines)
    )
    head = "<tr><td></td>" + "".join(f"<td>{column.label}</td>" for column in table.columns) + "</tr>"
    reading = read(PAGE[:start] + "<table>" + head + rows + PAGE[end:])
    assert [reading.filing.values[f"t4.{line.key}.upheld"] for line in table.lines] == [1, 6, 11]
    assert [reading.filing.values[f"t4.{line.key}.total"] for line in table.lines] == [2, 7, 12]


def test_a_strip_of_empty_cells_is_blank_and_not_missing():
    names = [name for name in FORM.cells if name.startswith("t4.")]
    reading = read(re.sub(r'(<td id="t4\.[^>]*>)\d+', r"\1", PAGE))
    assert {reading.filing.traces[name].origin.value for name in names} == {"blank"}


def test_the_first_two_columns_in_another_order_are_said():
    reading = read(page((">自然人<", ">〇<"), (">商业企业<", ">自然人<"), (">〇<", ">商业企业<")))
    assert {"t3.new.natural", "t3.new.business"} <= reading.listed_cells()


def test_prose_that_names_the_columns_in_another_order_moves_none():
    heading = "收到和处理政府信息公开申请情况</h2>"
    prose = "<p>商业企业、科研机构、法律服务机构未提出申请，社会公益组织2件，自然人21件。</p>"
    assert read(page((heading, heading + prose))).status is Status.READ


@pytest.mark.parametrize("printed", ["0,123", "5.2.1", "5..2", "10/12", "1e3", "4.6E-05", "10²"])
def test_what_is_not_surely_one_number_is_none(printed):
    reading = read(page(cell("t2.licences.decisions", printed)))
    assert reading.filing.values["t2.licences.decisions"] is None


def test_a_note_under_the_last_table_is_not_part_of_it():
    end = PAGE.index("</table>", PAGE.index("政府信息公开行政复议、行政诉讼情况</h2>")) + len("</table>")
    note = "<p>注：行政复议3件，其中维持2件，纠正1件；行政诉讼0件。</p>"
    reading = read(PAGE[:end] + note + PAGE[end:])
    assert (reading.status, reading.filing.values) == (Status.READ, FILING.values)


def test_a_report_whose_largest_table_is_a_picture_still_says_the_others():
    start = PAGE.index("<table", PAGE.index("收到和处理政府信息公开申请情况</h2>"))
    end = PAGE.index("</table>", start) + len("</table>")
    reading = read(PAGE[:start] + '<img src="表.png">' + PAGE[end:])
    missing = {name for name in FORM.cells if name.startswith("t3.")}
    assert {name for name, value in reading.filing.values.items() if value is None} == missing
    assert missing <= reading.listed_cells()
    assert unlisted(reading) == []


def strip_without_heads(numbers: str) -> str:
    """The figures as text with a table 4 of which only the numbers are left."""
    heading = "四、政府信息公开行政复议、行政诉讼情况\n"
    return as_text(LINES.format("1234")).replace("五、存在", heading + numbers + "\n五、存在")


@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
def test_disputes_without_their_heads_are_read_if_all_their_numbers_are_there(between):
    numbers = [3, 0, 0, 0, 3, *[0] * 10]
    reading = read(strip_without_heads(between.join(map(str, numbers))))
    assert [value for name, value in reading.filing.values.items() if name.startswith("t4.")] == numbers
    fewer = read(strip_without_heads(between.join(map(str, numbers[1:]))))
    assert not any(value is not None for name, value in fewer.filing.values.items() if name.startswith("t4."))


def test_a_first_block_without_heads_is_part_of_its_table():
    lines = "规章\n0\n0\n0\n行政规范性文件\n12\n6\n46\n"
    text = as_text(LINES.format("1234"))
    bare = text.replace("第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n", "")
    assert bare != text
    assert lines in bare
    for said in ("", "表2 主动公开情况表\n", "全年情况如下，共计3项。\n"):
        reading = read(bare.replace("规章\n", said + "规章\n"))
        assert reading.filing.values["t2.normative.in_force"] == 46
        assert reading.filing.values["t2.regulations.issued"] == 0


def test_the_number_of_a_telephone_glues_nothing():
    spaced = as_text(LINES.format("1234")).replace("三、收到", "填报人：李某某 联系电话：020-85997271\n三、收到")
    assert read(spaced).filing.values == read(as_text(LINES.format("1234"))).filing.values


def test_a_row_that_does_not_add_up_stays_as_printed_beside_a_page_number():
    text = as_text(LINES.format("1234"))
    row = "四、结转下年度继续办理 0 0 0 0 0 0 0"
    assert row in text
    reading = read(text.replace(row, row[:-1] + "1\n4"))
    assert reading.filing.values["t3.carried_out.total"] == 1
    assert "t3.carried_out.total" in reading.listed_cells()


def test_the_strip_read_column_by_column_keeps_its_first_five_numbers() -> None:
    """The first five heads are two rows high: read by columns, their numbers stand between them."""
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    pairs = "\n".join(f"{head}\n{number}" for head, number in zip(heads, (3, 1, 0, 2, 6), strict=True))
    rest = "\n".join([*heads, *heads, *map(str, (1, 0, 0, 0, 1, 0, 2, 0, 0, 2))])
    strip = f"行政复议\n行政诉讼\n{pairs}\n未经复议直接起诉\n复议后起诉\n{rest}\n"
    sample = generate(5, form="text", layout="rows", damaged=False)
    text = sample.data.decode("utf-8", "replace").replace("\r\n", "\n")
    at, after = re.search(r"四、[^\n]*\n", text), re.search(r"\n五、", text)
    assert at is not None
    assert after is not None
    (reading,) = read_document((text[: at.end()] + strip + text[after.start() + 1 :]).encode(), name="a.txt")
    assert reading.filing is not None
    read = [value for cell, value in reading.filing.values.items() if cell.startswith("t4.")]
    assert read == [3, 1, 0, 2, 6, 1, 0, 0, 0, 1, 0, 2, 0, 0, 2]


@pytest.mark.parametrize("seed", range(6))
def test_tables_that_all_stand_after_all_sections_are_found(seed: int) -> None:
    """Where a page lays itself out with tables, extractors put what is nested in them at the end."""
    sample = generate(seed, form="markdown", layout="pipes", damaged=False)
    lines = decode(sample.data).replace("\r\n", "\n").split("\n")
    prose = [line for line in lines if not line.startswith("|")]
    tables = [line if line.startswith("|") else "" for line in lines]
    outcome = judge(replace(sample, data="\n".join([*prose, *tables]).encode()))
    assert outcome.whole, [fault for one in outcome.scores for fault in one.faults()]


@pytest.mark.parametrize("first", ["1.申请人", "2.申请人逾期", "2.重复申请", "3.补正后"])
def test_a_table_cut_off_before_what_tells_its_edition_takes_that_of_the_year(first):
    start = PAGE.rindex("<tr", 0, PAGE.index(first))
    reading = read(PAGE[:start] + PAGE[PAGE.index("</table>", start) :])
    assert {table.edition for table in reading.filing.form.tables} == {"2021"}
    assert not {"F1", "F2"} & {finding.code for finding in reading.findings}
    assert {cell for cell, value in reading.filing.values.items() if value is None} <= reading.listed_cells()


def test_a_report_of_which_nothing_tells_the_edition_takes_that_of_its_year():
    start = PAGE.rindex("<tr", 0, PAGE.index("1.申请人"))
    cut = PAGE[:start] + PAGE[PAGE.index("</table>", start) :]
    table = cut.index("<table")
    cut = cut[:table] + cut[cut.index("</table>", table) + 8 :]
    assert read(cut).filing.form.edition == "2021"
    early = read(cut.replace("2023年", "2019年")).filing
    assert (early.year, early.form.edition) == (2019, "2019")


def test_a_cell_of_a_great_many_numbers_takes_little_time():
    started = process_time()
    assert "t2.licences.decisions" in read(page(cell("t2.licences.decisions", "1 " * 60_000))).listed_cells()
    assert process_time() - started < 5
