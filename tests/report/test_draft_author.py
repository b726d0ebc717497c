"""What cannot be drafted is left to the author, and listed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from drafts import complaints, drafted, overview, real, small, summed
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.filings import changed_filing

from gongkai.ledger.year import BodyYear
from gongkai.report.filing import SectionText, make_filing
from gongkai.report.form import load_form
from gongkai.report.narrative.draft import draft_sections, placeholders
from gongkai.report.narrative.draft_words import LONGEST_QUOTE, quoted


def test_placeholders_are_few_and_all_listed() -> None:
    filing, _ = real()
    found = placeholders(filing.sections)
    assert 0 < len(found) <= 8
    assert sum(section.text.count("〔") for section in filing.sections) == len(found)
    written = tuple(replace(section, text=re.sub("〔[^〕]*〕", "已写。", section.text)) for section in filing.sections)
    assert placeholders(written) == ()


def test_last_years_problems_are_put_before_the_author() -> None:
    told = SectionText(
        "problems", "五", "", "总体较好。\n（一）政策解读形式不够丰富；2022年收到申请99件。下一步加强培训。"
    )
    then = replace(small(year=2022), sections=(told,))
    problems = drafted(small(), before=then).section("problems")
    assert problems is not None
    assert "“一、政策解读形式不够丰富；2022年收到申请99件”" in problems.text
    assert "加强培训" not in problems.text
    assert complaints(drafted(small(), before=then), then) == []
    assert "上年" not in drafted(small(), before=replace(then, year=2021)).narrative["problems"]


def test_the_report_of_another_body_is_not_looked_back_on() -> None:
    told = SectionText("problems", "五", "", "政策解读形式不够丰富。")
    now = small(agency="青山市清源区财政局", t3__new__total=60, t3__new__natural=60)
    then = replace(small("青山市清源区民政局", 2022), sections=(told,))
    assert drafted(now, before=then).sections == drafted(now).sections
    shorter = replace(then, agency="清源区财政局")
    assert "不够丰富" in drafted(now, before=shorter).narrative["problems"]


@given(
    text=st.text(max_size=400)
    | st.text("Xx×＿（(【待填此处）1.", max_size=40)
    | st.text("一、（二）〔〕。“”问题.1|*#\n 件申请2023年", max_size=400)
)
@settings(max_examples=200)
def test_any_quotation_stays_one_sentence_of_a_draft(text: str) -> None:
    assert len(quoted(text)) <= LONGEST_QUOTE + 2
    assert not re.search(r"[。〔〕\s]|[（(][一二三四五六七八九十]+[)）]", quoted(text))
    then = replace(small(year=2022), sections=(SectionText("problems", "五", "", text),))
    filing = drafted(small(), before=then)
    assert complaints(filing, then) == []
    assert len(placeholders(filing.sections)) == filing.narrative["problems"].count("〕") + sum(
        section.text.count("〕") for section in filing.sections if section.key != "problems"
    )


def test_figures_that_do_not_follow_from_last_year_ask_for_a_reason() -> None:
    now = summed(small(t3__carried_in__natural=4, t3__carried_out__natural=4, t2__normative__in_force=9))
    then = summed(small(year=2022, t3__new__natural=5, t3__carried_out__natural=5, t2__normative__in_force=9))
    asked = [found for found in placeholders(drafted(now, before=then).sections) if "更正" in found]
    assert len(asked) == 1
    assert "上年结转" in asked[0]
    assert "规范性文件" not in asked[0]
    follows = summed(small(year=2022, t3__new__natural=4, t3__carried_out__natural=4, t2__normative__in_force=9))
    assert not [found for found in placeholders(drafted(now, before=follows).sections) if "更正" in found]


def test_cells_without_a_number_are_left_to_the_author() -> None:
    filing = changed_filing(small(), {"t3.new.total": None, "t2.normative.issued": None, "t4.review.upheld": None})
    text = overview(filing)
    assert text.count("表格中相关数字尚缺") == 2
    assert "收到政府信息公开申请" not in text
    assert complaints(drafted(filing)) == []
    empty = make_filing(load_form("2021"), {}, year=2023)
    assert "0件" not in overview(empty)


def test_figures_of_another_year_are_refused() -> None:
    with pytest.raises(ValueError, match="2022"):
        draft_sections(small(year=2023), BodyYear(2022))


def test_what_the_sections_said_before_changes_nothing() -> None:
    filing = small()
    assert draft_sections(drafted(filing), BodyYear(2023)) == draft_sections(filing, BodyYear(2023))
