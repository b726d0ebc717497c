"""What speaks against a fact of an application: each guard stands for one rule of the Regulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from gongkai.finding import Finding, FindingKind, Refusal
from gongkai.law import clocks
from gongkai.law.fees import fees_since
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import confirmation_due
from gongkai.ledger import clock, findings
from gongkai.ledger.checks.guard import Guard
from gongkai.ledger.clock import Terms
from gongkai.ledger.facts import Fact, application
from gongkai.ledger.facts.application import Lapse, Opinion, Whom
from gongkai.ledger.moves import STAGE_WORDS, Stage
from gongkai.ledger.state import FEE, ApplicationState, State

GROUNDS = tuple(leaf for leaf in Leaf if leaf.value[0] in "dur")
"""What the part withheld of a partial answer may rest on: not disclosed, not held, not handled."""

LAPSE_WORDS = {
    Lapse.CORRECTION: ("逾期不补正", "lapse of the correction"),
    Lapse.FEE: ("逾期不缴费", "lapse of the payment"),
}


def instead(state: State, fact: Fact) -> Finding | None:
    """A plainer finding for a move that cannot come now, where there is one."""
    if isinstance(state, ApplicationState) and isinstance(fact, application.CorrectionAsked) and state.correction:
        return findings.SECOND_CORRECTION.at(on=fact.on, first=state.correction.on)
    return None


def asks_for_something(_: ApplicationState, fact: application.Received, __: Terms) -> Iterator[Finding]:
    """A paper asks for one thing at least."""
    if fact.items < 1:
        yield findings.IMPOSSIBLE.at(on=fact.on, what=(f"申请{fact.items}项", f"{fact.items} things asked for"))


def in_force(_: ApplicationState, fact: application.Received, terms: Terms) -> Iterator[Finding]:
    """The Regulation as it stands applies from 2019-05-15."""
    try:
        clocks.answer_due(fact.on, calendar=terms.calendar)
    except Refusal as refused:
        yield findings.OUTSIDE.at(on=fact.on, reason=refused.reason)


def confirmed_in_time(_: ApplicationState, fact: application.Received, terms: Terms) -> Iterator[Finding]:
    """Article 31: where the day of receipt is the day of confirmation, it must not be put off."""
    if fact.submitted is None or fact.submitted > fact.on:
        return
    due = confirmation_due(fact.channel, fact.submitted, calendar=terms.calendar, policy=terms.policy)
    if due is not None and fact.on > due.due:
        days = terms.calendar.count(fact.submitted, fact.on)
        yield findings.CONFIRMED_LATE.at(submitted=fact.submitted, on=fact.on, days=days)


def submitted_before(_: ApplicationState, fact: application.Received, __: Terms) -> Iterator[Finding]:
    """Nothing is received before it is sent in."""
    if fact.submitted is not None and fact.submitted > fact.on:
        reason = (f"早于提交日{fact.submitted}", f"before it was sent in ({fact.submitted})")
        yield findings.OUTSIDE.at(on=fact.on, reason=reason)


def corrected_once(state: ApplicationState, fact: application.CorrectionAsked, _: Terms) -> Iterator[Finding]:
    """Article 30: once."""
    if state.correction is not None:
        yield findings.SECOND_CORRECTION.at(on=fact.on, first=state.correction.on)


def correction_in_time(state: ApplicationState, fact: application.CorrectionAsked, terms: Terms) -> Iterator[Finding]:
    """Article 30: within 7 working days of receipt."""
    if state.received is None:
        return
    due = clocks.correction_notice_due(state.received.on, calendar=terms.calendar).due
    if fact.on > due:
        yield findings.CORRECTION_LATE.at(on=fact.on, due=due)


def reopens(state: ApplicationState, fact: application.Corrected, _: Terms) -> Iterator[Finding]:
    """Article 30: a late correction reopens the matter only with good reason."""
    if state.closed_on is not None and (state.outcome is not Leaf.O1 or not fact.good_reason.strip()):
        yield findings.REOPENED.at(on=fact.on, outcome=outcome(state.outcome or Leaf.O3).name)


def correction_time_given(_: ApplicationState, fact: application.CorrectionAsked, terms: Terms) -> Iterator[Finding]:
    """Article 30: a period in which something can be done; the rule refuses any other."""
    clocks.correction_reply_due(fact.on, calendar=terms.calendar, policy=terms.policy, days=fact.days)
    yield from ()


def reasons_time_given(_: ApplicationState, fact: application.ReasonsAsked, terms: Terms) -> Iterator[Finding]:
    """Article 35: the same for the reasons."""
    clocks.reasons_due(fact.on, calendar=terms.calendar, policy=terms.policy, days=fact.days)
    yield from ()


def letter_named_once(state: ApplicationState, fact: application.Consulted, _: Terms) -> Iterator[Finding]:
    """A letter's name says which answer belongs to it."""
    there = state.consultations.get(fact.ref)
    if there is not None or fact.ref == FEE:
        first = there.asked.on if there is not None else fact.on
        yield findings.LETTER_TWICE.at(on=fact.on, ref=fact.ref, first=first)


