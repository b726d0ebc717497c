"""Numbers that people enter in a report, and findings they accept or explain, each with its source and reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.ledger.facts import Kind, other
from gongkai.report.filing import Origin
from gongkai.report.identities import identities
from gongkai.web.annual import edits
from gongkai.web.annual.drafting import FORBIDDEN, Given, finding_key, with_entries
from gongkai.web.annual.models import Act, Entry, Report, Words
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import District, opened, refusal
from tests.web.conftest import entered as fact_entered
from tests.web.reports import ACCEPTED, FORM, ON, WORDS, YEAR, draft_of, entered, moved, user, written


def test_a_number_entered_counts_says_whence_and_is_struck_again(district: District) -> None:
    body = district.below
    assert draft_of(body).filing.values["t2.licences.decisions"] is None
    entered(body, "t2.licences.decisions", "12")
    entered(body, "t2.licences.decisions", "12")
    filing = draft_of(body).filing
    assert filing.values["t2.licences.decisions"] == 12
    assert filing.traces["t2.licences.decisions"].origin is Origin.ENTERED
    assert filing.traces["t2.licences.decisions"].read == "许可系统：台账不掌握（clerk，2024-01-20）"
    entered(body, "t2.licences.decisions", "13", token="f")
    assert draft_of(body).filing.values["t2.licences.decisions"] == 13
    with edits.drafting(body, YEAR, "own") as report:
        edits.entry_strike(report=report, cell="t2.licences.decisions", reason="填错", actor=user("clerk"), on=ON)
    assert draft_of(body).filing.values["t2.licences.decisions"] is None
    assert [(int(row.value), row.struck_reason) for row in Entry.objects.all()] == [
        (12, "由新的填报替代"),
        (13, "填错"),
    ]
    with pytest.raises(TypeError):
        Entry.objects.first().delete()  # type: ignore[union-attr]


def test_a_number_stands_in_place_of_the_ledgers_figure_and_never_beside_it(district: District) -> None:
    body = district.below
    fact = other.Reported(on=date(2023, 12, 1), year=YEAR, what=other.Statistic.LICENCES_DECISIONS, value=Decimal(30))
    opened(body, fact, kind=Kind.STATISTIC)
    assert draft_of(body).filing.values["t2.licences.decisions"] == 30
    entered(body, "t2.licences.decisions", "12")
    draft = draft_of(body)
    assert (draft.filing.values["t2.licences.decisions"], draft.computed["t2.licences.decisions"]) == (12, 30)
    assert str(draft.filing.traces["t2.licences.decisions"].read).endswith("台账计30")


@pytest.mark.parametrize(
    ("cell", "value", "fits"),
    [
        ("t3.new.natural", "0", True),
        ("t3.new.natural", "-1", False),
        ("t3.new.natural", "1.5", False),
        ("t3.new.natural", "9999999999999", True),
        ("t3.new.natural", "10000000000000", False),
        ("t2.fees.amount_wan", "5230.52", True),
        ("t2.fees.amount_wan", "5230.525", False),
        ("t2.fees.amount_wan", "-0.01", False),
        ("t2.fees.amount_wan", "NaN", False),
    ],
)
def test_a_cell_takes_what_it_can_hold(district: District, cell: str, value: str, fits: bool) -> None:
    if fits:
        entered(district.below, cell, value)
        assert draft_of(district.below).filing.values[cell] == Decimal(value)
    else:
        assert refusal(entered, district.below, cell, value) == "bad-number"
        assert not Entry.objects.exists()


def test_source_and_reason_are_due(district: District) -> None:
    assert refusal(entered, district.below, "t3.new.natural", "1", source=" ") == "no-source"
    assert refusal(entered, district.below, "t3.new.natural", "1", reason="") == "no-source"


def test_nothing_is_entered_once_the_report_is_sent(district: District) -> None:
    written(district.below)
    moved(district.below, Act.SEND)
    assert refusal(entered, district.below, "t3.new.natural", "1") == "not-drafting"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FORM.cells)), st.integers(0, 99), max_size=8))
def test_entered_parts_move_their_sums_and_entered_sums_stay(given_numbers: dict[str, int]) -> None:
    computed = dict.fromkeys(FORM.cells, 0)
    entries = {cell: Given(Decimal(value), "", "", "", "") for cell, value in given_numbers.items()}
    values = with_entries(FORM, computed, entries)
    assert all(values[cell] == value for cell, value in given_numbers.items())
    for rule in identities(FORM):
        if rule.code != "A1" and not given_numbers.keys() & _wholes():
            assert sum(values[cell] or 0 for cell in rule.left) == sum(values[cell] or 0 for cell in rule.right), rule


def _wholes() -> set[str]:
    return {rule.left[0] for rule in identities(FORM) if len(rule.left) == 1}


def test_a_broken_identity_marks_every_cell_and_says_what_is_due(
    client: Client, district: District, person: Any
) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    opened(body, received("2023-3-1"), answered("2023-3-9"))
    entered(body, "t3.granted.natural", "5")
    text = client.get(reverse("year", args=(body.pk, YEAR))).content.decode()
    assert "应为1，实为5" in text
    for cell in ("t3.new.natural", "t3.carried_in.natural", "t3.total.natural", "t3.carried_out.natural"):
        assert f'class="number broken" id="{cell}"' in text
    assert 'class="number entered" id="t3.granted.natural"' in text
    assert "（台账1）" in text


def test_a_finding_is_accepted_as_it_stands_and_the_forms_arithmetic_never(district: District) -> None:
    body = district.below
    entered(body, "t3.granted.natural", "5")
    draft = draft_of(body)
    arithmetic = next(found for found in draft.findings if found.code == "A1")
    other_one = next(found for found in draft.findings if found.code not in FORBIDDEN)
    said: dict[str, Any] = {"actor": user("clerk"), "on": ON, "regime": REGIME}
    with edits.drafting(body, YEAR, "own") as report:
        code = refusal(edits.finding_explain, report=report, key=finding_key(arithmetic), reason="没事", **said)
        assert code == "not-acceptable"
        assert refusal(edits.finding_explain, report=report, key="0" * 64, reason="没事", **said) == "finding-gone"
        key = finding_key(other_one)
        assert refusal(edits.finding_explain, report=report, key=key, reason=" ", **said) == "no-reason"
        for _ in range(2):
            edits.finding_explain(report=report, key=key, reason="已核对", **said)
        assert report.explained.filter(struck_on=None).count() == 1
        edits.explain_strike(report=report, key=key, actor=user("clerk"), on=ON)
        assert report.explained.filter(struck_on=None).count() == 0


def test_an_error_that_is_explained_no_longer_stands_in_the_way(district: District) -> None:
    body = district.below
    opened(body, received("2022-12-1"), answered("2022-12-9"), token="old")
    written(body, year=2022)
    moved(body, Act.SEND, Act.REVIEW, Act.SIGN, year=2022)
    opened(body, received("2022-12-28"), answered("2023-1-5"), token="forgotten")
    written(body)
    with pytest.raises(Refusal) as caught:
        moved(body, Act.SEND)
    assert caught.value.code == "still-open"
    assert "B1" in caught.value.reason[0]
    error = next(found for found in draft_of(body).errors() if found.code == "B1")
    with edits.drafting(body, YEAR, "own") as report:
        given_reason = {"reason": "上年漏计", "actor": user("clerk"), "on": ON, "regime": REGIME}
        edits.finding_explain(report=report, key=finding_key(error), **given_reason)
    moved(body, Act.SEND)


def test_a_number_that_comes_too_late_is_shown_as_it_was_typed(client: Client, clerk: Any, district: District) -> None:
    report = written(district.top)
    Report.objects.filter(pk=report.pk).update(state="sent")
    sent = {"value": "12", "source": "许可系统", "reason": "台账不掌握", "token": "t"}
    answer = client.post(reverse("enter_cell", args=(district.top.pk, YEAR, "t2.licences.decisions")), sent)
    assert answer.status_code == 409
    assert "数字“12” 数据来源“许可系统” 填报理由“台账不掌握”" in answer.content.decode()


def test_the_page_of_a_cell_keeps_what_was_typed_wrong(client: Client, district: District, person: Any) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    where = reverse("enter_cell", args=(body.pk, YEAR, "t2.licences.decisions"))
    sent = {"value": "-3", "source": "<b>系统", "reason": "台账无此数", "token": "t"}
    answer = client.post(where, sent)
    assert answer.status_code == 400
    assert "不能小于0" in answer.content.decode()
    assert "&lt;b&gt;系统" in answer.content.decode()
    for value in ("", "abc", "1e99", "٣.٥", "1" * 30):
        assert client.post(where, sent | {"value": value}).status_code == 400
    assert not Entry.objects.exists()
    for _ in range(3):
        assert client.post(where, sent | {"value": "3"}).status_code == 302
    assert Entry.objects.get().value == 3
    wrong_cell = reverse("enter_cell", args=(body.pk, YEAR, "t9.x.y"))
    assert client.post(wrong_cell, sent | {"value": "3"}).status_code == 404


def test_typed_numbers_show_their_source_after_the_signature(client: Client, district: District, person: Any) -> None:
    body = district.below
    text = WORDS["overview"] + "接待来访{=30|来访登记簿}人次。"
    Words.objects.create(report=written(body), section="overview", text=text, on=ON, by=user("author"))
    moved(body, Act.SEND, Act.REVIEW, Act.SIGN)
    client.force_login(person(body, "clerk"))
    page = client.get(reverse("year", args=(body.pk, YEAR))).content.decode()
    assert "手工填写的数字的来源" in page
    assert "<b>30</b>：来访登记簿 <small>author，2024-01-20</small>" in page


def test_what_was_carried_over_last_year_is_offered_with_its_source(
    client: Client, district: District, person: Any
) -> None:
    body, cell = district.below, "t3.carried_in.natural"
    matter = opened(body, received(f"{YEAR - 1}-12-20"), token="late")
    written(body, YEAR - 1)
    moved(body, *ACCEPTED, year=YEAR - 1, on=date(YEAR, 1, 20))
    client.force_login(person(body, "clerk"))
    where = reverse("cell", args=(body.pk, YEAR, cell))
    assert "已按上年度报告预填" not in client.get(where).content.decode(), "the ledger says the same"
    fact_entered(matter, answered(f"{YEAR - 1}-12-28"), "found-later")
    page = client.get(where).content.decode()
    assert "已按上年度报告预填" in page
    assert f"{YEAR - 1}年度报告" in page
    assert "（已接收）" in page
    assert not Entry.objects.exists(), "nothing is entered before somebody says so"
    entered(body, cell, "1")
    assert "已按上年度报告预填" not in client.get(where).content.decode()
