"""The words of the sections: nothing of a table in them, and nothing of the report lost."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reading import Reading, read_document
from gongkai.reading.extent import without_furniture
from gongkai.reading.heads import section_texts, sub_sections
from gongkai.reading.locate import regions, reports
from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources import open_sheet
from gongkai.report.form import load_form
from tests.corpus import samples
from tests.golden import goldens

FORM = load_form("2021")
HEADS = [f"{section.number}、{section.title}" for section in FORM.sections]
TABLES = ("proactive", "applications", "remedies")
# Real words of a published report that stand where its section four is headed but not its section five.
REAL_PROSE = {("020_hebei_gxt_2019.txt", "remedies"), ("062_kewei_2024.md", "remedies")}
# What the generator prints around its tables.
AROUND = re.compile(r"[备]?注：|填报[人时]|统计表|单位：|如下表：")


def taken_of(reading: Reading) -> tuple[tuple[int, int] | None, ...]:
    """The extent of the cells that were read, table by table."""
    assert reading.filing
    out: list[tuple[int, int] | None] = []
    for table in reading.filing.form.tables:
        traces = [
            trace for cell, trace in reading.filing.traces.items() if reading.filing.form.cells[cell].table == table.key
        ]
        spans = [
            (t.where.offset, t.where.offset + len(t.read or ""))
            for t in traces
            if t.where and t.where.offset is not None
        ]
        out.append((min(low for low, _ in spans), max(high for _, high in spans)) if spans else None)
    return tuple(out)


def words(data: bytes) -> list[dict[str, str]]:
    """The section texts of every report that was read."""
    sheet = open_sheet(data)
    found = [regions(sheet.plain, *span) for span in reports(sheet.plain)]
    pairs = zip(found, read_document(data), strict=False)
    return [
        {
            section.key: section.text
            for section in section_texts(sheet, region, taken_of(reading))
            if not lost(reading, section.key)
        }
        for region, reading in pairs
        if reading.filing
    ]


def lost(reading: Reading, key: str) -> bool:
    """Whether most of a section's table could not be read: what is left of its print stays where it is."""
    if key not in TABLES:
        return False
    table = f"t{TABLES.index(key) + 2}"
    cells = {cell for cell in FORM.cells if cell.startswith((f"{table}.", f"{table}_"))}
    gone = {cell for finding in reading.findings if finding.code == "R1" for cell in finding.cells}
    return 2 * len(cells & gone) > len(cells)


def table_two(*, glued: bool = False) -> str:
    """Table 2 with the numbers 71 to 80 in place of its cells."""
    table, rows, number = FORM.tables[0], [], 70
    for block in table.blocks:
        heads = [column.label for column in table.columns if column.key in block.columns]
        rows += [[block.label], [table.line_head, *heads]]
        for line in (line for line in table.lines if line.key in block.lines):
            numbers = [str(number := number + 1) for _ in heads]
            rows.append([line.label, *numbers])
    return " ".join(" ".join(row) for row in rows) if glued else "\n".join("\t".join(row) for row in rows)


def proactive(before: str, table: str, after: str, between: str = "\n") -> str:
    """The text of section two where such words stand around the table."""
    text = between.join([HEADS[0], "工作。", HEADS[1], before, table, after, HEADS[2], "无。"])
    sheet = Sheet(tidy(text))
    found = regions(sheet.plain, 0, len(text))
    taken = (text.index("71"), text.index("80") + 2)
    return section_texts(sheet, found, (taken, None, None))[1].text


@pytest.mark.parametrize("glued", [False, True])
def test_words_before_and_after_a_table_are_kept(glued: bool) -> None:
    between = " " if glued else "\n"
    text = proactive("我局制发文件五件。", table_two(glued=glued), "均已公开。", between)
    assert text.split() == ["我局制发文件五件。", "均已公开。"]


def test_a_sentence_that_ends_with_a_colon_is_no_head() -> None:
    assert proactive("本年处理决定数量情况如下：", table_two(), "") == "本年处理决定数量情况如下："


def test_the_caption_and_the_unit_are_the_tables() -> None:
    assert proactive(f"说明。\n表2 {FORM.sections[1].title}\n（单位：件）", table_two(), "说明。") == "说明。\n说明。"


def test_numbers_and_labels_after_the_last_read_cell_are_the_tables() -> None:
    line = FORM.tables[0].lines[0].label
    assert proactive("", table_two() + f"\n{line}\n0\n/\n 3 \n", "2023年没有变化。") == "2023年没有变化。"


