"""Settings of a body: its entry, sections, responsible persons, duties, and the bodies below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.reporting import report_duty
from gongkai.web.bodies import people, selectors, services
from gongkai.web.bodies.forms import (
    AdministratorForm,
    BodyForm,
    DutyForm,
    EndForm,
    NewBodyForm,
    OfficerForm,
    RenameForm,
    SectionForm,
)
from gongkai.web.bodies.models import Body, Officer
from gongkai.web.bodies.permissions import Ability, Role
from gongkai.web.kernel.clock import today

CHANGES = 20


def managed(request: HttpRequest, pk: int) -> Body:
    """The body, if the person may read and manage it: 404 without the one, 403 without the other."""
    body = get_object_or_404(selectors.bodies_of(request.user), pk=pk)
    if not selectors.may(request.user, pk, Ability.MANAGE):
        raise PermissionDenied
    return body


def settings_page(request: HttpRequest) -> HttpResponse:
    """What can be set: the bodies that the person manages, one's own account, what the roles allow."""
    bodies = [
        body for body in selectors.bodies_of(request.user) if selectors.may(request.user, body.pk, Ability.MANAGE)
    ]
    operates = any(body.parent_id is None for body in bodies)
    audits = selectors.bodies_with(request.user, Ability.AUDIT).exists()
    return render(request, "bodies/settings.html", {"bodies": bodies, "audits": audits, "operates": operates})


def duties_page(request: HttpRequest) -> HttpResponse:
    """Whose duty something is, with the contact: for anybody who must name the right body (《条例》三十六条第五项)."""
    words = request.GET.get("q", "")[:100]
    return render(request, "bodies/duties.html", {"asked": words, "found": selectors.duties_with(words)[:100]})


def body_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one body."""
    body, on = managed(request, pk), today()
    kind = selectors.report_kind(body)
    entry = [(field.name, str(field.label), _said(body, field)) for field in BodyForm(instance=body)]
    levels = list(Officer.Level)
    context = {
        "body": body,
        "on": on,
        "entry": [(label, value) for _, label, value in entry],
        "missing": [label for name, label, value in entry if not value and name != "founded_on"],
        "report": report_duty(kind) if kind else None,
        "officers": sorted(body.officers.all(), key=lambda one: levels.index(Officer.Level(one.level))),
        "sections": body.sections.filter(selectors.standing(on)),
        "duties": body.duties.select_related("section"),
        "people": body.memberships.select_related("user", "section").order_by("until", "user__username"),
        "below": body.children.prefetch_related("successions__successor"),
        "former": body.former_names.all(),
        "successions": body.successions.filter(direct=True).select_related("successor"),
        "inherited": body.inheritances.select_related("body"),
        "changes": body.changes.select_related("by")[:CHANGES],
    }
    return render(request, "bodies/body.html", context)


def edit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The body's entry."""
    body = managed(request, pk)
    form = BodyForm(sent(request), instance=Body.objects.get(pk=pk))

    def save(values: dict[str, Any]) -> str:
        services.body_update(body=body, values=values, actor=request.user)
        return "已保存。"

    return entered(request, body, form, "机关信息", save)


def rename_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name from a day on."""
    body = managed(request, pk)

    def save(values: dict[str, Any]) -> str:
        services.body_rename(body=body, **values, actor=request.user, on=today())
        return "已更名，原名保留在沿革中。"

    return entered(request, body, RenameForm(sent(request), initial={"since": today()}), "更名", save)


def section_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A new section."""
    body = managed(request, pk)

    def save(values: dict[str, Any]) -> str:
        services.section_add(body=body, **values, actor=request.user)
        return "已新增科室。"

    return entered(request, body, SectionForm(sent(request)), "新增科室", save)


def officer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A new responsible person."""
    body = managed(request, pk)

    def save(values: dict[str, Any]) -> str:
        services.officer_add(body=body, values=values, actor=request.user)
        return "已登记责任人。"

    form = OfficerForm(sent(request), initial={"since": today()})
    return entered(request, body, form, "登记责任人", save)


def duty_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A new duty."""
    body = managed(request, pk)

    def save(values: dict[str, Any]) -> str:
        services.duty_add(body=body, values=values, actor=request.user)
        return "已新增职责。"

    form = DutyForm(sent(request), sections=body.sections.filter(until=None))
    return entered(request, body, form, "新增职责", save)


