"""The year as the form prints it; a cell opens what is behind it; the report moved on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.report.checks.years import carried
from gongkai.report.filing import Origin, SectionText, Trace
from gongkai.report.narrative.tokens import Typed
from gongkai.report.render import FORMATS
from gongkai.web.annual import bridge, selectors, services
from gongkai.web.annual.desk import area_parts
from gongkai.web.annual.forms import EntryForm
from gongkai.web.annual.models import Act, Publication, Report, Scope, State
from gongkai.web.annual.moves import MOVES, handed_in
from gongkai.web.annual.pages import ORIGINS, Page, Shown, due_of, file_of, names_of, page_of
from gongkai.web.annual.prose import Author, Sentence, paragraphs, raws_of, typed_in
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_below, bodies_of
from gongkai.web.cases.models import Matter
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of


def bodies_page(request: HttpRequest) -> HttpResponse:
    """Which body, which year, and where each report stands."""
    year = today().year
    years = (year, year - 1, year - 2)
    bodies = list(bodies_of(request.user))
    reports = Report.objects.filter(body__in=bodies, year__in=years)
    states = {(one.body_id, one.year, one.scope): one.get_state_display() for one in reports}
    rows = [
        (body, [(one, *(states.get((body.pk, one, scope), "") for scope in Scope)) for one in years]) for body in bodies
    ]
    above = set(Body.objects.filter(parent__in=bodies).values_list("parent", flat=True))
    context = {"rows": rows, "years": years, "above": above, "supervises": bodies_below(request.user).exists()}
    return render(request, "annual/bodies.html", context)


def year_page(request: HttpRequest, pk: int, year: int, scope: str) -> HttpResponse:
    """The tables, the words, what was found, what may be done."""
    return shown(request, page_for(request, pk, year, scope))


def shown(request: HttpRequest, page: Page, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a report, with a refusal or not."""
    report = page.report
    acts = [(act, MOVES[act].reason) for act in selectors.acts_for(request.user, report)]
    due = due_of(report, packaged_regime())
    steps = list(report.steps.select_related("by")) if report.pk else []
    drafts = report.state == State.DRAFTING
    wrong = services.errors_open(report, page.draft) if drafts else []
    gaps = services.gaps_open(page.draft) if drafts else []
    context = {
        "page": page,
        "report": report,
        "body": report.body,
        "year": report.year,
        "title": title_of(report),
        "sections": _sections(page),
        "typed": _typed(page),
        "findings": page.findings(),
        "differs": [(page.filing.form.cells[cell], pair) for cell, pair in page.differs.items()],
        "wrong": len(wrong),
        "gaps": gaps,
        "still": len(wrong) + len(gaps),
        "acts": acts,
        "due": due,
        "left": max((due.due - today()).days, 0),
        "late": max((today() - due.due).days, 0),
        "handed_in": handed_in(report),
        "steps": steps,
        "publications": list(report.publications.order_by("-revision")) if report.pk else [],
        "edits": report.state == State.DRAFTING and selectors.permits(request.user, report.body, Ability.WRITE),
        "last": "last" in request.GET,
        "formats": FORMATS,
        "taken": bridge.taken_of(report),
        "token": uuid4().hex,
    }
    if report.scope == Scope.AREA:
        context |= area_context(page)
    return render(request, "annual/year.html", context | more, status=status)


def area_context(page: Page) -> dict[str, Any]:
    """What a consolidated report shows beside: who is missing, and where the area's figure is not the sum."""
    report, draft = page.report, page.draft
    owing = bridge.members(report.body, report.year)
    missing = [body for body in owing if body.name not in draft.counted]
    apart = []
    for name in page.entries:
        if name in draft.computed:
            whole, given = draft.computed[name], draft.filing.values[name]
            gap = given - whole if given is not None and whole is not None else None
            apart.append((draft.filing.form.cells[name], whole, given, gap))
    shown_apart = [row for row in apart if row[3] != 0]
    return {"members": owing, "missing": missing, "apart": shown_apart}


def _sections(page: Page) -> list[tuple[SectionText, list[list[Sentence]], list[list[Shown]] | None]]:
    """The six sections as printed: words, while they are drafted with chips and doubts, or a table."""
    tables = iter(page.tables())
    raws = raws_of(page.draft) if page.report.frozen is None else {}
    typed = selectors.typed_by(page.report, raws)
    holding = {section.key for section in page.filing.form.sections if section.table is not None}
    return [
        (
            section,
            paragraphs(page.draft, section.key, raws.get(section.key, ""), typed),
            next(tables) if section.key in holding else None,
        )
        for section in page.filing.sections
    ]


def _typed(page: Page) -> list[tuple[str, list[tuple[Typed, Author | None]]]]:
    """By section, the numbers that somebody typed, each with its source: also after the signature."""
    raw = page.draft.raw
    who = selectors.typed_by(page.report, raw)
    titles = {section.key: section.title for section in page.filing.form.sections}
    found = ((titles[key], [(one, who.get(one.written)) for one in typed_in([text])]) for key, text in raw.items())
    return [(title, some) for title, some in found if some]


def cell_page(request: HttpRequest, pk: int, year: int, scope: str, cell: str) -> HttpResponse:
    """The matters behind one cell, or the bodies."""
    page = page_for(request, pk, year, scope)
    return render(request, "annual/cell.html", cell_context(request, page, cell))


