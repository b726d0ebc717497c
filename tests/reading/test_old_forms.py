"""DOC, WPS, RTF, XLS and MHTML as programs write them, and ZIPs of reports, read back to their figures."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import sync_playwright

from gongkai.cli.inputs import Source
from gongkai.cli.outcome import read_source
from gongkai.convert import as_docx, word
from gongkai.finding import Refusal
from gongkai.reading import Reading, Status, read_document
from gongkai.reading.sources import archive, open_sheet
from gongkai.report.filing import Filing
from gongkai.report.form import load_form
from gongkai.report.render import render
from tests.corpus.generate import report_and_truth
from tests.corpus.word import packed
from tests.reading.test_pdf import run
from tests.strategies.filings import lawful_filing

FIGURES = "行政许可\t35"


@cache
def filing() -> Filing:
    return lawful_filing(load_form("2021"), Random("old"), 400)


@pytest.fixture
def office(tmp_path: Path, needs_program: Callable[[str], None]) -> Callable[[bytes, str, str], bytes]:
    """An office program's conversion of a document from one form into another."""
    needs_program("soffice")

    def convert(data: bytes, before: str, after: str) -> bytes:
        (tmp_path / f"a.{before}").write_bytes(data)
        run(["soffice", f"-env:UserInstallation=file://{tmp_path}/p", "--headless", "--convert-to", after,
             f"a.{before}"], tmp_path)  # fmt: skip
        return (tmp_path / f"a.{after}").read_bytes()

    return convert


def is_whole(reading: Reading) -> bool:
    """Whether the head and every figure are those of the report."""
    assert reading.filing is not None, reading.refusal
    assert (reading.filing.agency, reading.filing.year) == (filing().agency, filing().year)
    assert dict(reading.filing.values) == dict(filing().values)
    return True


@pytest.mark.parametrize("after", ["rtf", "doc"])
def test_old_word_documents_come_back(office: Callable[[bytes, str, str], bytes], after: str) -> None:
    data = office(render(filing(), "docx"), "docx", after)
    (reading,) = read_document(data, "任意名称.wps", as_docx)
    assert is_whole(reading)


def test_text_in_a_box_of_an_old_word_document_is_not_lost(office: Callable[[bytes, str, str], bytes]) -> None:
    report, truth = report_and_truth(Random("box"))
    data = office(packed(Random(0), report, lambda document, table: None, boxed=True), "docx", "doc")
    assert truth.agency in open_sheet(data, as_docx).printed
    plain = office(packed(Random(0), report, lambda document, table: None), "docx", "doc")
    assert (word._has_boxes(data), word._has_boxes(plain)) == (True, False)


def test_an_old_workbook_comes_back(office: Callable[[bytes, str, str], bytes]) -> None:
    (reading,) = read_document(office(render(filing(), "xlsx"), "xlsx", "xls"), "a.et")
    assert is_whole(reading)


def test_without_a_converter_an_old_document_is_refused_as_such(office: Callable[[bytes, str, str], bytes]) -> None:
    data = office(render(filing(), "docx"), "docx", "doc")
    (reading,) = read_document(data, "a.doc")
    assert reading.refusal is not None
    assert reading.refusal.code == "needs-conversion"


