"""Registers by applicant and by area, the risk of open applications, and what is like a matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Q

from gongkai.law.leaf import Leaf
from gongkai.law.regime import Regime
from gongkai.law.remedies import results
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.application import Opinion
from gongkai.ledger.facts.dispute import Decided
from gongkai.ledger.history import History
from gongkai.ledger.position import Waits
from gongkai.ledger.state import ApplicationState, state_of
from gongkai.web.bodies.models import Body
from gongkai.web.cases import search
from gongkai.web.cases.bridge import looked_at
from gongkai.web.cases.filters import OPEN
from gongkai.web.cases.models import Label, Matter
from gongkai.web.cases.risk import Reason, Signs, reasons, score
from gongkai.web.cases.selectors import Standing, standing, with_bodies
from gongkai.web.cases.terms import terms

SHOWN = 100
MOST_OPEN = 300
"""So many open applications, by due day, are weighed at once."""
MOST_LABELS = 5
LIKE = 10
_LOST = {key for kind in ("review", "suit") for key, result in results(kind).items() if result.column == "corrected"}
_REPEATED = (Leaf.R2.value, Leaf.R4.value)


@dataclass(frozen=True)
class Applicant:
    """One applicant in the register of repeated applications: a key, never a name."""

    key: str
    body: Body
    count: int
    open: int
    repeated: int
    last: date
    title: str


@dataclass(frozen=True)
class Area:
    """One area of affairs: how many matters, how many open."""

    word: str
    count: int
    open: int


class Weighed(NamedTuple):
    """An open application with its points and why."""

    one: Standing
    points: int
    reasons: list[Reason]


def applicants(bodies: Sequence[Body]) -> list[Applicant]:
    """Who applied twice or more, the most first (反复申请台账)."""
    rows = (
        Matter.objects.filter(body__in=bodies, kind=Kind.APPLICATION.value)
        .exclude(applicant_key="")
        .values("body_id", "applicant_key")
        .annotate(
            count=Count("pk"),
            open=Count("pk", filter=Q(waits__in=OPEN)),
            repeated=Count("pk", filter=Q(outcome__in=_REPEATED)),
            newest=Max("began_on"),
            last=Max("pk"),
        )
        .filter(count__gt=1)
        .order_by("-count", "-newest")[:SHOWN]
    )
    known, found = {body.pk: body for body in bodies}, list(rows)
    titles = dict(Matter.objects.filter(pk__in=[row["last"] for row in found]).values_list("pk", "title"))
    return [
        Applicant(
            row["applicant_key"], known[row["body_id"]], row["count"], row["open"], row["repeated"], row["newest"],
            titles[row["last"]],
        )
        for row in found
    ]  # fmt: skip


def areas(bodies: Sequence[Body]) -> list[Area]:
    """The labels in use, the most used first."""
    rows = (
        Label.objects.filter(matter__body__in=bodies)
        .order_by()
        .values("word")
        .annotate(count=Count("pk"), open=Count("pk", filter=Q(matter__waits__in=OPEN)))
        .order_by("-count", "word")[:SHOWN]
    )
    return [Area(row["word"], row["count"], row["open"]) for row in rows]


def labels_set(*, matter: Matter, words: Iterable[str]) -> list[str]:
    """The areas of a matter, at most five of twenty characters; what stood there before goes."""
    kept = list(dict.fromkeys(word[:20] for word in words if word))[:MOST_LABELS]
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        Label.objects.filter(matter=matter).exclude(word__in=kept).delete()
        there = set(Label.objects.filter(matter=matter).values_list("word", flat=True))
        Label.objects.bulk_create(Label(matter=matter, word=word) for word in kept if word not in there)
    return kept


def weighed(bodies: Sequence[Body], on: date, regime: Regime) -> list[Weighed]:
    """Open applications by risk, the most first."""
    asked = Matter.objects.filter(body__in=bodies, kind=Kind.APPLICATION.value, waits__in=OPEN)
    return weigh(with_bodies(asked.order_by("due_on", "pk").select_related("handler")[:MOST_OPEN], bodies), on, regime)


def weigh(matters: Sequence[Matter], on: date, regime: Regime) -> list[Weighed]:
    """These open applications by risk, in a handful of questions to the database."""
    same = _of_same_applicants(matters)
    fought = _disputes({number for numbers in same.values() for number in numbers} | {_name(one) for one in matters})
    labels = _labels(matters)
    found = []
    for matter, history in looked_at(matters):
        one = standing(matter, history, on, regime)
        others = same.get((matter.body_id, matter.applicant_key), set()) - {_name(matter)}
        about = [ended for number in {*others, _name(matter)} for ended in fought.get(number, ())]
        signs = Signs(
            repeats=len(others),
            lost=sum(about),
            disputes=len(about),
            days_left=_left(one),
            areas=tuple(labels.get(matter.pk, ())),
            **_of_facts(history, on),
        )
        why = reasons(signs)
        found.append(Weighed(one, score(why), why))
    return sorted(found, key=lambda one: -one.points)


def _name(matter: Matter) -> tuple[int, str]:
    return (matter.body_id, matter.number)


def _left(one: Standing) -> int | None:
    running = one.where is not None and one.where.waits is Waits.OFFICE and not one.where.paused
    return one.left if running else None


def _of_facts(history: History | None, on: date) -> dict[str, Any]:
    state = state_of(history.kind, history.counted(through=on)) if history else None
    if not isinstance(state, ApplicationState):
        return {}
    said = [asked.opinion for asked in state.consultations.values()]
    return {"objections": said.count(Opinion.OBJECTION), "extended": state.extension is not None}


def _of_same_applicants(matters: Sequence[Matter]) -> dict[tuple[int, str], set[tuple[int, str]]]:
    """The applications of each applicant, by body and key."""
    keys = {matter.applicant_key for matter in matters if matter.applicant_key}
    rows = Matter.objects.filter(
        body__in={matter.body_id for matter in matters}, applicant_key__in=keys, kind=Kind.APPLICATION.value
    )
    found: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for body, key, number in rows.values_list("body_id", "applicant_key", "number"):
        found.setdefault((body, key), set()).add((body, number))
    return found


def _disputes(about: set[tuple[int, str]]) -> dict[tuple[int, str], list[bool]]:
    """For each matter that disputes are about: of each, whether it ended against the body."""
    bodies, numbers = {body for body, _ in about}, {number for _, number in about}
    rows = Matter.objects.filter(body__in=bodies, kind=Kind.DISPUTE.value, title__in=numbers)
    found: dict[tuple[int, str], list[bool]] = {}
    for matter, history in looked_at(list(rows)):
        ended = [fact for fact in history.counted() if isinstance(fact, Decided)] if history else []
        found.setdefault((matter.body_id, matter.title), []).append(any(fact.result in _LOST for fact in ended))
    return found


def _labels(matters: Sequence[Matter]) -> dict[int, list[str]]:
    """The labels of these matters under which disputes have come."""
    rows = Label.objects.filter(matter__in=matters).values_list("matter_id", "matter__body_id", "word")
    marked = list(rows)
    bodies, words = {body for _, body, _ in marked}, {word for *_, word in marked}
    under = Label.objects.filter(word__in=words, matter__body__in=bodies)
    numbers = list(under.values_list("matter__body_id", "word", "matter__number"))
    fought = _disputes({(body, number) for body, _, number in numbers})
    sensitive = {(body, word) for body, word, number in numbers if (body, number) in fought}
    found: dict[int, list[str]] = {}
    for key, body, word in marked:
        if (body, word) in sensitive:
            found.setdefault(key, []).append(word)
    return found


class Like(NamedTuple):
    """A matter like another, and how many of a hundred of its pairs of characters they share."""

    matter: Matter
    share: int


def alike(matter: Matter) -> list[Like]:
    """Other applications of the same body that ask for much the same, the likest first."""
    own = Counter(term for term in terms(matter.title) if len(term) > 6)
    found = search.like(list(own), matter.body_id, most=200)
    rows = Matter.objects.filter(pk__in=found, kind=Kind.APPLICATION.value).exclude(pk=matter.pk).select_related("body")
    out = []
    for other in rows:
        theirs = Counter(term for term in terms(other.title) if len(term) > 6)
        share = 100 * (own & theirs).total() // max((own | theirs).total(), 1)
        if share >= LIKE:
            out.append(Like(other, share))
    return sorted(out, key=lambda one: (-one.share, -one.matter.pk))[:20]
