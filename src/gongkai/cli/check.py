"""``gongkai check``: what is wrong with a report before somebody else finds it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from gongkai.cli import console
from gongkai.cli.catalogue import is_of_reading
from gongkai.cli.filings import only_filing
from gongkai.cli.inputs import Source, UsageError, sources
from gongkai.cli.language import _, os_reason, spoken
from gongkai.cli.outcome import STANDINGS, Outcome, broken_source, outcome, read_source
from gongkai.cli.read import Files, Jobs
from gongkai.cli.sarif import sarif
from gongkai.cli.work import DEFAULT_JOBS, Crash, each
from gongkai.finding import Refusal, Severity, Verdict
from gongkai.reading import Reading
from gongkai.report.filing import Filing
from gongkai.report.rules import DEFAULT, Rules, load_rules
from gongkai.report.verify import assess, verify

HELP = _(
    "校验年度报告：勾稽关系、文表一致、格式版本、上下年衔接，逐条列出应为、实为、差额和处理办法。\n\n"
    "示例：\n\n"
    "  gongkai check 报告.html                          校验一份\n\n"
    "  gongkai check 2024.html --before 2023.html       连同上一年度核对结转和现行有效件数\n\n"
    "  gongkai check 报告/ --format sarif > 结果.sarif  供代码托管平台显示\n\n"
    "  gongkai check 报告/ --rules rules.toml           按本地规则调整严重程度\n\n"
    "退出码：0 没有错误，1 有错误或读取失败，2 用法有误。"
)


def check(
    files: Files,
    form: Annotated[
        Literal["text", "json", "sarif"],
        typer.Option("--format", "-f", help=_("输出格式：text 供人阅读，json 为 JSON Lines，sarif 为 SARIF 2.1.0")),
    ] = "text",
    before: Annotated[str | None, typer.Option(metavar="FILE", help=_("同一机关上一年度的报告"))] = None,
    rules: Annotated[
        str | None, typer.Option(metavar="TOML", help=_("规则配置：关闭检查或调整严重程度，格式见 README"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("同 --format json"))] = False,
    jobs: Jobs = DEFAULT_JOBS,
) -> None:
    """Verify reports and say what is wrong, why, and what to do about it."""
    given = sources(files)
    rules_text = _rules_text(rules)
    last = None if before is None else only_filing(before)  # a usage problem is said once and before anything else
    work = partial(check_source, before=last, rules_text=rules_text)
    tally = Tally()
    reports = tally.over(_reports(work, given, jobs))
    if form == "sarif" and not as_json:
        for piece in sarif(reports):
            typer.echo(piece, nl=False)
    elif form == "json" or as_json:
        for _file, report in reports:
            if isinstance(report, Outcome):
                console.line(json.dumps(report_json(report), ensure_ascii=False))
    else:
        for _file, report in reports:
            if isinstance(report, Outcome):
                print_report(report)
        _print_tally(len(given), tally)
    raise typer.Exit(1 if tally.is_bad else 0)


class Tally:
    """What was found in all reports together."""

    def __init__(self) -> None:
        self.is_bad = False
        self.failed = 0
        self.findings: Counter[Severity | Verdict] = Counter()
        self.checks: Counter[str] = Counter()

    def over(self, reports: Iterable[tuple[str, Outcome | Crash]]) -> Iterator[tuple[str, Outcome | Crash]]:
        """The reports as they come, each counted."""
        for file, report in reports:
            if isinstance(report, Crash):
                self.is_bad = True
                self.failed += 1
            else:
                self.is_bad = self.is_bad or report.is_bad
                self.failed += report.refusal is not None
                self.findings += report.standings
                self.checks.update(report.product)
            yield file, report


def _reports(
    work: partial[tuple[Outcome, ...]], given: list[Source], jobs: int
) -> Iterator[tuple[str, Outcome | Crash]]:
    with console.progress(_("校验"), len(given)) as bar:
        for source, result in each(work, given, jobs, _broken):
            console.advance(bar)
            if isinstance(result, Crash):
                console.print_crash(source.name, result)
                yield source.name, result
            else:
                for report in result:
                    yield source.name, report


def _broken(source: Source, refusal: Refusal) -> tuple[Outcome, ...]:
    return tuple(one._replace(product={}) for one in broken_source(source, refusal))


def check_source(source: Source, before: Filing | None, rules_text: str | None) -> tuple[Outcome, ...]:
    """The reports in a document with the findings of reading and of verification under the rules asked for.

    The product of each is how many checks came out how, by the name of the verdict.
    """
    count = partial(_verdicts, before=before, rules_text=rules_text)
    return tuple(outcome(_checked(reading, before, rules_text), count) for reading in read_source(source))


def _verdicts(reading: Reading, before: Filing | None, rules_text: str | None) -> dict[str, int]:
    if reading.filing is None:
        return {}
    rules = DEFAULT if rules_text is None else _rules(rules_text)
    checks = assess(reading.filing, before=before)
    counted = Counter(check.verdict for check in checks if rules.has(check.code))
    return {str(verdict): counted[verdict] for verdict in Verdict}


def _checked(reading: Reading, before: Filing | None, rules_text: str | None) -> Reading:
    """The reading, judged again beside last year's report if there is one, under the rules asked for."""
    findings = reading.findings
    if before is not None and reading.filing is not None:
        of_reading = tuple(finding for finding in findings if is_of_reading(finding))
        findings = of_reading + verify(reading.filing, before=before)
    if rules_text is not None:
        findings = _rules(rules_text).apply(findings)
    return replace(reading, findings=findings)


