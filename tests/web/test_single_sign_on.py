"""Single sign-on against a provider that answers over HTTP: who comes in, and who is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from gongkai.web.settings.accounts import single_sign_on
from tests.web.conftest import District
from tests.web.pages import text
from tests.web.provider import CLIENT, SECRET, Provider, running

START = "/account/sso/oidc/"


def given(address: str, **more: str) -> dict[str, str]:
    return {"GONGKAI_OIDC_URL": address, "GONGKAI_OIDC_CLIENT": CLIENT, "GONGKAI_OIDC_SECRET": SECRET} | more


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as one:
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(given(one.address))
        yield one


@pytest.fixture
def somebody(district: District, person: Any) -> Any:
    return person(district.top, "clerk")


def come(client: Client, provider: Provider, query: str = "", **claims: Any) -> Any:
    """The whole way: to the provider, agreed there, and back."""
    provider.claims = {"sub": "s1"} | claims
    away = client.get(f"{START}{query}")
    assert away.status_code == 302
    assert away.headers["Location"].startswith(f"{provider.address}/authorization?")
    return client.get(provider.authorize(away.headers["Location"]))


def inside(client: Client) -> bool:
    return client.get("/matters/").status_code == 200


def test_who_has_an_account_comes_in_where_one_wanted_to_go(client: Client, provider: Provider, somebody: Any) -> None:
    assert f'href="{START}?next=/matters/"' in text(client.get("/login/?next=/matters/"))
    answer = come(client, provider, "?next=/matters/", preferred_username=somebody.username)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/matters/")
    assert inside(client)
    assert SocialAccount.objects.get().user == somebody
    assert provider.asked[0]["redirect_uri"] == "http://testserver/account/sso/oidc/callback/"
    again = Client()
    come(again, provider, preferred_username="renamed at the provider")
    assert inside(again)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"preferred_username": "nobody"}, "没有对应的账号"),
        ({"preferred_username": ""}, "没有对应的账号"),
        ({"preferred_username": ["clerk1"]}, "没有对应的账号"),
        ({}, "没有对应的账号"),
        ({"email": "clerk1", "email_verified": True}, "没有对应的账号"),
    ],
)
def test_nobody_is_made_and_nobody_comes_in_without_an_account(
    client: Client, provider: Provider, somebody: Any, django_user_model: Any, claims: dict[str, Any], why: str
) -> None:
    answer = come(client, provider, **claims)
    assert answer.status_code == 403
    assert why in text(answer)
    assert not inside(client)
    assert list(django_user_model.objects.all()) == [somebody]
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(("verified", "comes_in"), [(True, True), (False, False), ("true", False), (None, False)])
def test_an_address_counts_only_if_the_provider_has_verified_it(
    client: Client, provider: Provider, settings: Any, somebody: Any, verified: Any, comes_in: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(given(provider.address, GONGKAI_OIDC_CLAIM="email"))
    somebody.username = "wang@example.gov.cn"
    somebody.save()
    come(client, provider, email="wang@example.gov.cn", email_verified=verified)
    assert inside(client) is comes_in


def test_a_second_identity_does_not_take_over_an_account(client: Client, provider: Provider, somebody: Any) -> None:
    come(Client(), provider, preferred_username=somebody.username)
    answer = come(client, provider, preferred_username=somebody.username, sub="s2")
    assert "已绑定另一个" in text(answer)
    assert not inside(client)


def test_an_account_that_is_off_stays_out(client: Client, provider: Provider, somebody: Any) -> None:
    come(Client(), provider, preferred_username=somebody.username)
    somebody.is_active = False
    somebody.save()
    assert "已停用" in text(come(client, provider, preferred_username=somebody.username))


def test_the_second_factor_is_asked_for_here_too(client: Client, provider: Provider, somebody: Any) -> None:
    TOTP.activate(somebody, generate_totp_secret())
    answer = come(client, provider, preferred_username=somebody.username)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not inside(client)


def test_an_identity_cannot_be_joined_to_the_account_that_is_logged_in(
    client: Client, provider: Provider, somebody: Any
) -> None:
    client.force_login(somebody)
    answer = come(client, provider, "?process=connect", preferred_username="another")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_what_is_not_the_providers_answer_is_refused(client: Client, provider: Provider, somebody: Any) -> None:
    name = {"preferred_username": somebody.username}
    provider.claims = {"sub": "s1"} | name
    away = client.get(START).headers["Location"]
    back = provider.authorize(away)
    assert not inside(client)
    for wrong in (back.replace("state=", "state=x"), back.replace("code=", "code=x"), f"{START}callback/"):
        assert client.get(wrong).status_code == 403
    assert Client().get(back).status_code == 403
    assert client.get(f"{START}callback/?error=access_denied").status_code == 403
    assert not inside(client)
    provider.audience = "another office"
    assert come(client, provider, **name).status_code == 403
    assert not inside(client)


def test_a_provider_that_does_not_answer_is_said(client: Client, settings: Any, somebody: Any) -> None:
    with running() as gone:
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(given(gone.address))
    answer = client.get(START)
    assert answer.status_code == 503
    assert "没有响应" in text(answer)
    assert "用户名" in text(client.get("/login/"))


def test_without_a_provider_there_is_no_button_and_no_page(client: Client, somebody: Any) -> None:
    assert "统一身份认证" not in text(client.get("/login/"))
    assert client.get(START).status_code == 404


def test_what_the_environment_must_say() -> None:
    assert single_sign_on({}) == {"openid_connect": {"APPS": []}}
    (app,) = single_sign_on(given("https://id.example.gov.cn"))["openid_connect"]["APPS"]
    assert (app["name"], app["settings"]["claim"]) == ("统一身份认证", "preferred_username")
    with pytest.raises(ImproperlyConfigured, match="https"):
        single_sign_on(given("http://id.example.gov.cn"))
    with pytest.raises(ImproperlyConfigured, match="GONGKAI_OIDC_SECRET"):
        single_sign_on(given("https://id.example.gov.cn", GONGKAI_OIDC_SECRET=""))
