"""The district desk: who handed in, who is late, what is open, for every body below."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal, Severity, Verdict
from gongkai.law.regime import Regime, packaged_regime
from gongkai.report.identities import identities
from gongkai.report.verify import verify
from gongkai.web.annual import bridge, services
from gongkai.web.annual.models import Act, Report, Scope, State, Taken
from gongkai.web.annual.moves import HANDED_IN, acts_at
from gongkai.web.annual.pages import due_of
from gongkai.web.annual.selectors import permits
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of


class Row(NamedTuple):
    """One body: whether it handed in, whether its sums and words agree, how late it is, how often it was returned.

    ``brought``: it was published without the program, and only the file is here.
    """

    body: Body
    report: Report
    handed_in: bool
    sums: int | None
    words: int | None
    late: int
    returned: int
    reminded: int
    acts: tuple[Act, ...]
    brought: bool


class Desk(NamedTuple):
    """The rows, and how many of them are what."""

    rows: list[Row]
    handed_in: int
    brought: int
    late: int
    open: int
    returned: int


def desk_of(body: Body, year: int, on: date, regime: Regime) -> Desk:
    """The bodies below that owe a report for the year."""
    below = [one for one in bridge.members(body, year) if one.pk != body.pk]
    reports = Report.objects.filter(body__in=below, year=year, scope=Scope.OWN)
    reports = reports.select_related("frozen", "body").defer("frozen__snapshot").prefetch_related("steps", "taken_all")
    kept = {report.body_id: report for report in reports}
    rows = [_row(one, kept.get(one.pk) or Report(body=one, year=year), on, regime) for one in below]
    return Desk(
        rows,
        sum(row.handed_in for row in rows),
        sum(row.brought for row in rows),
        sum(row.late > 0 for row in rows),
        sum(bool(row.sums or row.words) for row in rows),
        sum(row.returned > 0 for row in rows),
    )


def _row(body: Body, report: Report, on: date, regime: Regime) -> Row:
    steps = Counter(step.act for step in report.steps.all()) if report.pk else Counter()
    taken = next((one for one in report.taken_all.all() if one.struck_on is None), None) if report.pk else None
    brought = report.state == State.DRAFTING and taken is not None and taken.use == Taken.Use.BEFORE
    handed_in = report.state in HANDED_IN or brought
    sums, words = _open(report, taken)
    days = (on - due_of(report, regime).due).days
    acts = tuple(act for act in acts_at(report) if act in (Act.ACCEPT, Act.RETURN))
    late = max(days, 0) if not handed_in else 0
    return Row(body, report, handed_in, sums, words, late, steps[Act.RETURN], steps[Act.REMIND], acts, brought)


def _open(report: Report, taken: Taken | None) -> tuple[int | None, int | None]:
    """How many findings of arithmetic, and of words against tables, the signed report has, or else the file read in.

    ``None`` where there is neither.
    """
    held = report.frozen or taken
    if held is None:
        return None, None
    filing = bridge.filing_from(held.content)
    codes = {rule.code for rule in identities(filing.form)}
    found = [one for one in verify(filing) if one.verdict is Verdict.FAIL and one.severity is not Severity.NOTE]
    return (
        sum(one.code in codes or one.severity is Severity.ERROR for one in found),
        sum(one.code.startswith("S") for one in found),
    )


def desks_page(request: HttpRequest) -> HttpResponse:
    """Whose desk: of several bodies one is chosen, a single one is not asked for."""
    bodies, year = list(bodies_with(request.user, Ability.SUPERVISE)), today().year - 1
    if len(bodies) == 1:
        return _desk(request, bodies[0], year)
    return render(request, "annual/desks.html", {"bodies": bodies, "year": year})


def desk_page(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The matrix of bodies."""
    return _desk(request, _supervised(request, pk), year)


def _supervised(request: HttpRequest, pk: int) -> Body:
    """A body whose people supervise those below it."""
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    if not bodies_with(request.user, Ability.SUPERVISE).filter(pk=body.pk).exists():
        raise PermissionDenied
    return body


def _desk(request: HttpRequest, body: Body, year: int, *, status: int = 200, **more: Any) -> HttpResponse:
    try:
        desk = desk_of(body, year, today(), packaged_regime())
    except Refusal as refused:
        raise Http404(refused.reason[0]) from None
    years = [one for one in range(today().year, today().year - 4, -1) if one >= 2019]
    context = {"body": body, "year": year, "years": years, "desk": desk, "token": uuid4().hex}
    return render(request, "annual/desk.html", context | more, status=status)


@require_POST
def remind_page(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Remind one body of its report."""
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    if not permits(request.user, body, Ability.SUPERVISE):
        raise PermissionDenied
    above = body.parent
    token = token_of(request)
    assert above is not None
    try:
        told = services.report_remind(body=body, year=year, actor=request.user, on=today(), token=token)
    except Refusal as refused:
        return _desk(request, above, year, status=409, refused=refused)
    messages.success(request, f"已提醒{body.name}（{told}人）" if told else f"{body.name}已经提醒过")
    return redirect("desk", pk=above.pk, year=year)


def area_parts(report: Report, cell: str) -> list[tuple[Body, Any]]:
    """The bodies that were added up for a cell of a consolidated report, those with most first."""
    added = bridge.added_frozen(report.body, report.year)
    parts = [(frozen.report.body, bridge.filing_of(frozen).values.get(cell)) for frozen in added]
    return sorted(parts, key=lambda part: (part[1] is None, -(part[1] or 0), part[0].pk))
