"""``gongkai demo``: example reports read and rendered, a made-up district compiled, and a page to open."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from gongkai.cli import console
from gongkai.cli.demo_ledger import district_section, ledger_demo, print_district
from gongkai.cli.disk import made, save
from gongkai.cli.index_page import index_page
from gongkai.cli.inputs import sources
from gongkai.cli.language import _, language
from gongkai.cli.outcome import Outcome, broken_source, outcome, read_source
from gongkai.cli.read import editions
from gongkai.cli.render import Task, targets, tasks, write
from gongkai.cli.work import Crash, each
from gongkai.finding import Refusal
from gongkai.reading import Status
from gongkai.report.filing import Filing, Origin
from gongkai.report.render import FORMATS

HELP = _(
    "读取、校验并输出示例报告，模拟一个区县的台账并编制年度报告，生成可在浏览器打开的 index.html。\n\n"
    "示例：\n\n  gongkai demo --out out"
)
EXAMPLES = Path("examples") / "reports"


def demo(
    folder: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=_("输出文件夹，没有则新建"))],
    reports: Annotated[Path | None, typer.Option("--from", metavar="DIR", help=_("报告所在文件夹"))] = None,
) -> None:
    """Read, verify and render the example reports, compile a made-up district; print what came of it."""
    given = sources([str(reports or examples())])
    made(folder)
    outcomes: list[Outcome] = []
    repairs: list[list[str]] = []
    crashed = False
    for task, shown in each(partial(_shown, chosen=language()), tasks(given, folder), 1, _broken):
        if isinstance(shown, Crash):
            console.print_crash(task.source.name, shown)
            crashed = True
            continue
        for one, cells in shown:
            outcomes.append(one)
            repairs.append(cells)
    area = ledger_demo(folder)
    page = folder / "index.html"
    save(page, index_page(outcomes, repairs, folder, district_section(area, folder)).encode())
    console.out().print(overview(outcomes))
    for one, cells in zip(outcomes, repairs, strict=True):
        _print_details(one, cells)
    print_district(area)
    console.out().print(
        _("结果在 {}，用浏览器打开 {}").format(f"[bold]{console.plain(str(folder))}/[/]", f"[bold]{page}[/]")
    )
    raise typer.Exit(1 if crashed or any(one.status is Status.FAILED for one in outcomes) else 0)


def _shown(task: Task, chosen: str) -> tuple[tuple[Outcome, list[str]], ...]:
    """The reports of a document, written in every format, each with the cells that were restored."""
    shown = []
    for reading, target in zip(read_source(task.source), targets(task), strict=False):
        make = partial(write, target=target, formats=tuple(FORMATS), chosen=chosen, findings=True)
        cells = repaired(reading.filing) if reading.filing is not None else []
        shown.append((outcome(reading, make), cells))
    return tuple(shown)


def _broken(task: Task, refusal: Refusal) -> tuple[tuple[Outcome, list[str]], ...]:
    return tuple((one._replace(product=()), []) for one in broken_source(task.source, refusal))


def examples() -> Path:
    """The folder of example reports: under the working directory, else beside the source of this package."""
    beside = Path(__file__).parents[3] / EXAMPLES
    return EXAMPLES if EXAMPLES.is_dir() or not beside.is_dir() else beside


def repaired(filing: Filing) -> list[str]:
    """The cells that were restored, with their values and the identities that decided."""
    return [
        f"{cell} = {filing.values[cell]}" + (f" ({', '.join(trace.because)})" if trace.because else "")
        for cell, trace in filing.traces.items()
        if trace.origin is Origin.REPAIRED
    ]


def overview(outcomes: list[Outcome]) -> Table:
    """One row a report: whose, how it was read, how its cells came by their values, what was found."""
    table = Table(title=_("示例报告"), title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for word in (_("机关"), _("年度"), _("格式"), _("状态")):
        table.add_column(word)
    for word in (_("读得"), _("拆分"), _("补回"), _("空白"), _("缺失")):
        table.add_column(word, justify="right")
    table.add_column(_("问题"))
    for one in outcomes:
        numbers = [str(one.origins.get(key, 0)) for key in ("read", "split", "repaired", "blank", "lost")]
        table.add_row(
            console.plain(one.agency or "—"),
            str(one.year or "—"),
            editions(one),
            console.status_markup(one.status),
            *numbers,
            console.counted(one),
        )
    return table


def _print_details(one: Outcome, cells: list[str]) -> None:
    console.out().print(f"\n[bold]{console.report_title(one)}[/]  [dim]{console.plain(one.file)}[/]")
    if one.refusal is not None:
        console.print_failure(one)
    for cell in cells:
        console.out().print(f"  [cyan]{_('补回')}[/] {console.plain(cell)}")
    for finding in one.findings:
        console.print_finding(finding, one)
    if one.status is not Status.FAILED and not one.findings and not cells:
        console.out().print(f"  [green]{_('全部读得，未发现问题')}[/]")
