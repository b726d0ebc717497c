"""Reminders of due days, and the nightly comparison."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches

from gongkai.finding import Refusal
from gongkai.web.cases import services
from gongkai.web.cases.bridge import history_of, keyed_histories, looked_at
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.reminders import compare_all, remind
from gongkai.web.jobs.engine import run_next
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, answered, asked, consulted, day, received
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


def night(on: Any = TODAY) -> None:
    Notice.objects.all().delete()
    compare_all(on)
    while run_next("w"):
        pass


def test_a_broken_seal_is_not_said_to_be_mended(district: District, person: Any) -> None:
    """Nobody can mend it: the notice says so, and what to do; also where a page saw it before the night."""
    person(district.top, "administrator")
    matter, wrong = opened(district.top), opened(district.top, token="w")
    FactRow.objects.filter(matter=matter).update(line=matter.facts.get().line.replace("征地", "拆迁"))
    Matter.objects.filter(pk=wrong.pk).update(stage="closed")
    night()
    broken, mended = sorted(Notice.objects.all(), key=lambda one: one.address, reverse=True)
    assert "校验不符" in broken.text
    assert "不能改正" in broken.text
    assert "从备份" in broken.text
    assert broken.address == "/matters/?stage=broken"
    assert (matter.number in broken.text, wrong.number in broken.text) == (True, False)
    assert "已按事实重新计算" in mended.text
    assert (matter.number in mended.text, wrong.number in mended.text) == (False, True)
    night(TODAY + timedelta(days=1))
    assert ["校验不符" in one.text for one in Notice.objects.all()] == [True]


@pytest.mark.parametrize(
    "change", [{"on": day("9-11")}, {"seq": 7}], ids=["the day beside a sealed line", "the place beside it"]
)
def test_what_stands_beside_a_sealed_line_is_compared_with_it(
    district: District, person: Any, change: dict[str, Any]
) -> None:
    person(district.top, "administrator")
    matter = opened(district.top)
    FactRow.objects.filter(matter=matter).update(**change)
    with pytest.raises(Refusal, match="broken-chain"):
        history_of(matter)
    with pytest.raises(Refusal, match="broken-chain"):
        list(keyed_histories(Matter.objects.all()))
    night()
    assert "校验不符" in Notice.objects.get().text


def test_a_number_that_was_changed_is_compared_too(district: District) -> None:
    matter = opened(district.top)
    Matter.objects.update(number="2024-9999")
    ((_, history),) = looked_at([Matter.objects.get(pk=matter.pk)])
    assert history is None


def test_a_day_that_was_cut_short_is_computed_again(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    caches["process"].clear()
    opened(district.top, received("9-10"), asked("9-12", 10))
    after = day("10-20")

    def crash(**_: Any) -> int:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(services, "columns_catch_up", crash)
        with pytest.raises(OSError, match="killed"):
            services.columns_fresh(on=after, regime=REGIME)
    assert Matter.objects.filter(changes_on__lte=after).exists()
    services.columns_fresh(on=after, regime=REGIME)
    assert not Matter.objects.filter(changes_on__lte=after).exists()
    caches["process"].clear()
