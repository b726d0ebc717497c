"""What people are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai.web.jobs.models import Notice, Wish
from gongkai.web.jobs.selectors import mail_wish, unread
from gongkai.web.jobs.services import notices_read, notify
from tests.web.conftest import TODAY, District

SOON = Notice.Kind.DUE_SOON


def told(user: Any, text: str = "还剩3个工作日", **more: Any) -> Notice:
    given: dict[str, Any] = {"kind": SOON, "address": "/matters/", "on": TODAY, "number": "2024-0001"}
    return notify(user=user, text=text, **(given | more))


def test_a_key_is_told_once_to_each_person_and_without_a_key_every_time(
    district: District, person: Any, clerk: Any
) -> None:
    head = person(district.top, "head")
    assert told(clerk, key="a").pk == told(clerk, "别的话", key="a").pk
    told(head, key="a")
    told(clerk)
    told(clerk)
    assert (unread(clerk).count(), unread(head).count()) == (3, 1)
    assert Notice.objects.get(user=clerk, key="a").text == "还剩3个工作日"


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "/\\example.org", "matters/", ""])
def test_a_notice_leads_nowhere_else(clerk: Any, address: str) -> None:
    with pytest.raises(ValueError, match="page of this office"):
        told(clerk, address=address)
    assert not Notice.objects.exists()


def test_only_ones_own_notices_are_read_and_each_once(district: District, person: Any, clerk: Any) -> None:
    head = person(district.top, "head")
    mine, others = told(clerk), told(head)
    assert notices_read(user=clerk, keys=[mine.pk, others.pk]) == 1
    assert notices_read(user=clerk) == 0
    others.refresh_from_db()
    assert others.read_at is None


def test_the_list_shows_what_is_unread_and_opening_reads_it(client: Client, clerk: Any) -> None:
    notice = told(clerk, "<script>alert(1)</script>")
    text = client.get("/notices/").content.decode()
    assert "1 条未读" in text
    assert "<script>" not in text
    assert "通知 <b>1</b>" in client.get("/matters/").content.decode()
    answer = client.post("/notices/", {"notice": notice.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/matters/")
    assert "没有未读的通知" in client.get("/notices/").content.decode()
    assert "已读" in client.get("/notices/?shown=all").content.decode()


def test_somebody_elses_notice_is_neither_shown_nor_opened(
    client: Client, district: District, person: Any, clerk: Any
) -> None:
    others = told(person(district.top, "head"), "只给负责人")
    assert "只给负责人" not in client.get("/notices/?shown=all").content.decode()
    assert client.post("/notices/", {"notice": others.pk}).headers["Location"] == "/notices/"
    assert unread(others.user).count() == 1


@pytest.mark.parametrize("sent", ["x", "-1", "9" * 30, "0"])
def test_a_wrong_number_reads_nothing(client: Client, clerk: Any, sent: str) -> None:
    told(clerk)
    assert client.post("/notices/", {"notice": sent}).status_code == 302
    assert unread(clerk).count() == 1


def test_all_are_read_at_once_and_pages_divide_them(client: Client, clerk: Any) -> None:
    for place in range(51):
        told(clerk, f"第{place}条。")
    assert "第0条。" in client.get("/notices/?page=2").content.decode()
    client.post("/notices/")
    assert unread(clerk).count() == 0


def test_the_wish_is_daily_until_one_says_otherwise(client: Client, clerk: Any) -> None:
    assert mail_wish(clerk) is Wish.Mail.DAILY
    assert client.post("/notices/wishes/", {"mail": "never"}).status_code == 302
    assert mail_wish(clerk) is Wish.Mail.NEVER
    assert client.post("/notices/wishes/", {"mail": "hourly"}).status_code == 200
    assert mail_wish(clerk) is Wish.Mail.NEVER
