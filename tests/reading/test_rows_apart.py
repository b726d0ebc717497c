"""Rows of table 3 that stand apart from their labels, or whose cells say nothing, in text."""

from __future__ import annotations

import pytest

from tests.reading.test_traps import FILING, FORM, LINES, as_text, read, unlisted

TABLE = FORM.tables[1]


def pairs(lines: list[str]) -> list[tuple[list[str], list[str]]]:
    """Every two rows, each as its label and its cells."""
    parts = [line.split("\t", 1) for line in lines]
    return list(zip(parts[::2], parts[1::2], strict=True))


def rows_of(table_lines, gone: str = "", label_gone: str = ""):
    """Table 3 as rows with tabs, one line without its numbers and one without its label."""
    out = []
    for line in table_lines:
        numbers = [str(FILING.values[f"t3.{line.key}.{column.key}"]) for column in FORM.tables[1].columns]
        out.append("\t".join(["" if line.key == label_gone else line.label, *([] if line.key == gone else numbers)]))
    return "\n".join(out)


def test_of_two_ways_to_deal_rows_out_the_sums_choose():
    """A line that lost its numbers far above one that lost its label: the rows between them do not move."""
    text = as_text(LINES.format("1234"))
    start, end = text.index("一、本年新收"), text.index("五、存在")
    reading = read(text[:start] + rows_of(FORM.tables[1].lines, "granted", "total") + "\n" + text[end:])
    values = reading.filing.values
    assert values["t3.total.total"] == 23
    assert values["t3.u1.total"] == 13
    assert values["t3.granted.total"] in (None, 10)
    assert unlisted(reading) == []


def test_rows_that_stand_apart_from_their_labels_are_rows_though_one_has_lost_a_cell():
    lines = FORM.tables[1].lines
    text = as_text(LINES.format("1234"))
    start, end = text.index("一、本年新收"), text.index("五、存在")
    rows = rows_of(lines).split("\n")
    rows[1] = rows[1].rsplit("\t", 1)[0]
    apart = [f"{a[0]}\n{b[0]}\n{a[1]}\n{b[1]}" for a, b in pairs(rows[:24])]
    reading = read(text[:start] + "\n".join([*apart, rows[24]]) + "\n" + text[end:])
    values = {name: value for name, value in reading.filing.values.items() if name.startswith("t3.")}
    assert values == {name: FILING.values[name] for name in values}


def test_a_glued_row_printed_twice_is_one_row():
    text = as_text(LINES.format("1234"))
    start, end = text.index("一、本年新收"), text.index("五、存在")
    glued = "\n".join(
        line.label + "".join(str(FILING.values[f"t3.{line.key}.{column.key}"]) for column in FORM.tables[1].columns)
        for line in FORM.tables[1].lines
    )
    row = glued.split("\n")[0]
    reading = read(text[:start] + row + "\n" + glued + "\n" + text[end:])
    assert reading.filing.values["t3.new.natural"] == 21
    assert unlisted(reading) == []


@pytest.mark.parametrize("mark", ["无", "空白", "〇", "○", "-", "——", "/"])
@pytest.mark.parametrize("gap", [" ", "\n"])
def test_a_word_or_sign_for_nothing_is_an_empty_cell_in_any_place(mark, gap):
    text = as_text(LINES.format("1234"))
    start, end = text.index("一、本年新收"), text.index("五、存在")
    rows = "\n".join(
        gap.join([line.label, *(str(FILING.values[f"t3.{line.key}.{column.key}"] or mark) for column in TABLE.columns)])
        for line in TABLE.lines
    )
    reading = read(text[:start] + rows + "\n" + text[end:])
    values = {name: FILING.values[name] or None for name in FORM.cells if name.startswith("t3.")}
    assert {name: reading.filing.values[name] for name in values} == values


def test_a_sentence_of_one_word_under_a_heading_is_no_cell():
    text = as_text(LINES.format("1234")).replace("五、存在", "四、政府信息公开行政复议、行政诉讼情况\n无\n五、存在")
    reading = read(text)
    assert {reading.filing.traces[name].origin.value for name in FORM.cells if name.startswith("t4.")} == {"lost"}


def test_page_numbers_among_rows_of_cells_are_no_rows():
    lines = rows_of(TABLE.lines).split("\n")
    text = as_text(LINES.format("1234"))
    start, end = text.index("一、本年新收"), text.index("五、存在")
    apart = [f"{a[0]}\n{b[0]}\n20\n{a[1]}\n{b[1]}" for a, b in pairs(lines[:24])]
    reading = read(text[:start] + "\n".join([*apart, lines[24]]) + "\n" + text[end:])
    values = {name: FILING.values[name] for name in FORM.cells if name.startswith("t3.")}
    assert {name: reading.filing.values[name] for name in values} == values
