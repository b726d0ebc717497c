"""Files in doubt, read once more beside the reports of the year before that the store holds.

Which reports count is a function of what every file says by itself, never of the order or the number of
workers: a report decides about next year's of the same body only if it was read without doubt by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.corpus.job import MOST_BYTES, Before, Task
from gongkai.corpus.query import Tables, plain

_AT_ONCE = 500
"""Files whose reports of the year before are looked up and held at once."""

_ALONE = """
CREATE TEMP TABLE alone AS SELECT * FROM all_files
  WHERE len(beside) = 0 AND reader = $reader AND checksum IN (SELECT checksum FROM places)
  QUALIFY row_number() OVER (PARTITION BY checksum ORDER BY batch DESC) = 1
"""
_WANTED = """
CREATE TEMP TABLE said AS SELECT * FROM all_reports SEMI JOIN alone USING (checksum, batch);
CREATE TEMP TABLE sure AS SELECT * FROM said
  WHERE status IN ('read', 'repaired') AND body IS NOT NULL AND year IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY body, year ORDER BY status, errors, checksum, report) = 1;
CREATE TEMP TABLE wanted AS
SELECT said.checksum, coalesce(
    list_sort(list(DISTINCT sure.checksum || '/' || sure.report) FILTER (sure.checksum IS NOT NULL)), []) AS beside
FROM said LEFT JOIN sure ON sure.body = said.body AND sure.year = said.year - 1
GROUP BY said.checksum
HAVING bool_or(said.status = 'doubtful' AND said.lost > 0) AND bool_and(said.body IS NOT NULL AND said.year IS NOT NULL)
"""
_DUE = """
SELECT wanted.checksum, wanted.beside FROM wanted JOIN files USING (checksum)
WHERE wanted.beside <> files.beside AND files.reader = $reader ORDER BY wanted.checksum
"""
_PLACES = (
    "SELECT checksum, path, size, modified FROM places WHERE checksum IN (SELECT unnest($checksums)) ORDER BY path"
)
_REPORTS = """
SELECT sure.checksum || '/' || sure.report AS key, any_value(body) AS body, any_value(sure.year) AS year,
  any_value(sure.edition) AS edition, any_value(tables) AS tables,
  list({'cell': cell, 'value': value, 'exact': exact}) AS cells
FROM sure JOIN all_cells USING (checksum, report, batch)
WHERE sure.checksum || '/' || sure.report IN (SELECT unnest($keys)) GROUP BY key
"""


class _Due(NamedTuple):
    """A file to be read again, and the keys of the reports to read it beside: none where they are gone."""

    checksum: str
    beside: list[str]


def tasks_beside(store: Path, reader: str) -> Iterator[Task]:
    """Every file that was not yet read beside the reports of the year before that count now.

    A file that is no longer where it was stays as it was read.
    """
    with Tables(store) as tables:
        due = _due(tables, reader)
        for start in range(0, len(due), _AT_ONCE):
            yield from _tasks(tables, due[start : start + _AT_ONCE])


def number_beside(store: Path, reader: str) -> int:
    """How many such files there are, whether or not they are still where they were."""
    with Tables(store) as tables:
        return len(_due(tables, reader))


def _due(tables: Tables, reader: str) -> list[_Due]:
    tables.make(_ALONE, {"reader": reader})
    tables.make(_WANTED, {})
    return [_Due(*row) for row in tables.ask(_DUE, {"reader": reader}).rows]


def _tasks(tables: Tables, due: Sequence[_Due]) -> Iterator[Task]:
    keys = sorted({key for one in due for key in one.beside})
    reports = {key: json.dumps(_report(*rest)) for key, *rest in tables.ask(_REPORTS, {"keys": keys}).rows}
    places: dict[str, list[Any]] = {}
    for checksum, *place in tables.ask(_PLACES, {"checksums": [one.checksum for one in due]}).rows:
        places.setdefault(checksum, []).append(place)
    for one in due:
        before = tuple(Before(key, reports[key]) for key in one.beside)
        for path, size, modified in places[one.checksum]:
            data = _bytes(path, one.checksum)
            if data is not None:
                yield Task(path, one.checksum, size, modified, data, before)
                break


def _report(body: str, year: int, edition: str, tables: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    """The object of ``docs/json.md``, as far as evidence needs it."""
    return {
        "agency": body,
        "year": year,
        "edition": edition,
        "tables": dict(enumerate(tables.split("/"))),
        "cells": {one["cell"]: plain(Decimal(one["exact"]) if one["exact"] else one["value"]) for one in cells},
    }


def _bytes(path: str, checksum: str) -> bytes | None:
    """The bytes of the file if they are still those."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError:
        return None
    return data if sha256(data).hexdigest() == checksum else None
