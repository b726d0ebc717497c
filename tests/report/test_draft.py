"""The drafted sections agree with the tables, say only what is so, and leave judgement to the author."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from filings import FORMS as READABLE_FORMS
from filings import filing as counting_filing
from filings import filings as any_filings
from filings import name_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from narratives import golden_reports
from tests.strategies.filings import FORMS, changed_filing, filings, lawful_filing, two_years

from gongkai.finding import Severity
from gongkai.ledger.facts.other import Activity
from gongkai.ledger.facts.publication import Block
from gongkai.ledger.year import BodyYear
from gongkai.reading import read_document
from gongkai.report.filing import Filing, Number, SectionText, make_filing
from gongkai.report.form import Form, load_form
from gongkai.report.narrative import FeeStatement, check_narrative, claims, fee_statement
from gongkai.report.narrative.draft import draft_sections, placeholders
from gongkai.report.narrative.draft_words import LONGEST_QUOTE, MOST_TIMES, changed, quoted
from gongkai.report.render import FORMATS, render
from gongkai.report.verify import verify

AGENCIES = ("青山市清源区人民政府", "青山市人民政府办公室", "某区财政局", "青山市清源区西河街道办事处", None)
YEARS = st.integers(2019, 2025)
SECTION_CODES = frozenset({"F3", "F4", "F5", "F6", "F7", "F10"})
FEE_CODES = frozenset({"X1", "X2"})


def zeros(form: Form, **cells: int) -> dict[str, Number]:
    return {**dict.fromkeys(form.cells, 0), **{name.replace("__", "."): value for name, value in cells.items()}}


def small(agency: str | None = "某区财政局", year: int = 2023, edition: str = "2021", **cells: int) -> Filing:
    form = load_form(edition)
    return make_filing(form, zeros(form, **cells), agency=agency, year=year)


def figures_for(filing: Filing, rng: Random | None = None) -> BodyYear:
    """Figures of the ledger that go with the tables; without ``rng``, none beyond what the tables demand."""
    year = BodyYear(filing.year or 2023)
    unpaid = int(filing.values.get("t3.o2.total") or 0)
    collected = Decimal(filing.values.get("t2.fees.amount_wan") or 0) * 10_000
    year.fee_notices = unpaid
    if rng is None:
        return year
    most = rng.choice((0, 1, 3, 40, 9_999_999))
    for block in Block:
        year.published[block.value] = rng.randint(0, most)
    for what in Activity:
        year.activities[what.value] = rng.randint(0, min(most, 99))
    year.interpretations["text"], year.interpretations["video"] = rng.randint(0, most), rng.randint(0, 3)
    year.trained, year.comment_rounds = rng.randint(0, most), rng.randint(0, 9)
    year.extensions, year.consultations, year.data_corrections = (rng.randint(0, most) for _ in range(3))
    year.fee_notices += rng.randint(0, most)
    year.fee_asked = Decimal(rng.randint(0, most * 100)) / 100
    year.fee_received = min(year.fee_asked, collected)
    return year


def drafted(filing: Filing, figures: BodyYear | None = None, before: Filing | None = None) -> Filing:
    figures = figures_for(filing) if figures is None else figures
    return replace(filing, sections=draft_sections(filing, figures, before=before))


def overview(filing: Filing, head: str = "", **kwargs: Any) -> str:
    """The text of section one, or of the part whose head holds ``head``."""
    section = drafted(filing, **kwargs).section("overview")
    assert section is not None
    return section.text if not head else next(text for name, text in section.parts if head in name)


def complaints(filing: Filing, before: Filing | None = None) -> list[str]:
    """Everything said against the words: even a note that a sentence was not understood."""
    found = verify(filing, before=before)
    return [
        f"{each.code} {each.message}"
        for each in found
        if each.code.startswith("S") or each.code in SECTION_CODES | FEE_CODES
    ]


def moved(filing: Filing, year: int, agency: str | None) -> Filing:
    return replace(filing, year=year, agency=agency)


# ------------------------------------------------------------------ the draft agrees with its tables


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


def summed(filing: Filing) -> Filing:
    """The filing with its totals filled in."""
    values = dict(filing.values)
    for table in filing.form.tables:
        for rule in sorted(table.sums, key=lambda rule: rule.axis == "columns"):
            for other in table.columns if rule.axis == "lines" else table.lines:
                names = [
                    table.cell_name(*((key, other.key) if rule.axis == "lines" else (other.key, key)))
                    for key in (rule.whole, *rule.parts)
                ]
                values[names[0]] = sum(values[name] or 0 for name in names[1:])
    return changed_filing(filing, values)


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


# ------------------------------------------------------------------ the year of a real district

REAL = golden_reports()["002"]


def real() -> tuple[Filing, BodyYear]:
    year = figures_for(REAL, None)
    year.published.update(overview=17375, news=16993, catalogue=89)
    year.activities.update(conference=6)
    return drafted(replace(REAL, sections=()), year), year


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


# ------------------------------------------------------------------ what the sentences say


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


# ------------------------------------------------------------------ on the year


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


# ------------------------------------------------------------------ the fee


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


# ------------------------------------------------------------------ what is left to the author


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


@pytest.mark.parametrize(("number", "said"), [(1, "申请，属于三类内部"), (2, "申请，均属于三类内部")])
def test_an_outcome_that_begins_with_a_verb_takes_no_other(number: int, said: str) -> None:
    cells = {f"t3__{line}__{who}": number for line in ("new", "d5", "total") for who in ("natural", "total")}
    assert said in overview(small(**cells))


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


# ------------------------------------------------------------------ write and read


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
