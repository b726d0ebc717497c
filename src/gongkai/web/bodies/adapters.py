"""What the account library may do here: no self-signup, no notices of its own, identities by a stated rule."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from gongkai.web.kernel.sealing import opens, resealed, seal, unseal

PURPOSE = "second-factor"
SECRET_PARTS = frozenset({"secret", "seed"})
"""What of a second factor opens it."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators."""

    def is_open_for_signup(self, *_asked: Any) -> bool:
        """Nobody signs up."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Pages say what happened themselves."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Says what was wrong in the office's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "动态码不正确或已用过。请核对手机时间，等下一个动态码出现后重新输入。",
        "cannot_generate_recovery_codes": "还没有绑定验证器，不能生成备用码。",
    }

    def encrypt(self, text: str) -> str:
        """Keys and seeds lie sealed."""
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Again as they are."""
        return unseal(encrypted_text, PURPOSE)


def second_factors_reseal() -> int:
    """Every key and seed under the key that seals now; how many."""
    with transaction.atomic():
        rows = list(Authenticator.objects.select_for_update())
        for row in rows:
            for name in SECRET_PARTS & row.data.keys():
                row.data[name] = resealed(row.data[name], PURPOSE)
            row.save(update_fields=["data"])
    return len(rows)


def second_factors_give_up() -> int:
    """Take out the second factors that no key opens: whoever had one joins a new one; how many."""
    rows = Authenticator.objects.all()
    closed = [
        row.pk for row in rows if not all(opens(row.data[one], PURPOSE) for one in SECRET_PARTS & row.data.keys())
    ]
    Authenticator.objects.filter(pk__in=closed).delete()
    return len(closed)


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity of the provider is an account here if one claim says its user name.

    The claim is ``GONGKAI_OIDC_CLAIM`` (``preferred_username``); ``email`` counts only with
    ``email_verified``.  From the first time on the identity (``sub``) is joined to the account, and no
    other identity may come in by it until an administrator has cleared the joining.
    """

    def is_open_for_signup(self, *_asked: Any) -> bool:
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account, or answer with the reason why there is none."""
        if sociallogin.state.get("process") != "login":
            _refuse(request, "只能用统一身份认证登录，不能用它做别的操作。")
        if not sociallogin.is_existing:
            name = _name(sociallogin.account)
            user = get_user_model().objects.filter(username=name).first() if name else None
            if user is None:
                _refuse(request, f"统一身份认证中的身份“{name or '未知'}”在本系统没有对应的账号。")
            if SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
                _refuse(request, f"账号“{name}”已绑定另一个统一身份认证身份。")
            sociallogin.connect(request, user)
        if not sociallogin.user.is_active:
            _refuse(request, "该账号已停用。")

    def on_authentication_error(self, request: HttpRequest, *_provider: Any, **_details: Any) -> None:
        """Given up, or something went wrong at the provider's."""
        _refuse(request, "统一身份认证没有完成：您已取消，或认证系统返回了错误。")


def refused(request: HttpRequest, reason: str, status: int = 403) -> Any:
    """The page that says why single sign-on led nowhere, and what to do."""
    return render(request, "bodies/sso_refused.html", {"reason": reason}, status=status)


def _refuse(request: HttpRequest, reason: str) -> NoReturn:
    raise ImmediateHttpResponse(refused(request, reason))


def _name(account: Any) -> str:
    """What the provider's claim says is the user name here; nothing if it cannot be relied on."""
    data = account.extra_data
    told = data.get("userinfo") or data.get("id_token") or {}
    claim = account.get_provider().app.settings["claim"]
    if claim == "email" and told.get("email_verified") is not True:
        return ""
    value = told.get(claim)
    return value if isinstance(value, str) else ""
