"""How right reading is on a large seeded set, by raw form, layout and damage.

Run as ``python -m benchmarks.bench_corpus [--count 5000] [--seed 1] [--jobs 2]``.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console
from tests.corpus import generate
from tests.scoring import Outcome, dump, judge, summary


def _judge(seed: int) -> Outcome:
    return judge(generate(seed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--failures", type=Path, help="folder to write the failing documents to")
    options = parser.parse_args()
    seeds = range(options.seed * 1_000_003, options.seed * 1_000_003 + options.count)
    start = time.perf_counter()
    if options.jobs > 1:
        with ProcessPoolExecutor(options.jobs) as pool:
            outcomes = list(pool.map(_judge, seeds, chunksize=50))
    else:
        outcomes = [_judge(seed) for seed in seeds]
    console = Console(width=140)
    console.print(summary(outcomes))
    silent = sum(outcome.silent for outcome in outcomes)
    console.print(f"{options.count} documents in {time.perf_counter() - start:.0f} s; silent errors: {silent}")
    if options.failures:
        dump(outcomes, options.failures)


if __name__ == "__main__":
    main()
