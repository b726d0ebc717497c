"""The steps of reading, each on a made table of its own."""

import pytest

from gongkai.reading.align import align
from gongkai.reading.assign import pools
from gongkai.reading.candidates import readings
from gongkai.reading.line import Slot
from gongkai.reading.locate import headings, regions, reports
from gongkai.reading.read import read_document
from gongkai.reading.repair import settle
from gongkai.reading.tokens import Token, tokenize
from gongkai.report.filing import Origin
from gongkai.report.form import Kind, load_form

ROW = Slot((Kind.COUNT,) * 7, ((6, (0, 1, 2, 3, 4, 5)),), row=0)
GLUED = ROW._replace(glued=True)
TABLE = load_form("2021").tables[1]


def pool(text, row=0, column=-1):
    return [
        Token("N" if part.isdigit() else "X" if part.isalpha() else "M", part, row, column, 0, at)
        for at, part in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("2 0 0 0 0 0 2", [(2, 0, 0, 0, 0, 0, 2)]),
        ("2 0 0 0 0 0 3", [(2, 0, 0, 0, 0, 0, 3)]),  # a printed error stays as printed
        ("/ / / / / / /", [(None,) * 7]),
        ("230 6 0 0 1 1", [(230, 6, 0, 0, 1, 1, 238)]),  # the lost cell can only be the total
        ("0 0 00 00 0", [(0,) * 7]),
        ("230 000023", [(23, 0, 0, 0, 0, 0, 23)]),
        ("81010010", [(8, 1, 0, 1, 0, 0, 10)]),
        ("0 0 0 0 0 0 0 4", [(0,) * 7]),  # a page number in the row
        ("1 2 0 0 0 0 0 12", [(12, 0, 0, 0, 0, 0, 12)]),  # a digit gap
        ("0 U 0 U U U 0", [(0,) * 7]),
        ("5 0 0 0 0 0 5 5 0 0 0 0 0 5", [(5, 0, 0, 0, 0, 0, 5)]),  # printed twice, not added up
        ("22", [(None,) * 7]),  # blanks vanished: which column is not known
    ],
)
def test_readings_of_one_row(printed, values):
    assert [candidate.values for candidate in readings(pool(printed), ROW)] == values


def test_a_lost_cell_with_several_places_has_several_readings():
    found = {candidate.values for candidate in readings(pool("5 0 0 0 0 5"), ROW)}
    assert found == {(5, 0, 0, 0, 0, 0, 5), (0, 5, 0, 0, 0, 0, 5), (5, 0, 0, 0, 0, 5, 10)}


def test_what_ran_over_its_line_is_the_rest_of_numbers_where_the_sum_says_so():
    def found(row, rest):
        return [candidate.values for candidate in readings(pool(row) + pool(rest, row=1), ROW)]

    assert found("41 320 24 655 0 0 104", "0") == [(41, 320, 24, 655, 0, 0, 1040)]
    assert found("41 106 24 655 0 0 178", "3 3") == [(41, 1063, 24, 655, 0, 0, 1783)]
    assert found("41 320 24 655 0 0 104", "4") == [(41, 320, 24, 655, 0, 0, 104)]  # a page number below a wrong sum
    assert found("5 5 0 0 0 0 55", "0") == [(50, 5, 0, 0, 0, 0, 55), (5, 50, 0, 0, 0, 0, 55)]  # nobody knows which


def test_numbers_divided_in_their_cells_are_put_together_whatever_their_count():
    cells = ["41", "1 0 6 3", "24", "6 5", "0", "1 1", "12 04"]
    row = [token for column, cell in enumerate(cells) for token in pool(cell, column=column)]
    assert [candidate.values for candidate in readings(row, ROW)] == [(41, 1063, 24, 65, 0, 11, 1204)]


def test_nothing_left_of_a_row_is_lost_and_never_zero():
    (only,) = readings([], ROW)
    assert only.values == (None,) * 7
    assert set(only.origins) == {Origin.LOST}


def test_two_tabbed_rows_of_one_line_are_laid_over_each_other():
    first = [
        Token("N" if cell else "B", cell, 0, at + 3, 0, at)
        for at, cell in enumerate(["41", "", "0", "0", "", "0", "41"])
    ]
    second = [
        Token("N" if cell else "B", cell, 1, at + 3, 0, at)
        for at, cell in enumerate(["41", "0", "0", "0", "0", "", "41"])
    ]
    assert [candidate.values for candidate in readings(first + second, ROW)] == [(41, 0, 0, 0, 0, 0, 41)]


