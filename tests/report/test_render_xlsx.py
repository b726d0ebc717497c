import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from filings import FORMS, balanced, filing, filings, name_of, sections
from hypothesis import given, settings
from openpyxl.utils.cell import range_boundaries

from gongkai.finding import FindingKind, Severity, Verdict
from gongkai.report.filing import SectionText, make_filing
from gongkai.report.form import Form, load_form
from gongkai.report.identities import identities
from gongkai.report.layout import grids
from gongkai.report.render import render
from gongkai.report.schema import SIDE_SHEETS, spreadsheet_names

KIND = FindingKind(
    "A3", Severity.ERROR, ("和", "sum"), ("应为{expected}", "should be {expected}"), ("改", "do"), ("第五十条",)
)


class Opened:
    """A workbook seen by an independent reader, once with formulas and once with their cached values."""

    def __init__(self, data: bytes) -> None:
        self.formulas = openpyxl.load_workbook(io.BytesIO(data))
        self.values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)

    def at(self, name: str) -> tuple[Any, Any, Any]:
        """Formula or value, cached value, and the cell itself, at a defined name."""
        sheet, place = self.formulas.defined_names[name].attr_text.rsplit("!", 1)
        sheet, place = sheet.strip("'"), place.replace("$", "")
        return self.formulas[sheet][place].value, self.values[sheet][place].value, self.formulas[sheet][place]

    def number(self, name: str) -> Any:
        return self.at(name)[1]

    def sum(self, sheet: str, arguments: str) -> Decimal:
        """SUM, worked out by hand over references and defined names; text and blanks add nothing."""
        found: list[Any] = []
        for argument in arguments.split(","):
            if argument in self.formulas.defined_names:
                found.append(self.number(argument))
            else:
                left, top, right, bottom = range_boundaries(argument)
                rows = self.values[sheet].iter_rows(top, bottom, left, right, values_only=True)
                found += [value for row in rows for value in row]
        return sum((Decimal(repr(value)) for value in found if isinstance(value, (int, float))), Decimal(0))


def opened(example: Any, **options: Any) -> Opened:
    return Opened(render(example, "xlsx", **options))


def same(held: Any, value: Any) -> bool:
    return held is None if value is None else Decimal(str(held)) == value


@given(filings(blanks=True))
@settings(max_examples=15, deadline=None)
def test_every_number_stands_under_its_defined_name(example: Any) -> None:
    book = opened(example)
    names = spreadsheet_names(example.form)
    assert set(book.formulas.defined_names) - {"_xlnm.Print_Titles"} == set(names.values())
    for cell, name in names.items():
        assert same(book.number(name), example.values[cell]), cell


@given(filings(blanks=True))
@settings(max_examples=15, deadline=None)
def test_every_live_sum_caches_what_it_works_out_to(example: Any) -> None:
    book = opened(example)
    for name in spreadsheet_names(example.form).values():
        written, cached, cell = book.at(name)
        if isinstance(written, str) and written.startswith("="):
            (arguments,) = re.findall(r"^=SUM\((.+)\)$", written)
            assert book.sum(cell.parent.title, arguments) == Decimal(repr(cached))


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_every_sum_of_the_form_is_live_where_it_adds_up(form: Form) -> None:
    book, names = opened(filing(form)), spreadsheet_names(form)
    wholes = {rule.left[0] for rule in identities(form) if len(rule.left) == 1}
    live = {cell for cell, name in names.items() if str(book.at(name)[0]).startswith("=")}
    assert live == wholes
    assert not any(book.at(name)[2].comment for name in names.values())


@pytest.mark.parametrize("printed", [0, 1, None])
def test_a_sum_that_does_not_add_up_stays_as_printed_and_is_marked(printed: int | None) -> None:
    form = load_form("2021")
    values = {**filing(form).values, "t3.u1.total": printed}
    written, cached, cell = opened(filing(form, values)).at("t3_u1_total")
    assert (written, cached) == (printed, printed)
    assert cell.border.left.style == "thick"
    assert "A3" in cell.comment.text
    parts = sum(values[name] for name in form.cells if name.startswith("t3.u1.") and not name.endswith("total"))
    assert str(parts) in cell.comment.text


def test_a_sum_with_a_missing_part_is_marked_without_a_guess() -> None:
    form = load_form("2021")
    values = {**filing(form).values, "t3.u1.natural": None}
    _, _, cell = opened(filing(form, values)).at("t3_u1_total")
    assert "不全" in cell.comment.text


@given(filings(blanks=True))
@settings(max_examples=15, deadline=None)
def test_check_sheet_judges_every_identity_by_a_live_formula(example: Any) -> None:
    """The cached judgement is that of the numbers, and the formulas name exactly the identity's cells."""
    book, rules = opened(example), identities(example.form)
    sheet, cached = book.formulas["勾稽"], book.values["勾稽"]
    assert sheet.max_row == len(rules) + 1
    for row, rule in enumerate(rules, start=2):
        assert sheet.cell(row, 1).value == rule.name
        sides = [re.findall(r"^=SUM\((.+)\)$", sheet.cell(row, column).value)[0] for column in (5, 6)]
        assert [side.split(",") for side in sides] == [
            [name.replace(".", "_") for name in cells] for cells in (rule.left, rule.right)
        ]
        left, right = (book.sum("", side) for side in sides)
        shown = [Decimal(repr(cached.cell(row, column).value)) for column in (5, 6, 7)]
        assert shown == [left, right, left - right]
        is_complete = all(example.values[cell] is not None for cell in rule.cells)
        expected = "缺数" if not is_complete else "平" if left == right else "不平"
        assert cached.cell(row, 8).value == expected
        assert f'<{len(rule.cells)},"缺数",IF(G{row}=0,"平","不平")' in sheet.cell(row, 8).value


