"""Whole matters that come in from elsewhere: what was over before the office began is history, the rest is guarded.

A matter is *historic* if every fact of it lies before the day on which the first fact of its body was
entered here, and it was closed by then (a publication, a document and a figure have no end to wait for).
Nobody could have asked this office to approve it, so that no guard is asked; the import is noted among
the changes of the body with the number of such matters.  Facts of any other matter pass the guards like
one entered by itself: what needs an approval comes in up to the step before, and is then proposed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Min
from django.utils.timezone import localdate

from gongkai.finding import Refusal
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.history import History
from gongkai.web.bodies.models import Body
from gongkai.web.cases import guards
from gongkai.web.cases.models import FactRow, Matter

CLOSING = frozenset({Kind.APPLICATION, Kind.DATA_CORRECTION, Kind.DISPUTE})
"""Kinds of matters that are open until they end."""

Asked = Callable[[History, date | None], Refusal | None]
"""Given a history and the day on which it was closed, if it was: what a guard refuses, or nothing."""


def began_on(body: Body, on: date) -> date:
    """The day on which the body's first fact was entered here; today where there is none."""
    first = FactRow.objects.filter(matter__body=body).aggregate(at=Min("entered_at"))["at"]
    return min(localdate(first), on) if first else on


def historic(history: History, closed: date | None, began: date) -> bool:
    """Whether a history was over before the office began."""
    over = closed is not None or history.kind not in CLOSING
    return over and all(fact.on < began for fact in history.facts)


def guarded(body: Body, actor: Any, began: date) -> Asked:
    """What the guards say of matters that are not there yet.

    A guard can then look at no more than the body, the person and the sort of the fact, so that each
    sort is asked about once.
    """
    said: dict[tuple[Kind, type[Fact], Any], Refusal | None] = {}

    def asked(history: History, closed: date | None) -> Refusal | None:
        if historic(history, closed, began):
            return None
        for fact in history.facts:
            sort = (history.kind, type(fact), getattr(fact, "outcome", None))
            if sort not in said:
                said[sort] = _refused(Matter(body=body, kind=history.kind.value), fact, actor)
            if (refused := said[sort]) is not None:
                return refused
        return None

    return asked


def _refused(matter: Matter, fact: Fact, actor: Any) -> Refusal | None:
    try:
        guards.ask(matter, fact, actor)
    except Refusal as refused:
        return refused
    return None
