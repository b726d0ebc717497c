"""``gongkai corpus query``: a declared analysis, or a question in SQL."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import console
from gongkai.cli.columns import print_columns
from gongkai.cli.corpus_run import Store
from gongkai.cli.extra import needs
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, spoken

if TYPE_CHECKING:
    from gongkai.corpus.analyses import Analysis
    from gongkai.corpus.query import Answer

HELP = _(
    "查询报告库：现成的分析，或一句 SQL（DuckDB，只查询，不改动）。不给问题则列出现成的分析及其定义。\n\n"
    "示例：\n\n"
    "  gongkai corpus query --store 报告库                                  有哪些分析\n\n"
    "  gongkai corpus query league-disclosure --year 2024 --store 报告库    公开率排名\n\n"
    "  gongkai corpus query breaks --csv --store 报告库 > 不衔接.csv\n\n"
    '  gongkai corpus query "SELECT year, count(*) FROM reports GROUP BY 1" --store 报告库\n\n'
    "表和列见 docs/generated/corpus.md。"
)


def query(
    store: Store,
    question: Annotated[str, typer.Argument(metavar="NAME|SQL", help=_("分析的名字，或一句 SQL"))] = "",
    year: Annotated[
        int | None, typer.Option("--year", metavar="YYYY", help=_("排名的年度，默认为库中最后一年"))
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help=_("输出 CSV，列名为英文"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出 JSON Lines，一行一条"))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help=_("终端上最多显示几行"))] = 50,
) -> None:
    """Ask the store."""
    needs("scale", "pyarrow", "duckdb")
    from gongkai.corpus.analyses import analyses
    from gongkai.corpus.query import Corpus

    if as_csv and as_json:
        raise UsageError(_("--csv 和 --json 只能选一个"))
    if not question:
        _print_analyses(list(analyses().values()))
        return
    analysis = analyses().get(question)
    if analysis is None and len(question.split()) < 2:
        raise UsageError(_("没有“{}”这项分析；可用：{}").format(question, "、".join(analyses())))
    with Corpus(store) as corpus:
        answer = corpus.ask(question) if analysis is None else corpus.analyse(analysis, year=year)
    if as_json:
        _print_json(answer)
    elif as_csv:
        _print_csv(answer)
    else:
        _print_rows(answer, analysis, limit)


def _print_analyses(known: list[Analysis]) -> None:
    rows = [[one.key, spoken(one.name), spoken(one.definition)] for one in known]
    print_columns((_("名字"), _("分析"), _("定义")), rows)


def _print_json(answer: Answer) -> None:
    from gongkai.corpus.query import as_objects

    for one in as_objects(answer):
        console.line(json.dumps(one, ensure_ascii=False, default=str))


def _print_csv(answer: Answer) -> None:
    from gongkai.corpus.query import plain

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([plain(value) for value in row] for row in answer.rows)


def _print_rows(answer: Answer, analysis: Analysis | None, limit: int) -> None:
    from gongkai.corpus.query import plain

    if analysis is not None:
        console.out().print(f"[bold]{spoken(analysis.name)}[/]  [dim]{spoken(analysis.definition)}[/]")
    heads = [spoken(analysis.columns[name]) if analysis is not None else name for name in answer.columns]
    rows = [["—" if value is None else str(plain(value)) for value in row] for row in answer.rows[:limit]]
    if heads:
        print_columns(heads, rows)
    if len(answer.rows) > limit:
        console.out().print(f"[dim]{_('共 {} 行，只显示前 {} 行').format(len(answer.rows), limit)}[/]")
