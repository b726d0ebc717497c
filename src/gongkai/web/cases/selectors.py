"""Reading: what pages show, with the clock of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.moves import STAGE_WORDS, Stage
from gongkai.ledger.position import WAITS_WORDS, Position, Waits, position
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import GRANTS, Ability
from gongkai.web.bodies.selectors import bodies_of, posts_of
from gongkai.web.cases.bridge import looked_at
from gongkai.web.cases.filters import OPEN, SOON, Cursor, beyond, groups, in_bodies, month_of, sorted_by
from gongkai.web.cases.models import Matter
from gongkai.web.cases.words import time_left

PAGE = 50
MOST_COUNTED = 5000
"""Beyond this a list says "more than" instead of counting."""
TODAY_ROWS = 15
BROKEN = "校验不符"


class Standing(NamedTuple):
    """A matter with its place on a day, as a list shows it; ``broken`` if its seals do not fit."""

    matter: Matter
    where: Position | None
    left: int | None
    broken: bool = False

    @property
    def stage(self) -> str:
        """The stage in words."""
        if self.broken:
            return BROKEN
        return STAGE_WORDS[Stage(self.matter.stage)][0] if self.where is None else self.where.words[0]

    @property
    def waits(self) -> str:
        """Who must act, in words."""
        return WAITS_WORDS[self.where.waits][0] if self.where else ""

    @property
    def due(self) -> date | None:
        """The next day that counts."""
        return self.where.due.due if self.where and self.where.due else None

    @property
    def colour(self) -> str:
        """``late``, ``soon``, ``calm`` or nothing: never told by colour alone."""
        if self.broken:
            return "late"
        if self.where is None or self.where.due is None or self.where.waits is not Waits.OFFICE or self.where.paused:
            return ""
        if self.where.overdue:
            return "late"
        return "soon" if self.left is not None and self.left <= SOON else "calm"

    @property
    def time_left(self) -> str:
        """The time left in words."""
        if self.where is None or self.where.due is None or self.left is None:
            return ""
        if self.where.paused:
            return "暂停计时"
        return time_left(self.where.on, self.where.due.due, self.left)


def matters_of(user: Any) -> QuerySet[Matter]:
    """The matters that the person may read, and no others: every page starts here."""
    return Matter.objects.filter(body__in=bodies_of(user)).select_related("body")


def reading(user: Any) -> list[Body]:
    """The bodies that the person may read, with the tops of their trees."""
    found = bodies_of(user).select_related("parent__parent")
    return list(found.only("name", "kind", "ended_on", "parent__name", "parent__parent__name"))


def with_bodies(matters: Iterable[Matter], bodies: Sequence[Body]) -> list[Matter]:
    """The matters with their bodies, which are known already."""
    known, found = {body.pk: body for body in bodies}, list(matters)
    for matter in found:
        matter.body = known[matter.body_id]
    return found


def standings(matters: Sequence[Matter], on: date, regime: Regime) -> list[Standing]:
    """Each with its place on the day, from its facts; one whose seals do not fit is marked."""
    return [standing(matter, history, on, regime) for matter, history in looked_at(matters)]


def standing(matter: Matter, history: History | None, on: date, regime: Regime) -> Standing:
    """One matter's place; a day for which there is no law leaves it without one."""
    if history is None:
        return Standing(matter, None, None, broken=True)
    try:
        where = position(history, on, regime)
        left = regime.calendar.count(on, where.due.due) if where.due else None
    except Refusal:
        return Standing(matter, None, None)
    return Standing(matter, where, left)


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, how many there are in all, and the places before and after."""

    rows: Sequence[Matter]
    count: int
    before: Cursor | None
    after: Cursor | None

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        return f"{MOST_COUNTED}件以上" if self.count > MOST_COUNTED else f"{self.count}件"


class _Counted(Subquery):
    """How many rows another question has, as a column of this one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"


