"""A table that stands a second time in a file: where the two differ, nothing tells which of them holds."""

from __future__ import annotations

import re

import pytest

from gongkai.reading import Reading, Status, read_document
from tests.reading.test_traps import FILING, PAGE

TABLES = re.findall(r"<table.*?</table>", PAGE, re.DOTALL)
OTHERWISE = {
    "t2.licences.decisions": (0, ">1234<", ">1243<"),
    "t3.new.natural": (1, ">21<", ">22<"),
    "t4.review.upheld": (2, ">3<", ">5<"),
}


def with_annex(annex: str) -> tuple[Reading, ...]:
    """The readings of the page with an annex."""
    return read_document(PAGE.replace("</body>", f"{annex}</body>").encode())


def doubted(reading: Reading) -> set[str]:
    """The cells that are said to stand there twice."""
    return {cell for finding in reading.findings if finding.code == "R14" for cell in finding.cells}


@pytest.mark.parametrize("tables", [TABLES[:1], TABLES[1:2], TABLES[2:], TABLES])
def test_a_copy_that_says_the_same_is_no_doubt(tables: list[str]) -> None:
    (reading,) = with_annex("<p>附表</p>" + "".join(tables))
    assert doubted(reading) == set()
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


@pytest.mark.parametrize("cell", OTHERWISE)
@pytest.mark.parametrize("whole", [False, True])
def test_what_a_copy_says_otherwise_is_listed(cell: str, whole: bool) -> None:
    index, old, new = OTHERWISE[cell]
    table = TABLES[index].replace(old, new, 1)
    tables = [table if at == index else other for at, other in enumerate(TABLES)] if whole else [table]
    (reading,) = with_annex("<p>附表</p>" + "".join(tables))
    assert cell in doubted(reading)
    assert len(doubted(reading)) <= 7
    assert reading.status is Status.DOUBTFUL


def test_a_mention_of_the_lines_in_words_is_no_copy() -> None:
    words = "全年行政许可35件、行政处罚9件、行政强制2件。本年制发件数3，现行有效件数50，行政事业性收费8万元。"
    (reading,) = with_annex(f"<p>附：{words}</p>")
    assert doubted(reading) == set()


def test_two_reports_of_one_body_and_year_that_differ_speak_against_each_other() -> None:
    second = PAGE[PAGE.index("<h1") : PAGE.index("</body>")]
    same = with_annex(second)
    assert [doubted(reading) for reading in same] == [set(), set()]
    other = with_annex(second.replace(">1234<", ">1243<"))
    assert [doubted(reading) for reading in other] == [{"t2.licences.decisions"}] * 2
