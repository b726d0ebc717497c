"""Logging in: lock-out, one-time links, passwords and sessions, the second factor."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gongkai.web.bodies import people
from gongkai.web.bodies.lockout import address_of, slowed_until
from gongkai.web.bodies.models import Body, Change, Membership
from gongkai.web.kernel.clock import now
from tests.web.conftest import PASSWORD, District
from tests.web.pages import text

LOGIN = "/login/"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """The limits on codes are kept there."""
    cache.clear()


@pytest.fixture
def somebody(district: District, person: Any) -> Any:
    return person(district.top, "clerk")


def log_in(client: Client, user: Any, password: str = PASSWORD, **more: Any) -> Any:
    name = user if isinstance(user, str) else user.get_username()
    return client.post(LOGIN, {"username": name, "password": password, "next": "/matters/"}, **more)


def inside(client: Client) -> bool:
    return client.get("/matters/").status_code == 200


def test_name_and_password_lead_where_one_wanted_to_go(client: Client, somebody: Any) -> None:
    assert "不正确" in text(log_in(client, somebody, "wrong"))
    assert not inside(client)
    answer = log_in(client, somebody)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/matters/")
    assert inside(client)
    assert 0 < client.session.get_expiry_age() <= 12 * 3600
    assert client.cookies["sessionid"]["max-age"] == ""


def test_no_other_site_is_led_to(client: Client, somebody: Any) -> None:
    data = {"username": somebody.username, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(LOGIN, data).headers["Location"] == "/"


def test_four_failures_are_forgiven_and_five_stop_the_account_where_they_came_from(
    client: Client, somebody: Any
) -> None:
    for _ in range(4):
        assert log_in(client, somebody, "wrong").status_code == 200
    assert log_in(client, somebody).status_code == 302
    for _ in range(5):
        answer = log_in(client, somebody, "wrong", REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 429
    said = text(answer)
    assert "登录失败次数过多" in said
    assert "系统管理员" in said
    assert re.search(r"请在 \d\d:\d\d 之后再试", said)
    locked = log_in(Client(), somebody, REMOTE_ADDR="10.0.0.1")
    assert locked.status_code == 429
    assert "sessionid" not in locked.cookies
    assert log_in(Client(), somebody, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_nobody_locks_somebody_else_out(client: Client, somebody: Any) -> None:
    """However many addresses the wrong passwords come from, the person's own place is as before."""
    log_in(client, somebody, REMOTE_ADDR="10.9.9.9")
    for place in range(60):
        log_in(Client(), somebody, "wrong", REMOTE_ADDR=f"10.0.{place}.1")
    assert log_in(Client(), somebody, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_an_account_tried_from_everywhere_is_slowed_and_not_locked(client: Client, somebody: Any) -> None:
    for place in range(22):
        log_in(Client(), somebody, "wrong", REMOTE_ADDR=f"10.0.{place}.1")
        AccessAttempt.objects.update(attempt_time=now() - timedelta(seconds=5))
    AccessAttempt.objects.filter(ip_address="10.0.0.1").update(attempt_time=now())
    slowed = log_in(Client(), somebody, REMOTE_ADDR="10.8.8.8")
    assert slowed.status_code == 429
    assert re.search(r"请在 \d\d:\d\d:\d\d 之后再试一次", text(slowed))
    assert AccessAttempt.objects.filter(ip_address="10.8.8.8").count() == 0
    AccessAttempt.objects.update(attempt_time=now() - timedelta(seconds=5))
    assert log_in(Client(), somebody, REMOTE_ADDR="10.8.8.8").status_code == 302


def test_the_wait_doubles_and_ends_at_a_minute(somebody: Any) -> None:
    at, name = now(), somebody.get_username()
    given = {"username": name, "user_agent": "", "path_info": "", "get_data": "", "post_data": "", "http_accept": ""}
    row = AccessAttempt.objects.create(**given, ip_address="10.0.0.1", failures_since_start=19)
    AccessAttempt.objects.update(attempt_time=at)
    waits = {}
    for many in (19, 20, 21, 25, 26, 90, 10_000):
        AccessAttempt.objects.filter(pk=row.pk).update(failures_since_start=many)
        until = slowed_until(name, "10.8.8.8", at)
        waits[many] = (until - at).total_seconds() if until else 0
    assert waits == {19: 0, 20: 1, 21: 2, 25: 32, 26: 60, 90: 60, 10_000: 60}


def test_the_lock_ends_after_a_quarter_of_an_hour_and_is_not_made_longer(client: Client, somebody: Any) -> None:
    for _ in range(7):
        log_in(client, somebody, "wrong")
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 5
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=14))
    assert log_in(client, somebody).status_code == 429
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=16))
    assert log_in(client, somebody).status_code == 302


