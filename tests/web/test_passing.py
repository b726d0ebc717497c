"""What waits at a body that ends: to its one successor by itself, else as its supervisor decides; no day is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from gongkai.law.regime import packaged_regime
from gongkai.web.bodies.models import Body, Succession
from gongkai.web.bodies.services import body_end
from gongkai.web.cases.bridge import history_of
from gongkai.web.intake import passing, selectors
from gongkai.web.intake.models import Passing, Submission
from gongkai.web.intake.tasks import pass_daily
from gongkai.web.jobs.models import Notice
from tests.web.conftest import TODAY, District, refusal
from tests.web.submissions import confirm, submitted

EARLY = date(2024, 9, 10)
Person = Callable[[Body, str], Any]


@pytest.fixture(name="heirs")
def make_heirs(district: District) -> tuple[Body, Body]:
    named = ("青川区教育体育局", "青川区文化局")
    made = [Body.objects.create(name=name, kind="department", parent=district.top) for name in named]
    return made[0], made[1]


def end(body: Body, *heirs: Body, since: date = TODAY) -> None:
    kind = "split" if len(heirs) > 1 else "merged"
    body_end(body=body, kind=kind, successors=heirs, since=since, document="", actor=None, on=TODAY)


def test_what_waits_goes_to_the_one_successor_at_once(district: District, heirs: Any, person: Person) -> None:
    clerk = person(heirs[0], "clerk")
    one = submitted(district.below, on=EARLY)
    before = selectors.waiting(one, TODAY, packaged_regime())
    end(district.below, heirs[0])
    one.refresh_from_db()
    assert one.body == heirs[0]
    after = selectors.waiting(one, TODAY, packaged_regime())
    assert (one.submitted_on, after.confirm, after.left) == (EARLY, before.confirm, before.left)
    trace = Passing.objects.get()
    assert (trace.from_body, trace.to_body, trace.by, trace.on) == (district.below, heirs[0], None, TODAY)
    told = Notice.objects.get(user=clerk)
    assert one.number in told.text
    assert "张三" not in told.text
    assert confirm(one).body == heirs[0]


def test_a_signed_letter_is_received_on_the_day_on_which_the_old_body_signed(district: District, heirs: Any) -> None:
    one = submitted(district.below, on=EARLY)
    Submission.objects.filter(pk=one.pk).update(channel="mail_signed", arrived_on=date(2024, 9, 12))
    end(district.below, heirs[0])
    assert history_of(confirm(one)).facts[0].on == date(2024, 9, 12)


def test_what_ends_later_goes_on_that_day_and_once(district: District, heirs: Any) -> None:
    one = submitted(district.below)
    tomorrow = TODAY + timedelta(1)
    end(district.below, heirs[0], since=tomorrow)
    assert not Passing.objects.exists()
    for _ in range(2):
        pass_daily(tomorrow)
    one.refresh_from_db()
    assert one.body == heirs[0]
    assert Passing.objects.count() == 1


def test_a_chain_of_ends_leads_to_the_last(district: District, heirs: Any) -> None:
    one = submitted(district.below)
    end(district.below, heirs[0])
    end(heirs[0], heirs[1])
    one.refresh_from_db()
    assert one.body == heirs[1]
    assert [trace.to_body for trace in one.passings.all()] == list(heirs)


def test_what_is_done_or_a_draft_stays(district: District, heirs: Any) -> None:
    one = submitted(district.below)
    matter = confirm(one)
    end(district.below, heirs[0])
    one.refresh_from_db()
    assert (one.body, matter.body) == (district.below, district.below)
    assert not Passing.objects.exists()


def test_with_several_successors_the_supervisor_decides(
    client: Client, district: District, heirs: Any, person: Person
) -> None:
    supervisor, clerk = person(district.top, "supervisor"), person(heirs[0], "clerk")
    one = submitted(district.below, on=EARLY)
    end(district.below, *heirs)
    pass_daily(TODAY)
    assert refusal(lambda: confirm(one)) == "body-ended"
    assert Notice.objects.filter(user=supervisor, text__contains="请确定承接机关").count() == 1
    where = f"/applications/{one.pk}/"
    client.force_login(clerk)
    page = client.get(where).content.decode()
    assert "监督人员在本页确定" in page
    assert "确认并登记</button>" not in page
    assert client.post(f"{where}pass/", {"to": heirs[0].pk, "why": "x"}).status_code == 403
    client.force_login(supervisor)
    assert "确定承接机关（原机关已终止）" in client.get("/applications/").content.decode()
    assert "确定承接机关</button>" in client.get(where).content.decode()
    again = client.post(f"{where}pass/", {"to": "", "why": "职责划入"}).content.decode()
    assert "职责划入" in again
    assert client.post(f"{where}pass/", {"to": district.top.pk, "why": "x"}).status_code == 200
    assert client.post(f"{where}pass/", {"to": heirs[1].pk, "why": "职责划入"}).status_code == 302
    trace = Passing.objects.get()
    assert (trace.to_body, trace.by, trace.why) == (heirs[1], supervisor, "职责划入")
    one.refresh_from_db()
    assert (one.body, one.submitted_on) == (heirs[1], EARLY)
    assert "由青川区教育局转交青川区文化局" in client.get(where).content.decode()


def test_without_a_successor_it_goes_to_a_body_beside_or_above(district: District, heirs: Any, person: Person) -> None:
    supervisor = person(district.top, "supervisor")
    one = submitted(district.below)
    Body.objects.filter(pk=district.below.pk).update(ended_on=TODAY)
    assert not Succession.objects.exists()
    assert passing.pass_ended(on=TODAY) == 0
    given: dict[str, Any] = {"submission_id": one.pk, "why": "交由", "actor": supervisor, "on": TODAY}
    assert refusal(lambda: passing.submission_pass(to=district.other, **given)) == "no-successor"
    for _ in range(2):
        assert passing.submission_pass(to=district.top, **given).body == district.top
    assert Passing.objects.count() == 1
    assert refusal(lambda: passing.submission_pass(to=heirs[0], **given)) == "not-stranded"
    assert confirm(one).body == district.top


def test_where_nobody_supervises_the_heads_of_the_successors_decide(
    district: District, heirs: Any, person: Person
) -> None:
    head = person(heirs[1], "head")
    Body.objects.filter(pk=district.below.pk).update(parent=None)
    district.below.refresh_from_db()
    end(district.below, *heirs)
    assert list(passing.deciders(district.below, TODAY)) == [head]