def page_of(
    matters: QuerySet[Matter],
    sort: str,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    counted: RawSQL | None = None,
) -> Page:
    """The page after or before a place: no page costs more than another.

    ``counted`` says how many there are in all, where that is known more cheaply than by counting.
    """
    back = before is not None and after is None
    place = before if back else after
    ordered = sorted_by(matters, sort, back=back)
    total = counted or _Counted(sorted_by(matters, sort).order_by().values("pk")[: MOST_COUNTED + 1])
    asked = beyond(ordered, sort, place, back=back) if place else ordered
    rows = list(asked.annotate(total=total).select_related("handler")[: PAGE + 1])
    further, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    column = "due_on" if sort == "due" else "last_on" if sort == "act" else "began_on"
    edges = [Cursor(getattr(row, column), row.pk) for row in (rows[:1] + rows[-1:])]
    has_before, has_after = (further, True) if back else (place is not None, further)
    return Page(
        rows,
        rows[0].total if rows else 0,
        edges[0] if edges and has_before else None,
        edges[-1] if edges and has_after else None,
    )


@dataclass(frozen=True)
class Today:
    """One list of a day: its state, how many there are, and the first of them."""

    stage: str
    count: int
    rows: list[Standing]


def today_lists(bodies: Sequence[Body], on: date, regime: Regime) -> list[Today]:
    """What is late, due today, due within three working days, and what others owe the office."""
    if not bodies:
        return [Today(stage, 0, []) for stage in _LISTS]
    asked = groups(on, regime)
    every = in_bodies(Matter.objects.all(), bodies)
    counts = every.filter(asked["open"]).aggregate(**{stage: Count("pk", filter=asked[stage]) for stage in _LISTS})
    rows: dict[str, list[Matter]] = {}
    for stage in _LISTS:
        chosen = every.filter(asked[stage]).order_by("due_on", "id").select_related("handler")
        rows[stage] = with_bodies(chosen[:TODAY_ROWS], bodies) if counts[stage] else []
    shown = standings([matter for some in rows.values() for matter in some], on, regime)
    exact = {one.matter.pk: one for one in shown}
    return [Today(stage, counts[stage], [exact[matter.pk] for matter in rows[stage]]) for stage in _LISTS]


_LISTS = ("late", "today", "soon", "others")


class Figures(NamedTuple):
    """Five figures of a body: what is open, late, due soon, came in and ended this month; and last month's."""

    body: Body
    open: int
    late: int
    soon: int
    came: int
    ended: int
    came_before: int
    ended_before: int


def figures_of(bodies: Sequence[Body], on: date, regime: Regime) -> list[Figures]:
    """Each body's applications in figures, in the order of the bodies."""
    asked = groups(on, regime)
    first, before = month_of(on)
    counted = {
        "open": asked["open"],
        "late": asked["late"],
        "soon": asked["near"],
        "came": Q(began_on__gte=first, began_on__lte=on),
        "ended": Q(closed_on__gte=first, closed_on__lte=on),
        "came_before": Q(began_on__gte=before, began_on__lt=first),
        "ended_before": Q(closed_on__gte=before, closed_on__lt=first),
    }
    recent = Q(began_on__gte=before) | Q(closed_on__gte=before) | asked["open"]
    rows = (
        in_bodies(Matter.objects.all(), bodies)
        .filter(recent, kind="application")
        .order_by()
        .values("body_id")
        .annotate(**{name: Count("pk", filter=condition) for name, condition in counted.items()})
    )
    found: dict[int, dict[str, Any]] = {row["body_id"]: dict(row) for row in rows}
    return [Figures(body, *(found.get(body.pk, {}).get(name, 0) for name in counted)) for body in bodies]


def bodies_led(user: Any, bodies: Sequence[Body]) -> list[Body]:
    """The bodies whose figures the person answers for: those led, and those below that one supervises."""
    led = {post.body_id for post in posts_of(user) if Ability.APPROVE in GRANTS[post.role]}
    above = {post.body_id for post in posts_of(user) if Ability.SUPERVISE in GRANTS[post.role]}
    return [body for body in bodies if body.pk in led or body.pk in above or body.parent_id in above]


def mine(user: Any, bodies: Sequence[Body]) -> int:
    """How many open matters the person works on."""
    return Matter.objects.filter(handler=user, body__in=bodies, waits__in=OPEN).count()


def broken_count(bodies: Sequence[Body]) -> int:
    """How many matters are marked because their seals did not fit."""
    return Matter.objects.filter(body__in=bodies, broken=True).count()


def may_write(user: Any, bodies: Sequence[Body], on: date) -> bool:
    """Whether the person may enter facts for one of these bodies that has not ended."""
    serves = {post.body_id for post in posts_of(user) if Ability.WRITE in GRANTS[post.role]}
    return any(body.pk in serves and (body.ended_on is None or body.ended_on > on) for body in bodies)
