"""Input made to break a reader is read or refused, whatever its size is multiplied by."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from gongkai.finding import Finding, Refusal, Severity
from gongkai.reading import Status, read_document
from gongkai.reading.findings import CELL_LOST, READING_CATALOGUE
from gongkai.reading.locate import TITLE
from gongkai.reading.sources import ole, open_sheet
from gongkai.reading.sources.html import html_sheet
from gongkai.reading.sources.latex import without_latex
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.report.filing import Filing, Origin, SectionText, Trace, make_filing
from gongkai.report.form import load_form
from gongkai.report.narrative.prose import quantities
from gongkai.report.render.json import report_object

FORM = load_form("2021")
LOST, MONEY = "t3.u1.natural", "t2.fees.amount_wan"


def workbook(cells: dict[tuple[int, int], Any], hide: str = "") -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    book.add_worksheet("表").write(0, 0, "首页")
    sheet = book.add_worksheet("其二")
    for (row, column), value in cells.items():
        sheet.write(row, column, value)
    if hide:
        getattr(sheet, hide)()
    book.close()
    return held.getvalue()


def rewritten(data: bytes, name: str, change: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        open_sheet(data)
    return refused.value.code


def test_a_workbook_that_reaches_too_far_is_refused_and_one_that_does_not_is_read() -> None:
    assert refusal(workbook({(0, 0): 1, (199, 10_000): 7})) == "broken"
    assert refusal(workbook({(0, 16_383): 1, (999_999, 0): 7})) == "broken"
    assert "\t7" in open_sheet(workbook({(0, 0): 1, (198, 9_999): 7})).text


def old_workbook(*records: tuple[int, bytes]) -> bytes:
    """An XLS workbook of one sheet with the records of these cells."""
    begins, ends = (0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), (0x000A, b"")
    sheet_begins = (0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    name = struct.pack("<IBBBB", 0, 0, 0, 1, 0) + b"A"
    before = len(stated((begins, (0x0085, name), ends)))
    name = struct.pack("<I", before) + name[4:]
    return ole.holding("Workbook", stated((begins, (0x0085, name), ends, sheet_begins, *records, ends)))


def stated(records: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)


def number(row: int, column: int, value: float) -> tuple[int, bytes]:
    return 0x0203, struct.pack("<HHHd", row, column, 0, value)


def test_an_old_workbook_that_reaches_too_far_is_refused_and_one_that_does_not_is_read() -> None:
    assert "\t7" in open_sheet(old_workbook(number(0, 0, 1), number(9_999, 199, 7))).text
    assert refusal(old_workbook(number(0, 0, 1), number(9_999, 200, 7))) == "broken"
    many = 0x00BD, struct.pack("<HH", 9_999, 0) + 201 * struct.pack("<HI", 0, 2) + struct.pack("<H", 200)
    assert refusal(old_workbook(many)) == "broken"


def test_an_old_workbook_that_says_it_is_huge_takes_no_more_room_than_it_is() -> None:
    said = 0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)
    assert "7" in open_sheet(old_workbook(said, number(0, 0, 7))).text


def test_an_old_workbook_cut_off_or_overwritten_is_read_or_refused() -> None:
    """The engine panics, or takes all memory, over sectors that it trusts."""
    whole = old_workbook(*(number(row, column, row * column) for row in range(9) for column in range(9)))
    dice = random.Random(1)
    spoilt = [whole[:at] for at in range(1, len(whole), 211)]
    for _ in range(120):
        changed = bytearray(whole)
        for _ in range(dice.randint(1, 5)):
            changed[dice.choice((dice.randrange(0x200), dice.randrange(len(changed))))] = dice.randrange(256)
        spoilt.append(bytes(changed))
    for data in spoilt:
        try:
            open_sheet(data)
        except Refusal as refused:
            assert refused.code in ("broken", "unsupported")  # noqa: PT017


def test_sectors_that_go_round_are_refused() -> None:
    data = bytearray(old_workbook(number(0, 0, 1)))
    table = struct.unpack_from("<I", data, 0x4C)[0]
    struct.pack_into("<I", data, (table + 1) * 4096, 0)
    assert refusal(bytes(data)) == "broken"


def test_cells_that_hide_how_far_they_reach_are_found() -> None:
    part = "xl/worksheets/sheet2.xml"
    plain = workbook({(0, 0): 1, (1, 1): 7})
    sly = (
        b'<c x=">" r="XFD1000000"',
        b"<c x=' r=\"A1\"' r='XFD1000000'",
        b"<c " + b" " * 3_000_000 + b'r="XFD1000000"',
    )
    for tag in sly:
        assert refusal(rewritten(plain, part, lambda text, tag=tag: text.replace(b'<c r="B2"', tag))) == "broken"
    far_row = rewritten(
        plain, part, lambda text: text.replace(b'<row r="2"', b'<row r="900000"').replace(b'r="B2"', b'r="ZZ900000"')
    )
    assert refusal(far_row) == "broken"


def test_empty_cells_that_are_only_formatted_do_not_count() -> None:
    styled = rewritten(
        workbook({(0, 0): 7}),
        "xl/worksheets/sheet2.xml",
        lambda text: text.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'),
    )
    assert "其二\n7" in open_sheet(styled).text


@pytest.mark.parametrize("hide", ["hide", "very_hidden"])
def test_hidden_sheets_are_not_read(hide: str) -> None:
    assert "4711" in open_sheet(workbook({(0, 0): 4711})).text
    text = open_sheet(workbook({(0, 0): 4711}, hide)).text
    assert "首页" in text
    assert "4711" not in text


@pytest.mark.parametrize("at", [6, 8])  # encrypted; compressed in a way that nobody knows
def test_packages_that_cannot_be_unpacked_are_broken(at: int) -> None:
    data = bytearray(workbook({(0, 0): 1}))
    for start, offset in ((b"PK\x01\x02", at + 2), (b"PK\x03\x04", at)):
        place = data.find(start)
        while place >= 0:
            data[place + offset] = 1 if at == 6 else 77
            place = data.find(start, place + 4)
    assert refusal(bytes(data)) == "broken"


def test_binary_workbooks_and_other_packages_are_not_supported() -> None:
    for extra in ("xl/workbook.bin", "content.xml"):
        out = io.BytesIO(workbook({(0, 0): 1}))
        with zipfile.ZipFile(out, "a") as package:
            package.writestr(extra, "x")
        assert refusal(out.getvalue()) == "unsupported"


@pytest.mark.parametrize(
    "noise",
    [
        "政府信息公开" + " " * 5_000 + "指南\n",
        " " * 30_000 + "x\n",
        "\t" * 30_000 + "\n",
        "|" + " " * 30_000 + "x\n",
        "$" + " " * 10_000 + "x\n",
        "$ x" * 5_000 + "\n",
        "甲" + ',"' * 5_000 + "x\n",
        "-," * 50_000 + "x\n",
        "\\begin{tabular}{c}" + "\\text{" * 15_000 + "1" + "}" * 15_000 + "\\end{tabular}\n",
        "\\'" * 200_000,
    ],
)
def test_long_runs_leave_the_rest_as_it_was(noise: str) -> None:
    text = open_sheet((noise + "\n行政许可\t35\n").encode()).text
    assert "行政许可\t35" in text.split("\n")


def test_elements_nested_without_end_leave_the_rest_as_it_was() -> None:
    row = "<table><tr><td>行政许可</td><td>35</td></tr></table>"
    for opening in ("<div>", "<font size=1>", "<unheard-of>", "<li><h1>"):
        assert "行政许可\t35" in html_sheet(opening * 50_000 + row).text
    text = open_sheet(("<div>" * 300 + "内" + "</div>" * 300 + "<div>外</div>" + row).encode()).text
    assert text.split() == ["内", "外", "行政许可", "35"]


def test_many_breaks_in_a_cell_are_one_gap() -> None:
    cell = "1" + "<br>" * 30_000
    page = "<html><body><table><tr><td>甲</td><td>{}</td></tr></table></body></html>"
    assert "甲\t1 2" in open_sheet(page.format(cell + "2").encode()).text
    assert "甲\t1件" in open_sheet(page.format(cell + "件").encode()).text


def test_latex_commands_inside_commands_are_taken_out() -> None:
    cell = r"\multirow{2}{*}{\textbf{\text{规章}}} & $ 3 $ \\"
    assert without_latex(r"\begin{tabular}{c}" + cell + r"\end{tabular}").strip() == "规章\t3"


@pytest.mark.parametrize(
    "title",
    ["政府信息公开工作年度报告", "政府信息公开工作的年度报告", "政府信息公开 工作 年 度 报 告", "政府信息公开年报"],
)
def test_titles(title: str) -> None:
    assert TITLE.fullmatch(title)


def test_a_number_of_too_many_digits_counts_nothing() -> None:
    assert [found.value for found in quantities("受理" + "1" * 15 + "件")] == [111_111_111_111_111]
    assert quantities("受理" + "1" * 16 + "件") == []
    assert quantities("受理" + "1" * 5_000 + "万件") == []


def filing() -> Filing:
    traces: dict[str, Trace] = {
        LOST: Trace(Origin.LOST, None, ("A3:u1",), CELL_LOST.at().where, None, (1, 23)),
        MONEY: Trace(Origin.BLANK, "", implied=Decimal("5230.52"), candidates=(Decimal("1.50"),)),
    }
    values = {name: 0 for name in FORM.cells if name not in traces}
    section = SectionText("overview", "一", "总体情况", "总体{正文}", (("（一）", "正文"),))
    return make_filing(FORM, values, agency="某局", year=2023, traces=traces, sections=(section,))


def recorded() -> tuple[Finding, ...]:
    return (CELL_LOST.at((LOST,), place="行{一}", options="；候选值：1/23", severity=Severity.WARNING),)


def report(**changes: Any) -> dict[str, Any]:
    return {**report_object(filing(), status="doubtful", findings=recorded()), **changes}


def test_a_reading_read_again_keeps_its_doubts() -> None:
    held = reports_from_json(json.dumps(report()).encode())
    assert held is not None
    ((again, findings),) = held
    assert again == filing()
    assert dict(again.traces) == dict(filing().traces)
    assert [finding.as_json() for finding in findings] == [finding.as_json() for finding in recorded()]
    (reading,) = read_document(json.dumps(report()).encode())
    assert reading.status is Status.DOUBTFUL
    assert LOST in reading.listed_cells()
    (once_more,) = read_document(json.dumps(reading.as_json()).encode())
    assert once_more.as_json() == reading.as_json()


def test_only_the_findings_of_reading_are_kept_with_cells_that_the_form_has() -> None:
    entry = recorded()[0].as_json()
    findings = [{**entry, "code": "A1"}, {**entry, "cells": [LOST, "t9.no.cell"]}]
    held = reports_from_json(json.dumps(report(findings=findings)).encode())
    assert held is not None
    assert [(finding.code, finding.cells) for finding in held[0][1]] == [("R1", (LOST,))]
    assert held[0][1][0].kind.advice == READING_CATALOGUE["R1"].advice


def test_lists_byte_order_marks_and_blanks_around_are_accepted() -> None:
    one = json.dumps(report())
    for text, count in (
        (one, 1),
        ("\ufeff" + one, 1),
        ("\n  " + one, 1),
        (f"[{one},\n{one}]", 2),
        (f"{one}\n{one}", 2),
    ):
        assert [reading.status for reading in read_document(text.encode())] == [Status.DOUBTFUL] * count


def _cells(**changes: Any) -> dict[str, Any]:
    return {"cells": {**report()["cells"], **{name.replace("__", "."): value for name, value in changes.items()}}}


@pytest.mark.parametrize(
    "changes",
    [
        {"year": "2023"},
        {"year": True},
        {"year": 10**30},
        {"agency": 5},
        {"narrative": ["x"]},
        {"narrative": {"overview": 3}},
        {"sections": [{"key": "overview", "number": 1, "title": "总体情况"}]},
        {"sections": [{"key": "overview", "number": "一"}]},
        {"sections": ["x"]},
        {"sections": [{"key": "a", "number": "一", "title": "t", "parts": [{"head": None, "text": "x"}]}]},
        {"trace": ["x"]},
        {"trace": {LOST: "read"}},
        {"trace": {LOST: {"origin": "guessed"}}},
        {"trace": {LOST: {"origin": "lost", "candidates": ["1"]}}},
        {"trace": {LOST: {"origin": "lost", "where": {"line": "3"}}}},
        {"tables": {"t2": "2021"}},
        {"tables": {"t2": [], "t3": "2021", "t4": "2021"}},
        {"edition": 2021, "tables": None},
        {"cells": []},
        {"findings": ["x"]},
        {"findings": [{"code": "R1"}]},
        _cells(t2__fees__amount_wan="1e999999999"),
        _cells(t2__fees__amount_wan="NaN"),
        _cells(t2__fees__amount_wan=float("nan")),
        _cells(t2__fees__amount_wan=True),
        _cells(t3__new__total=float("inf")),
        _cells(t3__new__total=1.5),
        _cells(t3__new__total="5"),
        _cells(t3__new__total=10**100),
        _cells(t3__no__total=1),
    ],
    ids=lambda changes: json.dumps(changes)[-60:],
)
def test_json_that_does_not_fit_the_form_is_broken(changes: dict[str, Any]) -> None:
    (reading,) = read_document(json.dumps(report(**changes)).encode())
    assert reading.refusal is not None
    assert reading.refusal.code == "broken"
