"""Positions, a year compiled, and re-dating: how fast, against counting day by day and a workday library.

Three questions, each answered by the program and by baselines in the same run, taking turns; the
median of the turns is told.  All must agree before a number counts.

* the twentieth working day: this calendar, a walk day by day over a set of days off, and the
  ``holidays`` library asked day by day (``is_working_day``);
* ``position`` of a history of ten facts, against the same clock walked day by day;
* a year of 100 000 histories compiled on one core, with the peak of memory, and the same for half
  of them: both should be linear;
* re-dating 100 000 open matters after one day of the calendar changes.

Run from the root of the repository: ``python -m benchmarks.bench_ledger [--histories 100000]``.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from statistics import median
from time import perf_counter

import holidays
from tests.law.naive import walk
from tests.ledger.build import (
    application_of,
    asked,
    consulted,
    corrected,
    day,
    delivered,
    extended,
    opinion,
    received,
)

from gongkai.law.notice import Notice
from gongkai.law.regime import Regime, packaged_regime
from gongkai.ledger.facts import Fact, Kind, application
from gongkai.ledger.history import History
from gongkai.ledger.position import position
from gongkai.ledger.simulation import district
from gongkai.ledger.whatif import moved
from gongkai.report.compile import compile_year

REGIME = packaged_regime()
TURNS = 5
CHINA = holidays.country_holidays("CN", years=range(2019, 2027))
TEN: tuple[Fact, ...] = (
    received("9-2"),
    asked("9-5"),
    corrected("9-10"),
    consulted("9-12"),
    delivered("9-13"),
    consulted("9-13", "乙"),
    opinion("9-24"),
    opinion("9-27", ref="乙"),
    extended("10-21", 10, approved="10-18"),
    application.LegalReviewed(on=day("10-28")),
)


def timed(*works: Callable[[], object]) -> list[float]:
    """The median seconds of each, run in turns."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(TURNS):
        for times, work in zip(spent, works, strict=True):
            start = perf_counter()
            work()
            times.append(perf_counter() - start)
    return [median(times) for times in spent]


def twentieth_by_library(start: date) -> date:
    """The twentieth working day as the library tells one day at a time."""
    left = 20
    while left:
        start += timedelta(1)
        left -= CHINA.is_working_day(start)
    return start


def bench_counting() -> None:
    days = [date(2019, 5, 15) + timedelta(number) for number in range(0, 2700, 3)]
    ours = [REGIME.calendar.add(start, 20) for start in days]
    assert ours == [walk(start, 20) for start in days] == [twentieth_by_library(start) for start in days]
    calendar, by_walk, by_library = timed(
        lambda: [REGIME.calendar.add(start, 20) for start in days],
        lambda: [walk(start, 20) for start in days],
        lambda: [twentieth_by_library(start) for start in days],
    )
    each = 1e6 / len(days)
    told = f"twentieth working day: {calendar * each:.2f} µs; day by day {by_walk * each:.2f} µs"
    print(f"{told} ({by_walk / calendar:.0f}×); holidays {by_library * each:.2f} µs ({by_library / calendar:.0f}×)")


def naive_position(facts: tuple[Fact, ...]) -> date:
    """The answer's due day of :data:`TEN`, walked by hand: restart, two consultations, extension."""
    restart = max(fact.on for fact in facts if isinstance(fact, application.Corrected))
    gaps = [(day("9-12"), day("9-24")), (day("9-13"), day("9-27"))]
    return walk(walk(restart, 20, gaps), 10, gaps)


def bench_position() -> None:
    history, on = application_of(*TEN), day("10-28")
    found = position(history, on, REGIME).due
    assert found is not None
    assert found.due == naive_position(TEN)
    ours, by_hand = timed(
        lambda: [position(history, on, REGIME) for _ in range(2000)], lambda: [naive_position(TEN) for _ in range(2000)]
    )
    print(f"position of ten facts: {ours * 500:.1f} µs; the due day alone, walked: {by_hand * 500:.1f} µs "
          f"({by_hand / ours:.1f}×)")  # fmt: skip


def many(count: int) -> list[History]:
    """Applications of a made-up district's year, repeated under new numbers up to ``count``."""
    year = [one for body in district(1, 2024, bodies=60, regime=REGIME) for one in body.histories]
    base = [one for one in year if one.kind is Kind.APPLICATION]
    return [History(f"{number:06d}", one.kind, one.facts) for number, one in zip(range(count), cycle(base))]


def bench_compile(count: int) -> None:
    histories = many(count)
    facts = sum(len(one.facts) for one in histories)
    form_of = compile_year(histories[:10], 2024, REGIME).filing.form

    def count_only(some: list[History]) -> None:
        compile_year(some, 2024, REGIME, form=form_of, check=False)

    whole, half = timed(lambda: count_only(histories), lambda: count_only(histories[: count // 2]))
    print(f"compile {count} histories ({facts} facts): {whole:.2f} s; half of them {half:.2f} s ({whole / half:.2f}×)")
    start = perf_counter()
    compile_year(histories, 2024, REGIME, form=form_of)
    print(f"  with every history checked against the law: {perf_counter() - start:.2f} s")
    for some in (histories, histories[: count // 2]):
        tracemalloc.start()
        compiled = compile_year(some, 2024, REGIME, form=form_of, check=False)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        total = compiled.filing.values["t3.total.total"]
        print(f"  memory for {len(some)} histories ({total} applications ended): peak {peak / 1e6:.1f} MB")


def bench_redating(count: int) -> None:
    starts = [date(2024, 9, 2) + timedelta(number % 25) for number in range(count)]
    histories = [
        application_of(received(start.isoformat()), consulted((start + timedelta(1)).isoformat()),
                       opinion((start + timedelta(6)).isoformat()), matter=str(number))
        for number, start in enumerate(starts)
    ]  # fmt: skip
    extra = Notice(
        "测试", "临时放假", 2024, date(2024, 9, 30), "", (("临时放假", date(2024, 10, 10), date(2024, 10, 10)),), ()
    )
    then = Regime(REGIME.calendar.with_notice(extra), REGIME.policies)
    found = 0

    def redate() -> None:
        nonlocal found
        found = sum(1 for _ in moved(histories, date(2024, 10, 8), REGIME, then))

    start = perf_counter()
    redate()
    spent = perf_counter() - start
    print(f"re-dating {count} open matters after one day of the calendar changes: {spent:.2f} s; {found} move")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=100_000)
    options = parser.parse_args()
    bench_counting()
    bench_position()
    bench_redating(options.histories)
    bench_compile(options.histories)


if __name__ == "__main__":
    main()
