"""Pages of pictures as they come: laid anyhow, framed thickly, sealed, with dashes and units in their cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from gongkai.reading.cells import _repair
from gongkai.reading.recognised import unmarked
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources import open_sheet, seals
from gongkai.reading.sources.raster import Raster
from gongkai.reading.sources.recognise import recognise
from gongkai.reading.sources.scan import Scan
from gongkai.reading.sources.segment import stroke
from gongkai.report.filing import Origin, Trace
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.corpus.wear import RED, _sealed
from tests.reading.test_pdf import by_office
from tests.reading.test_scan import filing, last_row, saved

TALL = 26.0


@pytest.fixture(autouse=True)
def _programs(needs_program: Callable[[str], None]) -> None:
    needs_program("soffice")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The upper half of the last page of a report: table 4 and some words."""
    folder = tmp_path_factory.mktemp("wear")
    (folder / "a.docx").write_bytes(render(filing(), "docx"))
    by_office(folder)
    document = pypdfium2.PdfDocument(Path(folder, "a.pdf").read_bytes())
    drawn = document[len(document) - 1].render(scale=150 / 72).to_pil().convert("RGB")
    return drawn.crop((0, 0, drawn.width, drawn.height // 2))


def written(text: str, size: int = 30, font: str = "NotoSansCJK-Regular.ttc") -> np.ndarray:
    """A line of type, dark on light."""
    type_ = ImageFont.truetype(font, size)
    picture = Image.new("L", (size * len(text) + 20, 2 * size), 255)
    ImageDraw.Draw(picture).text((10, size // 4), text, 0, type_)
    return np.asarray(picture)


def shown(sheet: Sheet) -> Iterator[tuple[float, float]]:
    """Where the middles of the numerals are on their page."""
    for offset in sorted(sheet.recognised):
        place = sheet.where(offset)
        assert place.box is not None
        yield (place.box.left + place.box.right) / 2, (place.box.top + place.box.bottom) / 2


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(page: Image.Image, turned: int) -> None:
    wanted = [str(value) for cell, value in filing().values.items() if cell.startswith("t4.")]
    sheet = open_sheet(saved([page.rotate(turned, expand=True)], "PNG"))
    assert last_row(sheet) == wanted
    # The figures are shown where they stand on the page as it lies: in one line, level or upright.
    boxes, straight = ([*shown(one)][-len(wanted) :] for one in (sheet, open_sheet(saved([page], "PNG"))))
    for place, (x, y) in zip(boxes, straight, strict=True):
        assert place == pytest.approx({90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[turned], abs=0.02)


def test_figures_are_read_through_a_red_seal(page: Image.Image) -> None:
    wanted = [str(value) for cell, value in filing().values.items() if cell.startswith("t4.")]
    sealed = _sealed(page, 150 / 72, Random(11))
    assert last_row(open_sheet(saved([sealed], "PNG"))) == wanted
    assert last_row(open_sheet(saved([sealed], "PDF", resolution=150))) == wanted
    assert last_row(open_sheet(saved([sealed.convert("L")], "PNG"))) != wanted


def test_red_print_and_red_rules_stay() -> None:
    picture = np.full((1200, 900, 3), 255, np.uint8)
    for at in range(200, 700, 50):
        cv2.line(picture, (200, at), (700, at), RED, 3)
        cv2.line(picture, (at, 200), (at, 650), RED, 3)
    cv2.putText(picture, "2024", (100, 120), cv2.FONT_HERSHEY_SIMPLEX, 3, RED, 8)
    assert np.array_equal(seals.grey(picture), cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    cv2.circle(picture, (450, 900), 120, RED, 6)
    grey = seals.grey(picture)
    assert grey[770:1030].min() > 240
    assert np.array_equal(grey[:760], cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[:760])


@pytest.mark.parametrize(("text", "said"), [("-", "-"), ("—", "-"), ("一", "-"), ("/", "/"), ("／", "/")])
def test_one_stroke_is_a_dash_or_a_slash(text: str, said: str) -> None:
    assert stroke((written(text) < 128).astype(np.uint8), TALL) == said


@pytest.mark.parametrize("text", ["1", "7", "0", "4", ".", "二", "-5", "l", "I"])
def test_no_digit_is_a_stroke(text: str) -> None:
    assert stroke((written(text) < 128).astype(np.uint8), TALL) == ""


def test_a_number_with_its_unit_is_a_numeral() -> None:
    for text in ("0件", "16件", "3.5万元"):
        line = recognise(written(text))
        assert line.text == text
        assert line.options
        assert all(option.text.endswith(text.lstrip("0123456789.")) for option in line.options)


@pytest.mark.parametrize("size", [14, 16, 20])
def test_a_nought_with_a_dot_in_it_is_a_nought(size: int) -> None:
    assert recognise(written("0", size, "LiberationMono-Regular.ttf")).text == "0"


@pytest.mark.parametrize("thick", [1, 6, 9])
def test_a_table_in_a_thick_frame_is_a_table(thick: int) -> None:
    picture = np.full((1654, 1170), 255, np.uint8)
    for row in range(5):
        cv2.line(picture, (100, 300 + 60 * row), (900, 300 + 60 * row), 0, 2)
    for column in range(5):
        cv2.line(picture, (100 + 200 * column, 300), (100 + 200 * column, 540), 0, 2)
        for row in range(4):
            cv2.putText(picture, "27", (180 + 200 * column, 340 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    cv2.rectangle(picture, (100, 300), (900, 540), 0, thick)
    blocks, _ = Scan().page(picture)
    rows = [row for block in blocks for row in block.rows]
    assert [len(row.cells) for row in rows] == [4] * 4
    assert len(Raster(picture).rules()[0]) == 5


def test_what_pictures_leave_open_is_not_decided_by_the_identities_alone() -> None:
    form, cell = load_form("2021"), "t3.carried_in.total"
    values: dict = {**filing().values, cell: None}
    traces = {name: Trace(Origin.LOST if name == cell else Origin.READ) for name in values}
    options = {cell: (filing().values[cell], 9)}
    _repair(form, values, traces, options, set(), (), {cell})
    assert values[cell] is None
    _repair(form, values, traces, options, set(), (), ())
    assert values[cell] == filing().values[cell]


def test_strokes_of_characters_in_a_row_are_no_rule() -> None:
    picture = np.full((1654, 1170), 255, np.uint8)
    cv2.rectangle(picture, (100, 300), (900, 540), 0, 2)
    cv2.line(picture, (500, 300), (500, 540), 0, 2)
    cv2.line(picture, (100, 420), (900, 420), 0, 2)
    cv2.line(picture, (150, 360), (250, 360), 0, 2)
    level, _ = Raster(picture).rules()
    assert len(level) == 3
    gray, _ = Raster(picture).without_rules()
    assert gray[round(350 * 1250 / 1170) : round(370 * 1250 / 1170), 170:260].min() < 100


def test_what_is_left_of_a_rule_is_no_dash() -> None:
    picture = np.full((1654, 1170), 255, np.uint8)
    for row in range(3):
        cv2.line(picture, (100, 300 + 80 * row), (900, 300 + 80 * row), 0, 2)
    for column in range(4):
        cv2.line(picture, (100 + 266 * column, 300), (100 + 266 * column, 460), 0, 2)
    cv2.putText(picture, "27", (160, 345), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    for left, right, y in ((160, 176, 370), (460, 476, 340), (650, 700, 340), (200, 216, 600), (300, 350, 700)):
        cv2.line(picture, (left, y), (right, y), 0, 2)
    blocks, _ = Scan().page(picture)
    assert [tuple(map(unmarked, row.cells)) for block in blocks for row in block.rows] == [("27", "-", ""), ("",) * 3]
    assert [block.line for block in blocks if block.line] == []