@require_POST
def section_end(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """A section is no more."""
    body = managed(request, pk)
    section = get_object_or_404(body.sections, pk=row)
    return done(request, body, lambda: services.section_end(section=section, actor=request.user, on=today()))


@require_POST
def officer_end(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Somebody is responsible no more."""
    body = managed(request, pk)
    officer = get_object_or_404(body.officers, pk=row)
    return done(request, body, lambda: services.officer_end(officer=officer, actor=request.user, on=today()))


@require_POST
def duty_remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """A duty is the body's no more."""
    body = managed(request, pk)
    duty = get_object_or_404(body.duties, pk=row)
    return done(request, body, lambda: services.duty_remove(duty=duty, actor=request.user))


def below_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new body below."""
    body = managed(request, pk)

    def save(values: dict[str, Any]) -> str:
        services.body_add(parent=body, **values, actor=request.user, on=today())
        return "已新增下级机关，请为它指定管理员。"

    return entered(request, body, NewBodyForm(sent(request)), "新增下级机关", save)


def below_rename(request: HttpRequest, pk: int, child: int) -> HttpResponse:
    """Another name for a body below."""
    body = managed(request, pk)
    below = get_object_or_404(body.children, pk=child)

    def save(values: dict[str, Any]) -> str:
        services.body_rename(body=below, **values, actor=request.user, on=today())
        return "已更名，原名保留在沿革中。"

    form = RenameForm(sent(request), initial={"since": today()})
    return entered(request, body, form, f"更名：{below.name}", save)


def below_end(request: HttpRequest, pk: int, child: int) -> HttpResponse:
    """The end of a body below: merged, split, or its work given to others."""
    body = managed(request, pk)
    below = get_object_or_404(body.children, pk=child)
    others = Body.objects.filter(parent=body).exclude(pk=child) | Body.objects.filter(pk=pk)

    def save(values: dict[str, Any]) -> str:
        values["successors"] = list(values["successors"])
        services.body_end(body=below, **values, actor=request.user, on=today())
        return f"已登记，{below.name}的事项由承接机关继续办理。"

    successors = others.filter(selectors.living(today()))
    form = EndForm(sent(request), successors=successors, initial={"since": today()})
    return entered(request, body, form, f"机构调整：{below.name}", save)


def below_people(request: HttpRequest, pk: int, child: int) -> HttpResponse:
    """The administrators of a body below: appoint one, give out the first link."""
    body = managed(request, pk)
    below, on = get_object_or_404(body.children, pk=child), today()
    administrators = below.memberships.filter(selectors.standing(on), role=Role.ADMINISTRATOR).select_related("user")
    chosen = request.POST.get("link", "")
    if chosen.isdecimal():
        member = get_object_or_404(administrators, pk=int(chosen[:18]))
        if not people.may_vouch(request.user, member.user, {below.pk}, on):
            raise not_vouched()
        path = people.invitation_make(membership=member, actor=request.user)
        return render(request, "bodies/link.html", {"body": body, "member": member, "link": whole(request, path)})

    def save(values: dict[str, Any]) -> str:
        given: dict[str, Any] = {"role": Role.ADMINISTRATOR, "actor": request.user, "on": on}
        people.person_add(body=below, **values, **given)
        return "已指定管理员，请把一次性链接交给本人。"

    form, context = AdministratorForm(sent(request)), {"administrators": administrators, "below": below}
    title = f"管理员：{below.name}"
    return entered(request, body, form, title, save, context, template="bodies/below.html", to=request.path)


def entered(
    request: HttpRequest,
    body: Body,
    form: forms.BaseForm,
    title: str,
    save: Callable[[dict[str, Any]], str],
    more: dict[str, Any] | None = None,
    *,
    template: str = "bodies/form.html",
    to: str = "",
) -> HttpResponse:
    """A form: shown, refused with everything typed kept, or saved."""
    context = {"body": body, "form": form, "title": title} | (more or {})
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save(dict(form.cleaned_data)))
            return redirect(to or reverse("body", args=[body.pk]))
        except Refusal as refused:
            context["refused"] = refused
    return render(request, template, context)


def done(request: HttpRequest, body: Body, act: Callable[[], None]) -> HttpResponse:
    """An act of one button; a refusal stands on the page of the body."""
    try:
        act()
        messages.success(request, "已保存。")
    except Refusal as refused:
        messages.error(request, f"{refused.reason[0]}。{refused.advice[0]}。")
    return redirect("body", pk=body.pk)


def _said(body: Body, field: forms.BoundField) -> str:
    shown = getattr(body, f"get_{field.name}_display", None)
    value = shown() if shown else getattr(body, field.name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, even if with nothing."""
    return request.POST if request.method == "POST" else None


def whole(request: HttpRequest, path: str) -> str:
    """The address with scheme and host, to be handed on."""
    return request.build_absolute_uri(path)


def not_vouched() -> Refusal:
    """An administrator may act for an account only if it serves no other body."""
    return Refusal(
        "serves-others",
        ("此人还在其他机关任职，或者就是您本人，不能由您生成链接或解除第二因素", "the person serves another body too"),
        ("请由其任职的上级机关管理员或系统运维人员办理；本人可在“账号安全”修改密码", "ask whoever runs the system"),
    )
