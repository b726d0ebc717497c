"""What is asked while somebody types: the same page, which writes nothing, takes no file and no number."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from gongkai.web.cases.models import FactRow, Matter
from tests.web.conftest import District, opened

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
FACT = {"on": "2024-09-18", "days": "10", "approved_on": "2024-09-18"}
CASES: dict[str, tuple[str, dict[str, str], str]] = {
    "fact": ("/matters/{matter}/enter/extended/", FACT, "2024年10月28日"),
    "new matter": ("/matters/new/application/", {"on": "2024-09-18", "channel": "in_person"}, "还需填写或者改正"),
}


def region(answer: Any) -> Any:
    """What is put into the page, as htmx picks it out."""
    (found,) = LexborHTMLParser(answer.content.decode()).css("#live")
    return found


@pytest.fixture
def matter(district: District) -> Matter:
    return opened(district.top)


@pytest.mark.parametrize("case", CASES)
def test_what_is_asked_while_typing_writes_nothing(client: Client, clerk: Any, matter: Matter, case: str) -> None:
    where, sent, told = CASES[case]
    where = where.format(matter=matter.pk)
    client.get(where)  # what a page keeps for the next is kept before
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(where, sent | {"preview": "live"})
    assert answer.status_code == 200
    assert told in region(answer).text()
    assert [query["sql"] for query in asked if WRITES.match(query["sql"])] == []
    assert FactRow.objects.count() == 1
    assert "alert" not in {one.attributes.get("role") for one in region(answer).css("*")}


@pytest.mark.parametrize("case", CASES)
def test_no_file_is_sent_and_nothing_needs_eval(client: Client, clerk: Any, matter: Matter, case: str) -> None:
    page = LexborHTMLParser(client.get(CASES[case][0].format(matter=matter.pk)).content.decode())
    (found,) = page.css("#live")
    form = found.parent
    while form is not None and form.tag != "form":
        form = form.parent
    assert form is not None
    assert form.css("input[type=file]") == []
    assert form.attributes.get("enctype") is None
    names = {name for one in page.css("*") for name in one.attributes}
    assert not {name for name in names if name.startswith(("on", "hx-on")) or name == "style"}
    assert "[" not in (found.attributes["hx-trigger"] or "")


def test_a_date_is_shown_before_every_text_is_written(client: Client, clerk: Any, matter: Matter) -> None:
    answer = client.post(CASES["fact"][0].format(matter=matter.pk), FACT | {"preview": ""})
    assert "2024年10月28日" in region(answer).text()
    assert "这个字段是必填项" in answer.content.decode()


def test_a_page_opens_with_what_it_leads_to(client: Client, clerk: Any, matter: Matter) -> None:
    assert "登记后：" in region(client.get(f"/matters/{matter.pk}/enter/withdrawn/")).text()
    assert region(client.get(f"/matters/{matter.pk}/enter/extended/")).text().strip() == ""


def test_a_refusal_is_shown_before_every_text_is_written(client: Client, clerk: Any, matter: Matter) -> None:
    answer = client.post(CASES["fact"][0].format(matter=matter.pk), FACT | {"days": "25", "preview": "live"})
    assert "不能这样登记" in region(answer).text()


def test_a_text_on_which_the_outcome_rests_is_not_guessed(client: Client, clerk: Any, matter: Matter) -> None:
    sent = {"on": "2024-09-18", "opinion": "objection", "preview": "live"}
    told = region(client.post(f"/matters/{matter.pk}/enter/opinion_given/", sent)).text()
    assert "不能这样登记" not in told
    assert "还需填写或者改正" in told
