"""Drafts are kept and handed in once, no more often than the limits allow; the code finds what was handed in."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory

from gongkai.web.bodies.models import Body
from gongkai.web.intake import identity, limits, services
from gongkai.web.intake.models import Submission, Tally
from tests.web.conftest import TODAY, District, refusal
from tests.web.submissions import DATA, NOW, SECRET, WHAT, drafted, submitted


def test_a_draft_keeps_what_was_typed_right_or_wrong(district: District) -> None:
    drafted(name="张", id_number="不是号码")
    drafted(title="某方案", name="张三")
    (draft,) = Submission.objects.all()
    assert draft.typed == {"name": "张三", "id_number": "不是号码", "title": "某方案"}
    assert (draft.state, draft.number, draft.begun_on) == ("draft", None, TODAY)
    assert SECRET not in str(list(Submission.objects.values_list()))


def test_three_identical_submits_are_one_submission(district: District) -> None:
    drafted()
    given = {"body": district.top, "data": DATA, "on": TODAY, "network": "n", "at": NOW}
    answers = [services.submit(secret=SECRET, **given) for _ in range(3)]
    assert len({(one.number, code) for one, code in answers}) == 1
    one = Submission.objects.get()
    assert (one.state, one.body, one.submitted_on, one.name) == ("submitted", district.top, TODAY, "张三丰")
    assert one.typed == {}
    assert Tally.objects.get(action="submit").count == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_submits_in_parallel_are_one_submission() -> None:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    drafted()

    def submit(_: int) -> tuple[str | None, str]:
        try:
            made, code = services.submit(secret=SECRET, body=body, data=DATA, on=TODAY, network="n", at=NOW)
            return made.number, code
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(submit, range(50)))
    assert len(answers) == 1
    assert Submission.objects.count() == 1
    assert Tally.objects.get(action="submit").count == 1


def test_what_was_submitted_is_not_changed_any_more(district: District) -> None:
    submitted(district.top)
    assert refusal(lambda: drafted(title="另一个")) == "submitted-already"
    assert Submission.objects.get().title == WHAT["title"]


def test_nothing_is_submitted_without_a_draft(district: District) -> None:
    given = {"body": district.top, "data": DATA, "on": TODAY, "network": "n", "at": NOW}
    assert refusal(lambda: services.submit(secret="unknown", **given)) == "no-draft"
    assert Submission.objects.count() == 0


def test_an_applicant_submits_ten_times_a_day_and_others_still_may(district: District) -> None:
    for place in range(10):
        submitted(district.top, f"secret{place}", network=f"n{place}")
    assert refusal(lambda: submitted(district.top, "secret11", network="n11")) == "too-often"
    assert Submission.objects.filter(state="submitted").count() == 10
    submitted(district.top, "secret12", data={"id_number": "110105194912310038"})
    tomorrow = NOW + timedelta(days=1)
    assert submitted(district.top, "secret13", at=tomorrow).state == "submitted"


def test_a_network_submits_thirty_times_an_hour(district: District) -> None:
    for place in range(30):
        submitted(district.top, f"secret{place}", data={"id_number": f"no{place}"})
    assert refusal(lambda: submitted(district.top, "more", data={"id_number": "no31"})) == "too-often"
    assert submitted(district.top, "other", data={"id_number": "no32"}, network="n2").state == "submitted"


def test_nothing_is_submitted_when_nobody_can_count(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted()

    def broken(**_: Any) -> Any:
        raise DatabaseError

    monkeypatch.setattr(Tally.objects, "get_or_create", broken)
    given = {"body": district.top, "data": DATA, "on": TODAY, "network": "n", "at": NOW}
    assert refusal(lambda: services.submit(secret=SECRET, **given)) == "limit-unknown"
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("proxies", "header", "network"),
    [
        (0, "9.9.9.9", "10.1.2.0/24"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.0/24"),
        (1, "nonsense", "unknown"),
        (1, "", "unknown"),
        (2, "203.0.113.7", "10.1.2.0/24"),
        (1, "2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
    ],
)
def test_a_network_is_not_what_a_visitor_says(settings: Any, proxies: int, header: str, network: str) -> None:
    settings.GONGKAI_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR=header)
    assert limits.network_of(request) == network


def test_number_and_code_find_the_submission_however_they_are_typed(district: District) -> None:
    drafted()
    one, code = services.submit(secret=SECRET, body=district.top, data=DATA, on=TODAY, network="n", at=NOW)
    for number, typed in ((one.number, code), (f" {one.number} ", identity.grouped(code).lower())):
        assert services.found_by_code(number=str(number), code=typed, network="n", at=NOW) == one
    assert not Tally.objects.exclude(action__in=("submit", "submit_of_one", "draft")).filter(count__gt=0).exists()
    assert code not in str(list(Submission.objects.values_list()))


def test_wrong_codes_are_limited_by_number_and_by_network(district: District) -> None:
    one, other = submitted(district.top), submitted(district.top, "other", data={"id_number": "no2"})
    code = identity.code_of(SECRET)

    def ask(number: Any, code: str, network: str, at: datetime = NOW) -> Submission | None:
        return services.found_by_code(number=str(number), code=code, network=network, at=at)

    for place in range(5):
        assert ask(one.number, "WRONG", f"n{place}") is None
    assert refusal(lambda: ask(one.number, code, "n9")) == "too-often"
    assert ask(other.number, identity.code_of("other"), "n9") == other
    assert ask(one.number, code, "n9", NOW + timedelta(minutes=15)) == one
    for place in range(20):
        assert ask(f"2024{place}", code, "same") is None
    assert refusal(lambda: ask(other.number, identity.code_of("other"), "same")) == "too-often"


def test_an_empty_code_finds_nothing(district: District) -> None:
    one = submitted(district.top)
    Submission.objects.update(code_hash="")
    assert services.found_by_code(number=str(one.number), code="", network="n", at=NOW) is None
    assert services.found_by_code(number="", code="", network="n", at=NOW) is None


def test_a_draft_is_not_found(district: District) -> None:
    drafted()
    Submission.objects.update(number="1", code_hash=identity.code_hash("A"))
    assert services.found_by_code(number="1", code="A", network="n", at=NOW) is None


def test_a_renewed_code_opens_and_the_old_one_does_not(client: Client, clerk: Any, district: District) -> None:
    one, other = submitted(district.top), submitted(district.top, "other")
    page = client.post(f"/applications/{one.pk}/code/", follow=True).content.decode()
    code = re.search(r"新的查询码是([\w-]{14})", page).group(1)  # type: ignore[union-attr]
    number = str(one.number)
    assert services.found_by_code(number=number, code=code, network="n", at=NOW) == one
    assert services.found_by_code(number=number, code=identity.code_of(SECRET), network="n", at=NOW) is None
    assert services.found_by_code(number=str(other.number), code=code, network="n", at=NOW) is None
    (kept,) = one.accesses.all()
    assert (kept.user, kept.what) == (clerk, "换发查询码")
