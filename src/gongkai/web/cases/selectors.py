"""Reading: what pages show, with the clock of today."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.moves import STAGE_WORDS, Stage
from gongkai.ledger.position import WAITS_WORDS, Position, Waits, position
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.cases.bridge import keyed_histories
from gongkai.web.cases.models import Matter

SOON = 3
WORDS = 8
"""So many words of a search are looked at."""


class Standing(NamedTuple):
    """A matter with its place on a day, as a list shows it."""

    matter: Matter
    where: Position | None
    left: int | None

    @property
    def stage(self) -> str:
        """The stage in words."""
        return STAGE_WORDS[Stage(self.matter.stage)][0] if self.where is None else self.where.words[0]

    @property
    def waits(self) -> str:
        """Who must act, in words."""
        return WAITS_WORDS[self.where.waits][0] if self.where else ""

    @property
    def colour(self) -> str:
        """``late``, ``soon`` or nothing: never told by colour alone."""
        if self.where is None or self.where.due is None or self.where.waits is not Waits.OFFICE or self.where.paused:
            return ""
        if self.where.overdue:
            return "late"
        return "soon" if self.left is not None and self.left <= SOON else ""

    @property
    def time_left(self) -> str:
        """The time left in words."""
        if self.where is None or self.where.due is None or self.left is None:
            return ""
        if self.where.paused:
            return "暂停计时"
        return (
            f"已超期{-self.left}个工作日"
            if self.left < 0
            else "今天到期"
            if self.left == 0
            else f"还剩{self.left}个工作日"
        )


def matters_of(user: Any) -> QuerySet[Matter]:
    """The matters that the person may read, and no others: every page starts here."""
    return Matter.objects.filter(body__in=bodies_of(user)).select_related("body")


def found(matters: QuerySet[Matter], *, kind: str = "", stage: str = "", words: str = "") -> QuerySet[Matter]:
    """Filtered by kind, open or closed, and words in number or title."""
    if kind:
        matters = matters.filter(kind=kind)
    if stage == "open":
        matters = matters.exclude(waits=Waits.NOBODY.value)
    elif stage == "ended":
        matters = matters.filter(waits=Waits.NOBODY.value)
    for word in words.split()[:WORDS]:
        matters = matters.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return matters


def standings(matters: QuerySet[Matter], on: date, regime: Regime) -> list[Standing]:
    """Each with its place on the day, from its facts, in the order of their keys."""
    # Two questions to the database: a matter that came in between them is left for the next look.
    kept = {matter.pk: matter for matter in matters}
    return [standing(kept[key], history, on, regime) for key, history in keyed_histories(matters) if key in kept]


def standing(matter: Matter, history: History, on: date, regime: Regime) -> Standing:
    """One matter's place; a day for which there is no law leaves it without one."""
    try:
        where = position(history, on, regime)
        left = regime.calendar.count(on, where.due.due) if where.due else None
    except Refusal:
        return Standing(matter, None, None)
    return Standing(matter, where, left)


class Today(NamedTuple):
    """The four lists of a day."""

    late: list[Standing]
    today: list[Standing]
    soon: list[Standing]
    others: list[Standing]


def today_lists(user: Any, on: date, regime: Regime) -> Today:
    """What is late, due today, due within three working days, and what others owe the office."""
    lists = Today([], [], [], [])
    for one in standings(found(matters_of(user), stage="open"), on, regime):
        where = one.where
        if where is None or where.due is None:
            continue
        if where.waits is not Waits.OFFICE or where.paused:
            lists.others.append(one)
        elif where.overdue:
            lists.late.append(one)
        elif where.due.due == on:
            lists.today.append(one)
        elif one.left is not None and one.left <= SOON:
            lists.soon.append(one)
    for some in lists:
        some.sort(key=lambda one: one.where.due.due if one.where and one.where.due else date.max)
    return lists
