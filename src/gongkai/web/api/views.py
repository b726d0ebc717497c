"""The pages of tokens and hooks: made, shown once, taken back."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai.web.api import selectors, services
from gongkai.web.api.forms import HookForm, RevokeForm, SwitchForm, TokenForm
from gongkai.web.api.models import Token
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with
from gongkai.web.kernel.clock import today

USUAL = timedelta(days=90)
SHOWN = 50


def tokens_page(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and for an administrator those of the body."""
    if "token" in request.POST:
        return _revoke(request)
    given = request.POST if request.method == "POST" else None
    form = TokenForm(given, user=request.user, on=today(), initial={"expires_on": today() + USUAL})
    context = {"tokens": selectors.tokens_of(request.user), "form": form, "key": ""}
    if request.method == "POST" and "make" in request.POST and form.is_valid():
        token, key = services.token_make(user=request.user, **form.cleaned_data)
        feeds = token.scope_set == {Token.Scope.CALENDAR.value}
        context["calendar"] = settings.GONGKAI_SITE.rstrip("/") + reverse("calendar", args=[key]) if feeds else ""
        context["key"] = key
        context["form"] = TokenForm(None, user=request.user, on=today(), initial={"expires_on": today() + USUAL})
    answer = render(request, "api/tokens.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _revoke(request: HttpRequest) -> HttpResponse:
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return redirect("tokens")
    services.token_revoke(token=get_object_or_404(selectors.tokens_of(request.user), pk=form.cleaned_data["token"]))
    messages.success(request, "令牌已撤销，立即失效。")
    return redirect("tokens")


def hooks_page(request: HttpRequest) -> HttpResponse:
    """The hooks of the bodies that one manages, and how the last deliveries went."""
    if not bodies_with(request.user, Ability.MANAGE).exists():
        raise PermissionDenied
    if "hook" in request.POST:
        return _switch(request)
    form = HookForm(request.POST if request.method == "POST" else None, user=request.user)
    secret = ""
    if request.method == "POST" and "make" in request.POST and form.is_valid():
        secret = services.hook_make(actor=request.user, **form.cleaned_data).secret
        form = HookForm(None, user=request.user)
    hooks = selectors.hooks_of(request.user)
    context = {"hooks": hooks, "deliveries": selectors.deliveries_of(hooks)[:SHOWN], "form": form, "secret": secret}
    answer = render(request, "api/hooks.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _switch(request: HttpRequest) -> HttpResponse:
    form = SwitchForm(request.POST)
    if form.is_valid():
        hook = get_object_or_404(selectors.hooks_of(request.user), pk=form.cleaned_data["hook"])
        services.hook_switch(hook=hook, active=not hook.active)
        messages.success(request, f"“{hook.name}”已{'停用' if hook.active else '启用'}。")
    return redirect("hooks")
