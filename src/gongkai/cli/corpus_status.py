"""``gongkai corpus status``: what a store holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from gongkai.cli import console
from gongkai.cli.columns import print_columns
from gongkai.cli.corpus_run import Store, cause_words, found
from gongkai.cli.extra import needs
from gongkai.cli.language import _

HELP = _(
    "报告库的现状：文件、报告、失败，由哪个版本读取，下次运行还有多少要读；给出文件夹时，也数其中新增和改动的文件。\n\n"
    "示例：\n\n"
    "  gongkai corpus status --store 报告库\n\n"
    "  gongkai corpus status 报告/ --store 报告库\n\n"
    "  gongkai corpus status --store 报告库 --json"
)

_COUNTS = """
SELECT (SELECT count(*) FROM places) AS places, count(*) AS files, coalesce(sum(reports), 0)::BIGINT AS reports,
  count(*) FILTER (cause = 'input') AS input, count(*) FILTER (cause = 'defect') AS defect,
  count(*) FILTER (cause = 'again') AS again, count(*) FILTER (len(beside) > 0) AS beside,
  count(*) FILTER (reader <> $reader) AS by_others
FROM files
"""


def status(
    store: Store,
    places: Annotated[list[str] | None, typer.Argument(metavar="[DIR…]", help=_("文件夹或文件"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象"))] = False,
) -> None:
    """Print what the store holds."""
    needs("scale", "pyarrow", "duckdb")
    from gongkai.corpus.analyses import analyses
    from gongkai.corpus.beside import number_beside
    from gongkai.corpus.job import reader_version
    from gongkai.corpus.manifest import number_left
    from gongkai.corpus.query import Corpus, as_objects
    from gongkai.corpus.store import batches

    found(places or ())
    reader = reader_version()
    with Corpus(store) as corpus:
        (counts,) = as_objects(corpus.ask(_COUNTS, {"reader": reader}))
        readers = list(as_objects(corpus.ask("SELECT reader, count(*) AS files FROM files GROUP BY 1 ORDER BY 2 DESC")))
        years = list(as_objects(corpus.analyse(analyses()["status"])))
        failures = list(as_objects(corpus.analyse(analyses()["failures"])))
    said = {
        **counts,
        "batches": len(batches(store)),
        "bytes": _size(store),
        "left": {
            "files": number_left(places, store, reader) if places else None,
            "by_others": counts["by_others"],
            "again": counts["again"],
            "beside": number_beside(store, reader),
        },
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


def _left(left: dict[str, Any]) -> str:
    """What the next run has to do."""
    words = [
        _("旧版程序读过 {}").format(left["by_others"]),
        _("可再试 {}").format(left["again"]),
        _("可对照上年报告重读 {}").format(left["beside"]),
    ]
    if left["files"] is not None:
        words.insert(0, _("要打开的文件 {}").format(left["files"]))
    return _("下次运行：{}").format("  ".join(words))


def _print(said: dict[str, Any]) -> None:
    out = console.out()
    out.print(
        _("文件位置 {}，内容 {}，报告 {}；{} 批，{:.1f} MiB").format(
            said["places"], said["files"], said["reports"], said["batches"], said["bytes"] / 2**20
        )
    )
    for one in said["readers"]:
        out.print(_("由版本 {} 读取 {}").format(one["reader"], one["files"]))
    out.print(_left(said["left"]))
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
