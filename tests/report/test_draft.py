"""The drafted sections agree with the tables they were drafted from, and a cell changed afterwards is found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from drafts import complaints, drafted, figures_for, moved, overview, real, small, summed
from filings import FORMS as READABLE_FORMS
from filings import filing as counting_filing
from filings import filings as any_filings
from filings import name_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.strategies.filings import FORMS, changed_filing, filings, two_years

from gongkai.finding import Severity
from gongkai.reading import read_document
from gongkai.report.filing import Filing, SectionText
from gongkai.report.form import Form
from gongkai.report.narrative import check_narrative, claims
from gongkai.report.render import FORMATS, render
from gongkai.report.verify import verify

AGENCIES = ("青山市清源区人民政府", "青山市人民政府办公室", "某区财政局", "青山市清源区西河街道办事处", None)
YEARS = st.integers(2019, 2025)


@given(
    filing=filings(FORMS) | any_filings(),
    year=YEARS,
    agency=st.sampled_from(AGENCIES),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=300)
def test_nothing_is_said_against_a_drafted_report(filing: Filing, year: int, agency: str | None, seed: int) -> None:
    filing = moved(filing, year, agency)
    assert complaints(drafted(filing, figures_for(filing, Random(seed)))) == []


@given(pair=two_years(FORMS), year=YEARS, agency=st.sampled_from(AGENCIES), seed=st.integers(0, 2**32))
@settings(max_examples=200)
def test_nothing_is_said_against_a_draft_that_looks_back(
    pair: tuple[Filing, Filing], year: int, agency: str | None, seed: int
) -> None:
    before, now = moved(pair[0], year - 1, agency), moved(pair[1], year, agency)
    before = drafted(before, figures_for(before, Random(seed + 1)))
    assert complaints(drafted(now, figures_for(now, Random(seed)), before), before) == []


@given(before=filings(), now=filings(), seed=st.integers(0, 2**32))
@settings(max_examples=100)
def test_a_last_year_that_does_not_fit_is_looked_back_on_without_harm(before: Filing, now: Filing, seed: int) -> None:
    before, now = replace(before, year=2022), replace(now, year=2023)
    assert complaints(drafted(now, figures_for(now, Random(seed)), before), before) == []


SHAPES = {
    "one new, one person": {"t3__new__natural": 1, "t3__granted__natural": 1},
    "two persons, one result": {"t3__new__natural": 2, "t3__partial__natural": 2},
    "one business": {"t3__new__business": 1, "t3__carried_out__business": 1},
    "two of other organisations": {"t3__new__other_org": 2, "t3__o3__other_org": 2},
    "persons and one firm": {"t3__new__natural": 3, "t3__new__legal_service": 1, "t3__u1__natural": 3,
                             "t3__r4__legal_service": 1},
    "only carried in": {"t3__carried_in__natural": 4, "t3__d8__natural": 1, "t3__carried_out__natural": 3},
    "carried in and still open": {"t3__carried_in__business": 1, "t3__carried_out__business": 1},
    "other endings": {"t3__new__natural": 6, "t3__o1__natural": 3, "t3__o2__natural": 2, "t3__o3__natural": 1},
    "one review": {"t4__review__upheld": 1},
    "reviews of one result": {"t4__review__pending": 3},
    "reviews of several": {"t4__review__pending": 3, "t4__review__corrected": 1, "t4__review__other": 2},
    "one suit": {"t4__direct__pending": 1},
    "suits of one route": {"t4__after_review__corrected": 2, "t4__after_review__upheld": 1},
    "suits of one result": {"t4__direct__other": 2, "t4__after_review__other": 5},
    "all disputes": {"t4__review__upheld": 2, "t4__direct__upheld": 1, "t4__after_review__corrected": 1},
    "documents made": {"t2__normative__issued": 1, "t2__normative__in_force": 1},
    "documents repealed": {"t2__normative__repealed": 2},
    "documents in force": {"t2__normative__in_force": 30},
    "rules": {"t2__regulations__issued": 1, "t2__regulations__in_force": 5},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("agency", AGENCIES)
def test_every_shape_of_a_small_year(shape: str, agency: str | None) -> None:
    filing = summed(small(agency, **SHAPES[shape]))
    assert [found for found in verify(filing) if found.code.startswith("A")] == []
    assert complaints(drafted(filing)) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_of_a_small_year_is_read_back(shape: str) -> None:
    """Each part said with a number, and each whole, is a claim about its own cells: no vacuous agreement."""
    filing = summed(small(**SHAPES[shape]))
    text = overview(filing)
    numbers = [int(number) for number in re.findall(r"(?<!\d)(\d+)件", text)]
    said = [claim.number for claim in claims(drafted(filing)) if claim.section == "overview" and claim.unit == "件"]
    unnamed = [int(number) for number in re.findall(r"其他原因(\d+)件", text)]  # the one line without a name
    assert numbers
    assert Counter(numbers) - Counter([*said, *unnamed]) == Counter()


def test_the_draft_of_a_real_year_passes_the_checks_with_its_claims_found() -> None:
    filing, _ = real()
    assert complaints(filing) == []
    found = {(claim.topic, claim.number) for claim in claims(filing) if claim.certain}
    assert found >= {
        ("received", 639), ("carried_in", 35), ("handled", 615), ("carried_out", 59), ("applicant", 618),
        ("applicant", 21), ("outcome", 116), ("outcome", 130), ("outcome", 238), ("review", 66), ("review", 41),
        ("litigation", 11), ("litigation", 3), ("issued", 12), ("repealed", 6), ("in_force", 46),
    }  # fmt: skip
    passed = {check.code for check in check_narrative(filing) if check.verdict == "pass"}
    assert passed >= {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S10"}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("t3.new.total", "S1"),
        ("t3.carried_in.total", "S3"),
        ("t3.carried_out.total", "S3"),
        ("t3.granted.total", "S6"),
        ("t3.u1.total", "S6"),
        ("t3.new.natural", "S6"),
        ("t4.review.total", "S4"),
        ("t4.review.upheld", "S4"),
        ("t4.direct.total", "S4"),
        ("t4.after_review.total", "S4"),
        ("t2.normative.issued", "S5"),
        ("t2.normative.repealed", "S5"),
        ("t2.normative.in_force", "S5"),
    ],
)
def test_a_cell_changed_after_drafting_is_found(cell: str, code: str) -> None:
    filing, _ = real()
    assert {"S1", "S3", "S4", "S5", "S6"}.isdisjoint(accusing(filing))
    assert cell in accusing(with_one_more(filing, cell))[code]


def with_one_more(filing: Filing, cell: str) -> Filing:
    """The filing with one cell changed and its words as they are."""
    now = filing.values[cell]
    assert now is not None
    return changed_filing(filing, {cell: now + 1})


def accusing(filing: Filing) -> dict[str, set[str]]:
    """The cells that the words surely contradict, by code."""
    found: dict[str, set[str]] = {}
    for check in check_narrative(filing):
        if check.finding is not None and check.finding.severity is Severity.WARNING:
            found.setdefault(check.code, set()).update(check.finding.cells)
    return found


@given(
    filing=filings(FORMS),
    seed=st.integers(0, 2**32),
    cell=st.sampled_from(["t3.new.total", "t3.carried_out.total", "t4.review.total", "t4.direct.total"])
    | st.just("t2.normative.issued"),
)
@settings(max_examples=200)
def test_in_any_drafted_report_a_cell_changed_after_drafting_is_found(filing: Filing, seed: int, cell: str) -> None:
    asked = filing.values["t3.new.total"] or filing.values["t3.carried_in.total"]
    assume(cell in filing.values and (asked or cell != "t3.carried_out.total"))
    filing = drafted(filing, figures_for(filing, Random(seed)))
    assert cell in set().union(*accusing(with_one_more(filing, cell)).values())


@pytest.mark.parametrize("cell", ["t3.new.total", "t4.review.total", "t4.direct.total", "t2.normative.issued"])
def test_a_zero_that_was_drafted_is_found_when_it_is_none(cell: str) -> None:
    assert cell in set().union(*accusing(with_one_more(drafted(small()), cell)).values())


def unspaced(section: SectionText) -> SectionText:
    """Without the empty lines that Markdown puts between paragraphs."""
    parts = tuple((head, text.replace("\n\n", "\n")) for head, text in section.parts)
    return replace(section, text=section.text.replace("\n\n", "\n"), parts=parts)


@pytest.mark.parametrize("way", ["html", "xlsx", "json", "markdown"])
@pytest.mark.parametrize("form", READABLE_FORMS, ids=name_of)
def test_a_drafted_report_comes_back_word_for_word(form: Form, way: str) -> None:
    example = replace(counting_filing(form), sections=())
    told = "政策解读形式不够丰富；|公开不及时。〔2021〕5号*要求*落实不到位。"
    before = replace(example, year=2022, sections=(SectionText("problems", "五", "", told),))
    example = drafted(example, figures_for(example, Random(3)), before)
    (reading,) = read_document(render(example, way), f"report{FORMATS[way].suffix}")
    assert reading.filing is not None, reading.refusal
    assert replace(reading.filing, sections=tuple(map(unspaced, reading.filing.sections))) == example
