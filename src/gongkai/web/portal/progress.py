"""Where an application stands, in words for the person who made it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.law.clocks import answer_due, correction_notice_due
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import Channel, confirmation_due
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact
from gongkai.ledger.facts.application import Answered, CorrectionAsked, Extended, FeeNoticed, Redone
from gongkai.ledger.history import History
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import Position, Waits, position
from gongkai.web.cases.bridge import history_of
from gongkai.web.intake.models import Submission

State = Submission.State


class Told(NamedTuple):
    """What the applicant is told: where it stands, until when, what to do, and what has happened."""

    heading: str
    words: str
    until: date | None = None
    until_words: str = ""
    todo: str = ""
    past: tuple[tuple[date, str], ...] = ()


class Outlook(NamedTuple):
    """The days ahead of an application that is handed in online on a day, if everybody keeps to the law."""

    confirm: date
    correct: date
    answer: date
    provisional: bool


def outlook(on: date, regime: Regime) -> Outlook | None:
    """Counted from the last day for the confirmation; ``None`` outside the calendar."""
    try:
        due = confirmation_due(Channel.ONLINE, on, calendar=regime.calendar, policy=regime.policies.on(on))
        confirm = due.due if due else on
        answer = answer_due(confirm, calendar=regime.calendar)
        correct = correction_notice_due(confirm, calendar=regime.calendar)
    except Refusal:
        return None
    return Outlook(confirm, correct.due, answer.due, answer.provisional)


def told(submission: Submission, on: date, regime: Regime) -> Told:
    """For whoever has number and code: nothing of the office's own papers."""
    came = submission.submitted_on or submission.begun_on
    handed_in = (came, "提交申请")
    if submission.state == State.RETURNED:
        back = submission.returned_on or came
        return Told(
            "没有登记",
            submission.returned_why or "这件申请没有登记。",
            todo="如有疑问，请与工作机构联系；仍需要信息的，可以重新申请。",
            past=(handed_in, (back, "未登记")),
        )
    if submission.matter is None:
        due = confirmation_due(
            submission.channel,
            submission.arrived_on or came,
            calendar=regime.calendar,
            policy=regime.policies.on(came),
        )
        return Told(
            "等待确认",
            "申请已经收到。工作机构会与您确认，确认之日起计算答复期限。",
            due.due if due else None,
            "工作机构应当在此之前与您确认",
            "请保持电话畅通，留意邮件。",
            (handed_in,),
        )
    history = history_of(submission.matter)
    where = position(history, on, regime)
    return _matter(history, where)._replace(past=(handed_in, *_past(history)))


def _matter(history: History, where: Position) -> Told:
    """By the stage."""
    due = where.due.due if where.due else None
    if where.waits is Waits.APPLICANT or (due is None and where.stage in (Stage.CORRECTING, Stage.PAYING)):
        return _yours(history, where)
    if where.stage is Stage.CLOSED:
        return _closed(history, where)
    if where.stage in (Stage.CORRECTING, Stage.PAYING):
        return Told(
            "等待工作机构处理", "您应当办理的期限已经届满，工作机构将依法处理。", todo="如已办理，请联系工作机构。"
        )
    if where.waits is Waits.CONSULTED:
        words = "正在征求第三方或者其他机关的意见，所需时间不计算在答复期限内（《条例》第三十三条）。"
        return Told("正在征求意见", words, due, "目前的答复期限", "您不需要做什么。")
    if where.overdue:
        words = "答复期限已过，工作机构尚未答复。您可以向其上级机关投诉、举报，也可以申请行政复议或者提起行政诉讼。"
        return Told("已超过答复期限", words, due, "应当答复的日期")
    words = "工作机构正在办理。" + ("已经依法延长答复期限。" if _last(history, Extended) else "")
    return Told("正在办理", words, due, "最迟答复日期", "您不需要做什么，请等待答复。")


def _yours(history: History, where: Position) -> Told:
    """The applicant has to act, until a day that is not known before it is recorded that the notice arrived."""
    due = where.due.due if where.due else None
    asked = _last(history, CorrectionAsked)
    if where.stage is Stage.CORRECTING and isinstance(asked, CorrectionAsked):
        todo = f"请补正：{asked.asks}。可以当面提交或者寄给工作机构，写明申请编号。"
        late = "逾期不补正又没有正当理由的，视为放弃申请（《条例》第三十条）。补正后答复期限重新计算。"
        return Told("需要您补正", late, due, "请在此之前补正", todo)
    fee = _last(history, FeeNoticed)
    if where.stage is Stage.PAYING and isinstance(fee, FeeNoticed):
        late = "逾期未缴纳的，视为放弃申请。缴清后答复期限重新计算。"
        begins = "" if due else "期限从您收到通知起计算。"
        return Told("需要您缴费", begins + late, due, "请在此之前缴纳", f"请按收费通知缴纳信息处理费{fee.amount}元。")
    words = "申请的数量、频次明显超过合理范围，工作机构请您说明理由（《条例》第三十五条）。"
    return Told("需要您说明理由", words, due, "目前的期限", "请书面说明理由，写明申请编号，交给工作机构。")


def _closed(history: History, where: Position) -> Told:
    answer = _last(history, Answered, Redone)
    how = outcome(where.outcome).name[0] if where.outcome else ""
    if isinstance(answer, Answered | Redone):
        number = f"（{answer.document}）" if answer.document else ""
        words = f"已经答复{number}：{how}。"
        todo = "答复书写明了理由和救济途径；没有收到的，请与工作机构联系。"
        return Told("已经答复", words, answer.on, "答复日期", todo)
    return Told("已经办结", f"{how or '这件申请已经办结'}。", where.closed, "办结日期", "如有疑问，请与工作机构联系。")


_PAST: dict[str, str] = {
    "Received": "收到申请，开始计算期限",
    "CorrectionAsked": "告知补正",
    "Corrected": "收到补正材料",
    "Extended": "告知延长答复期限",
    "FeeNoticed": "发出收费通知",
    "FeePaid": "收到缴费",
    "LaterDaySet": "告知延迟答复",
    "Answered": "作出答复",
    "Redone": "重新答复",
    "Withdrawn": "撤回申请",
}
"""What the applicant was told or did himself; the office's own steps are not shown."""


def _past(history: History) -> list[tuple[date, str]]:
    return [(fact.on, _PAST[type(fact).__name__]) for fact in history.counted() if type(fact).__name__ in _PAST]


def _last(history: History, *kinds: type[Fact]) -> Fact | None:
    return next((fact for fact in reversed(list(history.counted())) if type(fact) in kinds), None)
