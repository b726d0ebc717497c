"""The cached columns of a matter: what its facts come to on a day, and until when that holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from gongkai.law.regime import Regime
from gongkai.ledger.facts import fact_name
from gongkai.ledger.facts.publication import Tag
from gongkai.ledger.history import History
from gongkai.ledger.lines import head_of
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import Position, Waits, position
from gongkai.ledger.state import ApplicationState, DocumentState, PublicationState, State, state_of
from gongkai.web.cases.models import Matter

COMPUTED = (
    *("stage", "due_on", "waits", "paused", "outcome", "began_on", "closed_on", "title", "head"),
    *("channel", "applicant", "applicant_key", "last_on", "last_fact", "public_on", "changes_on", "broken"),
)
"""Every cached column."""

TITLES = ("asks", "title", "about")
"""What a matter is about, by its first fact: a dispute by the matter that it is about."""
_DAY = timedelta(1)


def columns_set(matter: Matter, history: History, on: date, regime: Regime) -> None:
    """Compute the columns as of a day.  Raises :class:`Refusal` for a day for which there is no law."""
    counted = [entry.fact for entry in history.effective]
    where = position(history, on, regime)
    first = counted[0] if counted else history.facts[0]
    last = counted[-1] if counted else history.facts[-1]
    matter.stage, matter.waits, matter.paused = where.stage.value, where.waits.value, where.paused
    matter.due_on = where.due.due if where.due else None
    matter.outcome = where.outcome.value if where.outcome else ""
    matter.began_on, matter.closed_on = first.on, where.closed
    matter.last_on, matter.last_fact = last.on, fact_name(type(last))
    matter.title = next((str(said) for name in TITLES if (said := getattr(first, name, ""))), "")[:200]
    for name in ("channel", "applicant", "applicant_key"):
        setattr(matter, name, str(getattr(first, name, ""))[:80])
    matter.head, matter.broken = head_of(history), False
    state = state_of(history.kind, history.counted(through=on))
    matter.public_on = public_on(state)
    matter.changes_on = changes_on(history, state, where, on)


def columns(matter: Matter) -> tuple[Any, ...]:
    """The cached columns as they are."""
    return tuple(getattr(matter, name) for name in COMPUTED)


def public_on(state: State) -> date | None:
    """Since when everybody may read the item or document; ``None`` for what is not public, or no longer."""
    if isinstance(state, PublicationState):
        open_now = state.stage is Stage.PUBLISHED and state.tag is Tag.PUBLIC
        return state.published[-1].on if open_now and state.published else None
    return state.made_public if isinstance(state, DocumentState) else None


def changes_on(history: History, state: State, where: Position, on: date) -> date | None:
    """A day after ``on`` before which the columns stay as they are if nothing is entered, or ``None`` for ever.

    While others are waited for, the due day may move with every day, so that it is the next one.
    """
    if any(fact.on > on for fact in history.counted()):
        return on + _DAY
    if isinstance(state, DocumentState) and where.stage is Stage.IN_FORCE:
        ends = state.valid_until or date.max  # 9999-12-31 is how many write 长期有效
        lapses = ends + _DAY if ends < date.max else None
        return lapses if lapses and lapses > on else None
    if not isinstance(state, ApplicationState) or where.due is None:
        return None
    if where.stage in (Stage.CORRECTING, Stage.PAYING):
        return where.due.due + _DAY if where.waits is Waits.APPLICANT else None
    return on + _DAY if where.paused or where.waits is not Waits.OFFICE or state.waiting_for else None
