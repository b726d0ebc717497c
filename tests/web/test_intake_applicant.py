"""Who applies: recognised again under one key, masked for readers, and asked for what the law asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter
from gongkai.web.intake import identity, selectors
from gongkai.web.intake.forms import Entered, How, What, Who, is_resident_number
from gongkai.web.intake.likeness import bigrams, likeness
from tests.ledger.build import answered, received
from tests.web.conftest import District, opened
from tests.web.submissions import DATA, HOW, WHAT, WHO


def test_an_applicant_has_one_key_however_the_number_is_written() -> None:
    def key(**given: str) -> str:
        return identity.applicant_key(**({"id_kind": "", "id_number": "", "name": "", "phone": ""} | given))

    assert key(id_kind="resident", id_number="１１０１０５x") == key(
        id_kind="resident", id_number="110 105-X", name="张"
    )
    assert key(id_kind="passport", id_number="110105X") != key(id_kind="resident", id_number="110105X")
    assert key(name="张 三", phone="010-1234 5678") == key(name="张三", phone="01012345678")
    assert key(name="张三") == key(phone="1") == ""
    assert "110105" not in key(id_kind="resident", id_number="110105X")


@given(st.text(max_size=30), st.integers(0, 5), st.integers(0, 5))
def test_a_mask_shows_at_most_two_thirds_and_hides_something(text: str, start: int, end: int) -> None:
    text = text.replace("*", "")
    shown = identity.masked(text, start=start, end=end)
    assert len(shown.replace("*", "")) <= len(text) * 2 // 3
    assert ("*" in shown) is bool(text)


def test_names_and_numbers_as_readers_see_them() -> None:
    assert identity.masked("张三") == "张*"
    assert identity.masked("张") == "*"
    assert identity.masked("110105194912310028") == "1*****"
    assert identity.masked("13800138000", start=3, end=4) == "138****8000"


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = bigrams(one), bigrams(other)
    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert likeness(a, a) == (1 if a else 0)


def test_likely_duplicates_come_first_with_how_they_ended(district: District, person: Callable[..., Any]) -> None:
    key = identity.applicant_key(**{name: DATA[name] for name in ("id_kind", "id_number", "name", "phone")})

    def of(body: Body, asks: str, key: str, *more: Any) -> Matter:
        return opened(body, received("9-10", asks=asks, applicant_key=key), *more, token=asks + key[:3])

    same = of(district.top, "城东片区征地补偿方案全文", key, answered("9-12"))
    own = of(district.top, "教师招聘名单", key)
    alike = of(district.top, "城东片区征地补偿方案", "other")
    of(district.top, "道路维修合同", "other")
    of(district.below, "城东片区征地补偿方案", key)
    user = person(district.top, "clerk")
    found, before = selectors.earlier_like(user, body_id=district.top.pk, key=key, text="城东片区征地补偿方案")
    assert [one.matter for one in found] == [same, alike, own]
    assert [one.repeated for one in found] == [True, False, False]
    assert (found[0].ended, found[1].percent, before) == ("全部公开", 100, 2)


def test_a_resident_number_must_agree_with_its_last_character() -> None:
    assert is_resident_number("11010519491231002X")
    assert not is_resident_number("110105194912310021")
    assert Who(WHO).is_valid()
    for wrong in ("110105194912310021", "1101051949123100", "", "护照"):
        assert "id_number" in Who(WHO | {"id_number": wrong}).errors


def test_an_organisation_names_who_acts_for_it() -> None:
    company = WHO | {"applicant": "business", "id_kind": "credit", "id_number": "91110000100000001A"}
    assert set(Who(company).errors) == {"representative"}
    assert Who(company | {"representative": "李四"}).is_valid()
    assert set(Who(company | {"representative": "李四", "id_number": "123"}).errors) == {"id_number"}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, set()),
        ({"phone": "", "email": "", "address": "", "delivery": "collect"}, {"phone"}),
        ({"address": "", "delivery": "post"}, {"address"}),
        ({"email": ""}, {"email"}),
        ({"email": "not"}, {"email"}),
        ({"phone": "<script>"}, {"phone"}),
    ],
)
def test_somebody_must_be_reached_and_served(given: dict[str, str], wrong: set[str]) -> None:
    assert set(How(HOW | given).errors) == wrong


def test_a_title_is_needed_and_nothing_is_too_long() -> None:
    assert set(What({}).errors) == {"title"}
    assert set(What(WHAT | {"title": "长" * 121, "description": "长" * 2001}).errors) == {"title", "description"}


def test_a_paper_may_lack_what_the_law_lets_be_corrected() -> None:
    form = Entered(
        {"channel": "mail_plain", "submitted_on": "2024-09-19", "applicant": "natural", "name": "张", "title": "某",
         "items": "1"}
    )  # fmt: skip
    assert form.is_valid(), form.errors
    names = list(form.fields)
    assert set(form.field_order or ()) == set(names)
    assert names[:2] == ["channel", "submitted_on"]