def letter_is_there(
    state: ApplicationState, fact: application.Delivered | application.OpinionGiven, _: Terms
) -> Iterator[Finding]:
    """An arrival or an opinion belongs to a letter that left."""
    fee = fact.ref == FEE and state.fee is not None and isinstance(fact, application.Delivered)
    if fact.ref not in state.consultations and not fee:
        yield findings.LETTER_UNKNOWN.at(on=fact.on, ref=fact.ref)


def arrived_once(state: ApplicationState, fact: application.Delivered, _: Terms) -> Iterator[Finding]:
    """A letter arrives once: its day starts a period, which no second entry may move."""
    letter = state.consultations.get(fact.ref)
    first = letter.delivered if letter is not None else state.fee_delivered if fact.ref == FEE else None
    if first is not None:
        yield findings.ENTERED_TWICE.at(on=fact.on, ref=fact.ref, what=("送达", "arrival"), first=first)
    if letter is not None and letter.answered is not None and letter.answered < fact.on:
        reason = (f"晚于收到意见的{letter.answered}", f"after the opinion came ({letter.answered})")
        yield findings.OUTSIDE.at(on=fact.on, reason=reason)


def opinion_once(state: ApplicationState, fact: application.OpinionGiven, _: Terms) -> Iterator[Finding]:
    """An opinion comes once: its day ends the time that is left out."""
    letter = state.consultations.get(fact.ref)
    if letter is not None and letter.answered is not None:
        yield findings.ENTERED_TWICE.at(on=fact.on, ref=fact.ref, what=("意见", "opinion"), first=letter.answered)


def extended_once(state: ApplicationState, fact: application.Extended, terms: Terms) -> Iterator[Finding]:
    """Article 33(2): one extension, unless policy allows another after the period started anew."""
    before = state.extension
    if before is not None and not clock.extension_is_left(state, terms):
        yield findings.EXTENSION_TWICE.at(on=fact.on, first=before.on, days=before.days)


def extended_in_time(state: ApplicationState, fact: application.Extended, terms: Terms) -> Iterator[Finding]:
    """Article 33(2): before the period ends."""
    now = clock.answer_deadline(state, terms, on=fact.on)
    if now is not None and fact.on > now.due:
        yield findings.EXTENSION_LATE.at(on=fact.on, due=now.due)


def extension_lawful(state: ApplicationState, fact: application.Extended, __: Terms) -> Iterator[Finding]:
    """Article 33(2): agreed to by the head of the work office, and by at most 20 working days."""
    if not 1 <= fact.days <= clocks.EXTENSION_MOST:
        yield findings.EXTENSION_LENGTH.at(on=fact.on, days=fact.days)
    came = state.received.on if state.received is not None else fact.approved_on
    if not fact.approved_by.strip() or not came <= fact.approved_on <= fact.on:
        approval = f"{fact.approved_by} {fact.approved_on}".strip()
        yield findings.EXTENSION_UNAPPROVED.at(on=fact.on, approval=approval)


