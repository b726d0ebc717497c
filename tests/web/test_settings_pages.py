"""The settings pages: what is typed wrong is said beside the field, others' rows are not there, nothing is run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.web.bodies.models import Body, Duty, Membership, Officer, Section
from gongkai.web.bodies.permissions import GRANTS, Ability
from gongkai.web.cases.models import Matter
from tests.web.conftest import ROLES, District, opened
from tests.web.pages import text


@pytest.fixture
def boss(client: Client, district: District, person: Any) -> Any:
    """The administrator of the top body, logged in with ``client``."""
    user = person(district.top, "administrator")
    client.force_login(user)
    return user


ENTRY = {"kind": "department", "management": "local"}


def test_a_wrong_credit_code_stands_beside_its_field_and_nothing_is_lost(
    client: Client, district: District, boss: Any
) -> None:
    where = reverse("body_edit", args=[district.top.pk])
    answer = client.post(where, ENTRY | {"credit_code": "123", "office_hours": "上午", "office_email": "x"})
    said = text(answer)
    assert answer.status_code == 200
    assert "不是有效的统一社会信用代码" in said
    assert 'value="上午"' in said
    assert Body.objects.get(pk=district.top.pk).kind == "government_office"
    client.post(where, ENTRY | {"credit_code": "91350100m000100y43"})
    assert Body.objects.get(pk=district.top.pk).credit_code == "91350100M000100Y43"


def test_what_the_program_changed_by_itself_is_named_so(client: Client, district: District, boss: Any) -> None:
    district.top.changes.create(words="导入2件事项", by=None)
    assert "系统：导入2件事项" in text(client.get(reverse("body", args=[district.top.pk])))


@pytest.mark.parametrize("since", ["", "2024-02-30", "昨天", "99999-01-01"])
def test_a_day_that_is_none_is_no_error_of_the_program(
    client: Client, district: District, boss: Any, since: str
) -> None:
    sent = {"name": "新名称", "username": "new", "role": "clerk", "since": since}
    for page in ("body_rename", "person_add"):
        assert client.post(reverse(page, args=[district.top.pk]), sent).status_code == 200
    assert not Body.objects.filter(name="新名称").exists()
    assert Membership.objects.count() == 1


def test_rows_of_another_body_are_not_there(client: Client, district: District, boss: Any, person: Any) -> None:
    other = person(district.other, "clerk").memberships.get()
    past = Membership.objects.create(user=other.user, body=district.top, role="clerk", until="2024-09-20")
    section = Section.objects.create(body=district.other, name="科室")
    officer = Officer.objects.create(body=district.other, level="deputy", name="某", title="某", since="2024-01-01")
    duty = Duty.objects.create(body=district.other, task="某事")
    top = district.top.pk
    for name, row in (("section_end", section), ("officer_end", officer), ("duty_remove", duty)):
        assert client.post(reverse(name, args=[top, row.pk])).status_code == 404
    for name in ("person_change", "person_leave", "person_link", "person_clear_factor"):
        for member in (other, past):
            assert client.post(reverse(name, args=[top, member.pk]), {"role": "head"}).status_code == 404
    for name in ("below_rename", "below_end", "below_people"):
        assert client.get(reverse(name, args=[top, district.other.pk])).status_code == 404
        assert client.get(reverse(name, args=[top, top])).status_code == 404
    assert Duty.objects.exists()
    assert Section.objects.get().until is None


def test_a_section_or_colleague_of_another_body_cannot_be_chosen(
    client: Client, district: District, boss: Any, person: Any
) -> None:
    strange = Section.objects.create(body=district.other, name="科室")
    outsider = person(district.other, "clerk")
    member = person(district.top, "clerk").memberships.get()
    opened(district.top)
    Matter.objects.update(handler=member.user)
    change = reverse("person_change", args=[district.top.pk, member.pk])
    assert client.post(change, {"role": "clerk", "section": strange.pk}).status_code == 200
    leave = reverse("person_leave", args=[district.top.pk, member.pk])
    assert "在办事项 1 件" in text(client.get(leave))
    assert client.post(leave, {"colleague": outsider.pk}).status_code == 200
    assert "还有在办工作" in text(client.post(leave, {}))
    assert Membership.objects.get(pk=member.pk).until is None
    heir = person(district.top, "head")
    assert client.post(leave, {"colleague": heir.pk}).status_code == 302
    assert Matter.objects.get().handler == heir


def test_only_a_body_beside_or_above_can_go_on_with_the_work(client: Client, district: District, boss: Any) -> None:
    where = reverse("below_end", args=[district.top.pk, district.below.pk])
    sent = {"kind": "merged", "since": "2024-09-20"}
    assert client.post(where, sent | {"successors": [district.other.pk]}).status_code == 200
    assert client.post(where, sent | {"successors": [district.below.pk]}).status_code == 200
    assert Body.objects.get(pk=district.below.pk).ended_on is None
    assert client.post(where, sent | {"successors": [district.top.pk]}).status_code == 302
    assert f"起承接{district.below.name}" in text(client.get(reverse("body", args=[district.top.pk])))


def test_the_administrator_of_a_body_below_is_appointed_and_gets_the_first_link(
    client: Client, district: District, boss: Any
) -> None:
    where = reverse("below_people", args=[district.top.pk, district.below.pk])
    assert client.post(where, {"username": "head", "full_name": "孙某"}).status_code == 302
    member = Membership.objects.get(body=district.below)
    assert member.role == "administrator"
    assert "/account/welcome/" in text(client.post(where, {"link": member.pk}))
    for wrong in ("999999", "9" * 40):
        assert client.post(where, {"link": wrong}).status_code == 404
    Membership.objects.create(user=member.user, body=district.other, role="clerk")
    assert client.post(where, {"link": member.pk}).status_code == 409
    assert client.get(reverse("body", args=[district.below.pk])).status_code == 404


def test_what_is_typed_is_shown_and_never_run(client: Client, district: District, boss: Any) -> None:
    bad = "<script>alert(1)</script>"
    services = {"task": bad, "keywords": bad}
    client.post(reverse("duty_add", args=[district.top.pk]), services)
    client.post(reverse("section_add", args=[district.top.pk]), {"name": bad})
    for page in (reverse("body", args=[district.top.pk]), reverse("duties") + "?q=script"):
        answer = client.get(page).content.decode()
        assert "<script>alert" not in answer
        assert "&lt;script&gt;alert" in answer


@pytest.mark.parametrize("role", ROLES)
def test_the_settings_lead_everybody_where_they_may_go_and_nowhere_else(
    client: Client, district: District, person: Any, role: str
) -> None:
    client.force_login(person(district.top, role))
    answer = client.get(reverse("settings"))
    links = re.findall('href="([^"]+)"', text(answer).partition("<main")[2])
    assert len(links) > 3
    assert [link for link in links if client.get(link).status_code != 200] == []
    wanted = {
        "hooks": Ability.MANAGE, "work": Ability.MANAGE, "imports": Ability.WRITE, "accesses": Ability.AUDIT,
    }  # fmt: skip
    for name, ability in wanted.items():
        assert (reverse(name) in links) is (ability in GRANTS[Membership.Role(role)]), name


def test_only_those_who_manage_see_bodies_in_the_settings(
    client: Client, district: District, boss: Any, person: Any
) -> None:
    assert district.top.name in text(client.get(reverse("settings")))
    client.force_login(person(district.top, "clerk"))
    assert "没有由您管理的机关" in text(client.get(reverse("settings")))


def test_a_page_of_settings_asks_the_database_no_more_for_more_rows(
    client: Client, district: District, boss: Any, person: Any, django_assert_max_num_queries: Any
) -> None:
    for place in range(12):
        body = Body.objects.create(name=f"下属{place}", kind="department", parent=district.top)
        Duty.objects.create(body=district.top, task=f"职责{place}")
        Membership.objects.create(user=person(body, "clerk"), body=district.top, role="clerk")
    with django_assert_max_num_queries(22):
        client.get(reverse("body", args=[district.top.pk]))
