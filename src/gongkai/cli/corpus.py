"""``gongkai corpus``: a whole collection of reports read, kept, asked and shown."""

from __future__ import annotations

import typer

from gongkai.cli import corpus_query, corpus_report, corpus_run, corpus_status
from gongkai.cli.command import Command, Commands
from gongkai.cli.language import _

HELP = _(
    "大批报告：逐份读取入库，断点续做，查询统计，生成网页。\n\n"
    "示例：\n\n"
    "  gongkai corpus run 2023/ 2024/ --store 报告库      读取新增和改动的文件\n\n"
    "  gongkai corpus status --store 报告库               读了多少，哪些失败\n\n"
    "  gongkai corpus query trends --store 报告库         逐年趋势\n\n"
    "  gongkai corpus report --store 报告库 -o 分析.html"
)

app = typer.Typer(
    name="corpus", cls=Commands, help=HELP, no_args_is_help=True, add_completion=False, rich_markup_mode="markdown"
)
app.command("run", cls=Command, help=corpus_run.HELP)(corpus_run.run_corpus)
app.command("status", cls=Command, help=corpus_status.HELP)(corpus_status.status)
app.command("query", cls=Command, help=corpus_query.HELP)(corpus_query.query)
app.command("report", cls=Command, help=corpus_report.HELP)(corpus_report.report)
