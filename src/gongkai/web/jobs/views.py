"""Pages of notices: parse, call, answer; everybody sees one's own."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongkai.web.jobs import selectors, services
from gongkai.web.jobs.forms import ReadForm, WishForm
from gongkai.web.jobs.models import Wish

PAGE = 50


def notices_page(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first; sending marks one or all as read and goes on to what it is about."""
    if request.method == "POST":
        return _read(request)
    shown = "all" if request.GET.get("shown") == "all" else "unread"
    notices = selectors.notices_of(request.user)
    page = Paginator(notices if shown == "all" else notices.filter(read_at=None), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "jobs/notices.html", {"page": page, "shown": shown})


def wishes_page(request: HttpRequest) -> HttpResponse:
    """When one wants e-mail."""
    form = WishForm(request.POST or None, initial={"mail": selectors.mail_wish(request.user)})
    if request.method == "POST" and form.is_valid():
        services.wish_set(user=request.user, mail=Wish.Mail(form.cleaned_data["mail"]))
        messages.success(request, "已保存。")
        return redirect("notices")
    return render(request, "jobs/wishes.html", {"form": form})


def _read(request: HttpRequest) -> HttpResponse:
    form = ReadForm(request.POST)
    if not form.is_valid():
        return redirect("notices")
    key = form.cleaned_data["notice"]
    if key is None:
        messages.success(request, f"已将{services.notices_read(user=request.user)}条通知标为已读。")
        return redirect("notices")
    services.notices_read(user=request.user, keys=[key])
    notice = selectors.notices_of(request.user).filter(pk=key).first()
    return redirect(notice.address if notice else "notices")
