"""Settings of a body as services: read back from the database, refused leaves everything as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongkai.finding import Refusal
from gongkai.web.bodies import handover, people, selectors, services
from gongkai.web.bodies.credit_code import is_credit_code
from gongkai.web.bodies.models import Body, Change, FormerName, Membership, Section, Succession
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Assignment, Matter
from tests.ledger.build import answered, received
from tests.web.conftest import TODAY, District, opened

DAY = timedelta(days=1)
Code = str


def refused(code: Code, act: Any) -> None:
    """The act is refused with this code and changes nothing."""
    before = state()
    with pytest.raises(Refusal) as said:
        act()
    assert said.value.code == code
    assert state() == before


def state() -> list[Any]:
    models = (Body, Membership, Succession, FormerName, Section, Change, Matter)
    return [sorted(map(str, model._default_manager.values_list())) for model in models]


@pytest.fixture
def boss(district: District, person: Any) -> Any:
    return person(district.top, "administrator")


def user(name: str, body: Body, role: str = "clerk", **more: Any) -> Membership:
    from django.contrib.auth import get_user_model

    one = get_user_model().objects.create_user(name)
    return Membership.objects.create(user=one, body=body, role=role, **more)


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100M000100y43", False),
        ("9135O100M000100Y43", False),
        ("", False),
    ],
)
def test_a_credit_code_is_right_to_its_last_character(code: str, right: bool) -> None:
    assert is_credit_code(code) is right


def test_an_entry_says_what_was_changed_and_nothing_else_can_be(district: District, boss: Any) -> None:
    services.body_update(body=district.top, values={"office_phone": "020-1", "office_fax": ""}, actor=boss)
    assert Body.objects.get(pk=district.top.pk).office_phone == "020-1"
    assert [change.words for change in district.top.changes.all()] == ["修改联系电话"]
    services.body_update(body=district.top, values={"office_phone": "020-1"}, actor=boss)
    assert Change.objects.count() == 1
    with pytest.raises(ValueError, match="ended_on"):
        services.body_update(body=district.top, values={"ended_on": TODAY}, actor=boss)


def test_a_name_changes_from_a_day_that_has_come_and_the_old_one_is_kept(district: District, boss: Any) -> None:
    def rename(name: str, since: Any) -> Any:
        given: dict[str, Any] = {"document": "青编〔2024〕1号", "actor": boss, "on": TODAY}
        return services.body_rename(body=district.below, name=name, since=since, **given)

    refused("future", lambda: rename("青川区教育体育局", TODAY + DAY))
    refused("name-taken", lambda: rename(district.other.name, TODAY))
    matter = opened(district.below)
    assert rename("青川区教育体育局", TODAY).name == "青川区教育体育局"
    refused("before-last-name", lambda: rename("青川区教育和体育局", TODAY - DAY))
    before = FormerName.objects.get()
    assert (before.name, before.until, before.document) == ("青川区教育局", TODAY, "青编〔2024〕1号")
    opened(district.below, token="after")
    assert Matter.objects.filter(body=district.below).count() == 2
    assert matter.facts.get().line.count("青川区教育局") == 1


def ended(body: Body, *successors: Body, kind: str = "merged", since: Any = TODAY) -> Body:
    given: dict[str, Any] = {"since": since, "document": "", "actor": None, "on": TODAY}
    return services.body_end(body=body, kind=kind, successors=successors, **given)


def test_who_may_succeed_whom(district: District) -> None:
    below, other = district.below, district.other
    refused("successors", lambda: ended(below))
    refused("successors", lambda: ended(below, other, district.top))
    refused("successors", lambda: ended(below, other, kind="split"))
    refused("itself", lambda: ended(below, below))
    ended(below, other, since=TODAY + DAY)
    assert Body.objects.get(pk=below.pk).ended_on == TODAY + DAY
    refused("body-ended", lambda: ended(below, other))
    refused("successor-below", lambda: ended(district.top, below))
    new = Body.objects.create(name="新局", kind="department")
    refused("body-ended", lambda: ended(new, below, since=TODAY + DAY))
    ended(new, below)


def test_what_was_inherited_is_passed_on_in_either_order_of_entry(district: District) -> None:
    below, other = district.below, district.other
    last = Body.objects.create(name="终局", kind="department")
    ended(below, other, since=TODAY - DAY)
    ended(other, last)
    pairs = set(Succession.objects.values_list("body", "successor", "on", "direct"))
    assert pairs == {
        (below.pk, other.pk, TODAY - DAY, True),
        (other.pk, last.pk, TODAY, True),
        (below.pk, last.pk, TODAY, False),
    }
    early = Body.objects.create(name="先局", kind="department")
    ended(early, other, since=TODAY - DAY)
    assert Succession.objects.get(body=early, successor=last).on == TODAY


def test_what_is_below_goes_to_the_one_successor(district: District) -> None:
    new = Body.objects.create(name="新办", kind="department")
    refused("has-bodies-below", lambda: ended(district.top, new, district.other, kind="split"))
    ended(district.top, new)
    assert Body.objects.get(pk=district.below.pk).parent == new


def test_a_section_with_people_is_not_ended(district: District, boss: Any) -> None:
    section = services.section_add(body=district.top, name="法规科", actor=boss)
    refused("section-taken", lambda: services.section_add(body=district.top, name="法规科", actor=boss))
    member = user("one", district.top, section=section)
    refused("section-in-use", lambda: services.section_end(section=section, actor=boss, on=TODAY))
    people.membership_end(membership=member, actor=boss, on=TODAY)
    services.section_end(section=section, actor=boss, on=TODAY)
    assert Section.objects.get().until == TODAY
    services.section_add(body=district.top, name="法规科", actor=boss)


def add(body: Body, name: str, **more: Any) -> Membership:
    given: dict[str, Any] = {"full_name": "王某", "role": "clerk", "actor": None, "on": TODAY}
    return people.person_add(body=body, username=name, **(given | more))


def test_a_person_is_new_or_meant(district: District) -> None:
    member = add(district.top, "wang")
    assert (member.since, member.user.has_usable_password(), member.user.get_full_name()) == (TODAY, False, "王某")
    refused("account-taken", lambda: add(district.below, "wang"))
    refused("no-account", lambda: add(district.below, "li", known=True))
    refused("serves-already", lambda: add(district.top, "wang", known=True))
    assert add(district.below, "wang", known=True).user == member.user


def test_leaving_hands_over_everything_or_nothing(district: District, boss: Any) -> None:
    leaver, heir = user("leaver", district.top), user("heir", district.top, role="head")
    legal, elsewhere = user("legal", district.top, role="legal"), user("elsewhere", district.below)
    gone = user("gone", district.top, until=TODAY)
    mine = opened(district.top, token="a")
    done = opened(district.top, received("9-10"), answered("9-12"), token="b")
    others = opened(district.top, token="c")
    far = opened(district.below, token="d")
    Matter.objects.filter(pk__in=[mine.pk, done.pk, far.pk]).update(handler=leaver.user)
    Matter.objects.filter(pk=others.pk).update(handler=legal.user)

    def leave(colleague: Any = None) -> Any:
        return people.membership_end(membership=leaver, actor=boss, on=TODAY, colleague=colleague)

    assert ("在办事项", 1) in handover.waiting(district.top.pk, leaver.user)
    refused("hand-over-needed", leave)
    for wrong in (legal, elsewhere, gone, leaver):
        refused("colleague", lambda wrong=wrong: leave(wrong.user))
    leave(heir.user)
    assert Membership.objects.get(pk=leaver.pk).until == TODAY
    handled = {matter.pk: matter.handler for matter in Matter.objects.all()}
    assert handled == {mine.pk: heir.user, done.pk: heir.user, others.pk: legal.user, far.pk: leaver.user}
    given = Assignment.objects.values_list("matter", "handler", "by")
    assert set(given) == {(mine.pk, heir.user.pk, boss.pk), (done.pk, heir.user.pk, boss.pk)}
    refused("membership-ended", lambda: leave(heir.user))
    assert not selectors.may(leaver.user, district.top.pk, Ability.READ)


def test_with_nothing_open_nobody_need_be_named(district: District, boss: Any) -> None:
    leaver = user("leaver", district.top)
    done = opened(district.top, received("9-10"), answered("9-12"))
    Matter.objects.update(handler=leaver.user)
    people.membership_end(membership=leaver, actor=boss, on=TODAY)
    assert Matter.objects.get(pk=done.pk).handler is None


def test_a_role_without_writing_hands_over_and_the_role_before_is_kept(district: District, boss: Any) -> None:
    member, heir = user("member", district.top), user("heir", district.top)
    opened(district.top)
    Matter.objects.update(handler=member.user)

    def change(role: str, colleague: Any = None, on: Any = TODAY) -> Membership:
        now = Membership.objects.get(user=member.user, until=None)
        given: dict[str, Any] = {"section": None, "actor": boss, "on": on, "colleague": colleague}
        return people.membership_change(membership=now, role=role, **given)

    assert change("head").role == "head"
    assert Matter.objects.get().handler == member.user
    refused("hand-over-needed", lambda: change("auditor"))
    change("auditor", heir.user)
    assert Matter.objects.get().handler == heir.user
    rows = Membership.objects.filter(user=member.user).values_list("role", "until")
    assert list(rows) == [("clerk", TODAY), ("head", TODAY), ("auditor", None)]
    assert [post.role for post in selectors.posts_of(member.user)] == ["auditor"]


def test_the_last_administrator_stays(district: District, boss: Any) -> None:
    mine = boss.memberships.get()
    user("later", district.top, role="administrator", since=TODAY + DAY)
    refused("last-administrator", lambda: people.membership_end(membership=mine, actor=boss, on=TODAY))
    given: dict[str, Any] = {"role": "clerk", "section": None, "actor": boss, "on": TODAY}
    refused("last-administrator", lambda: people.membership_change(membership=mine, **given))
    user("second", district.top, role="administrator")
    people.membership_end(membership=mine, actor=boss, on=TODAY)


def test_an_administrator_vouches_for_people_of_the_own_bodies_only(district: District, boss: Any) -> None:
    own, both = user("own", district.top).user, user("both", district.top).user
    Membership.objects.create(user=both, body=district.other, role="clerk", since=TODAY + DAY)
    past = user("past", district.other, until=TODAY).user
    mine = {district.top.pk}
    assert people.may_vouch(boss, own, mine, TODAY)
    assert not people.may_vouch(boss, both, mine, TODAY)
    assert not people.may_vouch(boss, past, mine, TODAY)
    assert not people.may_vouch(boss, boss, mine, TODAY)
    own.is_superuser = True
    assert not people.may_vouch(boss, own, mine, TODAY)
