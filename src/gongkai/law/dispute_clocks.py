"""The periods of reconsideration and of litigation, each from the day that starts it.

In the Reconsideration Law periods of 3, 5, 7 and 10 days are working days, 30 and 60 are not.
Before 2024 only those of 5 and 7 were (复议法2017, article 40); there was no simple procedure.
The older periods are stated from knowledge of that law, not from a fresh reading.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from gongkai.finding import Refusal
from gongkai.law.calendar import Calendar
from gongkai.law.deadline import (
    Deadline,
    Period,
    Unit,
    Words,
    count_days,
    count_months,
    count_working,
    deadline,
    period,
)
from gongkai.law.remedies import NEW_LAW
from gongkai.law.rule import rule

DAYS, MONTHS = Unit.CALENDAR, Unit.MONTHS

KNOWN: Words = ("知道答复", "the answer became known")
TOLD: Words = ("知道救济权利和期限", "right and limit became known")
SERVED: Words = ("收到裁判文书", "decision of the court received")
ACCEPTED: Words = ("受理复议申请", "application for reconsideration accepted")
FILED: Words = ("收到复议申请", "application for reconsideration received")

FILING: Words = ("申请行政复议", "application for reconsideration")
SUIT: Words = ("提起行政诉讼", "bringing a suit")


def _longest(name: Words) -> Words:
    return f"{name[0]}的最长期限（一年）", f"{name[1]}: the longest limit of a year"


LONGEST_REVIEW = period("review_filing_longest", _longest(FILING), "复议法:20.3", unit=MONTHS)
LONGEST_SUIT = period("suit_filing_longest", _longest(SUIT), "行诉解释:64", unit=MONTHS)


def _end(calendar: Calendar, kind: Period, start: date, length: int, since: Words) -> Deadline:
    count = {Unit.WORKING: count_working, Unit.CALENDAR: count_days, Unit.MONTHS: count_months}[kind.unit]
    return deadline(calendar, count(calendar, kind, start, length, since=since))


def _sooner(one: Deadline, other: Deadline) -> Deadline:
    return one if one.due <= other.due else other


def _two_laws(
    day: date, key: str, name: Words, new: str, old: str, *, unit: Unit, old_unit: Unit | None = None
) -> Period:
    """The period under the law of a day; working days also cite the article that makes them so."""
    written, kind, days = (new, unit, "复议法:88.2") if NEW_LAW.on(day) else (old, old_unit or unit, "复议法2017:40")
    return period(key, name, written, *((days,) if kind is Unit.WORKING else ()), unit=kind)


# ---------------------------------------------------------------- reconsideration


@rule("复议法:20.1", "复议法:20.3", "复议法2017:9", since="2019-05-15")
def review_filing_due(known: date, *, calendar: Calendar, told: bool = True, told_on: date | None = None) -> Deadline:
    """The last day for applying for reconsideration.

    60 days from ``known``, the day on which the answer was or ought to have been known.  If it did
    not tell of right, authority **and** limit (``told`` false): 60 days from ``told_on``, the day
    these became known, but at most a year from ``known``; without ``told_on``, that year.

    Raises :class:`Refusal` for an untold answer known before 2024, whose limit that law did not
    state, or if ``told_on`` lies before ``known``.
    """
    kind = _two_laws(known, "review_filing", FILING, "复议法:20.1", "复议法2017:9", unit=DAYS)
    if told:
        return _end(calendar, kind, known, 60, KNOWN)
    if not NEW_LAW.on(known):
        raise Refusal(
            "no-law",
            (
                "2024年前的《行政复议法》未规定未告知权利时的最长期限",
                "the Reconsideration Law before 2024 states no longest limit where the right was not told",
            ),
            ("请由法制人员判断", "a lawyer has to decide this one"),
        )
    longest = _end(calendar, LONGEST_REVIEW, known, 12, KNOWN)
    if told_on is None:
        return longest
    _in_order(known, told_on)
    after = period("review_filing", FILING, "复议法:20.3", unit=DAYS)
    return _sooner(_end(calendar, after, told_on, 60, TOLD), longest)


@rule("复议法:30", "复议法2017:17", since="2019-05-15")
def review_acceptance_due(filed: date, *, calendar: Calendar) -> Deadline:
    """The end of the 5 working days for deciding on acceptance; silence until then is acceptance."""
    name = ("审查是否受理", "decision on acceptance")
    kind = _two_laws(filed, "review_acceptance", name, "复议法:30", "复议法2017:17", unit=Unit.WORKING)
    return _end(calendar, kind, filed, 5, FILED)


@rule("复议法:31", since="2024-01-01")
def review_correction_notice_due(filed: date, *, calendar: Calendar) -> Deadline:
    """The last of 5 working days for telling the applicant what to correct."""
    _since_2024(filed)
    kind = period("review_correction_notice", ("告知补正", "notice of correction"), "复议法:31", "复议法:88.2")
    return _end(calendar, kind, filed, 5, FILED)


@rule("复议法:31", since="2024-01-01")
def review_correction_reply_due(notified: date, *, calendar: Calendar) -> Deadline:
    """The last of 10 working days for the applicant's correction."""
    _since_2024(notified)
    kind = period("review_correction_reply", ("申请人补正", "the applicant's correction"), "复议法:31", "复议法:88.2")
    return _end(calendar, kind, notified, 10, ("收到补正通知", "notice of correction received"))


