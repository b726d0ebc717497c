"""The rest of an application's life: from any open state to the outcome that is wanted."""

from __future__ import annotations

from datetime import date

from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.ledger.facts import Struck, application
from gongkai.ledger.facts.application import Lapse, Opinion, Whom
from gongkai.ledger.moves import Stage
from gongkai.ledger.simulation import steps
from gongkai.ledger.simulation.case import Case, NoDayLeftError
from gongkai.ledger.simulation.weights import share, wheel

UNPAYABLE = (Leaf.O1, Leaf.O2, Leaf.O3, Leaf.R4)
"""Outcomes of applications for which no fee is paid."""


def finish(case: Case, leaf: Leaf) -> None:
    """Bring the case to its end, by its last day.

    Raises :class:`NoDayLeftError` if there is not enough time, or no lawful way from here.
    """
    if leaf is Leaf.O1:
        _never_corrected(case)
    elif leaf is Leaf.O2:
        _never_paid(case)
    elif leaf is Leaf.O3 and case.happens(share("withdrawn")):
        _withdraw(case)
    else:
        _handle(case, leaf)


def _never_corrected(case: Case) -> None:
    if case.state.stage is Stage.HANDLING and case.state.correction is None:
        steps.ask_correction(case)
    if case.state.stage is not Stage.CORRECTING:
        raise NoDayLeftError
    steps.lapse(case, Lapse.CORRECTION)


def _never_paid(case: Case) -> None:
    """The notice leaves in the year of the lapse: a report counts no more lapses than notices."""
    if case.state.stage is Stage.PAYING:
        raise NoDayLeftError
    _resume(case, Leaf.GRANTED)
    if case.state.fee is not None:
        raise NoDayLeftError
    steps.charge_fee(case)
    steps.lapse(case, Lapse.FEE)


def _withdraw(case: Case) -> None:
    """The applicant takes it back; where a fee is settled, after the notice."""
    if case.charge is not None and case.state.fee is None:
        _resume(case, Leaf.O3)
        steps.charge_fee(case)
    if case.state.stage in (Stage.CORRECTING, Stage.PAYING):
        case.add(application.Withdrawn(on=case.soon(4)))
    else:
        case.add(application.Withdrawn(on=case.by(case.due())))


def _handle(case: Case, leaf: Leaf) -> None:
    early = case.fresh and leaf is not Leaf.U3 and case.happens(share("correction"))
    if early:
        steps.ask_correction(case)
    _resume(case, leaf)
    if case.charge is not None and leaf is Leaf.O3:
        steps.charge_fee(case)
        case.add(application.Ended(on=case.soon(10), by=case.word("people"), reason=case.word("endings")))
        return
    grounds = _grounds(case, leaf)
    _prepare(case, leaf, grounds)
    _pay(case, leaf)
    steps.hear(case, leaf, grounds)
    _close(case, leaf, grounds)


def _resume(case: Case, leaf: Leaf) -> None:
    """Whatever is awaited comes in."""
    stage = case.state.stage
    if stage is Stage.CORRECTING:
        new = case.received.on.year == case.last.year and leaf is not Leaf.U3
        if new and case.happens(share("reopened") / share("correction")) and _closed_and_reopened(case):
            return
        steps.correct(case, clear=leaf is not Leaf.U3)
    elif stage is Stage.EXPLAINING:
        _explain(case, leaf)
    elif stage is Stage.PAYING:
        steps.pay_fee(case)


def _explain(case: Case, leaf: Leaf) -> None:
    """His reasons come in; good ones may bring a later day."""
    steps.give_reasons(case, reasonable=leaf is not Leaf.R4)
    if case.state.reasonable and case.happens(share("later_day")):
        steps.set_later_day(case, case.calendar.add(case.due(), case.rng.randint(3, 30)))


def _closed_and_reopened(case: Case) -> bool:
    """Closed for want of a correction, which then comes with good reason in the same year."""
    steps.lapse(case, Lapse.CORRECTION)
    closed = case.facts[-1].on
    if closed.year != case.last.year or closed.year != case.received.on.year:
        raise NoDayLeftError
    steps.reopen(case)
    return True


def _grounds(case: Case, leaf: Leaf) -> tuple[Leaf, ...]:
    """What the part withheld rests on; a third party's interest only if he can still be asked."""
    if leaf is not Leaf.PARTIAL:
        return ()
    third = [one for one in case.state.consultations.values() if one.asked.whom is Whom.THIRD_PARTY]
    objected = any(one.opinion is Opinion.OBJECTION for one in third)
    found = Leaf(wheel("withheld").spin(case.rng))
    if objected:
        return (Leaf.D4,) if found is Leaf.D4 else (Leaf.D4, found)
    agreed = any(one.opinion is Opinion.CONSENT for one in third)
    time = case.calendar.count(case.after, case.due()) > 2
    if found is Leaf.D4 and (agreed or not (third or time)):
        return (Leaf.D5,)
    return (found,)