@cache
def _rules(text: str) -> Rules:
    return load_rules(text)


def _rules_text(file: str | None) -> str | None:
    """The rule configuration, read and tried before any work is done."""
    if file is None:
        return None
    try:
        text = Path(file).read_text("utf-8-sig")
        _rules(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_("规则配置“{}”无法打开：{}").format(file, os_reason(error))) from error
    except Refusal as refusal:
        advice = spoken(refusal.advice)
        raise UsageError(f"{file}: {spoken(refusal.reason)}" + (f"\n→ {advice}" if advice else "")) from refusal
    return text


def report_json(report: Outcome) -> dict[str, object]:
    """The object of a checked report: whose, of which year, how it was read, what was found."""
    shown: dict[str, object] = {
        "file": report.file,
        "agency": report.agency,
        "year": report.year,
        "status": str(report.status),
        "findings": [finding.as_json() for finding in report.findings],
    }
    if report.refusal is not None:
        shown["refusal"] = report.refusal.as_json()
    else:
        shown["checks"] = report.product
    return shown


def print_report(report: Outcome) -> None:
    """One report and its findings."""
    if report.refusal is not None:
        console.out().print(f"[bold]{console.plain(report.file)}[/]")
        console.print_failure(report)
        return
    console.out().print(
        f"[bold]{console.report_title(report)}[/]  {console.counted(report)}  [dim]{console.plain(report.file)}[/]"
    )
    for finding in report.findings:
        console.print_finding(finding, report)


def _print_tally(files: int, tally: Tally) -> None:
    """How many checks came out how, and, of several files, how many findings there are in all."""
    if tally.checks:
        made = [f"{console.standing_markup(verdict)} {tally.checks[verdict]}" for verdict in Verdict]
        console.out().print(_("核对 {} 项：").format(tally.checks.total()) + "  ".join(made))
    if files > 1:
        words = [f"{console.standing_markup(one)} {tally.findings[one]}" for one in STANDINGS]
        if tally.failed:
            words.append(f"[bold red]{_('读取失败 {}').format(tally.failed)}[/]")
        console.out().print(_("共 {} 个文件：").format(files) + "  ".join(words))
