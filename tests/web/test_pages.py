"""What holds for every page: the policy, few questions to the database, no markup of others, no fault anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

import gongkai.web
from gongkai.ledger.facts import Kind
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.kernel.middleware import POLICY
from tests.ledger.build import answered, consulted, created, received
from tests.ledger.build import opened as dispute_opened
from tests.web.conftest import District, opened
from tests.web.pages import enter_of, page_of, shown

QUERIES = {
    r"/": 11,
    r"/matters/": 7,
    r"/matters/\?.*": 8,
    r"/matters/new/\w+/": 5,
    r"/matters/\d+/": 17,
    r"/matters/\d+/enter/\w+/": 5,
    r"/annual/.*": 10,
}
"""So many questions to the database each page asks at most, the menu's counts among them, once it was looked at."""


@pytest.fixture
def sixty(district: District) -> list[Matter]:
    made = [
        opened(district.top, received(f"9-{place % 12 + 2}", asks=f"第{place}号方案"), token=f"s{place}.")
        for place in range(57)
    ]
    made.append(opened(district.top, received("9-3"), consulted("9-5"), answered("9-12"), token="a"))
    made.append(opened(district.top, created("9-3"), kind=Kind.PUBLICATION, token="p"))
    return [*made, opened(district.top, dispute_opened("9-3"), kind=Kind.DISPUTE, token="d")]


@pytest.fixture
def pages(district: District, sixty: list[Matter]) -> list[str]:
    top = district.top.pk
    kinds = [reverse("open", args=[kind.value]) for kind in Kind]
    return [
        "/", "/matters/", "/matters/?kind=application&stage=open&q=方案", "/annual/", *kinds,
        *(page_of(matter) for matter in sixty[-4:]), enter_of(sixty[0], "answered"), enter_of(sixty[0], "struck"),
        f"/annual/{top}/2024/", f"/annual/{top}/2023/", f"/annual/{top}/2024/cell/t3.new.total/",
        f"/annual/{top}/2024/file/docx/",
    ]  # fmt: skip


@pytest.mark.parametrize("body", ["x", "-1", "99999999999999999999999", "1; drop"])
def test_a_body_that_is_none_is_not_found(client: Client, clerk: Any, body: str) -> None:
    assert client.post("/matters/new/application/", {"save": "", "body": body}).status_code == 404


@pytest.mark.parametrize(
    "where", ["/matters/new/nothing/", "/annual/1/2024/cell/t9/", "/annual/1/2024/file/exe/", "/annual/1/1999/", "/no/"]
)
def test_what_is_not_there_says_so(client: Client, clerk: Any, where: str) -> None:
    answer = client.get(where)
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()


def test_an_address_of_an_unknown_fact_is_not_found(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top)
    assert client.get(enter_of(matter, "published")).status_code == 404
    assert client.get(enter_of(matter, "nonsense")).status_code == 404


def test_every_page_has_the_policy_and_few_queries(
    client: Client, clerk: Any, pages: list[str], django_assert_max_num_queries: Any
) -> None:
    for where in pages:
        client.get(where)  # which brings in what is asked for once a day or a session
        most = next(most for address, most in QUERIES.items() if re.fullmatch(address, where))
        with django_assert_max_num_queries(most, info=where):
            answer = client.get(where)
        assert answer.status_code == 200, where
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_carry_nothing_that_the_policy_forbids(client: Client, clerk: Any, pages: list[str]) -> None:
    for where in pages:
        text = client.get(where).content.decode(errors="replace")
        if text.startswith("<!doctype"):
            assert all(part.startswith(' src="/static/') for part in text.split("<script")[1:])
            assert " style=" not in text
            assert "<style" not in text
            assert "http" not in text, where


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_what_an_applicant_wrote_is_text_and_nothing_else(
    client: Client, clerk: Any, district: District, text: str
) -> None:
    matter = opened(district.top, received("9-10", asks=text, by=text, note=text), answered("9-12"))
    cell = f"/annual/{district.top.pk}/2024/cell/t3.new.total/"
    for where in ("/", "/matters/", page_of(matter), cell):
        raw = client.get(where).content.decode()
        assert "<script>" not in raw
        assert "<img" not in raw
    assert text in shown(client, page_of(matter))
    assert "<script>" not in client.get("/matters/", {"q": "<script>"}).content.decode()


def test_pages_of_a_list(client: Client, clerk: Any, sixty: list[Matter]) -> None:
    first = client.get("/matters/")
    second = client.get("/matters/", {"after": str(first.context["page"].after)})
    back = client.get("/matters/", {"before": str(second.context["page"].before)})
    keys = [[one.matter.pk for one in answer.context["rows"]] for answer in (first, second, back)]
    assert [len(some) for some in keys] == [50, 10, 50]
    assert {*keys[0], *keys[1]} == {matter.pk for matter in sixty}
    assert keys[2] == keys[0]
    assert (first.context["page"].before, second.context["page"].after) == (None, None)
    assert "60件" in first.content.decode()
    for odd in ("甲", "2024-13-01~5", "2024-09-01~-1", "~", "2024-09-01~" + "9" * 30):
        assert client.get("/matters/", {"after": odd}).status_code == 200


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("where", "sent"),
    [
        ("/matters/{pk}/enter/noted/", {"save": "", "token": "a\0", "on": "2024-09-20", "note": "转办"}),
        ("/letters/of/{pk}/new/receipt_slip/", {"token": "a\0"}),
        ("/annual/{body}/2024/explain/", {"finding": "x", "reason": "a\0b", "token": "a\0"}),
    ],
)
def test_a_nul_is_a_bad_request_and_no_fault(
    client: Client, district: District, clerk: Any, where: str, sent: Any
) -> None:
    client.raise_request_exception = False
    matter = opened(district.top)
    before = FactRow.objects.count()
    answer = client.post(where.format(pk=matter.pk, body=district.top.pk), sent)
    assert answer.status_code < 500
    assert FactRow.objects.count() - before == ("enter" in where), "a page whose token is none gets one"


def test_every_template_that_another_names_is_there() -> None:
    own = list(Path(gongkai.web.__file__).parent.rglob("templates/**/*.html"))
    named = {name for path in own for name in re.findall(r'{% (?:include|extends) "([^"]+)"', path.read_text("utf-8"))}
    assert named
    for name in sorted(named):
        get_template(name)
