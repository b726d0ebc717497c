"""Pages of the portal: parse, call, answer.  Everybody may read them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from gongkai.finding import Refusal
from gongkai.law.duties import Owes, duties
from gongkai.law.instruments import register
from gongkai.law.receipt import NAMES
from gongkai.law.regime import packaged_regime
from gongkai.report.render import charts
from gongkai.web.annual.selectors import published, published_files
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import columns_fresh
from gongkai.web.intake.forms import Ask
from gongkai.web.intake.limits import network_of
from gongkai.web.intake.services import found_by_code
from gongkai.web.kernel.clock import now, today
from gongkai.web.portal import selectors
from gongkai.web.portal.apply import open_page
from gongkai.web.portal.progress import outlook, told

PAGE = 20
RULES = ("条例", "处理费办法", "30号", "19号", "235号", "复议法", "行诉法", "2025解释", "保密法", "个保法")
"""The texts that the rules page names, as far as they are in force."""
OWES = {Owes.ALL: "各机关", Owes.CITY_COUNTY: "市县政府及其部门还应当公开", Owes.TOWNSHIP: "乡镇政府还应当公开"}


@login_not_required
def home_page(request: HttpRequest) -> HttpResponse:
    """The disclosure platform: search, apply, ask, the five statutory columns, what is new, this year's figures."""
    on = today()
    columns_fresh(on=on, regime=packaged_regime())
    newest = selectors.items(selectors.public_matters()[: selectors.NEWEST], on)
    return render(request, "portal/home.html", {"newest": newest, "year": on.year, "figures": _figures(on.year)})


@login_not_required
def guide_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """公开指南: whom to ask, how, how long it takes, what it costs, and what can be done against an answer."""
    bodies = selectors.public_bodies(today())
    body = get_object_or_404(bodies, pk=pk) if pk is not None else bodies.first()
    context = {"bodies": bodies, "body": body, "outlook": outlook(today(), packaged_regime()), "channels": NAMES}
    return render(request, "portal/guide.html", context)


@login_not_required
def rules_page(request: HttpRequest) -> HttpResponse:
    """公开制度: the texts that bind the bodies, and what they must publish without being asked."""
    on, known = today(), register()
    texts = [known[key] for key in RULES if key in known and known[key].applies_on(on)]
    groups = [(words, [duty for duty in duties() if duty.owes is owes]) for owes, words in OWES.items()]
    return render(request, "portal/rules.html", {"texts": texts, "groups": groups})


@login_not_required
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """法定主动公开内容: what was made public, by body, with search."""
    columns_fresh(on=today(), regime=packaged_regime())
    bodies, words = selectors.public_bodies(today()), request.GET.get("q", "")[:100]
    asked = request.GET.get("body", "")
    body = bodies.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    matters = selectors.public_matters(body=body.pk if body else None, words=words)
    page = Paginator(matters, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "items": selectors.items(page.object_list, today()), "words": words}
    return render(request, "portal/catalogue.html", context | {"bodies": bodies, "body": body})


@login_not_required
def item_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One item or document: title, number, day, whether it is in force."""
    shown = selectors.items([get_object_or_404(Matter.objects.select_related("body"), pk=pk)], today())
    if not shown:
        raise Http404
    return render(request, "portal/item.html", {"item": shown[0]})


@login_not_required
def reports_page(request: HttpRequest) -> HttpResponse:
    """年度报告: by year and body, a correction beside what it corrects."""
    page = Paginator(published(), PAGE).get_page(request.GET.get("page"))
    files = published_files(page.object_list)
    return render(request, "portal/reports.html", {"page": page, "shown": [(one, files[one.pk]) for one in page]})


@login_not_required
def statistics_page(request: HttpRequest) -> HttpResponse:
    """统计: drawn here, with the figures in a table under each picture."""
    on = today()
    months, outcomes = selectors.by_month(on.year, on.month), selectors.by_outcome(on.year)
    bodies, years = selectors.by_body(on.year), sorted(outcomes)
    series = [
        charts.Series(words, [outcomes[year][group] for year in years]) for group, words in selectors.GROUPS.items()
    ]
    drawn = [
        _chart("months", f"{on.year}年各月收到申请（件）", charts.line, months),
        _chart("bodies", f"{on.year}年收到申请较多的机关（件）", charts.bars, bodies),
    ]
    names = [f"{year}年" for year in years]
    context = {
        "year": on.year,
        "figures": _figures(on.year),
        "drawn": drawn,
        "stacked": mark_safe(charts.stacked("outcomes", "各年申请的办理结果（件）", names, series)) if years else "",
        "groups": list(selectors.GROUPS.values()),
        "rows": [(f"{year}年", [outcomes[year][group] for group in selectors.GROUPS]) for year in years],
    }
    return render(request, "portal/statistics.html", context)


@open_page
def progress_page(request: HttpRequest) -> HttpResponse:
    """查进度: by number and query code; nobody learns which of the two was wrong."""
    form = Ask(request.POST or None, initial={"number": request.GET.get("number", "")[:30]})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            given = {name: form.cleaned_data[name] for name in ("number", "code")}
            found = found_by_code(network=network_of(request), at=now(), **given)
        except Refusal as refused:
            return render(request, "portal/progress.html", context | {"refused": refused}, status=429)
        if found is None:
            context["unknown"] = True
        else:
            context |= {"submission": found, "told": told(found, today(), packaged_regime())}
    return render(request, "portal/progress.html", context)


def _figures(year: int) -> list[tuple[str, int]]:
    counted = selectors.figures(year)
    return [
        ("收到申请", counted.received),
        ("办结申请", counted.answered),
        ("全部或者部分公开", counted.given),
        ("主动公开信息", counted.published),
    ]


def _chart(key: str, title: str, draw: Any, rows: list[tuple[str, int]]) -> dict[str, Any]:
    # Every word in the picture is escaped by the drawing functions.
    return {"title": title, "svg": mark_safe(draw(key, title, rows)), "rows": rows}
