"""``gongkai ledger compile``: the year's report counted from the ledger, each cell with the matters behind it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from gongkai.cli import console
from gongkai.cli.filings import only_filing
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, language
from gongkai.cli.ledger_check import Faults, finding_json, print_faults, with_lines
from gongkai.cli.ledger_files import LedgerFile, Ledgers, explained, ledger_files
from gongkai.cli.outcome import Outcome
from gongkai.cli.render import WITH_FINDINGS, wanted_formats
from gongkai.cli.sheet import print_form
from gongkai.cli.terms import AsJson, Notices, Policies, regime_of
from gongkai.cli.whole import whole
from gongkai.finding import Finding, Refusal, Severity
from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.year import body_year
from gongkai.reading import Status
from gongkai.report.compile import Compiled, compile_year
from gongkai.report.filing import Filing, json_number
from gongkai.report.form import load_form
from gongkai.report.narrative.draft import placeholders
from gongkai.report.render import FORMATS, render
from gongkai.report.snapshot import snapshot

HELP = _(
    "由台账编制年度报告：三张表逐格计数并可追溯到事项，文字部分起草，自动校验，另存一份可核验的快照。\n\n"
    "示例：\n\n"
    "  gongkai ledger compile 台账.jsonl --year 2024                         在终端显示\n\n"
    "  gongkai ledger compile 台账/ --year 2024 --before 2023.json -o 输出/\n\n"
    "  gongkai ledger compile 台账.jsonl --year 2024 --cell t3.u1.total      这一格由哪些事项计得\n\n"
    "退出码：0 没有错误，1 台账有错误（不输出）或者报告有错误，2 用法有误。"
)

Year = Annotated[int, typer.Option("--year", metavar="Y", help=_("报告年度"))]
Agency = Annotated[str | None, typer.Option("--agency", metavar="NAME", help=_("机关名称，默认取台账中的机关"))]
Body = Annotated[str | None, typer.Option("--body", metavar="NAME", help=_("台账中有几个机关时，编制哪一个"))]
Before = Annotated[str | None, typer.Option("--before", metavar="FILE", help=_("本机关上一年度的报告，用于核对结转"))]
Edition = Annotated[str | None, typer.Option("--edition", metavar="2019|2021", help=_("格式版本，默认按年度"))]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help=_("输出文件夹；不给则显示三张表"))]
To = Annotated[str, typer.Option("--to", metavar="FORMAT,…", help=_("输出格式，逗号分隔"))]
Cells = Annotated[
    list[str] | None, typer.Option("--cell", metavar="CELL", help=_("列出这一格背后的事项，可重复，如 t3.u1.total"))
]
Anyway = Annotated[bool, typer.Option("--anyway", help=_("台账有错误时仍然输出"))]


class Held(NamedTuple):
    """One matter and the file it stands in."""

    file: LedgerFile
    history: History


class Wanted(NamedTuple):
    """What the year is compiled as."""

    year: int
    agency: str | None
    edition: str | None
    before: Filing | None


def compile_files(
    files: Ledgers,
    year: Year,
    agency: Agency = None,
    body: Body = None,
    before: Before = None,
    edition: Edition = None,
    folder: Out = None,
    to: To = "docx,html,xlsx,json",
    cell: Cells = None,
    anyway: Anyway = False,
    policy: Policies = None,
    notice: Notices = None,
    as_json: AsJson = False,
) -> None:
    """Compile one body's year; nothing is written while the law forbids something in its ledger."""
    formats, regime = wanted_formats(to), regime_of(policy, notice)
    held = _of_one_body([Held(file, one) for file in ledger_files(files) for one in file.histories()], body)
    last = only_filing(before) if before is not None else None
    wanted = Wanted(year, agency or next((one.history.body for one in held), "") or None, edition, last)
    compiled = _compiled(held, wanted, regime)
    faults = _faults(held, compiled)
    errors = [found for _history, some in faults for found in _errors(some)]
    if errors and not anyway:
        _refuse(faults, as_json=as_json)
    if not any(fact.on.year == year for one in held for fact in one.history.counted()):
        raise UsageError(_("台账中没有发生在 {} 年的事实，没有编制：空白台账不等于全年为 0").format(year))
    cells = [_known_cell(name, compiled) for name in cell or ()]
    written = _write(compiled, held, regime, folder, formats) if folder is not None else []
    findings = _of_the_filing(compiled)
    if as_json:
        console.line(json.dumps(_json(compiled, findings, faults, cells, written), ensure_ascii=False))
    else:
        _print(compiled, findings, faults, cells, written)
    raise typer.Exit(1 if errors or any(found.severity is Severity.ERROR for found in findings) else 0)


def _of_one_body(held: list[Held], body: str | None) -> list[Held]:
    """The matters of the body that is compiled; :class:`UsageError` where it is not clear whose, or one comes twice."""
    bodies = list(dict.fromkeys(one.history.body for one in held))
    if body is None and len(bodies) > 1:
        raise UsageError(_("台账中有 {} 个机关，请用 --body 选定一个：{}").format(len(bodies), _some(bodies)))
    if body is not None and body not in bodies:
        raise UsageError(_("台账中没有机关“{}”，有：{}").format(body, _some(bodies)))
    kept = [one for one in held if body is None or one.history.body == body]
    twice = [matter for matter, times in Counter(one.history.matter for one in kept).items() if times > 1]
    if twice:
        raise UsageError(_("同一事项出现在不止一个文件中：{}").format(_some(twice)))
    return kept


