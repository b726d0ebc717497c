"""``gongkai ledger``: the commands on ledgers together."""

from __future__ import annotations

import typer

from gongkai.cli import ledger_check, ledger_compile, ledger_position, ledger_simulate, ledger_whatif
from gongkai.cli.command import Command, Commands
from gongkai.cli.language import _

HELP = _(
    "台账：逐件检查、查看期限、编制年度报告、测算变动、生成模拟数据。\n\n"
    "台账为 JSON Lines，一行一项事实，格式见 docs/ledger.md。\n\n"
    "示例：\n\n"
    "  gongkai ledger check 台账.jsonl                                   逐件检查\n\n"
    "  gongkai ledger position 台账.jsonl --open --on 2024-09-20         在办事项和期限\n\n"
    "  gongkai ledger compile 台账.jsonl --year 2024 --out 输出/         编制年度报告\n\n"
    "  gongkai ledger whatif 台账.jsonl --notice 2027.toml               哪些期限会变\n\n"
    "  gongkai ledger simulate --seed 1 --year 2024 --bodies 3 --out 模拟/"
)

app = typer.Typer(
    name="ledger", cls=Commands, help=HELP, no_args_is_help=True, add_completion=False, rich_markup_mode="markdown"
)
app.command("check", cls=Command, help=ledger_check.HELP)(ledger_check.check)
app.command("position", cls=Command, help=ledger_position.HELP)(ledger_position.positions)
app.command("compile", cls=Command, help=ledger_compile.HELP)(ledger_compile.compile_files)
app.command("whatif", cls=Command, help=ledger_whatif.HELP)(ledger_whatif.whatif)
app.command("simulate", cls=Command, help=ledger_simulate.HELP)(ledger_simulate.simulate)
