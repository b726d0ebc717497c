"""What a command knows of one report that was read: small, and the same in every process."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any, NamedTuple

from gongkai.cli import inputs
from gongkai.cli.inputs import Source, TooLargeError
from gongkai.cli.language import os_reasons
from gongkai.cli.work import Crash, each
from gongkai.convert import as_docx
from gongkai.finding import Finding, Refusal, Severity, Verdict
from gongkai.reading import Reading, Status, read_sources
from gongkai.reading import Source as Read
from gongkai.reading.result import origin_counts
from gongkai.report.filing import Filing
from gongkai.report.form import Form, mixed_form

STANDINGS: tuple[Severity | Verdict, ...] = (Severity.ERROR, Severity.WARNING, Verdict.UNCERTAIN, Severity.NOTE)
"""What a finding is shown as, the gravest first."""


def standing(finding: Finding) -> Severity | Verdict:
    """A finding's severity, or that it is uncertain: then it accuses nobody, whatever its kind."""
    return Verdict.UNCERTAIN if finding.verdict is Verdict.UNCERTAIN else finding.severity


class Place(NamedTuple):
    """A section of a report: its title, and the line its heading stands in."""

    title: str
    line: int | None


class Outcome(NamedTuple):
    """One report out of one file, without its numbers.

    ``tables`` are the editions of tables 2, 3 and 4; ``origins`` counts cells by how they came
    by their values; ``sections`` are those of the words by key; ``product`` is whatever the
    command made of the report (a line of JSON, the names of the files written).
    """

    file: str
    status: Status
    agency: str | None = None
    year: int | None = None
    tables: tuple[str, ...] = ()
    origins: dict[str, int] = {}  # noqa: RUF012  (never changed)
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None
    product: Any = None
    sections: dict[str, Place] = {}  # noqa: RUF012  (never changed)

    @property
    def form(self) -> Form | None:
        """The form the report is printed in."""
        return mixed_form(*self.tables) if self.tables else None

    @property
    def standings(self) -> Counter[Severity | Verdict]:
        """How many findings of each severity, the uncertain ones apart."""
        return Counter(standing(finding) for finding in self.findings)

    @property
    def is_bad(self) -> bool:
        """Whether the report could not be read, or holds an error that is certain."""
        return self.status is Status.FAILED or Severity.ERROR in self.standings

    def place(self, finding: Finding) -> Place | None:
        """The section that a finding on the words speaks of."""
        return self.sections.get(str(finding.facts.get("section")))


def read_source(source: Source, before: Sequence[Filing] = ()) -> tuple[Reading, ...]:
    """The reports in a document; one failed reading where the file cannot be opened.

    ``before`` are reports of the year before, as further evidence.
    """
    return tuple(reading for read in read_whole(source, before) for reading in read.readings)


def read_whole(source: Source, before: Sequence[Filing] = ()) -> tuple[Read, ...]:
    """The same with what was looked at: one file, or each of those in an archive."""
    try:
        data = source.content()
    except (OSError, TooLargeError) as error:
        refusal = _too_large() if isinstance(error, TooLargeError) else cannot_open(error)
        return _unread(source, refusal)
    found = []
    for read in read_sources(data, PurePath(source.name).name, as_docx, before=before):
        name = _place(source.name, read.name)
        found.append(read._replace(name=name, readings=tuple(reading.named(name) for reading in read.readings)))
    return tuple(found)


def read_apart(source: Source, before: Sequence[Filing] = ()) -> tuple[Read, ...] | Crash:
    """The same in a process of its own within limits: for a command that reads one file and keeps all of it."""
    ((_source, read),) = each(partial(read_whole, before=before), [source], 1, _unread)
    return read


def _unread(source: Source, refusal: Refusal) -> tuple[Read, ...]:
    return (Read(source.name, b"", "", (_failed(source, refusal),)),)


def _failed(source: Source, refusal: Refusal) -> Reading:
    return Reading(Status.FAILED, None, refusal=refusal, file=source.name)


def _place(file: str, read: str | None) -> str:
    """The file as it was given, and where in it a report stands if it is an archive."""
    inner = (read or "").removeprefix(PurePath(file).name)
    return file + inner if inner.startswith("/") else file


def cannot_open(error: OSError | UnicodeDecodeError) -> Refusal:
    """Why a file cannot be opened, and what to do."""
    chinese, english = os_reasons(error)
    advice = ("请检查文件是否存在、是否有读取权限", "check that the file exists and that you may read it")
    if isinstance(error, UnicodeDecodeError):
        advice = (
            "请检查是否选错了文件；是文本的，另存为 UTF-8 编码",
            "check that it is the right file; if it is text, save it in UTF-8",
        )
    return Refusal("cannot-open", (f"无法打开文件：{chinese}", f"the file cannot be opened: {english}"), advice)


def _too_large() -> Refusal:
    most = inputs.MOST_BYTES / 2**20
    return Refusal(
        "too-large",
        (f"文件超过 {most:g} MiB", f"the file is larger than {most:g} MiB"),
        (
            "年度报告不会这么大：请检查是否选错了文件",
            "no annual report is of that size: check that it is the right file",
        ),
    )


def outcome(reading: Reading, make: Callable[[Reading], Any] | None = None) -> Outcome:
    """What the command keeps of a reading, with what ``make`` makes of it."""
    filing = reading.filing
    product = make(reading) if make is not None else None
    file = reading.file or "-"
    if filing is None:
        return Outcome(file, reading.status, refusal=reading.refusal, findings=reading.findings, product=product)
    return Outcome(
        file=file,
        status=reading.status,
        agency=filing.agency,
        year=filing.year,
        tables=tuple(table.edition for table in filing.form.tables),
        origins=dict(origin_counts(filing)),
        findings=reading.findings,
        product=product,
        sections={
            section.key: Place(section.title, section.where.line if section.where is not None else None)
            for section in filing.sections
        },
    )


def read_outcomes(source: Source, before: Sequence[Filing] = ()) -> tuple[Outcome, ...]:
    """Read a document for a list of reports."""
    return tuple(outcome(reading) for reading in read_source(source, before))


def read_lines(source: Source, before: Sequence[Filing] = ()) -> tuple[Outcome, ...]:
    """Read a document for JSON Lines: the product is one line a report."""
    return tuple(outcome(reading, json_line) for reading in read_source(source, before))


def broken_source(source: Source, refusal: Refusal) -> tuple[Outcome, ...]:
    """What is told of a document that broke the process that read it."""
    return (outcome(_failed(source, refusal)),)


def broken_line(source: Source, refusal: Refusal) -> tuple[Outcome, ...]:
    """The same with its line of JSON."""
    return (outcome(_failed(source, refusal), json_line),)


def crash_line(source: Source) -> str:
    """The line of JSON of a document at which this program went wrong: no line is ever missing."""
    reason = ("本程序出错，不是文件的问题", "this program went wrong, not the file")
    advice = ("请把标准错误中的内容报告给维护者", "please tell its maintainers what standard error says")
    return json_line(_failed(source, Refusal("defect", reason, advice)))


def json_line(reading: Reading) -> str:
    """The JSON object of a report on one line."""
    return json.dumps(reading.as_json(), ensure_ascii=False)
