"""gongkai demo, which is what `make demo` shows."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gongkai.cli import demo
from gongkai.report.render import FORMATS
from tests.cli.conftest import EXAMPLES, Ran

Gongkai = Callable[..., Ran]


class Links(HTMLParser):
    """Collects what a page links to, and that its elements are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_five_reports_are_read_rendered_and_listed(gongkai: Gongkai, tmp_path: Path) -> None:
    ran = gongkai("demo", "--out", tmp_path)
    assert ran.status == 0
    assert "t3.u1.total = 238" in ran.out
    assert str(tmp_path / "index.html") in ran.out
    for path in EXAMPLES.glob("*.txt"):
        for entry in FORMATS.values():
            assert (tmp_path / f"{path.stem}{entry.suffix}").stat().st_size > 500


def test_every_link_of_the_page_leads_somewhere(gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("demo", "--out", tmp_path)
    page = Links()
    text = (tmp_path / "index.html").read_text("utf-8")
    page.feed(text)
    assert page.open == []
    files = [link for link in page.links if not link.startswith("#")]
    assert len(files) == 5 * len(FORMATS) + len(FORMATS) + 3
    assert [link for link in files if not (tmp_path / link).is_file()] == []
    assert all(f'id="{link[1:]}"' in text for link in page.links if link.startswith("#"))


def test_a_file_made_to_harm_ends_no_demonstration_and_every_report_of_a_file_is_written(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("ends its reader", "utf-8")
    report = next(EXAMPLES.glob("*.txt")).read_text("utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("1.txt", report)
        archive.writestr("2.txt", report)
    reading = demo.read_source
    monkeypatch.setattr(demo, "read_source", lambda one: os._exit(9) if "a.txt" in one.name else reading(one))
    ran = gongkai("demo", "--out", tmp_path / "out", "--from", folder)
    assert ran.status == 1
    assert "读取中途进程终止" in ran.out
    assert (tmp_path / "out" / "b.docx").exists()
    assert (tmp_path / "out" / "b.2.docx").exists()


def test_a_report_cannot_put_markup_on_the_page(gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "<script>"
    folder.mkdir()
    (folder / "<b>.txt").write_text("不是报告", "utf-8")
    ran = gongkai("demo", "--out", tmp_path / "out", "--from", folder)
    assert ran.status == 1
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "<script>" not in page
    assert "<b>.txt" not in page


def test_a_district_is_simulated_compiled_and_added_up(gongkai: Gongkai, tmp_path: Path) -> None:
    ran = gongkai("demo", "--out", tmp_path)
    said = re.search(r"新收 (\d+)＋上年结转 (\d+)＝办结 (\d+)＋结转下年 (\d+)", ran.out)
    assert said is not None
    new, carried_in, total, carried_out = map(int, said.groups())
    assert new + carried_in == total + carried_out > 100
    assert "错误 0 个" in ran.out
    (ledger,) = (tmp_path / "district").glob("*.jsonl")
    assert gongkai("ledger", "check", ledger).status == 0
    again = tmp_path / "again"
    gongkai("ledger", "compile", ledger, "--year", "2025", "--out", again)
    frozen = (tmp_path / "district" / "annual-2025.snapshot.json").read_bytes()
    assert (again / "annual-2025.snapshot.json").read_bytes() == frozen
