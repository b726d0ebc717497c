"""The day on which an application counts as received, by the way it came (《条例》第三十一条).

A channel either fixes the day or waits for something: for a signature, or until the organ and the
applicant have confirmed the application.  Until then no period runs, and the answer says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.law.calendar import Calendar
from gongkai.law.cite import Cite, cites
from gongkai.law.clocks import check_in_force
from gongkai.law.deadline import Count, Deadline, Words, deadline, period
from gongkai.law.policy import Policy
from gongkai.law.rule import rule

CONFIRMATION = period(
    "confirmation", ("与申请人确认", "confirmation with the applicant"), "条例:31", policy="confirmation_lag_days"
)
ARRIVED = ("申请到达", "the application arrived")


@rule("条例:31", "19号")
class Channel(StrEnum):
    """How an application came; ``MISDIRECTED`` is one sent to a person or office that is not the work office."""

    IN_PERSON = "in_person"
    MAIL_SIGNED = "mail_signed"
    MAIL_PLAIN = "mail_plain"
    ONLINE = "online"
    EMAIL = "email"
    FAX = "fax"
    MISDIRECTED = "misdirected"


LETTERS = (Channel.MAIL_PLAIN, Channel.MISDIRECTED)
ELECTRONIC = (Channel.ONLINE, Channel.EMAIL, Channel.FAX)
BASIC = (Channel.IN_PERSON, Channel.MAIL_SIGNED, Channel.MAIL_PLAIN)
"""The channels that nobody can be refused (19号)."""

NAMES: Mapping[Channel, Words] = MappingProxyType(
    {
        Channel.IN_PERSON: ("当面提交", "in person"),
        Channel.MAIL_SIGNED: ("需签收的邮寄", "mail that is signed for"),
        Channel.MAIL_PLAIN: ("平常信函", "plain letter"),
        Channel.ONLINE: ("互联网渠道", "online form"),
        Channel.EMAIL: ("电子邮件", "e-mail"),
        Channel.FAX: ("传真", "fax"),
        Channel.MISDIRECTED: ("寄至非工作机构", "sent to somebody who is not the work office"),
    }
)

_CITES: dict[Channel, tuple[Cite, ...]] = {
    Channel.IN_PERSON: cites("条例:31(1)"),
    Channel.MAIL_SIGNED: cites("条例:31(2)"),
    Channel.MAIL_PLAIN: cites("条例:31(2)", "207号"),
    Channel.ONLINE: cites("条例:31(3)"),
    Channel.EMAIL: cites("条例:31(3)"),
    Channel.FAX: cites("条例:31(3)"),
    Channel.MISDIRECTED: cites("条例:31(2)", "207号"),
}

_REGISTER: Words = (
    "先行登记，并尽快与申请人联系确认；联系不上的保留联系记录，恢复联系并确认之日起算",
    "register it and reach the applicant; keep a record of every attempt: the period starts on the day of confirmation",
)


@rule("条例:31")
class Late(NamedTuple):
    """A confirmation that came ``days`` working days after ``due``.

    The day of receipt stays the day of confirmation, but a delay by the organ can be held against it.
    """

    due: date
    days: int
    words: Words
    cites: tuple[Cite, ...]


@rule("条例:31")
class Receipt(NamedTuple):
    """The day of receipt, or ``None`` while no period runs; why; what to do now; and a late confirmation."""

    channel: Channel
    on: date | None
    words: Words
    todo: Words | None
    cites: tuple[Cite, ...]
    late: Late | None = None

    @property
    def started(self) -> bool:
        """Whether the periods of the application run."""
        return self.on is not None


@rule("条例:31", "207号", since="2019-05-15")
def received_on(
    channel: str,
    *,
    submitted: date,
    signed: date | None = None,
    confirmed: date | None = None,
    calendar: Calendar,
    policy: Policy,
) -> Receipt:
    """The day on which an application counts as received, or why its periods do not run yet.

    ``submitted`` is the day it was handed in, posted or sent.  ``signed`` is the day the organ
    signed for it (the mail room counts) or, for a plain or misdirected letter, the day it reached
    the work office.  ``confirmed`` is the day on which organ and applicant confirmed it.  What a
    channel does not depend on is left aside.

    A letter is confirmed on the working day on which it arrives (without ``signed`` nobody knows
    whether it was confirmed late); other channels within ``policy.confirmation_lag_days`` working
    days.  Raises :class:`Refusal` for an unknown channel,
    for days out of order, and for a receipt before the Regulation was in force.
    """
    came = _channel(channel)
    _check_order(came, submitted, signed, confirmed)
    if came is Channel.IN_PERSON:
        return _started(came, submitted, ("当面提交之日为收到之日", "received on the day it was handed in"))
    if came is Channel.MAIL_SIGNED:
        if signed is None:
            return _waiting(came, ("尚无签收记录", "nobody has signed for it yet"), _LOOK_UP)
        words = ("行政机关签收之日为收到之日（收发室签收亦同）", "received on the day the organ signed for it")
        return _started(came, signed, words)
    if confirmed is None:
        return _waiting(came, ("尚未与申请人确认，期限不起算", "not confirmed yet: no period runs"), _REGISTER)
    arrived = signed if came in LETTERS else submitted
    words = ("与申请人确认之日为收到之日", "received on the day it was confirmed with the applicant")
    late = _late(came, arrived, confirmed, calendar, policy) if arrived is not None else None
    return _started(came, confirmed, words, late)


@rule("条例:31", since="2019-05-15")
def confirmation_due(channel: str, arrived: date, *, calendar: Calendar, policy: Policy) -> Deadline | None:
    """The last day for confirming an application that arrived on a day; ``None`` where none is needed.

    Raises :class:`Refusal` for an unknown channel and outside the calendar.
    """
    came = _channel(channel)
    if came not in LETTERS + ELECTRONIC:
        return None
    allowed = 0 if came in LETTERS else policy.confirmation_lag_days
    last = calendar.add(arrived, allowed) if allowed else calendar.on_or_after(arrived)
    return deadline(calendar, Count(CONFIRMATION, arrived, ARRIVED, allowed, last))


@rule("19号")
class Accepted(NamedTuple):
    """Whether a channel must be taken, and why."""

    must: bool
    words: Words
    cites: tuple[Cite, ...]


@rule("条例:29", "19号")
def must_accept(channel: str, *, announced: Iterable[str] = ()) -> Accepted:
    """Whether an organ has to take an application by this channel.

    Handing in and posting can never be refused; fax, online and e-mail bind an organ that has
    announced them in its guide (指南), and where it has announced none, the applicant chooses.
    Raises :class:`Refusal` for an unknown channel.
    """
    came = _channel(channel)
    held = {_channel(other) for other in announced}.intersection(ELECTRONIC)
    if came not in ELECTRONIC:
        words = ("当面提交和邮寄是基本渠道，不得拒收", "handing in and posting are basic channels, never refused")
    elif came in held:
        words = ("该渠道已在指南中公布，应当接收", "the guide announces this channel, which binds the organ")
    elif not held:
        words = ("指南未公布可选渠道，尊重申请人的选择", "the guide announces none, so the applicant chooses")
    else:
        names = [NAMES[other] for other in ELECTRONIC if other in held]
        words = (
            f"指南公布的可选渠道为{'、'.join(name[0] for name in names)}，可告知申请人改用公布的渠道或者基本渠道",
            f"the guide announces {', '.join(name[1] for name in names)}; point to these or to the basic ones",
        )
    return Accepted(came not in ELECTRONIC or came in held or not held, words, cites("条例:29.1", "19号"))


_LOOK_UP: Words = (
    "查询邮件签收记录；以行政机关签收之日为收到之日",
    "look up the delivery record; the day of signature is the day of receipt",
)


def _channel(written: str) -> Channel:
    try:
        return Channel(written)
    except ValueError:
        raise Refusal(
            "unknown-channel",
            (f"不能识别的提交渠道：{written}（《条例》第三十一条）", f"{written!r} is no channel (条例 art. 31)"),
            (f"请在下列渠道中选择：{'、'.join(Channel)}", f"choose one of {', '.join(Channel)}"),
        ) from None


def _started(came: Channel, on: date, words: Words, late: Late | None = None) -> Receipt:
    check_in_force(on)
    return Receipt(came, on, words, None, _CITES[came], late)


def _waiting(came: Channel, words: Words, todo: Words) -> Receipt:
    return Receipt(came, None, words, todo, _CITES[came])


def _late(came: Channel, arrived: date, confirmed: date, calendar: Calendar, policy: Policy) -> Late | None:
    known = confirmation_due(came, arrived, calendar=calendar, policy=policy)
    if known is None:
        return None
    due = known.due
    days = calendar.count(due, confirmed)
    if days <= 0:
        return None
    words = (
        f"应在{due}前（含当日）与申请人确认，实际于{confirmed}确认，迟{days}个工作日；确认迟延可能被认定为规避答复期限",
        f"due by {due}, confirmed on {confirmed}, {days} working days late; that may be held against the organ",
    )
    return Late(due, days, words, _CITES[came])


def _check_order(came: Channel, submitted: date, signed: date | None, confirmed: date | None) -> None:
    known = [(submitted, ("提交", "submission"))]
    if signed is not None:
        known.append((signed, ("签收或者送达工作机构", "signature or arrival")))
    if confirmed is not None:
        known.append((confirmed, ("双方确认", "confirmation")))
    for (day, what), (later, then) in pairwise(known):
        if later < day:
            raise Refusal(
                "days-out-of-order",
                (
                    f"{then[0]}（{later}）不能早于{what[0]}（{day}）（《条例》第三十一条）",
                    f"{then[1]} ({later}) cannot precede {what[1]} ({day}) (条例 art. 31)",
                ),
                ("请核对两个日期", "check both days"),
            )
    if came is Channel.MAIL_SIGNED and signed is None and confirmed is not None:
        raise Refusal(
            "signature-missing",
            (
                "需签收的邮件以签收之日为收到之日，不能只有确认日期（《条例》第三十一条第二项）",
                "mail that is signed for is received on the day of signature, not of confirmation (条例 art. 31(2))",
            ),
            ("请补充签收日期", "give the day of signature"),
        )
