"""Reminders of due days, and the nightly comparison."""

from __future__ import annotations

from typing import Any

import pytest

from gongkai.web.cases.models import Matter
from gongkai.web.cases.reminders import compare_all, remind
from gongkai.web.jobs.engine import run_next
from gongkai.web.jobs.models import Notice
from tests.ledger.build import answered, consulted, day, received
from tests.web.conftest import TODAY, District, entered, opened

# Received on 10 September 2024, due on 14 October, three working days before that: 10 October.
DUE = day("10-14")


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("user__username", "kind"))


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        ("9-20", []),
        ("10-9", []),
        ("10-10", ["due_soon"]),
        ("10-11", ["due_soon"]),
        ("10-14", ["due_today"]),
        ("10-15", ["overdue"]),
        ("12-15", ["overdue"]),
    ],
)
def test_each_day_tells_what_there_is_to_tell(clerk: Any, district: District, on: str, kinds: list[str]) -> None:
    opened(district.top)
    remind(day(on))
    assert [kind for _, kind in told()] == kinds
    remind(day(on))
    assert len(told()) == len(kinds)


def test_the_notice_names_number_and_day_and_not_what_is_asked(clerk: Any, district: District) -> None:
    matter = opened(district.top)
    remind(DUE)
    notice = Notice.objects.get()
    assert (notice.number, notice.address) == (matter.number, f"/matters/{matter.pk}/")
    assert notice.text == f"{matter.number}（办理中）今天到期，到期日2024-10-14"


def test_each_of_the_three_comes_once_and_again_when_the_day_moves(clerk: Any, district: District) -> None:
    matter = opened(district.top)
    for on in ("10-10", "10-11", "10-14", "10-15", "10-16"):
        remind(day(on))
    assert [kind for _, kind in told()] == ["due_soon", "due_today", "overdue"]
    assert {notice.number for notice in Notice.objects.all()} == {matter.number}


def test_the_handler_alone_is_told_where_there_is_one(clerk: Any, district: District, person: Any) -> None:
    head, auditor = person(district.top, "head"), person(district.top, "auditor")
    person(district.below, "clerk")
    matter = opened(district.top)
    remind(DUE)
    assert {name for name, _ in told()} == {clerk.username, head.username}
    assert auditor.username not in {name for name, _ in told()}
    Notice.objects.all().delete()
    Matter.objects.filter(pk=matter.pk).update(handler=head)
    remind(DUE)
    assert {name for name, _ in told()} == {head.username}


def test_what_is_closed_or_waits_for_others_is_not_reminded_of(clerk: Any, district: District) -> None:
    closed = opened(district.top)
    entered(closed, answered("9-18"))
    opened(district.top, received("9-10"), consulted("9-20"), token="c")
    remind(day("10-10"))
    assert told() == []


def test_columns_that_differ_are_mended_and_told_to_the_administrator_of_that_body(
    district: District, person: Any
) -> None:
    chief, _ = person(district.top, "administrator"), person(district.other, "administrator")
    right, wrong = opened(district.top), opened(district.top, token="w")
    Matter.objects.filter(pk=wrong.pk).update(stage="closed", due_on=None)
    compare_all(TODAY)
    while run_next("w"):
        pass
    wrong.refresh_from_db()
    assert (wrong.stage, wrong.due_on) == ("handling", DUE)
    notice = Notice.objects.get()
    assert notice.user == chief
    assert wrong.number in notice.text
    assert right.number not in notice.text
    Notice.objects.all().delete()
    compare_all(TODAY)
    while run_next("w"):
        pass
    assert told() == []
