"""Files made to harm, in one run with good ones: each a classified failure or a reading in bounded time and memory."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from gongkai.corpus.apart import Limits
from gongkai.corpus.local_run import local
from gongkai.corpus.query import Corpus
from gongkai.corpus.run import run
from gongkai.report.render import render
from tests.corpus.stores import bodies, write_year

EXAMPLE = (Path(__file__).parents[2] / "examples" / "reports" / "002_bf241cf648fa2223.txt").read_bytes()
LIMITS = Limits(memory=2 << 30, seconds=20, patience=3)
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A DOCX whose document unpacks to 300 MB of zeros."""
    return zipped(**{"[Content_Types].xml": TYPES.encode(), "word__document.xml": b"0" * (300 << 20)})


def billion_laughs() -> bytes:
    """A DOCX whose document has entities of entities of entities."""
    names = [f"e{n}" for n in range(12)]
    entities = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names))
    laughs = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><d>&e11;</d>'
    return zipped(**{"[Content_Types].xml": TYPES.encode(), "word__document.xml": laughs.encode()})


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def long_pdf() -> bytes:
    """Ten thousand pages."""
    pages = 10_000
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *([page] * pages)])


def cyclic_pdf() -> bytes:
    """Pages whose tree goes round."""
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"])


def huge_image() -> bytes:
    """A PNG that says it is sixty thousand pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def deep_html() -> bytes:
    """A hundred thousand nested elements."""
    return b"<html><body>" + b"<div><table><tr><td>" * 100_000


def deep_json() -> bytes:
    """A hundred thousand nested lists."""
    return b"[" * 100_000


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": zip_bomb,
    "laughs.docx": billion_laughs,
    "long.pdf": long_pdf,
    "cyclic.pdf": cyclic_pdf,
    "huge.png": huge_image,
    "deep.html": deep_html,
    "deep.json": deep_json,
    "zeros.txt": lambda: bytes(8 << 20),
    "one-line.txt": lambda: "政府信息公开年度报告 1".encode() * 200_000,
    "random.bin": lambda: random.Random(1).randbytes(1 << 20),
    "empty.pdf": lambda: b"",
}


def test_hostile_files_cost_themselves_and_the_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    good = write_year(folder, 2023, bodies(2))
    for name, make in HOSTILE.items():
        (folder / name).write_bytes(make())
    filing = next(iter(good.values()))
    (folder / "really-html.pdf").write_bytes(render(filing, "html"))  # a wrong suffix is no fault
    (folder / "really-docx.txt").write_bytes(render(filing, "docx"))
    start = time.monotonic()
    summary = run([str(folder)], tmp_path / "store", local(1, LIMITS))
    assert time.monotonic() - start < len(HOSTILE) * LIMITS.seconds * LIMITS.patience
    assert summary.read == len(HOSTILE) + 4
    with Corpus(tmp_path / "store") as corpus:
        causes = dict(corpus.ask("SELECT split_part(path, '/', -1), cause FROM files").rows)
        codes = dict(corpus.ask("SELECT split_part(path, '/', -1), code FROM files").rows)
    assert {name: causes[name] for name in HOSTILE} == dict.fromkeys(HOSTILE, "input"), codes
    assert [name for name in causes if name not in HOSTILE and causes[name] is not None] == []


@pytest.mark.parametrize("kind", ["txt", "html", "docx", "xlsx", "json"])
def test_a_sample_cut_off_anywhere_is_read_or_refused(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "reports"
    (filing,) = write_year(tmp_path / "whole", 2023, bodies(1)).values()
    data = EXAMPLE if kind == "txt" else render(filing, kind)
    folder.mkdir()
    for at in range(1, 25):
        (folder / f"{at:02}.{kind}").write_bytes(data[: len(data) * at // 25])
    summary = run([str(folder)], tmp_path / "store", local(1, LIMITS))
    assert summary.read == 24
    assert set(summary.failures) <= {"input"}
    if kind in ("docx", "xlsx", "json"):  # of which a part is nothing
        assert summary.failures["input"] == 24
