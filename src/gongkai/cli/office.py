"""``gongkai office``: what whoever runs an office does at a terminal."""

from __future__ import annotations

import typer

from gongkai.cli import office_user
from gongkai.cli.command import Command, Commands
from gongkai.cli.language import _

HELP = _(
    "工作台的运维：建立机关和账号。\n\n示例：\n\n  gongkai office user admin --data 数据/ --body 青川区人民政府办公室"
)

app = typer.Typer(
    name="office", cls=Commands, help=HELP, no_args_is_help=True, add_completion=False, rich_markup_mode="markdown"
)
app.command("user", cls=Command, help=office_user.HELP)(office_user.user)


@app.callback()
def _several() -> None:
    """More commands are to come: ``user`` is named even while it is the only one."""
