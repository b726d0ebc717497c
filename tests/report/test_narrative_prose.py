"""The words made ready: sentences as a plain split finds them, offsets that lead back, and what may be passed over."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.filing import SectionText, make_filing
from gongkai.report.form import load_form
from gongkai.report.narrative import FeeStatement, check_narrative, fee_statement
from gongkai.report.narrative.prose import TABLE_TAIL, Prose
from gongkai.report.narrative.read import read_narrative
from gongkai.report.verify import assess

SPEAKS = re.compile(r"\d|[未无零]|没有|不存在|不涉及|[一二两三四五六七八九十][件宗起例份]")
PIECES = st.sampled_from(
    ["。", "共3件", "没有", "没", "有", "未", "两宗", "两", "《1》", "公开", " ", "\n", "字" * 170]
)
WORDINGS = tomllib.loads((resources.files("gongkai.report.narrative") / "words.toml").read_text("utf-8"))["kinds"]
DENIALS = [*WORDINGS["neg"], *WORDINGS["weak"]]
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def prose_of(text: str, *, beside_table: bool = False) -> Prose:
    return Prose(SectionText("overview", "一", "", text), beside_table=beside_table)


@given(TEXTS, st.booleans())
def test_sentences_are_the_pieces_between_full_stops_that_say_something(text: str, beside_table: bool) -> None:
    pieces = "".join(text.split()).split("。")
    if beside_table:  # what no full stop ends is the table, and so is what stands far before one
        pieces = [piece[-TABLE_TAIL:] for piece in pieces[:-1]]
    prose = prose_of(text, beside_table=beside_table)
    found = list(prose.sentences())
    assert [sentence.text for sentence in found] == [piece for piece in pieces if SPEAKS.search(piece)]
    assert all(prose.text.startswith(sentence.text, sentence.start) for sentence in found)


@given(TEXTS)
def test_offsets_lead_back_to_the_same_character(text: str) -> None:
    prose = prose_of(text)
    assert [text[prose.offset(at)] for at in range(len(prose.text))] == list(prose.text)


@pytest.mark.parametrize("denial", DENIALS)
def test_no_denial_is_passed_over(denial: str) -> None:
    # A sentence without a number is looked at closely only where a character of it may deny something.
    section = SectionText("overview", "一", "", f"2023年，政府信息公开申请，{denial}。")
    (reading,) = read_narrative(make_filing(load_form("2021"), {}, year=2023, sections=(section,))).readings
    assert denial in [reading.sentence.masked[token.start : token.end] for token in reading.tokens]


def test_a_denial_of_the_fee_needs_no_number_and_no_longer_name() -> None:
    section = SectionText("other", "六", "", "信息公开费未收取。")
    filing = make_filing(load_form("2021"), {}, year=2023, sections=(section,))
    assert fee_statement(filing) is None
    denied = SectionText("other", "六", "", "未收取信息公开费。")
    said = fee_statement(make_filing(load_form("2021"), {}, year=2023, sections=(denied,)))
    assert said == FeeStatement(None, None, Decimal(0), says_none=True)


def test_a_narrative_read_before_gives_the_same_checks() -> None:
    text = "2023年共收到政府信息公开申请34件，办结30件。未发生行政复议。收取信息处理费0元。"
    filing = make_filing(load_form("2021"), {}, year=2023, sections=(SectionText("other", "六", "", text),))
    narrative = read_narrative(filing)
    assert check_narrative(filing, None, narrative) == check_narrative(filing)
    assert fee_statement(filing, narrative) == fee_statement(filing)
    assert [check for check in assess(filing) if check.code.startswith("S")] == list(check_narrative(filing))
