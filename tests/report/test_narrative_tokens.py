"""Numbers in the words: bound to cells, to counted figures, or typed with their source."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from drafts import figures_for, small, summed
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.build import REGIME, answered, application_of, extended, received
from tests.strategies.filings import filings

from gongkai.ledger.year import BodyYear, body_year
from gongkai.report.filing import Filing, make_filing
from gongkai.report.form import load_form
from gongkai.report.narrative.draft import draft_sections
from gongkai.report.narrative.figures import FIGURES
from gongkai.report.narrative.tokens import Fact, Plain, Typed, bind, fill, parse, pieces, unknown, write

FORM = load_form("2021")
FILING = make_filing(FORM, dict.fromkeys(FORM.cells, 2), agency="某局", year=2023)


def loose(text: str) -> list[str]:
    return [piece.text for piece in pieces(text, FILING, None, BodyYear(2023)) if piece.loose]


@given(st.text(alphabet="{}=|f.published~t3.new.total+-30来源件 \n", max_size=60))
def test_any_text_cut_and_put_together_is_the_same(text: str) -> None:
    assert write(parse(text)) == text


@given(st.lists(st.sampled_from([Plain("共"), Plain("件。"), Fact(FIGURES["published"]), Typed("30", "来访登记簿")])))
def test_tokens_put_together_and_cut_are_the_same(parts: list[Plain | Fact | Typed]) -> None:
    cut = parse(write(tuple(parts)))
    assert [part for part in cut if not isinstance(part, Plain)] == [p for p in parts if not isinstance(p, Plain)]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("{f.published}条", "7条"),
        ("{f.published.news}条", "4条"),
        ("按期答复率{f.on_time_rate}%", "按期答复率66.67%"),
        ("{f.fee_asked}元", "12.50元"),
        ("{=30|来访登记簿}人次", "30人次"),
        ("{=1.5|x}万元", "1.5万元"),
        ("{t3.new.total}件", "2件"),
    ],
)
def test_a_token_prints_as_its_number(written: str, printed: str) -> None:
    year = BodyYear(2023, answered_in_time=2, answered_late=1, fee_asked=Decimal("12.5"))
    year.published.update({"overview": 3, "news": 4})
    assert not unknown(written, FORM)
    assert fill(written, FILING, None, year) == printed


@pytest.mark.parametrize(
    "bad", ["{f.nothing}", "{f.}", "{=30}", "{=30|}", "{=30| }", "{=x|来源}", "{=|来源}", "{=3|a|b}"]
)
def test_what_is_no_token_is_named(bad: str) -> None:
    assert unknown(f"共{bad}件", FORM) == [bad]


def test_a_rate_of_no_answers_is_left_to_the_author() -> None:
    assert fill("{f.on_time_rate}", FILING, None, BodyYear(2023)) == "〔请作者补充：按期答复率尚无数字〕"


def test_only_counts_that_are_bound_to_nothing_are_loose() -> None:
    assert loose("2023年1月5日，接待来访30人次，收到{t3.new.total}件，其中{=3|登记簿}件。") == ["30人次"]
    assert loose("按照《条例》第49条和国办函〔2020〕109号，办理率100%。") == ["100%"]
    assert loose("〔请作者补充：上年报告写道“收到30件”〕。") == []
    assert loose("（一）主动公开") == []


@given(filings(), st.integers(0, 2**16))
def test_a_draft_bound_and_printed_is_the_draft(filing: Filing, seed: int) -> None:
    year = figures_for(filing, Random(seed))
    sections = draft_sections(filing, year)
    drafted = make_filing(filing.form, filing.values, agency=filing.agency, year=year.year, sections=sections)
    bound = bind(drafted, None, year)
    for section in sections:
        assert fill(bound[section.key], drafted, None, year) == section.text
    told = {part.figure.key for text in bound.values() for part in parse(text) if isinstance(part, Fact)}
    assert told >= {key for key in ("extensions", "consultations", "inspections") if FIGURES[key].of(year)}


def test_an_outcome_named_in_the_drafts_own_words_is_bound_too() -> None:
    filing = summed(small(t3__new__natural=5, t3__o1__natural=1, t3__o3__natural=4))
    year = figures_for(filing)
    words = make_filing(
        filing.form, filing.values, agency=filing.agency, year=2023, sections=draft_sections(filing, year)
    )
    bound = bind(words, None, year)["overview"]
    assert "其他原因{t3.o3.total}件" in bound
    assert "其他原因4件" in words.narrative["overview"]
    assert not [piece.text for piece in pieces(bound, words, None, year) if piece.loose and "4件" in piece.text]


def test_answers_are_counted_as_in_time_or_late() -> None:
    year = body_year(
        (
            application_of(received("2023-3-1"), answered("2023-3-29")),
            application_of(received("2023-3-1"), answered("2023-3-30")),
            application_of(received("2023-3-1"), extended("2023-3-20", 20), answered("2023-4-20")),
            application_of(received("2022-12-20"), answered("2022-12-30")),
            application_of(received("2023-12-20")),
        ),
        2023,
        REGIME,
    )
    assert (year.answered_in_time, year.answered_late) == (2, 1)
