"""gongkai render."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.cli.inputs import UsageError
from gongkai.cli.render import wanted_formats
from tests.cli.conftest import DISTRICT, Ran

Gongkai = Callable[..., Ran]


def test_every_format_is_written_under_the_stem(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    ran = gongkai("render", reports / DISTRICT, "--to", "docx,html,xlsx,md,csv,json", "-o", out)
    assert ran.status == 0
    stem = Path(DISTRICT).stem
    assert sorted(path.name for path in out.iterdir()) == [
        f"{stem}.{suffix}" for suffix in ("csv", "docx", "html", "json", "md", "xlsx")
    ]
    assert all(path.stat().st_size > 500 for path in out.iterdir())


def test_what_is_rendered_reads_back_the_same(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    gongkai("render", reports / DISTRICT, "--to", "json,html", "-o", tmp_path)
    cells = [
        json.loads(gongkai("read", path, "--json").out)["cells"]
        for path in (
            reports / DISTRICT,
            tmp_path / f"{Path(DISTRICT).stem}.json",
            tmp_path / f"{Path(DISTRICT).stem}.html",
        )
    ]
    assert cells[0] == cells[1] == cells[2]


def test_equal_stems_do_not_overwrite_each_other(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    (reports / "deep").mkdir()
    (reports / "deep" / DISTRICT).write_bytes((reports / DISTRICT).read_bytes())
    gongkai("render", reports, "--to", "csv", "-o", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 6


def test_a_bad_file_is_told_and_the_others_are_written(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    (reports / "note.txt").write_text("会议通知", "utf-8")
    ran = gongkai("render", reports, "--to", "csv", "-o", tmp_path / "out")
    assert ran.status == 1
    assert "失败" in ran.out
    assert len(list((tmp_path / "out").iterdir())) == 5


def test_an_unknown_format_is_a_usage_error_before_anything_is_written(
    gongkai: Gongkai, reports: Path, tmp_path: Path
) -> None:
    ran = gongkai("render", reports, "--to", "docx,pdx", "-o", tmp_path / "out")
    assert ran.status == 2
    assert "pdx" in ran.err
    assert not (tmp_path / "out").exists()


def test_formats_are_named_by_suffix_or_name_and_come_once() -> None:
    assert wanted_formats("md, markdown,docx") == ("markdown", "docx")
    with pytest.raises(UsageError):
        wanted_formats(" , ")


def test_findings_go_where_they_are_asked_for(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    """The district's report has one finding, R2."""
    stem = Path(DISTRICT).stem

    def holders(*options: str) -> set[str]:
        gongkai("render", reports / DISTRICT, "--to", "html,md,json", "-o", tmp_path, *options)
        files = [tmp_path / f"{stem}.{suffix}" for suffix in ("html", "md", "json")]
        return {path.suffix for path in files if "R2" in path.read_text("utf-8")}

    assert holders() == {".json"}
    assert holders("--findings") == {".html", ".md", ".json"}
    assert holders("--no-findings") == set()


def test_what_was_written_as_json(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    (reports / "note.txt").write_text("会议通知", "utf-8")
    ran = gongkai("render", reports, "--to", "csv", "-o", tmp_path / "out", "--json")
    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert len(objects) == 6
    assert sorted(path for one in objects for path in one["written"]) == sorted(map(str, (tmp_path / "out").iterdir()))
    assert [one["refusal"]["code"] for one in objects if one["status"] == "failed"] == ["not-a-report"]


def test_a_place_that_cannot_be_written_to_is_told_without_a_traceback(
    gongkai: Gongkai, reports: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for command in (["render", "--to", "csv"], ["consolidate"], ["demo"]):
        given = [] if command == ["demo"] else [reports / DISTRICT]
        ran = gongkai(*command, *given, "-o", file)
        assert ran.status == 2
        assert "不是文件夹" in ran.err
        assert "Traceback" not in ran.err
    (tmp_path / "out" / f"{Path(DISTRICT).stem}.csv").mkdir(parents=True)
    ran = gongkai("render", reports, "--to", "csv", "-o", tmp_path / "out", "--jobs", 2)
    assert ran.status == 2
    assert "是文件夹，不是文件" in ran.err
    assert "Traceback" not in ran.err
