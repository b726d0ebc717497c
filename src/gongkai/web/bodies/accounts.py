"""Pages of one's own account: logging in, the first password, changing it, single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from gongkai.web.bodies.adapters import refused
from gongkai.web.bodies.people import INVITATION


class LoginPage(views.LoginView):
    """User name and password; then whatever else the person must show (a second factor)."""

    template_name = "kernel/login.html"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password was right."""
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_success_url())
        answer: HttpResponse = perform_password_login(self.request, {"username": user.get_username()}, login)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With single sign-on where there is one."""
        return super().get_context_data(**kwargs) | {"providers": providers()}


class WelcomePage(views.PasswordResetConfirmView):
    """The page of a one-time link: the person sets the password, nobody else ever sees it."""

    template_name = "bodies/welcome.html"
    token_generator = INVITATION
    reset_url_token = "set"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        """Set: the link and every session of the account are worth nothing any more."""
        answer = super().form_valid(form)
        messages.success(self.request, "密码已设置，请登录。")
        return answer


class PasswordPage(views.PasswordChangeView):
    """Another password: every other session of the account ends."""

    template_name = "bodies/password.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Changed."""
        answer = super().form_valid(form)
        messages.success(self.request, "密码已修改，您在其他设备上的登录已全部退出。")
        return answer


def providers() -> list[tuple[str, str]]:
    """Single sign-on: the words on its button and its address; none where it is not set up."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [(app["name"], reverse("openid_connect_login", args=[app["provider_id"]])) for app in apps]


@login_not_required
def sso_login(request: HttpRequest, provider_id: str) -> Any:
    """To the provider."""
    return _asked(openid.login, request, provider_id)


@login_not_required
def sso_callback(request: HttpRequest, provider_id: str) -> Any:
    """Back from the provider."""
    return _asked(openid.callback, request, provider_id)


def _asked(view: Any, request: HttpRequest, provider_id: str) -> Any:
    """One of the library's pages; a provider that does not answer is said, not an error."""
    try:
        return view(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except OSError:  # what the library's connection raises
        return refused(request, "统一身份认证系统暂时没有响应。", status=503)