def test_an_address_is_locked_after_fifty_failures_for_any_accounts(client: Client, somebody: Any) -> None:
    for place in range(49):
        log_in(client, f"nobody{place}", "wrong")
    assert log_in(client, somebody).status_code == 302
    client.logout()
    log_in(client, "nobody49", "wrong")
    assert log_in(client, somebody).status_code == 429
    assert log_in(client, somebody, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_logging_in_to_one_account_forgives_no_other(client: Client, somebody: Any, person: Any) -> None:
    own = person(Body.objects.create(name="某局", kind="department"), "clerk")
    for _ in range(4):
        log_in(client, somebody, "wrong")
    log_in(client, own)
    assert log_in(Client(), somebody, "wrong").status_code == 429


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, "nonsense", None),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        (1, "::ffff:10.1.1.1", "10.1.1.1"),
    ],
)
def test_an_address_is_believed_as_far_as_ones_own_proxies_say_it(
    rf: Any, settings: Any, proxies: int, told: str, believed: str | None
) -> None:
    settings.GONGKAI_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)
    assert address_of(request) == believed


def link_for(district: District, name: str = "wang") -> tuple[Membership, str]:
    given: dict[str, Any] = {"full_name": "王某", "role": "clerk", "actor": None, "on": None}
    member = Membership.objects.create(
        user=people.get_user_model().objects.create_user(name), body=district.top, role=given["role"]
    )
    return member, people.invitation_make(membership=member, actor=None)


def test_a_one_time_link_sets_the_first_password_once(client: Client, district: District) -> None:
    member, link = link_for(district)
    page = client.get(link, follow=True)
    assert "wang" in text(page)
    assert link not in page.redirect_chain[0][0]
    where = page.redirect_chain[0][0]
    assert "不一致" in text(client.post(where, {"new_password1": "a good password", "new_password2": "another one"}))
    assert "太短" in text(client.post(where, {"new_password1": "short", "new_password2": "short"}))
    member.user.refresh_from_db()
    assert not member.user.has_usable_password()
    done = client.post(where, {"new_password1": "a good password", "new_password2": "a good password"})
    assert done.headers["Location"] == LOGIN
    assert log_in(Client(), "wang", "a good password").status_code == 302
    assert "已失效" in text(Client().get(link, follow=True))


def test_a_link_ends_after_three_days_and_by_a_login(client: Client, district: District, settings: Any) -> None:
    member, link = link_for(district)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "已失效" in text(client.get(link, follow=True))
    settings.PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
    assert "已失效" not in text(client.get(link, follow=True))
    assert "已失效" in text(client.get(link[:-2] + "x/", follow=True))
    _, other = link_for(district, "li")
    swapped = link.replace(link.split("/")[3], other.split("/")[3])
    assert "已失效" in text(client.get(swapped, follow=True))
    member.user.set_password(PASSWORD)
    member.user.save()
    assert "已失效" in text(Client().get(link, follow=True))


def test_a_new_password_ends_every_other_session(client: Client, somebody: Any) -> None:
    other = Client()
    log_in(client, somebody)
    log_in(other, somebody)
    given = {"new_password1": "a further password", "new_password2": "a further password"}
    wrong = client.post(reverse("password"), given | {"old_password": "wrong"})
    assert wrong.status_code == 200
    assert inside(other)
    client.post(reverse("password"), given | {"old_password": PASSWORD})
    assert inside(client)
    assert not inside(other)
    assert log_in(Client(), somebody, "a further password").status_code == 302


def test_an_account_that_is_off_stays_out(client: Client, somebody: Any) -> None:
    somebody.is_active = False
    somebody.save()
    assert log_in(client, somebody).status_code == 200
    assert not inside(client)


