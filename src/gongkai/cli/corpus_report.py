"""``gongkai corpus report``: a store's answers as one web page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.corpus_run import Store
from gongkai.cli.disk import save
from gongkai.cli.extra import needs
from gongkai.cli.language import _

HELP = _(
    "把报告库的分析写成一个网页（中文）：图表、表格和每项指标的定义，不需要网络和脚本。\n\n"
    "示例：\n\n"
    "  gongkai corpus report --store 报告库 -o 分析.html"
)


def report(
    store: Store,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=_("网页文件"))],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YYYY", help=_("排名的年度，默认为库中最后一年"))
    ] = None,
) -> None:
    """Write the page."""
    needs("scale", "pyarrow", "duckdb")
    from gongkai.corpus.page import render_page
    from gongkai.corpus.query import Corpus

    with Corpus(store) as corpus:
        save(output, render_page(corpus, year=year))
    console.out().print(_("已写出 {}").format(console.plain(str(output))))
