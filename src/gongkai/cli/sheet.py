"""The three tables of a report on a terminal."""

from __future__ import annotations

from rich.table import Table as Grid

from gongkai.cli import console
from gongkai.cli.language import _
from gongkai.report.filing import Filing, Origin
from gongkai.report.form import Table

MARKS = {Origin.REPAIRED: "*", Origin.SPLIT: "'"}
LABEL_WIDTH = 46


def print_form(filing: Filing) -> None:
    """Every table with its numbers; how a number was had is told by a mark and a colour."""
    for table in filing.form.tables:
        console.out().print(grid(filing, table))
    marks = _("* 补回（依勾稽关系唯一确定）   ' 由连写数字拆分   — 空白   ? 缺失，无法确定")
    console.out().print(f"[dim]{console.plain(marks)}[/]")


def grid(filing: Filing, table: Table) -> Grid:
    """One table: its lines down, its columns across."""
    shown = Grid(title=table.title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    shown.add_column("", max_width=LABEL_WIDTH)
    for column in table.columns:
        shown.add_column(column.label, justify="right")
    for line in table.lines:
        has = {column.key for column in table.columns_of(line.key)}
        numbers = [
            number(filing, table.cell_name(line.key, column.key)) if column.key in has else ""
            for column in table.columns
        ]
        shown.add_row(console.plain(line.label), *numbers)
    return shown


def number(filing: Filing, cell: str) -> str:
    """A cell's value as markup."""
    value, origin = filing.values[cell], filing.origin(cell)
    if value is None:
        return "[dim]—[/]" if origin is Origin.BLANK else "[bold yellow]?[/]"
    mark = MARKS.get(origin, "")
    return f"[cyan]{value}{mark}[/]" if mark else str(value)
