"""Ledger files (JSON Lines, one fact a line): which files are meant, their histories, where a fact stands."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.progress import Progress

from gongkai.cli import console
from gongkai.cli.inputs import UsageError, sources
from gongkai.cli.language import _
from gongkai.cli.outcome import cannot_open
from gongkai.cli.terms import at
from gongkai.finding import Finding, Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.findings import OUTSIDE
from gongkai.ledger.history import History
from gongkai.ledger.lines import read_lines

SUFFIX = ".jsonl"
LARGE = 4 * 2**20
"""Bytes from which on reading one file shows how far it has come."""

Ledgers = Annotated[
    list[str], typer.Argument(metavar="FILE…", help=_("台账文件（.jsonl）、文件夹、通配符，或 -（标准输入）"))
]


class Place(NamedTuple):
    """One fact: body, matter and its number in the history."""

    body: str
    matter: str
    seq: int


class LedgerFile(NamedTuple):
    """One file of facts: its name as given, and its text if it came by standard input."""

    name: str
    text: str | None = None

    def lines(self) -> Generator[str, None, None]:
        """The lines, as they come from the disk.

        Raises :class:`Refusal` where the file cannot be opened, and for bytes that are no text.
        """
        try:
            if self.text is not None:
                yield from io.StringIO(self.text)
                return
            with Path(self.name).open("rb") as raw, self._progress() as bar:
                for number, line in enumerate(io.TextIOWrapper(raw, "utf-8-sig"), start=1):
                    yield line
                    if bar is not None and number % 1000 == 0:
                        bar.update(bar.task_ids[0], completed=raw.tell() // 1024)
        except (OSError, UnicodeDecodeError) as error:
            raise cannot_open(error) from error

    def _progress(self) -> AbstractContextManager[Progress | None]:
        """A bar while so many bytes are read that it takes a while."""
        size = Path(self.name).stat().st_size
        return console.progress(_("读取（KiB）"), size // 1024 if size >= LARGE else 0)

    def histories(self) -> tuple[History, ...]:
        """The histories in it.  Raises :class:`Refusal` naming file and line where anything in it is wrong."""
        try:
            with closing(self.lines()) as lines:
                return read_lines(lines)
        except Refusal as refusal:
            raise at(self.name, refusal) from None

    def line_numbers(self, wanted: Iterable[Place]) -> dict[Place, int]:
        """In which lines facts of this file stand, counted from 1."""
        missing, counted = set(wanted), dict[tuple[str, str], int]()
        found: dict[Place, int] = {}
        with closing(self.lines()) as lines:
            for number, text in enumerate(lines, start=1):
                if not missing:
                    break
                if text.strip():
                    line = json.loads(text)
                    key = (line.get("body", ""), line["matter"])
                    counted[key] = counted.get(key, 0) + 1
                    place = Place(*key, counted[key])
                    if place in missing:
                        missing.remove(place)
                        found[place] = number
        return found


def ledger_files(arguments: Iterable[str]) -> list[LedgerFile]:
    """The files that the arguments name, in their order, each once; of a folder those with the suffix.

    Raises :class:`UsageError` where an argument names nothing.
    """
    found: dict[str, LedgerFile] = {}
    for argument in arguments:
        for file in _named_by(argument):
            found.setdefault(file.name, file)
    return list(found.values())


def _named_by(argument: str) -> list[LedgerFile]:
    if argument == "-":
        data = sys.stdin.buffer.read()
        try:
            return [LedgerFile("-", data.decode("utf-8-sig"))]
        except UnicodeDecodeError as error:
            raise at("-", cannot_open(error)) from error
    if not Path(argument).is_dir():
        return [LedgerFile(source.name) for source in sources([argument])]
    inside = [LedgerFile(str(path)) for path in sorted(Path(argument).rglob(f"*{SUFFIX}")) if path.is_file()]
    if not inside:
        raise UsageError(_("文件夹“{}”中没有台账文件（{}）").format(argument, SUFFIX))
    return inside


def placed(history: History, finding: Finding) -> Place:
    """The fact that a finding on a history is about."""
    return Place(history.body, history.matter, finding.facts["seq"])


def explained(file: LedgerFile, history: History, refusal: Refusal, regime: Regime) -> Refusal:
    """A refusal to compute a day, with file, matter and, where a fact's own day is at fault, its line."""
    where = f"{file.name} {history.matter}"
    for finding in check_history(history, regime):
        if finding.kind is OUTSIDE:
            place = placed(history, finding)
            line = file.line_numbers([place]).get(place)
            where = f"{file.name}:{line} {history.matter}" if line else where
            break
    return at(where, refusal)
