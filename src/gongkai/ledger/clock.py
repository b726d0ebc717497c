"""The clocks of a matter as its facts set them: the state so far, handed to the rules of ``law``."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gongkai.law import clocks
from gongkai.law.calendar import Calendar
from gongkai.law.deadline import Count, Deadline, Interval, Period, Unit, period
from gongkai.law.dispute_clocks import court_answer_due, review_answer_due
from gongkai.law.policy import Policy
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact
from gongkai.ledger.facts.application import Whom
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.state import ApplicationState, Consultation, DisputeState


class Terms(NamedTuple):
    """What the days of one matter are computed by: the calendar, and the policy of the day it began."""

    calendar: Calendar
    policy: Policy


def terms_for(first: Fact, regime: Regime) -> Terms:
    """The terms of a matter that began with this fact."""
    return Terms(regime.calendar, regime.policies.on(first.on))


def answer_deadline(state: ApplicationState, terms: Terms, *, on: date) -> Deadline | None:
    """The day by which the application must be answered, as far as the facts up to ``on`` tell.

    A consultation still open is left out of the count up to ``on``: the day is the earliest that
    it can be.  ``None`` while the period has not begun to run (again): before receipt, and while a
    correction or a payment is awaited.
    """
    received = state.received
    if received is None:
        return None
    extension = state.extension if extension_counts(state, terms) else None
    return clocks.answer_due(
        received.on,
        calendar=terms.calendar,
        corrected=state.corrected,
        paid=state.paid if terms.policy.fee_restarts else None,
        excluded=excluded_time(state, terms, on=on),
        extended_by=extension.days if extension and 1 <= extension.days <= clocks.EXTENSION_MOST else 0,
        set_for=state.later.due if state.later else None,
    )


def extension_counts(state: ApplicationState, terms: Terms) -> bool:
    """Whether there is an extension, and the period that it lengthened has not started anew after it."""
    anew = state.corrected_since or (state.paid_since and terms.policy.fee_restarts)
    return state.extension is not None and not anew


def extension_is_left(state: ApplicationState, terms: Terms) -> bool:
    """Article 33(2): one extension, unless policy allows another after the period started anew."""
    if state.extension is None:
        return True
    return terms.policy.extension_again_after_restart and not extension_counts(state, terms)


def excluded_time(state: ApplicationState, terms: Terms, *, on: date) -> tuple[Interval, ...]:
    """All time that does not count, up to ``on``: consultations, and by policy reasons and payment."""
    if not state.consultations and not state.reasons and not state.fee:
        return ()
    gaps = [consulted_time(asked, terms, on=on) for asked in state.consultations.values()]
    if terms.policy.reasons_pause and state.reasons is not None:
        due = clocks.reasons_due(
            state.reasons.on, calendar=terms.calendar, policy=terms.policy, days=state.reasons.days
        ).due
        gaps.append(_between(state.reasons.on, state.reasons_given, min(on, due), clocks.REASONS))
    if not terms.policy.fee_restarts and state.fee_delivered is not None:
        gaps.append(_between(state.fee_delivered, state.paid, on, clocks.FEE))
    return tuple(gap for gap in gaps if gap is not None)


def _between(first: date, last: date | None, on: date, kind: Period) -> Interval | None:
    end = min(last or on, on)
    return Interval(first, end, kind.name, kind.cites) if end > first else None


def consulted_time(asked: Consultation, terms: Terms, *, on: date) -> Interval | None:
    """The days of one consultation that are left out."""
    return clocks.consultation_time(_asked(asked), on=on, calendar=terms.calendar, policy=terms.policy)


def opinion_deadline(asked: Consultation, terms: Terms) -> Deadline:
    """The last day for the opinion that a letter asks for."""
    return clocks.consultation_due(_asked(asked), calendar=terms.calendar, policy=terms.policy)


def pauses(asked: Consultation, terms: Terms) -> bool:
    """Whether the answering period stands still while this opinion is awaited."""
    if asked.asked.whom is Whom.SECRECY_AUTHORITY and not terms.policy.secrecy_authority_pauses:
        return False
    return terms.policy.consultation_from == "sent" or asked.delivered is not None


def _asked(asked: Consultation) -> clocks.Consulted:
    return clocks.Consulted(asked.asked.whom, asked.asked.on, asked.delivered, asked.answered)


def correction_deadline(state: ApplicationState, terms: Terms) -> Deadline | None:
    """The last day for the applicant's correction, if one was asked for."""
    asked = state.correction
    if asked is None:
        return None
    return clocks.correction_reply_due(asked.on, calendar=terms.calendar, policy=terms.policy, days=asked.days)


def reasons_deadline(state: ApplicationState, terms: Terms) -> Deadline | None:
    """The last day for the applicant's reasons, if they were asked for."""
    asked = state.reasons
    if asked is None:
        return None
    return clocks.reasons_due(asked.on, calendar=terms.calendar, policy=terms.policy, days=asked.days)


def fee_deadline(state: ApplicationState, terms: Terms) -> Deadline | None:
    """The last day for the payment, once the notice has arrived."""
    if state.fee is None or state.fee_delivered is None:
        return None
    return clocks.fee_due(state.fee_delivered, calendar=terms.calendar)


ORDERED = period("ordered", ("按决定（判决）限期履行", "to be done by order"), "复议法:77", unit=Unit.UNTIL)


def order_deadline(state: DisputeState) -> Deadline | None:
    """The day by which a decision orders the organ to act, while it has not reported that it did."""
    decided = state.decided
    if decided is None or decided.act_by is None or state.done_on is not None:
        return None
    since = ("收到决定（判决）", "decision received")
    return Deadline(decided.act_by, (Count(ORDERED, decided.on, since, 0, decided.act_by),))


def defence_deadline(state: DisputeState, terms: Terms) -> Deadline | None:
    """The last day for the answer and the evidence, once the copy has arrived."""
    if state.opened is None or state.copy is None:
        return None
    if state.opened.route is Route.REVIEW:
        return review_answer_due(state.copy, simple=state.simple, calendar=terms.calendar)
    return court_answer_due(state.copy, calendar=terms.calendar)
