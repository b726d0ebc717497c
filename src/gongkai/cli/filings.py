"""Whole filings out of many files, for commands that hold reports against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gongkai.cli import console
from gongkai.cli.inputs import Source, UsageError, sources
from gongkai.cli.language import _, spoken
from gongkai.cli.outcome import Outcome, broken_source, outcome, read_apart, read_source
from gongkai.cli.work import Crash, each
from gongkai.reading import Reading
from gongkai.report.filing import Filing, make_filing
from gongkai.report.form import mixed_form


class Gathered(NamedTuple):
    """The filings that could be read, the file each came from, and how many files could not be read."""

    filings: tuple[Filing, ...]
    files: tuple[str, ...]
    failed: int


def gather(given: Sequence[Source], title: str, jobs: int) -> Gathered:
    """Read all documents; what cannot be read is told on standard error and counted."""
    filings: list[Filing] = []
    files: list[str] = []
    failed = 0
    with console.progress(title, len(given)) as bar:
        for source, result in each(read_packed, given, jobs, broken_source):
            console.advance(bar)
            if isinstance(result, Crash):
                console.print_crash(source.name, result)
                failed += 1
                continue
            for one in result:
                if one.refusal is not None:
                    console.err().print(f"[bold]{console.plain(one.file)}[/]")
                    console.print_failure(one, console.err())
                    failed += 1
                else:
                    filings.append(unpacked(one.product))
                    files.append(one.file)
    return Gathered(tuple(filings), tuple(files), failed)


def only_filing(file: str) -> Filing:
    """The one report of a file that a command needs; :class:`UsageError` where there is not exactly one."""
    given = sources([file])
    whole = read_apart(given[0])
    if isinstance(whole, Crash):
        raise UsageError(_("报告“{}”无法使用：{}").format(file, whole.error))
    readings = [reading for one in whole for reading in one.readings]
    filing = readings[0].filing
    if len(given) == 1 and len(readings) == 1 and filing is not None:
        return filing
    refusal = readings[0].refusal
    why = spoken(refusal.reason) if refusal is not None else _("其中不止一份报告")
    raise UsageError(_("报告“{}”无法使用：{}").format(file, why))


def read_packed(source: Source) -> tuple[Outcome, ...]:
    """Read a document; the product of each outcome is its filing, packed to travel between processes."""
    return tuple(outcome(reading, _packed) for reading in read_source(source))


def _packed(reading: Reading) -> dict[str, Any] | None:
    filing = reading.filing
    if filing is None:
        return None
    return {
        "editions": [table.edition for table in filing.form.tables],
        "values": dict(filing.values),
        "traces": dict(filing.traces),
        "agency": filing.agency,
        "year": filing.year,
        "sections": filing.sections,
        "preamble": filing.preamble,
    }


def unpacked(packed: dict[str, Any]) -> Filing:
    """The filing that was packed."""
    rest = {key: value for key, value in packed.items() if key not in ("editions", "values")}
    return make_filing(mixed_form(*packed["editions"]), packed["values"], **rest)