def test_a_year_after_a_glued_table_is_no_number_of_it() -> None:
    assert proactive("", table_two(glued=True), "2023年均已公开。", " ") == "2023年均已公开。"


def test_without_cells_nothing_is_cut() -> None:
    text = "\n".join([HEADS[1], "本年没有制发文件。", HEADS[2], "无。"])
    sheet, whole = Sheet(text), len(text)
    found = regions(text, 0, whole)._replace(tables=((len(HEADS[1]), text.index(HEADS[2])), None, None))
    assert section_texts(sheet, found, (None, None, None))[0].text == "本年没有制发文件。"


SENTENCES = st.text(alphabet="我们今晨登山看见许多白鹤飞过江面", min_size=2, max_size=20).map(
    lambda words: words + "。"
)


@given(before=SENTENCES, after=SENTENCES, glued=st.booleans())
def test_any_sentence_around_a_table_survives(before: str, after: str, glued: bool) -> None:
    text = proactive(before, table_two(glued=glued), after, " " if glued else "\n")
    assert text.split() == [before, after]


@pytest.mark.parametrize("source", [g.source for g in goldens() if g.truth], ids=lambda path: path.name)
def test_nothing_of_a_table_is_in_the_words_of_a_published_report(source) -> None:  # type: ignore[no-untyped-def]
    for texts in words(source.read_bytes()):
        for key in TABLES:
            text = texts.get(key, "")
            assert (not text) == ((source.name, key) not in REAL_PROSE), text
            assert "\t" not in text
            assert not text or "。" in text


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_nothing_of_a_table_is_in_the_words_of_a_generated_report(form: str) -> None:
    seen = 0
    for sample in samples(11, 40, form=form, damaged=False):
        for texts in words(sample.data):
            for text in filter(None, (texts.get(key, "") for key in TABLES)):
                seen += 1
                assert AROUND.search(text), (sample.label, text)
                assert not re.search(r"\t|\|", text), (sample.label, text)
                assert len(text) < 120, (sample.label, text)
    assert seen


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("无。\n版权所有 某局\n网站标识码：4401030015", "无。"),
        ("无。\n【打印本页】 【关闭窗口】\n某局", "无。"),
        ("2021年，无收取信息处理费情况。 附件下载", "2021年，无收取信息处理费情况。"),
        ("无。 某局 2022年1月20日 主办单位：某办 粤ICP备05012345号", "无。 某局 2022年1月20日"),
        ("无。\n某局\n2022年1月20日", "无。\n某局\n2022年1月20日"),
        ("无。\n某局\n2022年1月20日\n上一篇：通知\n下一篇：公告", "无。\n某局\n2022年1月20日"),
        ("网站设置扫一扫功能，附件下载方便。", "网站设置扫一扫功能，附件下载方便。"),
        ("扫一扫功能已经开通。\n无。", "扫一扫功能已经开通。\n无。"),
        ("无", "无"),
    ],
)
def test_what_a_site_prints_below_is_not_the_reports(printed: str, kept: str) -> None:
    assert without_furniture(printed) == kept


def test_only_the_last_section_loses_its_foot() -> None:
    text = "\n".join([HEADS[4], "问题。", "相关链接", HEADS[5], "无。", "相关链接"])
    sections = section_texts(Sheet(text), regions(text, 0, len(text)), (None, None, None))
    assert [section.text for section in sections] == ["问题。\n相关链接", "无。"]


@given(st.text(alphabet="无。\n 【扫一上篇版权所有附件下载"))
def test_cutting_the_foot_twice_cuts_nothing_more(text: str) -> None:
    once = without_furniture(text)
    assert without_furniture(once) == once
    assert text.strip().startswith(once)


@pytest.mark.parametrize("sign", [" ", "\r", "\u3000", "|"])
def test_signs_without_words_take_little_time(sign: str) -> None:
    started = process_time()
    text = proactive("我局制发文件五件。" + sign * 50_000 + "无。", table_two(glued=False), "")
    assert sub_sections(sign * 50_000 + "\n（一）制发文件。五件") == (("（一）制发文件", "五件"),)
    assert process_time() - started < 5
    assert text.startswith("我局制发文件五件。")


def test_rules_and_the_sign_of_the_next_head_are_no_words() -> None:
    assert proactive("|", table_two(glued=False), "## ") == ""


def test_long_lines_take_little_time() -> None:
    label = FORM.tables[0].lines[2].label
    proactive((label + "又" + " " * 5) * 4000, table_two(glued=True), "0 " * 20000, " ")
