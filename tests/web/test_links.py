"""Matters tied together by hand: read from either side, within one body, untied with a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai.finding import Refusal
from gongkai.web.cases.links import link_add, link_remove, links_in, links_of, removed_of
from gongkai.web.cases.models import FactRow, Link, Matter
from tests.ledger.build import received
from tests.web.conftest import TODAY, District, opened

Kind = Link.Kind


@pytest.fixture
def two(district: District) -> tuple[Matter, Matter]:
    return tuple(opened(district.top, received("9-10", asks=what), token=what) for what in ("方案", "批复"))  # type: ignore[return-value]


def tied(one: Matter, other: Matter, actor: Any, kind: Kind = Kind.AGAIN, note: str = "") -> Link:
    return link_add(one=one, number=other.number, kind=kind, note=note, actor=actor, on=TODAY)


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        (Kind.AGAIN, "就同一内容再次申请", "该事项后来就同一内容再次申请"),
        (Kind.FOLLOWS, "由该事项引起", "引起该事项"),
        (Kind.PART, "同一整体的不同部分", "同一整体的不同部分"),
        (Kind.RELATED, "其他关联", "其他关联"),
    ],
)
def test_a_link_reads_from_either_side(
    clerk: Any, two: tuple[Matter, Matter], kind: Kind, here: str, there: str
) -> None:
    one, other = two
    facts = FactRow.objects.count()
    tied(one, other, clerk, kind, "同一项目")
    assert [(link.matter, link.words) for link in links_of(one)] == [(other, here)]
    assert [(link.matter, link.words) for link in links_of(other)] == [(one, there)]
    assert FactRow.objects.count() == facts


def test_what_stands_there_is_not_made_twice_and_not_the_other_way_round(
    clerk: Any, two: tuple[Matter, Matter]
) -> None:
    one, other = two
    made = tied(one, other, clerk)
    assert tied(one, other, clerk) == made
    with pytest.raises(Refusal) as refused:
        tied(other, one, clerk)
    assert refused.value.code == "link-reversed"
    related = tied(one, other, clerk, Kind.RELATED)
    assert tied(other, one, clerk, Kind.RELATED) == related
    assert Link.objects.count() == 2


def test_only_another_matter_of_the_same_body(clerk: Any, district: District, two: tuple[Matter, Matter]) -> None:
    opened(district.other, token="elsewhere", number="B-1")
    for number, code in (("B-1", "link-unknown"), ("", "link-unknown"), (two[0].number, "link-itself")):
        with pytest.raises(Refusal) as refused:
            link_add(one=two[0], number=number, kind=Kind.RELATED, actor=clerk, on=TODAY)
        assert refused.value.code == code
    assert not Link.objects.exists()


def test_what_is_removed_stays_with_its_reason_and_may_be_tied_again(clerk: Any, two: tuple[Matter, Matter]) -> None:
    one, other = two
    made = tied(one, other, clerk)
    with pytest.raises(Refusal) as refused:
        link_remove(link_id=made.pk, why="  ", actor=clerk, on=TODAY)
    assert refused.value.code == "no-reason"
    gone = link_remove(link_id=made.pk, why="不是同一项目", actor=clerk, on=TODAY)
    assert (gone.removed_by, gone.removed_on, gone.removed_why) == (clerk, TODAY, "不是同一项目")
    assert link_remove(link_id=made.pk, why="别的", actor=clerk, on=TODAY).removed_why == "不是同一项目"
    assert links_of(one) == []
    assert [found.link for found in removed_of(other)] == [made]
    assert links_in([one.body]) == []
    assert tied(other, one, clerk).pk != made.pk


def test_both_pages_and_the_register_show_it(client: Client, clerk: Any, two: tuple[Matter, Matter]) -> None:
    one, other = two
    sent = {"number": other.number, "kind": "follows", "note": "答复后又申请"}
    assert client.post(f"/matters/{one.pk}/links/", sent).status_code == 302
    assert "由该事项引起" in client.get(f"/matters/{one.pk}/").content.decode()
    assert "引起该事项" in client.get(f"/matters/{other.pk}/").content.decode()
    assert "答复后又申请" in client.get("/registers/").content.decode()
    wrong = client.post(f"/matters/{one.pk}/links/", sent | {"number": "没有"}).content.decode()
    assert "没有编号为“没有”的事项" in wrong
    assert "答复后又申请" in wrong
    back = client.post(f"/links/{Link.objects.get().pk}/remove/", {"why": "登记错误", "from": str(other.pk)})
    assert back.headers["Location"] == f"/matters/{other.pk}/links/"
    assert "登记错误" in client.get(f"/matters/{one.pk}/links/").content.decode()
