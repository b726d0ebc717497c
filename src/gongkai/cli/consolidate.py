"""``gongkai consolidate``: the reports of many bodies added up to one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from gongkai.cli import console
from gongkai.cli.disk import made
from gongkai.cli.filings import gather, only_filing
from gongkai.cli.inputs import UsageError, sources
from gongkai.cli.language import _, language, os_reason
from gongkai.cli.outcome import Outcome, outcome
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
APART = "G1"
"""The code of what the parent reports otherwise than its bodies."""


class Target(NamedTuple):
    """Where a consolidation is written to, in which formats; a folder of ``None`` means nowhere."""

    folder: Path | None
    formats: tuple[str, ...]


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
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象"))] = False,
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Add up the reports of many bodies, naming who is missing and what does not agree."""
    target = Target(folder, wanted_formats(to))
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
        files=gathered.files,
    )
    status = Status.DOUBTFUL if any(value is None for value in whole.filing.values.values()) else Status.READ
    reading = Reading(status, whole.filing, whole.findings)
    written = _written(reading, target)
    if as_json:
        shown = {**reading.as_json(), "bodies": list(whole.bodies), "failed": gathered.failed, "written": written}
        console.line(json.dumps(shown, ensure_ascii=False))
    else:
        _print(whole, outcome(reading), gathered.failed, written)
    wrong = gathered.failed or any(finding.severity is Severity.ERROR for finding in whole.findings)
    raise typer.Exit(1 if wrong else 0)


def read_roster(file: Path | None) -> tuple[str, ...]:
    """The names in a roster: one a line; empty lines and what follows a ``#`` do not count."""
    if file is None:
        return ()
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_("名单“{}”无法打开：{}").format(file, os_reason(error))) from error
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


def _written(reading: Reading, target: Target) -> list[str]:
    if target.folder is None:
        return []
    stem = str(made(target.folder) / STEM)
    return list(write(reading, stem, target.formats, language(), findings=True))


def _print(whole: Consolidation, one: Outcome, failed: int, written: Sequence[str]) -> None:
    counted = _("汇总 {} 个机关").format(len(whole.bodies))
    failures = f"  [bold red]{_('读取失败 {}').format(failed)}[/]" if failed else ""
    console.out().print(f"[bold]{console.report_title(one)}[/]  {counted}  {console.counted(one)}{failures}")
    if not written:
        print_form(whole.filing)
    apart = [finding for finding in whole.findings if finding.code == APART]
    for finding in whole.findings:
        if apart and finding is apart[0]:
            console.out().print(f"  [bold]{_('与上级填报数不一致：{} 格').format(len(apart))}[/]")
        console.print_finding(finding, one)
    for path in written:
        console.out().print(f"  → {console.plain(path)}")
