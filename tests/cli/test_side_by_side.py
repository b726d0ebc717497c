"""gongkai compare and gongkai consolidate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.cli.consolidate import read_roster
from gongkai.cli.filings import read_packed, unpacked
from gongkai.cli.inputs import Source, UsageError
from gongkai.cli.outcome import read_source
from tests.cli.conftest import DISTRICT, Ran

Gongkai = Callable[..., Ran]


@pytest.fixture
def body(gongkai: Gongkai, reports: Path, tmp_path: Path) -> Callable[..., Path]:
    """Writes a variant of the district's report under another name, year, or with other cells."""
    base = json.loads(gongkai("read", reports / DISTRICT, "--json").out)

    def write(agency: str, year: int = 2024, /, **cells: Any) -> Path:
        folder = tmp_path / "bodies"
        folder.mkdir(exist_ok=True)
        path = folder / f"{agency}-{year}.json"
        changed = {**base["cells"], **{name.replace("_", ".", 2): value for name, value in cells.items()}}
        report = {**base, "agency": agency, "year": year, "cells": changed}
        path.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
        return path

    return write


def test_a_filing_travels_between_processes_whole(reports: Path) -> None:
    source = Source(str(reports / DISTRICT))
    (reading,) = read_source(source)
    (packed,) = read_packed(source)
    assert unpacked(packed.product) == reading.filing
    assert unpacked(packed.product).traces == reading.filing.traces


