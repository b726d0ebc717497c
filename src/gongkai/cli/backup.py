"""``gongkai backup`` and ``gongkai restore``: the whole office as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.language import _

BACKUP_HELP = _(
    "把整个工作台（所有登记、人员、设置、上传的文件）备份成一个文件，办公可以照常进行。"
    "数据在 GONGKAI_DATABASE 所指的数据库，未设则在数据文件夹中。\n\n"
    "示例：\n\n  gongkai backup --data 数据/ --to 备份/2025-11-20.zip\n\n"
    "备份含个人信息，只有本用户可读，请妥善保管。"
)
RESTORE_HELP = _(
    "从备份恢复到空的数据文件夹和空的数据库；先核对每一部分的哈希和台账的每一个封印，有一处不符就什么也不恢复。\n\n"
    "示例：\n\n  gongkai restore 备份/2025-11-20.zip --data 数据/"
)

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help=_("数据文件夹"))]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help=_("备份文件，已有的会被替换"))]
KeyLost = Annotated[
    bool, typer.Option("--key-lost", help=_("封存时的密钥已经丢失：恢复其余内容，验证器须重新绑定，事件推送须重建"))
]
From = Annotated[Path, typer.Argument(metavar="FILE", help=_("备份文件"), show_default=False)]


def backup(data: Data, to: To) -> None:
    """Write the backup, wholly or not at all."""
    # Loaded here: no other command should wait for the web framework.
    from gongkai.web.server import save_all

    counts = save_all(data, to)
    console.out().print(
        _("已备份：{rows} 行，{facts} 项事实，{files} 个文件 → {to}").format(**counts, to=console.plain(str(to)))
    )


def restore(source: From, data: Data, key_lost: KeyLost = False) -> None:
    """Restore into an empty place, wholly or not at all."""
    from gongkai.web.server import bring_back

    counts = bring_back(source, data, key_lost=key_lost)
    console.out().print(
        _("已恢复并核对：{rows} 行，{facts} 项事实，{files} 个文件 → {to}").format(
            **counts, to=console.plain(str(data))
        )
    )
    if counts["given_up"]:
        console.out().print(_("有 {given_up} 个密钥打不开，没有恢复：请重新绑定验证器、重建事件推送").format(**counts))