def _prepare(case: Case, leaf: Leaf, grounds: tuple[Leaf, ...]) -> None:
    """What the outcome rests on must have happened; and some of what often happens besides."""
    state, needs = case.state, outcome(leaf).needs
    if leaf is Leaf.U3 and state.correction is None:
        steps.ask_correction(case)
        steps.correct(case, clear=False)
    if "correction_asked" in needs and not state.unclear:
        raise NoDayLeftError
    if Leaf.D4 in (leaf, *grounds):
        opinions = {one.opinion for one in state.consultations.values() if one.asked.whom is Whom.THIRD_PARTY}
        if Opinion.CONSENT in opinions:
            raise NoDayLeftError
        if not opinions:
            steps.consult(case, Whom.THIRD_PARTY)
    if leaf is Leaf.R4:
        _find_wanting(case)
    elif state.reasons is None and case.happens(share("reasons")):
        steps.ask_reasons(case)
        _explain(case, leaf)
    elif case.calendar.count(case.after, case.due()) > 2:
        _ask_around(case, leaf)


def _find_wanting(case: Case) -> None:
    if case.state.reasonable:
        raise NoDayLeftError
    if case.state.reasons is None:
        steps.ask_reasons(case)
        steps.give_reasons(case, reasonable=False)


def _ask_around(case: Case, leaf: Leaf) -> None:
    """Consultations by chance, where there is time for one."""
    chances = {Whom.CO_MAKER: share("co_maker"), Whom.OTHER_ORGAN: share("other_organ")}
    if leaf in (Leaf.GRANTED, Leaf.PARTIAL) and not case.state.consultations:
        chances[Whom.THIRD_PARTY] = share("third_party")
    if leaf is Leaf.D1:
        chances[Whom.SECRECY_AUTHORITY] = share("secrecy_authority")
    for whom, chance in chances.items():
        if case.happens(chance):
            steps.consult(case, whom)
            return


def _pay(case: Case, leaf: Leaf) -> None:
    if leaf in UNPAYABLE or case.state.fee is not None:
        return
    by_chance = case.spontaneous_fees and case.after.year >= 2021 and case.happens(share("fee_paid"))
    if case.charge is not None or by_chance:
        if case.state.stage is not Stage.HANDLING:
            raise NoDayLeftError
        steps.charge_fee(case)
        steps.pay_fee(case)


def _close(case: Case, leaf: Leaf, grounds: tuple[Leaf, ...]) -> None:
    if case.state.extension is None and case.happens(share("extension")):
        due = case.due()
        steps.extend(case)
        case.wait_past(due)
    _review(case)
    due = case.due()
    if leaf is Leaf.O3 and case.happens(share("ended") / (1 - share("withdrawn"))):
        case.add(application.Ended(on=case.by(due), by=case.word("people"), reason=case.word("endings")))
        return
    overdue = case.happens(share("answered_late")) and due > case.after and due.year == case.last.year
    if overdue:
        case.wait_past(due)
        due = case.calendar.add(due, 5)
    _answer(case, leaf, grounds, case.by(due, late=True))


def _review(case: Case) -> None:
    """The legal staff look at the draft; now and then something is entered twice and struck."""
    if case.happens(share("legal_review")):
        case.add(application.LegalReviewed(on=case.soon_by(4, case.due()), by=case.word("people")))
        if case.happens(share("struck") / share("legal_review")):
            case.add(application.LegalReviewed(on=case.facts[-1].on, by=case.word("people")))
            number = len(case.facts) + (len(case.history.facts) if case.history else 0)
            case.add(Struck(on=case.facts[-1].on, entry=number, reason=case.word("mistakes")))


def _answer(case: Case, leaf: Leaf, grounds: tuple[Leaf, ...], on: date) -> None:
    third = {one.opinion for one in case.state.consultations.values() if one.asked.whom is Whom.THIRD_PARTY}
    case.add(
        application.Answered(
            on=on,
            by=case.word("people"),
            outcome=leaf,
            service=case.rng.choice(steps.SERVICES[case.received.channel]),
            withheld=grounds,
            override=leaf is Leaf.GRANTED and Opinion.OBJECTION in third,
        )
    )
