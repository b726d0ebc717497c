"""Published reports, read exactly as a person reads them."""

from __future__ import annotations

import pytest

from gongkai.reading import Status, read_document
from gongkai.report.filing import Origin
from tests.golden import Golden, goldens
from tests.scoring import Mark, score

ALL = goldens()
LEGIBLE = [golden for golden in ALL if golden.truth and "__ocr_" not in golden.source.name]
# Optical recognition at its worst: rows are gone and digits are letters, so little can be had; none of it may be wrong.
ILLEGIBLE = [golden for golden in ALL if golden.truth and "__ocr_" in golden.source.name]
REFUSED = [golden for golden in ALL if golden.truth is None]


def _name(golden: Golden) -> str:
    return golden.source.name


@pytest.mark.parametrize("golden", LEGIBLE, ids=_name)
def test_every_cell_is_read_as_a_person_reads_it(golden: Golden) -> None:
    assert golden.truth
    (reading,) = read_document(golden.source.read_bytes(), golden.source.name)
    assert score(golden.truth, reading).faults() == []


@pytest.mark.parametrize("golden", LEGIBLE, ids=_name)
def test_every_number_that_is_not_there_says_why(golden: Golden) -> None:
    (reading,) = read_document(golden.source.read_bytes(), golden.source.name)
    assert reading.filing
    gaps = {cell for cell, value in reading.filing.values.items() if value is None}
    unexplained = {
        cell
        for cell in gaps
        if reading.filing.origin(cell) is not Origin.BLANK
        and not (reading.filing.origin(cell) is Origin.LOST and cell in reading.listed_cells())
    }
    assert unexplained == set()


@pytest.mark.parametrize("golden", ILLEGIBLE, ids=_name)
def test_nothing_wrong_is_stated_as_certain(golden: Golden) -> None:
    assert golden.truth
    for reading in read_document(golden.source.read_bytes(), golden.source.name):
        marks = score(golden.truth, reading).marks
        assert [cell for cell, mark in marks.items() if mark is Mark.SILENT] == []


@pytest.mark.parametrize("golden", REFUSED, ids=_name)
def test_a_report_without_its_tables_is_refused(golden: Golden) -> None:
    (reading,) = read_document(golden.source.read_bytes(), golden.source.name)
    assert reading.status is Status.FAILED
    assert reading.refusal
    assert all(reading.refusal.reason)


def test_a_cell_lost_in_the_raw_form_is_repaired_and_says_so() -> None:
    golden = next(golden for golden in ALL if golden.source.name.startswith("002_"))
    (reading,) = read_document(golden.source.read_bytes(), golden.source.name)
    assert reading.status is Status.REPAIRED
    assert reading.filing
    assert reading.filing.values["t3.u1.total"] == 238
    assert reading.filing.origin("t3.u1.total") is Origin.REPAIRED
    assert reading.filing.traces["t3.u1.total"].because


def test_a_blank_total_stays_blank_and_names_what_it_must_be() -> None:
    golden = next(golden for golden in ALL if golden.source.name.startswith("041_"))
    (reading,) = read_document(golden.source.read_bytes(), golden.source.name)
    assert reading.filing
    trace = reading.filing.traces["t3.carried_in.total"]
    assert (reading.filing.values["t3.carried_in.total"], trace.origin, trace.implied) == (None, Origin.BLANK, 0)


def test_an_error_of_the_report_itself_is_printed_not_repaired() -> None:
    golden = next(golden for golden in ALL if golden.source.name.startswith("050_"))
    (reading,) = read_document(golden.source.read_bytes(), golden.source.name)
    assert reading.filing
    assert reading.filing.values["t4.review.total"] == 0
    assert {"t4.review.total", "t4.after_review.total"} <= reading.listed_cells()
