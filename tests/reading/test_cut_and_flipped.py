"""Files of every form that is made without a program, cut off anywhere and with bytes turned over.

A copy ends in a reading or in a refusal that is classified, and what is cut away is never stated as certain.  Where a
form proves its bytes (the parts of an archive do), no other number is read for one that was turned over.
"""

from __future__ import annotations

import io
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import cache
from random import Random

import pytest

from gongkai.reading import read_document
from gongkai.reading.sources import open_sheet
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.corpus import ofd
from tests.reading.drawn import drawn
from tests.strategies.filings import lawful_filing

FILING = lawful_filing(load_form("2021"), Random("cut"), 400)
PROVEN = ("docx", "xlsx", "ofd", "zip")
COPIES = 24


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a.html", render(FILING, "html"))
    return held.getvalue()


def web_archive() -> bytes:
    page = MIMEMultipart("related")
    page.attach(MIMEText(render(FILING, "html").decode(), "html", "utf-8"))
    return b"MIME-Version: 1.0\r\n" + page.as_bytes()


def rich_text() -> bytes:
    """The lines of the report, those with tabs as rows of a table."""
    out = b"{\\rtf1\\ansi\\uc1 "
    for line in open_sheet(render(FILING, "docx")).printed.split("\n"):
        cells = ["".join(char if char.isascii() else f"\\u{ord(char)}?" for char in cell) for cell in line.split("\t")]
        if len(cells) == 1:
            out += cells[0].encode() + b"\\par\n"
            continue
        edges = "".join(f"\\cellx{900 * place}" for place in range(1, len(cells) + 1))
        row = "\\cell ".join(cells)
        out += f"\\trowd{edges}\\intbl {row}\\cell\\row\n".encode()
    return out + b"}"


@cache
def whole(kind: str) -> bytes:
    made = {"pdf": lambda: drawn(FILING), "zip": archive, "mhtml": web_archive, "rtf": rich_text}
    if kind == "ofd":
        return ofd.from_pdf(drawn(FILING))
    return made[kind]() if kind in made else render(FILING, kind)


def silent(data: bytes, kind: str) -> set[str]:
    """The cells that are stated as certain and are not the report's; none of a copy that is refused."""
    out: set[str] = set()
    for reading in read_document(data, f"a.{kind}"):
        if reading.filing is None:
            assert reading.refusal is not None
            continue
        values = reading.filing.values
        wrong = {cell for cell, value in values.items() if value is not None and value != FILING.values.get(cell, 0)}
        out |= wrong - reading.listed_cells()
    return out


@pytest.mark.parametrize("kind", ["pdf", "ofd", "zip", "mhtml", "rtf", "docx", "xlsx", "html", "json"])
def test_a_copy_that_is_cut_off_says_nothing_that_is_not_so(kind: str) -> None:
    data = whole(kind)
    assert silent(data, kind) == set()
    dice = Random(kind)
    wrong = {end: cells for end in dice.sample(range(len(data)), COPIES) if (cells := silent(data[:end], kind))}
    assert wrong == {}


@pytest.mark.parametrize("kind", ["pdf", "ofd", "zip", "mhtml", "rtf", "docx", "xlsx", "html", "json"])
def test_a_copy_with_bits_turned_over_is_read_or_refused(kind: str) -> None:
    dice = Random(kind)
    for _ in range(COPIES):
        data = bytearray(whole(kind))
        at = dice.randrange(len(data))
        data[at] ^= 1 << dice.randrange(8)
        said = silent(bytes(data), kind)
        assert kind not in PROVEN or said == set(), at
