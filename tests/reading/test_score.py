"""A few documents in every raw form, made through the programs that offices use: read as well as is promised.

The same on many documents: ``python -m benchmarks.score``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.score import Tally

from tests.corpus.programs import NEEDED
from tests.corpus.raw import FORMS, documents
from tests.scoring import judge

SEED = 2026
#: How many of each form: many where they cost little, and few where a program or a network is slow.
#: Damaged text, which no program makes, is in ``test_corpus.py``.
COUNTS = {
    "docx": 12, "docx-office": 2, "doc": 1, "rtf": 3, "html": 12, "html-office": 3, "mhtml": 3, "xlsx": 6, "xls": 3,
    "pdf-office": 7, "pdf-browser": 12, "ofd": 2, "zip": 1, "pdftotext": 4, "scan": 1,
}  # fmt: skip


@pytest.mark.parametrize("form", COUNTS)
def test_every_raw_form_is_read_as_well_as_is_promised(form: str, needs_program: Callable[[str], None]) -> None:
    for name in NEEDED:
        needs_program(name)
    tally, faults = Tally(), []
    for sample in documents(form, SEED, COUNTS[form]):
        outcome = judge(sample)
        tally.add(outcome)
        if not outcome.whole:
            faults.append(f"{sample.label}: {[fault for part in outcome.scores for fault in part.faults()][:4]}")
    assert tally.documents == COUNTS[form]
    assert tally.misses(FORMS[form].sort) == [], "\n".join(faults)
