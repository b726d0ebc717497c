"""Letters issued: number, bytes and fact at once or none of them, read back from the database."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import docx
import pytest
from django.db import connections

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Fact, Noted, application
from gongkai.report.render.letter import default_template, fill, text_of
from gongkai.web.bodies.models import Body
from gongkai.web.cases import guards
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.letters import redaction, services
from gongkai.web.letters.models import Delivery, Draft, Letter, Series, Template, Void
from gongkai.web.letters.selectors import composed
from gongkai.web.letters.setup import settings_save, template_restore, template_upload
from tests.ledger.build import REGIME, day, received
from tests.report.letters_build import ANSWERS, typed
from tests.report.test_letter_render import changed, paragraph
from tests.web.conftest import TODAY, District, opened

GIVEN: dict[str, Any] = {"actor": None, "on": TODAY, "regime": REGIME}


def known(body: Body) -> Body:
    body.review_authority, body.court, body.office_phone = "青川区人民政府", "青川区人民法院", "0999-1234567"
    body.save()
    return body


def begun(matter: Matter, kind: str = "answer", token: str = "d", **fields: str) -> Draft:
    """A draft of which nothing is missing, but for the fields that are given otherwise."""
    draft = services.draft_open(matter_id=matter.pk, kind_key=kind, token=token, **GIVEN)
    answers = ANSWERS[Leaf(fields.pop("leaf", "u1a"))] if kind == "answer" else {}
    draft.answers, draft.to = answers, "张三"
    if answers == ANSWERS[Leaf.PARTIAL]:
        redaction.no_copy_say(draft_id=draft.pk, why="整份附件不予公开")
    keys = {key for one in composed(draft, TODAY, REGIME).said for key in one.part.inputs}
    usual = {key: typed(key) for key in keys} | {"service": "post", "asked": "城东片区征地补偿方案"}
    manner = {"manner_way": "post", "manner_where": "按申请地址", "manner_when": "随信"}
    return services.draft_save(
        draft_id=draft.pk,
        to="张三",
        address="青川区一号",
        fields={**usual, **manner, **fields},
        answers=answers,
        evidence={},
    )


def issued(draft: Draft, token: str = "i") -> Letter:
    return services.letter_issue(draft_id=draft.pk, token=token, **GIVEN)


def counts() -> tuple[int, ...]:
    return (
        Letter.objects.count(),
        FactRow.objects.count(),
        sum(Series.objects.values_list("last", flat=True)),
        Template.objects.count(),
    )


@pytest.fixture
def matter(district: District) -> Matter:
    known(district.top)
    return opened(district.top)


def test_an_issued_answer_is_number_bytes_and_fact(matter: Matter) -> None:
    letter = Letter.objects.get(pk=issued(begun(matter)).pk)
    assert (letter.number, letter.serial, letter.year, letter.to) == ("公开复〔2024〕1号", 1, 2024, "张三")
    fact = history_of(matter).facts[-1]
    assert isinstance(fact, application.Answered)
    assert (fact.outcome, fact.document, fact.on) == (Leaf.U1A, letter.number, TODAY)
    matter.refresh_from_db()
    assert (matter.stage, matter.outcome, letter.seq) == ("closed", "u1a", 2)
    words = "".join(one.text for one in docx.Document(io.BytesIO(bytes(letter.content))).paragraphs)
    assert letter.number in words
    assert "6个月内向青川区人民法院提起行政诉讼" in words


def test_the_bytes_can_be_made_again(matter: Matter) -> None:
    letter = Letter.objects.select_related("template").get(pk=issued(begun(matter)).pk)
    again = fill(bytes(letter.template.content), letter.slots)
    assert again == bytes(letter.content)
    assert hashlib.sha256(again).hexdigest() == letter.sha256


def test_names_stay_out_of_the_ledger(matter: Matter) -> None:
    issued(begun(matter))
    for line in FactRow.objects.values_list("line", flat=True):
        assert "张三" not in line
        assert "青川区一号" not in line


@pytest.mark.parametrize("key", ["reasons", "facts_found", "search_where", "service", "asked"])
def test_nothing_goes_out_while_a_part_is_missing(matter: Matter, key: str) -> None:
    draft, before = begun(matter, **{key: ""}), counts()
    with pytest.raises(Refusal) as refused:
        issued(draft)
    assert refused.value.code == "letter-incomplete"
    assert counts() == before


def test_without_an_authority_nothing_goes_out(district: District) -> None:
    draft = begun(opened(district.top))
    with pytest.raises(Refusal, match="复议机关"):
        issued(draft)


def test_what_the_law_refuses_takes_no_number(matter: Matter) -> None:
    """An extension by more than twenty days."""
    draft, before = begun(matter, "extension", extended_days="21", approved_on="2024-09-11"), counts()
    with pytest.raises(Refusal):
        issued(draft)
    assert counts() == before
    assert issued(begun(matter, "extension", "d2", extended_days="20", approved_on="2024-09-11"), "j").serial == 1


def test_what_a_guard_refuses_takes_no_number(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(matter: Matter, fact: Fact, actor: Any, subject_hash: str) -> None:
        raise Refusal("approval", ("须先审批", "approve first"))

    monkeypatch.setattr(guards, "_GUARDS", [no])
    draft, before = begun(matter), counts()
    with pytest.raises(Refusal, match="须先审批"):
        issued(draft)
    assert counts() == before


def test_the_same_submission_issues_once(matter: Matter) -> None:
    draft = begun(matter)
    assert issued(draft).pk == issued(draft).pk
    with pytest.raises(Refusal, match="已经印发"):
        issued(draft, "another")
    assert (Letter.objects.count(), FactRow.objects.count()) == (1, 2)


def test_after_issue_nothing_changes(matter: Matter) -> None:
    draft = begun(matter)
    letter = issued(draft)
    nothing: dict[str, Any] = {"to": "", "address": "", "fields": {}, "answers": {}, "evidence": {}}
    for change in (
        lambda: services.draft_save(draft_id=draft.pk, **nothing),
        lambda: services.draft_discard(draft_id=draft.pk),
    ):
        with pytest.raises(Refusal, match="已经印发"):
            change()
    letter.title = "别的"
    with pytest.raises(TypeError):
        letter.save()
    with pytest.raises(TypeError):
        letter.delete()


def test_a_begun_draft_is_begun_once_and_prefilled(matter: Matter) -> None:
    first = services.draft_open(matter_id=matter.pk, kind_key="correction", token="x", **GIVEN)
    again = services.draft_open(matter_id=matter.pk, kind_key="correction", token="x", **GIVEN)
    assert first.pk == again.pk
    assert first.fields == {"asked": "征地补偿方案", "correct_days": "15"}
    with pytest.raises(Refusal):
        services.draft_open(matter_id=matter.pk, kind_key="application_form", token="y", **GIVEN)


# ---------------------------------------------------------------- numbers


def test_each_series_and_body_counts_for_itself(district: District) -> None:
    known(district.top)
    known(district.below)
    settings_save(
        body=district.below, mark="青教公开", review_address="", patterns={"notice": "青教告〔{year}〕第{serial}号"}
    )
    numbers = []
    for body in (district.top, district.below):
        one = opened(body, token=body.name)
        numbers.append(issued(begun(one, "receipt_slip", f"{body.pk}r"), f"{body.pk}i").number)
        numbers.append(issued(begun(one, token=f"{body.pk}a"), f"{body.pk}j").number)
    assert numbers == ["公开告〔2024〕1号", "公开复〔2024〕1号", "青教告〔2024〕第1号", "青教公开复〔2024〕1号"]


@pytest.mark.parametrize(
    "patterns",
    [
        {"notice": "告〔{year}〕号"}, {"notice": "告{serial}号"}, {"notice": "{serial}〔{year}〕"},
        {"notice": "{year}{serial}{x}"},
        {"notice": "{year}{serial.__class__}"}, {"notice": "{year}{serial}{serial}"}, {"notice": "{year}{serial" },
        {"notice": "a{year}{serial}", "fee": "a{year}{serial}"}, {"notice": "x" * 70 + "{year}{serial}"},
    ],
)  # fmt: skip
def test_a_pattern_must_give_numbers_of_its_own(district: District, patterns: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        settings_save(body=district.top, mark="", review_address="", patterns=patterns)


def test_a_pattern_that_gives_an_old_number_again_gives_none(matter: Matter) -> None:
    issued(begun(matter, "receipt_slip"))
    settings_save(
        body=matter.body,
        mark="",
        review_address="",
        patterns={"answer": "公开告〔{year}〕{serial}号", "notice": "乙〔{year}〕{serial}号"},
    )
    before = counts()
    with pytest.raises(Refusal, match="已被使用"):
        issued(begun(matter, token="a"), "j")
    assert counts() == before


@pytest.mark.django_db(transaction=True)
def test_letters_issued_at_the_same_time_leave_no_gap(district: District) -> None:
    """Some of them fail: their numbers are given to others."""
    known(district.top)
    many = 8
    drafts = []
    for place in range(many):
        one = opened(district.top, token=f"m{place}")
        wrong = {"extended_days": "21" if place % 4 == 3 else "20", "approved_on": "2024-09-11"}
        drafts.append(begun(one, "extension", f"d{place}", **wrong))
    start = Barrier(many)

    def issue(place: int) -> str:
        start.wait()
        try:
            return issued(drafts[place], f"i{place}").number
        except Refusal:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as pool:
        numbers = [number for number in pool.map(issue, range(many)) if number]
    assert sorted(numbers) == [f"公开告〔2024〕{serial}号" for serial in range(1, 7)]
    assert Series.objects.get().last == 6


@pytest.mark.django_db(transaction=True)
def test_one_draft_issued_many_times_at_once_is_one_letter(district: District) -> None:
    known(district.top)
    draft = begun(opened(district.top))
    start = Barrier(6)

    def issue(_: int) -> int:
        start.wait()
        try:
            return issued(draft).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(issue, range(6)))) == 1
    assert (Letter.objects.count(), FactRow.objects.count(), Series.objects.get().last) == (1, 2, 1)


def test_a_void_number_stays_with_its_reason_and_is_not_given_again(matter: Matter) -> None:
    letter = issued(begun(matter, "receipt_slip"))
    with pytest.raises(Refusal):
        services.letter_void(letter_id=letter.pk, reason=" \n", actor=None)
    services.letter_void(letter_id=letter.pk, reason="打印错误", actor=None)
    with pytest.raises(Refusal):
        services.letter_void(letter_id=letter.pk, reason="再一次", actor=None)
    assert [(void.letter.number, void.reason) for void in Void.objects.all()] == [("公开告〔2024〕1号", "打印错误")]
    assert issued(begun(matter, "receipt_slip", "d2"), "j").number == "公开告〔2024〕2号"


# ---------------------------------------------------------------- withdrawal, delivery


def test_a_mistaken_letter_is_withdrawn_by_one_that_names_it(matter: Matter) -> None:
    wrong = issued(begun(matter, "receipt_slip"))
    draft = services.withdrawal_open(letter_id=wrong.pk, token="w", actor=None)
    assert draft.to == "张三"
    services.draft_save(
        draft_id=draft.pk, to="张三", address="", answers={}, evidence={},
        fields={"withdrawn_why": "收到日期有误", "withdrawn_then": "另发回执", "withdrawn_number": "别的文号"},
    )  # fmt: skip
    letter = issued(draft, "j")
    assert letter.withdraws_id == wrong.pk
    assert wrong.number in text_of(bytes(letter.content))
    fact = history_of(matter).facts[-1]
    assert isinstance(fact, Noted)
    assert wrong.number in fact.note
    with pytest.raises(Refusal, match="已经撤回"):
        services.withdrawal_open(letter_id=wrong.pk, token="w2", actor=None)


def test_the_delivery_of_a_consultation_is_a_fact(matter: Matter) -> None:
    letter = issued(begun(matter, "third_party"))
    assert letter.ref == "征1"
    for _ in range(2):
        services.delivery_record(letter_id=letter.pk, way="post", day=TODAY, proof="EMS1", token="x", **GIVEN)
    fact = history_of(matter).facts[-1]
    assert isinstance(fact, application.Delivered)
    assert (fact.ref, fact.document) == ("征1", "EMS1")
    assert (Delivery.objects.count(), FactRow.objects.count()) == (1, 3)


def test_the_delivery_of_an_answer_is_kept_with_it(matter: Matter) -> None:
    letter = issued(begun(matter))
    for wrong in (day("9-19"), day("9-21")):
        with pytest.raises(Refusal):
            services.delivery_record(letter_id=letter.pk, way="post", day=wrong, proof="", token="x", **GIVEN)
    services.delivery_record(letter_id=letter.pk, way="post", day=TODAY, proof="EMS1", token="x", **GIVEN)
    assert (Delivery.objects.get().proof, FactRow.objects.count()) == ("EMS1", 2)


# ---------------------------------------------------------------- templates


def polite(word: Any) -> None:
    paragraph(word, "特此告知").text = "特此告知，请查收。"


def test_a_template_of_the_bodys_own_is_used_from_then_on(matter: Matter) -> None:
    content = changed(polite)
    made = template_upload(body=matter.body, kind_key="answer", name="答复.docx", content=content, actor=None)
    assert made.version == 1
    letter = issued(begun(matter))
    assert "请查收" in text_of(bytes(letter.content))
    assert letter.template_id == made.pk
    again = template_upload(body=matter.body, kind_key="answer", name="答复.docx", content=content, actor=None)
    assert again.version == 1
    assert template_restore(body=matter.body, kind_key="answer", actor=None).version == 2
    assert bytes(Template.objects.filter(body=matter.body).first().content) == default_template("answer")  # type: ignore[union-attr]


def test_a_bad_template_changes_nothing(matter: Matter) -> None:
    def without(word: Any) -> None:
        paragraph(word, "{{ remedies }}").text = ""

    with pytest.raises(Refusal, match="remedies"):
        template_upload(body=matter.body, kind_key="answer", name="x", content=changed(without), actor=None)
    with pytest.raises(TypeError):
        Template.objects.create(kind="answer", version=1, name="t", content=b"x", sha256="x").delete()
    assert not Template.objects.filter(body=matter.body).exists()


def test_another_bodys_template_is_not_used(district: District) -> None:
    known(district.top)
    template_upload(body=district.below, kind_key="answer", name="x", content=changed(polite), actor=None)
    assert "请查收" not in text_of(bytes(issued(begun(opened(district.top))).content))


def test_the_second_letter_keeps_the_packaged_template_once(matter: Matter) -> None:
    issued(begun(matter, "receipt_slip"))
    issued(begun(matter, "receipt_slip", "d2"), "j")
    assert Template.objects.filter(body=None, kind="receipt_slip").count() == 1


def test_every_letter_of_an_application_goes_out(matter: Matter) -> None:
    """One after the other, as an office would send them."""
    kinds = ("receipt_slip", "register_sheet", "third_party", "consulting_notice", "co_maker", "assistance",
             "third_party_notice", "review_sheet", "handover_list", "extension", "answer")  # fmt: skip
    for place, kind in enumerate(kinds):
        fields = {"approved_on": "2024-09-11"} if kind == "extension" else {}
        if kind == "answer":
            for letter in Letter.objects.filter(series="consultation"):
                fact = application.OpinionGiven(on=TODAY, ref=letter.ref, opinion=application.Opinion.CONSENT)
                from tests.web.conftest import entered

                entered(matter, fact, f"o{letter.pk}")
            fields = {"leaf": "granted"}
        issued(begun(matter, kind, f"d{place}", **fields), f"i{place}")
    assert Letter.objects.count() == len(kinds)
    assert list(Letter.objects.filter(series="").values_list("number", flat=True)) == ["", "", ""]
    matter.refresh_from_db()
    assert matter.outcome == "granted"


def test_a_letter_is_dated_today(district: District) -> None:
    known(district.top)
    late = opened(district.top, received("8-1"), token="late")
    letter = issued(begun(late))
    assert letter.dated == TODAY
    assert "2024年9月20日" in letter.slots["date"]