def fee_is_sound(state: ApplicationState, fact: application.FeeNoticed, terms: Terms) -> Iterator[Finding]:
    """Article 42: a positive amount, asked for once, since there are rules for it."""
    if fact.on < fees_since():
        what = (f"收费办法自{fees_since()}起施行", f"the fee rules are in force since {fees_since()}")
        yield findings.FEE_WRONG.at(on=fact.on, what=what)
    if fact.amount <= 0 or fact.amount != fact.amount.quantize(Decimal("0.01")):
        what = (f"收费金额{fact.amount}元不合规", f"{fact.amount} yuan is no fee")
        yield findings.FEE_WRONG.at(on=fact.on, what=what)
    if state.fee is not None:
        what = (f"{state.fee.on}已发出收费通知", f"a fee was asked for already on {state.fee.on}")
        yield findings.FEE_WRONG.at(on=fact.on, what=what)
    now = clock.answer_deadline(state, terms, on=fact.on)
    if now is not None and fact.on > now.due:
        yield findings.FEE_NOTICE_LATE.at(on=fact.on, due=now.due)


def paid_in_full(state: ApplicationState, fact: application.FeePaid, _: Terms) -> Iterator[Finding]:
    """The period starts anew only when all of it is paid."""
    if state.fee is not None and fact.amount != state.fee.amount:
        what = (
            f"应缴{state.fee.amount}元，登记缴纳{fact.amount}元",
            f"{state.fee.amount} yuan asked for, {fact.amount} entered as paid",
        )
        yield findings.FEE_WRONG.at(on=fact.on, what=what)


def later_day_founded(state: ApplicationState, fact: application.LaterDaySet, terms: Terms) -> Iterator[Finding]:
    """Article 35: reasons found reasonable, and a day after the present one."""
    if not state.reasonable:
        what = ("没有认定申请人理由合理的记录", "no reasons found reasonable are on record")
        yield findings.LATER_UNFOUNDED.at(on=fact.on, what=what)
    now = clock.answer_deadline(state, terms, on=fact.on)
    if fact.due > terms.calendar.last:
        reason = (f"工作日历至{terms.calendar.last}为止", f"the working calendar ends on {terms.calendar.last}")
        yield findings.OUTSIDE.at(on=fact.due, reason=reason)
    if now is not None and fact.due <= now.due:
        what = (f"确定的日期{fact.due}不晚于现有期限{now.due}", f"{fact.due} is not after the present {now.due}")
        yield findings.LATER_UNFOUNDED.at(on=fact.on, what=what)
    if now is not None and fact.on > now.due:
        what = (f"答复期限已于{now.due}届满", f"the answer was due on {now.due}")
        yield findings.LATER_UNFOUNDED.at(on=fact.on, what=what)


def lapse_is_over(state: ApplicationState, fact: application.Lapsed, terms: Terms) -> Iterator[Finding]:
    """Only what is waited for lapses, and not before its period is over."""
    waited = Lapse.FEE if state.stage is Stage.PAYING else Lapse.CORRECTION
    if fact.what is not waited:
        yield findings.OUT_OF_ORDER.at(
            on=fact.on, move=LAPSE_WORDS[fact.what], stage=STAGE_WORDS[state.stage], may=LAPSE_WORDS[waited]
        )
        return
    due = clock.fee_deadline(state, terms) if waited is Lapse.FEE else clock.correction_deadline(state, terms)
    if due is None:
        what = ("没有收费通知送达的记录", "no fee notice is on record as delivered")
        yield findings.FEE_WRONG.at(on=fact.on, what=what)
    elif fact.on <= due.due:
        yield findings.LAPSE_EARLY.at(on=fact.on, due=due.due)


def redone_by_letter(_: ApplicationState, fact: application.Redone, __: Terms) -> Iterator[Finding]:
    """An answer anew is an answer."""
    if not outcome(fact.outcome).by_answer:
        yield findings.NOT_AN_ANSWER.at(on=fact.on, outcome=outcome(fact.outcome).name)


def answer_needs(state: ApplicationState, fact: application.Answered, terms: Terms) -> Iterator[Finding]:
    """What an outcome rests on must have happened: the ``needs`` of :mod:`gongkai.law.outcomes`."""
    if not outcome(fact.outcome).by_answer:
        yield findings.NOT_AN_ANSWER.at(on=fact.on, outcome=outcome(fact.outcome).name)
        return
    grounds = (leaf for leaf in fact.withheld if leaf in GROUNDS)  # of the others grounds_fit tells
    needs = dict.fromkeys(need for leaf in (fact.outcome, *grounds) for need in outcome(leaf).needs)
    for need in needs:
        met, kind = NEEDS[need]
        if not met(state, fact, terms):
            yield kind.at(on=fact.on)


