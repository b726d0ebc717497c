"""The drafted sentences say only what is so: of a year, of the change on the year before, of the fee."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from drafts import complaints, drafted, overview, small, summed
from tests.strategies.filings import changed_filing, lawful_filing

from gongkai.ledger.year import BodyYear
from gongkai.report.form import load_form
from gongkai.report.narrative import FeeStatement, check_narrative, fee_statement
from gongkai.report.narrative.draft import placeholders
from gongkai.report.narrative.draft_words import MOST_TIMES, changed
from gongkai.report.verify import verify


def test_a_year_without_anything_says_so_plainly() -> None:
    filing = drafted(small())
    assert "2023年，未收到政府信息公开申请，也没有上年结转的申请。" in overview(small())
    assert "未发生因政府信息公开引起的行政复议和行政诉讼。" in overview(small())
    assert "未制定、未废止行政规范性文件" in overview(small())
    assert fee_statement(filing) == FeeStatement(0, Decimal(0), Decimal(0), says_none=True)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"t3__new__natural": 2}, "均为自然人申请"),
        ({"t3__new__natural": 1}, "收到政府信息公开申请1件，为自然人申请"),
        ({"t3__new__research": 2}, "均为科研机构申请"),
        ({"t3__new__other_org": 2}, "均为法人或其他组织申请"),
        ({"t3__new__research": 2, "t3__new__business": 2}, "均为法人或其他组织申请"),
    ],
)
def test_applicants_of_one_kind(cells: dict[str, int], words: str) -> None:
    assert words in overview(summed(small(**cells)))


def test_all_of_one_kind_is_not_said_of_two() -> None:
    text = overview(summed(small(t3__new__natural=2, t3__new__business=1, t3__granted__natural=2)))
    assert "其中自然人申请2件、商业企业申请1件" in text
    assert "均为自然人" not in text


def test_outcomes_are_listed_by_the_heads_and_lines_of_the_form() -> None:
    text = overview(summed(small(t3__new__natural=5, t3__d4__natural=2, t3__d5__natural=1, t3__r2__natural=2)))
    assert "办结政府信息公开申请5件，其中不予公开3件、不予处理2件。" in text
    assert "不予公开的申请3件，其中保护第三方合法权益2件、属于三类内部事务信息1件。" in text
    assert "不予处理的申请，均为重复申请。" in text


def test_publications_are_a_whole_and_its_classes() -> None:
    figures = BodyYear(2023)
    figures.published.update(overview=3, news=5)
    text = overview(small(), "主动公开", figures=figures)
    assert text.startswith("2023年，主动公开政府信息8条，其中概况类信息3条、政务动态信息5条。")


def test_publications_that_nobody_counted_are_not_zero_but_asked_for() -> None:
    text = overview(small(), "主动公开")
    assert "0条" not in text
    assert "主动公开的信息数量" in placeholders(drafted(small()).sections)[0]


def test_office_work_is_told_where_there_was_any() -> None:
    figures = BodyYear(2023, extensions=3, consultations=2, trained=40)
    figures.activities.update(meeting=4, conference=1, training=2)
    text = overview(small(), figures=figures)
    assert "依法延长答复期限3次，征求第三方或者其他机关意见2次。" in text
    assert "召开政府信息公开专题会议4次，开展疑难事项会商1次，组织业务培训2次、培训40人次。" in text
    assert "检查" not in text


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_the_words_follow_the_edition(edition: str) -> None:
    form = load_form(edition)
    filing = drafted(lawful_filing(form, Random(5), 400))
    section = filing.section("overview")
    assert section is not None
    assert [head for head, _ in section.parts] == [
        f"（{ordinal}）{topic}" for ordinal, topic in zip("一二三四五", form.section("overview").topics, strict=True)
    ]
    assert section.text == "\n".join(f"{head}\n{text}" for head, text in section.parts)
    assert [(each.key, each.number, each.title) for each in filing.sections] == [
        (each.key, each.number, each.title) for each in form.sections
    ]
    assert all(filing.section(each.key).text == "" for each in form.sections if each.table)  # type: ignore[union-attr]


def test_documents_of_the_earlier_edition() -> None:
    text = overview(
        small(edition="2019", year=2020, t2_2019__normative__made=3, t2_2019__normative__public_total=9), "信息管理"
    )
    assert "新制作规范性文件3件、新公开0件，年末对外公开共9件。" in text


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (31, 30, "，比上年增长3.33%"),
        (15, 30, "，比上年下降50%"),
        (30, 29, "，比上年增加1件"),
        (0, 1, "，比上年减少1件"),
        (5, 5, "，与上年持平"),
        (0, 0, "，与上年持平"),
        (7, 0, "，比上年增加7件"),
        (9_999_999, 10_000_000, "，比上年减少1件"),
        (30 * MOST_TIMES, 30, "，比上年增长900%"),
        (30 * MOST_TIMES + 1, 30, "，比上年增加271件"),
        (7, None, ""),
    ],
)
def test_a_change_on_the_year(now: int, then: int | None, words: str) -> None:
    assert changed(now, then) == words


def test_a_change_is_told_of_the_year_before_only() -> None:
    now = summed(small(t3__new__natural=60, t3__carried_out__natural=60, t4__review__upheld=3))
    then = summed(small(year=2022, t3__new__natural=50, t4__review__upheld=2))
    assert "收到政府信息公开申请60件，比上年增长20%，" in overview(now, before=then)
    assert "行政复议3件，比上年增加1件，结果均为维持。" in overview(now, before=then)
    assert overview(now, before=replace(then, year=2021)) == overview(now)
    unknown = changed_filing(then, {"t3.new.total": None})
    assert "申请60件，均为自然人申请" in overview(now, before=unknown)


def test_a_change_that_is_no_longer_so_is_found() -> None:
    now = summed(small(t3__new__natural=60, t3__carried_out__natural=60))
    then = summed(small(year=2022, t3__new__natural=50))
    filing = drafted(now, before=then)
    checks = check_narrative(filing, changed_filing(then, {"t3.new.total": 40}))
    assert "S9" in {check.code for check in checks if check.finding}


def test_the_fee_is_stated_to_the_fen() -> None:
    figures = BodyYear(2023, fee_notices=3, fee_asked=Decimal("400.00"), fee_received=Decimal("140.5"))
    filing = drafted(small(), figures)
    assert fee_statement(filing) == FeeStatement(3, Decimal(400), Decimal("140.5"), says_none=False)
    assert "实际收取140.50元" in filing.narrative["other"]


def test_no_statement_on_the_fee_before_there_was_one() -> None:
    assert fee_statement(drafted(small(year=2020, edition="2019"))) is None
    assert fee_statement(drafted(small(year=2021))) is not None
    assert "处理费" not in drafted(small(year=2020, edition="2019")).narrative["other"]


def test_notices_that_were_sent_and_not_paid_are_stated() -> None:
    filing = summed(small(t3__new__natural=2, t3__o2__natural=2))
    assert complaints(drafted(filing)) == []
    silent = drafted(filing, BodyYear(2023))
    assert "X1" in {found.code for found in verify(silent)}


@pytest.mark.parametrize(("number", "said"), [(1, "申请，属于三类内部"), (2, "申请，均属于三类内部")])
def test_an_outcome_that_begins_with_a_verb_takes_no_other(number: int, said: str) -> None:
    cells = {f"t3__{line}__{who}": number for line in ("new", "d5", "total") for who in ("natural", "total")}
    assert said in overview(small(**cells))
