"""Writing for people: two consoles, severities in words and colours, columns that fit Chinese."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from unicodedata import category

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gongkai.cli.language import _, message, spoken, standing_word
from gongkai.cli.outcome import STANDINGS, Outcome, standing
from gongkai.cli.work import Crash
from gongkai.finding import Finding, Severity, Verdict
from gongkai.reading import Status
from gongkai.report.form import Cell

STYLES: dict[Severity | Verdict, str] = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "cyan",
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.UNCERTAIN: "magenta",
    Verdict.NOT_ASSESSABLE: "dim",
}
STATUS_STYLES = {Status.READ: "green", Status.REPAIRED: "cyan", Status.DOUBTFUL: "yellow", Status.FAILED: "bold red"}
_CONTROLS = ("Cc", "Cf", "Cs")  # control characters, invisible formatting, half a surrogate pair
WIDE = 120  # columns, where the output is not a terminal


@cache
def out() -> Console:
    """Standard output."""
    return _console(stderr=False)


@cache
def err() -> Console:
    """Standard error: progress and complaints."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=None if stream.isatty() else WIDE)


def plain(text: str) -> str:
    """Text of a document as markup that shows it: no style and no control sequence of its own."""
    safe = (char if char == "\n" or category(char) not in _CONTROLS else "\N{REPLACEMENT CHARACTER}" for char in text)
    return escape("".join(safe))


def status_word(status: Status) -> str:
    """How far a report could be read, in a word."""
    words = {
        Status.READ: _("读取"),
        Status.REPAIRED: _("补全"),
        Status.DOUBTFUL: _("存疑"),
        Status.FAILED: _("失败"),
    }
    return words[status]


def status_markup(status: Status) -> str:
    """The status in its word and colour."""
    return f"[{STATUS_STYLES[status]}]{status_word(status)}[/]"


def standing_markup(standing: Severity | Verdict) -> str:
    """The severity, or the verdict, in its word and colour."""
    return f"[{STYLES[standing]}]{standing_word(standing)}[/]"


def fitted(text: str, width: int) -> str:
    """Text in exactly ``width`` columns of a terminal; what is cut off ends in an ellipsis."""
    return plain(set_cell_size(_clipped(text, width), width))


def counted(outcome: Outcome) -> str:
    """The findings of a report as ``2 错误 1 提醒``."""
    standings = outcome.standings
    parts = [f"[{STYLES[one]}]{standings[one]} {standing_word(one)}[/]" for one in STANDINGS if standings[one]]
    return " ".join(parts) or f"[green]{_('无问题')}[/]"


def report_title(outcome: Outcome) -> str:
    """Whose report of which year, as far as it is known."""
    agency = outcome.agency or _("机关名称不明")
    year = _("{}年").format(outcome.year) if outcome.year else _("年度不明")
    return plain(f"{agency} {year}")


def print_finding(finding: Finding, outcome: Outcome) -> None:
    """A finding over two or three lines: what, where, and what to do about it."""
    head = f"  {standing_markup(standing(finding))} [bold]{finding.code}[/] {plain(message(finding))}"
    out().print(head)
    if details := _details(finding, outcome):
        out().print(f"       [dim]{plain(details)}[/]")
    if advice := spoken(finding.kind.advice):
        out().print(f"       [dim]→ {plain(advice)}[/]")


def _details(finding: Finding, outcome: Outcome) -> str:
    parts = []
    said = message(finding)
    for value, word in ((finding.expected, _("应为 {}")), (finding.found, _("实为 {}"))):
        text = spoken(value) if isinstance(value, tuple) else value
        if text is not None and not (isinstance(text, str) and text in said):
            parts.append(word.format(text))
    if finding.difference is not None:
        parts.append(_("差 {}").format(f"{finding.difference:+}"))
    place = outcome.place(finding)
    if place is not None:
        parts.append(place.title)
    if finding.where is not None and finding.where.line is not None:
        parts.append(_("第 {} 行").format(finding.where.line))
    elif place is not None and place.line is not None:
        parts.append(_("第 {} 行起").format(place.line))
    if finding.cells:
        parts.append(_cells(finding.cells, outcome))
    return "  ".join(parts)


def _cells(cells: Sequence[str], outcome: Outcome, most: int = 3) -> str:
    """The cells by their labels, gathered by line; after the first lines they are counted."""
    form = outcome.form
    columns: dict[str, list[str]] = {}
    for name in cells:
        cell = form.cells.get(name) if form is not None else None
        columns.setdefault(_clipped(cell.line.label) if cell else name, []).append(cell.column.label if cell else "")
    shown = [f"{line}·{'、'.join(heads)}".rstrip("·") for line, heads in list(columns.items())[:most]]
    return "；".join(shown) + (_(" 等 {} 格").format(len(cells)) if len(columns) > most else "")


def cell_label(cell: Cell, width: int) -> str:
    """Line and column of a cell in so many columns of a terminal; what is cut off is the end of the line's label."""
    return f"{_clipped(cell.line.label, max(8, width - 2 - cell_len(cell.column.label)))}·{cell.column.label}"


def _clipped(label: str, width: int = 30) -> str:
    return label if cell_len(label) <= width else set_cell_size(label, width - 1).rstrip() + "…"


def print_failure(outcome: Outcome, where: Console | None = None) -> None:
    """Why a file could not be read and what to do."""
    assert outcome.refusal is not None
    where = where or out()
    reason, advice = spoken(outcome.refusal.reason), spoken(outcome.refusal.advice)
    where.print(f"  {status_markup(Status.FAILED)} [bold]{outcome.refusal.code}[/] {plain(reason)}")
    if advice:
        where.print(f"       [dim]→ {plain(advice)}[/]")


def print_crash(file: str, crash: Crash) -> None:
    """A defect of our own, on standard error, with what a maintainer needs."""
    err().print(f"[bold red]{_('程序错误')}[/] {plain(file)}: {plain(crash.error)}")
    if crash.trace:
        err().print(f"[dim]{plain(crash.trace.rstrip())}[/]")
    err().print(f"[dim]{_('这是本程序的缺陷，不是文件的问题；其余文件继续处理。请把以上内容报告给维护者。')}[/]")


@contextmanager
def progress(title: str, total: int) -> Iterator[Progress | None]:
    """A progress bar while many files are worked on, where standard error is a terminal."""
    if total < 2 or not err().is_terminal:
        yield None
        return
    # Where both are terminals they are the same one: the bar must know what is printed above it.
    console = out() if out().is_terminal else err()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        bar.add_task(title, total=total)
        yield bar


@contextmanager
def rated_progress(title: str) -> Iterator[Progress | None]:
    """The same with files a second, for work whose :func:`total` is not known before it begins."""
    if not err().is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err(), transient=True) as bar:
        bar.add_task(title, total=None, rate="")
        yield bar


def total(bar: Progress | None, files: int) -> None:
    """So many files there are."""
    if bar is not None:
        bar.update(bar.task_ids[0], total=files)


def advance(bar: Progress | None, files: int = 1) -> None:
    """So many more files are done."""
    if bar is not None:
        task = bar.tasks[0]
        bar.update(task.id, advance=files, rate=_("{:.0f} 份/秒").format(task.speed or 0))


def line(text: str) -> None:
    """One line for machines on standard output: neither wrapped nor coloured."""
    sys.stdout.write(text + "\n")
