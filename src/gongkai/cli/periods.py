"""The periods that ``gongkai due`` knows by name: one table from names to the functions of the law."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _
from gongkai.finding import Refusal
from gongkai.law import clocks, dispute_clocks, duties, receipt, reporting
from gongkai.law.calendar import Calendar
from gongkai.law.cite import Cite
from gongkai.law.deadline import Deadline
from gongkai.law.policy import Policy
from gongkai.law.regime import Regime
from gongkai.law.rule import rule_of

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "corrected": "--corrected",
        "paid": "--paid",
        "consulted": "--consulted",
        "extended_by": "--extended",
        "set_for": "--later",
        "days": "--given",
        "whom": "--whom",
        "channel": "--channel",
        "confirmed": "--confirmed",
        "told": "--untold",
        "told_on": "--told-on",
        "simple": "--simple",
        "ruling": "--ruling",
        "route": "--route",
        "draft": "--draft",
        "body_kind": "--body",
        "report_year": "--year",
        "inner": "--inner",
    }
)
"""Which option of the command line gives which argument of a function."""

_GIVEN_ALWAYS = ("calendar", "policy", "on")


class Named(NamedTuple):
    """A period by its name: what is to be done, what happened on the day it runs from, the function of
    the law, and (where that does not take one day first) what calls it; ``from_receipt`` says that the
    day is that of article 31, which the channel decides."""

    title: str
    since: str
    law: Callable[..., Any]
    call: Callable[..., Deadline]
    from_receipt: bool = False

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """What it may be told besides the first day, the calendar and the policy."""
        _first, *rest = inspect.signature(self.call).parameters.items()
        return {name: parameter for name, parameter in rest if name not in _GIVEN_ALWAYS}

    @property
    def options(self) -> tuple[str, ...]:
        """The options of the command line that it takes."""
        receipt_too = ("channel", "confirmed") if self.from_receipt else ()
        return tuple(OPTIONS[name] for name in (*receipt_too, *self.parameters))

    @property
    def required(self) -> tuple[str, ...]:
        """The options without which it says nothing."""
        empty = inspect.Parameter.empty
        return tuple(OPTIONS[name] for name, entry in self.parameters.items() if entry.default is empty)

    @property
    def cites(self) -> tuple[Cite, ...]:
        """The articles behind it."""
        mark = rule_of(self.law)
        return mark.cites if mark is not None else ()

    def due(self, start: date, given: Mapping[str, Any], regime: Regime, on: date | None) -> Deadline:
        """The deadline from ``start``.  Raises :class:`Refusal` as the function of the law does."""
        always = {"calendar": regime.calendar, "policy": regime.policies.on(start), "on": on}
        wanted = inspect.signature(self.call).parameters
        return self.call(start, **given, **{name: value for name, value in always.items() if name in wanted})


def period_named(name: str) -> Named:
    """The period of that name; :class:`UsageError` with suggestions where there is none."""
    found = PERIODS.get(name.strip().lower())
    if found is not None:
        return found
    near = get_close_matches(name.lower(), PERIODS, n=3)
    hint = _("；是否指 {}？").format("、".join(near)) if near else ""
    raise UsageError(
        _("没有名为“{}”的期限").format(name) + hint + "\n→ " + _("用 {} 列出全部期限").format("gongkai due")
    )


def _answer(
    received: date,
    *,
    calendar: Calendar,
    policy: Policy,
    on: date | None,
    corrected: date | None = None,
    paid: date | None = None,
    consulted: tuple[clocks.Consulted, ...] = (),
    extended_by: int = 0,
    set_for: date | None = None,
) -> Deadline:
    gaps = (
        clocks.consultation_time(asked, on=on or asked.answered or asked.sent, calendar=calendar, policy=policy)
        for asked in consulted
    )
    return clocks.answer_due(
        received,
        calendar=calendar,
        corrected=corrected,
        paid=paid,
        excluded=tuple(gap for gap in gaps if gap is not None),
        extended_by=extended_by,
        set_for=set_for,
    )


def _opinion(delivered: date, *, calendar: Calendar, policy: Policy, whom: str = "third_party") -> Deadline:
    asked = clocks.Consulted(whom, delivered, delivered)
    return clocks.consultation_due(asked, calendar=calendar, policy=policy)


def _confirmation(arrived: date, *, channel: str, calendar: Calendar, policy: Policy) -> Deadline:
    found = receipt.confirmation_due(channel, arrived, calendar=calendar, policy=policy)
    if found is None:
        raise Refusal(
            "no-confirmation",
            (
                f"{receipt.NAMES[receipt.Channel(channel)][0]}无须确认：提交或者签收之日即为收到之日（《条例》第三十一条）",
                f"nothing is confirmed that comes {receipt.NAMES[receipt.Channel(channel)][1]} (条例 art. 31)",
            ),
            ("请直接计算答复期限", "count the period for the answer at once"),
        )
    return found


def _report(
    _: date, *, report_year: int, policy: Policy, body_kind: str = "department", inner: str | None = None
) -> Deadline:
    return reporting.report_due(body_kind, report_year, policy=policy, inner=inner)


def _of(title: str, since: str, law: Callable[..., Any], call: Callable[..., Deadline] | None = None) -> Named:
    return Named(title, since, law, call or law)


def _received(title: str, law: Callable[..., Any], call: Callable[..., Deadline] | None = None) -> Named:
    return Named(title, _("收到申请之日"), law, call or law, from_receipt=True)


PERIODS: Mapping[str, Named] = MappingProxyType(
    {
        "answer": _received(_("答复申请"), clocks.answer_due, _answer),
        "confirmation": _of(_("与申请人确认收到"), _("申请到达之日"), receipt.confirmation_due, _confirmation),
        "correction-notice": _received(_("一次性告知补正"), clocks.correction_notice_due),
        "correction": _of(_("申请人补正"), _("告知补正之日"), clocks.correction_reply_due),
        "opinion": _of(_("被征求意见方提出意见"), _("征求意见书送达之日"), clocks.consultation_due, _opinion),
        "reasons": _of(_("申请人说明理由"), _("告知说明理由之日"), clocks.reasons_due),
        "fee": _of(_("缴纳信息处理费"), _("收到收费通知之日"), clocks.fee_due),
        "data-correction": _of(_("更正本人信息"), _("收到更正申请之日"), clocks.data_correction_due),
        "publication": _of(_("主动公开"), _("信息形成或者变更之日"), duties.publication_due),
        "budget": _of(_("公开预算、决算"), _("批准或者批复之日"), duties.budget_due),
        "withdrawal": _of(_("撤回处罚决定"), _("决定被变更、撤销之日"), duties.withdrawal_due),
        "rules-filing": _of(_("规章备案"), _("公布之日"), duties.rules_filing_due),
        "interpretation": _of(_("发布解读材料"), _("文件公开之日"), duties.interpretation_due),
        "credit": _of(_("许可、处罚信用公示"), _("作出决定之日"), duties.credit_publication_due),
        "comments": _of(_("公开征求意见最早截止日"), _("开始征求意见之日"), duties.comments_until),
        "reassessment": _of(_("不予公开信息的定期评估"), _("上次评估之日"), duties.reassessment_due),
        "report": _of(_("报送并公布年度报告"), _("无须起算日，用 --year 给出报告年度"), reporting.report_due, _report),
        "review-filing": _of(_("申请行政复议"), _("知道答复之日"), dispute_clocks.review_filing_due),
        "review-acceptance": _of(_("审查是否受理复议"), _("收到复议申请之日"), dispute_clocks.review_acceptance_due),
        "review-correction-notice": _of(
            _("复议机关告知补正"), _("收到复议申请之日"), dispute_clocks.review_correction_notice_due
        ),
        "review-correction": _of(
            _("复议申请人补正"), _("收到补正通知之日"), dispute_clocks.review_correction_reply_due
        ),
        "review-copy": _of(_("发送复议申请书副本"), _("受理复议之日"), dispute_clocks.review_copy_due),
        "review-answer": _of(_("复议答复并提交证据"), _("收到申请书副本之日"), dispute_clocks.review_answer_due),
        "review-decision": _of(_("作出复议决定"), _("受理复议之日"), dispute_clocks.review_decision_due),
        "opinion-report": _of(_("报告意见书落实情况"), _("收到意见书之日"), dispute_clocks.opinion_report_due),
        "suit-filing": _of(_("提起行政诉讼"), _("知道答复之日，或者 --route 所指之日"), dispute_clocks.suit_filing_due),
        "complaint-copy": _of(_("法院发送起诉状副本"), _("立案之日"), dispute_clocks.complaint_copy_due),
        "court-answer": _of(_("提交答辩状和证据"), _("收到起诉状副本之日"), dispute_clocks.court_answer_due),
        "appeal": _of(_("上诉"), _("收到裁判文书之日"), dispute_clocks.appeal_due),
        "first-instance": _of(_("一审审结"), _("立案之日"), dispute_clocks.first_instance_due),
        "second-instance": _of(_("二审审结"), _("法院收到上诉状之日"), dispute_clocks.second_instance_due),
    }
)
"""Every period by its name, those of an application first."""
