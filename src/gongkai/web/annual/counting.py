"""What a body's stored matters count as in a year, without reading again what did not change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.history import History
from gongkai.ledger.year import BodyYear, body_year
from gongkai.web.annual.figures import add, encoded
from gongkai.web.annual.models import Counted
from gongkai.web.bodies.models import Body
from gongkai.web.cases.bridge import keyed_histories
from gongkai.web.cases.models import Matter

STORED_FROM = 500
"""So many matters counted anew in one look are kept; fewer cost less than the writing."""
CHUNK = 500
VERSION = 2
"""Goes up whenever the core counts in another way."""


class Note(NamedTuple):
    """Something the law has to say about a matter of the ledger."""

    matter: str
    severity: str
    code: str
    message: str


class Counting(NamedTuple):
    """The year's figures, what the ledger's checks found, and the seal of every matter counted.

    ``whole`` tells that all was counted: of a report from a file only its own form is known.
    """

    figures: BodyYear
    notes: tuple[Note, ...]
    heads: Mapping[str, str]
    whole: bool = True


def counting(body: Body, year: int, regime: Regime, *, kept_from: int = STORED_FROM) -> Counting:
    """From what was kept where the facts are the same, from the facts where not; ``kept_from`` so many is kept anew.

    Facts that were changed behind the office's back show when the report is signed, which
    reads all of them (:func:`counted_from`).
    """
    law = _law(regime)
    matters = Matter.objects.filter(body=body)
    kept = matters.annotate(
        kept=FilteredRelation("counted", condition=Q(counted__year=year, counted__law=law))
    ).values_list("pk", "number", "head", "kept__head", "kept__content")
    contents: dict[str, tuple[str, str]] = {}
    stale: dict[int, str] = {}
    for key, number, head, counted_head, content in kept.order_by("number").iterator(chunk_size=5000):
        contents[number] = (head, content if counted_head == head else "")
        if counted_head != head:
            stale[key] = head
    fresh = _fresh(matters, stale, whole=len(stale) == len(contents), year=year, regime=regime)
    for _, number, head, content in fresh:
        contents[number] = (head, content)
    if len(fresh) >= kept_from:
        _store(fresh, year, law)
    return _added(year, contents)


def counted_from(histories: Mapping[str, History], heads: Mapping[str, str], year: int, regime: Regime) -> Counting:
    """The same from histories alone."""
    ordered = sorted(histories)
    return _added(year, {number: (heads[number], _content(histories[number], year, regime)) for number in ordered})


def _added(year: int, contents: Mapping[str, tuple[str, str]]) -> Counting:
    """In the order of the matters' numbers, as the core compiles."""
    figures, notes = BodyYear(year), []
    for number in sorted(contents):
        content = contents[number][1]
        if content != "{}":
            counted = json.loads(content)
            notes += [Note(number, *note) for note in counted.pop("notes", ())]
            add(figures, counted, number)
    return Counting(figures, tuple(notes), {number: head for number, (head, _) in contents.items()})


Fresh = tuple[int, str, str, str]


def _fresh(matters: Any, stale: Mapping[int, str], *, whole: bool, year: int, regime: Regime) -> list[Fresh]:
    """Key, number, seal and content of the matters that must be counted anew."""
    if not stale:
        return []
    keys = list(stale)
    parts = [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]
    groups = [matters] if whole else [matters.filter(pk__in=part) for part in parts]
    return [
        (key, history.matter, stale[key], _content(history, year, regime))
        for group in groups
        for key, history in keyed_histories(group, stale)
    ]


def _content(history: History, year: int, regime: Regime) -> str:
    counted = encoded(body_year((history,), year, regime))
    notes = [(found.severity.value, found.code, found.message) for found in check_history(history, regime)]
    if notes:
        counted["notes"] = notes
    return json.dumps(counted, ensure_ascii=False)


def _store(fresh: Iterable[Fresh], year: int, law: str) -> None:
    rows = (Counted(matter_id=key, year=year, law=law, head=head, content=said) for key, _, head, said in fresh)
    Counted.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["matter", "year"],
        update_fields=["law", "head", "content"],
    )


@lru_cache(maxsize=8)
def _law(regime: Regime) -> str:
    """A name for the notices and the policy that the counting depends on."""
    policies = regime.policies
    said = repr((VERSION, regime.calendar.notices, policies.on(date.min), policies.choices))
    return hashlib.sha256(said.encode()).hexdigest()