def cell_context(request: HttpRequest, page: Page, cell: str) -> dict[str, Any]:
    """What the page of a cell shows.  Raises 404 for a cell that the form does not have."""
    report = page.report
    if cell not in page.filing.form.cells:
        raise Http404
    matters = Matter.objects.filter(body=report.body, number__in=page.matters.get(cell, ())).order_by("number")
    return {
        "page": page,
        "report": report,
        "body": report.body,
        "year": report.year,
        "title": title_of(report),
        "cell": page.filing.form.cells[cell],
        "value": page.filing.values[cell],
        "computed": page.draft.computed.get(cell),
        "entry": page.entries.get(cell),
        "struck": report.entries.filter(cell=cell).exclude(struck_on=None) if report.pk else (),
        "edits": report.state == State.DRAFTING and selectors.permits(request.user, report.body, Ability.WRITE),
        "matters": matters,
        "trace": _trace(page, cell),
        "last": page.draft.before.values.get(cell) if page.draft.before else None,
        "differs": page.differs.get(cell),
        "found": [told for told in page.findings() if cell in told.found.cells],
        "token": uuid4().hex,
        "parts": area_parts(report, cell) if report.scope == Scope.AREA else (),
        "offer": (offer := _offer(page, cell)),
        "form": EntryForm(page.filing.form.cells[cell], initial=offer or {}),
    }


def _offer(page: Page, cell: str) -> dict[str, Any]:
    """What last year's report says the cell must be, with its source, for whoever enters it; nothing if it agrees."""
    before = page.draft.before
    found = carried(page.filing.form, before, cell) if before is not None else None
    if before is None or found is None or cell in page.entries or found[0] == page.filing.values[cell]:
        return {}
    label = before.form.cells[found[1]].label
    return {
        "value": found[0],
        "source": f"{before.year}年度报告“{label}”（{bridge.before_words(page.report)}）"[:200],
        "reason": "与上年度报告结转下年度继续办理的件数衔接",
    }


def _trace(page: Page, cell: str) -> tuple[str, Trace] | None:
    """How a cell of a report that was read from a file was had, in words."""
    trace = page.filing.traces.get(cell)
    if trace is None or trace.origin in (Origin.COMPILED, Origin.BLANK) or bridge.taken_for(page.report) is None:
        return None
    return ORIGINS[trace.origin], trace


def check_page(request: HttpRequest, pk: int, year: int, scope: str) -> HttpResponse:
    """Whether what was signed is still what was signed, and what the ledger makes of it."""
    report = report_for(request, pk, year, scope)
    frozen = report.frozen
    faults = selectors.frozen_faults(frozen, packaged_regime()) if frozen is not None else []
    context = {"report": report, "title": title_of(report), "frozen": frozen, "faults": faults}
    return render(request, "annual/check.html", context | {"names": names_of(scope), "body": report.body, "year": year})


def file_page(request: HttpRequest, pk: int, year: int, scope: str, name: str) -> HttpResponse:
    """The report as a file: what was signed, or the draft, marked as one."""
    if name not in FORMATS:
        raise Http404
    report = report_for(request, pk, year, scope)
    title = title_of(report) if report.frozen is not None else f"{title_of(report)}（草稿）"
    return _file(file_of(report, name, packaged_regime()), name, title)


@login_not_required
def published_page(_request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A published revision in one format, for everybody."""
    publication = get_object_or_404(Publication.objects.select_related("report__body", "frozen"), pk=pk)
    if name not in FORMATS:
        raise Http404
    title = title_of(publication.report) + (f"（第{publication.revision}版）" if publication.revision > 1 else "")
    response = _file(selectors.published_file(publication, name), name, title, inline=name == "html")
    # The page brings its own style sheet and nothing else.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_POST
def move_page(request: HttpRequest, pk: int, year: int, scope: str, act: Act) -> HttpResponse:
    """Move the report on; a refusal is shown on the report's own page, with the reason that was typed."""
    report = report_for(request, pk, year, scope)
    if not selectors.permits(request.user, report.body, MOVES[act].ability):
        raise PermissionDenied
    given: dict[str, Any] = {name: request.POST.get(name, "")[:1000] for name in ("reason", "seen")}
    given["token"] = token_of(request)
    given |= {"actor": request.user, "on": today(), "regime": packaged_regime()}
    try:
        services.report_move(body=report.body, year=year, scope=scope, act=act, **given)
    except Refusal as refused:
        page = page_of(report_for(request, pk, year, scope), packaged_regime())
        more = {"refused_act": act, "refused_word": act.label, "reason": given["reason"]}
        return shown(request, page, status=409, refused=refused, **more)
    messages.success(request, f"{title_of(report)}：{act.label}")
    return redirect(names_of(scope)["year"], pk=pk, year=year)


def report_for(request: HttpRequest, pk: int, year: int, scope: str) -> Report:
    """The report of a body that the person may read; 404 otherwise."""
    return bridge.report_of(get_object_or_404(bodies_of(request.user), pk=pk), year, scope)


def page_for(request: HttpRequest, pk: int, year: int, scope: str) -> Page:
    """Its page; 404 for a year that has no form."""
    report = report_for(request, pk, year, scope)
    try:
        return page_of(report, packaged_regime())
    except Refusal as refused:
        if refused.code == "no-edition":
            raise Http404(refused.reason[0]) from None
        raise


def title_of(report: Report) -> str:
    """As it is printed on top."""
    return f"{bridge.agency_of(report.body, report.scope)}{report.year}年政府信息公开工作年度报告"


def _file(content: bytes, name: str, title: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[name].media_type)
    filename = f"{title}{FORMATS[name].suffix}"
    response["Content-Disposition"] = content_disposition_header(not inline, filename) or ""
    return response
