"""How answers were looked through by the legal staff (法制审核统计): by body and year, what was said, how fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import median
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from gongkai.finding import Refusal
from gongkai.law.calendar import Calendar
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Proposal, Step

Opinion = Step.Opinion


class Review(NamedTuple):
    """One legal review of one drafted answer: what was said, whether it went back, the working days it took."""

    step: Step
    proposal: Proposal
    leaf: Leaf
    days: int | None
    last: bool  # the last of its matter in the year: it tells what became of the answer

    @property
    def returned(self) -> bool:
        """Whether the draft was sent back."""
        return self.step.decision == Step.Decision.RETURNED

    @property
    def outcome(self) -> str:
        """How the answer would end the matter, in words."""
        return outcome(self.leaf).name[0]


FIGURES: Mapping[str, tuple[str, Callable[[Review], bool]]] = MappingProxyType(
    {
        "matters": ("审核的答复（件）", lambda one: one.last),
        "agree": ("同意", lambda one: one.last and one.step.opinion == Opinion.AGREE),
        "changes": ("修改后同意", lambda one: one.last and one.step.opinion == Opinion.CHANGES),
        "object": ("不同意", lambda one: one.last and one.step.opinion == Opinion.OBJECT),
        "times": ("审核次数", lambda _: True),
        "returned": ("退回次数", lambda one: one.returned),
    }
)
"""What is counted, and which reviews stand behind each figure; what became of an answer its last review says."""
GROUPS: Mapping[str, str] = MappingProxyType(
    {"granted": "予以公开", "partial": "部分公开", "d": "不予公开", "u": "无法提供", "r": "不予处理", "o": "其他处理"}
)
"""The outcomes of answers as table 3 groups them."""


class Row(NamedTuple):
    """A body's year: the figures, the answers by outcome, days in the middle and at most, answers given in all."""

    body: Body
    figures: Mapping[str, int]
    groups: Mapping[str, int]
    middle: float | None
    longest: int | None
    answered: int

    @property
    def took(self) -> tuple[float | None, int | None]:
        """The working days that a review took, in the middle and at most."""
        return self.middle, self.longest


def reviews(bodies: Sequence[Body], year: int, calendar: Calendar) -> list[Review]:
    """The legal reviews of drafted answers that these bodies' staff decided in a year, in their order."""
    answers = Q(proposal__about__startswith="answered.") | Q(proposal__about="redone")
    steps = (
        Step.objects.filter(answers, ability=Ability.REVIEW_LAW.value, on__year=year, proposal__body__in=bodies)
        .exclude(decision="")
        .select_related("proposal__matter", "by")
        .order_by("on", "pk")
    )
    found = list(steps)
    last = {step.proposal.matter_id: step.pk for step in found}
    before = _begun(found)
    return [
        Review(
            step, step.proposal, Leaf(step.proposal.content["outcome"]), _days(before[step.pk], step.on, calendar),
            last[step.proposal.matter_id] == step.pk,
        )
        for step in found
    ]  # fmt: skip


def rows(bodies: Sequence[Body], year: int, calendar: Calendar) -> list[Row]:
    """Every body that had a review in the year or gave an answer, in the order of the bodies."""
    of: dict[int, list[Review]] = {}
    for one in reviews(bodies, year, calendar):
        of.setdefault(one.proposal.body_id, []).append(one)
    given = dict(
        Matter.objects.filter(body__in=bodies, kind="application", closed_on__year=year)
        .exclude(outcome="")
        .order_by()
        .values_list("body")
        .annotate(count=Count("pk"))
    )
    shown = (body for body in bodies if body.pk in of or given.get(body.pk))
    return [_row(body, of.get(body.pk, []), given.get(body.pk, 0)) for body in shown]


def chosen(some: Sequence[Review], figure: str) -> list[Review]:
    """The reviews behind a figure: one of :data:`FIGURES`, or a group of outcomes.  ``KeyError`` for another."""
    if figure in GROUPS:
        return [one for one in some if one.last and group_of(one.leaf) == figure]
    return [one for one in some if FIGURES[figure][1](one)]


def years(bodies: Sequence[Body]) -> list[int]:
    """The years in which there were reviews, the latest first."""
    some = Step.objects.filter(ability=Ability.REVIEW_LAW.value, proposal__body__in=bodies).exclude(on=None)
    return sorted(set(some.order_by().annotate(year=ExtractYear("on")).values_list("year", flat=True)), reverse=True)


def group_of(leaf: Leaf) -> str:
    """The group of table 3 that a leaf belongs to."""
    return leaf.value if leaf.value in GROUPS else leaf.value[0]


def _row(body: Body, some: list[Review], answered: int) -> Row:
    took = [one.days for one in some if one.days is not None]
    return Row(
        body,
        {key: sum(map(test, some)) for key, (_, test) in FIGURES.items()},
        {key: len(chosen(some, key)) for key in GROUPS},
        median(took) if took else None,
        max(took, default=None),
        answered,
    )


def _begun(steps: Sequence[Step]) -> dict[int, date]:
    """Since when each step waited: the day of the step before it, or of the draft."""
    before: dict[int, list[tuple[int, date]]] = {}
    earlier = Step.objects.filter(proposal__in={step.proposal_id for step in steps}).exclude(on=None)
    for step in earlier.only("proposal_id", "place", "on"):
        if step.on is not None:
            before.setdefault(step.proposal_id, []).append((step.place, step.on))
    return {
        step.pk: max((on for place, on in before[step.proposal_id] if place < step.place), default=step.proposal.on)
        for step in steps
    }


def _days(since: date, on: date | None, calendar: Calendar) -> int | None:
    try:
        return calendar.count(since, on) if on is not None else None
    except Refusal:
        return None
