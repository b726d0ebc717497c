"""The same work on many files: order, crashes, killed workers, flat look-ahead."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.cli import apart
from gongkai.cli.work import AHEAD, CHUNK, Crash, each


def double(number: int) -> int:
    return 2 * number


def slower_first(number: int) -> int:
    time.sleep(0.2 if number < CHUNK else 0)
    return number


def fail_on_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def die_on_seven(number: int) -> int:
    if number == 7:
        os._exit(9)
    return number


def untransportable_seven(number: int) -> object:
    return (lambda: number) if number == 7 else number


def leave_a_mark(path: str) -> str:
    Path(path).touch()
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    items = list(range(5 * CHUNK))
    assert list(each(slower_first, items, jobs)) == [(item, item) for item in items]


def test_few_items_are_done_by_one_process_forked_from_this_one() -> None:
    done = list(each(lambda item: (item, os.getppid(), os.getpid()), [1, 2], jobs=2))
    assert [(item, parent) for _, (item, parent, _child) in done] == [(1, os.getpid()), (2, os.getpid())]
    assert len({child for _, (_item, _parent, child) in done} - {os.getpid()}) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_raise_is_the_crash_of_that_item_alone(jobs: int) -> None:
    results = dict(each(fail_on_seven, list(range(30)), jobs))
    assert {item for item, result in results.items() if result != item} == {7}
    crash = results[7]
    assert isinstance(crash, Crash)
    assert crash.error == "ValueError: seven"
    assert "fail_on_seven" in crash.trace


def test_a_killed_worker_costs_the_item_it_was_at_alone() -> None:
    results = list(each(die_on_seven, list(range(60)), jobs=2))
    assert [item for item, _ in results] == list(range(60))
    assert {item for item, result in results if isinstance(result, Crash)} == {7}


def abort_on_seven(number: int) -> int:
    if number == 7:
        os.abort()
    return number


def eat_on_seven(number: int) -> int:
    return len([bytearray(1 << 28) for _ in range(64)]) if number == 7 else number


def spin_on_seven(number: int) -> int:
    while number == 7:
        apart.SECONDS = 0
        apart.allow()
        while True:
            pass
    return number


@pytest.mark.parametrize("items", [range(5, 10), range(40)])
@pytest.mark.parametrize(
    ("work", "code"),
    [(abort_on_seven, "ends-reader"), (eat_on_seven, "too-much-memory"), (spin_on_seven, "too-slow")],
)
def test_an_item_beyond_the_limits_is_told_in_its_place_with_the_reason(
    items: range, work: Callable[[int], int], code: str
) -> None:
    done = each(work, items, 2, lambda _item, why: why.code)  # type: ignore[arg-type, return-value]
    assert list(done) == [(item, code if item == 7 else item) for item in items]


def interrupt_the_parent(number: int) -> int:
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(60)
    return number


def test_an_interrupt_ends_the_work_under_way_and_its_process() -> None:
    with pytest.raises(KeyboardInterrupt):
        list(each(interrupt_the_parent, [1], jobs=1))
    assert multiprocessing.active_children() == []


def tell_and_wait(number: int) -> int:
    os.write(1, b"begun")
    time.sleep(60)
    return number


@pytest.mark.parametrize("items", [1, 40], ids=["forked", "pool"])
def test_no_worker_outlives_the_process_that_started_it(items: int) -> None:
    script = f"from {__name__} import each, tell_and_wait; list(each(tell_and_wait, range({items}), 2))"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.read(5) == b"begun"
        parent.kill()
        parent.communicate(timeout=20)  # who still lives holds the other end


def test_a_result_that_cannot_travel_is_that_items_crash() -> None:
    results = dict(each(untransportable_seven, list(range(30)), jobs=2))
    assert {item for item, result in results.items() if isinstance(result, Crash)} == {7}


def test_workers_do_not_run_far_ahead_of_the_reader(tmp_path: Path) -> None:
    jobs = 2
    items = [str(tmp_path / str(number)) for number in range(40 * CHUNK)]
    results = each(leave_a_mark, items, jobs)
    next(results)
    time.sleep(0.5)
    assert len(list(tmp_path.iterdir())) <= (jobs * AHEAD + 1) * CHUNK
    results.close()  # type: ignore[attr-defined]


def test_nothing_for_no_items() -> None:
    assert list(each(double, [], jobs=2)) == []


def swallow_an_interrupt(number: int) -> int:
    if number == 3:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    return number


def test_an_interrupt_that_a_library_swallowed_still_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.cli.work.LIMITED", False)
    before = signal.getsignal(signal.SIGINT)
    done = []
    with pytest.raises(KeyboardInterrupt):
        done += [item for item, _ in each(swallow_an_interrupt, range(6), jobs=1)]
    assert done == []
    assert signal.getsignal(signal.SIGINT) is before
