"""The statistic of legal reviews: what was said, what was sent back, how long it took; every figure opens its list."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from gongkai.law.leaf import Leaf
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow import reviews
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_decide, proposal_open
from tests.ledger.build import REGIME, answered, consulted, received
from tests.web.conftest import District, opened

WEDNESDAY, FRIDAY = date(2024, 9, 18), date(2024, 9, 20)


@pytest.fixture
def legal(district: District, person: Any) -> Any:
    head, staff = person(district.top, "head"), person(district.top, "legal")
    for about in ("answered.unable", "answered.withheld", "consulted"):
        steps = [Asked(Ability.APPROVE), Asked(Ability.REVIEW_LAW)]
        chain_set(body=district.top, about=about, steps=steps, actor=head)
    return staff


def drafted(matter: Matter, clerk: Any, fact: Any, revises: Proposal | None = None) -> Proposal:
    """Drafted on the fact's day, agreed to by the head on Wednesday."""
    given: dict[str, Any] = {"regime": REGIME, "token": f"{matter.pk}-{Proposal.objects.count()}"}
    one = proposal_open(matter_id=matter.pk, fact=fact, actor=clerk, on=fact.on, revises=revises, **given)
    head = matter.body.memberships.get(role="head").user
    return proposal_decide(proposal_id=one.pk, agree=True, actor=head, on=WEDNESDAY, **given)


def reviewed(one: Proposal, legal: Any, opinion: str, on: date = FRIDAY) -> Proposal:
    given: dict[str, Any] = {"regime": REGIME, "token": f"law-{one.pk}", "reason": "理由", "agree": True}
    return proposal_decide(proposal_id=one.pk, opinion=opinion, actor=legal, on=on, **given)


@pytest.fixture
def year(district: District, clerk: Any, legal: Any) -> list[Matter]:
    """One agreed to, one sent back and then changed, one that is no answer, one answered without a review."""
    first, second, third = (opened(district.top, received("9-10"), token=str(n)) for n in range(3))
    reviewed(drafted(first, clerk, answered("9-16", Leaf.U1A)), legal, "agree")
    back = reviewed(drafted(second, clerk, answered("9-16", Leaf.D5)), legal, "object", WEDNESDAY)
    reviewed(drafted(second, clerk, answered("9-18", Leaf.D6), back), legal, "changes")
    reviewed(drafted(third, clerk, consulted("9-16")), legal, "agree")
    fourth = opened(district.top, received("9-10"), answered("9-16", Leaf.GRANTED), token="4")
    return [first, second, third, fourth]


def test_the_figures(district: District, year: list[Matter]) -> None:
    (row,) = reviews.rows([district.top, district.below], 2024, REGIME.calendar)
    assert dict(row.figures) == {"matters": 2, "agree": 1, "changes": 1, "object": 0, "times": 3, "returned": 1}
    assert {key: count for key, count in row.groups.items() if count} == {"d": 1, "u": 1}
    assert row.answered == 1
    assert row.took == (2, 2)
    assert reviews.rows([district.top], 2023, REGIME.calendar) == []
    assert reviews.rows([district.other], 2024, REGIME.calendar) == []


def test_each_figure_opens_its_list(client: Client, district: District, year: list[Matter]) -> None:
    some = reviews.reviews([district.top], 2024, REGIME.calendar)
    (row,) = reviews.rows([district.top], 2024, REGIME.calendar)
    for key, count in {**row.figures, **row.groups}.items():
        where = {"year": "2024", "body": str(district.top.pk), "figure": key}
        assert len(reviews.chosen(some, key)) == count
        answer = client.get(reverse("reviews_list"), where)
        assert len(answer.context["rows"]) == count
    returned = client.get(reverse("reviews_list"), where | {"figure": "returned"}).content.decode()
    assert "不同意</a>，退回" in returned
    assert year[1].number in returned
    assert client.get(reverse("reviews_list"), where | {"figure": "nothing"}).status_code == 404
    assert client.get(reverse("reviews_list"), where | {"body": str(district.other.pk)}).status_code == 404


def test_the_page_and_the_workbook_say_the_same(client: Client, district: District, year: list[Matter]) -> None:
    shown = client.get(reverse("reviews"), {"year": "2024"}).content.decode()
    assert "2个工作日" in shown
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("reviews_file"), {"year": "2024"}).content))
    heads, row = list(book.active.values)
    assert dict(zip(heads, row, strict=True))["退回次数"] == "1"
    assert row[0] == district.top.name
    assert "2023年没有" in client.get(reverse("reviews"), {"year": "2023"}).content.decode()
    assert client.get(reverse("reviews"), {"year": "９９９９"}).status_code == 200


def test_others_see_their_own_bodies_alone(client: Client, district: District, year: list[Matter], person: Any) -> None:
    client.force_login(person(district.other, "leader"))
    assert district.top.name not in client.get(reverse("reviews"), {"year": "2024"}).content.decode()
