"""``gongkai explain``: what a finding, a cell or an edition means, and which article says so."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from gongkai.cli import console
from gongkai.cli.catalogue import kinds
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, spoken
from gongkai.finding import FindingKind
from gongkai.report.form import Cell, Form, editions, load_form
from gongkai.report.identities import Identity, identities

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
) -> None:
    """Explain a code of a finding, the name of a cell, or an edition; without one, list all codes."""
    if code is None:
        for kind in kinds().values():
            severity = console.standing_markup(kind.severity)
            console.out().print(f"{console.fitted(kind.code, 24)} {severity} {console.plain(spoken(kind.title))}")
        return
    forms = [load_form(edition) for edition in editions()]
    cells = [(form, form.cells[code]) for form in forms if code in form.cells]
    if code in kinds():
        explain_kind(kinds()[code])
    elif cells:
        explain_cell(cells)
    elif code in editions():
        explain_form(load_form(code))
    else:
        raise UsageError(_not_known(code, forms))


def _not_known(code: str, forms: list[Form]) -> str:
    names = [*kinds(), *editions(), *dict.fromkeys(cell for form in forms for cell in form.cells)]
    near = get_close_matches(code, names, n=3)
    hint = _("；是否指 {}？").format("、".join(near)) if near else ""
    return _("没有代码“{}”").format(code) + hint


def _field(word: str, text: str) -> None:
    if text:
        console.out().print(f"{console.fitted(word, 10)}{console.plain(text)}")


def explain_kind(kind: FindingKind) -> None:
    """A kind of finding: severity, title, what to do, and the article or notice."""
    console.out().print(
        f"[bold]{kind.code}[/]  {console.standing_markup(kind.severity)}  {console.plain(spoken(kind.title))}"
    )
    _field(_("消息"), spoken(kind.template))
    _field(_("办法"), spoken(kind.advice))
    _field(_("依据"), "；".join(kind.cites))


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
