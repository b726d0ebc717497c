"""Kinds of files that only programs outside, or recognition, can read: in a process apart too."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

from gongkai.report.form import load_form
from gongkai.report.render import render
from gongkai.web.readings.apart import IN_TIME, read_apart
from tests.strategies.filings import lawful_filing


def test_an_old_word_document_is_read(tmp_path: Path, needs_program: Callable[[str], None]) -> None:
    needs_program("soffice")
    filing = lawful_filing(load_form("2021"), Random("doc"), 400)
    (tmp_path / "a.docx").write_bytes(render(filing, "docx"))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/p", "--headless", "--convert-to", "doc:MS Word 97"]
    subprocess.run([*office, "a.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=180)
    (source,) = read_apart((tmp_path / "a.doc").read_bytes(), "a.doc", IN_TIME)["sources"]
    (report,) = source["reports"]
    assert report["status"] == "read"
    assert report["cells"]["t3.total.total"] == filing.values["t3.total.total"]
