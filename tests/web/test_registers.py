"""Registers, areas, risk with its reasons, and what is like a matter."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.dispute import Decided, Route
from gongkai.ledger.facts.dispute import Opened as DisputeOpened
from gongkai.web.cases import registers, risk
from gongkai.web.cases.models import Label, Matter
from gongkai.web.cases.risk import Reason, Signs, level, reasons, score
from tests.ledger.build import REGIME, answered, consulted, day, delivered, extended, opinion, received
from tests.web.conftest import TODAY, District, opened


def fought(district: District, number: str, result: str, token: str) -> Matter:
    first = DisputeOpened(on=day("9-5"), route=Route.REVIEW, about=number)
    return opened(district.top, first, Decided(on=day("9-16"), result=result), kind=Kind.DISPUTE, token=token)


def weighed(*matters: Matter) -> list[registers.Weighed]:
    return registers.weigh(list(matters), TODAY, REGIME)


@pytest.mark.parametrize(
    ("signs", "points"),
    [
        (Signs(), []),
        (Signs(days_left=4), []),
        (Signs(days_left=3), [15]),
        (Signs(days_left=0), [15]),
        (Signs(days_left=-1), [30]),
        (Signs(repeats=1), [5]),
        (Signs(repeats=4), [20]),
        (Signs(repeats=40), [20]),
        (Signs(lost=1, disputes=2), [25, 10]),
        (Signs(objections=1, areas=("征收",), extended=True), [10, 10, 5]),
    ],
)
def test_each_sign_has_its_points_and_a_sentence_with_its_figure(signs: Signs, points: list[int]) -> None:
    found = reasons(signs)
    assert [one.points for one in found] == points
    assert score(found) == sum(points)
    for figure in (signs.repeats, signs.lost, signs.objections):
        assert not figure or any(str(figure) in one.words for one in found)


def test_points_have_an_end_and_levels_their_edges() -> None:
    assert score([Reason(60, ""), Reason(60, "")]) == 100
    assert [level(points) for points in (24, 25, 49, 50)] == ["低", "中", "中", "高"]
    assert {one.points for one in risk.weights()} == set(risk.WEIGHTS.values())


def test_the_signs_come_from_the_facts(district: District) -> None:
    old = opened(district.top, received("7-2", applicant_key="k"), answered("7-20"), token="old")
    fought(district, old.number, "revoked", "d1")
    fought(district, old.number, "upheld", "d2")
    fought(district, "9999", "revoked", "d3")
    matter = opened(
        district.top, received("8-26", applicant_key="k"), consulted("8-27"), delivered("8-27"), opinion("8-29"),
        extended("9-2", 20), token="m",
    )  # fmt: skip
    plain = opened(district.top, received("9-10"), token="p")
    opened(district.other, received("9-10", applicant_key="k"), token="elsewhere")
    first, second = weighed(matter, plain)
    assert (first.one.matter, second.one.matter) == (matter, plain)
    assert [one.points for one in first.reasons] == [25, 10, 10, 5, 5]
    assert "有2件复议、诉讼" in "".join(one.words for one in first.reasons)
    assert (second.points, second.reasons) == (0, [])


def test_an_area_is_sensitive_once_a_dispute_came_under_it(district: District) -> None:
    old, new, else_ = (opened(district.top, received("9-10"), token=str(n)) for n in range(3))
    for matter, word in ((old, "征收"), (new, "征收"), (else_, "绿化")):
        registers.labels_set(matter=matter, words=[word])
    assert weighed(new)[0].points == 0
    fought(district, old.number, "upheld", "d")
    assert weighed(new)[0].reasons == [Reason(10, "属于发生过复议、诉讼的领域：征收")]
    assert weighed(else_)[0].points == 0


def test_one_broken_seal_leaves_the_others_weighed(client: Client, clerk: Any, district: District) -> None:
    from gongkai.web.cases.models import FactRow

    matter, other = opened(district.top, token="a"), opened(district.top, token="b")
    FactRow.objects.filter(matter=matter).update(line="{}")
    assert {one.one.matter.pk for one in weighed(matter, other)} == {matter.pk, other.pk}
    assert client.get("/registers/").status_code == 200


def test_the_register_of_repeated_applications(client: Client, clerk: Any, district: District) -> None:
    opened(district.top, received("9-2", applicant_key="k1", asks="先"), answered("9-12", Leaf.GRANTED), token="a")
    opened(district.top, received("9-10", applicant_key="k1", asks="后"), token="b")
    opened(district.top, received("9-10", applicant_key="k2"), token="c")
    opened(district.top, received("9-10"), token="d")
    opened(district.top, received("9-10"), token="e")
    for n in range(3):
        opened(district.other, received("9-10", applicant_key="k3"), token=f"o{n}.")
    answer = client.get("/registers/")
    (one,) = answer.context["applicants"]
    assert (one.key, one.count, one.open, one.repeated, one.last, one.title) == ("k1", 2, 1, 0, day("9-10"), "后")
    assert len(client.get(f"/matters/?key=k1&body={district.top.pk}").context["rows"]) == 2


def test_areas_are_set_counted_and_opened(client: Client, clerk: Any, district: District) -> None:
    matter, other = opened(district.top, token="a"), opened(district.top, token="b")
    where = f"/matters/{matter.pk}/labels/"
    client.post(where, {"labels": "征收、<b>教育</b> 征收 a b c d e " + "长" * 30})
    assert Label.objects.count() == 5
    client.post(where, {"labels": "征收"})
    client.post(f"/matters/{other.pk}/labels/", {"labels": "征收，教育"})
    assert [(one.word, one.count, one.open) for one in client.get("/registers/").context["areas"]] == [
        ("征收", 2, 2),
        ("教育", 1, 1),
    ]
    assert len(client.get("/matters/?label=征收").context["rows"]) == 2
    client.post(where, {"labels": " "})
    assert not Label.objects.filter(matter=matter).exists()


def test_like_matters_stand_with_their_answers(client: Client, clerk: Any, district: District) -> None:
    old = opened(district.top, received("9-2", asks="城东片区征地补偿安置方案"), answered("9-12", Leaf.U1A), token="a")
    opened(district.top, received("9-2", asks="学校招生计划"), token="b")
    opened(district.other, received("9-2", asks="城东片区征地补偿方案"), token="c")
    matter = opened(district.top, received("9-10", asks="城东片区征地补偿方案"), token="d")
    answer = client.get(f"/matters/{matter.pk}/alike/")
    assert [one.matter.pk for one, _ in answer.context["alike"]] == [old.pk]
    assert "经检索不存在" in unescape(answer.content.decode())
    empty = opened(district.top, received("9-10", asks=""), token="e")
    assert client.get(f"/matters/{empty.pk}/alike/").context["alike"] == []
