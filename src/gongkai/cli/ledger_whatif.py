"""``gongkai ledger whatif``: which open matters' days move under another policy or another holiday notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from gongkai.cli import console, terms
from gongkai.cli.columns import print_columns
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _
from gongkai.cli.ledger_files import LedgerFile, Ledgers, explained, ledger_files
from gongkai.cli.ledger_position import OnDay
from gongkai.cli.matters import kind_word
from gongkai.cli.terms import AsJson, Notices, Policies, covered, regime_of
from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.position import Position
from gongkai.ledger.whatif import Moved, moved_by

HELP = _(
    "测算变动：换用另一份政策参数或者补入放假通知后，哪些在办事项的到期日会变，变多少。\n\n"
    "示例：\n\n"
    "  gongkai ledger whatif 台账.jsonl --notice 2027.toml --on 2026-12-20   补入放假通知\n\n"
    "  gongkai ledger whatif 台账.jsonl --policy 新参数.toml --now-policy 现参数.toml\n\n"
    "退出码：0 已测算，2 用法有误，或者台账有误而不能计算。"
)

NowPolicy = Annotated[
    str | None, typer.Option("--now-policy", metavar="FILE", help=_("现行的政策参数文件；不写则为默认参数"))
]


def whatif(
    files: Ledgers,
    on: OnDay = None,
    policy: Policies = None,
    notice: Notices = None,
    now_policy: NowPolicy = None,
    as_json: AsJson = False,
) -> None:
    """The matters whose due day differs, and by how much."""
    if policy is None and not notice:
        raise UsageError(_("没有变动：请用 --policy 或 --notice 写明换用什么"))
    now, then = regime_of(now_policy, None), regime_of(policy if policy is not None else now_policy, notice)
    day = on or terms.today()
    covered(day, then)
    looked_at, found = 0, list[tuple[LedgerFile, History, Moved]]()
    for file in ledger_files(files):
        for history in file.histories():
            looked_at += 1
            found += [(file, history, change) for change in _moved(file, history, day, now, then)]
    found.sort(key=lambda one: (_due(one[2].after) or "", one[2].matter))
    if as_json:
        for file, history, change in found:
            console.line(json.dumps(_json(file, history, change), ensure_ascii=False))
        return
    if found:
        head = [_("事项"), _("类别"), _("原到期日"), _("新到期日"), _("变动")]
        print_columns(head, [_row(history, change) for _file, history, change in found])
    console.out().print(_("截至 {}：{} 件中有 {} 件的到期日变动").format(day, looked_at, len(found)))


def _moved(file: LedgerFile, history: History, on: Any, now: Regime, then: Regime) -> Iterator[Moved]:
    try:
        change = moved_by(history, history, on, now, then)
    except Refusal as refusal:
        raise explained(file, history, refusal, now) from None
    if change is not None:
        yield change


def _due(where: Position) -> str | None:
    return where.due.due.isoformat() if where.due else None


def _row(history: History, change: Moved) -> list[str]:
    by = _("无法比较")
    if change.days is not None and change.working_days is not None:
        by = _("{:+} 日（{:+} 个工作日）").format(change.days, change.working_days)
    return [change.matter, kind_word(history.kind), _due(change.before) or "—", _due(change.after) or "—", by]


def _json(file: LedgerFile, history: History, change: Moved) -> dict[str, Any]:
    return {
        "file": file.name,
        "body": history.body,
        "matter": change.matter,
        "kind": str(history.kind),
        "before": _due(change.before),
        "after": _due(change.after),
        "days": change.days,
        "working_days": change.working_days,
    }