def _reasons_wanting(state: ApplicationState, fact: application.Answered, terms: Terms) -> bool:
    """Asked for, and found wanting or not given in time."""
    if state.reasonable is not None:
        return not state.reasonable
    due = clock.reasons_deadline(state, terms)
    return due is not None and fact.on > due.due


NEEDS: Mapping[str, tuple[Callable[[ApplicationState, application.Answered, Terms], bool], FindingKind]] = {
    "third_party_consulted": (
        lambda state, *_: any(one.asked.whom is Whom.THIRD_PARTY for one in state.consultations.values()),
        findings.NOT_CONSULTED,
    ),
    "correction_asked": (lambda state, *_: state.corrected is not None and state.unclear, findings.NOT_CORRECTED),
    "reasons_asked": (_reasons_wanting, findings.NO_REASONS),
    "earlier_answer": (lambda _, fact, __: bool(fact.earlier.strip()), findings.NO_EARLIER),
    "ground": (lambda _, fact, __: bool(fact.withheld), findings.NO_GROUND),
}


def grounds_fit(_: ApplicationState, fact: application.Answered | application.Redone, __: Terms) -> Iterator[Finding]:
    """Article 37: only a partial answer names grounds, and only those of not giving."""
    stray = [leaf for leaf in fact.withheld if fact.outcome is not Leaf.PARTIAL or leaf not in GROUNDS]
    if stray:
        names = tuple("、".join(outcome(leaf).name[language] for leaf in stray) for language in (0, 1))
        yield findings.STRAY_GROUND.at(on=fact.on, outcome=outcome(fact.outcome).name, grounds=names)


def third_party_heard(state: ApplicationState, fact: application.Answered, terms: Terms) -> Iterator[Finding]:
    """Articles 15 and 32: wait for the third party, and follow what it said unless the public interest overrides."""
    withheld = fact.outcome is Leaf.D4 or Leaf.D4 in fact.withheld
    asked = [one for one in state.consultations.values() if one.asked.whom is Whom.THIRD_PARTY]
    for one in asked:
        due = clock.opinion_deadline(one, terms).due
        if one.answered is None and fact.on <= due:
            yield findings.ANSWERED_EARLY.at(on=fact.on, due=due)
    opinions = {one.opinion for one in asked}
    if withheld and opinions == {Opinion.CONSENT}:
        yield findings.CONSENT_WITHHELD.at(on=fact.on)
    if fact.outcome is Leaf.GRANTED and Opinion.OBJECTION in opinions and not fact.override:
        yield findings.OBJECTION_OVERRIDDEN.at(on=fact.on)


def answered_in_time(state: ApplicationState, fact: application.Answered, terms: Terms) -> Iterator[Finding]:
    """Article 33: within the period."""
    now = clock.answer_deadline(state, terms, on=fact.on)
    if now is not None and fact.on > now.due:
        days = terms.calendar.count(now.due, fact.on)
        yield findings.ANSWERED_LATE.at(on=fact.on, due=now.due, days=days)


GUARDS: Mapping[type[Fact], tuple[Guard, ...]] = {
    application.Received: (asks_for_something, in_force, submitted_before, confirmed_in_time),
    application.CorrectionAsked: (corrected_once, correction_in_time, correction_time_given),
    application.Corrected: (reopens,),
    application.Consulted: (letter_named_once,),
    application.Delivered: (letter_is_there, arrived_once),
    application.OpinionGiven: (letter_is_there, opinion_once),
    application.ReasonsAsked: (reasons_time_given,),
    application.FeeNoticed: (fee_is_sound,),
    application.FeePaid: (paid_in_full,),
    application.Extended: (extended_once, extension_lawful, extended_in_time),
    application.LaterDaySet: (later_day_founded,),
    application.Lapsed: (lapse_is_over,),
    application.Answered: (answer_needs, grounds_fit, third_party_heard, answered_in_time),
    application.Redone: (redone_by_letter, grounds_fit),
}
