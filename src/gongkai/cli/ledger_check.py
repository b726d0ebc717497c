"""``gongkai ledger check``: what the law forbids in a ledger, and what somebody will ask about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import typer

from gongkai.cli import console
from gongkai.cli.language import _
from gongkai.cli.ledger_files import LedgerFile, Ledgers, Place, ledger_files, placed
from gongkai.cli.matters import kind_word
from gongkai.cli.outcome import Outcome
from gongkai.cli.terms import AsJson, Notices, Policies, regime_of
from gongkai.finding import Finding, Refusal, Severity, Where
from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.history import History
from gongkai.reading import Status

HELP = _(
    "检查台账：逐件列出法律不允许的步骤、逾期和缺漏，注明行号、条文和处理办法；先核对格式和校验链。\n\n"
    "示例：\n\n"
    "  gongkai ledger check 台账.jsonl            检查一份\n\n"
    "  gongkai ledger check 台账/ --json          供程序使用，一行一份\n\n"
    "退出码：0 没有错误，1 有错误或有文件读取失败，2 用法有误。"
)

Faults = Sequence[tuple[History, tuple[Finding, ...]]]
"""Matters with what was found in each."""


class Checked(NamedTuple):
    """One file looked through: how many matters and facts, and the matters with findings and their lines."""

    file: LedgerFile
    matters: int
    facts: int
    faults: Faults
    refusal: Refusal | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all matters."""
        return tuple(finding for _history, found in self.faults for finding in found)

    @property
    def is_bad(self) -> bool:
        """Whether it could not be read, or the law forbids something in it."""
        return self.refusal is not None or any(finding.severity is Severity.ERROR for finding in self.findings)


def check(files: Ledgers, policy: Policies = None, notice: Notices = None, as_json: AsJson = False) -> None:
    """Look through ledgers and say what is wrong, in which line, by which article, and what to do."""
    regime = regime_of(policy, notice)
    is_bad = False
    for file in ledger_files(files):
        found = look_through(file, regime)
        is_bad = is_bad or found.is_bad
        if as_json:
            console.line(json.dumps(checked_json(found), ensure_ascii=False))
        else:
            print_checked(found)
    raise typer.Exit(1 if is_bad else 0)


def look_through(file: LedgerFile, regime: Regime) -> Checked:
    """One file with its findings, each with its line; a file that cannot be read carries the refusal."""
    try:
        histories = file.histories()
    except Refusal as refusal:
        return Checked(file, 0, 0, (), refusal)
    faults = with_lines(file, [(history, check_history(history, regime)) for history in histories])
    return Checked(file, len(histories), sum(len(history.facts) for history in histories), faults)


def with_lines(file: LedgerFile, faults: Faults) -> Faults:
    """The matters that have findings, each finding with the line of its fact."""
    bad = [(history, found) for history, found in faults if found]
    if not bad:
        return ()
    lines = file.line_numbers([placed(history, finding) for history, found in bad for finding in found])
    return tuple(
        (history, tuple(_at_line(finding, placed(history, finding), lines) for finding in found))
        for history, found in bad
    )


def _at_line(finding: Finding, place: Place, lines: dict[Place, int]) -> Finding:
    return replace(finding, where=Where(line=lines.get(place)))


def finding_json(history: History, finding: Finding) -> dict[str, Any]:
    """The object of a finding on a history: whose, which fact, in which line, by which articles."""
    place = placed(history, finding)
    return {**place._asdict(), **finding.as_json(), "cites": list(finding.kind.cites), "advice": finding.kind.advice[0]}


def checked_json(one: Checked) -> dict[str, Any]:
    """The object of a file that was looked through."""
    shown: dict[str, Any] = {"file": one.file.name, "matters": one.matters, "facts": one.facts}
    if one.refusal is not None:
        shown["refusal"] = one.refusal.as_json()
    shown["findings"] = [finding_json(history, finding) for history, found in one.faults for finding in found]
    return shown


def print_checked(one: Checked) -> None:
    """A file, and under it the matters with findings."""
    told = Outcome(one.file.name, Status.READ, findings=one.findings, refusal=one.refusal)
    name = f"[bold]{console.plain(one.file.name)}[/]"
    if one.refusal is not None:
        console.out().print(name)
        console.print_failure(told)
        return
    counted = _("{} 件 {} 项事实").format(one.matters, one.facts)
    console.out().print(f"{name}  {counted}  {console.counted(told)}")
    print_faults(one.faults)


def print_faults(faults: Faults) -> None:
    """Matters with their findings, and the articles behind each."""
    for history, found in faults:
        body = f"  [dim]{console.plain(history.body)}[/]" if history.body else ""
        console.out().print(f" [bold]{console.plain(history.matter)}[/]  {kind_word(history.kind)}{body}")
        for finding in found:
            console.print_finding(finding, Outcome("", Status.READ))
            if finding.kind.cites:
                console.out().print(f"       [dim]{console.plain(_('、').join(finding.kind.cites))}[/]")
