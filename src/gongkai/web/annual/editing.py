"""Pages by which people add to a report: numbers, words, reasons, problems and measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.web.annual import bridge, edits
from gongkai.web.annual.drafting import Draft, Given, assemble
from gongkai.web.annual.forms import EntryForm, FollowUpForm, MeasureForm, ProblemForm, WordsForm
from gongkai.web.annual.models import Report, State
from gongkai.web.annual.pages import names_of, page_of
from gongkai.web.annual.prose import facts_of, loose_in, paragraphs, raws_of, typed_in
from gongkai.web.annual.selectors import permits, typed_by
from gongkai.web.annual.views import cell_context, page_for, report_for, shown, title_of
from gongkai.web.bodies.permissions import Ability
from gongkai.web.kernel.ahead import is_preview, so_far
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of


def _writes(request: HttpRequest, report: Report) -> None:
    if not permits(request.user, report.body, Ability.WRITE):
        raise PermissionDenied


@require_POST
def enter_page(request: HttpRequest, pk: int, year: int, scope: str, cell: str) -> HttpResponse:
    """A number for a cell."""
    page = page_for(request, pk, year, scope)
    report = page.report
    _writes(request, report)
    context = cell_context(request, page, cell)
    form = EntryForm(context["cell"], request.POST)
    token = token_of(request)
    if is_preview(request):
        return render(request, "annual/cell.html", context | {"form": form, "tried": _tried(request, report, form)})
    if not form.is_valid():
        return render(request, "annual/cell.html", context | {"form": form}, status=400)
    try:
        with edits.drafting(report.body, year, scope) as locked:
            given: dict[str, Any] = {"actor": request.user, "on": today(), "token": token}
            edits.entry_add(report=locked, cell=context["cell"], **form.cleaned_data, **given)
    except Refusal as refused:
        return render(request, "annual/cell.html", context | {"form": form, "refused": refused}, status=409)
    messages.success(request, f"已填报：{context['cell'].label}")
    return redirect(names_of(scope)["cell"], pk=pk, year=year, cell=cell)


def _tried(request: HttpRequest, report: Report, form: EntryForm) -> dict[str, Any] | None:
    """What the checks would say of the cell if the number were entered; ``None`` while there is no number."""
    said, cell = so_far(form), form.cell.name
    if said is None:
        return None
    given = Given(**said, by=bridge.person(request.user), on=f"{today():%Y-%m-%d}")
    page = page_of(report, packaged_regime(), {cell: given})
    return {"value": page.filing.values[cell], "found": [told for told in page.findings() if cell in told.found.cells]}


@require_POST
def strike_page(request: HttpRequest, pk: int, year: int, scope: str, cell: str) -> HttpResponse:
    """Take a number back: the ledger's figure counts again."""
    page = page_for(request, pk, year, scope)
    _writes(request, page.report)
    reason = request.POST.get("reason", "")[:500].strip()
    try:
        if not reason:
            raise Refusal("no-reason", ("请写明撤销的原因", "a reason is due"), ("填写原因后再提交", "state it"))
        with edits.drafting(page.report.body, year, scope) as locked:
            edits.entry_strike(report=locked, cell=cell, reason=reason, actor=request.user, on=today())
    except Refusal as refused:
        return render(request, "annual/cell.html", cell_context(request, page, cell) | {"refused": refused}, status=409)
    messages.success(request, "已撤销手工填报，恢复为台账数")
    return redirect(names_of(scope)["cell"], pk=pk, year=year, cell=cell)


@require_POST
def untake_page(request: HttpRequest, pk: int, year: int, scope: str) -> HttpResponse:
    """Take a file back that stands for the report: the ledger counts again."""
    report = report_for(request, pk, year, scope)
    _writes(request, report)
    reason = request.POST.get("reason", "")[:500]
    try:
        with edits.drafting(report.body, year, scope) as locked:
            edits.reading_strike(report=locked, reason=reason, actor=request.user, on=today())
    except Refusal as refused:
        page = page_of(report_for(request, pk, year, scope), packaged_regime())
        return shown(request, page, status=409, refused=refused, refused_word="撤回文件", reason=reason)
    messages.success(request, "已不再采用该文件，恢复为台账数")
    return redirect(names_of(scope)["year"], pk=pk, year=year)


@require_POST
def explain_page(request: HttpRequest, pk: int, year: int, scope: str) -> HttpResponse:
    """Accept a finding with a reason, or take that back."""
    report = report_for(request, pk, year, scope)
    _writes(request, report)
    key, reason = request.POST.get("key", "")[:64], request.POST.get("reason", "")[:500]
    try:
        with edits.drafting(report.body, year, scope) as locked:
            given: dict[str, Any] = {"report": locked, "key": key, "actor": request.user, "on": today()}
            if "strike" in request.POST:
                edits.explain_strike(**given)
            else:
                edits.finding_explain(**given, reason=reason, regime=packaged_regime())
    except Refusal as refused:
        page = page_of(report_for(request, pk, year, scope), packaged_regime())
        return shown(request, page, status=409, refused=refused, refused_word="接受", refused_key=key, reason=reason)
    return redirect(names_of(scope)["year"], pk=pk, year=year)


