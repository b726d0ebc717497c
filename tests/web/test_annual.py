"""The annual report from draft to publication and correction, read back from the database."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.report.compile import form_for
from gongkai.report.render import FORMATS
from gongkai.web.annual import bridge, edits, selectors
from gongkai.web.annual.drafting import assemble
from gongkai.web.annual.models import Act, Frozen, FrozenFile, Report, Step
from gongkai.web.annual.moves import MOVES
from gongkai.web.annual.pages import page_of
from gongkai.web.annual.services import report_move
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import District, opened
from tests.web.reports import ACCEPTED, ON, SIGNED, YEAR, moved, user, written


def one_year(body: Any, token: str = "m") -> Matter:
    """Received and granted in the report year."""
    return opened(body, received("2023-3-1", asks="规划图"), answered("2023-3-10"), token=token)


def refused(body: Any, act: Act, **more: Any) -> str:
    before = [list(model.objects.values_list()) for model in (Report, Step, Frozen, FrozenFile, Notice)]
    with pytest.raises(Refusal) as caught:
        moved(body, act, **more)
    assert [list(model.objects.values_list()) for model in (Report, Step, Frozen, FrozenFile, Notice)] == before
    return caught.value.code


def test_a_report_goes_all_the_way_and_is_corrected(district: District, person: Any) -> None:
    body = district.below
    supervisor, clerk = person(district.top, "supervisor"), person(body, "clerk")
    one_year(body)
    written(body)
    report = moved(body, *ACCEPTED)
    assert (report.state, report.revision) == ("accepted", 1)
    assert Notice.objects.filter(user=supervisor, kind="report").count() == 1
    assert Notice.objects.filter(user=clerk, text__contains="已接收").count() == 1
    moved(body, Act.PUBLISH)
    first = selectors.published(body=body).get()
    cells = bridge.filing_of(first.frozen).values
    assert (cells["t3.new.total"], cells["t3.granted.natural"]) == (1, 1)

    opened(body, received("2023-4-1"), answered("2023-4-9"), token="late")
    moved(body, Act.CORRECT, reason="漏计一件")
    report = moved(body, *ACCEPTED, Act.PUBLISH)
    assert (report.state, report.revision) == ("published", 2)
    second, again = selectors.published(body=body)
    assert (again.pk, second.revision, second.reason) == (first.pk, 2, "漏计一件")
    assert bridge.filing_of(second.frozen).values["t3.new.total"] == 2
    assert bridge.filing_of(again.frozen).values["t3.new.total"] == 1


def test_every_act_comes_at_its_states_only(district: District) -> None:
    body = district.below
    written(body)
    path = [Act.SEND, Act.REVIEW, Act.SIGN, Act.SUBMIT, Act.ACCEPT, Act.PUBLISH]
    for position in range(len(path) + 1):
        state = bridge.report_of(body, YEAR, "own").state
        for act in MOVES:
            if state not in MOVES[act].at:
                assert refused(body, act) == "not-now", (state, act)
        if position < len(path):
            moved(body, path[position])


def test_a_returned_report_says_why_and_begins_again(district: District, person: Any) -> None:
    body, clerk = district.below, person(district.below, "clerk")
    written(body)
    moved(body, *SIGNED, Act.SUBMIT)
    assert refused(body, Act.RETURN, reason=" ") == "no-reason"
    report = moved(body, Act.RETURN, reason="第三部分有误")
    assert (report.state, report.frozen) == ("drafting", None)
    assert Notice.objects.get(user=clerk).text.endswith("被退回：第三部分有误")
    assert Frozen.objects.count() == 1
    assert moved(body, *SIGNED).revision == 1
    assert Frozen.objects.count() == 2


def test_nobody_agrees_to_what_they_sent(district: District) -> None:
    body, me = district.below, user("me")
    written(body)
    moved(body, Act.SEND, actor=me)
    assert refused(body, Act.REVIEW, actor=me) == "same-person"
    moved(body, Act.REVIEW)
    assert refused(body, Act.SIGN, actor=me) == "same-person"
    moved(body, Act.SIGN)


def test_a_report_with_gaps_or_of_a_year_not_over_is_not_sent(district: District) -> None:
    assert refused(district.below, Act.SEND) == "still-open"
    written(district.below, year=2024)
    assert refused(district.below, Act.SEND, year=2024, on=date(2024, 12, 31)) == "year-not-over"
    moved(district.below, Act.SEND, year=2024, on=date(2025, 1, 1))


def test_what_changed_since_it_was_seen_or_sent_is_not_agreed_to(district: District) -> None:
    body = district.below
    written(body)
    assert refused(body, Act.SEND, seen="0" * 64) == "changed-since-seen"
    moved(body, Act.SEND)
    one_year(body)
    assert refused(body, Act.REVIEW) == "changed-since-sent"
    moved(body, Act.REOPEN, Act.SEND, Act.REVIEW)


def newest(body: Any) -> int:
    return bridge.report_of(body, YEAR, "own").words.filter(section="problems").latest("pk").pk


def test_what_was_signed_is_made_again_to_the_byte_whatever_the_ledger_says_now(district: District) -> None:
    body = district.below
    matter = one_year(body)
    written(body, year=YEAR - 1)
    moved(body, *SIGNED, year=YEAR - 1)
    written(body)
    number: dict[str, Any] = {"actor": user("clerk"), "on": ON, "source": "许可系统", "reason": "台账不掌握"}
    with edits.drafting(body, YEAR, "own") as report:
        cell = form_for(YEAR).cells["t2.fees.amount_wan"]
        edits.entry_add(report=report, cell=cell, value=Decimal("5230.5"), token="e", **number)
        edits.problem_add(report=report, text="时效性不强", actor=user("clerk"), on=ON)
        edits.words_write(report=report, section="problems", text=None, seen=newest(body), actor=user("clerk"), on=ON)
        problem = report.problems.get().pk
        due: dict[str, Any] = {"owner": "办公室", "due_on": date(2024, 6, 30)}
        edits.measure_add(report=report, problem=problem, text="加强督办", actor=user("clerk"), on=ON, **due)
    frozen = moved(body, *SIGNED).frozen
    assert frozen is not None
    opened(body, received("2023-5-1"), token="later")
    assert assemble(bridge.frozen_inputs(Frozen.objects.get(pk=frozen.pk), REGIME)).content == frozen.content
    assert bridge.frozen_again(Frozen.objects.get(pk=frozen.pk), REGIME) == frozen.snapshot
    page = page_of(bridge.report_of(body, YEAR, "own"), REGIME)
    assert page.filing.values["t3.new.total"] == 1
    assert page.differs["t3.new.total"] == (1, 2)
    assert page.matters["t3.new.total"] == (matter.number,)


def test_a_ledger_that_was_changed_behind_the_back_is_seen(district: District) -> None:
    body = district.below
    matter = one_year(body)
    written(body)
    moved(body, *SIGNED)
    row = matter.facts.get(seq=2)
    FactRow.objects.filter(pk=row.pk).update(line=row.line.replace("granted", "partial"))
    with pytest.raises(Refusal, match="broken-chain"):
        assemble(bridge.frozen_inputs(Frozen.objects.get(), REGIME))
    FactRow.objects.filter(pk=row.pk).delete()
    with pytest.raises(Refusal, match="seals-gone"):
        bridge.frozen_inputs(Frozen.objects.get(), REGIME)


def test_the_check_page_finds_every_tampering(client: Client, district: District, person: Any) -> None:
    body = district.below
    one_year(body)
    written(body)
    client.force_login(person(body, "auditor"))
    where = reverse("frozen_check", args=(body.pk, YEAR))
    assert "尚未签发" in client.get(where).content.decode()
    frozen = moved(body, *SIGNED).frozen
    assert frozen is not None
    assert selectors.frozen_faults(frozen, REGIME) == []
    assert "逐字节相同" in client.get(where).content.decode()
    opened(body, received("2023-6-1"), token="later")
    assert selectors.frozen_faults(frozen, REGIME) == []

    def tampered(**changed: str) -> list[str]:
        Frozen.objects.filter(pk=frozen.pk).update(**changed)
        return selectors.frozen_faults(Frozen.objects.get(pk=frozen.pk), REGIME)

    other = frozen.snapshot.replace('"t3.new.total":1', '"t3.new.total":2')
    assert other != frozen.snapshot
    assert tampered(snapshot=other) == ["签发快照与签发时的校验值不符"]
    digest = hashlib.sha256(other.encode()).hexdigest()
    assert tampered(digest=digest) == ["按签发时的台账重新计算，结果与签发快照不同"]
    tampered(snapshot=frozen.snapshot, digest=frozen.digest)
    content = frozen.content.replace('"t3.new.total": 1', '"t3.new.total": 2')
    assert tampered(content=content) == ["保存的报告内容与签发快照不同"]
    tampered(content=frozen.content)
    FrozenFile.objects.filter(frozen=frozen, name="docx").update(content=b"x")
    assert selectors.frozen_faults(frozen, REGIME) == ["docx文件与签发时的校验值不符"]
    assert "与签发时不一致" in client.get(where).content.decode()


def test_rows_of_a_signed_report_are_neither_changed_nor_deleted(district: District) -> None:
    written(district.below)
    moved(district.below, *ACCEPTED, Act.PUBLISH)
    rows: list[Any] = [Frozen.objects.get(), FrozenFile.objects.first(), Step.objects.first()]
    for row in (*rows, selectors.published().get()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_three_identical_submissions_are_one_step(district: District) -> None:
    written(district.below)
    for _ in range(3):
        moved(district.below, Act.SEND, token="same")
    assert Step.objects.count() == 1
    assert refused(district.below, Act.REVIEW, token="same") == "token-taken"


@pytest.mark.django_db(transaction=True)
def test_twenty_signatures_at_once_make_one(district: District) -> None:
    body = district.below
    written(body)
    moved(body, Act.SEND, Act.REVIEW)
    seen, leader = page_of(bridge.report_of(body, YEAR, "own"), REGIME).draft.digest, user("leader")

    def sign(_: int) -> str:
        given: dict[str, Any] = {"actor": leader, "on": ON, "token": uuid4().hex, "regime": REGIME, "seen": seen}
        try:
            report_move(body=body, year=YEAR, scope="own", act=Act.SIGN, **given)
        except Refusal as no:
            return no.code
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(sign, range(20)))
    assert sorted(said) == ["not-now"] * 19 + ["signed"]
    assert (Frozen.objects.count(), FrozenFile.objects.count()) == (1, len(FORMATS))


def test_what_is_published_is_open_to_all_and_drafts_are_not(client: Client, district: District) -> None:
    body = district.below
    one_year(body)
    written(body)
    moved(body, *ACCEPTED)
    assert not selectors.published().exists()
    moved(body, Act.PUBLISH)
    publication = selectors.published(body=body, year=YEAR).get()
    for name in FORMATS:
        answer = client.get(reverse("published_file", args=(publication.pk, name)))
        assert answer.status_code == 200
        row = FrozenFile.objects.get(frozen=publication.frozen, name=name)
        assert answer.content == bytes(row.content)
        assert hashlib.sha256(answer.content).hexdigest() == row.digest
        assert client.get(reverse("file", args=(body.pk, YEAR, name))).status_code == 302
    assert client.get(reverse("published_file", args=(publication.pk + 1, "csv"))).status_code == 404
    FrozenFile.objects.filter(name="csv").update(content=b"x")
    assert client.get(reverse("published_file", args=(publication.pk, "csv"))).status_code == 409


def test_the_files_of_a_draft_say_so(client: Client, district: District, person: Any) -> None:
    client.force_login(person(district.below, "auditor"))
    where = reverse("file", args=(district.below.pk, YEAR, "html"))
    answer = client.get(where)
    assert "草稿" in answer.content.decode()
    assert "%E8%8D%89%E7%A8%BF" in answer.headers["Content-Disposition"]
    written(district.below)
    moved(district.below, *SIGNED)
    answer = client.get(where)
    assert "草稿" not in answer.content.decode() + answer.headers["Content-Disposition"]
    assert answer.content == bytes(FrozenFile.objects.get(name="html").content)


def test_the_page_shows_a_refusal_and_keeps_the_reason(client: Client, district: District, person: Any) -> None:
    client.force_login(person(district.top, "supervisor"))
    written(district.below)
    where = reverse("report_return", args=(district.below.pk, YEAR))
    answer = client.post(where, {"reason": "<b>漏报</b>", "token": "t"})
    assert answer.status_code == 409
    assert "报告现为“编制中”" in answer.content.decode()
    moved(district.below, *SIGNED, Act.SUBMIT)
    assert client.post(where, {"reason": "", "token": "u"}).status_code == 409
    answer = client.post(where, {"reason": "<b>漏报</b>", "token": "v"}, follow=True)
    assert "&lt;b&gt;漏报&lt;/b&gt;" in answer.content.decode()


@pytest.mark.parametrize("year", [2018, 2019, 2020, 2021, 2026])
def test_every_year_has_its_edition_or_none(client: Client, district: District, person: Any, year: int) -> None:
    client.force_login(person(district.top, "clerk"))
    answer = client.get(reverse("year", args=(district.top.pk, year)))
    assert answer.status_code == (404 if year == 2018 else 200)
    if year >= 2019:
        assert ("对外公开总数量" in answer.content.decode()) is (year < 2021)


def test_last_years_figure_stands_beside_this_years(client: Client, district: District, person: Any) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    where = reverse("year", args=(body.pk, YEAR))
    assert "没有上年度的报告可以对照" in client.get(where).content.decode()
    opened(body, received("2022-3-1"), answered("2022-3-9"), token="old")
    written(body, year=YEAR - 1)
    moved(body, *SIGNED, year=YEAR - 1)
    text = client.get(where).content.decode()
    assert 'title="一、本年新收政府信息公开申请数量·自然人；上年1"' in text
    assert '<table class="form">' in text
    assert '<table class="form with-last">' in client.get(f"{where}?last").content.decode()
