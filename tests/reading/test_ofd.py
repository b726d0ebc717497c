"""OFD: what an office program printed, placed as OFD places it, read back to its figures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import ofdkit
import pypdfium2
import pypdfium2.raw as raw
import pytest

from gongkai.finding import Refusal
from gongkai.reading import read_document
from gongkai.reading.sources import open_sheet
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.corpus.ofd import Part, Picture, Stroke, Text, ofd
from tests.reading.test_pdf import by_office
from tests.reading.test_places import placed, under
from tests.strategies.filings import lawful_filing

MM = 25.4 / 72


def traced(pdf: bytes) -> list[list[Part]]:
    """The pages of a PDF with every character and every thin shape where it stands."""
    document = pypdfium2.PdfDocument(pdf)
    pages: list[list[Part]] = []
    for page in document:
        height, text = page.get_height(), page.get_textpage()
        parts: list[Part] = []
        box = raw.FS_RECTF()
        for at in range(text.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(text.raw, at))
            if char > " " and raw.FPDFText_IsGenerated(text.raw, at) != 1:
                raw.FPDFText_GetLooseCharBox(text.raw, at, box)
                size = raw.FPDFText_GetFontSize(text.raw, at)
                parts.append(Text(char, box.left * MM, (height - box.bottom - 0.2 * size) * MM, size * MM))
        for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = drawn.get_bounds()
            if right - left <= 3:
                parts.append(Stroke(left * MM, (height - top) * MM, left * MM, (height - bottom) * MM))
            elif top - bottom <= 3:
                parts.append(Stroke(left * MM, (height - top) * MM, right * MM, (height - top) * MM))
        pages.append(parts)
    return pages


@pytest.mark.parametrize(("edition", "scale"), [("2021", 12), ("2021", 9_999_999), ("2019", 400)])
def test_a_report_printed_as_ofd_comes_back(
    tmp_path: Path, needs_program: Callable[[str], None], edition: str, scale: int
) -> None:
    needs_program("soffice")
    filing = lawful_filing(load_form(edition), Random(f"ofd{edition}{scale}"), scale)
    (tmp_path / "a.docx").write_bytes(render(filing, "docx"))
    by_office(tmp_path)
    pdf = (tmp_path / "a.pdf").read_bytes()
    (reading,) = read_document(ofd(traced(pdf)), "a.ofd")
    assert reading.filing is not None
    assert (reading.filing.agency, reading.filing.year) == (filing.agency, filing.year)
    assert dict(reading.filing.values) == dict(filing.values)
    found = list(placed(reading))
    assert len(found) == len(filing.values)
    under(pdf, found)  # the pages are those of the PDF, on which another engine looks into each box


def table(texts: list[list[str]], wide: float = 40.0, high: float = 8.0) -> list[Part]:
    """A ruled table with its corner at 20, 20."""
    rows, columns = len(texts), len(texts[0])
    parts: list[Part] = [Stroke(20, 20 + at * high, 20 + columns * wide, 20 + at * high) for at in range(rows + 1)]
    parts += [Stroke(20 + at * wide, 20, 20 + at * wide, 20 + rows * high) for at in range(columns + 1)]
    for row, cells in enumerate(texts):
        parts += [Text(text, 22 + at * wide, 26 + row * high) for at, text in enumerate(cells) if text]
    return parts


ROWS = [["行政许可处理决定", "12", "", "3"], ["行政处罚处理决定", "0", "5", "78"]]


def test_cells_come_from_rules_and_templates_are_drawn_on_every_page() -> None:
    data = ofd([table(ROWS), table(ROWS)], template=[Text("政府信息公开", 20, 280)])
    lines = open_sheet(data).printed.replace("\f", "").split("\n")
    assert lines == ["行政许可处理决定\t12\t\t3", "行政处罚处理决定\t0\t5\t78", "政府信息公开"] * 2
    with ofdkit.open(data) as document:  # an independent reader sees the same words
        assert [run.text for run in document.pages[0].runs] == ["政府信息公开", *filter(None, ROWS[0] + ROWS[1])]


def test_steps_between_characters_are_kept() -> None:
    texts = [
        Text("本页是为了核对字符间距而写的一行长文字", 20, 30),
        Text("12", 20, 40, steps="2"),
        Text("12", 60, 40, steps="g 1 9"),
    ]
    assert open_sheet(ofd([texts])).printed.split("\n")[1].split() == ["12", "1", "2"]


def code(data: bytes) -> str:
    try:
        open_sheet(data)
    except Refusal as refused:
        return refused.code
    return "read"


def test_a_page_that_is_a_picture_is_recognised(tmp_path: Path, needs_program: Callable[[str], None]) -> None:
    needs_program("soffice")
    filing = lawful_filing(load_form("2021"), Random("ofd"), 400)
    (tmp_path / "a.docx").write_bytes(render(filing, "docx"))
    by_office(tmp_path)
    page = pypdfium2.PdfDocument((tmp_path / "a.pdf").read_bytes())[2]
    held = io.BytesIO()
    page.render(scale=2).to_pil().save(held, "PNG")
    sheet = open_sheet(ofd([[Picture(held.getvalue())]]))
    row = max((line.split("\t") for line in sheet.printed.split("\n")), key=len)
    assert row == [str(value) for cell, value in filing.values.items() if cell.startswith("t4.")]
    assert sheet.recognised


def test_damaged_and_hostile_files_are_refused() -> None:
    whole = ofd([table(ROWS)])
    assert {code(whole[:end]) for end in range(10, len(whole), len(whole) // 9)} <= {"broken", "unsupported"}
    assert code(ofd([])) == "scanned"
    assert code(ofd([[Stroke(0, 0, 10, 0)]])) == "scanned"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("OFD.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><OFD>&b;</OFD>")
    assert code(held.getvalue()) == "broken"
    assert code(ofd([[Text("甲", float("inf"), 0)]])) == "broken"
