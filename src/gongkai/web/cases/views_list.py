"""The list of matters: filtered, kept as a view, handed out, taken away as a workbook; and the day's lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.report.render.table_xlsx import render_table
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with, may, people_with
from gongkai.web.cases import columns_shown, search, selectors, services, waiting
from gongkai.web.cases.assignments import matters_assign
from gongkai.web.cases.filters import GROUPS, SORTS, Asked, Cursor, narrowed, sorted_by
from gongkai.web.cases.models import Matter, SavedView
from gongkai.web.cases.selectors import Standing, may_write, standings
from gongkai.web.cases.words import KINDS
from gongkai.web.kernel.clock import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACES = ("after", "before")
MOST_CHOSEN = 200
MOST_EXPORTED = 20_000
MOST_VIEWS = 30
_CHUNK = 500


class Wanted(NamedTuple):
    """What a request asks of a list."""

    form: Asked
    bodies: list[Body]
    matters: Any
    sort: str
    columns: list[str]


def today_page(request: HttpRequest) -> HttpResponse:
    """今日: what is late, due, soon, and owed by others; what waits for me; the figures of those whom one leads."""
    on, regime = today(), packaged_regime()
    services.columns_fresh(on=on, regime=regime)
    bodies = selectors.reading(request.user)
    lists = selectors.today_lists(bodies, on, regime)
    _note_broken([one for some in lists for one in some.rows])
    led = selectors.bodies_led(request.user, bodies)
    shown = columns_shown.chosen((), bodies=len(bodies))
    context = {
        "lists": [(GROUPS[some.stage], some, columns_shown.table(some.rows, shown)) for some in lists],
        "figures": selectors.figures_of(led, on, regime) if led else [],
        "month": on.replace(day=1),
        "mine": selectors.mine(request.user, bodies),
        "waiting": waiting.waiting_for(request.user),
        "broken": selectors.broken_count(bodies),
        "can_write": may_write(request.user, bodies, on),
    }
    return render(request, "cases/today.html", context)


def list_page(request: HttpRequest) -> HttpResponse:
    """Matters with filters that stay in the address."""
    wanted = _wanted(request, request.GET)
    places = {name: Cursor.read(request.GET.get(name, "")) for name in PLACES}
    counted = None
    if wanted.form.given.keys() <= {"q", "sort"} and wanted.sort != "due":
        keys = [body.pk for body in wanted.bodies]
        counted = search.counted(wanted.form.given.get("q", ""), keys, selectors.MOST_COUNTED + 1)
    page = selectors.page_of(wanted.matters, wanted.sort, **places, counted=counted)
    rows = standings(selectors.with_bodies(page.rows, wanted.bodies), today(), packaged_regime())
    _note_broken(rows)
    kept = request.GET.copy()
    for name in PLACES:
        kept.pop(name, None)
    kind = wanted.form.given.get("kind")
    context = {
        "page": page,
        "rows": rows,
        "table": columns_shown.table(rows, wanted.columns),
        "form": wanted.form,
        "words": wanted.form.given.get("q", ""),
        "kind": kind,
        "title": next((word for key, word in KINDS.items() if key.value == kind), "事项"),
        "query": kept.urlencode(),
        "columns": [(name, column.words, name in wanted.columns) for name, column in columns_shown.COLUMNS.items()],
        "views": _kept_views(request),
        "can_write": may_write(request.user, wanted.bodies, today()),
    }
    return render(request, "cases/list.html", context)


def export_page(request: HttpRequest) -> HttpResponse:
    """The filtered list, or the chosen rows of it, as a workbook."""
    wanted = _wanted(request, request.GET)
    matters = wanted.matters
    if chosen := _keys(request.GET.getlist("matter")):
        matters = matters.filter(pk__in=chosen)
    keys = list(sorted_by(matters, wanted.sort).values_list("pk", flat=True)[: MOST_EXPORTED + 1])
    if len(keys) > MOST_EXPORTED:
        raise Refusal(
            "too-many",
            (f"符合条件的事项超过{MOST_EXPORTED}件，不能一次导出", f"more than {MOST_EXPORTED} matters"),
            ("请用收件日期等条件分段导出", "narrow it down by days"),
        )
    names = wanted.columns
    heads = ["编号", *(columns_shown.COLUMNS[name].words for name in names)]
    data = render_table("事项", heads, _exported(keys, names))
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="matters-{today():%Y%m%d}.xlsx"'
    return answer


def _exported(keys: Sequence[int], names: Sequence[str]) -> Iterator[list[str]]:
    on, regime = today(), packaged_regime()
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        found = Matter.objects.filter(pk__in=some).select_related("body", "handler").in_bulk()
        for row in columns_shown.table(standings([found[key] for key in some], on, regime), names).rows:
            yield [row.one.matter.number, *(cell.text for cell in row.cells)]


def assign_page(request: HttpRequest) -> HttpResponse:
    """Hand the chosen matters to somebody of their body."""
    asked = request.POST if request.method == "POST" else request.GET
    if not bodies_with(request.user, Ability.WRITE).exists():
        raise PermissionDenied
    keys = _keys(asked.getlist("matter"))
    chosen = list(selectors.matters_of(request.user).filter(pk__in=keys).select_related("handler").order_by("pk"))
    if len(chosen) != len(keys) or not all(
        may(request.user, body, Ability.WRITE) for body in {one.body_id for one in chosen}
    ):
        raise Http404
    people = {one.pk: one for body in {one.body_id for one in chosen} for one in people_with(body, Ability.WRITE)}
    back = _inside(asked.get("back", ""))
    context: dict[str, Any] = {"chosen": chosen, "people": people.values(), "back": back}
    if request.method == "POST" and chosen and asked.get("handler"):
        given = str(asked["handler"])
        handler = request.user if given == "me" else people.get(next(iter(_keys([given])), 0))
        if handler is None and given != "none":
            raise Http404
        try:
            moved = matters_assign(keys=keys, handler=handler, actor=request.user)
        except Refusal as refused:
            return render(request, "cases/assign.html", context | {"refused": refused})
        messages.success(request, f"已分派{moved}件事项。")
        return redirect(f"{reverse('matters')}?{back}")
    return render(request, "cases/assign.html", context)


@require_POST
def view_page(request: HttpRequest) -> HttpResponse:
    """Keep the filters under a name, or drop a kept view."""
    user: Any = request.user
    query = _inside(request.POST.get("query", ""))
    if drop := _keys(request.POST.getlist("drop")):
        _views(request.user).filter(pk__in=drop).delete()
        request.session.pop("views", None)
        messages.success(request, "已删除保存的视图。")
        return redirect(f"{reverse('matters')}?{query}")
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:30]
    if not name:
        messages.error(request, "请为视图起个名称。")
    elif _views(request.user).exclude(name=name).count() >= MOST_VIEWS:
        messages.error(request, f"最多保存{MOST_VIEWS}个视图，请先删除不用的。")
    elif len(query) > SavedView._meta.get_field("query").max_length:  # type: ignore[operator]
        messages.error(request, "筛选条件过长，不能保存。")
    else:
        request.session.pop("views", None)
        SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})
        messages.success(request, f"已保存视图“{name}”。")
    return redirect(f"{reverse('matters')}?{query}")


def _wanted(request: HttpRequest, asked: QueryDict) -> Wanted:
    on, regime = today(), packaged_regime()
    services.columns_fresh(on=on, regime=regime)
    bodies = selectors.reading(request.user)
    form = Asked(asked, bodies)
    matters = narrowed(Matter.objects.all(), form.given, bodies, on, regime, request.user)
    columns = columns_shown.chosen(asked.getlist("cols"), bodies=len(bodies))
    sort = form.given.get("sort", "new")
    return Wanted(form, bodies, matters, sort if sort in SORTS else "new", columns)


def _views(user: Any) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user=user)


def _kept_views(request: HttpRequest) -> list[list[Any]]:
    """The person's views, asked for once in a session and after each change: they stand above every list."""
    known: list[list[Any]] | None = request.session.get("views")
    if known is None:
        known = [list(row) for row in _views(request.user).values_list("pk", "name", "query")]
        request.session["views"] = known
    return known


def _keys(written: Sequence[str]) -> list[int]:
    return sorted({int(key) for key in written[:MOST_CHOSEN] if key.isdecimal() and len(key) < 19})


def _inside(query: str) -> str:
    """A query of the list with what a list knows and nothing else."""
    kept = QueryDict(query[:4000].replace("\x00", ""), mutable=True)
    for name in list(kept):
        if name not in Asked.base_fields and name != "cols":
            del kept[name]
    return kept.urlencode()


def _note_broken(rows: Sequence[Standing]) -> None:
    fresh = [one.matter.pk for one in rows if one.broken and not one.matter.broken]
    if fresh:
        services.broken_note(keys=fresh)
