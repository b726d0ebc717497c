"""``gongkai render``: a report written afresh in any format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path, PurePath
from typing import Annotated, Any, NamedTuple

import typer

from gongkai.cli import console
from gongkai.cli.disk import made, save
from gongkai.cli.inputs import Source, UsageError, sources
from gongkai.cli.language import _, language
from gongkai.cli.outcome import Outcome, broken_source, outcome, read_source
from gongkai.cli.read import Files, Jobs
from gongkai.cli.work import DEFAULT_JOBS, Crash, each
from gongkai.finding import Refusal
from gongkai.reading import Reading
from gongkai.report.render import FORMATS, render

HELP = _(
    "把报告输出为规范格式：Word、HTML、Excel、Markdown、CSV、JSON，数据一格不差。\n\n"
    "示例：\n\n"
    "  gongkai render 报告.txt --to docx -o 输出/\n\n"
    "  gongkai render 报告/ --to docx,html,xlsx -o 输出/\n\n"
    "退出码：0 全部输出，1 有文件读取失败，2 用法有误。"
)

WITH_FINDINGS = ("xlsx", "json")
"""The formats that hold the findings unless it is said otherwise: not those that are read and signed."""

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
    findings: Annotated[
        bool | None,
        typer.Option("--findings/--no-findings", help=_("附上核对结果；默认只在 xlsx 和 json 中，docx 中从不附")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出 JSON Lines，说明写了哪些文件"))] = False,
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Read reports and write each in the formats asked for."""
    formats = wanted_formats(to)
    given = sources(files)
    made(folder)
    work = partial(render_source, formats=formats, chosen=language(), findings=findings)
    failed = False
    with console.progress(_("输出"), len(given)) as bar:
        for task, result in each(work, tasks(given, folder), jobs, _broken):
            console.advance(bar)
            if isinstance(result, Crash):
                console.print_crash(task.source.name, result)
                failed = True
                continue
            for report in result:
                failed = failed or report.refusal is not None
                console.line(json.dumps(report_json(report), ensure_ascii=False)) if as_json else _print(report)
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


def targets(task: Task) -> Iterator[str]:
    """Where the renderings of each report of a document go: those after the first numbered."""
    yield task.target
    yield from (f"{task.target}.{number}" for number in count(2))


def _broken(task: Task, refusal: Refusal) -> tuple[Outcome, ...]:
    return tuple(one._replace(product=()) for one in broken_source(task.source, refusal))


def render_source(
    task: Task, formats: tuple[str, ...], chosen: str, findings: bool | None = None
) -> tuple[Outcome, ...]:
    """Read a document and write its reports; the product of each outcome is the files written."""
    rendered = []
    for reading, target in zip(read_source(task.source), targets(task), strict=False):
        make = partial(write, target=target, formats=formats, chosen=chosen, findings=findings)
        rendered.append(outcome(reading, make))
    return tuple(rendered)


def write(
    reading: Reading, target: str, formats: tuple[str, ...], chosen: str, findings: bool | None = None
) -> tuple[str, ...]:
    """Write one report in each format; the files written (none for a report that could not be read).

    ``findings`` says whether they go along; ``None`` leaves it to the format.
    """
    if reading.filing is None:
        return ()
    written = []
    for name in formats:
        path = f"{target}{FORMATS[name].suffix}"
        along = name in WITH_FINDINGS if findings is None else findings
        found = reading.findings if along else ()
        save(Path(path), render(reading.filing, name, findings=found, language=chosen))
        written.append(path)
    return tuple(written)


def report_json(report: Outcome) -> dict[str, Any]:
    """The object of a rendered report: whose, of which year, how it was read, and the files written."""
    shown: dict[str, Any] = {
        "file": report.file,
        "agency": report.agency,
        "year": report.year,
        "status": str(report.status),
        "written": list(report.product),
    }
    if report.refusal is not None:
        shown["refusal"] = report.refusal.as_json()
    return shown


def _print(report: Outcome) -> None:
    if report.refusal is not None:
        console.out().print(f"[bold]{console.plain(report.file)}[/]")
        console.print_failure(report)
        return
    console.out().print(f"{console.report_title(report)}  {console.counted(report)}")
    for path in report.product:
        console.out().print(f"  → {console.plain(path)}")
