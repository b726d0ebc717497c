"""Reading apart: whatever a file does to the process that reads it, it costs itself and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.corpus.apart import CannotStartError, Limits, Reader
from gongkai.corpus.job import Cause, Task
from gongkai.corpus.store import writing
from tests.corpus.stores import task

GOOD = (Path(__file__).parents[2] / "examples" / "reports" / "001_6d7d4ee39ed0853f.txt").read_bytes()
LIMITS = Limits(memory=1 << 30, seconds=2, patience=2)


@pytest.fixture
def harmful() -> Iterator[Reader]:
    with Reader(LIMITS, child="tests.corpus.harmful") as reader:
        yield reader


def read(reader: Reader, tasks: list[Task], folder: Path) -> dict[str, tuple[int, str | None, str | None]]:
    """Reports, cause and code by path."""
    done = reader.read(tasks)
    assert done.files == len(tasks)
    found = {}
    with writing(folder) as writer:
        for packed in done.packed:
            for row in writer.add(packed)["files"].to_pylist():
                assert row["path"] not in found, "doubled"
                found[row["path"]] = (row["reports"], row["cause"], row["code"])
    return found


@pytest.mark.parametrize(
    ("order", "cause", "code"),
    [
        ("spin", Cause.INPUT, "too-slow"),
        ("sleep", Cause.INPUT, "too-slow"),
        ("eat", Cause.INPUT, "too-much-memory"),
        ("abort", Cause.INPUT, "died"),
        ("exit", Cause.DEFECT, "died"),
        ("killed", Cause.AGAIN, "killed"),
        ("raise", Cause.DEFECT, "defect"),
    ],
)
def test_a_harmful_file_is_a_classified_failure_and_the_rest_is_read(
    harmful: Reader, tmp_path: Path, order: str, cause: Cause, code: str
) -> None:
    tasks = [task(GOOD, "before"), task(order.encode(), "bad"), task(GOOD + b"\n", "after")]
    start = time.monotonic()
    found = read(harmful, tasks, tmp_path)
    assert found == {"before": (1, None, None), "bad": (0, str(cause), code), "after": (1, None, None)}
    assert time.monotonic() - start < 60  # bounded; a busy machine starts processes slowly


def test_several_harmful_files_in_one_chunk_cost_themselves_alone(harmful: Reader, tmp_path: Path) -> None:
    orders = ("abort", "killed", "abort ", "good")
    tasks = [task(GOOD if order == "good" else order.encode(), f"{n}") for n, order in enumerate(orders)]
    assert [code for _reports, _cause, code in read(harmful, tasks, tmp_path).values()] == [
        "died",
        "killed",
        "died",
        None,
    ]


def test_what_a_library_prints_does_not_disturb_the_results(harmful: Reader, tmp_path: Path) -> None:
    found = read(harmful, [task(b"print", "noisy"), task(GOOD, "good")], tmp_path)
    assert found == {"noisy": (0, "input", "not-a-report"), "good": (1, None, None)}


def test_a_limit_set_from_outside_is_kept_and_stops_no_reader(tmp_path: Path) -> None:
    with Reader(LIMITS, child="tests.corpus.limited") as reader:
        assert read(reader, [task(GOOD, "good")], tmp_path) == {"good": (1, None, None)}


def test_a_process_that_cannot_start_says_so_and_blames_no_file() -> None:
    with Reader(LIMITS, child="tests.corpus.no_such_module") as reader, pytest.raises(CannotStartError):
        reader.read([task(GOOD)])


def test_a_closed_reader_leaves_no_process() -> None:
    reader = Reader(LIMITS)
    reader.read([task(GOOD)])
    process = reader._process
    assert process is not None
    reader.close()
    assert process.poll() is not None