def test_a_row_with_two_labels_and_blanks_is_whole_where_numbers_adjoin_their_labels():
    row = [
        Token("N" if cell else "B", cell, 0, at + 2, 9, at)
        for at, cell in enumerate(["47", "5", "3", "1", "2", "", "58"])
    ]
    slot = ROW._replace(starts=frozenset({1}), blanks=True)
    assert [found.values for found in readings(row, slot._replace(adjoins=True))] == [(47, 5, 3, 1, 2, None, 58)]
    assert [found.values for found in readings(row, slot)] == [(47, 5, 3, 1, 2, None, 58)]  # its sum says so
    unequal = [*row[:-1], row[-1]._replace(text="59")]
    assert (47, 5, 3, 1, 2, None, 59) not in [found.values for found in readings(unequal, slot)]
    longer = [row[0]._replace(kind="B", text="", column=1), *row]
    wanted = [(None, 47, 5, 3, 1, 2, None)]
    assert [found.values for found in readings(longer[:-1], slot._replace(starts=frozenset({1})))] == wanted


def table_text(rows, sep=" ", line="\n"):
    """Table 3 as text, one label and its numbers a line."""
    return line.join(
        entry.label + sep + sep.join(str(value) for value in rows.get(entry.key, (0,) * 7)) for entry in TABLE.lines
    )


FIGURES = {
    "new": (2, 0, 0, 0, 0, 0, 2),
    "d4": (1, 0, 0, 0, 0, 0, 1),
    "u1": (1, 0, 0, 0, 0, 0, 1),
    "total": (2, 0, 0, 0, 0, 0, 2),
}


def aligned(text):
    stream = tokenize(text, 0, len(text))
    return stream, align(TABLE, stream)


def test_every_label_is_found_in_order():
    _, anchors = aligned(table_text(FIGURES))
    assert list(anchors) == [line.key for line in TABLE.lines]
    assert all(anchor.score == 100 for anchor in anchors.values())


@pytest.mark.parametrize(
    ("printed", "garbled"),
    [
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("7.属于行政执法案卷", "7.属干行攻执法案卷"),
        ("5.要求行政机关确认或重新出具已获取信息", "5、要求行政机关确认或重新出县已获取言息"),
    ],
)
def test_a_garbled_label_is_found_by_similarity(printed, garbled):
    _, anchors = aligned(table_text(FIGURES).replace(printed, garbled))
    assert len(anchors) == len(TABLE.lines)


def test_labels_in_prose_before_the_table_do_not_mislead():
    _, anchors = aligned("重复申请3件,属于国家秘密1件。" + table_text(FIGURES))
    starts = [anchors[line.key].start for line in TABLE.lines]
    assert starts == sorted(starts)


def dealt(text):
    stream, anchors = aligned(text)
    return {
        key: " ".join(token.text for token in held.tokens if token.kind == "N")
        for key, held in pools(TABLE, stream, anchors).items()
    }


def test_all_labels_before_all_numbers_are_matched_by_order():
    labels = "\n".join(line.label for line in TABLE.lines)
    numbers = "\n".join(" ".join(str(v) for v in FIGURES.get(line.key, (0,) * 7)) for line in TABLE.lines)
    found = dealt(labels + "\n" + numbers)
    assert found["new"] == "2 0 0 0 0 0 2"
    assert found["d4"] == "1 0 0 0 0 0 1"
    assert found["carried_out"] == "0 0 0 0 0 0 0"


def test_numbers_before_their_labels_are_matched_by_order():
    text = "\n".join(
        " ".join(str(v) for v in FIGURES.get(line.key, (0,) * 7)) + "\n" + line.label for line in TABLE.lines
    )
    found = dealt(text)
    assert found["new"] == "2 0 0 0 0 0 2"
    assert found["total"] == "2 0 0 0 0 0 2"


def test_a_lost_label_leaves_its_numbers_to_its_own_line():
    found = dealt(table_text(FIGURES).replace("4.保护第三方合法权益", ""))
    assert found["d4"] == "1 0 0 0 0 0 1"
    assert found["d3"] == "0 0 0 0 0 0 0"


