"""Pages of the workbench: parse, permit, call, answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.facts import ALWAYS, Fact, Kind, fact_name, fact_type
from gongkai.ledger.history import History, append
from gongkai.ledger.moves import Stage, moves_at
from gongkai.ledger.position import position
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with, may
from gongkai.web.cases import guards, links, private, selectors, services
from gongkai.web.cases.bridge import empty_history, history_of
from gongkai.web.cases.forms import fact_form, fact_from
from gongkai.web.cases.models import Matter
from gongkai.web.cases.panels import panels_of
from gongkai.web.cases.words import KINDS, fact_word
from gongkai.web.kernel.ahead import so_far, starting
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of


def matter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: its facts as a timeline, its clock day by day, the lawful moves."""
    matter = get_object_or_404(selectors.matters_of(request.user).select_related("handler"), pk=pk)
    rows, regime = list(matter.facts.select_related("entered_by")), packaged_regime()
    history = history_of(matter, [(row.seq, row.on, row.line) for row in rows])
    one = selectors.standing(matter, history, today(), regime)
    due = one.where.due if one.where else None
    context = {
        "one": one,
        "matter": matter,
        "facts": [_told(row, history) for row in rows],
        "steps": due.steps if due else (),
        "days": due.days(regime.calendar) if due else (),
        "moves": [(fact_name(move.fact), move) for move in one.where.next] if one.where else (),
        "findings": check_history(history, regime),
        "writes": may(request.user, matter.body_id, Ability.WRITE),
        "tied": links.links_of(matter),
        "panels": panels_of(matter, request.user),
    }
    return render(request, "cases/matter.html", context)


def fact_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Enter a fact: what it leads to is shown before it is saved."""
    matter = get_object_or_404(selectors.matters_of(request.user), pk=pk)
    if not may(request.user, matter.body_id, Ability.WRITE):
        raise PermissionDenied
    made, regime = _made(Kind(matter.kind), name), packaged_regime()
    context: dict[str, Any] = {"matter": matter, "title": fact_word(made), "name": name}

    def save(fact: Fact, token: str) -> tuple[Matter, str]:
        given: dict[str, Any] = {"token": token, "actor": request.user, "on": today(), "regime": regime}
        return services.fact_enter(matter_id=matter.pk, fact=fact, **given), f"已登记：{fact_word(made)}"

    def preview(fact: Fact) -> History:
        context["steps"] = guards.steps_before(matter, fact, request.user)
        return append(history_of(matter), fact, regime)

    names = private.own_words(matter) if request.method == "POST" else ()
    return _enter(request, made, context, save=save, preview=preview, names=names)


def open_page(request: HttpRequest, kind: str) -> HttpResponse:
    """A new matter with its first fact."""
    if kind not in {key.value for key in KINDS}:
        raise Http404
    bodies, regime = bodies_with(request.user, Ability.WRITE), packaged_regime()
    if not bodies:
        raise PermissionDenied
    asked = request.POST.get("body") or str(bodies[0].pk)
    body = next((one for one in bodies if str(one.pk) == asked), None)
    if body is None:
        raise Http404
    ways = {fact_name(move.fact): move for move in moves_at(Kind(kind), Stage.NONE)}
    chosen = request.GET.get("fact") or next(iter(ways))
    if chosen not in ways:
        raise Http404
    made = ways[chosen].fact
    others = [(name, move.name[0]) for name, move in ways.items() if name != chosen]
    title = f"{KINDS[Kind(kind)]}：{fact_word(made)}"
    context: dict[str, Any] = {"bodies": bodies, "body": body, "title": title, "ways": others}

    def save(fact: Fact, token: str) -> tuple[Matter, str]:
        given: dict[str, Any] = {"token": token, "actor": request.user, "on": today(), "regime": regime}
        matter = services.matter_open(body=body, kind=Kind(kind), fact=fact, **given)
        return matter, f"已登记，编号{matter.number}"

    def preview(fact: Fact) -> History:
        return append(empty_history(body.name, "—", Kind(kind)), fact, regime)

    return _enter(request, made, context, save=save, preview=preview)


def _enter(
    request: HttpRequest,
    made: type[Fact],
    context: dict[str, Any],
    *,
    save: Callable[[Fact, str], tuple[Matter, str]],
    preview: Callable[[Fact], History],
    names: Collection[str] = (),
) -> HttpResponse:
    """The form of a fact: shown, previewed, refused or saved; marked where it seems to name somebody (``names``)."""
    form = fact_form(made)(request.POST or None, initial={"on": today(), "items": 1, "count": 1})
    context |= {"form": form, "token": token_of(request)}
    passed = private.passed(form, names)
    context["marked"] = private.marked(form, names)
    try:
        if "save" in request.POST and form.is_valid() and passed:
            matter, said = save(fact_from(made, form.cleaned_data), context["token"])
            messages.success(request, said)
            return redirect("matter", pk=matter.pk)
        context |= _ahead(form if form.is_bound else starting(form), made, preview)
    except Refusal as refused:
        context["refused"] = refused if form.is_bound else None
        if refused.code == "token-taken":
            context["token"] = uuid4().hex
    return render(request, "cases/fact.html", context)


def _ahead(form: forms.Form, made: type[Fact], preview: Callable[[Fact], History]) -> dict[str, Any]:
    """Where the matter would stand, and what would be out of time or order; nothing while too little is said."""
    said = so_far(form, deciding=("ref",))
    if said is None:
        return {}
    fact, regime = fact_from(made, said), packaged_regime()
    history = preview(fact)
    found = [one for one in check_history(history, regime) if one.facts["seq"] == len(history.facts)]
    return {"preview": position(history, max(today(), fact.on), regime), "found": found}


def _made(kind: Kind, name: str) -> type[Fact]:
    try:
        return fact_type(kind, name)
    except Refusal:
        raise Http404 from None


def _told(row: Any, history: History) -> dict[str, Any]:
    """A fact for the timeline: its name, and what it says in the office's words."""
    line = json.loads(row.line)
    made = fact_type(Kind(line["kind"]), line["fact"])
    said = []
    for name, field in fact_form(made).base_fields.items():
        value = line.get(name)
        usual = value is False and field.initial is False
        if name != "on" and value is not None and not usual:
            said.append((field.label, _said(value, dict(getattr(field, "choices", ())))))
    return {
        "row": row,
        "word": fact_word(made),
        "said": said,
        "struck": made not in ALWAYS and row.seq not in {entry.seq for entry in history.effective},
    }


def _said(value: Any, words: dict[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(words.get(part, part)) for part in value)
    return str(words.get(value, value))
