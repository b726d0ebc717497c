"""Pages of notices: parse, call, answer; everybody sees one's own."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongkai.web.jobs import engine, selectors, services
from gongkai.web.jobs.forms import ReadForm, RetryForm, WishForm
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


def work_page(request: HttpRequest) -> HttpResponse:
    """Background work for administrators: how it goes, what failed; sending lets one task run again."""
    if not selectors.administrators().filter(pk=request.user.pk).exists():
        raise PermissionDenied
    if request.method == "POST":
        form = RetryForm(request.POST)
        if form.is_valid() and engine.retry(str(form.cleaned_data["task"])):
            messages.success(request, "已重新安排运行。")
        return redirect("work")
    page = Paginator(selectors.failed_work(), PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/work.html", {"page": page, **selectors.work_counts()})


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