def test_years_are_compared_with_change_and_percentage(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    files = body("甲区人民政府", 2023), body("甲区人民政府", 2024, t3_new_natural=721)
    ran = gongkai("compare", *files)
    assert ran.status == 0
    (line,) = [line for line in ran.out.splitlines() if line.startswith("t3.new.natural")]
    assert "618" in line
    assert "721 (+103 +16.67%)" in line  # 103 / 618
    assert "公开率" in ran.out
    assert "B1" in ran.out


def test_comparison_as_json_does_not_depend_on_order(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    files = [body("甲区人民政府", 2023), body("甲区人民政府", 2024), body("乙区人民政府", 2024)]
    outs = [gongkai("compare", *given, "--json").out for given in (files, files[::-1])]
    assert outs[0] == outs[1]
    comparison = json.loads(outs[0])
    assert [column["year"] for column in comparison["columns"]] == [2024, 2023, 2024]
    assert comparison["cells"]["t3.new.natural"]["values"] == [618, 618, 618]
    assert comparison["cells"]["t3.new.natural"]["changes"] == [None, None, 0]


def test_lines_of_nothing_are_shown_on_request_only(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    files = body("甲区人民政府", 2023), body("甲区人民政府", 2024)
    assert "t2.regulations.issued" not in gongkai("compare", *files).out
    assert "t2.regulations.issued" in gongkai("compare", *files, "--all").out


def test_one_report_is_nothing_to_compare(gongkai: Gongkai, reports: Path) -> None:
    ran = gongkai("compare", reports / DISTRICT)
    assert ran.status == 2
    assert "两份" in ran.err


def test_bodies_are_added_up_and_written(gongkai: Gongkai, body: Callable[..., Path], tmp_path: Path) -> None:
    files = body("甲局"), body("乙局")
    out = tmp_path / "out"
    ran = gongkai("consolidate", *files, "--agency", "某区人民政府", "-o", out, "--to", "json,docx")
    assert ran.status == 0
    assert "某区人民政府 2024年" in ran.out
    assert sorted(path.name for path in out.iterdir()) == ["consolidated.docx", "consolidated.json"]
    cells = json.loads(gongkai("read", out / "consolidated.json", "--json").out)["cells"]
    assert cells["t3.new.natural"] == 2 * 618
    assert cells["t2.fees.amount_wan"] == "10461.04"


def test_who_is_missing_is_named(gongkai: Gongkai, body: Callable[..., Path], tmp_path: Path) -> None:
    roster = tmp_path / "roster.txt"
    roster.write_text("甲局\n乙局  # 今年新设\n\n丙局\n", "utf-8-sig")
    assert read_roster(roster) == ("甲局", "乙局", "丙局")
    ran = gongkai("consolidate", body("甲局"), body("乙局"), "--roster", roster)
    assert ran.status == 1
    assert "未报送：丙局" in ran.out


def test_the_parents_own_figures_are_held_against_the_sum(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    files = body("甲局"), body("乙局", 2024, t3_new_natural=600)
    parent = body("某区人民政府", 2024, t3_new_natural=618 + 600)
    ran = gongkai("consolidate", parent.parent, "--parent", parent)
    assert ran.status == 1
    assert "某区人民政府 2024年" in ran.out
    assert "汇总 2 个机关" in ran.out  # the parent lies in the same folder and is not added
    findings = [line for line in ran.out.splitlines() if "G1" in line]
    assert findings
    assert f"与上级填报数不一致：{len(findings)} 格" in ran.out
    assert not any("一、本年新收政府信息公开申请数量·自然人" in line for line in findings)
    assert len(files) == 2


def test_a_bad_file_is_told_and_counts(gongkai: Gongkai, body: Callable[..., Path], tmp_path: Path) -> None:
    bad = tmp_path / "note.txt"
    bad.write_text("会议通知", "utf-8")
    ran = gongkai("consolidate", body("甲局"), bad)
    assert ran.status == 1
    assert "note.txt" in ran.err
    assert "读取失败 1" in ran.out


def test_nothing_to_add_up_is_a_usage_error(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    assert gongkai("consolidate", body("甲局"), "--year", 2022).status == 2


@pytest.mark.parametrize("text", ["", "# 只有说明\n"])
def test_an_empty_roster_is_a_usage_error(tmp_path: Path, text: str) -> None:
    roster = tmp_path / "roster.txt"
    roster.write_text(text, "utf-8")
    with pytest.raises(UsageError):
        read_roster(roster)


def test_reports_handed_in_twice_are_named_with_their_files(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    path = body("甲局")
    copy = path.with_name("copy.json")
    copy.write_bytes(path.read_bytes())
    ran = gongkai("consolidate", path, copy, body("乙局"))
    assert "汇总 2 个机关" in ran.out
    assert str(path) in ran.out
    assert str(copy) in ran.out


def test_a_consolidation_as_json(gongkai: Gongkai, body: Callable[..., Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = gongkai("consolidate", body("甲局"), body("乙局"), "--json", "-o", out, "--to", "csv")
    whole = json.loads(ran.out)
    assert whole["bodies"] == ["乙局", "甲局"]
    assert whole["cells"]["t3.new.natural"] == 2 * 618
    assert whole["written"] == [str(out / "consolidated.csv")]


def test_more_reports_than_fit_are_refused_in_text_only(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    files = [body(f"{name}局") for name in "甲乙丙丁戊己庚"]
    assert gongkai("compare", *files[:6]).status == 0
    ran = gongkai("compare", *files)
    assert ran.status == 2
    assert "--json" in ran.err
    assert len(json.loads(gongkai("compare", *files, "--json").out)["columns"]) == 7


def test_two_reports_of_one_body_and_year_are_told(gongkai: Gongkai, body: Callable[..., Path]) -> None:
    path = body("甲局")
    copy = path.with_name("copy.json")
    copy.write_bytes(path.read_bytes())
    assert "同一机关同一年度有不止一份报告：甲局 2024" in gongkai("compare", path, copy).out
    assert json.loads(gongkai("compare", path, copy, "--json").out)["duplicates"] == [{"agency": "甲局", "year": 2024}]
    assert json.loads(gongkai("compare", path, body("乙局"), "--json").out)["duplicates"] == []


@pytest.mark.parametrize(("columns", "named"), [(99, False), (100, True)])
def test_a_narrow_terminal_shows_applicants_and_no_names_of_cells(
    gongkai: Gongkai, body: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, columns: int, named: bool
) -> None:
    monkeypatch.setattr("gongkai.cli.console.WIDE", columns)
    out = gongkai("compare", body("甲局"), body("乙局")).out
    assert ("t3.new.natural" in out) is named
    assert "·自然人" in out