@rule("复议法:48", "复议法:54", "复议法2017:23", since="2019-05-15")
def review_copy_due(accepted: date, *, calendar: Calendar, simple: bool = False) -> Deadline:
    """The day by which the organ is sent the application: 7 working days from acceptance, 3 if simple."""
    _simple_since_2024(accepted, simple)
    new, name = ("复议法:54" if simple else "复议法:48"), ("发送申请书副本", "sending the copy")
    kind = _two_laws(accepted, "review_copy", name, new, "复议法2017:23", unit=Unit.WORKING)
    return _end(calendar, kind, accepted, 3 if simple else 7, ACCEPTED)


@rule("复议法:48", "复议法:53.1(4)", "复议法:54", "复议法2017:23", since="2019-05-15")
def review_answer_due(copy_received: date, *, calendar: Calendar, simple: bool = False) -> Deadline:
    """The day by which the organ answers and hands in its evidence.

    10 working days from receipt of the copy, 5 in the simple procedure; before 2024, 10 days.
    Without it the act counts as having no evidence (复议法, article 70).
    """
    _simple_since_2024(copy_received, simple)
    new, name = ("复议法:54" if simple else "复议法:48"), ("提出书面答复并提交证据", "written answer and evidence")
    kind = _two_laws(copy_received, "review_answer", name, new, "复议法2017:23", unit=Unit.WORKING, old_unit=DAYS)
    return _end(calendar, kind, copy_received, 5 if simple else 10, ("收到申请书副本", "copy received"))


@rule("复议法:62", "复议法2017:31", since="2019-05-15")
def review_decision_due(accepted: date, *, calendar: Calendar, simple: bool = False, extended_by: int = 0) -> Deadline:
    """The day by which the reconsideration is decided: 60 days from acceptance and at most 30 more; 30 if simple.

    The extension runs on without a break: only the last day of all moves past a holiday.
    Raises :class:`Refusal` for a longer extension, or any in the simple procedure.
    """
    _simple_since_2024(accepted, simple)
    most = 0 if simple else 30
    if not 0 <= extended_by <= most:
        raise Refusal(
            "extension-length",
            (
                f"行政复议不能延长{extended_by}日：普通程序最长30日，简易程序不得延长（《行政复议法》第六十二条）",
                f"a reconsideration is extended by at most 30 days, a simple one not at all (art. 62): {extended_by}",
            ),
            (f"请在0至{most}日内确定", f"choose from 0 to {most} days"),
        )
    name = ("作出复议决定", "decision on the reconsideration")
    new = "复议法:62.2" if simple else "复议法:62.1"
    kind = _two_laws(accepted, "review_decision", name, new, "复议法2017:31", unit=DAYS)
    return _end(calendar, kind, accepted, 30 if simple else 60 + extended_by, ACCEPTED)


@rule("复议法:76", since="2024-01-01")
def opinion_report_due(received: date, *, calendar: Calendar) -> Deadline:
    """The day by which an organ reports what it did about a written opinion (意见书): 60 days."""
    _since_2024(received)
    kind = period("opinion_report", ("报告纠正情况", "report on what was mended"), "复议法:76", unit=DAYS)
    return _end(calendar, kind, received, 60, ("收到意见书", "written opinion received"))


# ---------------------------------------------------------------- litigation


@rule("行诉法:45", "行诉法:46", "行诉法:47", "复议法:34")
class SuitRoute(StrEnum):
    """How a matter comes to court, which decides what the period starts from.

    ``direct``: the answer known; ``after_review``: the decision received; ``review_overdue``: the
    last day of the reconsideration; ``review_refused``: where it must come first, the refusal to
    hear it received, or its last day; ``silence``: the last day of the answering period.
    """

    DIRECT = "direct"
    AFTER_REVIEW = "after_review"
    REVIEW_OVERDUE = "review_overdue"
    REVIEW_REFUSED = "review_refused"
    SILENCE = "silence"


_SUITS: dict[SuitRoute, tuple[Period, int, Words]] = {
    SuitRoute.DIRECT: (period("suit_filing", SUIT, "行诉法:46.1", unit=MONTHS), 6, KNOWN),
    SuitRoute.AFTER_REVIEW: (
        period("suit_after_review", SUIT, "行诉法:45", unit=DAYS),
        15,
        ("收到复议决定书", "decision on the reconsideration received"),
    ),
    SuitRoute.REVIEW_OVERDUE: (
        period("suit_after_review", SUIT, "行诉法:45", unit=DAYS),
        15,
        ("复议期限届满", "end of the period of reconsideration"),
    ),
    SuitRoute.REVIEW_REFUSED: (
        period("suit_after_refusal", SUIT, "复议法:34", unit=DAYS),
        15,
        ("收到不予受理或者驳回的决定，或者复议期限届满", "refusal to hear received, or end of the period"),
    ),
    SuitRoute.SILENCE: (
        period("suit_silence", SUIT, "行诉法:47", "行诉解释:66", unit=MONTHS),
        6,
        ("答复期限届满", "end of the answering period"),
    ),
}


