"""gongkai check, as text, JSON and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.cli.catalogue import kinds
from gongkai.cli.outcome import Outcome, Place
from gongkai.cli.sarif import sarif as sarif_log
from gongkai.cli.work import Crash
from gongkai.finding import FindingKind, Severity, Verdict, Where
from gongkai.reading import Status
from tests.cli.conftest import DISTRICT, Ran

Gongkai = Callable[..., Ran]


@pytest.fixture
def broken(gongkai: Gongkai, reports: Path) -> Path:
    """The district's report with one number changed, so that the sums of its line and column fail."""
    report = json.loads(gongkai("read", reports / DISTRICT, "--json").out)
    report["cells"]["t3.granted.natural"] += 1
    path = reports.parent / "broken.json"
    path.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    return path


def test_a_sound_report_passes(gongkai: Gongkai, reports: Path) -> None:
    ran = gongkai("check", reports / DISTRICT)
    assert ran.status == 0
    assert "广州市荔湾区人民政府 2024年" in ran.out


def test_an_error_is_told_with_expected_found_and_difference(gongkai: Gongkai, broken: Path) -> None:
    ran = gongkai("check", broken)
    assert ran.status == 1
    assert "错误 A3" in ran.out
    assert "错误 A2" in ran.out
    assert "应为" in ran.out
    assert "实为" in ran.out
    assert "差" in ran.out


def test_json_holds_the_findings(gongkai: Gongkai, broken: Path) -> None:
    report = json.loads(gongkai("check", broken, "--format", "json").out)
    errors = {finding["code"] for finding in report["findings"] if finding["severity"] == "error"}
    assert {"A2", "A3"} <= errors
    assert report["agency"] == "广州市荔湾区人民政府"


def sarif(ran: Ran) -> dict[str, object]:
    return json.loads(ran.out)["runs"][0]


def test_sarif_has_a_rule_for_every_kind_and_a_result_for_every_finding(gongkai: Gongkai, broken: Path) -> None:
    run = sarif(gongkai("check", broken, "--format", "sarif"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(kinds())
    findings = json.loads(gongkai("check", broken, "--format", "json").out)["findings"]
    assert [result["ruleId"] for result in run["results"]] == [finding["code"] for finding in findings]
    for result, finding in zip(run["results"], findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        uncertain = finding["verdict"] == "uncertain"
        assert result["level"] == ("none" if uncertain else finding["severity"])
        assert result.get("kind") == ("review" if uncertain else None)
        assert result["message"]["text"] == finding["message"]


def test_sarif_tells_line_cells_and_crashes_and_escapes_the_file_name() -> None:
    kind = FindingKind("A1", Severity.ERROR, ("甲", "a"), ("{cells}", "{cells}"), ("", ""))
    finding = kind.at(("t3.new.total",), where=Where(line=131))
    good = Outcome("文件夹/报告 1.txt", Status.READ, findings=(finding,))
    bad = Crash("ValueError: x", "")
    log = json.loads("".join(sarif_log([(good.file, good), ("b.txt", bad)])))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [result["locations"] for result in run["results"]] == [
        [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "%E6%96%87%E4%BB%B6%E5%A4%B9/%E6%8A%A5%E5%91%8A%201.txt"},
                    "region": {"startLine": 131},
                },
                "logicalLocations": [{"fullyQualifiedName": "t3.new.total", "kind": "cell"}],
            }
        ]
    ]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == ["ValueError: x"]


