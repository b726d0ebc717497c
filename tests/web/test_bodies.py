"""Who serves which body on which day, and who goes on with the work of one that ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.ledger.facts import Kind
from gongkai.web.annual.bridge import members
from gongkai.web.bodies import selectors
from gongkai.web.bodies.models import Body, Duty, Membership, Section, Succession
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from tests.ledger.build import received
from tests.web.conftest import TODAY, District, opened

DAY = timedelta(days=1)


def membership(user: Any, body: Body, **more: Any) -> Membership:
    return Membership.objects.create(user=user, body=body, **({"role": "clerk"} | more))


@pytest.fixture
def somebody(django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("somebody")


@pytest.mark.parametrize(
    ("since", "until", "serves"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, False),
        (None, TODAY + DAY, True),
        (TODAY - DAY, TODAY, False),
    ],
)
def test_a_role_holds_from_its_first_day_until_the_day_it_ends(
    district: District, somebody: Any, since: date | None, until: date | None, serves: bool
) -> None:
    membership(somebody, district.top, since=since, until=until)
    for given in ({}, {"on": TODAY}):
        assert selectors.may(somebody, district.top.pk, Ability.WRITE, **given) is serves
        assert selectors.bodies_of(somebody, **given).exists() is serves
        assert selectors.bodies_with(somebody, Ability.WRITE, **given).exists() is serves
    assert selectors.people_with(district.top.pk, Ability.WRITE).exists() is serves


def test_a_role_that_ended_opens_no_page(client: Client, district: District, somebody: Any) -> None:
    matter = opened(district.top)
    membership(somebody, district.top, until=TODAY)
    client.force_login(somebody)
    assert client.get(reverse("matter", args=[matter.pk])).status_code == 404
    Membership.objects.update(until=TODAY + DAY)
    assert client.get(reverse("matter", args=[matter.pk])).status_code == 200


def test_a_day_asked_for_is_not_the_day_of_the_request(district: District, somebody: Any) -> None:
    membership(somebody, district.top, until=TODAY)
    somebody.posts = ()
    assert not selectors.may(somebody, district.top.pk, Ability.WRITE)
    assert selectors.may(somebody, district.top.pk, Ability.WRITE, on=TODAY - DAY)


def test_one_open_role_a_body_and_any_number_that_ended(district: District, somebody: Any) -> None:
    membership(somebody, district.top, until=TODAY)
    membership(somebody, district.top, until=TODAY)
    membership(somebody, district.top)
    with pytest.raises(IntegrityError), transaction.atomic():
        membership(somebody, district.top, role="head")


@pytest.mark.parametrize(("on", "open_to_heir"), [(TODAY, True), (TODAY + DAY, False)])
def test_the_people_of_a_successor_do_for_an_ended_body_what_they_do_for_their_own(
    district: District, somebody: Any, on: date, open_to_heir: bool
) -> None:
    membership(somebody, district.other)
    Succession.objects.create(body=district.below, successor=district.other, kind="merged", on=on)
    assert (district.below in selectors.bodies_of(somebody)) is open_to_heir
    assert selectors.may(somebody, district.below.pk, Ability.WRITE) is open_to_heir
    assert not selectors.may(somebody, district.below.pk, Ability.MANAGE)
    assert not selectors.may(somebody, district.top.pk, Ability.READ)
    assert (somebody in selectors.people_with(district.below.pk, Ability.WRITE)) is open_to_heir
    assert (district.below in selectors.bodies_served(somebody, Ability.WRITE)) is open_to_heir
    assert district.other in selectors.bodies_served(somebody, Ability.WRITE)
    assert not selectors.bodies_served(somebody, Ability.MANAGE).exists()


@pytest.mark.parametrize(("on", "begins"), [(TODAY + DAY, True), (TODAY, False)])
def test_an_ended_body_goes_on_with_what_it_has_and_begins_nothing(
    district: District, somebody: Any, on: date, begins: bool
) -> None:
    membership(somebody, district.below)
    Body.objects.filter(pk=district.below.pk).update(ended_on=on)
    assert selectors.bodies_with(somebody, Ability.WRITE).exists() is begins
    assert selectors.may(somebody, district.below.pk, Ability.WRITE)
    if begins:
        opened(district.below)
    else:
        with pytest.raises(Refusal) as refused:
            opened(district.below, received("9-10"), kind=Kind.APPLICATION)
        assert refused.value.code == "body-ended"
    assert Matter.objects.exists() is begins


@pytest.mark.parametrize(
    ("kind", "powers", "owes"),
    [
        ("government", True, "government"),
        ("government_office", True, "department"),
        ("department", True, "department"),
        ("department", False, None),
        ("subdistrict", True, "township"),
        ("authorised", True, "department"),
        ("utility", True, None),
        ("branch", True, None),
    ],
)
def test_who_owes_a_report(kind: str, powers: bool, owes: str | None) -> None:
    assert selectors.report_kind(Body(kind=kind, own_powers=powers)) == owes


@pytest.mark.parametrize(
    ("founded", "ended", "years"),
    [
        (None, None, {2021, 2022, 2023, 2024}),
        ("2022-12-31", None, {2022, 2023, 2024}),
        ("2023-01-01", None, {2023, 2024}),
        (None, "2023-12-31", {2021, 2022}),
        (None, "2024-01-01", {2021, 2022, 2023}),
        ("2022-03-01", "2024-05-01", {2022, 2023}),
    ],
)
def test_a_report_is_owed_for_the_years_at_whose_end_a_body_stood(
    founded: str | None, ended: str | None, years: set[int]
) -> None:
    since, until = (date.fromisoformat(day) if day else None for day in (founded, ended))
    body = Body(kind="department", founded_on=since, ended_on=until)
    assert {year for year in range(2021, 2025) if selectors.owes(body, year)} == years


def test_a_new_body_is_asked_for_no_earlier_report(client: Client, district: District, person: Any) -> None:
    client.force_login(person(district.top, "administrator"))
    where = reverse("body_edit", args=(district.top.pk,))
    sent = {name: value for name, value in client.get(where).context["form"].initial.items() if value is not None}
    sent = {name: value for name, value in sent.items() if value is not False}
    assert "founded_on" in client.post(where, sent | {"founded_on": "2024-02-30"}).context["form"].errors
    assert client.post(where, sent | {"founded_on": "2024-02-01"}).status_code == 302
    district.top.refresh_from_db()
    assert district.top.founded_on == date(2024, 2, 1)
    assert "2024-02-01" in client.get(reverse("body", args=(district.top.pk,))).content.decode()
    sent = {"name": "青县新局", "kind": "department", "own_powers": "on", "founded_on": "2024-03-01"}
    assert client.post(reverse("below_add", args=(district.top.pk,)), sent).status_code == 302
    below = Body.objects.get(name="青县新局")
    assert members(district.top, 2023) == [district.top, *(b for b in district.top.children.all() if b != below)]
    assert below in members(district.top, 2024)


def test_duties_are_found_by_every_word_among_living_bodies(district: District) -> None:
    section = Section.objects.create(body=district.below, name="基教科")
    Duty.objects.create(body=district.below, section=section, task="义务教育招生", keywords="学区 划片")
    Duty.objects.create(body=district.other, task="义务教育督导")

    def found(words: str) -> list[str]:
        return [duty.body.name for duty in selectors.duties_with(words)]

    assert found("义务教育") == [district.below.name, district.other.name]
    assert found("义务教育 划片") == [district.below.name]
    assert found("青川 招生") == [district.below.name]
    assert found("林业") == found(" ") == []
    Body.objects.filter(pk=district.below.pk).update(ended_on=TODAY)
    assert found("义务教育") == [district.other.name]
