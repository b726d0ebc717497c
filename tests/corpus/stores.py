"""Small collections of reports for the tests of the corpus room, and what a store holds, to be compared."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from gongkai.corpus.job import Task
from gongkai.corpus.manifest import Found, Manifest, plan
from gongkai.corpus.query import Corpus
from gongkai.corpus.tables import TABLES, no_rows
from gongkai.report.filing import Filing
from gongkai.report.form import form_for_year
from gongkai.report.render import render
from tests.strategies.filings import lawful_filing

SHIFTING = {"seconds", "batch"}
"""Columns that differ between two runs that do the same."""


def bodies(count: int) -> list[str]:
    """Names of made-up districts."""
    return [f"青山市第{number}区人民政府" for number in range(1, count + 1)]


def write_year(
    folder: Path, year: int, names: list[str], before: dict[str, Filing] | None = None, scale: int = 400
) -> dict[str, Filing]:
    """One report a body for a year, each following from the one before; the filings by body."""
    made = {}
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        earlier = (before or {}).get(name)
        form = form_for_year(year)
        made[name] = lawful_filing(form, Random(f"{name}{year}"), scale, before=earlier, agency=name, year=year)
        (folder / f"{name}-{year}.json").write_bytes(render(made[name], "json"))
    return made


def task(data: bytes, path: str = "a.txt", modified: int = 0) -> Task:
    """A task of these bytes."""
    return Task(path, sha256(data).hexdigest(), len(data), modified, data)


def left_to_read(folder: Path, store: Path, version: str) -> list[str]:
    """The names of the files that a run with that version of the reader would read."""
    files = (Found(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(folder.iterdir()))
    manifest = Manifest(store, version)
    return [Path(one.task.path).name for one in plan(files, manifest, no_rows()) if one.task is not None]


def content(store: Path) -> dict[str, list[Any]]:
    """Everything in a store, every row ever written, in an order of its own."""
    found = {}
    with Corpus(store) as corpus:
        for table in TABLES.values():
            columns = ", ".join(column.name for column in table.columns if column.name not in SHIFTING)
            found[table.name] = sorted(corpus.ask(f"SELECT {columns} FROM all_{table.name}").rows, key=repr)
    return found
