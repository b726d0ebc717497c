"""A region as label characters and numerals."""

import pytest

from gongkai.finding import Where
from gongkai.reading.sheet import Sheet, simplified, tidy
from gongkai.reading.tokens import label_key, ordinal, tokenize


def tokens(text, **options):
    stream = tokenize(text, 0, len(text), **options)
    return stream.labels, [(token.kind, token.text, token.labels) for token in stream.tokens]


def test_an_ordinal_glued_to_the_digits_before_it_is_no_digit():
    labels, found = tokens("国家秘密00000002.其他法律0000000")
    assert found == [("N", "0000000", 4), ("N", "0000000", 9)]
    assert labels == f"国家秘密{ordinal(2)}其他法律"


@pytest.mark.parametrize("furniture", ["- 4 -", "-- 12 --", "第 4 页", "第4页 共9页", "3/9"])
def test_page_numbers_printed_as_such_are_no_numerals(furniture):
    assert tokens(f"行政处罚\n{furniture}\n11331") == ("行政处罚", [("N", "11331", 4)])


def test_a_bare_number_on_its_own_line_stays():
    assert [kind for kind, _, _ in tokens("行政处罚\n4\n11331")[1]] == ["N", "N"]


def test_signs_units_and_remarks_stay_with_their_number():
    assert tokens("收费 +82 -59 251000元 22（其中修订 16 件）".translate({ord("（"): "(", ord("）"): ")"}))[1] == [
        ("N", "+82", 2),
        ("N", "-59", 2),
        ("N", "251000元", 2),
        ("N", "22(其中修订 16 件)", 2),
    ]


def test_a_list_number_in_brackets_is_no_remark_on_the_number_before():
    labels, found = tokens("已获取信息 0 00( 六 ) 其他处理 0")
    assert found == [("N", "0", 5), ("N", "00", 5), ("N", "0", 10)]
    assert labels == "已获取信息六其他处理"


@pytest.mark.parametrize("printed", ["#DIV/0!", "#REF!", "#N/A", "Err:502", "错误:502"])
def test_what_a_spreadsheet_could_not_work_out_is_a_scrap_and_no_number(printed):
    assert [kind for kind, _, _ in tokens(f"收费 {printed}\n收费\t{printed}")[1]] == ["X", "X"]


@pytest.mark.parametrize("text", ["\x0246", "≥340", ">340", "表12", "fs2211", "1.5.23"])
def test_what_is_no_number_of_a_table_has_no_rest_that_is_one(text):
    assert tokens(f"行政处罚 {text}\n{text}\t{text}")[1] == []


@pytest.mark.parametrize(
    "printed",
    [
        "523O.52",
        "5Z30.52",
        "5230.S2",
        "5230.5l",
        "5230 .52",
        "5230,52万",
        "12,345万",
        "5230点52",
        "1万1331",
        "52?0",
        "11331x",
        "4 ?",
        "4 □",
        "46〇",
        "4\u0336",
        "4\x02",
        "4.6.",
        "46-",
        "46~50",
        "46 ~ 50",
    ],
)
def test_a_number_with_what_is_none_in_it_is_not_cut_there(printed):
    assert tokens(f"收费 {printed}\n收费\t{printed}")[1] == [("X", printed, 2), ("X", printed, 4)]


def test_a_number_that_follows_a_chinese_numeral_is_none():
    assert tokens("行政处罚\t十1331\n行政处罚 百1331")[1] == []


@pytest.mark.parametrize(
    "printed", ["304948.3955万元", "5,230.52", "5230.52", "12,345万元", "22(其中修订 16 件)", "7元"]
)
def test_a_whole_number_with_unit_or_remark_is_not_broken(printed):
    assert tokens(f"收费 {printed}\n收费\t{printed}")[1] == [("N", printed, 2), ("N", printed, 4)]


def test_numbers_divided_by_commas_stay_apart():
    assert [text for _, text, _ in tokens("总计 1,0,23,0")[1]] == ["1", "0", "23", "0"]


def test_a_point_in_the_middle_is_a_point_between_digits_only():
    assert tokens("阿·卜收费 9·6934\n9·6934\t0")[1] == [("N", "9.6934", 4), ("N", "9.6934", 4), ("N", "0", 4)]


def test_a_sign_behind_a_digit_begins_a_number():
    assert [text for _, text, _ in tokens("许可 156-5997")[1]] == ["156", "-5997"]


def test_a_change_in_words_is_signed_and_the_head_is_not():
    assert [text for _, text, _ in tokens("本年增/减3 行政许可减3")[1]] == ["3", "-3"]


def test_tabs_divide_cells_and_empty_ones_count():
    assert [kind for kind, _, _ in tokens("总计\t1\t\t/\tU\t1", exact=True)[1]] == ["N", "B", "M", "X", "N"]


def test_empty_cells_at_a_rows_end_may_be_padding_unless_the_source_is_exact():
    assert [kind for kind, _, _ in tokens("总计\t1\t\t")[1]] == ["N", "P", "P"]
    assert [kind for kind, _, _ in tokens("总计\t1\t\t", exact=True)[1]] == ["N", "B", "B"]


def test_label_key_drops_everything_but_the_words():
    assert label_key("3.危及“三安全一稳定”") == f"{ordinal(3)}危及三安全一稳定"
    assert label_key("（六）其他处理") == "六其他处理"


def test_plain_text_keeps_every_character_in_its_place():
    sheet = Sheet("規章　１２（其中）——")
    assert sheet.plain == "规章　12(其中)--"
    assert len(sheet.plain) == len(sheet.text) == len(sheet.printed)
    assert sheet.text[:2] == "規章"  # the script is the report's own


def test_what_exporters_break_is_put_right():
    assert tidy("⾏政⻓　领(lǐng)导\x07１\r\n│") == "行政长 领导\t１\n|"
    assert simplified("規範性檔案") == "规范性档案"


def test_places_count_pages_and_lines_from_one():
    sheet = Sheet("一\n二\f三\n四")
    assert sheet.where(0) == Where(1, 1, 0)
    assert sheet.where(6) == Where(2, 3, 6)
    assert Sheet("一\n二").where(2) == Where(None, 2, 2)


@pytest.mark.parametrize("scrap", ["?", "□", "■"])
def test_a_number_whose_first_digit_is_unreadable_is_none(scrap):
    assert [token.text for token in tokenize(f"行政强制 {scrap}3", 0, 9).tokens] == []
