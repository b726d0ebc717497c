"""A few hundred generated documents: whole ones read fully, damaged ones read nearly, and never a silent error."""

from __future__ import annotations

from collections import Counter

import pytest

from gongkai.reading import Status
from tests.corpus import FORMS, generate, samples
from tests.corpus.generate import LAYOUTS
from tests.scoring import Mark, Outcome, judge

SEED = 2026
WHOLE = 60
DAMAGED = 150
RAW = [form for form in FORMS if form != "stranger"]


def _faults(outcomes: list[Outcome]) -> list[str]:
    """The documents that were not read right, each with its first faults."""
    return [
        f"{outcome.sample.label}: {[fault for part in outcome.scores for fault in part.faults()][:4]}"
        for outcome in outcomes
        if not outcome.whole
    ]


@pytest.mark.parametrize("form", RAW)
def test_undamaged_documents_are_read_fully(form: str) -> None:
    outcomes = [judge(sample) for sample in samples(SEED, WHOLE, form=form, damaged=False)]
    assert _faults(outcomes) == []


@pytest.mark.parametrize("form", RAW)
def test_damage_is_never_read_as_certain_and_wrong(form: str) -> None:
    outcomes = [judge(sample) for sample in samples(SEED + 1, DAMAGED, form=form, damaged=True)]
    silent = [o for o in outcomes if o.silent]
    assert _faults(silent) == []


@pytest.mark.parametrize("form", RAW)
def test_damaged_documents_keep_nearly_every_cell(form: str) -> None:
    outcomes = [judge(sample) for sample in samples(SEED + 1, DAMAGED, form=form, damaged=True)]
    marks = Counter(mark for outcome in outcomes for part in outcome.scores for mark in part.marks.values())
    assert marks[Mark.RIGHT] / marks.total() >= 0.999, "\n".join(_faults(outcomes)[:20])


def test_what_is_no_report_is_refused_with_a_reason() -> None:
    for sample in samples(SEED, 80, form="stranger"):
        outcome = judge(sample)
        assert [reading.status for reading in outcome.readings] == [Status.FAILED], sample.label
        assert all(reading.refusal and all(reading.refusal.reason) for reading in outcome.readings)


def test_the_same_seed_makes_the_same_document() -> None:
    assert generate(7, form="html") == generate(7, form="html")
    assert generate(7, form="html").data != generate(8, form="html").data


def test_every_layout_is_made() -> None:
    made = {(sample.form, sample.layout) for form in RAW for sample in samples(SEED, 200, form=form)}
    assert made == {(form, layout) for form, layouts in LAYOUTS.items() for layout in layouts}
