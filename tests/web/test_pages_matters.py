"""The pages of matters: lists and searches, the course of one matter, and the forms that enter its facts."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.application import LegalReviewed
from gongkai.ledger.facts.dispute import Decided
from gongkai.ledger.facts.publication import Changed
from gongkai.web.cases.models import FactRow, Matter
from tests.ledger.build import (
    all_reviews,
    answered,
    asked,
    consulted,
    corrected,
    created,
    day,
    published,
    received,
    struck,
)
from tests.ledger.build import opened as dispute_opened
from tests.web.conftest import District, opened
from tests.web.pages import enter_of, page_of, shown


def test_the_page_says_why_the_day_is_that_day(client: Client, clerk: Any, district: District) -> None:
    text = shown(client, page_of(opened(district.top)))
    assert "2024年10月14日" in text
    assert "还剩" in text
    assert "第三十三条" in text
    assert "国庆" in text  # the days off are counted out by name
    assert "2024-10-14" in text


def test_only_lawful_moves_are_offered(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top)
    assert enter_of(matter, "correction_asked") in shown(client, page_of(matter))
    done = opened(district.top, received("9-2"), answered("9-10"), token="done")
    assert enter_of(done, "correction_asked") not in shown(client, page_of(done))


def test_a_preview_tells_the_new_day_and_saves_nothing(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top)
    sent = {
        "preview": "",
        "token": "x",
        "on": "2024-09-18",
        "days": "10",
        "approved_by": "王",
        "approved_on": "2024-09-18",
    }
    text = unescape(client.post(enter_of(matter, "extended"), sent).content.decode())
    assert "2024年10月28日" in text
    assert 'name="token" value="x"' in text
    assert FactRow.objects.count() == 1
    assert client.post(enter_of(matter, "extended"), sent | {"save": ""}).status_code == 302
    assert "2024年10月28日" in shown(client, page_of(matter))


def test_a_refusal_says_why_and_what_to_do_and_keeps_what_was_typed(
    client: Client, clerk: Any, district: District
) -> None:
    matter = opened(district.top)
    sent = {
        "save": "", "token": "x", "on": "2024-09-18", "days": "25", "approved_by": "王某某",
        "approved_on": "2024-09-18", "reason": "需要<核对>",
    }  # fmt: skip
    raw = client.post(enter_of(matter, "extended"), sent).content.decode()
    text = unescape(raw)
    assert "不能这样登记" in text
    assert "《条例》第三十三条" in text
    for typed in ('value="25"', 'value="王某某"', 'value="2024-09-18"', "需要<核对>"):
        assert typed in text
    assert "需要&lt;核对&gt;" in raw
    assert FactRow.objects.count() == 1


def test_what_is_missing_is_said_beside_the_field(client: Client, clerk: Any, district: District) -> None:
    text = client.post(enter_of(opened(district.top), "answered"), {"save": "", "token": "x"}).content.decode()
    assert text.count('class="error"') == 3  # the day, the outcome, the way of service


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("correction_asked", {"on": "0001-01-01", "asks": "文号"}),
        ("correction_asked", {"on": "9999-12-31", "asks": "文号"}),
        ("correction_asked", {"on": "2024-09-12", "asks": "文号", "days": "999999999999"}),
        ("correction_asked", {"on": "2024-09-12", "asks": "文号", "days": "-1"}),
        ("correction_asked", {"on": "2024-09-12", "asks": "文\x00号"}),
        ("extended", {"on": "2024-09-12", "days": "0", "approved_by": "王", "approved_on": "2024-09-12"}),
        ("struck", {"on": "2024-09-12", "entry": "0", "reason": "误登"}),
        ("struck", {"on": "2024-09-12", "entry": "-5", "reason": "误登"}),
        ("fee_noticed", {"on": "2024-09-12", "amount": "NaN", "charged": "item"}),
        ("later_day_set", {"on": "2024-09-12", "due": "9999-12-31"}),
    ],
)
@pytest.mark.parametrize("button", ["save", "preview"])
def test_what_cannot_be_is_answered_and_not_saved(
    client: Client, clerk: Any, district: District, name: str, wrong: dict[str, str], button: str
) -> None:
    matter = opened(district.top)
    answer = client.post(enter_of(matter, name), {button: "", "token": "x"} | wrong)
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode() or 'class="refused"' in answer.content.decode()
    assert FactRow.objects.count() == 1


def test_a_form_sent_twice_makes_one_matter(client: Client, clerk: Any, district: District) -> None:
    sent = {"save": "", "token": "x", "on": "2024-09-10", "channel": "in_person", "applicant": "natural", "items": "1"}
    two = [client.post("/matters/new/application/", sent | {"body": str(district.top.pk)}) for _ in range(2)]
    assert two[0].headers["Location"] == two[1].headers["Location"]
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(("agreed", "said"), [(True, "是"), (False, "否")])
def test_what_a_review_came_to_stands_in_the_course_of_things(
    client: Client, clerk: Any, district: District, agreed: bool, said: str
) -> None:
    matter = opened(district.top, received("9-2"), LegalReviewed(on=day("9-5"), agreed=agreed))
    assert f"<dt>同意</dt><dd>{said}</dd>" in shown(client, f"/matters/{matter.pk}/")


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("补偿", ["2024-0001"]),
        ("绿化", ["2024-0002"]),
        ("方案 征地", ["2024-0001"]),
        ("方案", ["2024-0001", "2024-0002"]),
        ("2024-0002", ["2024-0002"]),
        ("没有", []),
        ("%", []),
        ("_", []),
    ],
)
def test_words_are_found(client: Client, clerk: Any, district: District, words: str, hits: list[str]) -> None:
    opened(district.top, received("9-10", asks="征地补偿方案"), token="a")
    opened(district.top, received("9-10", asks="道路绿化方案"), token="b")
    rows = client.get("/matters/", {"q": words}).context["rows"]
    assert sorted(one.matter.number for one in rows) == hits


def test_open_and_ended(client: Client, clerk: Any, district: District) -> None:
    opened(district.top, token="a")
    opened(district.top, received("9-2"), answered("9-10"), token="b")

    def numbers(stage: str) -> list[str]:
        return [one.matter.number for one in client.get("/matters/", {"stage": stage}).context["rows"]]

    assert (numbers("open"), numbers("ended")) == (["2024-0001"], ["2024-0002"])


def test_today_sorts_by_the_clock(client: Client, clerk: Any, district: District) -> None:
    for token, on in (("late", "8-1"), ("today", "8-22"), ("soon", "8-26"), ("far", "9-10")):
        opened(district.top, received(on, asks=token), token=token)
    opened(district.top, received("9-18", asks="others"), asked("9-19", 10), token="others")
    shown = client.get("/").context["lists"]
    lists = {title: [row.one.matter.title for row in table.rows] for title, _, table in shown}
    assert lists == {"已超期": ["late"], "今天到期": ["today"], "三个工作日内到期": ["soon"], "等待他人": ["others"]}
    assert [some.count for _, some, _ in shown] == [1, 1, 1, 1]


def test_a_struck_fact_is_shown_struck(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top, received("9-10"), consulted("9-12"), struck("9-13", 2))
    facts = client.get(page_of(matter)).context["facts"]
    assert [told["struck"] for told in facts] == [False, True, False]


def test_a_matter_with_nothing_left_can_be_looked_at_and_entered_anew(
    client: Client, clerk: Any, district: District
) -> None:
    matter = opened(district.top, received("9-10"), struck("9-12", 1))
    assert enter_of(matter, "received") in shown(client, page_of(matter))
    for where in ("/", "/matters/", f"/annual/{district.top.pk}/2024/"):
        assert client.get(where).status_code == 200


def test_a_false_answer_is_told(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 10), corrected("9-10", clear=False))
    assert "<dt>补正后已经明确</dt><dd>否</dd>" in shown(client, page_of(matter))


def test_a_document_that_was_there_before_can_be_registered(client: Client, clerk: Any, district: District) -> None:
    page = reverse("open", kwargs={"kind": "document"})
    assert "?fact=issued" in client.get(page).content.decode()
    sent = {"save": "", "token": "d", "on": "2021-03-01", "number": "青府规〔2021〕1号", "rank": "normative",
            "taken_over": "on", "lead": "on"}  # fmt: skip
    assert client.post(f"{page}?fact=issued", sent).status_code == 302
    assert Matter.objects.get(body=district.top, kind="document").stage == "in_force"
    assert client.get(f"{page}?fact=repealed").status_code == 404


def test_a_changed_ledger_is_told_and_blocks_no_list(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top)
    row = matter.facts.get()
    FactRow.objects.filter(pk=row.pk).update(line=row.line.replace("征地补偿方案", "别的"))
    sound = opened(district.top, received("9-10", asks="完好"), token="sound")
    text = shown(client, reverse("matters"))
    assert "校验不符" in text
    assert sound.number in text
    assert "校验不符 1 件" in shown(client, reverse("today"))
    assert [one.matter.pk for one in client.get("/matters/?stage=broken").context["rows"]] == [matter.pk]
    for page in (reverse("matter", args=[matter.pk]), reverse("year", args=[district.top.pk, 2024])):
        answer = client.get(page)
        assert answer.status_code == 409
        assert matter.number in answer.content.decode()


def test_what_has_to_follow_a_change_is_open_and_a_decided_dispute_is_not(
    client: Client, clerk: Any, district: District
) -> None:
    changed = opened(
        district.top, created("9-2"), *all_reviews("9-3"), published("9-4"), Changed(on=day("9-9")),
        kind=Kind.PUBLICATION, token="c",
    )  # fmt: skip
    ended = opened(
        district.top, dispute_opened("9-2"), Decided(on=day("9-12"), result="upheld"), kind=Kind.DISPUTE, token="e"
    )
    text = shown(client, reverse("matters"), stage="open")
    assert changed.number in text
    assert f">{ended.number}<" not in text


def test_a_dispute_ends_with_a_result_that_the_law_knows(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top, dispute_opened("9-2"), kind=Kind.DISPUTE)
    where = reverse("enter", kwargs={"pk": matter.pk, "name": "decided"})
    assert "维持" in client.get(where).content.decode()
    assert client.post(where, {"save": "", "token": "r", "on": "2024-09-19", "result": "won"}).status_code == 200
    assert client.post(where, {"save": "", "token": "r", "on": "2024-09-19", "result": "upheld"}).status_code == 302
    matter.refresh_from_db()
    assert matter.stage == "decided"
