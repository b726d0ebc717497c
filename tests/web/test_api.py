"""What the API says and does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from jsonschema import Draft202012Validator

from gongkai.ledger.codec import encode
from gongkai.ledger.lines import read_lines
from gongkai.report.render import FORMATS
from gongkai.web.api import matters as api_matters
from gongkai.web.api.access import Throttle
from gongkai.web.api.models import Token
from gongkai.web.api.services import token_make
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.bridge import histories_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_decide, proposal_open
from gongkai.web.kernel import clock
from tests.ledger.build import REGIME, answered, asked, consulted, received
from tests.web.access.api import NOTED, RECEIVED
from tests.web.conftest import TODAY, District, entered, opened

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


@pytest.fixture
def call(district: District, person: Any) -> Call:
    """A request with a token of the clerk of the top body that has every scope."""
    scopes = [scope.value for scope in Token.Scope]
    made = token_make(
        user=person(district.top, "clerk"), body=district.top, name="t", scopes=scopes, expires_on=date(2024, 12, 31)
    )

    def ask(method: str, where: str, given: Any = None, key: str = "once", **headers: str) -> Any:
        more: dict[str, Any] = {}
        if given is not None:
            data = given if isinstance(given, str | bytes) else json.dumps(given)
            more = {"data": data, "content_type": "application/json"}
        sent = {"Authorization": f"Bearer {made[1]}", "Idempotency-Key": key} | headers
        return getattr(Client(), method)(f"/api/v1{where}", headers=sent, **more)

    return ask


def test_the_document_is_openapi_3_1_and_every_operation_declares_its_refusals(client: Client) -> None:
    made = client.get("/api/v1/openapi.json").json()
    assert made["openapi"] == "3.1.0"
    for path, methods in made["paths"].items():
        for operation in methods.values():
            declared = {int(status) for status in operation["responses"]}
            assert {404, 422, 429} <= declared, path
            if "/law/" not in path and "/published/" not in path:
                assert {401, 403} <= declared
                assert operation["security"]
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_a_matter_says_its_facts_its_place_and_why(call: Call, district: District) -> None:
    matter = opened(district.top)
    answer = call("get", f"/matters/{matter.pk}")
    told = answer.json()
    assert told["number"] == "2024-0001"
    assert [fact["fact"] for fact in told["facts"]] == ["received"]
    due = told["position"]["due"]
    assert (due["due"], told["position"]["working_days_left"]) == ("2024-10-14", 13)
    assert any("第三十三条" in cite for step in due["steps"] for cite in step["cites"])
    assert answer.headers["ETag"] == f'"{matter.head}"'
    again = call("get", f"/matters/{matter.pk}", **{"If-None-Match": f'"{matter.head}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_a_list_is_read_page_by_page_without_loss_or_repetition(call: Call, district: District) -> None:
    made = [opened(district.top, received(f"9-{2 + place % 3}"), token=f"p{place}.") for place in range(7)]
    seen: list[int] = []
    cursor = ""
    for _ in range(10):
        page = call("get", f"/matters?limit=3{cursor}").json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == sorted(matter.pk for matter in made)
    assert len(seen) == 7


def test_filters_find_what_they_say(call: Call, district: District) -> None:
    one = opened(district.top, received("9-10", asks="征地补偿方案"))
    two = opened(district.top, received("9-2", asks="预算"), token="b")
    entered(two, answered("9-12"))
    found = {
        query: [item["id"] for item in call("get", f"/matters?{query}").json()["items"]]
        for query in (
            "q=补偿",
            "stage=open",
            "stage=ended",
            "number=2024-0002",
            "kind=dispute",
            "due_before=2024-10-15",
        )
    }
    assert found == {
        "q=补偿": [one.pk],
        "stage=open": [one.pk],
        "stage=ended": [two.pk],
        "number=2024-0002": [two.pk],
        "kind=dispute": [],
        "due_before=2024-10-15": [one.pk],
    }


def test_a_matter_is_opened_once_however_often_it_is_sent(call: Call, district: District) -> None:
    given = {"body": district.top.pk, "kind": "application", "fact": RECEIVED}
    first = call("post", "/matters", given)
    again = call("post", "/matters", given)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert call("post", "/matters", given | {"fact": RECEIVED | {"asks": "别的"}}).json()["code"] == "token-taken"
    assert call("post", "/matters", given, key="other").json()["id"] != first.json()["id"]
    assert Matter.objects.count() == 2
    assert FactRow.objects.first().entered_by.username.startswith("clerk")  # type: ignore[union-attr]


def test_a_write_needs_a_key_of_its_own(call: Call, district: District) -> None:
    matter = opened(district.top)
    where = f"/matters/{matter.pk}/facts"
    for key in ("", " ", "x" * 201, "钥匙"):
        assert call("post", where, NOTED, key=key).status_code == 422
    assert FactRow.objects.count() == 1


def test_what_the_law_does_not_allow_is_a_problem_with_its_article(call: Call, district: District) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 20))
    given = {"fact": "correction_asked", "on": "2024-09-10", "asks": "再说明", "days": 10}
    answer = call("post", f"/matters/{matter.pk}/facts", given)
    told = answer.json()
    assert answer.status_code == 409
    assert told["reason"]["zh"]
    assert told["reason"]["en"]
    assert told["advice"]["zh"]
    assert told["wrong"] == []
    assert FactRow.objects.count() == 2


def test_a_fact_that_is_none_is_named_field_by_field(call: Call, district: District) -> None:
    matter = opened(district.top)
    for given in ({"fact": "nothing"}, {"fact": "noted"}, NOTED | {"on": "2024-13-01"}, NOTED | {"more": 1}):
        answer = call("post", f"/matters/{matter.pk}/facts", given)
        assert answer.status_code == 422
        assert answer.json()["code"] in ("bad-fact", "unknown-fact")


def test_if_match_refuses_what_was_decided_on_an_older_state(call: Call, district: District) -> None:
    matter = opened(district.top)
    old = f'"{matter.head}"'
    where = f"/matters/{matter.pk}/facts"
    entered(matter, received_note(), "between")
    late = call("post", where, NOTED, **{"If-Match": old})
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    now = call("get", f"/matters/{matter.pk}").headers["ETag"]
    assert call("post", where, NOTED, **{"If-Match": now}).status_code == 200
    assert call("post", where, NOTED, **{"If-Match": now}).status_code == 200, "the same again is the same"
    assert FactRow.objects.count() == 3


def received_note() -> Any:
    from gongkai.ledger.facts import Noted

    return Noted(on=date(2024, 9, 19), note="x")


def test_moves_come_with_the_schema_of_what_to_send(call: Call, district: District) -> None:
    matter = opened(district.top)
    moves = {one["fact"]: one for one in call("get", f"/matters/{matter.pk}/moves").json()}
    assert {"correction_asked", "extended", "answered"} <= moves.keys()
    given = {"fact": "correction_asked", "on": "2024-09-11", "asks": "请说明", "days": 10}
    check = Draft202012Validator(moves["correction_asked"]["takes"])
    assert list(check.iter_errors(given)) == []
    assert list(check.iter_errors(given | {"more": 1}))
    assert call("post", f"/matters/{matter.pk}/facts", given).json()["stage"] == "correcting"


def test_what_if_says_how_the_day_moves_and_saves_nothing(call: Call, district: District) -> None:
    matter = opened(district.top)
    given = {"fact": "extended", "on": "2024-09-20", "days": 10, "approved_by": "李某", "approved_on": "2024-09-20"}
    told = call("post", f"/matters/{matter.pk}/whatif", given).json()
    assert (told["before"]["due"]["due"], told["after"]["due"]["due"]) == ("2024-10-14", "2024-10-28")
    assert told["working_days"] == 10
    assert FactRow.objects.count() == 1


def test_the_ledger_goes_out_and_comes_in_to_the_byte(call: Call, district: District) -> None:
    opened(district.top, received("9-2"), asked("9-4", 20))
    opened(district.top, received("9-3"), token="b")
    where = f"/bodies/{district.top.pk}/ledger"
    out = b"".join(call("get", where).streaming_content).decode()
    assert list(read_lines(out.splitlines())) == list(histories_of(Matter.objects.all()))
    assert call("post", where, out).json()["code"] == "number-taken"
    FactRow.objects.all()._raw_delete("default")
    Matter.objects.all().delete()
    assert call("post", where, out).json() == {"matters": 2}
    assert b"".join(call("get", where).streaming_content).decode() == out


@pytest.mark.parametrize(
    ("given", "status"),
    [(b"\xff\xfe", 400), ("no json", 422), ('{"matter":"a"}', 422), ("", 201), ('{"matter":"\\u0000"}', 400)],
)
def test_lines_that_are_none_bring_nothing_in(call: Call, district: District, given: Any, status: int) -> None:
    assert call("post", f"/bodies/{district.top.pk}/ledger", given).status_code == status
    assert not Matter.objects.exists()


def test_a_changed_line_is_found_by_its_seal(call: Call, district: District) -> None:
    opened(district.top)
    where = f"/bodies/{district.top.pk}/ledger"
    out = b"".join(call("get", where).streaming_content).decode().replace("征地", "征用").replace("2024-0001", "n")
    answer = call("post", where, out)
    assert (answer.status_code, answer.json()["code"]) == (422, "broken-chain")


def test_too_much_at_once_is_refused(call: Call, district: District, monkeypatch: Any) -> None:
    monkeypatch.setattr(api_matters, "MOST", 10)
    assert call("post", f"/bodies/{district.top.pk}/ledger", " " * 10).status_code == 201
    assert call("post", f"/bodies/{district.top.pk}/ledger", " " * 11).status_code == 413
    assert call("post", "/matters", '{"x": "%s"}' % ("y" * 3 * 2**20)).status_code == 413


@pytest.mark.parametrize("given", ["[", '"\\ud800"', '{"fact": "\\u0000"}', "NaN", "[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(call: Call, given: str) -> None:
    answer = call("post", "/matters", given)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_too_many_requests_are_told_to_wait(call: Call, monkeypatch: Any) -> None:
    monkeypatch.setattr(Throttle, "allow_request", lambda self, request: False)
    monkeypatch.setattr(Throttle, "wait", lambda self: 7)
    answer = call("get", "/bodies")
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (429, "7", "too-many")


def test_tools_of_the_law_are_counted_by_the_minute(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    answers = [client.get("/api/v1/law/fee?items=1").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_the_year_is_compiled_in_every_format(call: Call, district: District) -> None:
    entered(opened(district.top, received("9-2")), answered("9-12"))
    year = f"/bodies/{district.top.pk}/reports/2024"
    told = call("get", year).json()
    assert told["cells"]["t3.new.total"] == 1
    assert call("get", f"{year}/cells/t3.new.total").json() == ["2024-0001"]
    assert told["findings"] == call("get", f"{year}/findings").json()
    for name, one in FORMATS.items():
        answer = call("get", f"{year}/files/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, one.media_type)
    assert call("get", f"{year}/files/pdf").status_code == 422
    assert call("get", f"/bodies/{district.top.pk}/reports/2010").status_code == 422


def test_the_law_says_by_which_day_and_why(client: Client) -> None:
    told = client.get("/api/v1/law/due?name=answer&from=2024-09-10").json()
    assert told["due"] == "2024-10-14"
    assert client.get("/api/v1/law/due?name=answer&from=2024-09-10&extended_by=10").json()["due"] == "2024-10-28"
    assert client.get("/api/v1/law/due?name=answer&from=1999-01-01").status_code == 422
    assert client.get("/api/v1/law/due?name=supper&from=2024-09-10").status_code == 422


def test_the_law_says_what_it_costs_and_how_it_ends(client: Client) -> None:
    assert client.get("/api/v1/law/fee?items=12&on=2024-09-10").json()["amount"] == 200
    ask = {"content_type": "application/json"}
    first = client.post("/api/v1/law/classify", "{}", **ask).json()["question"]["key"]
    told = client.post("/api/v1/law/classify", json.dumps({"answers": {first: "yes"}}), **ask).json()
    assert (told["outcome"], told["question"]) == ("o3", None)
    wrong = client.post("/api/v1/law/classify", json.dumps({"answers": {"nothing": "yes"}}), **ask)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "classify-question")


# The page of tokens


def made(client: Client, district: District, **more: Any) -> Any:
    given = {
        "make": "",
        "body": district.top.pk,
        "name": "上报",
        "scopes": ["matters:read"],
        "expires_on": "2024-12-31",
    }
    return client.post("/settings/tokens/", given | more)


def test_a_key_is_shown_once_and_kept_as_a_digest_only(client: Client, clerk: Any, district: District) -> None:
    text = unescape(made(client, district).content.decode())
    key = text.partition("<code>")[2].partition("</code>")[0]
    assert key.startswith("gk_")
    token = Token.objects.get()
    assert key not in str(Token.objects.values_list())
    assert (token.user, token.body, token.scope_set) == (clerk, district.top, {"matters:read"})
    assert key not in client.get("/settings/tokens/").content.decode()
    assert Client().get("/api/v1/bodies", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    token.refresh_from_db()
    assert token.used_at is not None
    client.post("/settings/tokens/", {"token": token.pk})
    assert Client().get("/api/v1/bodies", headers={"Authorization": f"Bearer {key}"}).status_code == 401


@pytest.mark.parametrize(
    "more",
    [
        {"expires_on": "2024-09-19"}, {"expires_on": "2025-09-22"}, {"expires_on": ""}, {"scopes": []},
        {"scopes": ["all"]}, {"name": ""}, {"body": "0"}, {"body": "x"},
    ],
)  # fmt: skip
def test_a_token_that_is_not_as_it_should_be_is_not_made(
    client: Client, clerk: Any, district: District, more: dict[str, Any]
) -> None:
    assert made(client, district, **more).status_code == 200
    assert not Token.objects.exists()


def test_nobody_makes_a_token_for_a_body_of_others(client: Client, clerk: Any, district: District) -> None:
    made(client, district, body=district.other.pk)
    made(client, district, body=district.below.pk)
    assert not Token.objects.exists()


def test_an_administrator_takes_back_tokens_of_the_body_and_others_only_their_own(
    client: Client, district: District, person: Any
) -> None:
    clerk, head, chief = (person(district.top, role) for role in ("clerk", "head", "administrator"))
    outside = person(district.other, "administrator")
    client.force_login(clerk)
    made(client, district)
    token = Token.objects.get()
    for user, status in ((head, 404), (outside, 404), (chief, 302)):
        client.force_login(user)
        assert client.post("/settings/tokens/", {"token": token.pk}).status_code == status
        token.refresh_from_db()
        assert (token.revoked_at is not None) is (status == 302)


def test_asking_what_if_uses_no_approval_up(call: Call, district: District, person: Any) -> None:
    matter, head = opened(district.top), person(district.top, "head")
    clerk = get_user_model().objects.get(username=f"clerk{district.top.pk}")
    given: dict[str, Any] = {"on": TODAY, "regime": REGIME}
    chain_set(body=district.top, about="consulted", steps=[Asked(Ability.APPROVE)], actor=head)
    one = proposal_open(matter_id=matter.pk, fact=consulted("9-20"), token="p", actor=clerk, **given)
    proposal_decide(proposal_id=one.pk, agree=True, token="d", actor=head, **given)
    assert call("post", f"/matters/{matter.pk}/whatif", encode(consulted("9-20"))).status_code == 200
    one.refresh_from_db()
    assert one.state == Proposal.State.APPROVED
