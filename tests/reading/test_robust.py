"""Whatever comes in, reading answers: no crash, and no wrong number stated as certain."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.reading import Status, read_document
from gongkai.reading.sources.ole import holding
from tests.golden import Golden, goldens
from tests.scoring import Mark, score

# Sources whose numbers stand apart: cutting elsewhere cannot make another report of them.
PLAIN = [g for g in goldens() if g.truth and g.source.name[:3] in ("000", "001", "002", "003", "041", "060", "062")]
NAMES = ("", "report.txt", "report.html", "report.md", "report.json", "report.xlsx", "report.docx", "report.pdf")


def _silent(golden: Golden, data: bytes) -> list[str]:
    """The cells read as certain that differ from the truth.

    A cell that is blank in the source may be forced by the identities once the blank itself is cut away.
    """
    assert golden.truth
    out = []
    for reading in read_document(data, golden.source.name):
        if reading.status is Status.FAILED:
            continue
        marks = score(golden.truth, reading).marks
        out += [
            cell for cell, mark in marks.items() if mark is Mark.SILENT and golden.truth.cells.get(cell) is not None
        ]
    return out


@given(st.binary(max_size=4000), st.sampled_from(NAMES))
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_refused(data: bytes, name: str) -> None:
    readings = read_document(data, name)
    assert [reading.status for reading in readings] == [Status.FAILED]


@given(
    st.text(alphabet='一二三四（）、0123456789 \n\t|行政许可处罚规章总计自然人<td></tr>&;"{}', max_size=600),
    st.sampled_from(NAMES),
)
@settings(max_examples=150, deadline=None)
def test_random_text_never_crashes(text: str, name: str) -> None:
    for reading in read_document(text.encode(), name):
        assert (reading.filing is None) == (reading.status is Status.FAILED)


# In the Markdown sample labels stand before other rows' numbers: cut between them, it is another table.
@pytest.mark.parametrize(
    "golden", [g for g in PLAIN if g.source.suffix != ".md"], ids=lambda golden: golden.source.name
)
def test_a_text_cut_anywhere_is_never_wrong_silently(golden: Golden) -> None:
    data = golden.source.read_bytes()
    step = max(1, len(data) // 60)
    wrong = {cut: silent for cut in range(0, len(data), step) if (silent := _silent(golden, data[:cut]))}
    assert wrong == {}


@given(st.sampled_from(PLAIN), st.data())
@settings(max_examples=120, deadline=None)
def test_a_line_gone_is_never_wrong_silently(golden: Golden, data: st.DataObject) -> None:
    lines = golden.source.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    assert _silent(golden, b"".join(lines[:at] + lines[at + 1 :])) == []


@given(st.sampled_from([g for g in PLAIN if g.source.name[:3] in ("000", "001", "002", "003")]), st.data())
@settings(max_examples=120, deadline=None)
def test_a_line_twice_is_never_wrong_silently(golden: Golden, data: st.DataObject) -> None:
    lines = golden.source.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    assert _silent(golden, b"".join(lines[: at + 1] + lines[at:])) == []


@given(st.sampled_from(PLAIN), st.data())
@settings(max_examples=80, deadline=None)
def test_bytes_gone_never_crash(golden: Golden, data: st.DataObject) -> None:
    raw = golden.source.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    size = data.draw(st.integers(1, 400))
    for reading in read_document(raw[:start] + raw[start + size :], golden.source.name):
        assert (reading.filing is None) == (reading.status is Status.FAILED)


@pytest.mark.parametrize("piece", ["<!-- -", "<!--", "--><!-- 1", "<img src=a>", " <img src=a>", "1<img src=a>"])
@pytest.mark.parametrize("around", ["<p>题</p>{}", "<table><tr><td>件</td><td>{}</td></tr></table>" * 3])
def test_what_stands_many_times_on_a_page_takes_no_more_time_for_it(piece: str, around: str) -> None:
    page = around.format(piece * 20_000, *[""] * 3).encode()
    started = process_time()
    read_document(page, "a.html")
    assert process_time() - started < 5


def test_a_workbook_without_a_byte_is_refused() -> None:
    (reading,) = read_document(holding("Workbook", b""), "a.xls")
    assert reading.status is Status.FAILED
