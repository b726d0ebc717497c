"""Reading what everybody may read: what was made public, and figures that name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractMonth, ExtractYear

from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.publication import Tag
from gongkai.ledger.history import History
from gongkai.ledger.moves import Stage
from gongkai.ledger.state import STATES, DocumentState, PublicationState
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import living
from gongkai.web.cases.bridge import looked_at
from gongkai.web.cases.models import FactRow, Matter

WORDS = 8
NEWEST = 6
BARS = 10
YEARS = 5
GROUPS = {
    "granted": "予以公开",
    "partial": "部分公开",
    "d": "不予公开",
    "u": "无法提供",
    "r": "不予处理",
    "o": "其他处理",
}


class Item(NamedTuple):
    """Something that was made public: its title, document number, the day, and whether it is in force.

    ``standing`` is empty for what has no validity; ``ended`` says that it is no longer in force.
    """

    matter: Matter
    title: str
    number: str
    public_on: date
    standing: str = ""
    ended: bool = False


def public_bodies(on: date) -> QuerySet[Body]:
    """The bodies that the public can turn to."""
    return Body.objects.filter(living(on), own_powers=True)


def public_matters(*, body: int | None = None, words: str = "") -> QuerySet[Matter]:
    """Items and documents that seem to be public, by the columns; :func:`items` asks the facts."""
    tagged = FactRow.objects.filter(matter=OuterRef("pk"), line__contains='"tag":"').order_by("-seq")
    shown = FactRow.objects.filter(matter=OuterRef("pk"), line__contains='"fact":"made_public"')
    matters = Matter.objects.annotate(tag=Subquery(tagged.values("line")[:1]), shown=Subquery(shown.values("pk")[:1]))
    open_items = Q(kind=Kind.PUBLICATION.value, stage=Stage.PUBLISHED.value, tag__contains='"tag":"public"')
    documents = Q(kind=Kind.DOCUMENT.value, shown__isnull=False)
    matters = matters.filter(open_items | documents).select_related("body")
    if body is not None:
        matters = matters.filter(body=body)
    for word in words.split()[:WORDS]:
        matters = matters.filter(Q(title__icontains=word) | Q(body__name__icontains=word))
    return matters.order_by("-began_on", "-pk")


def items(matters: Iterable[Matter], on: date) -> list[Item]:
    """Those of the matters that are public on the day by their facts, in the given order."""
    found = (item_of(matter, history, on) for matter, history in looked_at(list(matters)) if history is not None)
    return [item for item in found if item is not None]


def item_of(matter: Matter, history: History, on: date) -> Item | None:
    """What the public may see of a matter, or ``None``: an application, a draft, something withheld or taken down."""
    state = STATES[history.kind]()
    for entry in history.effective:
        if entry.fact.on <= on:
            state.step(entry.fact)
    if isinstance(state, PublicationState):
        open_now = state.stage is Stage.PUBLISHED and state.tag is Tag.PUBLIC
        if not open_now or state.created is None or not state.published:
            return None
        return Item(matter, state.created.title, "", state.published[-1].on)
    if isinstance(state, DocumentState) and state.made_public is not None:
        return _document(matter, state, state.made_public, on)
    return None


def _document(matter: Matter, state: DocumentState, public_on: date, on: date) -> Item:
    number = state.issued.number if state.issued else ""
    title = state.drafted.title if state.drafted else matter.title or number
    ended = state.ended_by(on)
    if ended is None:
        return Item(matter, title, number, public_on, "现行有效")
    day, expired = ended
    words = "已失效" if expired else "已废止"
    return Item(matter, title, number, public_on, f"{words}（{day.year}年{day.month}月{day.day}日起）", True)


class Figures(NamedTuple):
    """A year's figures of all bodies."""

    received: int
    answered: int
    given: int
    published: int


def figures(year: int) -> Figures:
    """What happened in a year: applications received and answered, of these given at least in part; items published."""
    applications = _applications()
    closed = applications.filter(closed_on__year=year)
    return Figures(
        applications.filter(began_on__year=year).count(),
        closed.count(),
        closed.filter(outcome__in=("granted", "partial")).count(),
        public_matters().filter(began_on__year=year).count(),
    )


def by_outcome(through: int) -> dict[int, Counter[str]]:
    """Of each of the last years: how many applications ended in each group of outcomes."""
    first = through - YEARS + 1
    rows = (
        _applications()
        .filter(closed_on__year__gte=first, closed_on__year__lte=through)
        .annotate(year=ExtractYear("closed_on"))
        .values_list("year", "outcome")
        .annotate(number=Count("pk"))
    )
    out: dict[int, Counter[str]] = {}
    for year, leaf, number in rows.order_by("year"):
        group = outcome(Leaf(leaf)).group if leaf else "o"
        out.setdefault(year, Counter())[group] += number
    return out


def by_month(year: int, through: int = 12) -> list[tuple[str, int]]:
    """Applications received in each month of a year, up to a month."""
    rows = _applications().filter(began_on__year=year).annotate(month=ExtractMonth("began_on"))
    counted = dict(rows.values_list("month").annotate(number=Count("pk")).order_by("month"))
    return [(f"{month}月", counted.get(month, 0)) for month in range(1, through + 1)]


def by_body(year: int) -> list[tuple[str, int]]:
    """The bodies that received most applications in a year."""
    rows = _applications().filter(began_on__year=year).values_list("body__name")
    return list(rows.annotate(number=Count("pk")).order_by("-number", "body__name")[:BARS])


def _applications() -> QuerySet[Matter]:
    return Matter.objects.filter(kind=Kind.APPLICATION.value)