def code_for(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value

    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def joined(user: Any) -> str:
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def again(client: Client) -> None:
    """Show the password once more, as changing these settings asks."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_second_factor_is_joined_with_a_picture_and_codes(client: Client, somebody: Any) -> None:
    log_in(client, somebody)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.headers["Location"].startswith(reverse("account_reauthenticate"))
    again(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in text(page)
    assert not re.search("<script(?! src=)", text(page))
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    shown = re.findall(r"<code>(\d+)</code>", text(client.get(reverse("mfa_view_recovery_codes"))))
    assert len(shown) == 10
    assert "<code>" not in text(client.get(reverse("mfa_view_recovery_codes")))
    assert "已绑定验证器" in text(client.get(reverse("mfa_index")))

    other = Client()
    assert log_in(other, somebody).headers["Location"] == reverse("mfa_authenticate")
    assert not inside(other)
    done = other.post(reverse("mfa_authenticate"), {"code": shown[0]})
    assert done.headers["Location"] == "/matters/"
    assert inside(other)
    third = Client()
    log_in(third, somebody)
    third.post(reverse("mfa_authenticate"), {"code": shown[0]})
    assert not inside(third)


def test_a_password_alone_does_not_do_where_a_second_factor_is_joined(client: Client, somebody: Any) -> None:
    secret = joined(somebody)
    log_in(client, somebody)
    page = client.get(reverse("mfa_authenticate"))
    assert "六位动态码" in text(page)
    assert "不正确" in text(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert not inside(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert inside(client)


def test_codes_cannot_be_tried_for_ever(client: Client, somebody: Any) -> None:
    secret = joined(somebody)
    log_in(client, somebody)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert not inside(client)


def test_a_second_factor_is_removed_by_the_person_after_showing_the_password(client: Client, somebody: Any) -> None:
    secret = joined(somebody)
    log_in(client, somebody)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert client.post(reverse("mfa_deactivate_totp")).headers["Location"].startswith("/account/again/")
    assert Authenticator.objects.exists()
    again(client)
    assert "备用码同时作废" in text(client.get(reverse("mfa_deactivate_totp")))
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("by", ["role", "body"])
def test_who_must_join_a_second_factor_does_so_first(
    client: Client, district: District, somebody: Any, settings: Any, by: str
) -> None:
    log_in(client, somebody)
    settings.GONGKAI_SECOND_FACTOR_ROLES = frozenset({"administrator"})
    Body.objects.filter(pk=district.below.pk).update(second_factor=True)
    assert inside(client)
    if by == "role":
        settings.GONGKAI_SECOND_FACTOR_ROLES = frozenset({"clerk"})
    else:
        Body.objects.filter(pk=district.top.pk).update(second_factor=True)
    asked = client.get("/matters/")
    assert asked.headers["Location"] == reverse("mfa_activate_totp")
    again(client)
    assert "请先绑定验证器" in text(client.get(reverse("mfa_activate_totp")))
    assert client.post("/matters/new/application/", {}).headers["Location"] == reverse("mfa_activate_totp")
    joined(somebody)
    assert inside(client)


def test_the_administrator_gives_out_a_link_and_clears_a_lost_factor(
    client: Client, district: District, person: Any
) -> None:
    boss, one = person(district.top, "administrator"), person(district.top, "clerk")
    member = one.memberships.get()
    joined(one)
    client.force_login(boss)
    where = {"pk": district.top.pk, "member": member.pk}
    page = text(client.post(reverse("person_link", kwargs=where)))
    link = re.search(r'value="(http://testserver/account/welcome/[^"]+)"', page)
    assert link
    assert "设置密码" in text(Client().get(link[1].removeprefix("http://testserver"), follow=True))
    client.post(reverse("person_clear_factor", kwargs=where))
    assert not Authenticator.objects.exists()
    said = list(Change.objects.values_list("words", "by__username"))
    assert said == [
        (f"解除{one}的第二因素和单点登录绑定", boss.username),
        (f"为{one}生成一次性设置密码链接", boss.username),
    ]


def test_no_link_for_somebody_who_serves_another_body_or_oneself(
    client: Client, district: District, person: Any
) -> None:
    boss, one = person(district.top, "administrator"), person(district.top, "clerk")
    Membership.objects.create(user=one, body=district.other, role="clerk")
    secret = joined(one)
    client.force_login(boss)
    for member in (one.memberships.first(), boss.memberships.get()):
        where = {"pk": district.top.pk, "member": member.pk}
        for name in ("person_link", "person_clear_factor"):
            assert client.post(reverse(name, kwargs=where)).status_code == 409
    assert secret
    assert Authenticator.objects.filter(user=one).exists()
    assert not Change.objects.exists()
