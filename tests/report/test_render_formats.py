import csv
import io
import json
import random
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from filings import FORMS, filing, filings, name_of, sections
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from gongkai.finding import FindingKind, Refusal, Severity
from gongkai.report.filing import Origin, Trace, make_filing
from gongkai.report.form import Form, load_form
from gongkai.report.render import FORMATS, csv_wide, render, report_object
from gongkai.report.render.document import printed, report_title
from gongkai.report.schema import LONG_COLUMNS, report_schema

KIND = FindingKind("A3", Severity.ERROR, ("和", "sum"), ("应为{expected}", "should be {expected}"), ("", ""))


@pytest.mark.parametrize("format", FORMATS)
def test_equal_filings_give_equal_bytes_at_any_time_of_day(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    form = load_form("2021")
    first = render(filing(form), format)
    monkeypatch.setattr(time, "time", lambda: random.Random(0).uniform(1e9, 2e9))
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1_234_567_890))
    assert render(filing(form), format) == first


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_every_form_renders_empty_and_full(form: Form, format: str) -> None:
    assert render(make_filing(form, {}), format) != render(filing(form), format)


def test_unknown_format_and_language_are_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match="unknown-format") as refused:
        render(filing(load_form("2021")), "rtf")
    assert "docx" in refused.value.advice[0]
    with pytest.raises(Refusal, match="unknown-language") as refused:
        render(filing(load_form("2021")), "html", language="fr")
    assert "en" in refused.value.advice[1]


@pytest.mark.parametrize("format", FORMATS)
def test_control_characters_of_a_bad_extraction_do_not_stop_a_rendering(format: str) -> None:
    plain = filing(load_form("2021"))
    dirty = replace(plain, agency="青\x00山\x0b", sections=sections(plain.form, {"overview": "甲\x07乙\ud800丙\ufffe"}))
    assert render(dirty, format)


def test_title_is_made_of_what_is_known() -> None:
    form = load_form("2021")
    assert report_title(make_filing(form, {}, agency="甲局", year=2023)) == "甲局2023年政府信息公开工作年度报告"
    assert report_title(make_filing(form, {})) == "政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (11_398_889, "11398889"),
        (-2, "-2"),
        (Decimal("5230.52"), "5230.52"),
        (Decimal("0.00"), "0.00"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_number_is_printed_plainly_and_a_blank_is_empty(value: Any, text: str) -> None:
    assert printed(value) == text


# ---------------------------------------------------------------- JSON


@given(filings(blanks=True))
@settings(max_examples=20, deadline=None)
def test_json_is_the_report_object_and_valid(example: Any) -> None:
    content = json.loads(render(example, "json"))
    assert content == report_object(example)
    Draft202012Validator(report_schema(example.form)).validate(content)


def test_report_object_says_what_it_is_told() -> None:
    finding = KIND.at(("t3.u1.total",), expected=1, found=2)
    content = report_object(filing(load_form("2021")), status="doubtful", file="a.html", findings=(finding,))
    assert (content["status"], content["file"], content["findings"]) == ("doubtful", "a.html", [finding.as_json()])


# ---------------------------------------------------------------- CSV


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_has_one_row_a_cell_with_its_unit_and_origin() -> None:
    form = load_form("2021")
    values = {"t3.u1.total": 238, "t2.fees.amount_wan": Decimal("5230.52")}
    traces = {"t3.u1.total": Trace(Origin.REPAIRED), "t3.u2.total": Trace(Origin.BLANK)}
    head, *body = rows(render(make_filing(form, values, traces=traces), "csv"))
    assert tuple(head) == LONG_COLUMNS
    assert [row[0] for row in body] == list(form.cells)
    by_cell = {row[0]: row for row in body}
    assert by_cell["t3.u1.total"][2:] == ["238", "件", "repaired"]
    assert by_cell["t3.u2.total"][2:] == ["", "件", "blank"]
    assert by_cell["t2.fees.amount_wan"][2:] == ["5230.52", "万元", "entered"]


def test_csv_wide_has_one_row_a_filing_and_the_cells_of_all_forms() -> None:
    old, new = filing(load_form("2019")), filing(load_form("2021"))
    head, first, second = rows(csv_wide((old, new)))
    assert first[:3] == ["青山市清源区人民政府", "2023", "2019/2019/2019"]
    for row, example in ((first, old), (second, new)):
        held = {name: text for name, text in zip(head[3:], row[3:], strict=True) if text}
        assert held == {name: printed(value) for name, value in example.values.items()}


def test_csv_wide_gives_a_spreadsheet_no_formula_to_run() -> None:
    form = load_form("2021")
    _, row = rows(csv_wide([make_filing(form, {}, agency='=HYPERLINK("x")')]))
    assert row[0].startswith("'=")


# ---------------------------------------------------------------- Markdown


def test_markdown_has_one_pipe_table_a_table_of_equal_width() -> None:
    text = render(filing(load_form("2021")), "markdown").decode()
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 3
    for table in tables:
        assert len({line.count("|") for line in table}) == 1
        assert set(table[1]) <= set("| -:")


def test_markdown_row_names_its_line_in_full_and_a_blank_is_empty() -> None:
    form = load_form("2021")
    values = {name: None if name == "t3.u1.research" else 7 for name in form.cells}
    text = render(make_filing(form, values), "markdown").decode()
    assert (
        "| 三、本年度办理结果 （四）无法提供 1.本机关不掌握相关政府信息 | 7 | 7 |  | 7 | 7 | 7 | 7 |"
        in text.splitlines()
    )


@pytest.mark.parametrize("text", ["# 一", "- 一", "1. 一", "> 一", "a*b*c", "<b>", "x | y", "`x`", "[x](y)"])
def test_markdown_takes_no_markup_from_the_words(text: str) -> None:
    plain = filing(load_form("2021"))
    out = render(replace(plain, sections=sections(plain.form, {"overview": text})), "markdown").decode()
    line = out.split("总体情况\n\n")[1].splitlines()[0]
    assert line != text
    assert line.replace("\\", "") == text


def test_findings_stand_at_the_end_in_the_language_asked_for() -> None:
    finding = KIND.at(("t3.u1.total",), expected=1, found=2)
    zh = render(filing(load_form("2021")), "markdown", findings=(finding,)).decode()
    en = render(filing(load_form("2021")), "markdown", findings=(finding,), language="en").decode()
    assert zh.rstrip().endswith("1. **错误** `A3` 应为1")
    assert en.rstrip().endswith("1. **error** `A3` should be 1")
