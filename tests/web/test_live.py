"""What is asked while somebody types: the same page, which writes nothing, takes no file and no number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from gongkai.web.cases.models import Matter
from gongkai.web.letters.models import Draft
from tests.ledger.build import received
from tests.web.conftest import District, opened
from tests.web.submissions import submitted
from tests.web.test_letters import begun, known

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
FACT = {"on": "2024-09-18", "days": "10", "approved_on": "2024-09-18"}
CAME = {"channel": "in_person", "submitted_on": "2024-09-19", "applicant": "natural", "items": "1"}
CELL = "annual/{body}/2024/cell/t3.new.natural"


class Case(NamedTuple):
    """A page, where it asks, what is typed, what is told."""

    page: str
    typed: dict[str, str]
    told: str
    asks: str = ""


CASES = {
    "fact": Case("matters/{matter}/enter/extended", FACT, "2024年10月28日"),
    "new matter": Case("matters/new/application", {"on": "2024-09-18", "channel": "in_person"}, "还需填写或者改正"),
    "intake": Case("applications/new", CAME, "最迟 2024年10月22日"),
    "submission": Case(
        "applications/{submission}", {"confirmed_on": "2024-09-20", "items": "1"}, "最迟 2024年10月23日"
    ),
    "words": Case("annual/{body}/2024/words/other", {"text": "电话咨询12人次。", "seen": "0"}, "没有绑定的数字 1 处"),
    "token": Case("annual/{body}/2024/words/other", {"text": "{nothing}", "seen": "0"}, "不能识别的数字标记"),
    "cell": Case(CELL, {"value": "7"}, "错误 A1", f"{CELL}/enter"),
    "no number": Case(CELL, {"value": "1.5"}, "应为整数", f"{CELL}/enter"),
    "letter": Case("letters/drafts/{draft}", {"q-kind": "", "to": "张三"}, "还缺"),
}


def region(answer: Any) -> Any:
    """What is put into the page, as htmx picks it out."""
    (found,) = LexborHTMLParser(answer.content.decode()).css("#live")
    return found


@pytest.fixture
def matter(district: District) -> Matter:
    return opened(known(district.top))


@pytest.fixture
def at(matter: Matter) -> Callable[[str], str]:
    """Addresses in this office."""
    keys = {
        "body": matter.body_id,
        "matter": matter.pk,
        "draft": begun(matter).pk,
        "submission": submitted(matter.body).pk,
    }
    return lambda where: f"/{where.format(**keys)}/"


@pytest.mark.parametrize("case", CASES)
def test_what_is_asked_while_typing_writes_nothing(
    client: Client, clerk: Any, at: Callable[[str], str], case: str
) -> None:
    page, typed, told, asks = CASES[case]
    client.get(at(page))  # what a page keeps for the next is kept before
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(at(asks or page), typed | {"preview": "live", "token": "t"})
    assert answer.status_code == 200
    assert told in " ".join(region(answer).text().split())
    assert [query["sql"] for query in asked if WRITES.match(query["sql"])] == []
    assert "alert" not in {one.attributes.get("role") for one in region(answer).css("*")}


@pytest.mark.parametrize("case", CASES)
def test_no_file_is_sent_and_nothing_needs_eval(
    client: Client, clerk: Any, at: Callable[[str], str], case: str
) -> None:
    where, _typed, _told, asks = CASES[case]
    page = LexborHTMLParser(client.get(at(where)).content.decode())
    (found,) = page.css("#live")
    form = found.parent
    while form is not None and form.tag != "form":
        form = form.parent
    assert form is not None
    assert form.css("input[type=file]") == []
    assert form.attributes.get("enctype") is None
    assert found.attributes["hx-post"] == (at(asks) if asks else "")
    assert page.css("[hx-post]") == [found], "the form itself asks for nothing: its buttons would count as pressed"
    names = {name for one in page.css("*") for name in one.attributes}
    assert not {name for name in names if name.startswith(("on", "hx-on")) or name == "style"}
    assert "[" not in (found.attributes["hx-trigger"] or "")


def test_a_date_is_shown_before_every_text_is_written(client: Client, clerk: Any, matter: Matter) -> None:
    answer = client.post(f"/matters/{matter.pk}/enter/extended/", FACT | {"preview": ""})
    assert "2024年10月28日" in region(answer).text()
    assert "这个字段是必填项" in answer.content.decode()


def test_a_page_opens_with_what_it_leads_to(client: Client, clerk: Any, matter: Matter) -> None:
    assert "登记后：" in region(client.get(f"/matters/{matter.pk}/enter/withdrawn/")).text()
    assert region(client.get(f"/matters/{matter.pk}/enter/extended/")).text().strip() == ""


def test_a_day_to_come_is_shown_and_said_not_to_be_entered_yet(client: Client, clerk: Any, matter: Matter) -> None:
    where, sent = f"/matters/{matter.pk}/enter/correction_asked/", {"asks": "年度", "preview": "live"}
    assert "确认无误请按" in region(client.post(where, sent | {"on": "2024-09-20"})).text()
    told = region(client.post(where, sent | {"on": "2024-09-23"})).text()
    assert "登记后：" in told
    assert "2024年9月23日还没有到" in told
    assert "确认无误请按" not in told


def test_what_comes_too_late_is_said_before_it_is_entered(
    client: Client, clerk: Any, matter: Matter, district: District
) -> None:
    sent = {"on": "2024-09-20", "asks": "年度", "preview": "live"}  # the seventh working day, the 14th being one
    assert "请注意" not in region(client.post(f"/matters/{matter.pk}/enter/correction_asked/", sent)).text()
    older = opened(district.top, received("9-9"), token="older")
    told = region(client.post(f"/matters/{older.pk}/enter/correction_asked/", sent)).text()
    assert "登记后：" in told
    assert "请注意：" in told
    assert "2024-09-19" in told


def test_a_refusal_is_shown_before_every_text_is_written(client: Client, clerk: Any, matter: Matter) -> None:
    answer = client.post(f"/matters/{matter.pk}/enter/extended/", FACT | {"days": "25", "preview": "live"})
    assert "不能这样登记" in region(answer).text()


def test_a_text_on_which_the_outcome_rests_is_not_guessed(client: Client, clerk: Any, matter: Matter) -> None:
    sent = {"on": "2024-09-18", "opinion": "objection", "preview": "live"}
    told = region(client.post(f"/matters/{matter.pk}/enter/opinion_given/", sent)).text()
    assert "不能这样登记" not in told
    assert "还需填写或者改正" in told


def test_a_letter_grows_and_is_not_kept(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter)
    sent = {f"f-{key}": value for key, value in draft.fields.items()} | {"to": "李四", "preview": "live"}
    sent |= {f"q-{key}": value for key, value in draft.answers.items()}
    answer = client.post(f"/letters/drafts/{draft.pk}/", sent)
    (paper,) = LexborHTMLParser(answer.content.decode()).css("#paper")
    assert "李四" in paper.text()
    assert "内容已经齐全" in region(answer).text()
    assert Draft.objects.get().to == "张三"


def test_words_that_cannot_be_read_leave_the_effect_as_it_is(client: Client, clerk: Any, matter: Matter) -> None:
    where = f"/annual/{matter.body_id}/2024/words/other/"
    for text, parts in (("电话咨询12人次。", 2), ("{nothing}", 0)):
        answer = client.post(where, {"text": text, "seen": "0", "preview": "live"})
        assert len(LexborHTMLParser(answer.content.decode()).css("#effect, #checks")) == parts


def test_who_applies_is_not_said_to_be_new_before_it_is_known(client: Client, clerk: Any, district: District) -> None:
    told = region(client.post("/applications/new/", CAME | {"preview": "live"})).text()
    assert "没有同一申请人此前的申请" not in told
    assert "才能核对同一申请人此前的申请" in told
    known = CAME | {"name": "张三丰", "phone": "13800138000", "title": "年度预算", "preview": "live"}
    assert "没有同一申请人此前的申请" in region(client.post("/applications/new/", known)).text()


@pytest.mark.parametrize(("confirmed", "early"), [("2024-09-20", False), ("2024-09-23", True)])
def test_an_intake_of_a_day_to_come_is_said_to_be_one(
    client: Client, clerk: Any, district: District, confirmed: str, early: bool
) -> None:
    sent = CAME | {"channel": "fax", "confirmed_on": confirmed, "preview": "live"}
    told = region(client.post("/applications/new/", sent)).text()
    assert "登记后：" in told
    assert ("2024年9月23日还没有到" in told) is early


def test_what_is_refused_is_not_said_to_be_registered(client: Client, clerk: Any, district: District) -> None:
    sent = CAME | {"submitted_on": "2024-09-18", "arrived_on": "2024-09-19", "preview": "live"}
    told = region(client.post("/applications/new/", sent)).text()
    assert "不能这样登记" in told
    assert "先行登记" not in told
