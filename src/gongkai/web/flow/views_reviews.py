"""Pages of the statistic of legal reviews: the figures, the list behind each, the workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.law.regime import packaged_regime
from gongkai.report.render.table_xlsx import render_table
from gongkai.web.cases import selectors
from gongkai.web.flow import reviews
from gongkai.web.kernel.clock import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reviews_page(request: HttpRequest) -> HttpResponse:
    """法制审核统计: by body, for a year."""
    bodies, year = selectors.reading(request.user), _year(request)
    rows = reviews.rows(bodies, year, packaged_regime().calendar)
    context = {
        "year": year,
        "years": sorted({*reviews.years(bodies), today().year}, reverse=True),
        "heads": [words for words, _ in reviews.FIGURES.values()],
        "groups": list(reviews.GROUPS.values()),
        "rows": [(row, list(row.figures.items()), list(row.groups.items())) for row in rows],
    }
    return render(request, "flow/reviews.html", context)


def reviews_list(request: HttpRequest) -> HttpResponse:
    """The reviews behind a figure."""
    asked, figure = request.GET.get("body", ""), request.GET.get("figure", "times")
    bodies = [body for body in selectors.reading(request.user) if asked in ("", str(body.pk))][:1]
    if not bodies or figure not in {**reviews.FIGURES, **reviews.GROUPS}:
        raise Http404
    year = _year(request)
    words = reviews.GROUPS.get(figure) or reviews.FIGURES[figure][0]
    some = reviews.chosen(reviews.reviews(bodies, year, packaged_regime().calendar), figure)
    return render(request, "flow/review_list.html", {"rows": some, "body": bodies[0], "year": year, "words": words})


def reviews_file(request: HttpRequest) -> HttpResponse:
    """The figures as a workbook."""
    year = _year(request)
    rows = reviews.rows(selectors.reading(request.user), year, packaged_regime().calendar)
    heads = [
        "机关", "办结的申请（件）", *(words for words, _ in reviews.FIGURES.values()),
        *(f"其中：{words}" for words in reviews.GROUPS.values()), "用时中位数（工作日）", "最长用时（工作日）",
    ]  # fmt: skip
    table = [
        [row.body.name, *map(_said, (row.answered, *row.figures.values(), *row.groups.values(), *row.took))]
        for row in rows
    ]
    answer = HttpResponse(render_table(f"法制审核{year}", heads, table), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="reviews-{year}.xlsx"'
    return answer


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and asked > "1999" else today().year


def _said(count: float | None) -> str:
    return "" if count is None else str(count)
