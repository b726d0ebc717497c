"""A run: only what is new is read, and whatever kills it, nothing is lost and nothing is there twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.corpus import job
from gongkai.corpus import run as runs
from gongkai.corpus import store as stores
from gongkai.corpus.apart import Limits
from gongkai.corpus.local_run import local
from gongkai.corpus.query import Corpus
from gongkai.corpus.run import Summary, run
from gongkai.corpus.store import batches, parts, writing
from gongkai.finding import Refusal
from tests.corpus import samples
from tests.corpus.processes import children, is_running, start, wait_until
from tests.corpus.stores import bodies, content, left_to_read, task, write_year

ENGINE = local(1, Limits())


def here(places: Path | list[Path], store: Path) -> Summary:
    """A run over the places, on one process."""
    given = places if isinstance(places, list) else [places]
    return run([str(place) for place in given], store, ENGINE)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    write_year(tmp_path / "reports", 2023, bodies(4))
    return tmp_path / "reports"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_adding_a_year_reads_only_that_year(reports: Path, store: Path) -> None:
    assert here(reports, store).read == 4
    write_year(reports / "2024", 2024, bodies(3))
    summary = here(reports, store)
    assert (summary.found, summary.unchanged, summary.read, summary.reports) == (7, 4, 3, 3)
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT year, count(*) FROM reports GROUP BY 1 ORDER BY 1").rows == [(2023, 4), (2024, 3)]
    again = here(reports, store)
    assert (again.unchanged, again.read) == (7, 0)
    assert len(batches(store)) == 2  # a run that has nothing to do writes nothing


def test_a_file_known_from_another_place_is_not_read_again(reports: Path, store: Path, tmp_path: Path) -> None:
    here(reports, store)
    shutil.copytree(reports, tmp_path / "copy")
    summary = here(tmp_path / "copy", store)
    assert (summary.read, summary.twice) == (0, 4)
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT count(*) FROM reports").rows == [(4,)]
        assert corpus.ask("SELECT count(*) FROM places").rows == [(8,)]


def test_a_changed_file_replaces_what_it_was(reports: Path, store: Path) -> None:
    here(reports, store)
    path = sorted(reports.iterdir())[0]
    text = path.read_text("utf-8")
    path.write_text(text.replace('"year": 2023', '"year": 2022'), "utf-8")
    assert here(reports, store).read == 1
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT year, count(*) FROM reports GROUP BY 1 ORDER BY 1").rows == [(2022, 1), (2023, 3)]
        assert corpus.ask("SELECT count(DISTINCT (checksum, report)) FROM cells").rows == [(4,)]
    path.write_text(text, "utf-8")  # and back again: the content is known, the place has changed
    assert here(reports, store).twice == 1
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT year, count(*) FROM reports GROUP BY 1").rows == [(2023, 4)]


def test_another_version_of_the_reader_reads_again_and_replaces(
    reports: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(reports, store)
    assert left_to_read(reports, store, job.reader_version()) == []
    assert len(left_to_read(reports, store, "another")) == 4
    monkeypatch.setattr(runs, "reader_version", lambda: "another")
    assert here(reports, store).read == 4
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT count(*) FROM reports").rows == [(4,)]
        assert corpus.ask("SELECT count(*) FROM all_reports").rows == [(8,)]


def test_the_version_of_the_reader_changes_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = job.reader_version()
    monkeypatch.setattr(job, "_ROOMS", ("law", "report"))
    job.reader_version.cache_clear()
    try:
        assert job.reader_version() != before
    finally:
        monkeypatch.undo()
        job.reader_version.cache_clear()
    assert job.reader_version() == before


def test_what_is_worth_another_try_is_tried_again(reports: Path, store: Path) -> None:
    (reports / "gone.html").symlink_to(reports / "nowhere")
    assert here(reports, store).failures == {"again": 1}
    (reports / "nowhere").write_bytes(sorted(reports.glob("*.json"))[0].read_bytes() + b"\n")
    (reports / "gone.html").unlink()
    (reports / "nowhere").rename(reports / "gone.html")
    summary = here(reports, store)
    assert (summary.read, dict(summary.failures)) == (1, {})
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT count(*) FROM files WHERE cause IS NOT NULL").rows == [(0,)]
        assert corpus.ask("SELECT count(*) FROM reports").rows == [(5,)]


def test_the_store_itself_and_hidden_files_are_not_read(reports: Path) -> None:
    (reports / ".hidden").write_text("x")
    (reports / "~$lock.docx").write_text("x")
    (reports / "loop").symlink_to(reports)
    store = reports / "store"
    assert here(reports, store).found == 4
    assert here(reports, store).found == 4


def test_two_runs_do_not_write_at_once(store: Path, reports: Path) -> None:
    with writing(store), pytest.raises(Refusal, match="store-in-use"):
        here(reports, store)


def test_a_store_of_another_layout_is_refused(store: Path, reports: Path) -> None:
    store.mkdir()
    (store / "store.json").write_text('{"format": 99}')
    with pytest.raises(Refusal, match="other-store"):
        here(reports, store)


class Killed(BaseException):
    """Stands for a power failure: nothing after it is done."""


def dies_at(call: int, real: Callable[..., Any]) -> Callable[..., Any]:
    calls = iter(range(call + 1))

    def function(*arguments: Any, **named: Any) -> Any:
        if next(calls, call) == call:
            raise Killed
        return real(*arguments, **named)

    return function


def test_a_commit_cut_off_at_any_point_is_as_if_it_had_not_begun(
    reports: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    here(reports, whole)
    moves = len([part for name in stores.TABLES for part in parts(whole, name)])
    for call in range(moves):
        with monkeypatch.context() as patched, writing(store) as writer:
            for path in sorted(reports.iterdir()):
                tasks = [task(path.read_bytes(), str(path), path.stat().st_mtime_ns)]
                writer.add(stores.pack(job.read_tasks(tasks, lambda _number: None, lambda: 0.0)))
            patched.setattr(stores.os, "replace", dies_at(call, os.replace))
            with pytest.raises(Killed):
                writer.commit()
        assert batches(store) == []
        with Corpus(store) as corpus:
            assert corpus.ask("SELECT count(*) FROM cells").rows == [(0,)]
    here(reports, store)
    assert content(store) == content(whole)
    assert not (store / ".writing").exists()


def kill_after_a_batch(folder: Path, store: Path, delay: float) -> None:
    """Start a run, wait until it has written a batch more and a little longer, and kill it."""
    had = len(batches(store)) if store.exists() else 0
    process = start(folder, "--store", store, "--jobs", "2")
    wait_until(lambda: process.poll() is not None or (store.exists() and len(batches(store)) > had))
    time.sleep(delay)
    readers = children(process.pid) if process.poll() is None else set()
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(lambda: not any(map(is_running, readers)))  # they end with their input


def test_killed_again_and_again_a_run_ends_with_everything_once(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for sample in samples(5, 90):
        (folder / sample.name).write_bytes(sample.data)
    rng = random.Random(5)
    for _ in range(3):
        kill_after_a_batch(folder, store, rng.random() * 0.3)
    process = start(folder, "--store", store, "--jobs", "2")
    assert process.wait() == 0
    assert len(batches(store)) > 3
    here(folder, tmp_path / "whole")
    assert content(store) == content(tmp_path / "whole")


def test_an_interrupted_run_keeps_what_was_read_and_leaves_no_process(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for sample in samples(6, 60):
        (folder / sample.name).write_bytes(sample.data)
    process = start(folder, "--store", store, "--jobs", "2")
    wait_until(lambda: store.exists() and len(batches(store)) > 0)
    readers = children(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait() in (130, 0)  # 0 if it was done first
    assert not any(map(is_running, readers))
    here(folder, store)
    here(folder, tmp_path / "whole")
    assert content(store) == content(tmp_path / "whole")
