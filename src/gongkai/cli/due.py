"""``gongkai due``: by which day something must be done, in one line, with every step and its article."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from gongkai.cli import console, terms
from gongkai.cli.explained import cited, deadline_json, due_line, print_days, print_steps
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, spoken
from gongkai.cli.matters import print_case
from gongkai.cli.periods import OPTIONS, PERIODS, Named, period_named
from gongkai.cli.terms import AsJson, Notices, Policies, parse_day, regime_of
from gongkai.law.clocks import Consulted
from gongkai.law.deadline import Deadline
from gongkai.law.dispute_clocks import SuitRoute
from gongkai.law.duties import Draft
from gongkai.law.receipt import Channel, Receipt, received_on
from gongkai.law.regime import Regime
from gongkai.law.reporting import BodyKind

HELP = _(
    "计算法定期限：哪一天到期、还剩几个工作日，每一步都注明条文。不写名称则列出全部期限。\n\n"
    "示例：\n\n"
    "  gongkai due answer --received 2024-09-10 --on 2024-09-20     答复期限\n\n"
    "  gongkai due answer --received 2024-09-10 --consulted 2024-09-12:2024-09-27 --extended 10 --days\n\n"
    "  gongkai due review-answer --from 2024-09-10 --simple         复议答复期限，简易程序\n\n"
    "  gongkai due report --year 2024 --body government             年度报告\n\n"
    "  gongkai due --case 台账.jsonl --matter 2024-1 --on 2024-09-20\n\n"
    "退出码：0 已算出，2 用法有误，或者法律没有规定而不能计算。"
)

Name = Annotated[str | None, typer.Argument(metavar="NAME", help=_("期限名称，如 answer；不写则列出全部"))]


def _day(help_text: str, *names: str) -> Any:
    return typer.Option(*names, parser=parse_day, metavar="DATE", help=help_text)


From = Annotated[date | None, _day(_("起算日，当日不计入；答复期限即收到申请之日"), "--from", "--received")]
Confirmed = Annotated[date | None, _day(_("与申请人确认收到之日"), "--confirmed")]
Corrected = Annotated[date | None, _day(_("收到补正材料之日，期限重新计算"), "--corrected")]
Paid = Annotated[date | None, _day(_("缴清信息处理费之日，期限重新计算"), "--paid")]
Later = Annotated[date | None, _day(_("大量申请中告知申请人的延迟答复日"), "--later")]
ToldOn = Annotated[date | None, _day(_("知道救济权利和期限之日，与 --untold 同用"), "--told-on")]
On = Annotated[date | None, _day(_("截至哪一天，用于计算剩余工作日"), "--on")]
Way = Annotated[
    Channel | None,
    typer.Option("--channel", help=_("提交渠道，据以判定收到之日；此时 --received 为送达或者发出之日")),
]
Asked = Annotated[
    list[str] | None,
    typer.Option(
        "--consulted",
        metavar="[WHOM=]DATE:DATE",
        help=_("征求意见：发出日:[送达日:]答复日，可重复；未答复的只写发出日；WHOM 默认 third_party"),
    ),
]
Extended = Annotated[int | None, typer.Option("--extended", metavar="N", help=_("延长的天数：答复按工作日，复议按日"))]
Given = Annotated[int | None, typer.Option("--given", metavar="N", help=_("通知书给予的工作日数，用于补正和说明理由"))]
Whom = Annotated[
    str | None,
    typer.Option("--whom", help=_("征求谁的意见：third_party、co_maker、other_organ、secrecy_authority")),
]
Untold = Annotated[bool, typer.Option("--untold", help=_("答复未告知救济权利和期限"))]
Simple = Annotated[bool, typer.Option("--simple", help=_("简易程序"))]
Ruling = Annotated[bool, typer.Option("--ruling", help=_("对裁定上诉（默认对判决）"))]
Route = Annotated[SuitRoute | None, typer.Option("--route", help=_("起诉的途径，决定起算日"))]
DraftKind = Annotated[Draft | None, typer.Option("--draft", help=_("征求意见稿的类别"))]
Body = Annotated[BodyKind | None, typer.Option("--body", help=_("机关类别，默认部门"))]
Year = Annotated[int | None, typer.Option("--year", metavar="Y", help=_("报告年度"))]
Inner = Annotated[str | None, typer.Option("--inner", metavar="MM-DD", help=_("主管部门规定的更早的报送日"))]
Days = Annotated[bool, typer.Option("--days", help=_("逐日列出计算过程"))]
Case = Annotated[str | None, typer.Option("--case", metavar="FILE", help=_("台账文件，逐件列出所处阶段和期限"))]
Matter = Annotated[str | None, typer.Option("--matter", metavar="NO", help=_("只看台账中的这一件"))]


def due(
    name: Name = None,
    start: From = None,
    on: On = None,
    channel: Way = None,
    confirmed: Confirmed = None,
    corrected: Corrected = None,
    paid: Paid = None,
    consulted: Asked = None,
    extended_by: Extended = None,
    set_for: Later = None,
    days: Given = None,
    whom: Whom = None,
    simple: Simple = False,
    ruling: Ruling = False,
    route: Route = None,
    untold: Untold = False,
    told_on: ToldOn = None,
    draft: DraftKind = None,
    body_kind: Body = None,
    report_year: Year = None,
    inner: Inner = None,
    day_by_day: Days = False,
    case: Case = None,
    matter: Matter = None,
    policy: Policies = None,
    notice: Notices = None,
    as_json: AsJson = False,
) -> None:
    """A deadline by name, the deadlines of a case file, or the list of what is known."""
    _carry_out(locals())


def _carry_out(asked: Mapping[str, Any]) -> None:
    regime = regime_of(asked["policy"], asked["notice"])
    name, case, on, as_json = asked["name"], asked["case"], asked["on"], asked["as_json"]
    every = {**asked, "told": False if asked["untold"] else None}
    given = {
        key: every[key] for key in OPTIONS if every[key] is not None and (every[key] is not False or key == "told")
    }
    if case is not None:
        if name is not None or given or asked["start"] is not None:
            raise UsageError(_("--case 从台账计算，不能再写期限名称和其他日期"))
        print_case(case, asked["matter"], on or terms.today(), regime, as_json=as_json)
    elif asked["matter"] is not None:
        raise UsageError(_("--matter 须与 --case 同用"))
    elif name is None:
        _list(as_json=as_json)
    else:
        period = period_named(name)
        _check_options(name, period, given)
        _say(name, period, _first_day(name, period, asked["start"], given), given, regime, asked)


def _check_options(name: str, period: Named, given: Mapping[str, Any]) -> None:
    """:class:`UsageError` for an option that the period does not take, or lacks."""
    stray = [OPTIONS[key] for key in given if OPTIONS[key] not in period.options]
    if stray:
        may = ", ".join(period.options) or _("无")
        raise UsageError(_("期限 {} 没有选项 {}，可用：{}").format(name, ", ".join(stray), may))
    wanting = [option for option in period.required if option not in {OPTIONS[key] for key in given}]
    if wanting:
        raise UsageError(_("期限 {} 缺少 {}").format(name, ", ".join(wanting)))
    if period.from_receipt and "confirmed" in given and "channel" not in given:
        raise UsageError(_("{} 须与 {} 同用").format("--confirmed", "--channel"))
    if "told_on" in given and "told" not in given:
        raise UsageError(_("{} 须与 {} 同用").format("--told-on", "--untold"))


def _first_day(name: str, period: Named, start: date | None, given: Mapping[str, Any]) -> date:
    """The day from which the period runs; that of the annual report is set by its year."""
    if "report_year" in given and start is None:
        return _last_day(given["report_year"])
    if start is None:
        raise UsageError(_("期限 {} 缺少起算日，请用 --from 写明：{}").format(name, period.since))
    return start


def _last_day(year: int) -> date:
    try:
        return date(year, 12, 31)
    except ValueError:
        raise UsageError(_("{} 不是年度").format(year)) from None


def _say(
    name: str, period: Named, start: date, given: dict[str, Any], regime: Regime, asked: Mapping[str, Any]
) -> None:
    on, as_json = asked["on"], asked["as_json"]
    receipt = _receipt(start, given, regime) if period.from_receipt and "channel" in given else None
    more = {
        key: value for key, value in given.items() if key not in ("channel", "confirmed") or not period.from_receipt
    }
    if "consulted" in more:
        more["consulted"] = tuple(map(_consulted, more["consulted"]))
        if on is None and any(one.answered is None for one in more["consulted"]):
            on = terms.today()
            if not as_json:
                console.err().print(_("有一次征求意见没有写明收到日：按到{}尚未收到计算").format(on))
    if receipt is not None and receipt.on is None:
        _say_waiting(name, receipt, as_json=as_json)
        return
    first = receipt.on if receipt is not None and receipt.on else start
    _check_consulted(more.get("consulted", ()), first)
    found = period.due(first, more, regime, on)
    if as_json:
        shown = deadline_json(found, on, regime.calendar, days=asked["day_by_day"])
        console.line(json.dumps({"name": name, **shown, **_receipt_json(receipt)}, ensure_ascii=False))
    else:
        _print(found, receipt, on, regime, day_by_day=asked["day_by_day"])


def _receipt(start: date, given: Mapping[str, Any], regime: Regime) -> Receipt:
    """When an application that came on ``start`` counts as received; letters came when they were signed for."""
    return received_on(
        given["channel"],
        submitted=start,
        signed=start if given["channel"] in (Channel.MAIL_SIGNED, Channel.MAIL_PLAIN, Channel.MISDIRECTED) else None,
        confirmed=given.get("confirmed"),
        calendar=regime.calendar,
        policy=regime.policies.on(start),
    )


def _consulted(text: str) -> Consulted:
    """A consultation as ``[WHOM=]SENT[:DELIVERED][:ANSWERED]``; :class:`UsageError` where it is none."""
    whom, equals, days = text.rpartition("=")
    parts = days.split(":")
    if len(parts) > 3:
        raise UsageError(_("“{}”不是征求意见：请写发出日:答复日，或者 发出日:送达日:答复日").format(text))
    sent, *rest = (_optional_day(part, text) for part in parts)
    if sent is None:
        raise UsageError(_("“{}”不是征求意见：请写发出日:答复日，或者 发出日:送达日:答复日").format(text))
    delivered = rest[0] if len(rest) == 2 else None
    return Consulted(whom if equals else "third_party", sent, delivered, rest[-1] if rest else None)


def _check_consulted(consulted: tuple[Consulted, ...], received: date) -> None:
    """:class:`UsageError` for a consultation on an application that had not come yet."""
    for one in consulted:
        if one.sent < received:
            words = _("征求意见书发出日 {} 早于收到申请之日 {}，请核对两个日期")
            raise UsageError(words.format(one.sent, received))


def _optional_day(part: str, text: str) -> date | None:
    try:
        return parse_day(part) if part else None
    except typer.BadParameter as wrong:
        raise UsageError(f"--consulted {text}: {wrong.message}") from None


def _say_waiting(name: str, receipt: Receipt, *, as_json: bool) -> None:
    """No period runs yet: why, and what to do."""
    if as_json:
        console.line(json.dumps({"name": name, "due": None, **_receipt_json(receipt)}, ensure_ascii=False))
        return
    console.out().print(f"[bold yellow]{_('期限尚未起算')}[/]")
    _print_receipt(receipt)


def _receipt_json(receipt: Receipt | None) -> dict[str, Any]:
    if receipt is None:
        return {}
    todo = receipt.todo or (None, None)
    shown = {
        "channel": str(receipt.channel),
        "received": receipt.on.isoformat() if receipt.on else None,
        "words": receipt.words[0],
        "words_en": receipt.words[1],
        "todo": todo[0],
        "todo_en": todo[1],
        "cites": list(map(str, receipt.cites)),
        "confirmed_late": receipt.late.days if receipt.late else None,
    }
    return {"receipt": shown}


def _print(found: Deadline, receipt: Receipt | None, on: date | None, regime: Regime, *, day_by_day: bool) -> None:
    name = spoken(found.counts[0].period.name)
    console.out().print(due_line(name, found, on, regime.calendar))
    if receipt is not None:
        _print_receipt(receipt)
    print_steps(found)
    if day_by_day:
        print_days(found, regime.calendar)


def _print_receipt(receipt: Receipt) -> None:
    day = f"{receipt.on}  " if receipt.on else ""
    console.out().print(f"  {day}{console.plain(spoken(receipt.words))}  [dim]{console.plain(cited(receipt.cites))}[/]")
    if receipt.late is not None:
        console.out().print(f"  [yellow]{console.plain(spoken(receipt.late.words))}[/]")
    if receipt.todo is not None:
        console.out().print(f"  → {console.plain(spoken(receipt.todo))}")


def _list(*, as_json: bool) -> None:
    """Every period: its name, what is to be done, from which day, and the options it takes."""
    if as_json:
        shown = [
            {
                "name": name,
                "title": one.title,
                "from": one.since,
                "options": one.options,
                "cites": list(map(str, one.cites)),
            }
            for name, one in PERIODS.items()
        ]
        console.line(json.dumps({"periods": shown}, ensure_ascii=False))
        return
    for name, one in PERIODS.items():
        options = f"  {' '.join(one.options)}" if one.options else ""
        since = _("自{}起").format(one.since) if "--year" not in one.options else one.since
        console.out().print(
            f"[bold]{name}[/]  {console.plain(one.title)}{_('：')}{console.plain(since)}[dim]{options}[/]"
        )
        console.out().print(f"    [dim]{console.plain(cited(one.cites))}[/]")
