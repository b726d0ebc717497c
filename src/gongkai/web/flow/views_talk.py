"""Pages of tasks, notes, reminders and conferences: parse, permit, call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with, people_with
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of
from gongkai.web.flow import talk
from gongkai.web.flow.conferences import conference_hold, conferences_of
from gongkai.web.flow.forms import ConferenceForm, NoteForm, RemindForm, TaskForm
from gongkai.web.flow.models import Note, Task
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of


@require_POST
def task_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a colleague a task."""
    matter = _matter(request, pk)
    form = TaskForm(request.POST, people=people_with(matter.body_id, Ability.READ))

    def add(**given: Any) -> str:
        cleaned = form.cleaned_data
        user = form.people[cleaned["user"]]
        talk.task_add(matter_id=pk, title=cleaned["title"], due=cleaned["due"], user=user, **given)
        return "已交办"

    return _act(request, matter, form, "交办任务", add)


@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    task = get_object_or_404(Task.objects.filter(matter__body__in=bodies_of(request.user)), pk=pk)
    talk.task_done(task_id=pk, actor=request.user, on=today())
    messages.success(request, f"已完成：{task.title}")
    if request.POST.get("back") == "desk":
        return redirect("my_work")
    return redirect("matter", pk=task.matter_id)


@require_POST
def note_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note."""
    matter, form = _matter(request, pk), NoteForm(request.POST)

    def add(**given: Any) -> str:
        talk.note_add(matter_id=pk, text=form.cleaned_data["text"], **given)
        return "便笺已记下"

    return _act(request, matter, form, "写便笺", add)


@require_POST
def note_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a note."""
    note = get_object_or_404(Note.objects.filter(matter__body__in=bodies_of(request.user)), pk=pk)
    talk.note_strike(note_id=pk, actor=request.user)
    messages.success(request, "便笺已划去，原文仍可查看")
    return redirect("matter", pk=note.matter_id)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """催办."""
    matter, form = _matter(request, pk), RemindForm(request.POST)

    def add(**given: Any) -> str:
        return f"已催办{len(talk.remind(matter_id=pk, text=form.cleaned_data['text'], **given))}人"

    return _act(request, matter, form, "催办", add)


def conferences_page(request: HttpRequest) -> HttpResponse:
    """疑难会商台账: by year, newest first."""
    some = conferences_of(request.user)
    years = (
        some.order_by().annotate(year=ExtractYear("on")).values("year").annotate(times=Count("pk")).order_by("-year")
    )
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and asked != "0000" else None
    shown = some.filter(on__year=year) if year else some
    context = {"conferences": shown.prefetch_related("matters")[:500], "years": years, "year": year}
    return render(request, "flow/conferences.html", context)


def conference_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One conference."""
    return render(request, "flow/conference.html", {"one": get_object_or_404(conferences_of(request.user), pk=pk)})


def conference_new(request: HttpRequest) -> HttpResponse:
    """Record a conference, from a matter or by itself."""
    bodies = bodies_with(request.user, Ability.WRITE)
    if not bodies:
        raise PermissionDenied
    named = _number(request.GET.get("matter"))
    found = matters_of(request.user).filter(pk=named).first() if named else None
    first = {"held": today(), "numbers": found.number, "body": found.body_id} if found else {"held": today()}
    if request.method == "POST":
        get_object_or_404(bodies, pk=_number(request.POST.get("body")) or 0)
    form = ConferenceForm(request.POST or None, bodies=bodies, initial=first)
    context: dict[str, Any] = {"form": form, "token": token_of(request)}
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"actor": request.user, "on": today(), "regime": packaged_regime()}
        body = get_object_or_404(bodies, pk=form.cleaned_data.pop("body"))
        try:
            made = conference_hold(body=body, token=context["token"], **form.cleaned_data, **given)
        except Refusal as refused:
            context["refused"] = refused
        else:
            messages.success(request, "会商已登记，计入年度报告")
            return redirect("conference", pk=made.pk)
    return render(request, "flow/conference_new.html", context)


def _matter(request: HttpRequest, pk: int) -> Matter:
    return get_object_or_404(matters_of(request.user), pk=pk)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _act(request: HttpRequest, matter: Matter, form: Form, title: str, add: Callable[..., str]) -> HttpResponse:
    """Do it and go back to the matter; what is wrong or refused is shown with all that was typed."""
    token = token_of(request)
    context: dict[str, Any] = {"matter": matter, "form": form, "title": title, "token": token}
    if form.is_valid():
        try:
            said = add(token=token, actor=request.user, on=today())
        except Refusal as refused:
            context |= {"refused": refused, "token": uuid4().hex}
        else:
            messages.success(request, said)
            return redirect("matter", pk=matter.pk)
    return render(request, "flow/act.html", context)
