"""Settings of a body: its people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from gongkai.web.bodies import handover, people, selectors
from gongkai.web.bodies.forms import ChangeForm, LeaveForm, PersonForm
from gongkai.web.bodies.models import Body, Membership
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.views import done, entered, managed, not_vouched, sent, whole
from gongkai.web.kernel.clock import today


def add_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody new."""
    body, on = managed(request, pk), today()

    def save(values: dict[str, Any]) -> str:
        people.person_add(body=body, **values, actor=request.user, on=on)
        return "已新增人员，请打开其页面生成一次性链接，交给本人设置密码。"

    form = PersonForm(sent(request), sections=body.sections.filter(until=None), on=on)
    return entered(request, body, form, "新增人员", save)


def change_page(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Another role or section."""
    body = managed(request, pk)
    one = _member(body, member)

    def save(values: dict[str, Any]) -> str:
        people.membership_change(membership=one, **values, actor=request.user, on=today())
        return "已变更。"

    initial = {"role": one.role, "section": one.section_id}
    choices = {"sections": body.sections.filter(until=None), "colleagues": _colleagues(one)}
    form = ChangeForm(sent(request), initial=initial, **choices)
    return entered(request, body, form, f"变更岗位：{_name(one)}", save, _context(one))


def leave_page(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The end of a role, with what is handed over."""
    body = managed(request, pk)
    one = _member(body, member)

    def save(values: dict[str, Any]) -> str:
        people.membership_end(membership=one, **values, actor=request.user, on=today())
        return f"{_name(one)}已停止任职，工作已移交。"

    form = LeaveForm(sent(request), colleagues=_colleagues(one))
    return entered(request, body, form, f"停止任职：{_name(one)}", save, _context(one) | {"button": "停止任职并移交"})


@require_POST
def link_page(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """A one-time link, shown this once."""
    body = managed(request, pk)
    one = _vouched(request, body, member)
    link = whole(request, people.invitation_make(membership=one, actor=request.user))
    return render(request, "bodies/link.html", {"body": body, "member": one, "link": link})


@require_POST
def clear_factor(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """The second factor of somebody who has lost it."""
    body = managed(request, pk)
    one = _vouched(request, body, member)
    return done(request, body, lambda: people.second_factor_clear(membership=one, actor=request.user))


def _member(body: Body, member: int) -> Membership:
    rows = body.memberships.filter(selectors.standing(today())).select_related("user", "body")
    return get_object_or_404(rows, pk=member)


def _vouched(request: HttpRequest, body: Body, member: int) -> Membership:
    one = _member(body, member)
    bodies = {post.body_id for post in selectors.posts_of(request.user)}
    mine = {pk for pk in bodies if selectors.may(request.user, pk, Ability.MANAGE)}
    if not people.may_vouch(request.user, one.user, mine, today()):
        raise not_vouched()
    return one


def _colleagues(one: Membership) -> Any:
    return selectors.people_with(one.body_id, Ability.WRITE).exclude(pk=one.user_id)


def _context(one: Membership) -> dict[str, Any]:
    return {"member": one, "waiting": handover.waiting(one.body_id, one.user)}


def _name(one: Membership) -> str:
    return people.name_of(one.user)
