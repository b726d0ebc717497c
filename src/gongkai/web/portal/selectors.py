"""Reading what everybody may read: what was made public, and figures that name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.ledger.facts import Kind
from gongkai.ledger.history import History
from gongkai.ledger.state import DocumentState, PublicationState, state_of
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import living
from gongkai.web.cases.bridge import looked_at
from gongkai.web.cases.columns import public_on
from gongkai.web.cases.models import Matter

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
    """Items and documents that are public by the columns, the newest first; :func:`items` asks the facts."""
    matters = Matter.objects.filter(public_on__isnull=False).select_related("body")
    if body is not None:
        matters = matters.filter(body=body)
    for word in words.split()[:WORDS]:
        matters = matters.filter(Q(title__icontains=word) | Q(body__name__icontains=word))
    return matters.order_by("-public_on", "-pk")


def items(matters: Iterable[Matter], on: date) -> list[Item]:
    """Those of the matters that are public on the day by their facts, in the given order."""
    found = (item_of(matter, history, on) for matter, history in looked_at(list(matters)) if history is not None)
    return [item for item in found if item is not None]


def item_of(matter: Matter, history: History, on: date) -> Item | None:
    """What the public may see of a matter, or ``None``: an application, a draft, something withheld or taken down."""
    state = state_of(history.kind, history.counted(through=on))
    since = public_on(state)
    if since is None:
        return None
    if isinstance(state, DocumentState):
        return _document(matter, state, since, on)
    title = state.created.title if isinstance(state, PublicationState) and state.created else matter.title
    return Item(matter, title, "", since)


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
    closed = Q(closed_on__year=year)
    counted = _applications().aggregate(
        received=Count("pk", filter=Q(began_on__year=year)),
        answered=Count("pk", filter=closed),
        given=Count("pk", filter=closed & Q(outcome__in=("granted", "partial"))),
    )
    return Figures(**counted, published=public_matters().filter(public_on__year=year).count())


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
