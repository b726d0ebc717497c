"""gongkai ledger compile: the year from its ledger, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.cli.inputs import UsageError
from gongkai.cli.whole import whole
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts.application import Lapse, Lapsed
from gongkai.report.form import load_form
from tests.cli.conftest import Ran
from tests.cli.ledgers import BODY, answered, application, correction_asked, day, write

Gongkai = Callable[..., Ran]
CORRECTION = Lapse.CORRECTION


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Four received in 2024, one carried in; two granted, one not held, two carried out."""
    return write(
        tmp_path / "a.jsonl",
        application("2023-9", "2023-12-20", answered("2024-01-05")),
        application("2024-1", "2024-03-01", answered("2024-03-15")),
        application("2024-2", "2024-04-01", answered("2024-04-15", Leaf.U1A)),
        application("2024-3", "2024-12-20"),
        application("2024-4", "2024-12-23"),
    )


@pytest.fixture
def unlawful(tmp_path: Path) -> Path:
    return write(tmp_path / "bad.jsonl", application("1", "2024-03-01", answered("2024-03-15", Leaf.R4)))


def compiled(gongkai: Gongkai, *arguments: object) -> dict[str, object]:
    shown: dict[str, object] = json.loads(gongkai("ledger", "compile", *arguments, "--json").out)
    return shown


def test_cells_are_counted_and_each_names_its_matters(gongkai: Gongkai, ledger: Path) -> None:
    options = [part for name in ("new", "carried_in", "u1", "carried_out") for part in ("--cell", f"t3.{name}.total")]
    shown = compiled(gongkai, ledger, "--year", "2024", *options)
    assert shown["agency"] == BODY
    assert shown["matters"] == {
        "t3.new.total": ["2024-1", "2024-2", "2024-3", "2024-4"],
        "t3.carried_in.total": ["2023-9"],
        "t3.u1.total": ["2024-2"],
        "t3.carried_out.total": ["2024-3", "2024-4"],
    }
    cells = shown["cells"]
    assert isinstance(cells, dict)
    assert [cells[f"t3.{name}.total"] for name in ("new", "granted", "total")] == [4, 2, 3]
    out = gongkai("ledger", "compile", ledger, "--year", "2024", "--cell", "t3.u1.total").out
    assert "t3.u1.total = 1" in out
    assert "\n  2024-2\n" in out


def test_without_a_folder_the_tables_are_shown(gongkai: Gongkai, ledger: Path) -> None:
    ran = gongkai("ledger", "compile", ledger, "--year", "2024")
    assert ran.status == 0
    assert f"{BODY} 2024年" in ran.out
    assert all(table.title in ran.out for table in load_form("2021").tables)


