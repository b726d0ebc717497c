"""``gongkai read``: published reports as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.disk import save
from gongkai.cli.evidence import page
from gongkai.cli.filings import only_filing
from gongkai.cli.inputs import Source, sources
from gongkai.cli.language import _, spoken
from gongkai.cli.outcome import (
    Outcome,
    broken_line,
    broken_source,
    crash_line,
    outcome,
    read_apart,
    read_lines,
    read_outcomes,
)
from gongkai.cli.sheet import print_form
from gongkai.cli.work import DEFAULT_JOBS, Crash, each
from gongkai.reading import Source as Read
from gongkai.reading import Status
from gongkai.report.filing import Filing

HELP = _(
    "读取年度报告：把已公布的报告（PDF、Word、WPS、OFD、网页、Excel、文本、扫描件等）还原为规范表格中的数据。\n\n"
    "每个数字都有来历：读得、拆分、补回、空白或缺失；凡有疑问，逐一列出，绝不猜测。\n\n"
    "示例：\n\n"
    "  gongkai read 报告.html                     显示三张表和发现的问题\n\n"
    "  gongkai read 报告/ '下载/*.html'           文件夹、通配符，一行一份\n\n"
    "  gongkai read 报告/ --json > 报告.jsonl     JSON Lines，一行一份，格式见 docs/json.md\n\n"
    "  gongkai read 扫描.pdf --html 核对.html      写成独立网页，疑问在前，数字对着原件页面\n\n"
    "  gongkai read 2024.txt --before 2023.html   数字粘连、多解时，参照上一年度报告\n\n"
    "  curl -s 网址 | gongkai read -              从标准输入读取\n\n"
    "退出码：0 全部可读，1 有文件读取失败，2 用法有误。"
)

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help=_("文件、文件夹、通配符，或 -（标准输入）"))]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help=_("同时处理的进程数，默认与处理器数相同"))]


def read(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出 JSON Lines，一行一份报告"))] = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="OUT.html", help=_("写成独立网页：疑问在前，每个数字标出在原件页面上的位置")),
    ] = None,
    before: Annotated[str | None, typer.Option(metavar="FILE", help=_("同一机关上一年度的报告"))] = None,
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Read reports and print them: in full for one file, one line each for many, as JSON Lines, or as a page."""
    given = sources(files)
    last = () if before is None else (only_filing(before),)
    if html is not None:
        raise typer.Exit(1 if _write_page(given, html, last) else 0)
    if len(given) == 1 and not as_json:
        failed = _print_in_full(given[0], last)
    else:
        failed = _print_each(given, jobs, last, as_json=as_json)
    raise typer.Exit(1 if failed else 0)


def _write_page(given: list[Source], file: Path, before: Sequence[Filing]) -> bool:
    """Everything on one page; whether any report failed."""
    read: list[Read] = []
    crashed = False
    for source in given:
        whole = read_apart(source, before)
        if isinstance(whole, Crash):
            crashed = True
            console.print_crash(source.name, whole)
        else:
            read += whole
    save(file, page(read).encode())
    readings = [reading for one in read for reading in one.readings]
    for reading in readings:
        print_row(outcome(reading))
    console.out().print(_("已写入 {}").format(console.plain(str(file))))
    return crashed or any(reading.status is Status.FAILED for reading in readings)


def _print_in_full(source: Source, before: Sequence[Filing]) -> bool:
    """One file with its tables and findings; whether any report failed."""
    failed = False
    whole = read_apart(source, before)
    if isinstance(whole, Crash):
        console.print_crash(source.name, whole)
        return True
    for reading in (reading for one in whole for reading in one.readings):
        one = outcome(reading)
        print_heading(one)
        if reading.filing is not None:
            print_form(reading.filing)
        for finding in one.findings:
            console.print_finding(finding, one)
        failed = failed or one.status is Status.FAILED
    return failed


def _print_each(given: list[Source], jobs: int, before: Sequence[Filing], *, as_json: bool) -> bool:
    work: Callable[[Source], tuple[Outcome, ...]] = partial(read_lines if as_json else read_outcomes, before=before)
    broken = broken_line if as_json else broken_source
    statuses: Counter[Status] = Counter()
    crashes = 0
    with console.progress(_("读取"), len(given)) as bar:
        for source, result in each(work, given, jobs, broken):
            console.advance(bar)
            if isinstance(result, Crash):
                crashes += 1
                console.print_crash(source.name, result)
                if as_json:
                    console.line(crash_line(source))
                continue
            for one in result:
                statuses[one.status] += 1
                console.line(one.product) if as_json else print_row(one)
    if not as_json:
        print_statuses(statuses, crashes)
    return bool(statuses[Status.FAILED] or crashes)


def print_heading(one: Outcome) -> None:
    """Whose report, how it was read, and how its cells came by their values."""
    if one.refusal is not None:
        console.out().print(f"[bold]{console.plain(one.file)}[/]")
        console.print_failure(one)
        return
    console.out().print(f"[bold]{console.report_title(one)}[/]  {console.status_markup(one.status)}  {editions(one)}")
    console.out().print(f"[dim]{console.plain(one.file)}[/]  {origins(one)}  {console.counted(one)}")


def editions(one: Outcome) -> str:
    """The edition the report is printed in, or the editions of its tables."""
    distinct = sorted(set(one.tables))
    return _("{}年版格式").format("/".join(distinct)) if distinct else ""


def origins(one: Outcome) -> str:
    """How many cells came by their values in which way, as ``读得 200 格  空白 3 格``."""
    words = {
        "read": _("读得 {} 格"),
        "split": _("拆分 {} 格"),
        "repaired": _("补回 {} 格"),
        "blank": _("空白 {} 格"),
        "lost": _("缺失 {} 格"),
        "entered": _("填报 {} 格"),
    }
    return "  ".join(words[key].format(one.origins[key]) for key in words if one.origins.get(key))


def print_row(one: Outcome) -> None:
    """One report on one line."""
    status = f"[{console.STATUS_STYLES[one.status]}]{console.fitted(console.status_word(one.status), 9)}[/]"
    year = console.fitted(str(one.year or "—"), 5)
    edition = console.fitted("/".join(sorted(set(one.tables))) or "—", 10)
    if one.refusal is not None:
        agency, rest = console.fitted("—", 36), console.plain(_refused(one))
    else:
        agency, rest = console.fitted(one.agency or _("机关名称不明"), 36), console.counted(one)
    console.out().print(f"{status}{year}{edition}{agency}{console.fitted(_short(one.file), 40)} {rest}")


def _refused(one: Outcome) -> str:
    assert one.refusal is not None
    return spoken(one.refusal.reason)


def _short(file: str, width: int = 39) -> str:
    """The end of a long path says more than its beginning."""
    return file if len(file) <= width else "…" + file[-(width - 1) :]


def print_statuses(statuses: Counter[Status], crashes: int) -> None:
    """The closing line: how many reports in which status."""
    parts = [f"{console.status_markup(status)} {statuses[status]}" for status in Status if statuses[status]]
    if crashes:
        parts.append(f"[bold red]{_('程序错误')}[/] {crashes}")
    console.out().print(_("共 {} 份报告：").format(statuses.total()) + "  ".join(parts))