def words_page(request: HttpRequest, pk: int, year: int, scope: str, section: str) -> HttpResponse:
    """The words of a section with figures bound to cells, checked while they are written."""
    report = report_for(request, pk, year, scope)
    writes = permits(request.user, report.body, Ability.WRITE)
    if request.method == "POST" and not writes:
        raise PermissionDenied
    regime = packaged_regime()
    inputs = bridge.gather(report, regime)
    draft = assemble(inputs)
    if section not in edits.worded(draft.filing.form):
        raise Http404
    newest = report.words.filter(section=section).last() if report.pk else None
    initial = {"text": raws_of(draft).get(section, ""), "seen": newest.pk if newest else 0}
    form = WordsForm(draft.filing.form, request.POST or None, initial=initial)
    status, refused = 200, None
    if request.method == "POST":
        back = "reset" in request.POST
        fits = back or form.is_valid()
        if fits and not (back or "save" in request.POST):
            draft = assemble(replace(inputs, words={**inputs.words, section: form.cleaned_data["text"]}))
        elif not fits:
            status = 200 if is_preview(request) else 400
        else:
            try:
                _save_words(request, report, section, None if back else form.cleaned_data["text"])
            except Refusal as no:
                status, refused = 409, no
                typed = {"text": request.POST.get("text", ""), "seen": initial["seen"]}
                form = WordsForm(draft.filing.form, typed)
            else:
                messages.success(request, "已恢复为自动起草的内容" if back else "已保存")
                return redirect(names_of(scope)["words"], pk=pk, year=year, section=section)
    context = {"form": form, "refused": refused, "writes": writes and report.state == State.DRAFTING}
    return render(request, "annual/words.html", _about(report, draft, section) | context, status=status)


def _save_words(request: HttpRequest, report: Report, section: str, text: str | None) -> None:
    seen = request.POST.get("seen", "")
    with edits.drafting(report.body, report.year, report.scope) as locked:
        given: dict[str, Any] = {"seen": int(seen) if seen.isdecimal() and len(seen) < 19 else 0}
        edits.words_write(report=locked, section=section, text=text, **given, actor=request.user, on=today())


def _about(report: Report, draft: Draft, section: str) -> dict[str, Any]:
    """What the editor shows beside the form."""
    words, raw = draft.filing.section(section), raws_of(draft).get(section, "")
    typed = typed_by(report, {section: raw})
    return {
        "report": report,
        "body": report.body,
        "year": report.year,
        "title": title_of(report),
        "names": names_of(report.scope),
        "section": words,
        "lines": paragraphs(draft, section, raw, typed),
        "typed": [(one, typed.get(one.written)) for one in typed_in([raw])],
        "loose": loose_in(draft, raw),
        "facts": facts_of(draft),
        "found": [one for one in draft.findings if one.facts.get("section") == section],
        "todo": [gap for gap in draft.todo if words is not None and gap in words.text],
        "history": report.words.filter(section=section).select_related("by").order_by("-pk")[:10] if report.pk else (),
        "cells": [(cell, draft.filing.values[name]) for name, cell in draft.filing.form.cells.items()],
    }


FORMS: dict[str, Any] = {"problem": ProblemForm, "measure": MeasureForm, "follow": FollowUpForm}


def problems_page(request: HttpRequest, pk: int, year: int, scope: str) -> HttpResponse:
    """Problems and measures, and what became of last year's."""
    report = report_for(request, pk, year, scope)
    writes = permits(request.user, report.body, Ability.WRITE)
    if request.method == "POST" and not writes:
        raise PermissionDenied
    status, refused, bound = 200, None, None
    if request.method == "POST":
        what = request.POST.get("what", "")
        bound = FORMS[what](request.POST) if what in FORMS else None
        try:
            if _track(request, report, what, bound):
                return redirect(names_of(scope)["problems"], pk=pk, year=year)
            status = 400
        except Refusal as no:
            status, refused = 409, no
    context = _tracker(report) | {"writes": writes and report.state == State.DRAFTING, "refused": refused}
    return render(request, "annual/problems.html", context | {"bound": bound}, status=status)


def _track(request: HttpRequest, report: Report, what: str, form: Any) -> bool:
    """Carry out what was sent; whether it could be, or the form has errors."""
    given: dict[str, Any] = {"actor": request.user, "on": today()}
    key = request.POST.get("key", "")
    if what.startswith("strike-"):
        model = what.removeprefix("strike-")
        if model not in ("problem", "measure") or not key.isdecimal() or len(key) > 18:
            raise Http404
        with edits.drafting(report.body, report.year, report.scope) as locked:
            edits.tracked_strike(report=locked, what=model, key=int(key), **given)
        return True
    if form is None:
        raise Http404
    if not form.is_valid():
        return False
    actions: dict[str, Callable[..., Any]] = {
        "problem": edits.problem_add,
        "measure": edits.measure_add,
        "follow": edits.follow_up,
    }
    with edits.drafting(report.body, report.year, report.scope) as locked:
        actions[what](report=locked, **form.cleaned_data, **given)
    return True


def _tracker(report: Report) -> dict[str, Any]:
    said = {row.problem_id: row for row in report.follow_ups.all()} if report.pk else {}
    own = report.problems.filter(struck_on=None).prefetch_related("measures") if report.pk else ()
    return {
        "report": report,
        "body": report.body,
        "year": report.year,
        "title": title_of(report),
        "names": names_of(report.scope),
        "earlier": [(one, said.get(one.pk)) for one in bridge.open_problems(report)],
        "own": [(one, [row for row in one.measures.all() if row.struck_on is None]) for one in own],
        "problem_form": ProblemForm(),
        "measure_form": MeasureForm(),
        "follow_form": FollowUpForm(),
    }
