"""Letters: every ending says what it has to, on both sides of 2024, and nothing counts for something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.ledger.build import REGIME, asked, consulted, delivered, fee, received
from tests.report.letters_build import ANSWERS, OFFICE, PUBLIC, answer, filled, history, put

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import application
from gongkai.ledger.facts.application import Lapse, Service, Whom
from gongkai.ledger.history import append
from gongkai.report.letters import Context, Draft, fact_of, field, fields_for, kind, kinds, part
from gongkai.report.letters.compose import FULL_NAME

OLD, NEW = date(2023, 12, 29), date(2024, 9, 19)

# Typed from the notes on outcomes, not from the program: what each answer says beyond the common parts.
COMMON = {"title", "number", "applicant", "receipt", "request", "facts", "decision", "reasons", "manner", "remedies",
          "signature", "delivery"}  # fmt: skip
OWN = {
    "granted": {"handover"},
    "partial": {"given_part", "withheld_part", "ground_each"},
    "d1": {"secret_basis"},
    "d2": {"forbidding_article"},
    "d3": {"danger_kind", "danger_reason"},
    "d4": {"consultation", "no_override"},
    "d5": {"internal_kind", "no_outward_effect"},
    "d6": {"process_kind", "discretion"},
    "d7": {"file_basis"},
    "d8": {"access_rule", "access_window"},
    "u1a": {"search"},
    "u1b": {"not_ours", "right_organ"},
    "u2": {"existing_only", "nearest"},
    "u3": {"correction_story"},
    "r1": {"not_an_application", "channel"},
    "r2": {"earlier_answer"},
    "r3": {"where_sold"},
    "r4": {"reasons_story"},
    "r5": {"earlier_delivery"},
    "o3": {"ending_reason"},
}
BASIS = {
    "granted": "第三十六条第（二）项", "partial": "第三十七条", "d1": "第十四条", "d2": "第十四条", "d3": "第十四条",
    "d4": "第十五条、第三十二条", "d5": "第十六条第一款", "d6": "第十六条第二款", "d7": "第十六条第二款",
    "d8": "第三十六条第（七）项", "u1a": "第三十六条第（四）项", "u1b": "第三十六条第（五）项", "u2": "第三十八条",
    "u3": "第三十条", "r1": "第三十九条第一款", "r2": "第三十六条第（六）项", "r3": "第三十九条第二款",
    "r4": "第三十五条", "r5": "第三十八条", "o3": "《条例》）及有关规定",
}  # fmt: skip
REVIEW_FIRST = {"d1", "d2", "d3", "d4", "d5", "d6", "d7"}
LEAVES = sorted(ANSWERS)


def test_the_lists_cover_every_ending_that_a_letter_tells() -> None:
    assert {leaf.value for leaf in Leaf} == OWN.keys() | {"o1", "o2"}
    assert OWN.keys() == BASIS.keys() == {leaf.value for leaf in ANSWERS}


@pytest.mark.parametrize("on", [OLD, NEW], ids=["2023", "2024"])
@pytest.mark.parametrize("leaf", LEAVES)
def test_every_answer_has_its_parts_and_is_complete_when_they_are_filled(leaf: Leaf, on: date) -> None:
    made = put(answer(leaf, on), history(leaf, on.year), "青信公开复〔2024〕12号")
    more = set()
    if on is NEW and leaf.value in REVIEW_FIRST:
        more = {"review_first"}
    if on is NEW and leaf is Leaf.PARTIAL:
        more = {"both_routes"}
    assert {one.part.key for one in made.said} == COMMON | OWN[leaf.value] | more
    assert made.missing == ()
    assert BASIS[leaf.value] in made.slots["decision"]
    assert all(made.slots[key] for key in made.kind.compulsory)
    assert "待补" not in "".join(made.slots.values())


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_remedies_line_follows_leaf_and_day(leaf: Leaf) -> None:
    old = put(answer(leaf, OLD), history(leaf, 2023)).slots["remedies"]
    new = put(answer(leaf, NEW), history(leaf)).slots["remedies"]
    assert "应当先" not in old
    assert ("应当先" in new) is (leaf.value in REVIEW_FIRST or leaf is Leaf.PARTIAL)
    for line in (old, new):
        assert "青川区人民政府" in line
        assert "60日" in line
    assert "6个月内向青川区人民法院" in old
    assert ("6个月" in new) is (leaf.value not in REVIEW_FIRST)


@pytest.mark.parametrize("leaf", LEAVES)
def test_each_field_left_empty_is_missed_by_its_own_part_only(leaf: Leaf) -> None:
    whole = answer(leaf)
    for key in whole.fields:
        # Everything that is missing is typed into the free texts instead, where it must not count.
        lure = {
            name: "依据第十四条，可申请行政复议、提起行政诉讼" for name in ("facts_found", "reasons") if name != key
        }
        made = put(replace(whole, fields={**whole.fields, **lure, key: ""}), history(leaf))
        own = {one.part.key for one in made.missing}
        uses = {one.part.key for one in made.said if key in one.part.inputs}
        if key.startswith("manner_"):
            uses = {"manner"} if leaf in (Leaf.GRANTED, Leaf.PARTIAL) else set()
        assert own == uses, key
        assert uses or key in ("withheld", "manner_way", "manner_where", "manner_when")


def test_blanks_and_punctuation_say_nothing() -> None:
    for nothing in ("", "  ", "\n", "——", "。。。", "\x00\x07"):
        made = put(replace(answer(Leaf.D5), fields={**answer(Leaf.D5).fields, "reasons": nothing}))
        assert [one.part.key for one in made.missing] == ["reasons"]


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("public_day", "2024-02-30"), ("public_day", "昨天"), ("public_link", "https://www.qingchuan.example/"),
        ("public_link", "请见本机关网站"), ("public_link", "javascript:alert(1)"), ("correct_days", "0"),
        ("correct_days", "-3"), ("correct_days", "十五"), ("correct_days", "9" * 5000), ("internal_kind", "other"),
        ("withheld", "d1,granted"), ("service", "courier"), ("correct_days", "１５"),
    ],
)  # fmt: skip
def test_a_field_admits_its_type_only(key: str, bad: str) -> None:
    assert not field(key).admits(bad)
    assert field(key).shown(bad) == ""


def test_what_is_public_already_names_the_page_and_rests_on_the_first_item() -> None:
    made = put(answer(Leaf.GRANTED, answers=PUBLIC))
    assert "public_route" in {one.part.key for one in made.said}
    assert "第三十六条第（一）项" in made.slots["decision"]
    assert "https://www.qingchuan.example/zfxx/2024/12.html" in made.slots["particulars"]


def test_an_answer_over_the_net_names_the_address_from_2024_on() -> None:
    late, early = answer(Leaf.U1A, NEW, service="online"), answer(Leaf.U1A, OLD, service="online")
    assert OFFICE.review_address in put(late).slots["remedies"]
    assert OFFICE.review_address not in put(early, history(year=2023)).slots["remedies"]
    bare = replace(OFFICE, review_address="")
    missing = [one.part.key for one in put(late, office=bare).missing]
    assert sorted(missing) == ["online_review_address", "remedies"]


def test_without_an_authority_or_a_court_there_is_no_remedies_line() -> None:
    for office in (replace(OFFICE, authorities=()), replace(OFFICE, court=" ")):
        assert "remedies" in {one.part.key for one in put(answer(Leaf.D1), office=office).missing}


def test_the_regulation_is_named_in_full_once() -> None:
    whole = "".join(put(answer(Leaf.D4), history(Leaf.D4)).slots.values())
    assert whole.count(FULL_NAME) == 1
    assert "《条例》" not in whole[: whole.index(FULL_NAME)]


def test_without_the_guided_answers_there_is_no_decision() -> None:
    bare = replace(answer(Leaf.D1), answers={})
    assert {"decision", "manner", "remedies"} <= {one.part.key for one in put(bare).missing}
    lapsed = replace(bare, answers={"withdrawn": "no", "complete": "no", "correction": "lapsed"})
    assert "办结告知书" in next(one.wants[0] for one in put(lapsed).missing if one.part.key == "decision")


def test_the_third_party_is_not_consulted_because_somebody_says_so() -> None:
    made = put(answer(Leaf.D4), history())
    assert [one.part.key for one in made.missing] == ["consultation"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refusal):
        put(replace(answer(Leaf.D1), kind="poem"))


# ---------------------------------------------------------------- the facts that letters are


def fact(draft: Draft, of: object = None) -> object:
    return fact_of(Context(draft, of or history(), OFFICE, REGIME), "复〔2024〕1号")  # type: ignore[arg-type]


def draft(key: str, **given: str) -> Draft:
    bare = Draft(key, "张三", date(2024, 9, 12), {}, {})
    return replace(bare, fields=filled(bare, history(), **given))


def test_the_answer_is_the_fact_that_the_ledger_takes() -> None:
    made = fact(answer(Leaf.PARTIAL, withheld="d1,d4,d1"))
    assert isinstance(made, application.Answered)
    assert (made.outcome, made.withheld, made.service) == (Leaf.PARTIAL, (Leaf.D1, Leaf.D4), Service.POST)
    assert (made.document, made.on) == ("复〔2024〕1号", NEW)
    assert fact(replace(answer(Leaf.D1), answers={})) is None


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_ledger_takes_every_complete_answer(leaf: Leaf) -> None:
    made = fact(answer(leaf), history(leaf))
    assert append(history(leaf), made, REGIME).facts[-1] == made  # type: ignore[arg-type]


def test_the_other_letters_are_their_facts() -> None:
    made = fact(draft("correction"))
    assert isinstance(made, application.CorrectionAsked)
    assert made.days == 15
    extended = fact(draft("extension", approved_on="2024-09-11"))
    assert isinstance(extended, application.Extended)
    for key, whom in (("third_party", Whom.THIRD_PARTY), ("co_maker", Whom.CO_MAKER), ("assistance", Whom.OTHER_ORGAN)):
        consulted_ = fact(draft(key))
        assert isinstance(consulted_, application.Consulted)
        assert (consulted_.whom, consulted_.ref) == (whom, "征1")
    noticed = fact(draft("fee", charged="item"))
    assert isinstance(noticed, application.FeeNoticed)
    assert noticed.amount == 100
    for key in kinds():
        if not kind(key).fact:
            assert fact(draft(key)) is None


def test_a_third_partys_name_stays_out_of_the_ledger() -> None:
    made = fact(replace(draft("third_party"), to="李四"))
    assert isinstance(made, application.Consulted)
    assert made.name == ""


def test_a_partial_answer_rests_on_articles() -> None:
    said = put(answer(Leaf.PARTIAL, withheld="d1,d4")).slots["decision"]
    assert said.startswith(
        "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）第三十七条、第十四条、《保守国家秘密法》第二十条、"
        "《条例》第十五条、第三十二条，你申请的信息"
    )


@pytest.mark.parametrize("key", ["correction", "reasons", "extension", "third_party", "co_maker", "fee"])
def test_a_letter_that_rests_on_the_regulation_names_its_article(key: str) -> None:
    made = put(draft(key, approved_on="2024-09-11", charged="item"))
    assert made.missing == ()
    assert "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）第" in "".join(made.slots.values())


def test_an_extension_says_until_when() -> None:
    made = put(draft("extension", extended_days="20", approved_on="2024-09-11"))
    assert made.missing == ()
    assert "2024年11月11日" in made.slots["extended_until"]  # 40 working days after 10 September


def test_a_fee_within_the_free_items_is_no_fee() -> None:
    missing = put(draft("fee", charged="item", fee_count="10")).missing
    assert [one.part.key for one in missing] == ["calculation"]


def test_a_matter_is_closed_by_letter_only_when_the_period_is_over() -> None:
    of = history().with_fact(asked("9-11", 3))
    early = replace(draft("closing"), dated=date(2024, 9, 14))
    assert [one.part.key for one in put(early, of).missing] == ["closing_record"]
    late = replace(early, dated=date(2024, 9, 19))
    assert put(late, of).missing == ()
    assert "如不服本告知，可以自收到本告知之日起60日内" in put(late, of).slots["closing_remedies"]
    made = fact(late, of)
    assert isinstance(made, application.Lapsed)
    assert made.what is Lapse.CORRECTION
    unpaid = history().with_fact(fee("9-11")).with_fact(delivered("9-12", "fee"))
    assert "不再处理" in put(replace(early, dated=date(2024, 10, 31)), unpaid).slots["closing_record"]


def test_the_applicant_is_told_whom_was_asked_and_when() -> None:
    of = history().with_fact(consulted("9-11"))
    assert "2024年9月11日书面征求第三方意见" in put(draft("consulting_notice"), of).slots["consulting_told"]


def test_every_letter_of_the_list_is_there() -> None:
    # 《outcomes》§2, in its order, then what the leaves need besides.
    assert kinds().keys() == {
        "application_form", "flow_chart", "register_sheet", "receipt_slip", "correction", "reasons", "extension",
        "third_party", "third_party_reply", "consulting_notice", "third_party_notice", "co_maker", "assistance", "fee",
        "review_sheet", "handover_list", "answer", "redone", "closing", "later_day", "withdrawal",
    }  # fmt: skip


def test_every_field_is_asked_for_somewhere() -> None:
    from gongkai.report.letters.kinds import _loaded

    used = {one.key for one in fields_for(_loaded().parts)}
    used |= {"manner_way", "manner_where", "manner_when", "attachments", "override"}
    assert used == _loaded().fields.keys()


def test_the_words_speak_to_whoever_receives_them() -> None:
    assert "你申请公开" in put(draft("correction")).slots["request"]
    firm = replace_received(applicant="business")
    assert "你单位申请公开" in put(draft("correction"), firm).slots["request"]


def replace_received(**more: object) -> object:
    from gongkai.ledger.facts import Kind
    from gongkai.ledger.facts.application import Applicant
    from gongkai.ledger.history import History

    return History("2024-0001", Kind.APPLICATION, [received("9-10", applicant=Applicant(str(more["applicant"])))])


def test_parts_name_their_articles() -> None:
    assert [cite.zh for cite in part("search").cites] == ["《条例》第三十六条第（四）项"]
    assert [cite.zh for cite in part("correct_days").cites] == ["《条例》第三十条"]
