"""``gongkai explain``: what a finding, a cell or an edition means, and which article says so."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from gongkai.cli import console
from gongkai.cli.catalogue import kinds
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, language, message, spoken
from gongkai.finding import Finding, FindingKind
from gongkai.report.filing import Number, make_filing
from gongkai.report.form import Cell, Form, editions, load_form
from gongkai.report.identities import Identity, identities
from gongkai.report.verify import verify

HELP = _(
    "解释一个问题代码、一个单元格或一版格式：含义、依据、处理办法。\n\n"
    "示例：\n\n"
    "  gongkai explain A3               问题代码\n\n"
    "  gongkai explain t3.u1.total      单元格名称\n\n"
    "  gongkai explain 2021             格式版本\n\n"
    "  gongkai explain                  列出全部问题代码"
)


def explain(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help=_("问题代码、单元格名称或格式版本"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象"))] = False,
) -> None:
    """Explain a code of a finding, the name of a cell, or an edition; without one, list all codes."""
    forms = [load_form(edition) for edition in editions()]
    if code is not None:
        code = _known(code, forms)
    if as_json:
        console.line(json.dumps(meaning(code, forms), ensure_ascii=False))
    elif code is None:
        for kind in kinds().values():
            severity = console.standing_markup(kind.severity)
            console.out().print(f"{console.fitted(kind.code, 24)} {severity} {console.plain(spoken(kind.title))}")
    elif code in kinds():
        explain_kind(kinds()[code], forms[-1])
    elif code in editions():
        explain_form(load_form(code))
    else:
        explain_cell([(form, form.cells[code]) for form in forms if code in form.cells])


def _known(code: str, forms: list[Form]) -> str:
    """The code as it is spelt, whatever its case; :class:`UsageError` with suggestions where there is none."""
    names = {
        name.casefold(): name
        for name in (*kinds(), *editions(), *dict.fromkeys(cell for form in forms for cell in form.cells))
    }
    if name := names.get(code.strip().casefold()):
        return name
    near = [names[name] for name in get_close_matches(code.casefold(), names, n=3)]
    hint = _("；是否指 {}？").format("、".join(near)) if near else ""
    raise UsageError(_("没有代码“{}”").format(code) + hint)


def meaning(code: str | None, forms: list[Form]) -> dict[str, Any]:
    """The object of what is explained: a kind of finding, an edition, a cell; without a code, all kinds."""
    if code is None:
        return {"kinds": [kind_json(kind) for kind in kinds().values()]}
    if code in kinds():
        return kind_json(kinds()[code])
    if code in editions():
        form = load_form(code)
        years = {"first_year": form.first_year, "last_year": form.last_year}
        return {"edition": code, "title": form.title, "notice": form.notice, **years, "cells": list(form.cells)}
    holders = [form for form in forms if code in form.cells]
    form, cell = holders[-1], holders[-1].cells[code]
    return {
        "cell": code,
        "label": cell.label,
        "table": form.table(cell.table).title,
        "unit": cell.unit,
        "article": cell.line.article,
        "editions": [holder.edition for holder in holders],
        "identities": {rule.name: equation(rule) for rule in identities(form) if code in rule.cells},
    }


def kind_json(kind: FindingKind) -> dict[str, Any]:
    """The object of a kind of finding, in both languages."""
    return {
        "code": kind.code,
        "severity": str(kind.severity),
        "title": kind.title[0],
        "title_en": kind.title[1],
        "advice": kind.advice[0],
        "advice_en": kind.advice[1],
        "cites": list(kind.cites),
    }


def _field(word: str, text: str) -> None:
    if text:
        console.out().print(f"{console.fitted(word, 10)}{console.plain(text)}")


def explain_kind(kind: FindingKind, form: Form) -> None:
    """A kind of finding: severity, title, an equation and a message of its own, what to do, article or notice."""
    console.out().print(
        f"[bold]{kind.code}[/]  {console.standing_markup(kind.severity)}  {console.plain(spoken(kind.title))}"
    )
    rules = [rule for rule in identities(form) if rule.code == kind.code]
    if rules:
        _field(_("等式"), equation(rules[0]) + (_(" 等 {} 条").format(len(rules)) if len(rules) > 1 else ""))
    if found := example(kind.code, form):
        _field(_("例如"), message(found))
    else:
        _field(_("消息"), blank_fields(spoken(kind.template)))
    _field(_("办法"), spoken(kind.advice))
    _field(_("依据"), "；".join(kind.cites))


def example(code: str, form: Form) -> Finding | None:
    """A finding of that code, made by breaking the first identity it stands for in a report of zeros."""
    for rule in identities(form):
        if rule.code == code:
            values: dict[str, Number | None] = dict.fromkeys(form.cells, 0)
            broken = make_filing(form, {**values, rule.left[0]: 1}, agency=None, year=form.first_year)
            return next((finding for finding in verify(broken) if finding.code == code), None)
    return None


def blank_fields(template: str) -> str:
    """A message whose facts are left open: ``新收……件``."""
    return re.sub(r"(?:\{[^{}]*\})+", "……" if language() == "zh" else "…", template)


def explain_cell(cells: list[tuple[Form, Cell]]) -> None:
    """A cell: where it stands, in what unit, under which article, and the identities it is part of."""
    form, cell = cells[-1]
    console.out().print(f"[bold]{cell.name}[/]  {console.plain(cell.label)}")
    _field(_("表"), form.table(cell.table).title)
    _field(_("分组"), " / ".join((*cell.line.under, *cell.column.under)))
    _field(_("单位"), cell.unit)
    _field(_("条款"), cell.line.article or "")
    _field(_("格式版本"), "、".join(holder.edition for holder, _cell in cells))
    for identity in identities(form):
        if cell.name in identity.cells:
            _field(identity.name, equation(identity))


def equation(identity: Identity) -> str:
    """An identity as an equation over the names of cells."""
    return f"{' + '.join(identity.left)} = {' + '.join(identity.right)}"


def explain_form(form: Form) -> None:
    """An edition: its title and notice, the years it is for, its tables."""
    console.out().print(f"[bold]{form.edition}[/]  {console.plain(form.title)}（{form.notice}）")
    last = str(form.last_year) if form.last_year else _("至今")
    _field(_("适用年度"), f"{form.first_year}–{last}")
    for table in form.tables:
        cells = sum(cell.table == table.key for cell in form.cells.values())
        _field(table.key, _("{}：{} 行 {} 列 {} 格").format(table.title, len(table.lines), len(table.columns), cells))
    _field(_("勾稽关系"), _("{} 条").format(len(identities(form))))