def test_prose_after_the_table_is_not_its_last_line():
    assert (
        dealt(table_text(FIGURES) + "\n本年度举办培训3次,参加人员120人,发布信息455条。")["carried_out"]
        == "0 0 0 0 0 0 0"
    )


def cut_sets(rows):
    """The readings of each row with its digits glued together."""
    return {
        line.key: readings(pool("".join(str(value) for value in rows.get(line.key, (0,) * 7))), GLUED)
        for line in TABLE.lines
    }


def test_the_columns_choose_between_the_cuts_of_glued_rows():
    rows = {
        "new": (12, 1, 0, 0, 0, 0, 13),
        "granted": (11, 0, 0, 0, 0, 0, 11),
        "r1": (1, 1, 0, 0, 0, 0, 2),
        "total": (12, 1, 0, 0, 0, 0, 13),
    }
    settled = settle(TABLE, cut_sets(rows))
    assert {key: settled[key].reading.values for key in rows} == rows


def test_a_row_that_is_itself_wrong_is_cut_where_fewest_identities_break():
    rows = {"new": (11, 0, 0, 0, 0, 0, 11), "granted": (11, 0, 0, 0, 0, 0, 11), "total": (2, 0, 0, 0, 0, 0, 11)}
    settled = settle(TABLE, cut_sets(rows))
    assert settled["total"].reading.values == rows["total"]
    assert settled["total"].contested
    assert settled["total"].broken == 3


HEADS = (
    "一、总体情况\n好。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n{}\n"
    "四、政府信息公开行政复议、行政诉讼情况\n无\n五、存在的主要问题及改进情况\n无\n六、其他需要报告的事项\n无\n"
)


def test_a_table_of_contents_is_not_the_sections():
    contents = "一、总体情况;二、主动公开政府信息情况;三、收到和处理政府信息公开申请情况\n"
    text = contents + HEADS.format(table_text(FIGURES))
    assert headings(text, 0, len(text))[0].start == len(contents)


def test_a_table_of_contents_with_page_numbers_is_not_the_sections():
    contents = "一、总体情况……1\n二、主动公开政府信息情况……2\n六、其他需要报告的事项……6\n某局报告\n"
    text = contents + HEADS.format(table_text(FIGURES))
    assert all(heading.start >= len(contents) for heading in headings(text, 0, len(text)))


def test_two_reports_in_one_file_are_two():
    one = "甲区政府2022年政府信息公开工作年度报告\n" + HEADS.format(table_text(FIGURES))
    two = "乙区政府2023年政府信息公开工作年度报告\n" + HEADS.format(table_text(FIGURES))
    assert [text.lstrip()[:1] for text in ((one + two)[a:b] for a, b in reports(one + two))] == ["甲", "乙"]


WORDS = "我局依法公开，按时答复。" * 20 + "\n"


@pytest.mark.parametrize("pictured", [0, 1, 2])
def test_a_report_whose_tables_are_pictures_does_not_take_those_of_another(pictured):
    bodies = ["甲区政府", "乙区政府", "丙区政府"]
    tables = ["表格见附件图片。" if at == pictured else table_text(FIGURES) for at in range(3)]
    titled = (
        f"{body}2022年政府信息公开工作年度报告\n{HEADS.format(table)}{WORDS}"
        for body, table in zip(bodies, tables, strict=True)
    )
    readings = read_document("".join(titled).encode(), "a.txt")
    named = [reading.filing.agency if reading.filing else reading.refusal.code for reading in readings]
    assert named == [*bodies[:pictured], "tables-missing", *bodies[pictured + 1 :]]


def test_a_table_of_contents_above_its_report_is_no_report_of_its_own():
    contents = HEADS.replace("{}", "") * 2
    assert len(reports("甲区政府2022年政府信息公开工作年度报告\n" + contents + HEADS.format(table_text(FIGURES)))) == 1


def test_prose_about_the_same_figures_is_not_a_second_report():
    text = "一、总体情况\n本年新收政府信息公开申请数量3件,结转下年度继续办理1件。\n" + HEADS.format(table_text(FIGURES))
    assert len(reports(text)) == 1
    third = regions(text, 0, len(text)).tables[1]
    assert third is not None
    assert text[third[0] : third[1]].count("本年新收") == 1
