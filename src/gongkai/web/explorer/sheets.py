"""What a page shows, as a plain table to take away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gongkai.law.regime import Regime
from gongkai.report.filing import Number, json_number
from gongkai.report.form import Form, editions, load_form
from gongkai.report.metrics import FEWEST_CASES
from gongkai.report.render.tables import TABLE_FORMATS
from gongkai.report.sorts import SORTS
from gongkai.web.bodies.models import Body
from gongkai.web.explorer.metrics import METRICS, Measure
from gongkai.web.explorer.selectors import Book, absence, counts

KINDS = ("csv", "xlsx", "json")
Value = str | Number | None


class Sheet(NamedTuple):
    """A title, columns (key and head) and rows."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]


def written(sheet: Sheet, kind: str, on: date) -> tuple[bytes, str]:
    """Bytes and media type in one of :data:`KINDS`; JSON carries the definitions as well."""
    if kind != "json":
        made = TABLE_FORMATS[kind]
        return made.write(sheet.title, [head for _, head in sheet.columns], sheet.rows), made.media_type
    keys = [key for key, _ in sheet.columns]
    content = {
        "title": sheet.title,
        "made_on": on.isoformat(),
        "columns": dict(sheet.columns),
        "rows": [{key: _plain(value) for key, value in zip(keys, row, strict=True)} for row in sheet.rows],
        "metrics": definitions() if set(keys) & METRICS.keys() else [],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode(), "application/json"


def _plain(value: Value) -> str | int | None:
    return value if isinstance(value, str) else json_number(value)


_LEAD = (("body", "机关"), ("year", "年度"), ("status", "报告"), ("digest", "报告校验值"))


def figures_sheet(title: str, book: Book, *, years: Iterable[int] | None = None, sums: bool = False) -> Sheet:
    """One row a body and year, one column a metric; with ``sums`` a row for all bodies of every year."""
    wanted = list(book.years if years is None else years)
    rows: list[list[Value]] = []
    for body in book.bodies:
        for year in wanted:
            one = book.held.get((body.pk, year))
            if one is not None:
                lead: list[Value] = [body.name, year, one.how, one.digest]
                rows.append(lead + [_value(metric.of(book.figures[body.pk, year])) for metric in METRICS.values()])
    for year in wanted if sums else ():
        many = list(book.of_year(year).values())
        total: list[Value] = ["合计", year, f"{len(many)}个机关", ""]
        rows.append(total + [_value(metric.over(many)) for metric in METRICS.values()])
    heads = [(key, f"{metric.name}（{metric.unit}）") for key, metric in METRICS.items()]
    return Sheet(title, [*_LEAD, *heads], rows)


def _value(measure: Measure) -> Value:
    return measure.value


def map_sheet(title: str, book: Book, year: int, on: date, regime: Regime) -> Sheet:
    """One row a body: whether a report is there, and how many findings of every kind."""
    columns = [("body", "机关"), ("year", "年度"), ("status", "报告"), *((key, s.name[0]) for key, s in SORTS.items())]
    rows: list[list[Value]] = []
    missing = {body.pk for body in book.missing(year)}
    for body in book.bodies:
        one = book.held.get((body.pk, year))
        if one is not None:
            rows.append([body.name, year, one.how, *counts(book.findings[body.pk, year]).values()])
        elif body.pk in missing:
            rows.append([body.name, year, absence(body, year, on, regime), *[None] * len(SORTS)])
    return Sheet(title, columns, rows)


def findings_sheet(title: str, body: Body, book: Book, year: int) -> Sheet:
    """One row a finding."""
    columns = [("body", "机关"), ("year", "年度"), ("sort", "种类"), ("code", "代码"), ("severity", "程度")]
    columns += [("doubtful", "存疑"), ("cells", "单元格"), ("message", "内容")]
    rows = [
        [
            body.name,
            year,
            SORTS[one.sort].name[0],
            one.code,
            one.severity_word,
            "是" if one.doubtful else "否",
            " ".join(one.cells),
            one.message,
        ]
        for one in book.findings.get((body.pk, year), ())
    ]
    return Sheet(title, columns, rows)


def newest_form() -> Form:
    """The form in whose words definitions are given."""
    return load_form(editions()[-1])


def definitions() -> list[dict[str, str]]:
    """Every metric with all that is said of it."""
    form = newest_form()
    return [
        {
            "key": key,
            "group": metric.group,
            "name": metric.name,
            "unit": metric.unit,
            "definition": metric.definition or metric.formula(form)[0],
            "cells": metric.formula(form)[1],
            "articles": "、".join(metric.articles(form)),
            "guard": f"分母不足{FEWEST_CASES}件的不排名" if metric.unit == "%" else "",
            "unsaid": metric.unsaid,
        }
        for key, metric in METRICS.items()
    ]


def metrics_sheet() -> Sheet:
    """One row a metric."""
    heads = ("代码", "组", "指标", "单位", "定义", "单元格", "依据", "样本量", "不能说明什么")
    rows = definitions()
    return Sheet("指标定义", list(zip(rows[0], heads, strict=True)), [list(row.values()) for row in rows])
