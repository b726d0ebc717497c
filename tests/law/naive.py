"""The tables of the holiday notices typed in once more, and counting day by day: a second witness for the tests.

Taken from the notices by hand, apart from the files of the program: (month, day) ranges off, and weekend days worked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

OFF = """
2019: 0101 0204-0210 0405 0501-0504 0607 0913 1001-1007
2020: 0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008
2021: 0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007
2022: 0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231
2023: 0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006
2024: 0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007
2025: 0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008
2026: 0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007
"""
WORKED = """
2019: 0202 0203 0428 0505 0929 1012
2020: 0119 0426 0509 0628 0927 1010
2021: 0207 0220 0425 0508 0918 0926 1009
2022: 0129 0130 0402 0424 0507 1008 1009
2023: 0128 0129 0423 0506 0625 1007 1008
2024: 0204 0218 0407 0428 0511 0914 0929 1012
2025: 0126 0208 0427 0928 1011
2026: 0104 0214 0228 0509 0920 1010
"""
LAST = date(2026, 12, 28)
"""The last day that no later notice can change."""


def _read(table: str) -> Iterator[date]:
    for line in table.strip().splitlines():
        year, spans = line.split(": ")
        for span in spans.split():
            first, _, last = span.partition("-")
            day, end = (date(int(year), int(part[:2]), int(part[2:])) for part in (first, last or first))
            while day <= end:
                yield day
                day += timedelta(1)


_OFF, _WORKED = frozenset(_read(OFF)), frozenset(_read(WORKED))


def days_of_year(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(offset) for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def works(day: date) -> bool:
    """Whether a day up to :data:`LAST` is worked."""
    assert date(2019, 1, 1) <= day <= LAST
    return day in _WORKED or (day.weekday() < 5 and day not in _OFF)


def walk(start: date, days: int, left_out: Iterable[Sequence[Any]] = ()) -> date:
    """The ``days``-th working day after ``start``, walking one day at a time; days in (after, through] do not count."""
    gaps = list(left_out)
    while days:
        start += timedelta(1)
        days -= works(start) and not any(gap[0] < start <= gap[1] for gap in gaps)
    return start
