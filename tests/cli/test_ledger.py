"""gongkai ledger check, position, whatif, simulate; the format of docs/ledger.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from typer.main import get_command

from gongkai.cli import terms
from gongkai.cli.app import app
from gongkai.cli.docs_ledger import facts_page, ledger_pages
from gongkai.law.leaf import Leaf
from gongkai.ledger.codec import fields_of
from gongkai.ledger.facts import ALWAYS, KINDS, fact_name
from gongkai.ledger.lines import lines_schema
from gongkai.ledger.moves import MOVES
from tests.cli.conftest import Ran, process
from tests.cli.ledgers import BODY, answered, application, correction_asked, lines_of, write, write_raw

Gongkai = Callable[..., Ran]
CHINESE = re.compile("[一-鿿]")
LEDGER_PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"
COMMANDS = sorted(get_command(app).commands["ledger"].commands)  # type: ignore[attr-defined]

RECEIVED: dict[str, object] = {
    "matter": "1",
    "kind": "application",
    "fact": "received",
    "on": "2024-09-10",
    "channel": "in_person",
    "applicant": "natural",
}


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_speaks_both_languages_and_gives_examples(command: list[str]) -> None:
    chinese = process("ledger", *command, "--help")
    english = process("ledger", *command, "--help", LANG="en_US.UTF-8")
    assert (chinese.status, english.status) == (0, 0)
    assert "示例" in chinese.out
    assert "Examples" in english.out
    assert not CHINESE.search(english.out)


@pytest.mark.parametrize("command", ["due", "classify", "fee"])
def test_help_of_the_law_speaks_both_languages(command: str) -> None:
    assert "示例" in process(command, "--help").out
    assert not CHINESE.search(process(command, "--help", LANG="en_US.UTF-8").out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(command: str) -> None:
    for parameter in get_command(app).commands["ledger"].commands[command].params:  # type: ignore[attr-defined]
        assert parameter.help, f"{command}: {parameter.name}"


# ---------------------------------------------------------------- check


def test_a_lawful_ledger_has_no_findings(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("1", "2024-09-10", answered("2024-10-14")))
    ran = gongkai("ledger", "check", file)
    assert ran.status == 0
    assert "1 件 2 项事实  无问题" in ran.out


def test_a_forbidden_move_is_told_with_line_article_and_advice(gongkai: Gongkai, tmp_path: Path) -> None:
    """Refused as excessive without asking why, in the second matter of the file."""
    excessive = application("2", "2024-09-11", answered("2024-09-20", Leaf.R4))
    file = write(tmp_path / "a.jsonl", application("1"), excessive)
    ran = gongkai("ledger", "check", file)
    assert ran.status == 1
    for part in ("L13", "第 3 行", "《条例》第三十五条", "→ 请先要求申请人说明理由"):
        assert part in ran.out
    (shown,) = map(json.loads, gongkai("ledger", "check", file, "--json").out.splitlines())
    (finding,) = shown["findings"]
    assert (finding["body"], finding["matter"], finding["seq"]) == (BODY, "2", 2)
    assert (finding["where"], finding["cites"]) == ({"line": 3}, ["《条例》第三十五条"])


def test_the_line_is_right_where_matters_are_mixed_and_lines_blank(gongkai: Gongkai, tmp_path: Path) -> None:
    one = write(tmp_path / "one.jsonl", application("1", "2024-09-10", correction_asked("2024-09-12")))
    two = write(tmp_path / "two.jsonl", application("2", "2024-09-10", answered("2024-09-20", Leaf.R4)))
    first, second = one.read_text("utf-8").splitlines(), two.read_text("utf-8").splitlines()
    mixed = tmp_path / "mixed.jsonl"
    mixed.write_text("\n".join([first[0], second[0], "", first[1], second[1]]), "utf-8")
    (shown,) = map(json.loads, gongkai("ledger", "check", mixed, "--json").out.splitlines())
    assert [(one["matter"], one["where"]["line"]) for one in shown["findings"]] == [("2", 5)]


def test_a_warning_alone_is_no_error(gongkai: Gongkai, tmp_path: Path) -> None:
    late = write(tmp_path / "a.jsonl", application("1", "2024-09-10", answered("2024-10-15")))
    ran = gongkai("ledger", "check", late)
    assert ran.status == 0
    assert "L31" in ran.out
    assert "逾期1个工作日" in ran.out


def test_a_folder_is_looked_through_and_a_bad_file_does_not_stop_the_others(gongkai: Gongkai, tmp_path: Path) -> None:
    write_raw(tmp_path / "a.jsonl", {**RECEIVED, "fact": "nix"})
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe")
    write(tmp_path / "deep.jsonl", application("1"))
    (tmp_path / "note.txt").write_text("no ledger", "utf-8")
    ran = gongkai("ledger", "check", tmp_path, "--json")
    assert ran.status == 1
    shown = [json.loads(line) for line in ran.out.splitlines()]
    assert [Path(one["file"]).name for one in shown] == ["a.jsonl", "b.jsonl", "deep.jsonl"]
    assert [one.get("refusal", {}).get("code") for one in shown] == ["unknown-fact", "cannot-open", None]


def test_a_folder_without_ledgers_is_told(gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no ledger", "utf-8")
    for arguments in (["check", tmp_path], ["position", tmp_path / "nix.jsonl"]):
        ran = gongkai("ledger", *arguments)
        assert (ran.status, ran.out) == (2, "")
        assert "用法有误" in ran.err


def test_a_ledger_comes_by_standard_input(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("1", "2024-09-11", answered("2024-09-20", Leaf.R4)))
    ran = process("ledger", "check", "-", data=file.read_bytes())
    assert ran.status == 1
    assert "第 2 行" in ran.out


# ---------------------------------------------------------------- bad input

BAD: dict[str, tuple[list[dict[str, object]], list[str]]] = {
    "unknown fact": ([RECEIVED, {**RECEIVED, "fact": "forwarded"}], ["unknown-fact", "第2行", "forwarded", "→"]),
    "unknown field": ([{**RECEIVED, "purpose": "x"}], ["bad-fact", "第1行", "purpose", "docs/ledger.md"]),
    "missing field": ([{**RECEIVED, "matter": "1"} | {"applicant": None}], ["bad-fact", "第1行", "applicant"]),
    "unknown kind": ([{**RECEIVED, "kind": "rumour"}], ["bad-line", "第1行", "rumour"]),
    "out of order": ([{**RECEIVED, "seq": 2}], ["bad-line", "第1行", "序号"]),
    "bad day": ([{**RECEIVED, "on": "2024-02-30"}], ["bad-fact", "第1行", "2024-02-30"]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_refused_by_line_and_nothing_is_written(gongkai: Gongkai, tmp_path: Path, name: str) -> None:
    lines, parts = BAD[name]
    file, out = write_raw(tmp_path / "a.jsonl", *lines), tmp_path / "out"
    compiled = gongkai("ledger", "compile", file, "--year", "2024", "--out", out, "--anyway")
    ran = gongkai("ledger", "position", file, "--on", "2024-09-20")
    assert (ran.status, ran.out) == (compiled.status, compiled.out) == (2, "")
    assert not out.exists()
    for part in (*parts, "a.jsonl"):
        assert part in ran.err
        assert part in compiled.err
    assert gongkai("ledger", "check", file).status == 1
    assert "Traceback" not in ran.err + compiled.err


@pytest.mark.parametrize("on", ["2018-09-10", "2031-01-06"])
def test_a_day_outside_the_calendar_is_told_by_its_line(gongkai: Gongkai, tmp_path: Path, on: str) -> None:
    file = write(tmp_path / "a.jsonl", application("1"), application("2", on))
    ran = gongkai("ledger", "check", file)
    assert ran.status == 1
    for part in ("L02", on, "第 2 行", "《全国年节及纪念日放假办法》第七条", "→"):
        assert part in ran.out
    if on < "2024":
        where = gongkai("ledger", "position", file, "--on", "2024-10-08")
        assert (where.status, where.out) == (2, "")
        assert "a.jsonl:2 2：" in where.err


def tampered(lines: list[dict[str, object]], how: str) -> list[dict[str, object]]:
    return {
        "changed": [lines[0], {**lines[1], "asks": "别的"}, lines[2]],
        "left out": [lines[0], lines[2]],
        "moved": [lines[0], lines[2], lines[1]],
        "put in": [lines[0], lines[1], {**lines[1], "seq": 3}, lines[2]],
    }[how]


@pytest.mark.parametrize("how", ["changed", "left out", "moved", "put in"])
def test_a_broken_chain_is_refused_also_by_the_page_s_own_program(gongkai: Gongkai, tmp_path: Path, how: str) -> None:
    whole = application("1", "2024-09-10", correction_asked("2024-09-12"), answered("2024-09-18"))
    file = write(tmp_path / "a.jsonl", whole)
    bad = write_raw(tmp_path / "bad.jsonl", *tampered(lines_of(file), how))
    ran = gongkai("ledger", "position", bad, "--on", "2024-09-20")
    assert (ran.status, ran.out) == (2, "")
    assert "bad.jsonl" in ran.err
    assert re.search("第[23]行", ran.err)
    assert "→" in ran.err
    assert verified(file, tmp_path) == (0, "1 matters, every seal right\n")
    assert verified(bad, tmp_path)[0] != 0


def verified(file: Path, folder: Path) -> tuple[int, str]:
    """The program that docs/ledger.md shows, run on a ledger without this package."""
    (block,) = re.findall(r"```python\n(.*?)```", LEDGER_PAGE.read_text("utf-8"), flags=re.DOTALL)
    program = folder / "verify.py"
    program.write_text(block, "utf-8")
    ran = subprocess.run([sys.executable, "-I", program, file], capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode, ran.stdout


def test_lines_without_seals_are_read(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write_raw(tmp_path / "a.jsonl", RECEIVED, {**RECEIVED, "matter": "2"})
    assert "2 件 2 项事实" in gongkai("ledger", "check", file).out


def test_the_lines_that_the_page_shows_are_lines_of_a_ledger() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", LEDGER_PAGE.read_text("utf-8"), flags=re.DOTALL)
    for line in block.splitlines():
        jsonschema.validate(json.loads(line), lines_schema())


def test_the_page_of_facts_names_every_fact_field_and_article() -> None:
    page = facts_page()
    for fact in (*(one for facts in KINDS.values() for one in facts), *ALWAYS):
        (section,) = re.findall(rf"^### `{fact_name(fact)}`.*?(?=^##|\Z)", page, flags=re.MULTILINE | re.DOTALL)
        own = [field.name for field in fields_of(fact) if field.name not in ("on", "by", "document", "note")]
        assert all(f"`{name}`" in section for name in own), fact_name(fact)
        if fact in MOVES:
            assert all(cite.zh in section for cite in MOVES[fact].cites), fact_name(fact)
    assert json.loads(ledger_pages()["ledger.schema.json"]) == lines_schema()


# ---------------------------------------------------------------- position


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """One answered, one late, one that waits for a correction, in this order."""
    return write(
        tmp_path / "three.jsonl",
        application("a", "2024-09-02", answered("2024-09-20")),
        application("b", "2024-09-30"),
        application("c", "2024-08-30"),
        application("d", "2024-09-24", correction_asked("2024-09-26")),
        application("e", "2024-12-02"),
    )


def test_the_nearest_day_comes_first_and_lateness_is_told_in_words(gongkai: Gongkai, three: Path) -> None:
    out = gongkai("ledger", "position", three, "--on", "2024-10-08").out
    rows = [line for line in out.splitlines() if re.match(r"[a-e] ", line)]
    assert [row[0] for row in rows] == ["c", "d", "b", "a"]
    assert "已逾期" in rows[0]
    assert "申请人" in rows[1]
    assert "其中逾期 1 件" in out
    assert "另有 1 件此日尚未开始" in out


def test_only_open_matters(gongkai: Gongkai, three: Path) -> None:
    ran = gongkai("ledger", "position", three, "--on", "2024-10-08", "--open", "--json")
    shown = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["matter"] for one in shown] == ["c", "d", "b"]
    assert [one["overdue"] for one in shown] == [True, False, False]
    assert shown[0]["working_days_left"] < 0 < shown[2]["working_days_left"]
    assert shown[1]["stage"] == "correcting"
    assert "corrected" in shown[1]["next"]
    assert "correction_asked" not in shown[1]["next"]


def test_overdue_begins_on_the_day_after_the_last(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("1"))

    def overdue(on: str) -> bool:
        return bool(json.loads(gongkai("ledger", "position", file, "--on", on, "--json").out)["overdue"])

    assert not overdue("2024-10-14")
    assert overdue("2024-10-15")


def test_today_by_the_clock_if_no_day_is_given(gongkai: Gongkai, three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "today", lambda: date(2024, 10, 8))
    assert gongkai("ledger", "position", three).out == gongkai("ledger", "position", three, "--on", "2024-10-08").out


def test_bodies_are_told_apart_only_where_there_are_several(gongkai: Gongkai, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", application("1"))
    assert BODY not in gongkai("ledger", "position", tmp_path, "--on", "2024-10-08").out
    write(tmp_path / "b.jsonl", application("1", body="某区民政局"))
    out = gongkai("ledger", "position", tmp_path, "--on", "2024-10-08").out
    assert BODY in out
    assert "某区民政局" in out


def test_a_day_outside_the_calendar_is_refused(gongkai: Gongkai, three: Path) -> None:
    ran = gongkai("ledger", "position", three, "--on", "2031-01-06")
    assert (ran.status, ran.out) == (2, "")
    assert "no-calendar" in ran.err


def test_a_fact_before_the_law_is_refused_with_its_matter(gongkai: Gongkai, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", application("1"), application("2", "2019-05-14"))
    ran = gongkai("ledger", "position", file, "--on", "2024-10-08")
    assert (ran.status, ran.out) == (2, "")
    assert "before-regulation" in ran.err
    assert "a.jsonl" in ran.err
    assert " 2：" in ran.err


# ---------------------------------------------------------------- what if


def test_a_policy_moves_the_matters_it_applies_to(gongkai: Gongkai, three: Path, tmp_path: Path) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text('[correction_reply_days]\nvalue = 10\nsince = 2024-01-01\nreason = "x"\n', "utf-8")
    ran = gongkai("ledger", "whatif", three, "--policy", policy, "--on", "2024-10-08", "--json")
    (shown,) = map(json.loads, ran.out.splitlines())
    assert (shown["matter"], shown["working_days"]) == ("d", -5)
    assert shown["before"] > shown["after"]
    told = gongkai("ledger", "whatif", three, "--policy", policy, "--on", "2024-10-08")
    assert "-5 个工作日" in told.out
    assert "5 件中有 1 件" in told.out
    same = gongkai("ledger", "whatif", three, "--policy", policy, "--now-policy", policy, "--on", "2024-10-08")
    assert "5 件中有 0 件" in same.out


def test_a_notice_moves_what_waits_beyond_the_last_one(gongkai: Gongkai, tmp_path: Path) -> None:
    notice = tmp_path / "2027.toml"
    notice.write_text(
        'number = "测试1号"\ntitle = "测试"\nyear = 2027\nissued = 2026-11-10\nsource = "test"\n'
        'off = [{ name = "元旦", first = 2027-01-01, last = 2027-01-06 }]\nworked = []\n',
        "utf-8",
    )
    file = write(tmp_path / "a.jsonl", application("1", "2026-12-10"), application("2", "2026-11-10"))
    ran = gongkai("ledger", "whatif", file, "--notice", notice, "--on", "2026-12-20", "--json")
    (shown,) = map(json.loads, ran.out.splitlines())
    assert (shown["matter"], shown["days"] > 0) == ("1", True)


def test_what_cannot_be_computed_is_refused_with_its_matter(gongkai: Gongkai, tmp_path: Path) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text('[correction_reply_days]\nvalue = 10\nsince = 2024-01-01\nreason = "x"\n', "utf-8")
    file = write(tmp_path / "a.jsonl", application("1", "2019-05-14"))
    ran = gongkai("ledger", "whatif", file, "--policy", policy, "--on", "2024-10-08")
    assert (ran.status, ran.out) == (2, "")
    assert "a.jsonl:1 1：" in ran.err


def test_without_a_change_there_is_nothing_to_try(gongkai: Gongkai, three: Path) -> None:
    ran = gongkai("ledger", "whatif", three, "--on", "2024-10-08")
    assert (ran.status, ran.out) == (2, "")
    assert "--policy 或 --notice" in ran.err


# ---------------------------------------------------------------- simulate


def test_a_simulated_district_is_lawful_sealed_and_the_same_again(gongkai: Gongkai, tmp_path: Path) -> None:
    options = ["--seed", "7", "--year", "2024", "--bodies", "3"]
    ran = gongkai("ledger", "simulate", *options, "--out", tmp_path / "one", "--json")
    assert ran.status == 0
    shown = [json.loads(line) for line in ran.out.splitlines()]
    files = sorted((tmp_path / "one").iterdir())
    assert sorted(one["file"] for one in shown) == list(map(str, files))
    assert all(verified(file, tmp_path)[0] == 0 for file in files)
    assert gongkai("ledger", "check", tmp_path / "one").status == 0
    gongkai("ledger", "simulate", *options, "--out", tmp_path / "two")
    assert [file.read_bytes() for file in files] == [(tmp_path / "two" / file.name).read_bytes() for file in files]
    gongkai("ledger", "simulate", "--seed", "8", *options[2:], "--out", tmp_path / "three")
    assert any(file.read_bytes() != (tmp_path / "three" / file.name).read_bytes() for file in files)


@pytest.mark.parametrize(("year", "bodies"), [("2010", "3"), ("2024", "0"), ("2024", "100000")])
def test_what_cannot_be_made_up_leaves_nothing(gongkai: Gongkai, tmp_path: Path, year: str, bodies: str) -> None:
    ran = gongkai("ledger", "simulate", "--seed", "1", "--year", year, "--bodies", bodies, "--out", tmp_path / "out")
    assert (ran.status, ran.out) == (2, "")
    assert "→" in ran.err
    assert not (tmp_path / "out").exists()
