"""A long run that is killed on the way, on this machine and on a cluster: is the store as if nothing had happened?

    python -m benchmarks.bench_corpus_killed [--count 8000] [--folder DIR]

Three runs over the same files (``bench_corpus_run`` makes them): one undisturbed in processes of this machine;
one killed three times with ``kill -9`` and begun again; one on a Ray cluster of two nodes with a core each, whose
coordinator is killed like that and begun again, and which then loses its second node for good.  For each: files a
second, memory of everything that belongs to it in the quarters of its time, files kept when it was killed.  The
three stores must hold the same rows, each once; otherwise the status is 1.  ``--folder`` keeps files and stores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.corpus.clusters import end, of_node, two_nodes
from tests.corpus.stores import SHIFTING

from benchmarks.bench_corpus_run import Watch, make
from gongkai.corpus.query import Corpus
from gongkai.corpus.store import batches
from gongkai.corpus.tables import TABLES

COMMAND = [sys.executable, "-c", "from gongkai.cli.main import run; run()", "corpus", "run"]
Blow = Callable[[subprocess.Popen[bytes]], None]
Contents = dict[str, tuple[int, int]]


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9"""
    process.kill()
    process.wait()


def run(folder: Path, store: Path, *options: str, blows: tuple[Blow, ...] = (), **environment: str) -> None:
    """The command, begun again whenever a blow has ended it; blows fall at even distances."""
    total = sum(len(names) for _, _, names in os.walk(folder))
    begin = partial(
        subprocess.Popen,
        [*COMMAND, str(folder), "-s", str(store), *options],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    process = begin()
    for number, blow in enumerate(blows, 1):
        while kept(store) < total * number // (len(blows) + 1):
            if process.poll() is not None:
                sys.exit("the run was over before it could be killed: more files (--count) are needed")
            time.sleep(2)
        print(f"  {blow.__doc__}, {kept(store)} of {total} files kept")
        blow(process)
        if process.poll() is not None:
            process = begin()
    if process.wait():
        sys.exit(f"the run ended with {process.returncode}")


def kept(store: Path) -> int:
    """Files that the store holds."""
    if not (store.exists() and batches(store)):
        return 0
    with Corpus(store) as corpus:
        return int(corpus.ask("SELECT count(*) FROM all_files").rows[0][0])


@contextmanager
def measured(name: str, count: int) -> Iterator[None]:
    print(f"{name}:")
    with Watch() as watch:
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
    print(f"  {seconds:.0f} s, {count / seconds:.0f} files/s; memory by quarter {watch.quarters()} MiB", flush=True)


def contents(store: Path) -> Contents:
    """How many rows each table has ever got, and a sum over them that no order changes."""
    found = {}
    with Corpus(store) as corpus:
        for table in TABLES.values():
            columns = ", ".join(column.name for column in table.columns if column.name not in SHIFTING)
            asked = f"SELECT count(*), sum(hash({columns})::HUGEINT) FROM all_{table.name}"
            rows, total = corpus.ask(asked).rows[0]
            found[table.name] = (int(rows), int(total or 0))
        twice = "SELECT count(*) - count(DISTINCT checksum) FROM all_files WHERE beside IS NULL"
        assert corpus.ask(twice).rows == [(0,)], "a file is there twice"
    return found


def trial(folder: Path, count: int) -> int:
    reports = folder / "reports"
    if not reports.exists():
        make(reports, count, os.cpu_count() or 1)
    stores: Mapping[str, Path] = {name: folder / name for name in ("whole", "killed", "cluster")}
    with measured("undisturbed, on this machine", count):
        run(reports, stores["whole"])
    with measured("killed three times", count):
        run(reports, stores["killed"], blows=(kill, kill, kill))
    with two_nodes() as nodes:

        def lose_a_node(_process: subprocess.Popen[bytes]) -> None:
            """the second node lost"""
            end(of_node(nodes.second))

        with measured("on two nodes, killed, then one node for good", count):
            on = ("--on", "ray", "--address", nodes.address)
            run(reports, stores["cluster"], *on, blows=(kill, lose_a_node), **nodes.environment)
    found = {name: contents(store) for name, store in stores.items()}
    for name, rows in found["whole"].items():
        print(f"{name:10} {rows[0]:>12} rows  " + ", ".join(f"{at}: {found[at][name] == rows}" for at in found))
    return 0 if all(one == found["whole"] for one in found.values()) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=8000, help="100000 for the full measure")
    parser.add_argument("--folder", type=Path, help="an empty folder, kept")
    options = parser.parse_args()
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        return trial(options.folder.resolve(), options.count)
    with tempfile.TemporaryDirectory() as name:
        return trial(Path(name), options.count)


if __name__ == "__main__":
    sys.exit(main())
