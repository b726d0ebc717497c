"""Until when an applicant's data are needed to defend what was answered: asked before they are erased."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from gongkai.finding import Refusal
from gongkai.law.clocks import IN_FORCE
from gongkai.law.contest import contest_end
from gongkai.law.deadline import Deadline
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.application import Delivered
from gongkai.ledger.facts.dispute import Decided
from gongkai.web.bodies.selectors import heirs_of
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.intake.models import Submission


class Needed(NamedTuple):
    """Disputes that go on, and the last day for contesting what was answered, if that is still to come."""

    disputes: tuple[Matter, ...]
    until: Deadline | None

    def refuse(self) -> None:
        """Raises :class:`Refusal` where the data are still needed."""
        if self.disputes:
            numbers = "、".join(one.number for one in self.disputes)
            raise Refusal(
                "disputed",
                (f"复议、诉讼尚未终结（{numbers}），申请人信息仍需用于答复和举证", f"disputes go on: {numbers}"),
                ("请在终结后清除；人民法院、复议机关或者上级机关决定清除的除外", "once they are over, or by order"),
            )
        if self.until is not None:
            day = self.until.due
            raise Refusal(
                "contestable",
                (
                    f"答复仍可以申请复议或者起诉，本机关负有举证责任，申请人信息须保留至{day:%Y-%m-%d}",
                    f"the answer may be contested until {day}: the data are needed to defend it",
                ),
                (
                    "请在该日之后清除；人民法院、复议机关或者上级机关决定清除的除外",
                    "erase them after that day, or by order",
                ),
            )


NOT_NEEDED = Needed((), None)


def needed(submission: Submission | None, matter: Matter | None, on: date, regime: Regime) -> Needed:
    """What the data are still needed for on a day; nothing is known of answers before the Regulation of 2019."""
    answered = matter.closed_on if matter is not None else submission.returned_on if submission is not None else None
    if answered is None or answered < IN_FORCE:
        return NOT_NEEDED
    ended: dict[Matter, list[date]] = {}
    if matter is not None:
        about = _disputes_about(matter, on)
        ended = {one: [fact.on for fact in history_of(one).counted() if isinstance(fact, Decided)] for one in about}
        served = [fact.on for fact in history_of(matter).counted() if isinstance(fact, Delivered)]
        answered = max([answered, *served])
    decided = [day for days in ended.values() for day in days]
    policy = regime.policies.on(answered)
    end = contest_end(answered, calendar=regime.calendar, policy=policy, decided=decided)
    return Needed(tuple(one for one, days in ended.items() if not days), end if end.due >= on else None)


def _disputes_about(matter: Matter, on: date) -> QuerySet[Matter]:
    """The disputes that name a matter, with its body or one that goes on with its work, or are tied to it by hand."""
    bodies = [matter.body_id, *heirs_of(matter.body_id, on).values_list("pk", flat=True)]
    named = Q(body__in=bodies, title=matter.number)
    tied = Q(links__other=matter, links__removed_on=None) | Q(linked__one=matter, linked__removed_on=None)
    return Matter.objects.filter(named | tied, kind=Kind.DISPUTE.value).distinct().order_by("pk")
