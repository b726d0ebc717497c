"""Annual reports by token: filled in, written and handed in as on the pages, and told to other systems."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from gongkai.web.annual.models import Act, Entry, Publication, Report, State
from gongkai.web.api.models import Delivery, Hook, Token
from gongkai.web.api.services import hook_make, token_make
from tests.web.conftest import District, opened
from tests.web.reports import ACCEPTED, SIGNED, YEAR, moved, written

Call = Callable[..., Any]
ENTRY = {"cell": "t2.licences.decisions", "value": "7", "source": "许可系统", "reason": "台账不掌握"}


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


@pytest.fixture
def call(district: District, person: Any) -> Call:
    """A request about a year of the department with a token of its clerk."""
    scopes = [scope.value for scope in Token.Scope]
    user = person(district.below, "clerk")
    made = token_make(user=user, body=district.below, name="t", scopes=scopes, expires_on=date(2024, 12, 31))

    def ask(method: str, where: str = "", given: Any = None, key: str = "once", year: int = YEAR) -> Any:
        sent = {"Authorization": f"Bearer {made[1]}", "Idempotency-Key": key}
        more = {} if given is None else {"data": json.dumps(given), "content_type": "application/json"}
        return getattr(Client(), method)(
            f"/api/v1/bodies/{district.below.pk}/reports/{year}{where}", headers=sent, **more
        )

    return ask


def test_a_number_is_entered_once_and_taken_back(call: Call, district: District) -> None:
    told = call("post", "/entries", ENTRY).json()
    assert told["cells"]["t2.licences.decisions"] == 7
    assert told["entered"] == {"t2.licences.decisions": "许可系统"}
    assert call("post", "/entries", ENTRY).status_code == 200
    assert Entry.objects.count() == 1
    other = call("post", "/entries", ENTRY | {"value": "8"})
    assert (other.status_code, other.json()["code"]) == (409, "token-taken")
    assert call("get", "/files/csv").content.count("许可系统".encode()) == 0
    struck = call("post", "/cells/t2.licences.decisions/strike", {"reason": "填错"}).json()
    assert (struck["cells"]["t2.licences.decisions"], struck["entered"]) == (None, {})
    again = call("post", "/cells/t2.licences.decisions/strike", {"reason": "填错"})
    assert (again.status_code, again.json()["code"]) == (409, "nothing-entered")


@pytest.mark.parametrize(
    ("wrong", "status"), [({"value": "-1"}, 409), ({"value": "1.5"}, 409), ({"cell": "t9"}, 404), ({"source": ""}, 422)]
)
def test_a_number_that_the_cell_cannot_hold_is_refused(call: Call, wrong: Any, status: int) -> None:
    assert call("post", "/entries", ENTRY | wrong).status_code == status
    assert not Entry.objects.exists()


def test_words_keep_their_tokens_and_are_not_written_over(call: Call) -> None:
    assert call("post", "/sections/other", {"text": "新收{t3.new.total}件。"}).status_code == 200
    told = call("get").json()
    assert told["sections"]["other"] == "新收0件。"
    late = call("post", "/sections/other", {"text": "别的话。", "seen": 0})
    assert (late.status_code, late.json()["code"]) == (409, "written-meanwhile")
    assert call("post", "/sections/other", {"text": "别的话。", "seen": told["written"]["other"]}).status_code == 200
    wrong = call("post", "/sections/other", {"text": "{t9.x}"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "bad-token")
    assert call("post", "/sections/tables", {"text": "x"}).status_code == 404


def test_a_report_is_sent_agreed_to_by_people_and_handed_in(call: Call, district: District) -> None:
    written(district.below)
    told = call("get").json()
    assert (told["state"], told["obstacles"], told["due_on"]) == ("drafting", [], "2024-01-31")
    stale = call("post", "/moves", {"act": "send", "seen": "x"})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed-since-seen")
    assert call("post", "/moves", {"act": "send", "seen": told["digest"]}).json()["state"] == "sent"
    assert call("post", "/moves", {"act": "send", "seen": told["digest"]}).status_code == 200, "once for each key"
    for act in ("review", "sign", "accept"):
        assert call("post", "/moves", {"act": act, "seen": told["digest"]}, key=act).status_code == 422
    moved(district.below, Act.REVIEW, Act.SIGN)
    assert call("post", "/moves", {"act": "submit"}, key="b").json()["state"] == "submitted"
    early = call("post", "/moves", {"act": "publish"}, key="c")
    assert (early.status_code, early.json()["code"]) == (409, "not-now")
    assert Report.objects.get().state == State.SUBMITTED


def test_what_was_signed_is_what_is_read(call: Call, district: District) -> None:
    written(district.below)
    draft = call("get", "/files/html").content.decode()
    assert "草稿" in draft
    moved(district.below, *SIGNED)
    opened(district.below, token="late")
    assert "草稿" not in call("get", "/files/html").content.decode()
    assert call("get").json()["state"] == "signed"
    refused = call("post", "/entries", ENTRY)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-drafting")


def test_matters_are_searched_with_a_reading_token_as_on_the_page(call: Call, district: District, person: Any) -> None:
    opened(district.below, token="a")
    opened(district.other, token="b")
    user = person(district.below, "auditor")
    given = {"scopes": ["matters:read"], "expires_on": date(2024, 12, 31)}
    _, key = token_make(user=user, body=district.below, name="s", **given)
    client, bearer = Client(), {"Authorization": f"Bearer {key}"}
    found = client.get("/api/v1/matters?q=征地", headers=bearer).json()["items"]
    assert [one["body"] for one in found] == [district.below.pk]
    assert client.get("/api/v1/matters?q=没有的词", headers=bearer).json()["items"] == []


def test_what_becomes_of_a_report_is_told_to_its_body_and_the_one_above(district: District) -> None:
    kinds = [kind.value for kind in Hook.Kind]
    for body in district:
        hook_make(actor=None, body=body, name="平台", url="https://hooks.example/in", kinds=kinds)
    written(district.below)
    moved(district.below, *SIGNED, Act.SUBMIT, Act.RETURN, *ACCEPTED, Act.PUBLISH)
    moved(district.below, Act.CORRECT, *ACCEPTED, Act.PUBLISH)
    told = [json.loads(one.payload) for one in Delivery.objects.filter(hook__body=district.below).order_by("pk")]
    assert [one["event"].removeprefix("report.") for one in told] == [
        *("submitted", "returned", "submitted", "accepted", "published"),
        *("submitted", "accepted", "corrected"),
    ]
    first, second = Publication.objects.order_by("pk")
    assert [one["publication"] for one in told if one["publication"]] == [first.pk, second.pk]
    assert (told[-1]["state"], told[-1]["revision"], told[-1]["year"]) == ("published", 2, YEAR)
    assert "核对有误" not in str(told)
    above = Delivery.objects.filter(hook__body=district.top)
    assert above.count() == len(told)
    assert not Delivery.objects.filter(hook__body=district.other).exists()
