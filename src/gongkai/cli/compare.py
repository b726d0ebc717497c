"""``gongkai compare``: years and bodies side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from gongkai.report.compare import Column, Comparison, Rate, Row, compare
from gongkai.report.filing import Filing, Number, json_number
from gongkai.report.form import Cell
from gongkai.report.metrics import FEWEST_CASES

HELP = _(
    "比较多份报告：同一机关逐年、不同机关并列，列出各项数字、增减和比率，并核对上下年衔接。\n\n"
    "示例：\n\n"
    "  gongkai compare 2023.html 2024.html        逐年比较\n\n"
    "  gongkai compare 各部门/ --json             供程序使用\n\n"
    "退出码：0 全部可读，1 有文件读取失败，2 用法有误。"
)

MOST_COLUMNS = 6
"""Reports that stand side by side on a terminal."""

LABEL_WIDTH = 46
WITH_NAMES = 100
"""Columns of a terminal from which on the names of the cells are shown as well."""


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
    twice = doubled(comparison.columns)
    if as_json:
        shown = {**as_object(comparison), "duplicates": [column._asdict() for column in twice]}
        console.line(json.dumps(shown, ensure_ascii=False))
    else:
        if len(comparison.columns) > MOST_COLUMNS:
            raise UsageError(
                _("{} 份报告并列显示不下（最多 {} 份），请用 --json 输出").format(len(comparison.columns), MOST_COLUMNS)
            )
        for column in twice:
            said = _("同一机关同一年度有不止一份报告：{} {}").format(column.agency or "—", column.year or "—")
            console.out().print(f"[yellow]{console.plain(said)}[/]")
        print_comparison(comparison, cells_of(gathered.filings), everything=everything)
    raise typer.Exit(1 if gathered.failed else 0)


def doubled(columns: Sequence[Column]) -> list[Column]:
    """Bodies and years that stand in more than one column."""
    return [column for column, times in Counter(columns).items() if times > 1]


def cells_of(filings: Sequence[Filing]) -> dict[str, Cell]:
    """The cells of all forms that the filings are printed in."""
    return {name: cell for filing in filings for name, cell in filing.form.cells.items()}


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


def print_comparison(comparison: Comparison, cells: Mapping[str, Cell], *, everything: bool) -> None:
    """The cells as a table, then the rates, then what does not fit between two years."""
    table = Table(show_edge=False, pad_edge=False)
    named = console.out().width >= WITH_NAMES
    if named:
        table.add_column(_("单元格"))
    table.add_column("", max_width=LABEL_WIDTH)
    for column in comparison.columns:
        table.add_column(f"{console.plain(column.agency or '—')}\n{column.year or '—'}", justify="right")
    for row in comparison.rows:
        if everything or any(row.values):
            label = console.plain(console.cell_label(cells[row.cell], LABEL_WIDTH))
            table.add_row(*[row.cell][:named], label, *_entries(row))
    table.add_section()
    for rate in comparison.rates:
        words = (spoken(rate.name), console.plain(spoken(rate.definition)))
        table.add_row(*(words if named else words[:1]), *_shares(rate))
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