def test_sarif_of_a_file_that_cannot_be_read(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("会议通知", "utf-8")
    ran = gongkai("check", path, "--format", "sarif")
    assert ran.status == 1
    (result,) = sarif(ran)["results"]
    assert result["level"] == "error"
    assert sarif(ran)["invocations"] == [{"executionSuccessful": True}]


def test_the_year_before_is_compared(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    last = json.loads(gongkai("read", reports / DISTRICT, "--json").out)
    last["year"] = 2023
    before = tmp_path / "2023.json"
    before.write_text(json.dumps(last, ensure_ascii=False), "utf-8")
    alone = json.loads(gongkai("check", reports / DISTRICT, "-f", "json").out)["findings"]
    both = json.loads(gongkai("check", reports / DISTRICT, "-f", "json", "--before", before).out)["findings"]
    codes = [{finding["code"] for finding in found} for found in (alone, both)]
    assert "B1" not in codes[0]
    assert "B1" in codes[1]  # 35 carried in against 59 carried out of the same figures
    assert {finding["code"] for finding in alone if finding["code"].startswith("R")} <= codes[1]


def test_an_unusable_report_of_the_year_before_is_a_usage_error(
    gongkai: Gongkai, reports: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "note.txt"
    bad.write_text("会议通知", "utf-8")
    ran = gongkai("check", reports / DISTRICT, "--before", bad)
    assert ran.status == 2
    assert "note.txt" in ran.err
    assert ran.out == ""


def test_a_rule_configuration_that_is_none_is_a_usage_error(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("= nonsense", "utf-8")
    assert gongkai("check", reports / DISTRICT, "--rules", rules).status == 2
    assert gongkai("check", reports / DISTRICT, "--rules", tmp_path / "nix.toml").status == 2


def test_many_files_end_in_a_tally(gongkai: Gongkai, reports: Path, broken: Path) -> None:
    ran = gongkai("check", reports, broken)
    assert ran.status == 1
    assert ran.out.splitlines()[-1].startswith("共 6 个文件：错误 ")
    assert "读取失败" not in ran.out


def test_files_that_cannot_be_read_are_counted(gongkai: Gongkai, reports: Path) -> None:
    (reports / "note.txt").write_text("会议通知", "utf-8")
    ran = gongkai("check", reports)
    assert ran.status == 1
    assert ran.out.splitlines()[-1].endswith("读取失败 1")


def test_checks_are_counted_by_verdict_under_the_rules(gongkai: Gongkai, broken: Path, tmp_path: Path) -> None:
    report = json.loads(gongkai("check", broken, "--json").out)
    assert report == json.loads(gongkai("check", broken, "-f", "json").out)
    made = report["checks"]
    assert list(made) == ["pass", "fail", "uncertain", "not_assessable"]
    ran = gongkai("check", broken)
    words = f"核对 {sum(made.values())} 项：通过 {made['pass']}  不符 {made['fail']}  "
    assert ran.out.splitlines()[-1].startswith(words)
    rules = tmp_path / "rules.toml"
    rules.write_text('[rules]\ndisable = ["A3"]', "utf-8-sig")
    fewer = json.loads(gongkai("check", broken, "--json", "--rules", rules).out)["checks"]
    assert 0 < fewer["fail"] < made["fail"]


def test_an_uncertain_finding_is_called_so_and_is_no_error(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    report = json.loads(gongkai("read", reports / DISTRICT, "--json").out)
    for line in ("granted", "partial"):  # four gaps that the sums of two lines and two columns leave open
        report["cells"] |= {f"t3.{line}.natural": None, f"t3.{line}.business": None}
    path = tmp_path / "gap.json"
    path.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    findings = json.loads(gongkai("check", path, "--json").out)["findings"]
    uncertain = [finding for finding in findings if finding["verdict"] == "uncertain"]
    assert uncertain
    ran = gongkai("check", path)
    assert ran.out.count("存疑 ") >= len(uncertain)
    certain = {finding["severity"] for finding in findings if finding["verdict"] != "uncertain"}
    assert ran.status == ("error" in certain)


def test_a_finding_on_the_words_tells_its_section_and_line() -> None:
    kind = FindingKind("S2", Severity.WARNING, ("甲", "a"), ("错", "wrong"), ("", ""))
    finding = kind.at(where=Where(offset=3), verdict=Verdict.UNCERTAIN, section="overview")
    one = Outcome("a.txt", Status.READ, findings=(finding,), sections={"overview": Place("总体情况", 12)})
    (result,) = json.loads("".join(sarif_log([("a.txt", one)])))["runs"][0]["results"]
    assert (result["kind"], result["level"]) == ("review", "none")
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 12}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "总体情况", "kind": "section"}]


def test_a_wrong_rule_is_told_with_what_may_be_meant(gongkai: Gongkai, reports: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[rules]\nB33 = "off"', "utf-8")
    ran = gongkai("check", reports / DISTRICT, "--rules", rules)
    assert ran.status == 2
    assert "是否指：B3" in ran.err
