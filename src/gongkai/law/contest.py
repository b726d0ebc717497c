"""How long an answer can still be contested, and the applicant's data are needed to defend it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongkai.law.calendar import Calendar
from gongkai.law.deadline import Deadline, Unit, count_days, deadline, period
from gongkai.law.dispute_clocks import SuitRoute, appeal_due, review_filing_due, suit_filing_due
from gongkai.law.policy import Policy
from gongkai.law.rule import rule

MARGIN = period(
    "contest_margin",
    ("受理、送达副本的余量", "margin for acceptance and the copy"),
    "复议法:48",
    "行诉法:67.1",
    unit=Unit.CALENDAR,
    policy="contest_margin_days",
)


@rule(
    *("个保法:47", "复议法:20.1", "复议法:20.3", "复议法:44", "行诉法:34", "行诉法:45", "行诉法:46.1", "行诉法:85"),
    "行诉解释:64",
    since="2019-05-15",
)
def contest_end(answered: date, *, calendar: Calendar, policy: Policy, decided: Iterable[date] = ()) -> Deadline:
    """The last day until which whoever answered needs the applicant's data to defend the answer.

    The later of 60 days for reconsideration and six months for a suit, both from ``answered``, the
    day on which the answer (or the refusal of one) reached the applicant; a year for either, where
    answers of the body did not tell of these limits, which is a policy; after a dispute also the 15
    days for a suit or an appeal from each day of ``decided``.  What is filed on the last day comes to
    the office later: the margin for that is a policy, the law says nothing of it.  The purpose of
    keeping the data is not achieved before (个保法, article 47), since the burden of proof is the office's.

    Raises :class:`~gongkai.finding.Refusal` for a day for which there is no law or no calendar.
    """
    told = policy.answers_tell_remedies
    ends = [suit_filing_due(answered, calendar=calendar, told=told)]
    if told:
        ends.append(review_filing_due(answered, calendar=calendar))
    for day in decided:
        ends.append(suit_filing_due(day, calendar=calendar, route=SuitRoute.AFTER_REVIEW))
        ends.append(appeal_due(day, calendar=calendar))
    last = max(ends, key=lambda one: one.due)
    since = ("救济期限届满", "the last day for contesting it")
    margin = count_days(calendar, MARGIN, last.due, policy.contest_margin_days, since=since)
    return deadline(calendar, *last.counts, margin)
