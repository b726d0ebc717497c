"""``gongkai ledger position``: where every matter stands on a day, the nearest day first."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import typer

from gongkai.cli import console, terms
from gongkai.cli.columns import print_columns
from gongkai.cli.language import _, spoken
from gongkai.cli.ledger_files import Ledgers, ledger_files
from gongkai.cli.matters import Standing, kind_word, next_words, remaining, stage_words, standing_json, standings
from gongkai.cli.terms import AsJson, Notices, Policies, covered, parse_day, regime_of
from gongkai.law.regime import Regime
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import WAITS_WORDS, open_kinds

HELP = _(
    "列出每一事项所处阶段、到期日、剩余工作日、应由谁办、可以办理什么，先到期的在前；数据报送和活动不列。\n\n"
    "示例：\n\n"
    "  gongkai ledger position 台账.jsonl --open             今天的在办事项\n\n"
    "  gongkai ledger position 台账/ --on 2024-09-20 --json  供程序使用，一行一件\n\n"
    "退出码：0 已列出，2 用法有误，或者台账有误而不能计算。"
)

OnDay = Annotated[date | None, typer.Option("--on", parser=parse_day, metavar="DATE", help=_("截至哪一天，默认今天"))]
OpenOnly = Annotated[bool, typer.Option("--open", help=_("只列需要有人办理的事项"))]


def positions(
    files: Ledgers,
    on: OnDay = None,
    open_only: OpenOnly = False,
    policy: Policies = None,
    notice: Notices = None,
    as_json: AsJson = False,
) -> None:
    """Where the matters of ledgers stand on a day; nothing is printed if any of them cannot be computed."""
    regime, day = regime_of(policy, notice), on or terms.today()
    covered(day, regime)
    every = [one for file in ledger_files(files) for one in standings(file, day, regime) if one.kind in open_kinds()]
    begun = [one for one in every if one.position.stage is not Stage.NONE]
    found = [one for one in begun if one.is_open or not open_only]
    found.sort(key=lambda one: one.order)
    if as_json:
        for one in found:
            console.line(json.dumps(standing_json(one, regime), ensure_ascii=False))
        return
    if found:
        _print(found, regime)
    _print_sum(found, len(every) - len(begun), day)


def _print_sum(found: list[Standing], later: int, on: date) -> None:
    late = sum(one.position.overdue for one in found)
    said = _("截至 {}：{} 件").format(on, len(found))
    said += f"  [bold red]{_('其中逾期 {} 件').format(late)}[/]" if late else ""
    console.out().print(said + (f"  [dim]{_('另有 {} 件此日尚未开始').format(later)}[/]" if later else ""))


def _print(found: list[Standing], regime: Regime) -> None:
    head = [_("事项"), _("类别"), _("阶段"), _("到期日"), _("时限"), _("应由谁办"), _("可以办理")]
    rows = [_row(one, regime) for one in found]
    styles = ["bold red" if one.position.overdue else "" for one in found]
    if len({one.body for one in found}) > 1:
        head = [_("机关"), *head]
        rows = [[one.body, *row] for one, row in zip(found, rows, strict=True)]
    print_columns(head, rows, styles)


def _row(one: Standing, regime: Regime) -> list[str]:
    where = one.position
    due = "" if where.due is None else f"{where.due.due}{_('（暂定）') if where.due.provisional else ''}"
    return [
        one.matter,
        kind_word(one.kind),
        stage_words(where),
        due,
        remaining(where, regime),
        spoken(WAITS_WORDS[where.waits]),
        next_words(where),
    ]
