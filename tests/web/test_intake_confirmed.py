"""What was handed in, by the portal or on paper, is confirmed by staff once and starts the clock on the right day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from gongkai.ledger.facts.application import Received
from gongkai.web.bodies.models import Body
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.intake import identity, services
from gongkai.web.intake.models import Submission
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME
from tests.web.conftest import TODAY, District, refusal
from tests.web.submissions import DATA, PERSONAL, confirm, drafted, letter, submitted


@pytest.mark.django_db(transaction=True)
def test_fifty_confirmations_in_parallel_open_one_matter() -> None:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    submission = submitted(body)

    def act(_: int) -> int:
        try:
            return confirm(submission).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert len(set(pool.map(act, range(50)))) == 1
    assert (Matter.objects.count(), FactRow.objects.count()) == (1, 1)


def test_those_who_may_confirm_are_told_without_a_name(clerk: Any, district: District, person: Any) -> None:
    person(district.top, "auditor")
    person(district.below, "clerk")
    one = submitted(district.top)
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.number, notice.address) == (clerk, one.number, f"/applications/{one.pk}/")
    assert not [word for word in PERSONAL if word in str(vars(notice))]


def test_a_confirmed_submission_is_a_matter_whose_facts_name_nobody(district: District) -> None:
    submission = submitted(district.top, on=date(2024, 9, 19))
    matter = confirm(submission)
    (fact,) = history_of(matter).facts
    assert isinstance(fact, Received)
    assert (fact.on, fact.submitted, fact.channel, fact.applicant) == (TODAY, date(2024, 9, 19), "online", "natural")
    assert fact.applicant_key == identity.applicant_key(
        id_kind="resident", id_number="110105 19491231 002x", name="", phone=""
    )
    line = FactRow.objects.get().line
    assert not [one for one in PERSONAL if one in line]
    submission.refresh_from_db()
    assert (submission.state, submission.matter, submission.confirmed_on) == ("registered", matter, TODAY)


def test_a_confirmation_in_the_future_or_before_the_submission_changes_nothing(district: District) -> None:
    submission = submitted(district.top)
    assert refusal(lambda: confirm(submission, confirmed=TODAY + timedelta(1))) == "future"
    assert refusal(lambda: confirm(submission, confirmed=TODAY - timedelta(1))) == "days-out-of-order"
    submission.refresh_from_db()
    assert (submission.state, submission.confirmed_on, Matter.objects.count()) == ("submitted", None, 0)


def test_what_was_returned_is_not_confirmed_and_the_other_way_round(district: District) -> None:
    one, other = submitted(district.top), submitted(district.top, "other")
    back: dict[str, Any] = {"why": "已撤回", "actor": None, "on": TODAY}
    services.submission_return(submission_id=one.pk, **back)
    assert services.submission_return(submission_id=one.pk, **back).state == "returned"
    assert refusal(lambda: confirm(one)) == "not-waiting"
    confirm(other)
    assert refusal(lambda: services.submission_return(submission_id=other.pk, **back)) == "not-waiting"


@pytest.mark.parametrize(
    ("days", "on", "due"),
    [
        ({"channel": "in_person", "submitted_on": date(2024, 9, 10)}, date(2024, 9, 10), date(2024, 10, 14)),
        (
            {"channel": "mail_signed", "submitted_on": date(2024, 9, 6), "arrived_on": date(2024, 9, 10)},
            date(2024, 9, 10),
            date(2024, 10, 14),
        ),
        (
            {
                "channel": "mail_plain",
                "submitted_on": date(2024, 9, 6),
                "arrived_on": date(2024, 9, 9),
                "confirmed_on": date(2024, 9, 10),
            },
            date(2024, 9, 10),
            date(2024, 10, 14),
        ),
        ({"channel": "fax", "submitted_on": date(2024, 9, 9)}, None, None),
        ({"channel": "mail_signed", "submitted_on": date(2024, 9, 9)}, None, None),
    ],
)
def test_a_paper_is_received_on_the_day_of_its_channel(
    district: District, days: dict[str, Any], on: date | None, due: date | None
) -> None:
    made = letter(district.top, **days)
    if on is None:
        assert (made.state, made.matter, Matter.objects.count()) == ("submitted", None, 0)
    else:
        matter = Matter.objects.get()
        assert (matter.began_on, matter.due_on, made.state) == (on, due, "registered")
        assert made.matter == matter


def test_a_paper_entered_twice_is_one_and_other_content_is_refused(district: District) -> None:
    assert letter(district.top).pk == letter(district.top).pk
    assert refusal(lambda: letter(district.top, data={"title": "别的"})) == "token-taken"
    assert (Submission.objects.count(), Matter.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"items": 2}, {"asks": "另一份方案"}, {"days": {"confirmed_on": date(2024, 9, 20)}}, {"oral": True},
        {"days": {"arrived_on": date(2024, 9, 20)}}, {"data": {"phone": "13900139000"}},
    ],
)  # fmt: skip
def test_other_content_under_the_same_token_is_never_the_same_paper(district: District, other: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"asks": "征地补偿方案", "items": 1, "token": "t", "actor": None}

    def enter(*, days: dict[str, date], oral: bool = False, data: dict[str, str] | None = None, **given: Any) -> Any:
        said = {"channel": "mail_plain", "submitted_on": date(2024, 9, 18), "oral": oral} | days
        new = Submission(body=district.top, **said)
        given = usual | given | {"data": DATA | (data or {}), "on": TODAY, "regime": REGIME}
        return services.intake_enter(submission=new, **given)[0]

    made = enter(days={})
    assert enter(days={}).pk == made.pk
    assert refusal(lambda: enter(**({"days": {}} | other))) == "token-taken"
    assert Submission.objects.count() == 1


def test_a_paper_confirmed_later_is_still_the_same_paper(district: District) -> None:
    made = letter(district.top, channel="mail_plain")
    confirm(made)
    assert letter(district.top, channel="mail_plain").pk == made.pk


def test_how_many_things_a_paper_asks_for_is_kept_until_it_is_confirmed(
    client: Client, clerk: Any, district: District
) -> None:
    made = letter(district.top, channel="mail_plain")
    Submission.objects.filter(pk=made.pk).update(items=4)
    assert 'name="items" value="4"' in client.get(f"/applications/{made.pk}/").content.decode()


@pytest.mark.parametrize("other", [{"items": 2}, {"asks": "别的"}, {"confirmed": date(2024, 9, 19)}])
def test_a_second_confirmation_with_other_content_is_refused(district: District, other: dict[str, Any]) -> None:
    made = submitted(district.top, on=date(2024, 9, 18))
    matter = confirm(made)
    assert confirm(made) == matter
    assert refusal(lambda: confirm(made, **other)) == "registered-already"
    assert FactRow.objects.count() == 1


def test_a_refused_second_confirmation_shows_what_was_typed(client: Client, clerk: Any, district: District) -> None:
    made = submitted(district.top)
    confirm(made)
    sent = {"save": "", "confirmed_on": "2024-09-20", "asks": "我写的另一种概括", "items": "3"}
    page = client.post(f"/applications/{made.pk}/", sent).content.decode()
    assert "已经登记（编号" in page
    assert "我写的另一种概括" in page


def test_a_paper_of_tomorrow_is_not_entered(district: District) -> None:
    assert refusal(lambda: letter(district.top, channel="fax", submitted_on=TODAY + timedelta(1))) == "future"
    assert Submission.objects.count() == 0


def test_a_paper_refused_by_the_law_leaves_nothing_behind(district: District) -> None:
    assert refusal(lambda: letter(district.top, submitted_on=date(2019, 1, 1))) == "before-regulation"
    assert (Submission.objects.count(), Matter.objects.count()) == (0, 0)


def test_the_list_and_the_menu_count_what_waits(client: Client, clerk: Any, district: District) -> None:
    drafted("draft")
    submitted(district.top, on=date(2024, 9, 18))
    submitted(district.below, "below")
    page = client.get("/applications/").content.decode()
    assert "待确认 1 件" in page
    assert "已迟1个工作日" in page
    assert '<b>1<span class="skip">件待确认' in client.get("/").content.decode()


def test_the_confirmation_shows_the_day_it_leads_to_before_it_is_saved(
    client: Client, clerk: Any, district: District
) -> None:
    submission = submitted(district.top, on=date(2024, 9, 10))
    where = f"/applications/{submission.pk}/"
    form = {"confirmed_on": "2024-09-10", "asks": "补偿方案", "items": "1"}
    assert "2024年10月14日（周一）" in client.post(where, form | {"preview": ""}).content.decode()
    assert Matter.objects.count() == 0
    assert client.post(where, form | {"confirmed_on": "x", "save": ""}).status_code == 200
    assert client.post(where, form | {"save": ""}).status_code == 302
    assert client.post(where, form | {"save": ""}).status_code == 302
    matter = Matter.objects.get()
    assert (matter.due_on, matter.title) == (date(2024, 10, 14), "补偿方案")
    submission.refresh_from_db()
    assert submission.confirmed_by == clerk


def test_staff_write_down_an_oral_application_and_see_the_day_first(
    client: Client, clerk: Any, district: District
) -> None:
    form = DATA | {
        "token": "t", "body": str(district.top.pk), "channel": "oral", "submitted_on": "2024-09-10", "items": "1",
    }  # fmt: skip
    page = client.post("/applications/new/", form | {"preview": ""}).content.decode()
    assert "2024年10月14日（周一）" in page
    assert 'value="张三丰"' in page
    assert Submission.objects.count() == 0
    for _ in range(3):
        answer = client.post("/applications/new/", form | {"save": ""}, follow=True)
    one = Submission.objects.get()
    assert (one.oral, one.channel, one.matter) == (True, "in_person", Matter.objects.get())
    assert f"申请编号{one.number}" in answer.content.decode()
