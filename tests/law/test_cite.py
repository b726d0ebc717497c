"""Citations are read, printed and led to the place they mean, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cite, cites, numeral
from gongkai.law.instruments import parse_instrument, register, resolve

NUMBERS = st.none() | st.integers(1, 999)


@given(st.sampled_from(sorted(register())), st.integers(1, 999), NUMBERS, NUMBERS)
def test_what_is_printed_is_read_back(key: str, article: int, paragraph: int | None, item: int | None) -> None:
    written = Cite(key, article, paragraph, item)
    assert cite(str(written)) == written


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("条例:33.2", "《条例》第三十三条第二款", "Regulation art. 33(2)"),
        ("条例:36(4)", "《条例》第三十六条第（四）项", "Regulation art. 36, item 4"),
        (
            "复议法:23.1(4)",
            "《行政复议法》第二十三条第一款第（四）项",
            "Administrative Reconsideration Law art. 23(1), item 4",
        ),
        ("80号", "国办发〔2016〕80号", "国办发〔2016〕80号"),
        ("207号:1", "国办公开办函〔2015〕207号第一部分", "国办公开办函〔2015〕207号 part 1"),
    ],
)
def test_a_citation_is_printed_as_documents_print_it(written: str, zh: str, en: str) -> None:
    assert (cite(written).zh, cite(written).en) == (zh, en)


@pytest.mark.parametrize(
    "written", ["", "条例:", "条例：33", "条例:三十三", "条例:33.", "条例:33()", "条例 33", "条例:0"]
)
@pytest.mark.parametrize("wrap", [cite, cites])
def test_what_is_no_citation_is_refused(written: str, wrap: object) -> None:
    with pytest.raises(ValueError, match="is no citation"):
        wrap(written)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("number", "printed"),
    [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (33, "三十三"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (134, "一百三十四"), (999, "九百九十九")],
)  # fmt: skip
def test_numerals_are_those_of_article_numbers(number: int, printed: str) -> None:
    assert numeral(number) == printed


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_no_numeral_for_what_is_no_article(number: int) -> None:
    with pytest.raises(ValueError, match="no number of an article"):
        numeral(number)


def test_a_citation_leads_to_its_article() -> None:
    place = resolve("条例:33.2")
    assert place.instrument.number == "国务院令第711号"
    assert place.article is not None
    assert "20" in place.article.gist[0]
    assert place.words == (
        "《中华人民共和国政府信息公开条例》第三十三条第二款",
        "Regulation on the Disclosure of Government Information, art. 33(2)",
    )


def test_a_letter_has_parts_and_no_articles() -> None:
    zh, en = resolve("207号:1").words
    assert zh.endswith("第一部分")
    assert en.endswith("part 1")


def test_a_text_may_be_cited_as_a_whole() -> None:
    assert resolve("80号").article is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("某条例:1", "no text 某条例"),
        ("条例:57", "56 articles"),
        ("2025解释:9", "not in the register yet"),
        ("条例:33.4", "3 paragraph"),
        ("条例:36(8)", "7 item"),
        ("条例:16(2)", "0 item"),  # 16 has a second paragraph, and no items
        ("条例:50.2(1)", "0 item"),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused(written: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        resolve(written)
    assert refused.value.code == "no-such-place"
    assert written in refused.value.reason[0]
    assert all(refused.value.advice)


@pytest.mark.parametrize(
    "written", ["条例:56", "条例:33.3", "条例:36(7)", "条例:16.2", "条例:50.1(5)", "复议法:23.1(5)"]
)
def test_the_last_of_each_is_there(written: str) -> None:
    assert resolve(written).cite == cite(written)


def test_every_article_of_the_regulation_is_described() -> None:
    assert list(register()["条例"].articles) == list(range(1, 57))


GOOD = """
key = "试"
title = ["试", "Trial"]
number = "1"
issued = 2020-01-01
in_force = 2020-02-01
divided = "articles"
count = 2
read = "whole"
scope = ["试", "trial"]
[articles]
2 = { gist = ["甲", "one"], shape = [0, 3] }
"""


def test_a_text_is_read_and_applies_between_its_days() -> None:
    text = parse_instrument(GOOD.replace("divided", "until = 2021-12-31\ndivided"))
    assert text.articles[2].shape == (0, 3)
    days = (date(2020, 1, 31), date(2020, 2, 1), date(2021, 12, 31), date(2022, 1, 1))
    assert [text.applies_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('number = "1"\n', "", "number"),
        ('number = "1"', 'number = "1"\nnote = "x"', "note"),
        ('["试", "Trial"]', '["试"]', "title is a pair"),
        ('"whole"', '"all"', "read is one of"),
        ('"articles"', '"pages"', "divided one of"),
        ('"articles"', '"parts"', "is divided into parts"),
        ("2 = {", "3 = {", "numbered from 1 to 2"),
        ("2 = {", "x = {", "invalid literal"),
        ("[0, 3]", "[0, -1]", "shape has one number"),
        ("[0, 3]", "[]", "shape has one number"),
        ('["甲", "one"]', '["甲", ""]', "gist is a pair"),
        ("shape", "form", "unknown form"),
        ("issued = 2020-01-01", 'issued = "2020-01-01"', "issued is a day"),
        ("in_force = 2020-02-01", "in_force = 2019-02-01", "issued, then in force"),
        ('key = "试"', 'key = "试:1"', "cannot be the key"),
        ("[articles]", "[articles", "TOMLDecodeError"),
    ],
)
def test_a_malformed_text_is_refused_with_its_name(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(ValueError, match=said) as wrong:
        parse_instrument(GOOD.replace(old, new, 1), "trial.toml")
    assert str(wrong.value).startswith("trial.toml: ")
