"""What speaks against a fact of a reconsideration or a lawsuit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.finding import Finding
from gongkai.law.remedies import results
from gongkai.ledger import clock, findings
from gongkai.ledger.checks.guard import Guard
from gongkai.ledger.clock import Terms
from gongkai.ledger.facts import Fact, dispute
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.state import DisputeState

ROUTE_WORDS = {
    Route.REVIEW: ("行政复议", "reconsideration"),
    Route.DIRECT: ("未经复议的行政诉讼", "a lawsuit without reconsideration"),
    Route.AFTER_REVIEW: ("复议后的行政诉讼", "a lawsuit after reconsideration"),
}
PUT_OFF_MOST = 30
"""《行政复议法》 art 62: the period of decision is lengthened by at most 30 days."""


def result_fits(state: DisputeState, fact: dispute.Decided, _: Terms) -> Iterator[Finding]:
    """Reconsideration and litigation end in different ways."""
    if state.opened is None:
        return
    known = results(state.opened.route.value)
    if fact.result not in known:
        route = ROUTE_WORDS[state.opened.route]
        yield findings.RESULT_UNKNOWN.at(on=fact.on, route=route, result=fact.result, may="、".join(known))


def head_appeared(state: DisputeState, _: dispute.Decided, __: Terms) -> Iterator[Finding]:
    """《行政诉讼法》 art 3: a head of the organ appears in court."""
    if state.opened is not None and state.opened.route is not Route.REVIEW and state.heard and not state.head:
        yield findings.HEAD_ABSENT.at()


def defended_in_time(state: DisputeState, fact: dispute.DefenceFiled, terms: Terms) -> Iterator[Finding]:
    """Ten or five working days in reconsideration, fifteen days in court."""
    due = clock.defence_deadline(state, terms)
    if due is not None and fact.on > due.due:
        yield findings.DEFENCE_LATE.at(on=fact.on, due=due.due)


def put_off_lawfully(state: DisputeState, fact: dispute.DecisionPutOff, _: Terms) -> Iterator[Finding]:
    """A reconsideration is lengthened by at most 30 days in all."""
    review = state.opened is not None and state.opened.route is Route.REVIEW
    if review and (fact.days < 1 or state.put_off + fact.days > PUT_OFF_MOST):
        yield findings.PUT_OFF_TOO_LONG.at(on=fact.on, days=state.put_off + fact.days)


def procedure_known(
    state: DisputeState, fact: dispute.Opened | dispute.CopyReceived | dispute.ProcedureChanged, terms: Terms
) -> Iterator[Finding]:
    """《行政复议法》 art 53: a simple procedure since 2024 only; the rule refuses a copy of days before."""
    after = DisputeState()
    after.opened, after.simple, after.copy = state.opened, state.simple, state.copy
    after.step(fact)
    if after.simple and after.copy is None:
        after.copy = fact.on
    clock.defence_deadline(after, terms)
    yield from ()


GUARDS: Mapping[type[Fact], tuple[Guard, ...]] = {
    dispute.Opened: (procedure_known,),
    dispute.CopyReceived: (procedure_known,),
    dispute.ProcedureChanged: (procedure_known,),
    dispute.DefenceFiled: (defended_in_time,),
    dispute.DecisionPutOff: (put_off_lawfully,),
    dispute.Decided: (result_fits, head_appeared),
}
