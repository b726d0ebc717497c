"""``gongkai consolidate``: the reports of many bodies added up to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.filings import gather, only_filing
from gongkai.cli.inputs import UsageError, sources
from gongkai.cli.language import _, language
from gongkai.cli.outcome import outcome
from gongkai.cli.read import Files, Jobs
from gongkai.cli.render import wanted_formats, write
from gongkai.cli.sheet import print_form
from gongkai.cli.work import DEFAULT_JOBS
from gongkai.finding import Severity
from gongkai.reading import Reading, Status
from gongkai.report.consolidate import Consolidation, consolidate
from gongkai.report.filing import Filing

HELP = _(
    "汇总各机关的报告：逐格相加，点名未报送、重复报送和数据有缺的机关，并与上级填报数核对。\n\n"
    "示例：\n\n"
    "  gongkai consolidate 各部门/ --roster 名单.txt\n\n"
    "  gongkai consolidate 各部门/ --parent 全区.html             逐格列出差额和可能的原因\n\n"
    "  gongkai consolidate 各部门/ --agency 某区人民政府 -o 汇总/  输出汇总表\n\n"
    "退出码：0 没有错误，1 有错误或读取失败，2 用法有误。"
)
STEM = "consolidated"


def consolidate_files(
    files: Files,
    roster: Annotated[Path | None, typer.Option(metavar="TXT", help=_("应报送机关名单，一行一个全称"))] = None,
    parent: Annotated[str | None, typer.Option(metavar="FILE", help=_("上级填报的汇总报告，与各机关之和核对"))] = None,
    agency: Annotated[str | None, typer.Option(metavar="NAME", help=_("汇总报告的机关，默认同上级报告"))] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help=_("年度，默认同上级报告或多数报告"))] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help=_("输出文件夹；不给则显示汇总表"))
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT,…", help=_("输出格式，逗号分隔"))] = "docx,xlsx,html,json",
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Add up the reports of many bodies, naming who is missing and what does not agree."""
    formats = wanted_formats(to)
    names = read_roster(roster)
    above = only_filing(parent) if parent is not None else None
    given = [source for source in sources(files) if parent is None or Path(source.name) != Path(parent)]
    gathered = gather(given, _("汇总"), jobs)
    whole = consolidate(
        gathered.filings,
        agency=agency or (above.agency if above is not None else None) or _("汇总"),
        year=year or _year(above, gathered.filings),
        roster=names,
        parent=above,
    )
    _print(whole, gathered.failed, folder, formats)
    wrong = gathered.failed or any(finding.severity is Severity.ERROR for finding in whole.findings)
    raise typer.Exit(1 if wrong else 0)


def read_roster(file: Path | None) -> tuple[str, ...]:
    """The names in a roster: one a line; empty lines and what follows a ``#`` do not count."""
    if file is None:
        return ()
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_("名单“{}”无法打开：{}").format(file, error)) from error
    names = tuple(dict.fromkeys(name for line in lines if (name := line.partition("#")[0].strip())))
    if not names:
        raise UsageError(_("名单“{}”是空的").format(file))
    return names


def _year(parent: Filing | None, filings: Sequence[Filing]) -> int:
    """The parent's year, else the one of most reports."""
    years = Counter(filing.year for filing in filings if filing.year is not None)
    if parent is not None and parent.year is not None:
        return parent.year
    if not years:
        raise UsageError(_("看不出报告年度，请用 --year 指定"))
    return max(years, key=lambda year: (years[year], year))


def _print(whole: Consolidation, failed: int, folder: Path | None, formats: tuple[str, ...]) -> None:
    status = Status.DOUBTFUL if any(value is None for value in whole.filing.values.values()) else Status.READ
    reading = Reading(status, whole.filing, whole.findings)
    one = outcome(reading)
    counted = _("汇总 {} 份报告").format(len(whole.counted))
    failures = f"  [bold red]{_('读取失败 {}').format(failed)}[/]" if failed else ""
    console.out().print(f"[bold]{console.report_title(one)}[/]  {counted}  {console.counted(one)}{failures}")
    if folder is None:
        print_form(whole.filing)
    for finding in whole.findings:
        console.print_finding(finding, one)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        save = partial(write, target=str(folder / STEM), formats=formats, chosen=language())
        for path in save(reading):
            console.out().print(f"  → {console.plain(path)}")