def _some(names: Sequence[str], most: int = 5) -> str:
    """A few of the names; an empty one shows that it is empty."""
    return "、".join(f"“{name}”" for name in names[:most]) + ("……" if len(names) > most else "")


def _faults(held: Sequence[Held], compiled: Compiled) -> Faults:
    """The matters with findings, each finding with its line."""
    by_matter: dict[str, list[Finding]] = defaultdict(list)
    for finding in compiled.findings:
        if "seq" in finding.facts:
            by_matter[finding.facts["matter"]].append(finding)
    by_file: dict[LedgerFile, list[tuple[History, tuple[Finding, ...]]]] = defaultdict(list)
    for file, history in held:
        if history.matter in by_matter:
            by_file[file].append((history, tuple(by_matter[history.matter])))
    return tuple(one for file, faults in by_file.items() for one in with_lines(file, faults))


def _refuse(faults: Faults, *, as_json: bool) -> None:
    """Say what the law forbids in the ledger, and end."""
    wrong = [(history, _errors(found)) for history, found in faults if _errors(found)]
    if as_json:
        shown = [finding_json(history, finding) for history, found in wrong for finding in found]
        console.line(json.dumps({"written": [], "ledger": shown}, ensure_ascii=False))
    else:
        print_faults(wrong)
        console.out().print(f"[bold red]{_('台账有错误，没有编制；请先登记更正，或者用 --anyway 仍然输出')}[/]")
    raise typer.Exit(1)


def _errors(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in found if finding.severity is Severity.ERROR)


def _compiled(held: Sequence[Held], wanted: Wanted, regime: Regime) -> Compiled:
    """The year.  Raises :class:`Refusal` naming the matter whose days cannot be computed."""
    form = None if wanted.edition is None else load_form(wanted.edition)
    try:
        return compile_year(
            [one.history for one in held],
            wanted.year,
            regime,
            agency=wanted.agency,
            form=form,
            before=wanted.before,
        )
    except Refusal:
        for file, history in held:
            try:
                body_year([history], wanted.year, regime)
            except Refusal as refusal:
                raise explained(file, history, refusal, regime) from None
        raise


def _of_the_filing(compiled: Compiled) -> list[Finding]:
    """The findings of the report itself; those on matters have been told with their lines."""
    return [finding for finding in compiled.findings if "seq" not in finding.facts]


def _known_cell(name: str, compiled: Compiled) -> str:
    cells = compiled.filing.form.cells
    if name in cells:
        return name
    near = get_close_matches(name, cells, n=3)
    hint = _("；是否指 {}？").format("、".join(near)) if near else ""
    raise UsageError(_("没有单元格“{}”").format(name) + hint)


def _write(compiled: Compiled, held: Sequence[Held], regime: Regime, folder: Path, formats: Sequence[str]) -> list[str]:
    """All renderings and the frozen snapshot, or nothing."""
    stem, findings = f"annual-{compiled.figures.year}", _of_the_filing(compiled)
    with whole(folder) as files:
        for name in formats:
            along = findings if name in WITH_FINDINGS else []
            data = render(compiled.filing, name, findings=along, language=language())
            files.save(f"{stem}{FORMATS[name].suffix}", [data])
        frozen = snapshot(compiled, [one.history for one in held], regime)
        files.save(f"{stem}.snapshot.json", [frozen])
    return files.written


def _json(
    compiled: Compiled,
    findings: Sequence[Finding],
    faults: Faults,
    cells: Sequence[str],
    written: Sequence[str],
) -> dict[str, Any]:
    filing = compiled.filing
    return {
        "agency": filing.agency,
        "year": filing.year,
        "edition": filing.form.edition,
        "cells": {cell: json_number(value) for cell, value in filing.values.items()},
        "matters": {cell: list(compiled.matters.get(cell, ())) for cell in cells},
        "findings": [finding.as_json() for finding in findings],
        "ledger": [finding_json(history, finding) for history, found in faults for finding in found],
        "placeholders": list(placeholders(filing.sections)),
        "written": list(written),
    }


def _print(
    compiled: Compiled,
    findings: Sequence[Finding],
    faults: Faults,
    cells: Sequence[str],
    written: Sequence[str],
) -> None:
    filing = compiled.filing
    tables = tuple(table.edition for table in filing.form.tables)
    one = Outcome("", Status.READ, filing.agency, filing.year, tables, findings=tuple(findings))
    console.out().print(f"[bold]{console.report_title(one)}[/]  {console.counted(one)}")
    if not written and not cells:
        print_form(filing)
    for finding in findings:
        console.print_finding(finding, one)
    for line in _behind(compiled.matters, filing, cells):
        console.out().print(line)
    if faults:
        told = Outcome("", Status.READ, findings=tuple(finding for _history, found in faults for finding in found))
        said = _("台账：{}；用 {} 逐件查看").format(console.counted(told), "gongkai ledger check")
        console.out().print(said)
    if todo := placeholders(filing.sections):
        console.out().print(_("还有 {} 处需要作者补充，用〔请作者补充：……〕标出").format(len(todo)))
    for path in written:
        console.out().print(f"  → {console.plain(path)}")


def _behind(matters: Mapping[str, Sequence[str]], filing: Filing, cells: Sequence[str]) -> Iterator[str]:
    """Each cell that was asked for, with its number and the matters it was counted from."""
    for name in cells:
        value, label = filing.values[name], filing.form.cells[name].label
        yield f"[bold]{name}[/] = {'—' if value is None else value}  [dim]{console.plain(label)}[/]"
        for matter in matters.get(name, ()):
            yield f"  {console.plain(matter)}"
