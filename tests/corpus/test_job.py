"""One file into rows: nothing of the reading is lost on the way, and failures say whose fault they are."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.corpus import job
from gongkai.corpus.job import Cause, read_tasks
from gongkai.corpus.tables import TABLES, Rows
from gongkai.reading import read_document
from tests.corpus.stores import task

EXAMPLES = Path(__file__).parents[2] / "examples" / "reports"
DISTRICT = EXAMPLES / "002_bf241cf648fa2223.txt"


def read(*files: bytes) -> Rows:
    return read_tasks([task(data, f"{n}.txt") for n, data in enumerate(files)], lambda _number: None, lambda: 0.0)


def objects(rows: Rows, table: str) -> list[dict[str, Any]]:
    names = [column.name for column in TABLES[table].columns]
    return [dict(zip(names, row, strict=True)) for row in rows[table]]


def test_rows_say_what_the_reading_says() -> None:
    (reading,) = read_document(DISTRICT.read_bytes())
    assert reading.filing is not None
    rows = read(DISTRICT.read_bytes())
    cells = {row["cell"]: row for row in objects(rows, "cells")}
    assert {name: row["value"] for name, row in cells.items()} == dict(reading.filing.values)
    assert {name for name, row in cells.items() if row["listed"]} == reading.listed_cells()
    assert {name for name, row in cells.items() if row["origin"] == "repaired"} == {"t3.u1.total"}
    (report,) = objects(rows, "reports")
    assert (report["body"], report["year"], report["status"]) == ("广州市荔湾区人民政府", 2024, "repaired")
    assert report["valued"] == sum(value is not None for value in reading.filing.values.values())
    assert [row["code"] for row in objects(rows, "findings")] == [finding.code for finding in reading.findings]
    assert {row["section"]: row["text"] for row in objects(rows, "sections")} == reading.filing.narrative


def test_every_row_has_every_column() -> None:
    rows = read(DISTRICT.read_bytes(), b"", b"something else")
    for table, made in rows.items():
        assert {len(row) for row in made} == {len(TABLES[table].columns)}, table


def test_a_refusal_is_the_fault_of_the_file() -> None:
    (row,) = objects(read(b"   "), "files")
    assert (row["reports"], row["cause"], row["code"]) == (0, Cause.INPUT, "empty")
    assert "空" in row["message"]


def test_what_is_unreadable_inside_an_archive_is_named_beside_what_was_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.txt", DISTRICT.read_bytes())
        archive.writestr("bad.txt", "no report")
    (row,) = objects(read(out.getvalue()), "files")
    assert (row["reports"], row["cause"]) == (1, None)
    assert row["detail"].endswith("bad.txt: not-a-report")


def test_a_defect_of_ours_is_told_with_its_place_and_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any, **_named: Any) -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(job, "read_document", broken)
    (row,) = objects(read(b"x"), "files")
    assert (row["cause"], row["code"]) == (Cause.DEFECT, "defect")
    assert row["detail"].startswith("RuntimeError: no @ ")
    assert "test_job.py" in row["detail"]
    assert "/" not in row["detail"]


def test_want_of_memory_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_given: Any, **_named: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(job, "read_document", greedy)
    with pytest.raises(MemoryError):
        read(b"x")


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (0, 0),
        (-3, -3),
        (10**15, None),
        (Decimal("5230.52"), Decimal("5230.52")),
        (Decimal("0.0000001"), None),
        (Decimal("1E+3"), Decimal(1000)),
    ],
)
def test_a_number_that_the_column_cannot_hold_exactly_is_not_rounded(value: Any, held: Any) -> None:
    assert job._held(value) == held
