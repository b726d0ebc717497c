"""``gongkai fee``: the processing fee, step by step."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import typer

from gongkai.cli import console, terms
from gongkai.cli.explained import cited
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, spoken
from gongkai.cli.terms import AsJson, parse_day
from gongkai.law.fees import Basis, Fee, fee_by_items, fee_by_pages, fee_for_item

HELP = _(
    "计算信息处理费：按件（同一申请人同一自然月）或者按量（本件申请的页数），逐档列出，注明条文。\n\n"
    "示例：\n\n"
    "  gongkai fee --items 12                  一个月内共 12 件\n\n"
    "  gongkai fee --nth 31                    当月第 31 件单独计\n\n"
    "  gongkai fee --pages 150 --on 2024-09-10 按页，指定适用哪一天的标准\n\n"
    "退出码：0 已算出，2 用法有误，或者当日没有收费标准。"
)

Items = Annotated[int | None, typer.Option("--items", metavar="N", help=_("按件：当月共几件，合计应收"))]
Nth = Annotated[int | None, typer.Option("--nth", metavar="N", help=_("按件：当月第几件，只算这一件"))]
Pages = Annotated[int | None, typer.Option("--pages", metavar="N", help=_("按量：提供的页数（A4 单面）"))]
OnDay = Annotated[
    date | None, typer.Option("--on", parser=parse_day, metavar="DATE", help=_("适用哪一天的标准，默认今天"))
]


def fee(items: Items = None, nth: Nth = None, pages: Pages = None, on: OnDay = None, as_json: AsJson = False) -> None:
    """The fee for items or for pages, with the sum line by line."""
    if sum(count is not None for count in (items, nth, pages)) != 1:
        raise UsageError(_("须在 --items、--nth、--pages 中选且只选一种：一件申请只能按件或者按量计费"))
    day = on or terms.today()
    if items is not None:
        found = fee_by_items(items, on=day)
    elif nth is not None:
        found = fee_for_item(nth, on=day)
    else:
        found = fee_by_pages(pages or 0, on=day)
    if as_json:
        console.line(json.dumps(fee_json(found, day), ensure_ascii=False))
    else:
        print_fee(found)


def fee_json(found: Fee, on: date) -> dict[str, object]:
    """The object of a fee: whole yuan, and the sum line by line."""
    return {
        "basis": str(found.basis),
        "count": found.count,
        "on": on.isoformat(),
        "amount": found.amount,
        "steps": [{**step._asdict(), "words": step.words[0], "words_en": step.words[1]} for step in found.steps],
        "words": found.words[0],
        "words_en": found.words[1],
        "cites": list(map(str, found.cites)),
    }


def print_fee(found: Fee) -> None:
    """The amount in one line, then the sum and the articles."""
    scope = _("按件，同一申请人当月") if found.basis is Basis.ITEM else _("按量，本件申请")
    console.out().print(_("信息处理费：{}（{}）").format(f"[bold]{_('{} 元').format(found.amount)}[/]", scope))
    for step in found.steps:
        console.out().print(f"  {console.plain(spoken(step.words))}")
    console.out().print(f"  [dim]{console.plain(cited(found.cites))}[/]")
