"""``gongkai render``: a report written afresh in any format."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path, PurePath
from typing import Annotated, NamedTuple

import typer

from gongkai.cli import console
from gongkai.cli.inputs import Source, UsageError, sources
from gongkai.cli.language import _, language
from gongkai.cli.outcome import Outcome, outcome, read_source
from gongkai.cli.read import Files, Jobs
from gongkai.cli.work import DEFAULT_JOBS, Crash, each
from gongkai.reading import Reading
from gongkai.report.render import FORMATS, render

HELP = _(
    "把报告输出为规范格式：Word、HTML、Excel、Markdown、CSV、JSON，数据一格不差。\n\n"
    "示例：\n\n"
    "  gongkai render 报告.txt --to docx -o 输出/\n\n"
    "  gongkai render 报告/ --to docx,html,xlsx -o 输出/\n\n"
    "退出码：0 全部输出，1 有文件读取失败，2 用法有误。"
)

SUFFIXES = {entry.suffix.removeprefix("."): name for name, entry in FORMATS.items()}
"""The formats by the suffix of their files, which is how a person names them."""


class Task(NamedTuple):
    """One document to read, and the path (without suffix) its renderings go to."""

    source: Source
    target: str


def render_files(
    files: Files,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT,…", help=_("输出格式，逗号分隔：") + ", ".join(SUFFIXES))],
    folder: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=_("输出文件夹，没有则新建"))],
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Read reports and write each in the formats asked for."""
    formats = wanted_formats(to)
    given = sources(files)
    folder.mkdir(parents=True, exist_ok=True)
    work = partial(render_source, formats=formats, chosen=language())
    failed = False
    with console.progress(_("输出"), len(given)) as bar:
        for task, result in each(work, tasks(given, folder), jobs):
            console.advance(bar)
            if isinstance(result, Crash):
                console.print_crash(task.source.name, result)
                failed = True
                continue
            for report in result:
                failed = failed or report.refusal is not None
                _print(report)
    raise typer.Exit(1 if failed else 0)


def wanted_formats(to: str) -> tuple[str, ...]:
    """The formats named in ``docx,md``; each by its name or its suffix."""
    names = {name.strip().lower(): None for name in to.split(",") if name.strip()}
    unknown = [name for name in names if name not in FORMATS and name not in SUFFIXES]
    if unknown or not names:
        known = ", ".join(SUFFIXES)
        raise UsageError(_("没有格式“{}”，可用：{}").format(", ".join(unknown), known))
    return tuple(dict.fromkeys(SUFFIXES.get(name, name) for name in names))


def tasks(given: list[Source], folder: Path) -> list[Task]:
    """Where each document's renderings go: its stem, numbered where stems are the same."""
    taken: Counter[str] = Counter()
    found = []
    for source in given:
        stem = PurePath(source.name).stem if source.data is None else "stdin"
        taken[stem] += 1
        target = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        found.append(Task(source, str(folder / target)))
    return found


def render_source(task: Task, formats: tuple[str, ...], chosen: str) -> tuple[Outcome, ...]:
    """Read a document and write its reports; the product of each outcome is the files written."""
    made = []
    for index, reading in enumerate(read_source(task.source), start=1):
        target = task.target if index == 1 else f"{task.target}.{index}"
        made.append(outcome(reading, partial(write, target=target, formats=formats, chosen=chosen)))
    return tuple(made)


def write(reading: Reading, target: str, formats: tuple[str, ...], chosen: str) -> tuple[str, ...]:
    """Write one report in each format; the files written (none for a report that could not be read)."""
    if reading.filing is None:
        return ()
    written = []
    for name in formats:
        path = f"{target}{FORMATS[name].suffix}"
        Path(path).write_bytes(render(reading.filing, name, findings=reading.findings, language=chosen))
        written.append(path)
    return tuple(written)


def _print(report: Outcome) -> None:
    if report.refusal is not None:
        console.out().print(f"[bold]{console.plain(report.file)}[/]")
        console.print_failure(report)
        return
    console.out().print(f"{console.report_title(report)}  {console.counted(report)}")
    for path in report.product:
        console.out().print(f"  → {console.plain(path)}")