@rule("行诉法:45", "行诉法:46.1", "行诉法:47", "行诉解释:64", "行诉解释:66", "复议法:34")
def suit_filing_due(
    start: date,
    *,
    calendar: Calendar,
    route: SuitRoute = SuitRoute.DIRECT,
    told: bool = True,
    told_on: date | None = None,
) -> Deadline:
    """The last day for bringing a suit; :class:`SuitRoute` says what ``start`` is.

    If the answer, or the decision on the reconsideration, did not tell of the limit (``told``
    false), it runs from ``told_on``, the day the limit became known, but ends at most a year from
    ``start``; without ``told_on``, that year.  Nothing is told by silence: ``told`` is not asked
    for the other routes.  Raises :class:`Refusal` if ``told_on`` lies before ``start``.
    """
    kind, length, since = _SUITS[route]
    if told or route not in (SuitRoute.DIRECT, SuitRoute.AFTER_REVIEW):
        return _end(calendar, kind, start, length, since)
    longest = _end(calendar, LONGEST_SUIT, start, 12, since)
    if told_on is None:
        return longest
    _in_order(start, told_on)
    after = Period(kind.key, kind.name, kind.unit, kind.cites + LONGEST_SUIT.cites)
    return _sooner(_end(calendar, after, told_on, length, TOLD), longest)


@rule("行诉法:67.1")
def court_answer_due(received: date, *, calendar: Calendar) -> Deadline:
    """The day by which the organ answers and hands in its evidence: 15 days from receipt of the complaint."""
    kind = period("court_answer", ("提交答辩状和证据", "answer and evidence"), "行诉法:67.1", unit=DAYS)
    return _end(calendar, kind, received, 15, ("收到起诉状副本", "complaint received"))


@rule("行诉法:67.1")
def complaint_copy_due(docketed: date, *, calendar: Calendar) -> Deadline:
    """The day by which the court sends the complaint to the organ: 5 days from docketing."""
    kind = period("complaint_copy", ("发送起诉状副本", "sending the complaint"), "行诉法:67.1", unit=DAYS)
    return _end(calendar, kind, docketed, 5, ("立案", "docketed"))


@rule("行诉法:85")
def appeal_due(served: date, *, calendar: Calendar, ruling: bool = False) -> Deadline:
    """The last day for an appeal: 15 days from service of a judgment (判决), 10 of a ruling (裁定)."""
    kind = period("appeal", ("上诉", "appeal"), "行诉法:85", unit=DAYS)
    return _end(calendar, kind, served, 10 if ruling else 15, SERVED)


@rule("行诉法:81", "行诉法:83")
def first_instance_due(docketed: date, *, calendar: Calendar, simple: bool = False) -> Deadline:
    """The day by which the first instance is decided: 6 months from docketing; 45 days if simple."""
    name = ("一审审结", "decision in first instance")
    written, unit = ("行诉法:83", DAYS) if simple else ("行诉法:81", MONTHS)
    kind = period("first_instance", name, written, unit=unit)
    return _end(calendar, kind, docketed, 45 if simple else 6, ("立案", "docketed"))


@rule("行诉法:88")
def second_instance_due(received: date, *, calendar: Calendar) -> Deadline:
    """The day by which an appeal is decided: 3 months from the day the court received it."""
    kind = period("second_instance", ("二审审结", "decision on the appeal"), "行诉法:88", unit=MONTHS)
    return _end(calendar, kind, received, 3, ("收到上诉状", "appeal received"))


# ---------------------------------------------------------------- refusals


def _in_order(known: date, told_on: date) -> None:
    if told_on < known:
        raise Refusal(
            "day-order",
            (
                f"知道救济权利的日期{told_on}早于知道内容的日期{known}",
                f"the right became known on {told_on}, before the content on {known}",
            ),
            ("请核对两个日期", "check the two days"),
        )


def _since_2024(day: date) -> None:
    if not NEW_LAW.on(day):
        raise _no_law(day, "该期限自2024年1月1日起才有规定", "the law knows this period only from 2024-01-01 on")


def _simple_since_2024(day: date, simple: bool) -> None:
    if simple and not NEW_LAW.on(day):
        raise _no_law(day, "简易程序自2024年1月1日起施行", "there is no simple procedure before 2024-01-01")


def _no_law(day: date, zh: str, en: str) -> Refusal:
    return Refusal("no-law", (f"{day}：{zh}", f"{day}: {en}"), ("请核对日期", "check the day"))
