"""Reports verified in a second on one core, against the same sums done the straightforward way.

The naive baseline derives the equations for each report, adds up by cell name and makes a result
for every equation; it does A1–A4 only.  Both must find the same broken equations before a number
counts.  The runs take turns, and the median of the turns is told.

Words come from two places: the reports of ``tests/golden/sources`` as they were published, and
made-up numbers under the words of the example reports in turn, where nearly every statement
contradicts its table: the dear case.  The last lines tell the cost of each example.

Run from the root of the repository: ``python -m benchmarks.bench_verify``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from tests.strategies.filings import changed_filing, lawful_filing

from gongkai.reading import read_document
from gongkai.report.filing import Filing
from gongkai.report.form import load_form
from gongkai.report.narrative import check_narrative
from gongkai.report.verify import verify

ROOT = Path(__file__).resolve().parent.parent
REPORTS = 400
TURNS = 7
TARGET = 5_000


def naive(filing: Filing) -> list[dict[str, object]]:
    """Every sum and balance, looked up by name; one result an equation."""
    results: list[dict[str, object]] = []
    for table in filing.form.tables:
        for rule in table.sums:
            others = table.lines if rule.axis == "columns" else table.columns
            for other in others:
                names = [
                    f"{table.key}.{other.key}.{key}" if rule.axis == "columns" else f"{table.key}.{key}.{other.key}"
                    for key in (rule.whole, *rule.parts)
                ]
                values = [filing.values[name] or 0 for name in names]
                expected, found = sum(values[1:]), values[0]
                message = f"{rule.code} {other.label}: expected {expected}, found {found}"
                results.append({"name": f"{rule.code}:{other.key}", "ok": expected == found, "message": message})
        for balance in table.balances:
            for column in table.columns:
                left, right = (
                    sum(filing.values[f"{table.key}.{key}.{column.key}"] or 0 for key in side)
                    for side in (balance.left, balance.right)
                )
                message = f"{balance.code} {column.label}: expected {left}, found {right}"
                results.append({"name": f"{balance.code}:{column.key}", "ok": left == right, "message": message})
    return results


def reports(scale: int, broken: bool) -> list[Filing]:
    """Made-up reports of both editions, a third of them with one wrong cell if ``broken``."""
    made = []
    for seed in range(REPORTS):
        rng = Random(seed)
        filing = lawful_filing(load_form("2021" if seed % 4 else "2019"), rng, scale)
        if broken and seed % 3 == 0:
            cell = rng.choice([name for name in filing.form.cells if name.startswith(("t3.", "t4."))])
            filing = changed_filing(filing, {cell: (filing.values[cell] or 0) + 1})
        made.append(filing)
    return made


def published(folder: str) -> dict[str, Filing]:
    """The reports of a folder that hold both a table and words, by the name of the file."""
    read = {
        source.name: reading.filing
        for source in sorted((ROOT / folder).iterdir())
        for reading in read_document(source.read_bytes(), source.name)
    }
    return {name: filing for name, filing in read.items() if filing is not None and filing.sections}


def with_words(filings: list[Filing], examples: list[Filing]) -> list[Filing]:
    """The same numbers under the words of the examples, in turn, each with its own body and year."""
    words = [{"sections": example.sections, "agency": example.agency, "year": example.year} for example in examples]
    return [replace(filing, **words[index % len(words)]) for index, filing in enumerate(filings)]


def agree(filings: list[Filing]) -> bool:
    """Whether both ways find the same number of broken equations in every report."""
    codes = ("A1", "A2", "A3", "A4")
    return all(
        sum(not result["ok"] for result in naive(filing)) == sum(found.code in codes for found in verify(filing))
        for filing in filings
    )


def rate(work: Callable[[Filing], object], filings: list[Filing]) -> float:
    start = perf_counter()
    for filing in filings:
        work(filing)
    return len(filings) / (perf_counter() - start)


def main() -> None:
    faulty = reports(400, broken=True)
    if not agree(faulty):
        sys.exit("the two ways do not find the same broken equations: no number counts")
    clean = reports(400, broken=False)
    examples = published("examples/reports")
    worded = with_words(clean, list(examples.values()))
    golden = list(published("tests/golden/sources").values()) * (REPORTS // 10)
    runs: list[tuple[str, Callable[[Filing], object], list[Filing]]] = [
        ("naive, A1-A4 only", naive, clean),
        ("verify, tables", verify, clean),
        ("verify, tables, a third faulty", verify, faulty),
        ("narrative alone, words on numbers", check_narrative, worded),
        ("verify, both, words on numbers", verify, worded),
        ("narrative alone, published", check_narrative, golden),
        ("verify, both, published", verify, golden),
    ]
    rates: dict[str, list[float]] = {name: [] for name, _, _ in runs}
    for _ in range(TURNS):
        for name, work, filings in runs:
            rates[name].append(rate(work, filings))
    base = median(rates["naive, A1-A4 only"])
    print(f"{'':<34}{'reports/s':>12}{'µs each':>10}{'of naive':>10}   spread")
    for name, found in rates.items():
        middle = median(found)
        spread = f"{min(found):,.0f}-{max(found):,.0f}"
        print(f"{name:<34}{middle:>12,.0f}{1e6 / middle:>10,.0f}{middle / base:>9.2f}x   {spread}")
    for name in ("verify, tables", "verify, both, words on numbers", "verify, both, published"):
        met = median(rates[name]) >= TARGET
        print(f"target: {TARGET:,} reports/s, {name}: {'met' if met else 'NOT met'}")
    for name, example in examples.items():
        print(f"{name:<34}{1e6 / median(rate(verify, [example] * 50) for _ in range(TURNS)):>10,.0f} µs")


if __name__ == "__main__":
    main()
