"""``gongkai corpus status``: what a store holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from gongkai.cli import console
from gongkai.cli.columns import print_columns
from gongkai.cli.corpus_run import Store, cause_words
from gongkai.cli.extra import needs
from gongkai.cli.language import _

HELP = _(
    "报告库的现状：文件、报告、失败，由哪个版本读取。\n\n"
    "示例：\n\n"
    "  gongkai corpus status --store 报告库\n\n"
    "  gongkai corpus status --store 报告库 --json"
)

_COUNTS = """
SELECT (SELECT count(*) FROM places) AS places, count(*) AS files, coalesce(sum(reports), 0)::BIGINT AS reports,
  count(*) FILTER (cause = 'input') AS input, count(*) FILTER (cause = 'defect') AS defect,
  count(*) FILTER (cause = 'again') AS again
FROM files
"""


def status(
    store: Store, as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象"))] = False
) -> None:
    """Print what the store holds."""
    needs("scale", "pyarrow", "duckdb")
    from gongkai.corpus.analyses import analyses
    from gongkai.corpus.query import Corpus, as_objects
    from gongkai.corpus.store import batches

    with Corpus(store) as corpus:
        (counts,) = as_objects(corpus.ask(_COUNTS))
        readers = list(as_objects(corpus.ask("SELECT reader, count(*) AS files FROM files GROUP BY 1 ORDER BY 2 DESC")))
        years = list(as_objects(corpus.analyse(analyses()["status"])))
        failures = list(as_objects(corpus.analyse(analyses()["failures"])))
    said = {
        **counts,
        "batches": len(batches(store)),
        "bytes": _size(store),
        "readers": readers,
        "years": years,
        "failures": failures,
    }
    if as_json:
        console.line(json.dumps(said, ensure_ascii=False))
    else:
        _print(said)


def _size(store: Path) -> int:
    return sum(file.stat().st_size for file in store.rglob("*.parquet"))


def _print(said: dict[str, Any]) -> None:
    out = console.out()
    out.print(
        _("文件位置 {}，内容 {}，报告 {}；{} 批，{:.1f} MiB").format(
            said["places"], said["files"], said["reports"], said["batches"], said["bytes"] / 2**20
        )
    )
    for one in said["readers"]:
        out.print(_("由版本 {} 读取 {}").format(one["reader"], one["files"]))
    words = cause_words()
    for title, head, rows in (
        (
            _("年度"),
            (_("年度"), _("报告"), _("机关"), _("读取"), _("补全"), _("存疑")),
            [
                [
                    str(one[key] if one[key] is not None else "—")
                    for key in ("year", "reports", "bodies", "read", "repaired", "doubtful")
                ]
                for one in said["years"]
            ],
        ),
        (
            _("失败"),
            (_("类别"), _("文件"), _("代码"), _("原因")),
            [[words[one["cause"]], str(one["files"]), one["code"], one["message"]] for one in said["failures"]],
        ),
    ):
        if rows:
            out.print(f"\n[bold]{title}[/]")
            print_columns(head, rows)
