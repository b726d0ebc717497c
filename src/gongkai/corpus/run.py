"""A run: plan, read, keep, in flat memory; what is kept survives being killed at any moment."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from gongkai.corpus.beside import tasks_beside
from gongkai.corpus.engine import Engine
from gongkai.corpus.job import Task, reader_version
from gongkai.corpus.manifest import Manifest, Pace, chunks, plan, walk
from gongkai.corpus.store import Writer, pack, writing
from gongkai.corpus.tables import Rows, no_rows

BATCH_FILES = 2000
BATCH_SECONDS = 60.0


@dataclass
class Summary:
    """What a run did: files found, left as they were, read; reports; failures by cause; then files read again
    beside last year's reports.
    """

    found: int = 0
    unchanged: int = 0
    read: int = 0
    reports: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    beside: int = 0

    @property
    def twice(self) -> int:
        """Files whose content was known from another place."""
        return self.found - self.unchanged - self.read


def run(
    places: Sequence[str],
    store: Path,
    engine: Engine,
    *,
    starts: Callable[[int], None] = lambda _files: None,
    goes_on: Callable[[int], None] = lambda _files: None,
) -> Summary:
    """Read what is new or changed at the places, or was read by another version of the reader, into the store.

    Then every file of the store in doubt is read again beside last year's reports, where they are there.
    ``starts`` is told how many files there are, ``goes_on`` how many more are dealt with.  What
    has been read when the run is interrupted is kept.  Raises :class:`~gongkai.finding.Refusal`
    where the store cannot be used.
    """
    with writing(store) as writer:
        return _Run(places, store, engine, writer, goes_on).through(starts)


class _Run:
    def __init__(
        self, places: Sequence[str], store: Path, engine: Engine, writer: Writer, goes_on: Callable[[int], None]
    ) -> None:
        self._places = places
        self._store = store
        self._engine = engine
        self._writer = writer
        self._goes_on = goes_on
        self._told: Rows = no_rows()
        self._summary = Summary()
        self._committed = time.monotonic()

    def through(self, starts: Callable[[int], None]) -> Summary:
        """From the first file to the last batch."""
        starts(sum(1 for _ in walk(self._places, self._store)))
        manifest = Manifest(self._store, reader_version())
        pace = Pace()
        try:
            with closing(self._engine(chunks(self._tasks(manifest), pace))) as work:
                for done in work:
                    pace.learn(done.files, sum(self._take(packed) for packed in done.packed))
                    self._goes_on(done.files)
                    self._commit_if_due()
        finally:  # also when interrupted
            self._commit()
        self._beside()
        return self._summary

    def _beside(self) -> None:
        """Read again what last year's reports may decide; what cannot be read beside them stays as it was."""
        tasks = tasks_beside(self._store, reader_version())
        first = next(tasks, None)
        if first is None:
            return
        try:
            with closing(self._engine([task] for task in chain([first], tasks))) as work:
                for packed in (one for done in work for one in done.packed):
                    self._summary.beside += self._writer.add_read(packed)
                    self._commit_if_due()
        finally:
            self._commit()

    def _tasks(self, manifest: Manifest) -> Iterator[Task]:
        for planned in plan(walk(self._places, self._store), manifest, self._told):
            self._summary.found += 1
            if planned.task is not None:
                yield planned.task
                continue
            self._summary.unchanged += planned.is_unchanged
            self._goes_on(1)
            self._commit_if_due()

    def _take(self, packed: bytes) -> float:
        """Keep what was read; the seconds it took."""
        files = self._writer.add(packed).get("files")
        if files is None:
            return 0.0
        for row in files.select(["reports", "cause"]).to_pylist():
            self._summary.read += 1
            self._summary.reports += row["reports"]
            if row["cause"] is not None:
                self._summary.failures[row["cause"]] += 1
        return float(sum(files["seconds"].to_pylist()))

    def _commit_if_due(self) -> None:
        gathered = self._writer.files + len(self._told["places"])
        if gathered >= BATCH_FILES or time.monotonic() - self._committed > BATCH_SECONDS:
            self._commit()

    def _commit(self) -> None:
        if any(self._told.values()):
            self._take(pack(self._told))
            for rows in self._told.values():
                rows.clear()
        self._writer.commit()
        self._committed = time.monotonic()
