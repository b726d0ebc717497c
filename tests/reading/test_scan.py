"""Scans: what an office program printed, drawn as pictures and worn, read back to its figures."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from gongkai.finding import Refusal
from gongkai.reading import read_document
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources import open_sheet, recognise, scan
from gongkai.reading.sources.pdf_parts import Char
from gongkai.reading.sources.raster import Raster
from gongkai.report.filing import Filing
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.reading.test_pdf import by_office, minimal
from tests.strategies.filings import lawful_filing

Picture = Image.Image


@cache
def filing() -> Filing:
    return lawful_filing(load_form("2021"), Random("scan"), 400)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report as an office program prints it."""
    folder = tmp_path_factory.mktemp("scan")
    (folder / "a.docx").write_bytes(render(filing(), "docx"))
    by_office(folder)
    return Path(folder, "a.pdf").read_bytes()


@pytest.fixture(autouse=True)
def _programs(needs_program: Callable[[str], None]) -> None:
    needs_program("soffice")


def drawn(pdf: bytes, dpi: int) -> list[Picture]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def worn(picture: Picture, *, lean: float = 0.0, faint: float = 1.0, noise: float = 0.0) -> Picture:
    """As a scanner in an office leaves it: askew, grey, speckled."""
    turned = picture.rotate(lean, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    values = 245 - faint * (255 - np.asarray(turned, float))
    values += np.random.default_rng(7).normal(0, noise, values.shape)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def saved(pictures: list[Picture], form: str, **more: object) -> bytes:
    held = io.BytesIO()
    pictures[0].save(held, form, save_all=len(pictures) > 1, append_images=pictures[1:], **more)
    return held.getvalue()


def test_a_worn_scan_comes_back_with_every_figure(printed: bytes) -> None:
    scan = saved([worn(page, lean=1.3, faint=0.6, noise=8) for page in drawn(printed, 150)], "PDF", resolution=150)
    (reading,) = read_document(scan, "scan.pdf")
    assert reading.filing is not None
    assert (reading.filing.agency, reading.filing.year) == (filing().agency, filing().year)
    wrong = [cell for cell, value in filing().values.items() if reading.filing.values[cell] != value]
    assert [cell for cell in wrong if cell not in reading.listed_cells()] == []
    assert wrong == []
    assert {cell for cell in filing().values if cell.startswith("t2.")} <= reading.listed_cells()


def last_row(sheet: Sheet) -> list[str]:
    """The figures of table 4, the last of a report."""
    return max((line.split("\t") for line in sheet.printed.split("\n")), key=len)


@pytest.mark.parametrize(("form", "more"), [("PNG", {}), ("JPEG", {"quality": 60}), ("TIFF", {})])
def test_pictures_of_a_page_are_read_whatever_they_are_called(printed: bytes, form: str, more: dict) -> None:
    page = drawn(printed, 150)[-1]
    sheet = open_sheet(saved([page.crop((0, 0, page.width, page.height // 2))], form, **more))
    wanted = [str(value) for cell, value in filing().values.items() if cell.startswith("t4.")]
    assert last_row(sheet) == wanted
    assert len(sheet.recognised) >= len(wanted)


def test_only_the_pages_that_are_pictures_are_recognised(printed: bytes) -> None:
    scanned = pypdfium2.PdfDocument(saved(drawn(printed, 150)[-1:], "PDF", resolution=150))
    whole = pypdfium2.PdfDocument(printed)
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(whole, list(range(len(whole) - 1)))
    mixed.import_pages(scanned)
    held = io.BytesIO()
    mixed.save(held)
    (reading,) = read_document(held.getvalue(), "mixed.pdf")
    assert reading.filing is not None
    assert dict(reading.filing.values) == dict(filing().values)
    sheet = open_sheet(held.getvalue())
    assert {sheet.where(offset).page for offset in sheet.recognised} == {len(whole)}


def test_without_the_libraries_a_scan_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "_LIBRARIES", ("no_such_library",))
    for data in (saved([Image.new("L", (600, 800), 255)], "PNG"), minimal(2, b"0 0 100 100 re f")):
        with pytest.raises(Refusal) as refused:
            open_sheet(data)
        assert refused.value.code == "needs-ocr"
        assert "gongkai[ocr]" in refused.value.advice[0]


@pytest.mark.parametrize("lean", [-4.0, -1.3, 0.0, 0.6, 3.2])
def test_a_leaning_page_is_set_straight(printed: bytes, lean: float) -> None:
    page = drawn(printed, 100)[1]
    straight, raster = Raster(np.asarray(page)), Raster(np.asarray(worn(page, lean=lean)))
    level, upright = raster.rules()
    assert max(rule.end - rule.start for rule in level) > 0.9 * max(
        rule.end - rule.start for rule in straight.rules()[0]
    )
    assert max(rule.end - rule.start for rule in upright) > 0.9 * max(
        rule.end - rule.start for rule in straight.rules()[1]
    )


def code(data: bytes) -> str:
    try:
        open_sheet(data)
    except Refusal as refused:
        return refused.code
    return "read"


def test_damaged_and_excessive_pictures_are_refused_and_an_empty_one_is_empty(printed: bytes) -> None:
    page = saved(drawn(printed, 72)[:1], "PNG")
    assert {code(page[:end]) for end in range(20, len(page), len(page) // 7)} == {"broken"}
    huge = bytearray(saved([Image.new("1", (8, 8))], "PNG"))
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    assert code(bytes(huge)) == "broken"
    assert open_sheet(saved([Image.new("L", (600, 800), 255)], "PNG")).printed.strip() == ""
    assert code(saved([Image.new("L", (600, 800), 255)], "PDF")) == "scanned"


def test_the_step_of_digits_that_are_set_wide_is_their_own() -> None:
    wide = [Char("1260", 9.0, 5.4, 40.6, 12.2)]
    assert scan._step(wide, "1260") == pytest.approx(9.0, abs=0.1)
    assert scan._step(wide, "收费") == scan._step(wide, "6") == pytest.approx(0.55 * 6.8)


def test_noise_and_drawings_are_no_text() -> None:
    dice = np.random.default_rng(1)
    drawings = {
        "noise": dice.integers(0, 255, (1400, 1000)),
        "blobs": np.kron(dice.integers(0, 2, (140, 100)), np.ones((10, 10))) * 255,
        "squares": np.where(np.add.outer(np.arange(1400) % 9 == 0, np.arange(1000) % 9 == 0), 0, 255),
    }
    for name, values in drawings.items():
        sheet = open_sheet(saved([Image.fromarray(values.astype(np.uint8))], "PNG"))
        assert dict(sheet.recognised) == {}, name
        assert len(sheet.printed) < 5, name
