"""``gongkai serve``: the office on this machine, with a demonstration district if asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from gongkai.cli import console
from gongkai.cli.demo import examples
from gongkai.cli.language import _
from gongkai.cli.terms import parse_day

HELP = _(
    "在本机启动工作台：登记、期限、在办事项、年度报告。数据存放在一个文件夹中，首次使用自动建立。\n\n"
    "示例：\n\n"
    "  gongkai serve --data 数据/\n\n"
    "  gongkai serve --data 演示/ --demo --today 2025-11-20      模拟区县，日期固定，便于演示"
)

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help=_("数据文件夹，没有则新建"))]
Port = Annotated[int, typer.Option("--port", metavar="N", help=_("端口"))]
Demo = Annotated[bool, typer.Option("--demo", help=_("数据为空时放入一个模拟区县"))]
Bodies = Annotated[int, typer.Option("--bodies", metavar="N", help=_("模拟的机关数"))]
Day = Annotated[str | None, typer.Option("--today", metavar="DATE", help=_("把“今天”固定为这一天（演示用）"))]

DEMO_DAY = date(2025, 11, 20)


def serve(data: Data, port: Port = 8000, demo: Demo = False, bodies: Bodies = 36, today: Day = None) -> None:
    """Set up on first use, print address and logins, serve until interrupted."""
    # Loaded here: no other command should wait for the web framework.
    from gongkai.web.server import demonstrate, is_empty, logins, prepare
    from gongkai.web.server import serve as run_server

    day = parse_day(today) if today else (DEMO_DAY if demo else None)
    site = f"http://127.0.0.1:{port}"
    prepare(data, today=day, site=site)
    if demo and is_empty():
        folder = examples()
        reports = sorted(folder.iterdir()) if folder.is_dir() else []
        with console.progress(_("放入模拟区县"), bodies + len(reports)) as bar:
            demonstrate(on=day or DEMO_DAY, bodies=bodies, reports=reports, told=lambda: console.advance(bar))
    if demo:
        console.out().print(_table(logins()))
    console.out().print(_("工作台：{}（按 Ctrl-C 停止）").format(f"[bold]{site}/[/]"))
    run_server(port)


def _table(logins: Sequence[Any]) -> Table:
    """Who can log in to the demonstration."""
    table = Table(title=_("演示账号"), title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for word in (_("用户名"), _("密码"), _("岗位"), _("机关")):
        table.add_column(word, no_wrap=True)
    for login in logins:
        table.add_row(login.name, login.password, login.role, login.body)
    return table
