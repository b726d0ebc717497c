"""The steps of an application on the way to its end, each on a day that the law allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from gongkai.law import fees
from gongkai.law.clocks import correction_notice_due
from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.ledger import clock
from gongkai.ledger.facts import application
from gongkai.ledger.facts.application import Applicant, Charged, Lapse, Opinion, Service, Whom
from gongkai.ledger.simulation.case import DAY, Case, NoDayLeftError, working_day_before
from gongkai.ledger.simulation.chance import Wheel
from gongkai.ledger.simulation.weights import share, wheel
from gongkai.ledger.state import FEE

CONFIRMED = (Channel.ONLINE, Channel.EMAIL, Channel.FAX)
SERVICES: Mapping[Channel, tuple[Service, ...]] = {
    Channel.IN_PERSON: (Service.IN_PERSON, Service.POST),
    Channel.MAIL_SIGNED: (Service.POST,),
    Channel.MAIL_PLAIN: (Service.POST,),
    Channel.MISDIRECTED: (Service.POST,),
    Channel.ONLINE: (Service.ONLINE, Service.ONLINE, Service.POST),
    Channel.EMAIL: (Service.EMAIL,),
    Channel.FAX: (Service.FAX, Service.POST),
}
"""How an answer is handed over, by the way the application came."""

_AGREES = Wheel[Opinion | None]({Opinion.CONSENT: 7, None: 2, Opinion.OBJECTION: 1})
_OBJECTS = Wheel[Opinion | None]({Opinion.OBJECTION: 3, None: 1})


def receive(case: Case, applicant: str, on: date) -> None:
    """The receipt, with the day of sending in where the channel has one."""
    rng, channel = case.rng, Channel(wheel("channels").spin(case.rng))
    submitted = None
    if channel not in (Channel.IN_PERSON, Channel.MAIL_SIGNED):
        before = working_day_before(case.calendar, on)
        if channel in CONFIRMED:
            submitted = rng.choice((on, before, before + (on - before) / 2))
            if case.happens(share("confirmed_late")):
                submitted = working_day_before(case.calendar, before)
        else:
            submitted = on
    case.add(
        application.Received(
            on=on,
            by=case.word("people"),
            channel=channel,
            applicant=Applicant(applicant),
            submitted=submitted,
            asks=case.word("asks"),
            items=1 if rng.random() < 0.9 else rng.randint(2, 4),
            applicant_key=f"申请人{rng.randrange(1_000_000):06d}",
        )
    )


def ask_correction(case: Case) -> None:
    """The one notice of what to correct, within its seven working days."""
    on = case.by(correction_notice_due(case.received.on, calendar=case.calendar).due)
    days = case.rng.choice((None, None, 10, 15, 7))
    case.add(application.CorrectionAsked(on=on, by=case.word("people"), asks=case.word("corrections"), days=days))


def correct(case: Case, *, clear: bool) -> None:
    """The correction, within its time."""
    deadline = clock.correction_deadline(case.state, case.terms)
    assert deadline is not None, "a correction was asked for"
    case.add(application.Corrected(on=case.by(deadline.due), clear=clear))


def lapse(case: Case, what: Lapse) -> None:
    """What the applicant let pass is recorded once its period is over."""
    of = clock.fee_deadline if what is Lapse.FEE else clock.correction_deadline
    deadline = of(case.state, case.terms)
    assert deadline is not None, "a period ran"
    case.wait_past(deadline.due)
    case.add(application.Lapsed(on=case.soon(3), by=case.word("people"), what=what))


def reopen(case: Case) -> None:
    """A correction that comes late with good reason, within the year in which the matter was closed."""
    case.add(application.Corrected(on=case.soon(5), good_reason="住院治疗，附病历"))


def consult(case: Case, whom: Whom) -> None:
    """A letter leaves, early enough that a day is left for the answer."""
    on = case.soon_by(6, working_day_before(case.calendar, case.due()))
    ref = f"征{len(case.state.consultations) + 1}"
    case.add(application.Consulted(on=on, by=case.word("people"), ref=ref, whom=whom, name=_consulted_name(whom)))


def _consulted_name(whom: Whom) -> str:
    return {
        Whom.THIRD_PARTY: "某公司",
        Whom.CO_MAKER: "联合制作机关",
        Whom.OTHER_ORGAN: "相关部门",
        Whom.SECRECY_AUTHORITY: "保密行政管理部门",
    }[whom]


def deliver(case: Case) -> None:
    """Every letter that is under way arrives."""
    for ref, asked in case.state.consultations.items():
        if asked.delivered is None and asked.answered is None:
            case.add(application.Delivered(on=case.soon(3), ref=ref))
    if case.state.fee is not None and case.state.fee_delivered is None:
        case.add(application.Delivered(on=case.soon(3), ref=FEE))


def hear(case: Case, leaf: Leaf, grounds: tuple[Leaf, ...] = ()) -> None:
    """Every opinion that is awaited comes in, or its period runs out."""
    deliver(case)
    withheld = Leaf.D4 in (leaf, *grounds)
    for ref, asked in case.state.consultations.items():
        due = clock.opinion_deadline(asked, case.terms).due
        if asked.answered is not None or due <= case.after:
            continue
        third = asked.asked.whom is Whom.THIRD_PARTY
        opinion = (_OBJECTS if third and withheld else _AGREES).spin(case.rng)
        if opinion is None:
            case.wait_past(due)
        else:
            case.add(application.OpinionGiven(on=case.by(due), ref=ref, opinion=opinion))


def ask_reasons(case: Case) -> None:
    """The applicant of a great many is asked why, early enough that he can say so."""
    on = case.soon_by(6, working_day_before(case.calendar, case.due()))
    case.add(application.ReasonsAsked(on=on, by=case.word("people"), days=case.rng.choice((None, 5, 10))))


def give_reasons(case: Case, *, reasonable: bool) -> None:
    """His reasons, before the answer is due; where they are not good, there may be none at all."""
    deadline = clock.reasons_deadline(case.state, case.terms)
    assert deadline is not None, "reasons were asked for"
    due, passed = case.due(), deadline.due <= case.after
    if not reasonable and (passed or (deadline.due < due and case.happens(0.4))):
        case.wait_past(deadline.due)
    else:
        on = case.by(due if passed else min(deadline.due, due))
        case.add(application.ReasonsGiven(on=on, reasonable=reasonable))


def set_later_day(case: Case, due: date) -> None:
    """A later day is told to the applicant whose reasons were good."""
    on = case.by(case.due())
    case.wait_past(on - DAY)
    if due <= case.due():
        raise NoDayLeftError
    case.add(application.LaterDaySet(on=on, by=case.word("people"), due=due))


def charge_fee(case: Case) -> None:
    """The fee notice leaves within the handling period, and arrives."""
    on = case.soon_by(8, case.due())
    charged = case.rng.choice((Charged.ITEM, Charged.PAGE))
    amount = case.charge
    if amount is None:
        by_page = charged is Charged.PAGE
        fee = (
            fees.fee_by_pages(case.rng.randint(31, 260), on=on)
            if by_page
            else fees.fee_for_item(case.rng.randint(11, 60), on=on)
        )
        amount = Decimal(fee.amount)
    case.add(application.FeeNoticed(on=on, by=case.word("people"), amount=amount, charged=charged))
    deliver(case)


def pay_fee(case: Case) -> None:
    """All of it is paid, in time."""
    deliver(case)
    deadline, fee = clock.fee_deadline(case.state, case.terms), case.state.fee
    assert deadline is not None, "a fee was asked for"
    assert fee is not None, "a fee was asked for"
    case.add(application.FeePaid(on=case.by(deadline.due), amount=fee.amount))


def extend(case: Case) -> None:
    """The one extension: agreed to, then told, in the last days of the period; the answer needs it."""
    due = case.due()
    before = case.calendar.count(case.after, due)
    if before < 1:
        raise NoDayLeftError
    case.wait_past(due - DAY * case.rng.randint(1, 6) - DAY)
    on = case.by(due)
    approved = max(case.received.on, case.rng.choice((on, working_day_before(case.calendar, on))))
    case.add(
        application.Extended(
            on=on,
            by=case.word("people"),
            days=case.rng.choice((5, 10, 15, 20, 20)),
            approved_by=case.word("heads"),
            approved_on=approved,
            reason=case.word("reasons"),
        )
    )
