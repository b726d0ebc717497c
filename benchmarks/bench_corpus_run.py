"""A run over many files: throughput, memory over time, scaling by cores, and what a million reports would take.

    python -m benchmarks.bench_corpus_run [--count 2000] [--cores 2] [--on local|ray]

The files are made from at most 2,000 different documents in all raw forms, each file made unique
by a last line.  The bare loop reads a sample of the same files in this process, nothing kept, in
the same run: the ratio says what processes, limits and the store cost.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from tests.corpus import generate

from gongkai.corpus.engine import Engine
from gongkai.corpus.local_run import local
from gongkai.corpus.query import Corpus
from gongkai.corpus.run import Summary, run
from gongkai.reading import read_document

DIFFERENT = 2000
SAMPLE = 400
FOLDER = 1000  # files


def _made(seed: int) -> tuple[str, bytes]:
    sample = generate(seed)
    return sample.name, sample.data


def make(folder: Path, count: int, cores: int) -> None:
    """Write the files, a thousand to a folder."""
    with ProcessPoolExecutor(cores) as pool:
        different = list(pool.map(_made, range(min(count, DIFFERENT)), chunksize=50))
    for number in range(count):
        name, data = different[number % len(different)]
        place = folder / f"{number // FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        unique = b"" if number < len(different) or not data.strip() else b"\n" + b" " * (number // len(different))
        (place / f"{number}-{name}").write_bytes(data + unique)


def resident(process: int) -> int:
    """MiB of a process and of those below it."""
    total = 0
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            total += sum(resident(int(child)) for child in (thread / "children").read_text().split())
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) >> 10
    except OSError:
        return total
    return total


class Watch:
    """Memory of this process and of its children, once a second."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._end.wait(1.0):
            self.seen.append(resident(os.getpid()))

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def quarters(self) -> str:
        """The highest in each quarter of the time."""
        size = max(1, len(self.seen) // 4)
        return ", ".join(str(max(part)) for part in _parts(self.seen, size))


def _parts(seen: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(seen), size):
        yield seen[start : start + size]


def bare(folder: Path) -> float:
    """Seconds a file, read in this process and nothing kept."""
    files = [path.read_bytes() for path in islice(sorted(folder.rglob("*.*")), SAMPLE)]
    for data in files[:20]:
        read_document(data)
    start = time.perf_counter()
    for data in files:
        read_document(data)
    return (time.perf_counter() - start) / len(files)


def measured(folder: Path, store: Path, engine: Engine) -> tuple[Summary, float, Watch]:
    """A run, its seconds and its memory."""
    with Watch() as watch:
        start = time.perf_counter()
        summary = run([str(folder)], store, engine)
        seconds = time.perf_counter() - start
    return summary, seconds, watch


def engine_of(on: str, cores: int) -> Engine:
    if on == "ray":
        from gongkai.corpus.ray_run import on_ray

        return on_ray(None, cores)
    return local(cores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="100000 for the full measure")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--on", choices=("local", "ray"), default="local")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "reports")
        make(folder, options.count, options.cores)
        each = bare(folder)
        print(f"{options.count} files, bare loop {1000 * each:.1f} ms a file; machine load {os.getloadavg()[0]:.1f}")
        rate = 0.0
        for cores in sorted({1, options.cores}):
            summary, seconds, watch = measured(folder, Path(name, f"store{cores}"), engine_of(options.on, cores))
            rate = summary.read / seconds
            ratio = seconds * cores / (each * summary.read)
            print(f"{cores} cores: {seconds:.0f} s, {rate:.0f} files/s, {ratio:.2f} × the bare loop")
            print(f"  {summary.reports} reports, {dict(summary.failures)}; memory by quarter {watch.quarters()} MiB")
        start = time.perf_counter()
        again = run([str(folder)], Path(name, f"store{options.cores}"), engine_of(options.on, options.cores))
        print(f"nothing new: {time.perf_counter() - start:.1f} s, {again.read} read")
        start = time.perf_counter()
        with Corpus(Path(name, f"store{options.cores}")) as corpus:
            rows = corpus.ask("SELECT count(*) FROM cells").rows[0][0]
        size = sum(part.stat().st_size for part in Path(name, f"store{options.cores}").rglob("*.parquet"))
        each_size = size / summary.read
        print(f"opened, {rows} cells counted: {time.perf_counter() - start:.1f} s; {each_size / 1024:.1f} KiB a file")
        hours = 1_000_000 / rate / 3600
        print(f"a million files on paper: {hours:.1f} h on these {options.cores} cores, ")
        print(f"  {hours * options.cores / 64:.1f} h on 64 if it scales; {each_size * 1e6 / 2**30:.1f} GiB of Parquet")


if __name__ == "__main__":
    main()
