"""The statutory periods of an application (《条例》第三十条至第三十五条), each from the day that starts it.

Every function takes the calendar and, where the law is open, the policy; none reads a clock.  A
day is the day on which something legally happened.  A result is recomputed from the facts each
time; only the facts are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.law.calendar import Calendar
from gongkai.law.deadline import (
    Count,
    Deadline,
    Interval,
    Period,
    Unit,
    Words,
    count_working,
    deadline,
    merged,
    period,
)
from gongkai.law.fees import fee_rules
from gongkai.law.policy import Policy
from gongkai.law.rule import rule

IN_FORCE = date(2019, 5, 15)
"""The day from which the Regulation as revised applies (国务院令第711号)."""

ANSWER_DAYS = 20
EXTENSION_MOST = 20
CORRECTION_NOTICE_DAYS = 7
CONSULTATION_DAYS = 15
FEE_DAYS = 20

ANSWER = period("answer", ("答复期限", "answer"), "条例:33.2")
ANSWER_CORRECTED = period(
    "answer", ("答复期限（补正后重新计算）", "answer, anew after the correction"), "条例:33.2", "条例:30"
)
ANSWER_PAID = period(
    "answer", ("答复期限（缴费后重新计算）", "answer, anew after payment"), "条例:33.2", "处理费办法:6"
)
EXTENSION = period("extension", ("延长答复期限", "extension"), "条例:33.2")
LATER = period("later", ("告知申请人的延迟答复期限", "later day told to the applicant"), "条例:35", unit=Unit.UNTIL)
CORRECTION_NOTICE = period("correction_notice", ("一次性告知补正", "notice of what to correct"), "条例:30")
CORRECTION_REPLY = period(
    "correction_reply", ("申请人补正", "the applicant's correction"), "条例:30", policy="correction_reply_days"
)
THIRD_PARTY = period("third_party", ("第三方提出意见", "the third party's opinion"), "条例:32")
CO_MAKER = period("co_maker", ("共同制作机关提出意见", "the co-maker's opinion"), "条例:34")
OTHER_ORGAN = period(
    "other_organ", ("其他机关提出意见", "the other organ's opinion"), "条例:33.3", policy="other_organ_days"
)
REASONS = period("reasons", ("申请人说明理由", "the applicant's reasons"), "条例:35", policy="reasons_reply_days")
FEE = period("fee", ("缴纳信息处理费", "payment of the processing fee"), "处理费办法:6")
DATA_CORRECTION = period(
    "data_correction", ("更正本人信息", "correction of one's own data"), "条例:41", policy="data_correction_days"
)

RECEIVED = ("收到申请", "application received")
CORRECTED = ("收到补正材料", "correction received")
PAID = ("缴清信息处理费", "fee paid in full")
DUE_BEFORE = ("原期限届满", "end of the period before")
TOLD = ("告知申请人", "the applicant was told")
SENT = ("发出征求意见书", "the letter left")
DELIVERED = ("收到征求意见书", "the letter arrived")
ANSWERED = ("答复征求意见书", "the opinion came")


@rule("条例:33.2", "条例:33.3", "条例:30", "条例:35", since="2019-05-15")
def answer_due(
    received: date,
    *,
    calendar: Calendar,
    corrected: date | None = None,
    paid: date | None = None,
    excluded: tuple[Interval, ...] = (),
    extended_by: int = 0,
    set_for: date | None = None,
) -> Deadline:
    """The day by which an application must be answered (答复期限).

    ``received`` is the day of :mod:`~gongkai.law.receipt`; the first day is not counted.  A
    complete correction (``corrected``) or the full payment of the fee (``paid``) starts the 20
    working days anew, whichever came last.  ``excluded`` is the time of consultations,
    ``extended_by`` the working days (1–20) of the one extension, and ``set_for`` a reasonable
    later day told to an applicant of a great many (art 35).

    Raises :class:`Refusal` for a day before the Regulation was in force, outside the calendar, for
    a correction or payment before the receipt, or for an extension that the law does not allow.
    """
    check_in_force(received)
    start, since, kind = received, RECEIVED, ANSWER
    for day, what, anew in ((corrected, CORRECTED, ANSWER_CORRECTED), (paid, PAID, ANSWER_PAID)):
        if day is not None:
            if day < received:
                raise _out_of_order(day, what, received, RECEIVED)
            if day >= start:
                start, since, kind = day, what, anew
    gaps = merged(excluded) if excluded else ()
    base = count_working(calendar, kind, start, ANSWER_DAYS, since=since, excluded=gaps)
    counts: tuple[Count, ...] = (base,)
    if extended_by:
        counts += (extension(base, extended_by, calendar=calendar, excluded=gaps),)
    if set_for is not None and set_for > counts[-1].due:
        counts += (Count(LATER, counts[-1].due, TOLD, 0, set_for),)
    return deadline(calendar, *counts)


@rule("条例:33.2", since="2019-05-15")
def extension(before: Count, days: int, *, calendar: Calendar, excluded: tuple[Interval, ...] = ()) -> Count:
    """At most 20 working days more, counted from the day on which the period before would end.

    Raises :class:`Refusal` for fewer than 1 or more than 20.
    """
    if not 1 <= days <= EXTENSION_MOST:
        raise Refusal(
            "extension-length",
            (
                f"不能延长{days}个工作日：《条例》第三十三条第二款规定延长最长不得超过20个工作日",
                f"an extension of {days} working days is not allowed: article 33(2) allows at most 20",
            ),
            ("请在1至20个工作日内确定延长天数", "choose from 1 to 20 working days"),
        )
    return count_working(calendar, EXTENSION, before.due, days, since=DUE_BEFORE, excluded=excluded)


@rule("条例:30", since="2019-05-15")
def correction_notice_due(received: date, *, calendar: Calendar) -> Deadline:
    """The last day for telling an applicant, once, what to correct (补正告知): 7 working days from receipt.

    Raises :class:`Refusal` for a day before the Regulation was in force or outside the calendar.
    """
    check_in_force(received)
    count = count_working(calendar, CORRECTION_NOTICE, received, CORRECTION_NOTICE_DAYS, since=RECEIVED)
    return deadline(calendar, count)


@rule("条例:30", since="2019-05-15")
def correction_reply_due(told: date, *, calendar: Calendar, policy: Policy, days: int | None = None) -> Deadline:
    """The end of the reasonable period given for a correction; ``days`` is what the notice says, if it does.

    Raises :class:`Refusal` for a period without a day, or a day that :func:`correction_notice_due` refuses.
    """
    check_in_force(told)
    if days is not None and days < 1:
        raise _no_period(days, CORRECTION_REPLY)
    kind = CORRECTION_REPLY if days is None else CORRECTION_REPLY.as_told()
    length = policy.correction_reply_days if days is None else days
    return deadline(calendar, count_working(calendar, kind, told, length, since=TOLD))


@rule("条例:32", "条例:33.3", "条例:34", since="2019-05-15")
class Consulted(NamedTuple):
    """One consultation: whom (``third_party``, ``co_maker``, ``other_organ``, ``secrecy_authority``),
    the days on which the letter left and arrived, and the day of the answer."""

    whom: str
    sent: date
    delivered: date | None = None
    answered: date | None = None


CONSULTED: Mapping[str, Period] = MappingProxyType(
    {
        "third_party": THIRD_PARTY,
        "co_maker": CO_MAKER,
        "other_organ": OTHER_ORGAN,
        "secrecy_authority": OTHER_ORGAN,
    }
)
"""Who may be consulted, and the period for the opinion."""


@rule("条例:32", "条例:34", since="2019-05-15")
def consultation_due(asked: Consulted, *, calendar: Calendar, policy: Policy) -> Deadline:
    """The last day for an opinion: 15 working days from the day the letter arrived.

    A third party's silence is not consent (art 32); a co-maker's is (art 34).  For other organs
    the law sets no period; policy does.  Until the arrival is known, the day of dispatch is used.

    Raises :class:`Refusal` for somebody of whom the law knows nothing, and for days out of order.
    """
    _consistent(asked)
    start, since = (asked.delivered, DELIVERED) if asked.delivered else (asked.sent, SENT)
    days = _opinion_days(asked.whom, policy)
    return deadline(calendar, count_working(calendar, CONSULTED[asked.whom], start, days, since=since))


def _opinion_days(whom: str, policy: Policy) -> int:
    return CONSULTATION_DAYS if whom in ("third_party", "co_maker") else policy.other_organ_days


@rule("条例:33.3", since="2019-05-15")
def consultation_time(asked: Consulted, *, on: date, calendar: Calendar, policy: Policy) -> Interval | None:
    """The days of a consultation that are left out of the answering period, as far as they lie before ``on``.

    From the day after the letter left (or arrived, by policy) to the day of the answer, at most to
    the end of its period.  ``None`` where nothing is left out.  Raises as :func:`consultation_due` does.
    """
    _consistent(asked)
    if asked.whom == "secrecy_authority" and not policy.secrecy_authority_pauses:
        return None
    first = asked.sent if policy.consultation_from == "sent" else asked.delivered
    if first is None or first >= on:
        return None
    last = min(asked.answered or on, on)
    if last > first:
        last = min(last, calendar.add(asked.delivered or asked.sent, _opinion_days(asked.whom, policy)))
    return Interval(first, last) if last > first else None


@rule("条例:35", since="2019-05-15")
def reasons_due(told: date, *, calendar: Calendar, policy: Policy, days: int | None = None) -> Deadline:
    """The last day for an applicant of a great many to say why (说明理由); ``days`` is what he was told, if he was.

    Raises as :func:`correction_reply_due` does.
    """
    check_in_force(told)
    if days is not None and days < 1:
        raise _no_period(days, REASONS)
    kind = REASONS if days is None else REASONS.as_told()
    length = policy.reasons_reply_days if days is None else days
    return deadline(calendar, count_working(calendar, kind, told, length, since=TOLD))


@rule("处理费办法:6", since="2021-01-01")
def fee_due(notified: date, *, calendar: Calendar) -> Deadline:
    """The last day for paying the processing fee: 20 working days from the day after the notice arrived.

    Raises :class:`Refusal` for a day without rules on fees or outside the calendar.
    """
    fee_rules(notified)
    return deadline(
        calendar, count_working(calendar, FEE, notified, FEE_DAYS, since=("收到收费通知", "fee notice received"))
    )


@rule("条例:41", since="2019-05-15")
def data_correction_due(received: date, *, calendar: Calendar, policy: Policy) -> Deadline:
    """The day by which one's own data should be corrected; the law sets none, policy does.

    Raises :class:`Refusal` for a day before the Regulation was in force or outside the calendar.
    """
    check_in_force(received)
    count = count_working(calendar, DATA_CORRECTION, received, policy.data_correction_days, since=RECEIVED)
    return deadline(calendar, count)


@rule("条例:56")
def check_in_force(day: date) -> None:
    """Nothing, for a day under the Regulation as revised; raises :class:`Refusal` for one before it."""
    if day >= IN_FORCE:
        return
    raise Refusal(
        "before-regulation",
        (
            f"{day}不适用现行《条例》：其自{IN_FORCE}起施行",
            f"{day} is not under the present Regulation, in force since {IN_FORCE}",
        ),
        (
            "请核对日期；此前收到的申请按2008年《条例》办理，不在本系统范围",
            "check the day; older ones fall under the 2008 text",
        ),
    )


def _consistent(asked: Consulted) -> None:
    if asked.whom not in CONSULTED:
        known = "、".join(CONSULTED)
        raise Refusal(
            "unknown-consulted",
            (f"不能识别的征求意见对象：{asked.whom}", f"{asked.whom!r} is nobody to be consulted"),
            (f"请在下列对象中选择：{known}", f"choose one of {', '.join(CONSULTED)}"),
        )
    if asked.delivered is not None and asked.delivered < asked.sent:
        raise _out_of_order(asked.delivered, DELIVERED, asked.sent, SENT)
    if asked.answered is not None and asked.answered < asked.sent:
        raise _out_of_order(asked.answered, ANSWERED, asked.sent, SENT)


def _out_of_order(day: date, what: Words, before: date, first: Words) -> Refusal:
    return Refusal(
        "days-out-of-order",
        (
            f"{what[0]}（{day}）不能早于{first[0]}（{before}）",
            f"{what[1]} ({day}) cannot precede {first[1]} ({before})",
        ),
        ("请核对两个日期", "check both days"),
    )


def _no_period(days: int, kind: Period) -> Refusal:
    article = kind.cites[0]
    return Refusal(
        "no-time-given",
        (
            f"{kind.name[0]}的期限不能为{days}个工作日（{article.zh}）",
            f"{days} working days leave no time for {kind.name[1]} ({article.en})",
        ),
        ("请在通知中写明至少1个工作日的期限", "give at least one working day in the notice"),
    )
