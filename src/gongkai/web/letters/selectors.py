"""Reading: drafts as they stand, the register of what went out, templates in force."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from gongkai.law.leaf import Leaf
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Kind, fact_name
from gongkai.ledger.position import position
from gongkai.report.letters import Composed, Context, LetterKind, Office, compose, kinds
from gongkai.report.letters import Draft as Written
from gongkai.report.render.letter import default_template
from gongkai.web.bodies.charge import Charge, contact_of, in_charge
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.letters.models import Draft, Letter, Settings, Template


def settings_of(body: Body) -> Settings | None:
    """The letter settings of a body, if it has made any."""
    return Settings.objects.filter(body=body).first()


def office_of(body: Body) -> Office:
    """What the letters of a body say about it."""
    own = settings_of(body)
    return Office(
        organ=body.name,
        authorities=(body.review_authority,) if body.review_authority.strip() else (),
        court=body.court,
        review_address=own.review_address if own else "",
        contact=contact_of(body),
    )


def written(draft: Draft, on: date) -> Written:
    """The draft as the core takes it, dated on a day."""
    return Written(draft.kind, draft.to, on, draft.fields, draft.answers)


def context_of(draft: Draft, on: date, regime: Regime) -> Context:
    """What the parts of a draft are made of."""
    return Context(written(draft, on), history_of(draft.matter), office_of(draft.matter.body), regime)


def composed(draft: Draft, on: date, regime: Regime, number: str = "") -> Composed:
    """The letter as far as it has come."""
    given = context_of(draft, on, regime)
    return compose(given.draft, history=given.history, office=given.office, regime=regime, number=number)


def organs_for(context: Context, body: Body, words: str = "") -> list[tuple[Charge, str]] | None:
    """The bodies that may be in charge instead, with their contacts; ``None`` unless the answer is that another is.

    Looked for by ``words``, or by what the applicant asked for.
    """
    if context.ended is None or context.ended.leaf is not Leaf.U1B:
        return None
    received = context.state.received
    asked = words.strip() or context.draft.fields.get("asked", "") or (received.asks if received else "")
    return [(one, contact_of(one.body)) for one in in_charge(asked[:2000], besides=body.pk)]


_LATER = frozenset({"number", "date"})
"""What of a letter is known only when it goes out."""


def draft_hash(draft: Draft, on: date, regime: Regime) -> str:
    """The SHA-256 of the letter as it would go out on a day: what is approved is this and nothing else.

    Every word that the template prints but number and date, the template itself, the addressee with the
    address, what the clerk chose and typed, and the documents with it.
    """
    slots = composed(draft, on, regime).slots
    said = {
        "kind": draft.kind,
        "to": draft.to,
        "address": draft.address,
        "answers": draft.answers,
        "fields": draft.fields,
        "template": hashlib.sha256(template_of(draft.matter.body, draft.kind).content).hexdigest(),
        "slots": {key: text for key, text in slots.items() if key not in _LATER},
        "documents": list(draft.redactions.values_list("digest", "copy_digest")),
        "no_copy": draft.no_copy,
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def typed_hash(draft: Draft) -> str:
    """Names what was typed into a draft, as it stands."""
    said = [draft.to, draft.address, draft.fields, draft.answers, draft.evidence]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class InForce(NamedTuple):
    """The template that holds: its bytes, and the row that keeps it, if a body made it."""

    content: bytes
    row: Template | None


def template_of(body: Body, kind: str) -> InForce:
    """The newest template of a body for a kind of letter, or the packaged one."""
    row = Template.objects.filter(body=body, kind=kind).first()
    return InForce(bytes(row.content), row) if row else InForce(default_template(kind), None)


def drafts_of(user: Any) -> QuerySet[Draft]:
    """The drafts that the person may read."""
    return Draft.objects.filter(matter__body__in=bodies_of(user)).select_related("matter__body", "letter")


def letters_of(user: Any) -> QuerySet[Letter]:
    """The letters that the person may read, the newest first, without their bytes."""
    some = Letter.objects.filter(body__in=bodies_of(user)).defer("content")
    return some.select_related("body", "matter", "void", "withdraws")


def register(user: Any, *, year: str = "", series: str = "", kind: str = "", words: str = "") -> QuerySet[Letter]:
    """The register of what went out (发文登记): numbered ones, by year, series, kind, words."""
    some = letters_of(user).exclude(number="").prefetch_related("deliveries", "withdrawn_by")
    if year.isascii() and year.isdecimal() and len(year) == 4:
        some = some.filter(year=int(year))
    if series:
        some = some.filter(series=series)
    if kind:
        some = some.filter(kind=kind)
    for word in words.split()[:8]:
        some = some.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(matter__number__icontains=word))
    return some


def kinds_for(matter: Matter) -> list[LetterKind]:
    """The letters that may be written for a matter: no blank forms; a withdrawal begins at a letter."""
    if matter.kind != Kind.APPLICATION.value:
        return []
    return [kind for kind in kinds().values() if kind.to != "nobody" and kind.key != "withdrawal"]


class Offered(NamedTuple):
    """The letters of a matter: those that are a lawful move now, those that are no move, and the rest."""

    now: list[LetterKind]
    any_time: list[LetterKind]
    later: list[LetterKind]


def offered(matter: Matter, on: date, regime: Regime) -> Offered:
    """What may be written, what would be refused as things stand."""
    some = kinds_for(matter)
    moves = {fact_name(move.fact) for move in position(history_of(matter), on, regime).next}
    bound = [kind for kind in some if kind.fact not in ("", "noted")]
    return Offered(
        [kind for kind in bound if kind.fact in moves],
        [kind for kind in some if kind not in bound],
        [kind for kind in bound if kind.fact not in moves],
    )


def covered(name: str) -> str:
    """A name as lists show it: the first character, the rest covered."""
    return name[:1] + "＊" * min(len(name) - 1, 2) if name else ""
