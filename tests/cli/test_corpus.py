"""``gongkai corpus`` from a folder of files to a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran


@pytest.fixture
def store(gongkai: Callable[..., Ran], reports: Path, tmp_path: Path) -> Path:
    (reports / "note.txt").write_text("no report", "utf-8")
    ran = gongkai("corpus", "run", reports, "--store", tmp_path / "store", "--jobs", 1)
    assert ran.status == 0
    assert "共 6 个文件" in ran.err
    assert "得报告 5 份" in ran.err
    assert "失败：文件本身 1" in ran.err
    return tmp_path / "store"


def test_from_files_to_answers(gongkai: Callable[..., Ran], store: Path, reports: Path, tmp_path: Path) -> None:
    again = gongkai("corpus", "run", reports, "-s", store, "--jobs", 1)
    assert "未变 6" in again.err
    assert "读取 0" in again.err

    status = json.loads(gongkai("corpus", "status", "-s", store, "--json").out)
    assert (status["files"], status["reports"], status["input"]) == (6, 5, 1)
    assert [(year["year"], year["reports"]) for year in status["years"]] == [(2020, 1), (2021, 1), (2023, 2), (2024, 1)]
    assert status["left"] == {"files": None, "by_others": 0, "again": 0, "beside": 0}
    (reports / "new.txt").write_text("no report either", "utf-8")
    shown = gongkai("corpus", "status", reports, "-s", store).out
    assert "文件本身" in shown
    assert "下次运行：要打开的文件 1  旧版程序读过 0" in shown
    (reports / "new.txt").unlink()

    lines = gongkai("corpus", "query", "SELECT body FROM reports ORDER BY year, body", "-s", store, "--json").out
    assert json.loads(lines.splitlines()[0]) == {"body": "广州市荔湾区协作办公室"}
    rows = list(csv.DictReader(io.StringIO(gongkai("corpus", "query", "trends", "--csv", "-s", store).out)))
    assert [(row["year"], row["received"]) for row in rows][-1] == ("2024", "639")
    assert "公开率排名" in gongkai("corpus", "query", "league-disclosure", "-s", store).out
    assert "breaks" in gongkai("corpus", "query", "-s", store).out

    page = tmp_path / "page.html"
    assert gongkai("corpus", "report", "-s", store, "-o", page).status == 0
    assert "广州市荔湾区人民政府" in page.read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("corpus", "run", "nowhere", "--store", "s"),
        ("corpus", "run", ".", "--store", "s", "--address", "x:1"),
        ("corpus", "status", "--store", "nowhere"),
        ("corpus", "status", "nowhere", "--store", "s"),
        ("corpus", "query", "trends", "--store", "nowhere"),
        ("corpus", "query", "nosuch", "--store", "nowhere"),
        ("corpus", "query", "trends", "--csv", "--json", "--store", "nowhere"),
    ],
)
def test_wrong_usage_is_refused_in_words(
    gongkai: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = gongkai(*arguments)
    assert ran.status == 2
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_with_what_to_install(
    gongkai: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.cli.extra.find_spec", lambda module: None)
    ran = gongkai("corpus", "status", "--store", tmp_path)
    assert ran.status == 2
    assert "gongkai[scale]" in ran.err