def test_where_the_first_converter_fails_the_second_is_tried_and_then_it_is_said(
    office: Callable[[bytes, str, str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = office(render(filing(), "docx"), "docx", "doc")
    monkeypatch.setattr(word.sys, "executable", shutil.which("false"))
    (reading,) = read_document(data, "a.doc", as_docx)
    assert is_whole(reading)
    monkeypatch.setattr(word.shutil, "which", lambda name: None)
    with pytest.raises(Refusal) as refused:
        as_docx(data)
    assert refused.value.code == "not-converted"
    assert "LibreOffice" in refused.value.advice[0]


def test_a_converter_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(word, "SECONDS", 0.2)
    assert not word._succeeds(["sleep", "60"], str(tmp_path))


def test_what_a_converter_started_ends_with_a_reading_process_that_is_killed(tmp_path: Path) -> None:
    """The converter here is a script that starts another program, as LibreOffice does."""
    script, started = tmp_path / "office", tmp_path / "started"
    script.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {started}.new\nmv {started}.new {started}\nwait\n", "utf-8")
    script.chmod(0o755)
    code = f"from gongkai.convert import word; word._succeeds([{str(script)!r}], {str(tmp_path)!r})"
    reader = subprocess.Popen([sys.executable, "-c", code])
    assert _within(20, started.exists)
    pid = int(started.read_text())
    os.kill(pid, 0)
    reader.kill()
    reader.wait()
    assert _within(20, lambda: not _lives(pid))


def _within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_page_that_a_browser_saved_comes_back(needs_program: Callable[[str], None], tmp_path: Path) -> None:
    needs_program("chromium")
    (tmp_path / "a.html").write_bytes(render(filing(), "html"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((tmp_path / "a.html").as_uri())
        saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        browser.close()
    (reading,) = read_document(saved.encode(), "a.pdf")
    assert is_whole(reading)


def rtf(body: str) -> bytes:
    """RTF as Word in China writes it: bytes of GBK, each as \\'hh."""
    coded = "".join(
        char if char.isascii() else "".join(rf"\'{byte:02x}" for byte in char.encode("gbk")) for char in body
    )
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\froman\fcharset0 Times;}}"
    return (r"{\rtf1\ansi\ansicpg936" + fonts + r"{\*\generator Word;}\f0 " + coded + "}").encode("ascii")


ROW = r"\trowd\cellx1000\cellx2000 \pard\intbl 行政许可\cell {\f1 35}\cell\row"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (r"\pard 甲\par 乙\par", "甲\n乙"),
        (ROW, FIGURES),
        (r"{\header 页眉\par}" + ROW, FIGURES),
        (r"\pard {\v 隐藏}{\strike 划去}见\par" + ROW, "见\n" + FIGURES),
        (r"{\f1\u34892?\u25919?}许可\par", "行政许可"),
        (r"{\uc2\u34892 ??\u25919 ??}许可\par", "行政许可"),
        (r"{\field{\*\fldinst HYPERLINK}{\fldrslt 链接}}\par", "链接"),
        (r"\trowd\clvmrg\cellx9\cellx20 \pard\intbl\cell 3\cell\row", "3"),
        (r"\trowd\cellx9\cellx20 \pard\intbl 商业\par 企业\cell 1\par 2\cell\row", "商业企业\t1 2"),
        (r"\pard 5\emdash 9\{x\}\par", "5—9{x}"),
    ],
)
def test_rtf(body: str, wanted: str) -> None:
    assert open_sheet(rtf(body)).printed.strip() == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (r"46{\super 1}\par", "46"),
        (r"46{\sub [2]}\par", "46"),
        (r"46\up10 1\up0 \par", "46"),
        (r"4\dn8 1\plain 7\par", "4\ufffd7"),
        (r"4{\super 67}\par", "4\ufffd"),
        (r"46{\super\u49?}\par", "46"),
        (r"{\super 46}\par", "46"),
        (r"4\up2 6\par", "46"),
    ],
)
def test_the_mark_of_a_footnote_in_rtf_is_no_digit(body: str, wanted: str) -> None:
    assert open_sheet(rtf(body)).printed.strip() == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (r"46{\cf2 7}", "46\ufffd"),
        (r"46{\cf1 7}", "467"),
        (r"46\cf2\fs24 7\cf1\lang2052 8", "46\ufffd8"),
        (r"46\fs2 7\fs24 8", "468"),
    ],
)
def test_digits_in_rtf_that_nobody_sees_are_not_read(body: str, wanted: str) -> None:
    table = r"{\colortbl;\red255\green0\blue0;\red255\green255\blue255;}\trowd\cellx1\cellx2\intbl a\cell "
    assert open_sheet(rtf(table + body + r"\cell\row")).printed.strip() == f"a\t{wanted}"


def test_rtf_that_is_cut_or_nests_without_end() -> None:
    whole = rtf(ROW * 20)
    for end in range(8, len(whole), 7):
        open_sheet(whole[:end])
    with pytest.raises(Refusal):
        open_sheet(rb"{\rtf1 " + b"{" * 100_000)


def zipped(files: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", way) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return held.getvalue()


def test_every_file_of_an_archive_is_read_and_one_that_fails_stops_no_other(tmp_path: Path) -> None:
    page, table = render(filing(), "html"), render(filing(), "xlsx")
    inner = zipped({"深/报告.xlsx": table})
    data = zipped({"甲/报告.html": page, "说明.txt": b"nothing", "坏.pdf": b"%PDF-1.4 x", "乙.zip": inner,
                   "__MACOSX/x": b"x", "空.txt": b"", "甲/.hidden": b"x"})  # fmt: skip
    readings = read_document(data, "全区.zip")
    told = [(reading.file, reading.status is Status.FAILED) for reading in readings]
    wanted = [("甲/报告.html", False), ("说明.txt", True), ("坏.pdf", True), ("乙.zip/深/报告.xlsx", False)]
    assert told == [(f"全区.zip/{name}", failed) for name, failed in wanted]
    assert is_whole(readings[0])
    assert is_whole(readings[3])
    (tmp_path / "全区.zip").write_bytes(data)
    named = [reading.file for reading in read_source(Source(str(tmp_path / "全区.zip")))]
    assert named == [str(tmp_path / "全区.zip") + "/" + name for name, _ in wanted]


def test_names_in_gbk_are_read_as_such() -> None:
    data = zipped({"AAAA.txt": b"nothing"}).replace(b"AAAA", "年报".encode("gbk"))
    assert [reading.file for reading in read_document(data, "z")] == ["z/年报.txt"]


def codes(data: bytes) -> list[str]:
    return [reading.refusal.code if reading.refusal else "read" for reading in read_document(data, "z.zip")]


def test_archives_made_to_harm_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 40 << 20)
    assert codes(zipped({"a.txt": bytes(30 << 20)})) == ["broken"]  # unpacks to a thousand times its size
    assert codes(zipped({f"{at}.txt": bytes(5 << 20) for at in range(9)})) == ["broken"]
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    assert codes(zipped({f"{at}.txt": b"x" for at in range(4)})) == ["broken"]
    nested = b"x"
    for _ in range(4):
        nested = zipped({"a.zip": nested})
    assert codes(nested) == ["unsupported"]
    assert codes(zipped({"a/": b""})) == ["empty"]
    lying = bytearray(zipped({"a.txt": b"y" * 1000}, zipfile.ZIP_STORED))
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    assert codes(bytes(lying)) in (["broken"], ["not-a-report"])
    whole = zipped({"a.txt": b"abc" * 100, "b.txt": b"x"})
    for end in range(4, len(whole), 5):
        assert "read" not in codes(whole[:end])


def test_an_encrypted_file_in_an_archive_is_named_as_such() -> None:
    data = bytearray(zipped({"a.txt": b"abc", "b.txt": b"abc"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert codes(bytes(data)) == ["locked", "not-a-report"]