def test_one_wrong_number_is_unbalanced_in_its_row_and_column() -> None:
    form = load_form("2021")
    right = filing(form, {**balanced(form, dict.fromkeys(form.cells, 1))})
    wrong = filing(form, {**right.values, "t3.u1.natural": 2})

    def unbalanced(example: Any) -> set[str]:
        rows = opened(example).values["勾稽"].iter_rows(min_row=2, values_only=True)
        return {row[0] for row in rows if row[7] == "不平"}

    assert unbalanced(wrong) ^ unbalanced(right) == {"A3:u1", "A2:natural"}


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_heads_are_merged_as_the_official_form(form: Form) -> None:
    book = opened(filing(form)).formulas
    for sheet, grid in zip(book.worksheets[2:5], grids(form), strict=True):
        merged = {
            (held.min_row - 1, held.min_col - 1, held.max_row, held.max_col) for held in sheet.merged_cells.ranges
        }
        assert merged == {
            (placed.row, placed.column, placed.rows.stop, placed.columns.stop)
            for placed in grid.placed
            if placed.is_merged
        }
        for placed in grid.placed:
            if placed.cell is None:
                assert (sheet.cell(placed.row + 1, placed.column + 1).value or "") == placed.text


def test_sheets_are_set_up_for_a4_and_heads_stay_in_sight() -> None:
    sheet = opened(filing(load_form("2021"))).formulas.worksheets[3]
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_findings_are_listed_with_links_to_their_cells() -> None:
    findings = (
        KIND.at(("t3.u1.total", "t3.u1.natural"), expected=1, found=3),
        KIND.at(("t2_2019.gone",), verdict=Verdict.UNCERTAIN, expected="五", found=None),
    )
    book = opened(filing(load_form("2021")), findings=findings)
    sheet = book.formulas["核对结果"]
    first, second = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))
    labels = [load_form("2021").cells[cell].label for cell in ("t3.u1.total", "t3.u1.natural")]
    assert [cell or "" for cell in first] == [1, "A3", "错误", "应为1", 1, 3, 2, "改", "第五十条", *labels]
    assert [cell or "" for cell in second] == [
        2,
        "A3",
        "存疑",
        "应为五",
        "五",
        "",
        "",
        "改",
        "第五十条",
        "t2_2019.gone",
        "",
    ]
    target = book.formulas.defined_names["t3_u1_total"].attr_text
    assert sheet.cell(2, 10).hyperlink.location == target
    assert sheet.cell(3, 10).hyperlink is None


def test_english_words_stand_around_the_chinese_form() -> None:
    book = opened(filing(load_form("2021")), language="en")
    assert book.formulas.sheetnames[0] == "Title"
    assert book.formulas.sheetnames[-2:] == ["Identities", "Findings"]
    assert book.values["Identities"].cell(2, 8).value == "holds"
    assert book.formulas.worksheets[3].cell(1, 4).value == "申请人情况"


def test_numbers_beyond_what_a_spreadsheet_holds_keep_every_digit_as_text() -> None:
    form = load_form("2021")
    long = 1_234_567_890_123_456_789
    fits = 123_456_789_012_345
    book = opened(make_filing(form, {"t2.licences.decisions": long, "t2.penalties.decisions": fits}))
    assert book.number("t2_licences_decisions") == str(long)
    assert book.number("t2_penalties_decisions") == fits


def test_words_fill_one_cell_a_paragraph_and_run_no_formula() -> None:
    form = load_form("2021")
    long, formula = "长" * 40_000, '=HYPERLINK("x")'
    example = replace(filing(form), sections=sections(form, {"overview": f"{formula}\n{long}", "proactive": "表后。"}))
    title, overview, table, *_ = opened(example).formulas.worksheets
    assert title.cell(1, 1).value == "青山市清源区人民政府2023年政府信息公开工作年度报告"
    words = [overview.cell(row, 1).value for row in range(1, overview.max_row + 1)]
    assert words[0] == formula
    assert "".join(word for word in words[1:] if word) == long
    assert table.cell(table.max_row, 1).value == "表后。"
    with zipfile.ZipFile(io.BytesIO(render(example, "xlsx"))) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("length", [10, 300, 5_000])
def test_rows_of_words_are_high_enough_to_be_printed_whole(length: int) -> None:
    form = load_form("2021")
    example = replace(filing(form), sections=sections(form, {"overview": "字" * length}))
    sheet = opened(example).formulas.worksheets[1]
    high = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    # 12 points a character, 18 a line, in a column of 104 digits of 5.25 points each.
    assert sum(high) >= 18 * length * 12 / (104 * 5.25)
    assert max(high) <= 409
    assert [range_.coord for range_ in sheet.merged_cells.ranges] == ([f"A1:A{len(high)}"] if len(high) > 1 else [])


def test_sheets_are_the_sections_in_order_and_then_the_checks() -> None:
    form = load_form("2021")
    names = opened(filing(form)).formulas.sheetnames
    headings = [f"{section.number}、{section.title}" for section in form.sections]
    assert names == ["首页", *headings, *(zh for zh, _ in SIDE_SHEETS)]


def test_titles_that_a_spreadsheet_does_not_take_as_names_are_changed() -> None:
    form = load_form("2021")
    odd = (SectionText("a", "七", "甲/乙:" + "长" * 40, ""), SectionText("b", "七", "甲/乙:" + "长" * 41, ""))
    names = opened(replace(filing(form), sections=odd)).formulas.sheetnames
    assert sorted(name for name in names if name.startswith("七")) == sorted(
        ["七、甲 乙 " + "长" * 25, "七、甲 乙 " + "长" * 21 + " 2"]
    )
