"""``gongkai ledger simulate``: made-up lawful ledgers of a district, the same for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.language import _
from gongkai.cli.ledger_files import SUFFIX
from gongkai.cli.terms import AsJson, Notices, Policies, regime_of
from gongkai.cli.whole import Whole, whole
from gongkai.ledger.history import History
from gongkai.ledger.lines import write_lines
from gongkai.ledger.simulation import Body, district

HELP = _(
    "生成一个虚构区县各机关一年的台账：步骤合法、分布近于已公布的年度报告，同一种子结果相同。用于演练和测试，不是真实数据。\n\n"
    "示例：\n\n"
    "  gongkai ledger simulate --seed 1 --year 2024 --out 模拟/            60 个机关\n\n"
    "  gongkai ledger simulate --seed 1 --year 2024 --bodies 3 --out 模拟/\n\n"
    "退出码：0 已生成，2 用法有误。"
)

Seed = Annotated[int, typer.Option("--seed", metavar="N", help=_("随机种子"))]
Year = Annotated[int, typer.Option("--year", metavar="Y", help=_("年度"))]
Bodies = Annotated[int, typer.Option("--bodies", metavar="N", help=_("机关数"))]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=_("输出文件夹，没有则新建；每个机关一个文件"))]


def simulate(
    seed: Seed,
    year: Year,
    folder: Out,
    bodies: Bodies = 60,
    policy: Policies = None,
    notice: Notices = None,
    as_json: AsJson = False,
) -> None:
    """Write one sealed ledger a body, or none at all."""
    made_up = district(seed, year, bodies=bodies, regime=regime_of(policy, notice))
    with whole(folder) as files, console.progress(_("生成"), len(made_up)) as bar:
        for body in made_up:
            _save(files, body)
            console.advance(bar)
    for body, path in zip(made_up, files.written, strict=True):
        facts = sum(len(history.facts) for history in body.histories)
        if as_json:
            shown = {"body": body.name, "kind": str(body.kind), "file": path}
            console.line(json.dumps({**shown, "matters": len(body.histories), "facts": facts}, ensure_ascii=False))
        else:
            counted = _("{} 件 {} 项事实").format(len(body.histories), facts)
            console.out().print(f"{console.plain(body.name)}  {counted}  → {console.plain(path)}")


def _save(files: Whole, body: Body) -> None:
    files.save(f"{body.name}{SUFFIX}", _lines(body.histories))


def _lines(histories: Iterable[History]) -> Iterator[bytes]:
    for line in write_lines(histories):
        yield f"{line}\n".encode()
