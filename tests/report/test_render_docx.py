import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from filings import FORMS, filing, filings, name_of, sections
from hypothesis import given, settings

from gongkai.report.filing import SectionText, make_filing
from gongkai.report.form import Form, load_form
from gongkai.report.layout import Grid, grids
from gongkai.report.render import render
from gongkai.report.render.document import printed


def word(example: Any) -> Any:
    return docx.Document(io.BytesIO(render(example, "docx")))


def texts(table: Any, grid: Grid) -> dict[tuple[int, int], str]:
    """Text by place, as python-docx resolves merged cells: the same cell at every place it covers."""
    return {(row, column): cell.text for row, line in enumerate(table.rows) for column, cell in enumerate(line.cells)}


@given(filings(blanks=True))
@settings(max_examples=10, deadline=None)
def test_every_number_and_head_stands_in_its_place(example: Any) -> None:
    tables = word(example).tables
    for table, grid in zip(tables, grids(example.form), strict=True):
        held = texts(table, grid)
        assert len(held) == grid.rows * grid.columns
        for placed in grid.placed:
            expected = placed.text if placed.cell is None else printed(example.values[placed.cell])
            assert {held[row, column] for row in placed.rows for column in placed.columns} == {expected}


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_tables_fit_the_type_area_and_rows_stay_whole(form: Form) -> None:
    for table, grid in zip(word(filing(form)).tables, grids(form), strict=True):
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        assert sum(widths) == pytest.approx(Mm(156).twips, abs=grid.columns)
        rows = table._tbl.tr_lst
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        repeated = [row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
        assert repeated == [index < grid.header_rows for index in range(grid.rows)]


def test_page_and_type_follow_the_official_document_format() -> None:
    made = word(filing(load_form("2021")))
    section = made.sections[0]
    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(length.mm) for length in margins] == [37, 28, 26, 35]
    faces = {
        name: (made.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), made.styles[name].font.size.pt)
        for name in ("Title", "Heading 1", "Heading 2", "Normal")
    }
    assert faces == {
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
        "Normal": ("仿宋_GB2312", 16),
    }
    assert made.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.9)
    assert made.styles["Normal"].paragraph_format.first_line_indent.pt == 32
    assert section.footer.paragraphs[0].text.replace("  ", " 1 ") == "— 1 —"


def test_sections_stand_in_official_order_with_their_table_between() -> None:
    form = load_form("2021")
    plain = filing(form)
    texts = {"overview": "总说。\n（一）主动公开\n公开了。"}
    words = tuple(
        replace(section, parts=(("（一）主动公开", "公开了。"),)) if section.key == "overview" else section
        for section in sections(form, texts)
    )
    body = [
        (block.style.name, block.text) if hasattr(block, "style") and hasattr(block, "text") else "table"
        for block in word(replace(plain, sections=words)).iter_inner_content()
    ]
    headings = [f"{section.number}、{section.title}" for section in form.sections]
    assert [entry[1] for entry in body if entry != "table" and entry[0] == "Heading 1"] == headings
    at = body.index(("Heading 1", headings[0]))
    assert body[at + 1 : at + 4] == [("Normal", "总说。"), ("Heading 2", "（一）主动公开"), ("Normal", "公开了。")]
    for section, heading in zip(form.sections, headings, strict=True):
        following = body[body.index(("Heading 1", heading)) + 1 :][:1]
        assert (following == ["table"]) == (section.table is not None)


def test_printed_titles_and_unknown_sections_are_kept() -> None:
    form = load_form("2021")
    own = (SectionText("overview", "一", "基本情况", "甲。"), SectionText("annex", "七", "附件", "乙。"))
    body = [paragraph.text for paragraph in word(make_filing(form, {}, sections=own)).paragraphs]
    assert "一、基本情况" in body
    assert body[-2:] == ["七、附件", "乙。"]


def test_long_numbers_get_smaller_type_until_they_fit() -> None:
    form = load_form("2021")

    def size(value: int) -> float:
        (run,) = word(make_filing(form, {"t3.new.natural": value})).tables[1].cell(3, 3).paragraphs[0].runs
        return float(run.font.size.pt)

    assert size(12_345) == 10
    assert size(1_234_567) < 10
    column = Mm(156) * grids(form)[1].shares()[-1]
    assert size(1_234_567) * 0.5 * 7 <= Mm(column / Mm(1)).pt


def test_package_carries_no_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(render(filing(load_form("2021")), "docx"))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_office_program_prints_it_on_few_pages_with_numbers_intact(
    tmp_path: Path, needs_program: Callable[[str], None]
) -> None:
    """A second witness: LibreOffice lays the document out, pdftotext reads what is on paper."""
    needs_program("soffice")
    needs_program("pdftotext")
    (tmp_path / "report.docx").write_bytes(render(filing(load_form("2021")), "docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "report.docx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    shown = subprocess.run(["pdftotext", "-layout", "report.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)
    pages = shown.stdout.decode().split("\f")[:-1]
    assert len(pages) <= 4
    for number, page in enumerate(pages, start=1):
        assert "".join(page.split()).endswith(f"—{number}—")
    held = shown.stdout.decode().split()
    assert all(printed(value) in held for value in filing(load_form("2021")).values.values())
