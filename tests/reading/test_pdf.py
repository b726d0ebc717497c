"""PDF as office programs and browsers print it, read back to its figures; and PDF that cannot be read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from gongkai.finding import Refusal
from gongkai.reading import read_document
from gongkai.reading.sources import open_sheet
from gongkai.report.filing import Filing
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.strategies.filings import lawful_filing

SHAPES = [("2021", 0), ("2021", 12), ("2021", 400), ("2021", 9_999_999), ("2019", 12), ("2019", 9_999_999)]


@cache
def example(edition: str, scale: int) -> Filing:
    return lawful_filing(load_form(edition), Random(f"{edition}{scale}"), scale)


def some_blank(filing: Filing) -> Filing:
    """With every third zero of table 3 left empty, as many offices print it."""
    zeros = [cell for cell, value in filing.values.items() if cell.startswith("t3.") and value == 0]
    return replace(filing, values={**filing.values, **dict.fromkeys(zeros[::3])})


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)


def by_office(folder: Path, *more: str) -> None:
    files = sorted(path.name for path in folder.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run(["soffice", profile, "--headless", "--convert-to", *(more or ("pdf",)), *files], folder)


def differing(back: Filing, wanted: Filing) -> list[str]:
    assert (back.agency, back.year, list(back.values)) == (wanted.agency, wanted.year, list(wanted.values))
    return [cell for cell, value in wanted.values.items() if back.values[cell] != value]


@pytest.mark.parametrize("change", [lambda filing: filing, some_blank], ids=["full", "blanks"])
def test_what_an_office_program_prints_comes_back(
    tmp_path: Path, needs_program: Callable[[str], None], change: Callable[[Filing], Filing]
) -> None:
    needs_program("soffice")
    made = {f"{edition}-{scale}": change(example(edition, scale)) for edition, scale in SHAPES}
    for name, filing in made.items():
        (tmp_path / f"{name}.docx").write_bytes(render(filing, "docx"))
    by_office(tmp_path)
    for name, filing in made.items():
        (reading,) = read_document((tmp_path / f"{name}.pdf").read_bytes(), name)
        assert reading.filing is not None, (name, reading.refusal)
        wrong = differing(reading.filing, filing)
        assert [cell for cell in wrong if cell not in reading.listed_cells()] == [], name
        assert wrong == [], name


@pytest.mark.parametrize(("edition", "scale"), [("2021", 12), ("2021", 9_999_999), ("2019", 400)])
def test_what_a_browser_prints_comes_back(
    tmp_path: Path, needs_program: Callable[[str], None], edition: str, scale: int
) -> None:
    needs_program("chromium")
    filing = replace(
        example(edition, scale), agency="某县𠮷野镇人民政府"
    )  # a character that UTF-16 writes in two halves
    (tmp_path / "a.html").write_bytes(render(filing, "html"))
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    run(["chromium", *flags, "--no-pdf-header-footer", "--print-to-pdf=a.pdf", "a.html"], tmp_path)
    (reading,) = read_document((tmp_path / "a.pdf").read_bytes(), "a.pdf")
    assert reading.filing is not None
    assert differing(reading.filing, filing) == []
    assert json.dumps(reading.as_json(), ensure_ascii=False).encode()


def code(data: bytes) -> str:
    try:
        open_sheet(data)
    except Refusal as refused:
        return refused.code
    return "read"


@pytest.fixture
def printed(tmp_path: Path, needs_program: Callable[[str], None]) -> bytes:
    needs_program("soffice")
    (tmp_path / "a.docx").write_bytes(render(example("2021", 12), "docx"))
    by_office(tmp_path)
    return (tmp_path / "a.pdf").read_bytes()


def test_cut_off_anywhere_it_is_refused_or_read_and_never_breaks(printed: bytes) -> None:
    for end in range(1, len(printed), len(printed) // 60):
        for reading in read_document(printed[:end], "cut.pdf"):
            assert reading.filing is not None or reading.refusal is not None


def test_one_with_a_password_is_refused_as_such(tmp_path: Path, needs_program: Callable[[str], None]) -> None:
    needs_program("soffice")
    (tmp_path / "a.docx").write_bytes(render(example("2021", 0), "docx"))
    locked = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
    by_office(tmp_path, f"pdf:writer_pdf_Export:{locked}")
    assert code((tmp_path / "a.pdf").read_bytes()) == "locked"


def minimal(pages: int, content: bytes) -> bytes:
    """A PDF of so many pages that all draw the same."""
    kids = b" ".join(b"%d 0 R" % (place + 4) for place in range(pages))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d/MediaBox[0 0 595 842]>>" % pages,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    page = b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<</Font<</F " + font + b">>>>>>"
    out = b"%PDF-1.4\n"
    for number, one in enumerate([*objects, *[page] * pages], start=1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    return out + b"trailer<</Root 1 0 R>>"


def test_scans_and_books_are_refused_with_what_to_do() -> None:
    assert code(minimal(3, b"0 0 100 100 re f")) == "scanned"
    assert code(minimal(501, b"BT /F 12 Tf 72 700 Td (Hello there, this is text) Tj ET")) == "too-large"
    assert code(minimal(500, b"BT /F 12 Tf 72 700 Td (Hello there, this is text) Tj ET")) == "read"
    assert code(b"%PDF-1.7\n" + b"\x00" * 100) == "broken"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_reads_the_same(degrees: int) -> None:
    text = b"BT /F 12 Tf 72 500 Td (First line of the page) Tj 0 -20 Td (Second line) Tj ET"
    # A page that is shown turned is drawn turned: what is upright on it lies on its side in the file.
    back = {90: b"0 1 -1 0 595 0 cm ", 180: b"-1 0 0 -1 595 842 cm ", 270: b"0 -1 1 0 0 842 cm "}.get(degrees, b"")
    content = back + text
    turned = minimal(1, content).replace(b"/Type/Page/", b"/Type/Page/Rotate %d/" % degrees)
    assert open_sheet(turned).printed.split("\n")[:2] == ["First line of the page", "Second line"]


def test_bold_by_printing_twice_is_one_text() -> None:
    twice = b"BT /F 12 Tf 72 700 Td (This total is 42 in all.) Tj 0.4 0 Td (This total is 42 in all.) Tj ET"
    assert open_sheet(minimal(1, twice)).printed.strip() == "This total is 42 in all."


@pytest.mark.parametrize(("apart", "said"), [(3, ["First\t\tThird", "1\t2\t3"]), (6, ["First Third", "1 2 3"])])
def test_a_table_ruled_by_dots_is_a_table(apart: int, said: list[str]) -> None:
    across = b"".join(b"%d %d 1 1 re f " % (x, y) for y in (700, 680, 660) for x in range(72, 373, apart))
    down = b"".join(b"%d %d 1 1 re f " % (x, y) for x in (72, 172, 272, 372) for y in range(660, 701, apart))
    words = ((80, 685, b"First"), (280, 685, b"Third"), (80, 665, b"1"), (180, 665, b"2"), (280, 665, b"3"))
    text = b"".join(b"BT /F 12 Tf %d %d Td (%s) Tj ET " % (x, y, word) for x, y, word in words)
    more = b"BT /F 12 Tf 72 600 Td (Some words below the table) Tj ET"
    found = open_sheet(minimal(1, across + down + text + more)).printed.replace("\t", "\t").strip().split("\n")
    assert [line if "\t\t" in line or apart == 3 else " ".join(line.split()) for line in found[:2]] == said
