"""Pages of erasing (个人信息清除): what goes, what stays and why; the order; what was erased."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_served, may
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of
from gongkai.web.intake import erasure, selectors
from gongkai.web.intake.defence import needed
from gongkai.web.intake.forms import EraseOrder
from gongkai.web.intake.models import Erasure, Submission
from gongkai.web.kernel.clock import today

PAGE = 50


@never_cache
def submission_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The data of whoever sent this in."""
    submission = get_object_or_404(selectors.submissions_of(request.user), pk=pk)
    return _page(request, submission, submission.matter, submission.body_id or 0)


@never_cache
def matter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a matter, which an old ledger may have brought."""
    matter = get_object_or_404(matters_of(request.user), pk=pk)
    return _page(request, Submission.objects.filter(matter=matter).first(), matter, matter.body_id)


def list_page(request: HttpRequest) -> HttpResponse:
    """个人信息清除记录, for those who look after that."""
    bodies = bodies_served(request.user, Ability.AUDIT)
    if not bodies:
        raise PermissionDenied
    page = Paginator(selectors.erasures_of(bodies), PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/erasures.html", {"page": page})


def _page(request: HttpRequest, submission: Submission | None, matter: Matter | None, body_id: int) -> HttpResponse:
    if not may(request.user, body_id, Ability.APPROVE):
        raise PermissionDenied
    form = EraseOrder(request.POST or None)
    context: dict[str, Any] = {"submission": submission, "matter": matter, "form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = {name: given[name] for name in ("document", "ordered_by", "why")}
        order = erasure.Order(Erasure.Ground(given["ground"]), by=request.user, **said)
        try:
            done = erasure.erase(
                submission=submission, matter=matter, order=order, on=today(), regime=packaged_regime()
            )
            messages.success(request, "已清除，并记入清除记录" if done else "已经没有可以清除的个人信息")
            return redirect("matter", pk=matter.pk) if matter else redirect("submission", pk=submission.pk)  # type: ignore[union-attr]
        except Refusal as refused:
            context["refused"] = refused
    plan = erasure.plan(submission, matter)
    context["needed"] = needed(submission, matter, today(), packaged_regime())
    context |= {"goes": [one for one in plan if one.goes], "stays": [one for one in plan if not one.goes]}
    return render(request, "intake/erase.html", context)
