"""Registers: who applies again and again, areas, risk; areas of a matter, and what is like it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.law.regime import packaged_regime
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.cases import links, registers, risk, selectors, services
from gongkai.web.cases.columns_shown import outcome_of
from gongkai.web.kernel.clock import today


def registers_page(request: HttpRequest) -> HttpResponse:
    """台账: repeated applications by applicant, areas, and open applications by risk."""
    on, regime = today(), packaged_regime()
    services.columns_fresh(on=on, regime=regime)
    bodies = selectors.reading(request.user)
    context = {
        "applicants": registers.applicants(bodies),
        "areas": registers.areas(bodies),
        "links": links.links_in(bodies),
        "weighed": [(one, risk.level(one.points)) for one in registers.weighed(bodies, on, regime)[: registers.SHOWN]],
        "weights": risk.weights(),
        "most": registers.MOST_OPEN,
    }
    return render(request, "cases/registers.html", context)


def alike_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is like a matter: earlier applications with their answers; why it asks for care."""
    matter = get_object_or_404(selectors.matters_of(request.user), pk=pk)
    weighed = registers.weigh([matter], today(), packaged_regime()) if matter.kind == "application" else []
    labels = list(matter.labels.values_list("word", flat=True))
    context = {
        "matter": matter,
        "alike": [(one, outcome_of(one.matter)) for one in registers.alike(matter)],
        "weighed": weighed[0] if weighed and matter.waits != "nobody" else None,
        "labels": labels,
        "writes": may(request.user, matter.body_id, Ability.WRITE),
    }
    return render(request, "cases/alike.html", context)


@require_POST
def labels_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which areas a matter is about."""
    matter = get_object_or_404(selectors.matters_of(request.user), pk=pk)
    if not may(request.user, matter.body_id, Ability.WRITE):
        raise PermissionDenied
    words = request.POST.get("labels", "").replace("\x00", "").replace("、", " ").replace("，", " ").split()
    kept = registers.labels_set(matter=matter, words=words)
    messages.success(request, f"领域：{'、'.join(kept)}" if kept else "已去掉领域。")
    return redirect("alike", pk=pk)
