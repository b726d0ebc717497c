"""A report read from a file stands for a body's report, or beside the next year's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.report.filing import Origin
from gongkai.web.annual import bridge
from gongkai.web.annual.desk import desk_of
from gongkai.web.annual.models import Act, Entry, Frozen, Publication, State, Taken
from gongkai.web.annual.pages import page_of
from gongkai.web.annual.selectors import frozen_faults
from gongkai.web.annual.services import report_move
from gongkai.web.bodies.models import Body
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import ReadReport
from gongkai.web.readings.services import cells_settle, reading_use, report_confirm, upload_take
from tests.ledger.build import REGIME, received
from tests.web.conftest import TODAY, District, opened
from tests.web.reports import ON, moved, user, written
from tests.web.test_readings import sample

FILE_YEAR = 2023


def confirmed(body: Body, named: Body | None = None) -> ReadReport:
    """The sample, read in at a body, naming a body, without doubts."""
    report = upload_take(body=body, name="报告.txt", data=sample(), actor=None, read=read_here).reports.get()
    given: dict[str, Any] = {"report_id": report.pk, "actor": user("x"), "on": ON}
    cells_settle(cells=["agency"], written=(named or body).name, **given)
    return report_confirm(**given)


def used(report: ReadReport, body: Body, use: str = "report", token: str = "u") -> None:
    reading_use(report_id=report.pk, body=body, use=use, actor=user("x"), on=ON, token=token)


def drafted(body: Body, year: int = FILE_YEAR) -> Any:
    return page_of(bridge.report_of(body, year, "own"), REGIME)


def test_the_file_is_the_report_with_the_trace_of_every_cell(district: District) -> None:
    opened(district.below, received("9-10"), token="ledger")
    reading = confirmed(district.below)
    used(reading, district.below)
    filing, page = settled(reading).filing, drafted(district.below)
    assert page.filing.values == filing.values
    assert page.filing.traces == filing.traces
    assert page.filing.origin("t3.new.total") is Origin.READ
    assert [one.text for one in page.filing.sections] == [one.text for one in filing.sections]
    assert page.matters == {}
    used(reading, district.below)
    assert Taken.objects.count() == 1, "the same token is the same deed"


def test_the_report_goes_on_as_any_other_and_is_proved_from_its_snapshot(district: District) -> None:
    used(confirmed(district.below), district.below)
    for told in drafted(district.below).findings():
        assert not told.open, told.found.message
    report = moved(district.below, Act.SEND, Act.REVIEW, Act.SIGN, Act.SUBMIT, Act.ACCEPT, Act.PUBLISH)
    assert report.state == State.PUBLISHED
    frozen = Frozen.objects.get()
    assert json.loads(frozen.content)["trace"]["t3.new.total"]["origin"] == "read"
    assert frozen_faults(frozen, REGIME) == []
    assert Publication.objects.count() == 1


def test_what_is_entered_over_the_file_says_what_the_file_has(district: District) -> None:
    used(confirmed(district.below), district.below)
    report = bridge.report_of(district.below, FILE_YEAR, "own")
    given = {"source": "更正函", "reason": "原件笔误", "on": ON, "by": user("x")}
    Entry.objects.create(report=report, cell="t2.licences.decisions", value=99, token="e", **given)
    page = drafted(district.below)
    trace = page.filing.traces["t2.licences.decisions"]
    assert (page.filing.values["t2.licences.decisions"], trace.origin) == (99, Origin.ENTERED)
    assert "原件为" in str(trace.read)


def test_beside_next_year_it_changes_this_year_in_nothing(district: District) -> None:
    plain = drafted(district.below).filing.values
    used(confirmed(district.below), district.below, "before")
    assert drafted(district.below).filing.values == plain
    after = drafted(district.below, FILE_YEAR + 1)
    assert after.draft.before is not None
    assert after.draft.before.values["t3.new.total"] is not None
    assert after.draft.before.year == FILE_YEAR
    assert after.draft.before.values["t3.carried_out.total"] == 0  # so nothing is carried in that breaks with it
    assert not [told for told in after.findings() if told.found.code.startswith("B")]


def test_a_snapshot_names_last_years_file_and_is_proved_by_it(district: District) -> None:
    used(confirmed(district.below), district.below, "before")
    written(district.below, FILE_YEAR + 1)
    later = {"year": FILE_YEAR + 1, "on": TODAY.replace(year=FILE_YEAR + 2)}
    report = bridge.report_of(district.below, FILE_YEAR + 1, "own")
    page = page_of(report, REGIME)
    for told in page.findings():
        if told.open:
            given = {"code": told.found.code, "message": told.found.message, "reason": "已核对"}
            report.explained.create(key=told.key, on=ON, by=user("x"), **given)
    moved(district.below, Act.SEND, Act.REVIEW, Act.SIGN, **later)
    frozen = Frozen.objects.get()
    assert json.loads(frozen.snapshot)["before"] == Taken.objects.get().digest
    assert frozen_faults(frozen, REGIME) == []


def test_a_signed_report_comes_before_a_file(district: District) -> None:
    used(confirmed(district.below), district.below, "before")
    written(district.below)
    moved(district.below, Act.SEND, Act.REVIEW, Act.SIGN)
    held = bridge.before_of(bridge.report_of(district.below, FILE_YEAR + 1, "own"))
    assert held is not None
    assert held.digest == Frozen.objects.get().digest


@pytest.mark.parametrize("wrong", ["body", "doubt", "edition", "state", "year"])
def test_what_does_not_fit_is_refused_with_what_to_do(district: District, wrong: str) -> None:
    reading = confirmed(district.below)
    body, code = district.below, f"other-{wrong}"
    if wrong == "body":
        body = district.other
    elif wrong == "doubt":
        code = "not-confirmed"
        ReadReport.objects.update(confirmed_on=None)
    elif wrong in ("edition", "year"):
        report, code = reading.report, f"other-{wrong}"
        reading.decisions.create(cell="year", after="2020" if wrong == "edition" else "2015", corrected=True, on=ON,
                                 by=user("x"))  # fmt: skip
        assert report
    else:
        written(district.below)
        moved(district.below, Act.SEND)
        code = "not-drafting"
    with pytest.raises(Refusal) as refused:
        used(reading, body)
    assert refused.value.code == code
    assert refused.value.advice[0]
    assert not Taken.objects.exists()


def test_another_file_replaces_the_first_and_can_be_taken_back(district: District, client: Client, person: Any) -> None:
    reading = confirmed(district.below)
    used(reading, district.below)
    used(reading, district.below, token="again")
    assert [bool(one.struck_on) for one in Taken.objects.all()] == [True, False]
    client.force_login(person(district.below, "clerk"))
    where = reverse("report_untake", args=[district.below.pk, FILE_YEAR])
    assert client.post(where, {"reason": " "}).status_code == 409
    assert client.post(where, {"reason": "用错文件"}).status_code == 302
    assert bridge.taken_for(bridge.report_of(district.below, FILE_YEAR, "own")) is None
    assert client.post(where, {"reason": "用错文件"}).status_code == 409


def test_the_pages_say_where_it_is_from_and_give_the_file(district: District, client: Client, person: Any) -> None:
    reading = confirmed(district.below)
    client.force_login(person(district.below, "clerk"))
    page = client.get(reverse("reading", args=[reading.pk])).content.decode()
    assert "采用这份报告" in page
    looking = client.get(reverse("reading", args=[reading.pk]), {"cell": "t3.new.total"}).content.decode()
    assert f'<option value="{district.below.pk}" selected>' in looking
    sent = {"body": district.below.pk, "use": "report", "token": "x"}
    answer = client.post(reverse("reading_use", args=[reading.pk]), sent)
    year = reverse("year", args=[district.below.pk, FILE_YEAR])
    assert (answer.status_code, answer.headers["Location"]) == (302, year)
    assert "本报告采自文件" in client.get(year).content.decode()
    cell = client.get(reverse("cell", args=[district.below.pk, FILE_YEAR, "t3.new.total"])).content.decode()
    assert "采自文件：照原文读出" in cell
    source = client.get(reverse("reading_source", args=[district.below.pk, FILE_YEAR]))
    assert b"".join(source.streaming_content) == sample()  # type: ignore[attr-defined]
    wrong = client.post(reverse("reading_use", args=[reading.pk]), sent | {"body": district.other.pk})
    assert wrong.status_code == 403
    assert client.post(reverse("reading_use", args=[reading.pk]), sent | {"use": "x"}).status_code == 404


@pytest.mark.parametrize("use", ["report", "before"])
def test_the_desk_checks_a_report_that_was_brought_as_a_file(district: District, use: str) -> None:
    def row() -> Any:
        return next(one for one in desk_of(district.top, FILE_YEAR, ON, REGIME).rows if one.body == district.below)

    assert (row().sums, row().words) == (None, None)
    used(confirmed(district.below), district.below, use)
    assert (row().sums, row().words) == (0, 0)
    taken = Taken.objects.get()
    report = json.loads(taken.content)
    report["cells"]["t3.new.total"] += 1
    Taken.objects.filter(pk=taken.pk).update(content=json.dumps(report))
    assert row().sums > 0


def test_the_district_hands_in_what_a_body_signed_on_paper(district: District, person: Any, client: Client) -> None:
    chief = person(district.top, "supervisor")
    reading = confirmed(district.top, district.below)
    client.force_login(chief)
    where = reverse("reading_use", args=[reading.pk])
    sent = {"body": district.below.pk, "use": "report", "token": "p"}
    assert client.post(where, sent).status_code == 403, "a body that works with the program does it itself"
    Body.objects.filter(pk=district.below.pk).update(on_paper=True)
    district.below.refresh_from_db()
    given: dict[str, Any] = {"body": district.below, "year": FILE_YEAR, "scope": "own", "on": ON, "regime": REGIME}
    given |= {"act": Act.PAPER, "actor": chief, "reason": "局长李某2024年1月12日签发，青教报〔2024〕1号"}
    with pytest.raises(Refusal) as early:
        report_move(**given, token="1", seen=drafted(district.below).draft.digest)
    assert early.value.code in ("nothing-taken", "still-open")
    assert client.post(where, sent).status_code == 302
    page = client.get(reverse("year", args=[district.below.pk, FILE_YEAR])).content.decode()
    assert "代录报送" in page
    assert ">送审<" not in page
    report = report_move(**given, token="2", seen=drafted(district.below).draft.digest)
    assert (report.state, report.steps.last().reason) == (State.SUBMITTED, given["reason"])
    assert frozen_faults(Frozen.objects.get(), REGIME) == []
    for act in (Act.ACCEPT, Act.PUBLISH):
        answer = client.post(reverse(f"report_{act}", args=[district.below.pk, FILE_YEAR]), {"token": act})
        assert answer.status_code == 302
    assert Publication.objects.get().frozen.signed_by == chief
