"""gongkai classify."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.law.classify import Classified, next_question, questions
from gongkai.law.policy import default_policy
from tests.cli.conftest import Ran

Gongkai = Callable[..., Ran]


def way_to(leaf: str) -> dict[str, str]:
    """The answers that lead to an ending, found by trying them all."""
    pending: list[dict[str, str]] = [{}]
    while pending:
        answers = pending.pop()
        found = next_question(answers, policy=default_policy())
        if isinstance(found, Classified):
            if found.leaf == leaf:
                return answers
        else:
            pending += [{**answers, found.key: option.key} for option in reversed(found.options)]
    raise AssertionError(leaf)


def given(answers: dict[str, str]) -> list[str]:
    return [part for key, option in answers.items() for part in ("--answer", f"{key}={option}")]


@pytest.mark.parametrize(
    ("leaf", "on", "mode"),
    [
        ("granted", "2024-09-10", "either"),
        ("d4", "2023-12-29", "either"),
        ("d4", "2024-01-02", "review_first"),
        ("partial", "2024-09-10", "split"),
        ("u1a", "2024-09-10", "either"),
        ("r1", "2024-09-10", "either"),
        ("o1", "2024-09-10", None),
    ],
)
def test_complete_answers_give_the_ending_and_the_remedy_of_the_day(
    gongkai: Gongkai, leaf: str, on: str, mode: str | None
) -> None:
    answers = way_to(leaf)
    ran = gongkai("classify", *given(answers), "--on", on, "--json")
    assert ran.status == 0
    shown = json.loads(ran.out)
    assert (shown["leaf"], shown["remedy"]) == (leaf, mode)
    assert [(step["question"], step["option"]) for step in shown["path"]] == list(answers.items())
    assert all(step["cites"] for step in shown["path"])
    assert (shown["sentence"] is None) == (mode is None)


def test_every_step_is_explained_and_what_follows_is_listed(gongkai: Gongkai) -> None:
    out = gongkai("classify", *given(way_to("d4")), "--on", "2024-09-10").out
    known = questions()
    for key, option in way_to("d4").items():
        assert known[key].words[0] in out
        assert known[key].option(option).words[0] in out
    for part in ("结果：", "d4", "《条例》第十五条", "答复书须写明", "应留存的材料", "复议前置", "〔复议机关〕"):
        assert part in out


def test_only_what_this_case_needs_must_be_stated(gongkai: Gongkai) -> None:
    """Parts of the letter for other cases of the same ending are left out."""
    for leaf in ("granted", "u1b", "d4"):
        found = next_question(way_to(leaf), policy=default_policy())
        assert isinstance(found, Classified)
        shown = json.loads(gongkai("classify", *given(way_to(leaf)), "--on", "2024-09-10", "--json").out)
        keys = {part["key"] for part in shown["must_state"]}
        own = {part.key for part in found.outcome.must_state}
        assert keys & own == {part.key for part in found.must_state}


def test_an_answer_delivered_online_names_the_address(gongkai: Gongkai) -> None:
    base = ["classify", *given(way_to("granted")), "--on", "2024-09-10"]
    assert "网上申请行政复议的网址" not in gongkai(*base).out
    assert "〔网上申请行政复议的网址〕" in gongkai(*base, "--online").out


def test_a_missing_answer_without_a_terminal_prints_the_next_question(gongkai: Gongkai) -> None:
    ran = gongkai("classify", "--answer", "withdrawn=no")
    assert ran.status == 1
    assert "complete=yes" in ran.out
    assert "《条例》第二十九条" in ran.out
    shown = json.loads(gongkai("classify", "--answer", "withdrawn=no", "--json").out)
    assert shown["question"] == "complete"
    assert [option["option"] for option in shown["options"]] == ["yes", "no"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["withdrawn"], "不是回答"),
        (["withdrawn="], "不是回答"),
        (["nix=yes"], "没有“nix”这个问题"),
        (["withdrawn=maybe"], "可选：no, yes"),
        (["withdrawn=yes", "complete=yes"], "用不上：complete"),
        (["withdrawn=yes", "withdrawn=no"], "两个不同的回答"),
    ],
)
def test_wrong_answers_are_refused(gongkai: Gongkai, answers: list[str], said: str) -> None:
    ran = gongkai("classify", *(part for answer in answers for part in ("--answer", answer)))
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_policy_decides_where_the_law_is_open(gongkai: Gongkai, tmp_path: Path) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text('[inquiry_outcome]\nvalue = "r1"\nsince = 2024-01-01\nreason = "本省口径"\n', "utf-8")
    answers = given({"withdrawn": "no", "complete": "yes", "items": "one", "kind": "inquiry"})
    by_default = json.loads(gongkai("classify", *answers, "--on", "2024-09-10", "--json").out)
    chosen = json.loads(gongkai("classify", *answers, "--on", "2024-09-10", "--json", "--policy", policy).out)
    assert (by_default["leaf"], chosen["leaf"]) == ("o3", "r1")
    assert chosen["policies"] == ["inquiry_outcome"]
    before = json.loads(gongkai("classify", *answers, "--on", "2023-09-11", "--json", "--policy", policy).out)
    assert before["leaf"] == "o3"


def in_terminal(typed: str, *arguments: str) -> tuple[int, str]:
    """The command in a terminal of its own, with what a person types."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gongkai.cli.main", "--lang", "zh", "classify", *arguments]
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # the other side has closed the terminal
    os.close(ours)
    return process.wait(timeout=60), shown.decode(errors="replace")


def test_in_a_terminal_it_asks_and_a_wrong_key_is_asked_again() -> None:
    """Not withdrawn (1), back (<), withdrawn after all, by name; a stray number in between."""
    status, shown = in_terminal("1\n<\n9\nyes\n", "--on", "2024-09-10")
    assert status == 0
    assert "请输入序号或者选项名称" in shown
    assert shown.count("1. 没有") == 3
    assert "o3" in shown


def test_the_end_of_input_ends_it_without_a_traceback() -> None:
    status, shown = in_terminal("1\n\x04", "--on", "2024-09-10")
    assert status == 130
    assert "Traceback" not in shown
