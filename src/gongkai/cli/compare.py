"""``gongkai compare``: years and bodies side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Table

from gongkai.cli import console
from gongkai.cli.filings import gather
from gongkai.cli.inputs import UsageError, sources
from gongkai.cli.language import _, spoken
from gongkai.cli.outcome import Outcome
from gongkai.cli.read import Files, Jobs
from gongkai.cli.work import DEFAULT_JOBS
from gongkai.reading import Status
from gongkai.report.compare import FEWEST_CASES, Comparison, Rate, Row, compare
from gongkai.report.filing import Number, json_number

HELP = _(
    "比较多份报告：同一机关逐年、不同机关并列，列出各项数字、增减和比率，并核对上下年衔接。\n\n"
    "示例：\n\n"
    "  gongkai compare 2023.html 2024.html        逐年比较\n\n"
    "  gongkai compare 各部门/ --json             供程序使用\n\n"
    "退出码：0 全部可读，1 有文件读取失败，2 用法有误。"
)


def compare_files(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象"))] = False,
    everything: Annotated[bool, typer.Option("--all", help=_("也显示各份报告均为零或空的行"))] = False,
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Hold reports against each other: by body, and for each body by year."""
    gathered = gather(sources(files), _("读取"), jobs)
    if len(gathered.filings) < 2:
        raise UsageError(_("至少需要两份可读取的报告"))
    comparison = compare(gathered.filings)
    if as_json:
        console.line(json.dumps(as_object(comparison), ensure_ascii=False))
    else:
        print_comparison(comparison, everything=everything)
    raise typer.Exit(1 if gathered.failed else 0)


def as_object(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON carries it: numbers as in a report, percentages as decimal strings."""
    return {
        "columns": [column._asdict() for column in comparison.columns],
        "cells": {
            row.cell: {
                "values": [json_number(value) for value in row.values],
                "changes": [json_number(value) for value in row.changes],
                "percents": [json_number(value) for value in row.percents],
            }
            for row in comparison.rows
        },
        "rates": {
            rate.key: {
                "name": rate.name[0],
                "name_en": rate.name[1],
                "values": [json_number(value) for value in rate.values],
                "bases": [json_number(value) for value in rate.bases],
                "reliable": list(rate.reliable),
            }
            for rate in comparison.rates
        },
        "findings": [finding.as_json() for finding in comparison.findings],
    }


def print_comparison(comparison: Comparison, *, everything: bool) -> None:
    """The cells as a table, then the rates, then what does not fit between two years."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(_("单元格"))
    table.add_column("", max_width=40)
    for column in comparison.columns:
        table.add_column(f"{console.plain(column.agency or '—')}\n{column.year or '—'}", justify="right")
    for row in comparison.rows:
        if everything or any(row.values):
            table.add_row(row.cell, console.plain(row.label), *_entries(row))
    table.add_section()
    for rate in comparison.rates:
        table.add_row(spoken(rate.name), console.plain(spoken(rate.definition)), *_shares(rate))
    console.out().print(table)
    note = _("† 不足 {} 件，比率仅供参考").format(FEWEST_CASES)
    if any(not all(rate.reliable) for rate in comparison.rates):
        console.out().print(f"[dim]{note}[/]")
    nobody = Outcome("", Status.READ)
    for finding in comparison.findings:
        console.print_finding(finding, nobody)


def _entries(row: Row) -> Iterator[str]:
    for value, change, percent in zip(row.values, row.changes, row.percents, strict=True):
        yield ("—" if value is None else str(value)) + _change(change, percent)


def _change(change: Number | None, percent: Decimal | None) -> str:
    if not change:
        return ""
    share = f" {percent:+}%" if percent is not None else ""
    return f" [dim]({change:+}{share})[/]"


def _shares(rate: Rate) -> Iterator[str]:
    for value, sure in zip(rate.values, rate.reliable, strict=True):
        yield "—" if value is None else f"{value}%" + ("" if sure else "†")
