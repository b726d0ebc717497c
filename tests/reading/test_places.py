"""Where a number stands: the box of every cell, checked by an engine that has nothing to do with ours."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pdfplumber
import pypdfium2
import pytest
from PIL import Image

from gongkai.finding import Box
from gongkai.reading import Reading, read_document
from gongkai.report.filing import Filing
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.reading.test_pdf import by_office
from tests.strategies.filings import lawful_filing


@cache
def example(scale: int) -> Filing:
    return lawful_filing(load_form("2021"), Random(f"places{scale}"), scale)


def placed(reading: Reading) -> Iterator[tuple[str, str, int, Box]]:
    """Every cell with a number: what was read there, its page and its box."""
    assert reading.filing is not None
    for cell, trace in reading.filing.traces.items():
        assert trace.where is not None, cell
        assert trace.where.page, cell
        assert trace.where.box, cell
        yield cell, trace.read or "", trace.where.page, trace.where.box


def under(pdf: bytes, found: list[tuple[str, str, int, Box]]) -> None:
    """What another engine sees in each box is the number, and nothing else."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for cell, read, number, box in found:
            page = document.pages[number - 1]
            width, height = float(page.width), float(page.height)
            cut = (box.left * width, box.top * height, box.right * width, box.bottom * height)
            said = page.crop(cut, relative=True).extract_text().replace(" ", "").replace("\n", "")
            assert said == read.replace(" ", ""), (cell, cut)


@pytest.mark.parametrize("scale", [12, 9_999_999])
def test_every_number_stands_in_its_box_on_what_an_office_program_prints(
    tmp_path: Path, needs_program: Callable[[str], None], scale: int
) -> None:
    needs_program("soffice")
    (tmp_path / "a.docx").write_bytes(render(example(scale), "docx"))
    by_office(tmp_path)
    pdf = (tmp_path / "a.pdf").read_bytes()
    (reading,) = read_document(pdf)
    found = list(placed(reading))
    assert len(found) == len(example(scale).values)
    under(pdf, found)
    turned = _turned(pdf)
    (again,) = read_document(turned)
    under(turned, list(placed(again)))


def _turned(pdf: bytes) -> bytes:
    """The same pages, each shown on its side."""
    document, held = pypdfium2.PdfDocument(pdf), io.BytesIO()
    for page in document:
        page.set_rotation(90)
    document.save(held)
    return held.getvalue()


def test_every_number_stands_in_its_box_on_what_a_browser_prints(
    tmp_path: Path, needs_program: Callable[[str], None]
) -> None:
    needs_program("chromium")
    (tmp_path / "a.html").write_bytes(render(example(400), "html"))
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={tmp_path}/a.pdf", f"file://{tmp_path}/a.html"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pdf = (tmp_path / "a.pdf").read_bytes()
    (reading,) = read_document(pdf)
    under(pdf, list(placed(reading)))


@pytest.mark.parametrize("lean", [0.0, 2.5])
def test_the_box_of_a_number_in_a_scan_lies_on_the_scan_as_it_came(
    tmp_path: Path, needs_program: Callable[[str], None], lean: float
) -> None:
    """A page that leans: the box found on it is where the number is on the page that leans."""
    needs_program("soffice")
    (tmp_path / "a.docx").write_bytes(render(example(12), "docx"))
    by_office(tmp_path)
    pdf = (tmp_path / "a.pdf").read_bytes()
    straight = {cell: (page, box) for cell, _, page, box in placed(read_document(pdf)[0])}
    pages = [page.render(scale=150 / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    number = max(page for page, _ in straight.values())
    picture = pages[number - 1].rotate(lean, fillcolor=255, resample=Image.Resampling.BICUBIC)
    held = io.BytesIO()
    pages[number - 1] = picture
    pages[0].save(held, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    (reading,) = read_document(held.getvalue())
    width, height = picture.size
    angle = np.deg2rad(lean)
    checked = 0
    for cell, _, page, box in placed(reading):
        wanted_page, wanted = straight[cell]
        assert page == wanted_page
        x = ((wanted.left + wanted.right) / 2 - 0.5) * width
        y = ((wanted.top + wanted.bottom) / 2 - 0.5) * height
        if page == number:  # turned about its middle, against the clock
            x, y = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        middle = (box.left + box.right) / 2 * width, (box.top + box.bottom) / 2 * height
        assert abs(middle[0] - x - width / 2) < 8, cell
        assert abs(middle[1] - y - height / 2) < 8, cell
        checked += page == number
    assert checked > 10