def test_what_is_written_reads_back_and_the_snapshot_is_the_same_to_the_byte(
    gongkai: Gongkai, ledger: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        ran = gongkai("ledger", "compile", ledger, "--year", "2024", "--out", tmp_path / name)
        assert ran.status == 0
    one, two = (sorted((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert [path.name for path in one] == [
        "annual-2024.docx", "annual-2024.html", "annual-2024.json", "annual-2024.snapshot.json", "annual-2024.xlsx",
    ]  # fmt: skip
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    cells = compiled(gongkai, ledger, "--year", "2024")["cells"]
    for suffix in ("json", "html", "xlsx"):
        read = json.loads(gongkai("read", tmp_path / "one" / f"annual-2024.{suffix}", "--json").out)
        assert read["cells"] == cells
    frozen = json.loads((tmp_path / "one" / "annual-2024.snapshot.json").read_text("utf-8"))
    assert frozen["cells"] == cells
    assert set(frozen["histories"]) == {"2023-9", "2024-1", "2024-2", "2024-3", "2024-4"}


def test_the_order_of_files_and_lines_does_not_matter(gongkai: Gongkai, ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for line in reversed(ledger.read_text("utf-8").splitlines()):
        matter = json.loads(line)["matter"]
        path = tmp_path / "parts" / f"{9 - int(matter[-1])}.jsonl"
        path.write_text(line + "\n" + (path.read_text("utf-8") if path.exists() else ""), "utf-8")
    whole_one = compiled(gongkai, ledger, "--year", "2024", "--cell", "t3.new.total")
    in_parts = compiled(gongkai, tmp_path / "parts", "--year", "2024", "--cell", "t3.new.total")
    assert whole_one == in_parts


def test_last_year_s_report_is_held_against_what_was_carried_in(gongkai: Gongkai, ledger: Path, tmp_path: Path) -> None:
    gongkai("ledger", "compile", ledger, "--year", "2023", "--to", "json", "--out", tmp_path / "out")
    before = tmp_path / "out" / "annual-2023.json"
    agreeing = gongkai("ledger", "compile", ledger, "--year", "2024", "--before", before)
    assert agreeing.status == 0
    report = json.loads(before.read_text("utf-8"))
    for line in ("new", "carried_out"):
        for column in ("natural", "total"):
            report["cells"][f"t3.{line}.{column}"] += 1
    before.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    differing = gongkai("ledger", "compile", ledger, "--year", "2024", "--before", before)
    assert differing.status == 1
    assert "错误" in differing.out


def test_both_editions(gongkai: Gongkai, ledger: Path) -> None:
    assert compiled(gongkai, ledger, "--year", "2024")["edition"] == "2021"
    assert compiled(gongkai, ledger, "--year", "2024", "--edition", "2019")["edition"] == "2019"


# ---------------------------------------------------------------- all or nothing


def test_an_unlawful_ledger_is_not_compiled(gongkai: Gongkai, unlawful: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = gongkai("ledger", "compile", unlawful, "--year", "2024", "--out", out)
    assert ran.status == 1
    for part in ("L13", "第 2 行", "《条例》第三十五条", "→", "没有编制"):
        assert part in ran.out
    assert not out.exists()
    shown = compiled(gongkai, unlawful, "--year", "2024", "--out", out)
    assert (shown["written"], len(shown["ledger"])) == ([], 1)  # type: ignore[arg-type]
    anyway = gongkai("ledger", "compile", unlawful, "--year", "2024", "--out", out, "--anyway")
    assert anyway.status == 1
    assert (out / "annual-2024.docx").exists()


def test_a_refusal_leaves_what_was_there(gongkai: Gongkai, ledger: Path, unlawful: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    gongkai("ledger", "compile", ledger, "--year", "2024", "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert gongkai("ledger", "compile", unlawful, "--year", "2024", "--out", out).status == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_file_that_cannot_be_written_keeps_the_others_away(gongkai: Gongkai, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "annual-2024.json").mkdir(parents=True)
    ran = gongkai("ledger", "compile", ledger, "--year", "2024", "--out", out)
    assert ran.status == 2
    assert "是文件夹，不是文件" in ran.err
    assert [path.name for path in out.iterdir()] == ["annual-2024.json"]


def test_files_appear_together_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> None:
        with whole(tmp_path / "out") as files:
            files.save("one", [b"1"])
            assert not (tmp_path / "out" / "one").exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert not (tmp_path / "out").exists()
    with whole(tmp_path / "out") as files:
        files.save("one", [b"1", b"2"])
        files.save("two", [])
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {"one": b"12", "two": b""}
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError), whole(tmp_path / "file"):
        pass


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "缺少选项 --year"),
        (["--year", "2018"], "no-edition"),
        (["--year", "2024", "--edition", "2008"], "unknown-edition"),
        (["--year", "2024", "--to", "pdx"], "没有格式“pdx”"),
        (["--year", "2024", "--cell", "t3.u1.totl"], "是否指 t3.u1.total"),
        (["--year", "2024", "--body", "别的机关"], "没有机关“别的机关”"),
        (["--year", "2024", "--before", "nix.json"], "nix.json"),
    ],
)
def test_wrong_usage_writes_nothing(
    gongkai: Gongkai, ledger: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    ran = gongkai("ledger", "compile", ledger, *options, "--out", tmp_path / "out")
    assert ran.status == 2
    assert said in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("year", ["2022", "2025"])
def test_a_year_without_facts_is_no_year_of_zeros(gongkai: Gongkai, ledger: Path, tmp_path: Path, year: str) -> None:
    """Neither before the first fact nor after the last; a year with one is compiled."""
    ran = gongkai("ledger", "compile", ledger, "--year", year, "--out", tmp_path / "out")
    assert ran.status == 2
    assert f"没有发生在 {year} 年的事实" in ran.err
    assert not (tmp_path / "out").exists()
    assert gongkai("ledger", "compile", ledger, "--year", "2023").status == 0


def test_an_empty_ledger_is_not_compiled(gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    ran = gongkai("ledger", "compile", tmp_path / "empty.jsonl", "--year", "2024", "--out", tmp_path / "out")
    assert ran.status == 2
    assert not (tmp_path / "out").exists()


def test_a_ledger_in_another_encoding_is_told_what_to_do(gongkai: Gongkai, ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "gbk.jsonl"
    other.write_bytes(ledger.read_text("utf-8").encode("gbk"))
    ran = gongkai("ledger", "compile", other, "--year", "2024")
    assert ran.status == 2
    assert "不是 UTF-8 文本" in ran.err
    assert "另存为 UTF-8" in ran.err


def test_one_body_at_a_time_and_each_matter_once(gongkai: Gongkai, ledger: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "b.jsonl", application("2024-1", "2024-03-01", body="某区民政局"))
    ran = gongkai("ledger", "compile", ledger, other, "--year", "2024")
    assert ran.status == 2
    assert "有 2 个机关" in ran.err
    shown = compiled(gongkai, ledger, other, "--year", "2024", "--body", "某区民政局", "--cell", "t3.new.total")
    assert (shown["agency"], shown["matters"]) == ("某区民政局", {"t3.new.total": ["2024-1"]})
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(ledger.read_bytes())
    twice = gongkai("ledger", "compile", ledger, copy, "--year", "2024")
    assert twice.status == 2
    assert "同一事项出现在不止一个文件中：“2023-9”" in twice.err


def test_a_day_outside_the_law_is_told_with_its_matter(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("1"), application("2", "2031-01-06"))
    out = tmp_path / "out"
    ran = gongkai("ledger", "compile", file, "--year", "2024", "--out", out)
    assert ran.status == 1
    assert "L02" in ran.out
    assert "第 2 行" in ran.out
    assert not out.exists()


def test_a_lapse_that_no_law_can_date_is_told_with_file_line_and_matter(gongkai: Gongkai, tmp_path: Path) -> None:
    """Received on the last day under the former Regulation: the year cannot even be counted."""
    old = application(
        "old", "2019-05-14", correction_asked("2019-05-14"), Lapsed(on=day("2024-06-03"), what=CORRECTION)
    )
    file, out = write(tmp_path / "a.jsonl", application("1", "2024-03-01"), old), tmp_path / "out"
    ran = gongkai("ledger", "compile", file, "--year", "2024", "--out", out, "--anyway")
    assert (ran.status, ran.out) == (2, "")
    for part in ("before-regulation", "a.jsonl:2 old：", "→"):
        assert part in ran.err
    assert not out.exists()
