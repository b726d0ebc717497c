"""gongkai read."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from selectolax.lexbor import LexborHTMLParser

from gongkai.cli.docs import pages
from gongkai.cli.work import CHUNK
from gongkai.reading import read_sources
from gongkai.report.render import render
from tests.cli.conftest import DISTRICT, Ran, process
from tests.reading.test_clues import glued, last_year

Gongkai = Callable[..., Ran]


def test_one_file_is_shown_in_full(gongkai: Gongkai, reports: Path) -> None:
    ran = gongkai("read", reports / DISTRICT)
    assert ran.status == 0
    assert "广州市荔湾区人民政府 2024年  补全  2021年版格式" in ran.out
    assert "238*" in ran.out  # the total that the text has lost, marked as restored
    assert "5230.52" in ran.out


def test_many_files_take_one_line_each_and_a_closing_line(gongkai: Gongkai, reports: Path) -> None:
    ran = gongkai("read", reports)
    lines = ran.out.splitlines()
    assert len(lines) == 6
    assert [name for name in sorted(path.name for path in reports.iterdir()) if name not in ran.out] == []
    assert lines[-1].startswith("共 5 份报告：")


def test_json_lines_follow_the_schema_and_hold_the_truth(gongkai: Gongkai, reports: Path) -> None:
    ran = gongkai("read", reports, "--json")
    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert [Path(one["file"]).name for one in objects] == sorted(path.name for path in reports.iterdir())
    schema = json.loads(pages()["report.schema.json"])
    for one in objects:
        jsonschema.validate(one, schema)
    (district,) = [one for one in objects if one["file"].endswith(DISTRICT)]
    assert district["cells"]["t3.u1.total"] == 238
    assert district["trace"]["t3.u1.total"]["origin"] == "repaired"
    assert district["cells"]["t2.fees.amount_wan"] == "5230.52"


def test_last_years_report_decides_where_digits_can_be_read_in_several_ways(gongkai: Gongkai, tmp_path: Path) -> None:
    this, last = tmp_path / "2023.txt", tmp_path / "2022.json"
    this.write_bytes(glued("8855698"))
    before = last_year(values=last_year().values | {"t2.normative.in_force": 665})
    last.write_bytes(render(before, "json"))
    ran = gongkai("read", this, "--json", "--before", last)
    assert json.loads(ran.out)["cells"]["t2.normative.in_force"] == 698
    assert json.loads(gongkai("read", this, "--json").out)["cells"]["t2.normative.in_force"] is None


def test_a_bad_file_is_a_failed_report_with_its_reason_and_status_one(gongkai: Gongkai, reports: Path) -> None:
    (reports / "004z.txt").write_text("会议通知：明天上午九点开会。", "utf-8")
    ran = gongkai("read", reports, "--json")
    failed = json.loads(ran.out.splitlines()[-1])
    assert ran.status == 1
    assert failed["status"] == "failed"
    assert failed["refusal"]["reason"]
    jsonschema.validate(failed, json.loads(pages()["report.schema.json"]))


def test_a_file_that_cannot_be_opened_is_a_failed_report(gongkai: Gongkai, reports: Path) -> None:
    (reports / "gone.txt").symlink_to(reports / "nowhere.txt")
    ran = gongkai("read", reports, "--json")
    assert ran.status == 1
    assert [json.loads(line).get("refusal", {}).get("code") for line in ran.out.splitlines()][-1] == "cannot-open"


def test_a_defect_of_ours_is_told_as_such_and_the_rest_goes_on(
    gongkai: Gongkai, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.cli import outcome

    honest = outcome.read_sources

    def broken(data: bytes, name: str, convert: object, **given: Any) -> object:
        if name == DISTRICT:
            raise ZeroDivisionError("defect")
        return honest(data, name, **given)

    monkeypatch.setattr(outcome, "read_sources", broken)
    ran = gongkai("read", reports)
    assert ran.status == 1
    assert "程序错误" in ran.err
    assert DISTRICT in ran.err
    assert "ZeroDivisionError: defect" in ran.err
    assert "程序错误 1" in ran.out
    assert len(ran.out.splitlines()) == 5


def test_standard_input(reports: Path) -> None:
    ran = process("read", "-", "--json", data=(reports / DISTRICT).read_bytes())
    assert ran.status == 0
    assert json.loads(ran.out)["file"] == "-"


def test_processes_give_the_same_as_one_in_the_same_order(gongkai: Gongkai, reports: Path) -> None:
    source = (reports / DISTRICT).read_bytes()
    for number in range(3 * CHUNK):
        (reports / f"copy-{number:02}.txt").write_bytes(source)
    assert gongkai("read", reports, "--json", "--jobs", 2).out == gongkai("read", reports, "--json", "--jobs", 1).out


def test_a_report_cannot_write_on_the_terminal(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "x\x1b[2J[bold].txt"
    path.write_text("不是报告", "utf-8")
    ran = gongkai("read", path)
    assert "\x1b" not in ran.out
    assert "[bold].txt" in ran.out


def test_a_closed_pipe_is_no_crash(reports: Path) -> None:
    import subprocess
    import sys

    command = f"{sys.executable} -m gongkai.cli.main read {reports} --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)
    assert done.stdout == b"{"
    assert b"Traceback" not in done.stderr


def test_a_reading_as_a_page_leads_from_every_figure_to_its_place_and_asks_nobody(
    gongkai: Gongkai, reports: Path, tmp_path: Path, needs_program: Callable[[str], None]
) -> None:
    needs_program("chromium")
    gongkai("render", reports / DISTRICT, "--to", "html", "--out", tmp_path)
    (page,) = tmp_path.glob("*.html")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={tmp_path}/a.pdf"]
    subprocess.run([*command, f"file://{page}"], check=True, capture_output=True, timeout=120)
    ran = gongkai("read", tmp_path / "a.pdf", reports / DISTRICT, "--html", tmp_path / "out.html")
    assert ran.status == 0
    written = (tmp_path / "out.html").read_text("utf-8")
    tree = LexborHTMLParser(written)
    anchors = {node.attributes["id"] for node in tree.css("[id]")}
    links = [node.attributes["href"] for node in tree.css("a")]
    assert len(links) > 300
    assert {(link or "").removeprefix("#") for link in links} <= anchors
    assert "bs0r0-t3.total.total" in anchors, "the box on the page of the PDF"
    assert any((link or "").startswith("#s1L") for link in links), "the line of the text"
    outside = [node.attributes.get(name) or "" for node in tree.css("*") for name in ("src", "href")]
    assert [one for one in outside if one and not one.startswith(("#", "data:image/png;base64,"))] == []
    assert not tree.css("script")


def test_a_file_that_ends_its_reader_is_a_failed_line_among_the_others(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(data: bytes, *given: object, **named: object) -> object:
        if data == b"abort":
            os.abort()
        if data == b"defect":
            raise ValueError("a defect of ours")
        return read_sources(data, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("gongkai.cli.outcome.read_sources", ends)
    files = [tmp_path / name for name in ("a.txt", "b.pdf", "c.pdf", "d.txt")]
    for file, data in zip(files, (b"no report", b"abort", b"defect", b"none either"), strict=True):
        file.write_bytes(data)
    ran = gongkai("read", *map(str, files), "--json")
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["file"] for one in told] == list(map(str, files))
    assert [one["refusal"]["code"] for one in told[1:3]] == ["ends-reader", "defect"]
    assert ran.status == 1
    for command in (["read", str(files[1])], ["check", str(files[1])]):
        alone = gongkai(*command)
        assert "ends-reader" in alone.out
        assert alone.status == 1
