"""What reading one report costs on one core, in milliseconds and against the bare cost of the same bytes.

Run as ``python -m benchmarks.bench_reading [--rounds 5] [--files 10000]``.  Reading includes verification:
every reading carries its findings.  The bare cost is decoding and splitting for text, and parsing alone
(the same parser) for HTML, measured in the same run.  Targets: 3 ms a text report, 6 ms an HTML report.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import time
from collections.abc import Callable, Iterable
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser
from tests.corpus import samples
from tests.golden import goldens

from gongkai.reading import read_document

TARGETS = {"text": 3.0, "html": 6.0}
Document = tuple[bytes, str]


def documents(seed: int, count: int) -> dict[str, list[Document]]:
    """Golden and generated documents, by raw form."""
    found: dict[str, list[Document]] = {"text": [], "html": []}
    for golden in goldens():
        found["html" if golden.source.suffix == ".html" else "text"].append(
            (golden.source.read_bytes(), golden.source.name)
        )
    for form in ("text", "markdown", "html"):
        made = [(sample.data, sample.name) for sample in samples(seed, count, form=form)]
        found["html" if form == "html" else "text"] += made
    return found


def bare(form: str, document: Document) -> None:
    """The least that any reader must do with these bytes."""
    if form == "html":
        LexborHTMLParser(document[0])
    else:
        document[0].decode("utf-8", "replace").split()


def read(_form: str, document: Document) -> None:
    """Reading and verification, whatever the form."""
    read_document(*document)


def times(work: Callable[[str, Document], None], form: str, batch: Iterable[Document], rounds: int) -> list[float]:
    """The best of ``rounds`` for every document, in milliseconds."""
    found = []
    for document in batch:
        best = float("inf")
        for _ in range(rounds):
            start = time.perf_counter_ns()
            work(form, document)
            best = min(best, time.perf_counter_ns() - start)
        found.append(best / 1e6)
    return found


def speed(found: dict[str, list[Document]], rounds: int) -> Table:
    """Median, spread and ratio by raw form."""
    table = Table("form", "documents", "median ms", "p90 ms", "max ms", "target ms", "bare ms", "ratio")
    for form, batch in found.items():
        floor, cost = times(bare, form, batch, rounds), times(read, form, batch, rounds)
        table.add_row(
            form,
            str(len(batch)),
            f"{median(cost):.2f}",
            f"{quantiles(cost, n=10)[-1]:.2f}",
            f"{max(cost):.2f}",
            f"{TARGETS[form]:.0f}",
            f"{median(floor):.3f}",
            f"{median(cost) / median(floor):.0f}",
        )
    return table


def steps(found: dict[str, list[Document]]) -> Table:
    """Where the time goes: the functions that the order of steps, ``reading/read.py``, calls."""
    profile = cProfile.Profile()
    profile.enable()
    for batch in found.values():
        for document in batch:
            read_document(*document)
    profile.disable()
    cost: dict[str, float] = {}
    for (path, _, name), (_, _, _, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        for (caller, _, _), (_, _, _, cumulative) in callers.items():
            if caller.endswith("reading/read.py") and "gongkai/" in path and not path.endswith("reading/read.py"):
                step = f"{path.rpartition('gongkai/')[2]} {name}"
                cost[step] = cost.get(step, 0.0) + cumulative
    table = Table("step", "share of the steps %")
    for step, seconds in sorted(cost.items(), key=lambda item: -item[1]):
        table.add_row(step, f"{100 * seconds / sum(cost.values()):.1f}")
    return table


def resident() -> float:
    """Resident memory now, in MiB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20


def memory(found: dict[str, list[Document]], files: int) -> Table:
    """Resident memory sampled while reading many files one after another."""
    batch = [document for group in found.values() for document in group]
    table = Table("files read", "resident MiB")
    for at in range(files + 1):
        if at % (files // 10) == 0:
            gc.collect()
            table.add_row(str(at), f"{resident():.1f}")
        read_document(*batch[at % len(batch)])
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=100, help="generated documents of each raw form")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    console = Console(width=120)
    found = documents(options.seed, options.count)
    console.print(speed(found, options.rounds))
    console.print(steps(found))
    console.print(memory(found, options.files))


if __name__ == "__main__":
    main()
