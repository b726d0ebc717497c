"""Writing: each service gathers, lets the core decide, and applies, in one transaction."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.history import History, append
from gongkai.ledger.lines import canonical, sealed
from gongkai.ledger.position import position
from gongkai.web.bodies.models import Body
from gongkai.web.cases.bridge import empty_history, history_of
from gongkai.web.cases.models import FactRow, Matter


def matter_open(
    *, body: Body, kind: Kind, fact: Fact, token: str, actor: Any, on: date, regime: Regime, number: str = ""
) -> Matter:
    """A new matter with its first fact; the same ``token`` again gives the matter that it made.

    Raises :class:`Refusal` where the law does not allow the fact, or the number is taken.
    """
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)
        made = FactRow.objects.filter(token=token).select_related("matter").first()
        if made is not None:
            _same_submission(made.matter.body_id == body.pk)
            return made.matter
        chosen = number or next_number(body, fact.on.year)
        if Matter.objects.filter(body=body, number=chosen).exists():
            raise Refusal(
                "number-taken",
                (f"编号{chosen}已被使用", f"the number {chosen} is taken"),
                ("请换一个编号，或留空由系统编号", "choose another, or leave it empty"),
            )
        history = append(empty_history(body.name, chosen, kind), fact, regime)
        matter = Matter(body=body, number=chosen, kind=kind.value)
        _compute(matter, history, on, regime)
        matter.save()
        _add_row(matter, history, token, actor)
        return matter


def fact_enter(*, matter_id: int, fact: Fact, token: str, actor: Any, on: date, regime: Regime) -> Matter:
    """One more fact for a matter; the same ``token`` again changes nothing.

    Raises :class:`Refusal` where the law does not allow it.
    """
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter_id)
        made = FactRow.objects.filter(token=token).first()
        if made is not None:
            _same_submission(made.matter_id == matter.pk)
            return matter
        history = append(history_of(matter), fact, regime)
        _compute(matter, history, on, regime)
        matter.save()
        _add_row(matter, history, token, actor)
        return matter


def matters_import(*, body: Body, histories: list[History], actor: Any, on: date, regime: Regime) -> int:
    """Whole histories as they are, all or none; what the law has to say about them ``check`` tells.

    Raises :class:`Refusal` naming a number that is taken.  Returns how many matters came in.
    """
    with transaction.atomic():
        taken = set(Matter.objects.filter(body=body).values_list("number", flat=True))
        for history in histories:
            if history.matter in taken:
                raise Refusal(
                    "number-taken",
                    (f"编号{history.matter}已存在，未导入任何内容", f"{history.matter} is there already"),
                    ("请先核对台账", "look at the ledger first"),
                )
        matters = [Matter(body=body, number=history.matter, kind=history.kind.value) for history in histories]
        for matter, history in zip(matters, histories, strict=True):
            _compute(matter, history, on, regime)
        Matter.objects.bulk_create(matters, batch_size=500)
        rows = (
            _row(matter, line, uuid4().hex, actor)
            for matter, history in zip(matters, histories, strict=True)
            for line in sealed(history)
        )
        FactRow.objects.bulk_create(rows, batch_size=500)
    return len(matters)


def columns_rebuild(*, body: Body, on: date, regime: Regime) -> list[str]:
    """Compute every cached column again from the facts; the numbers of the matters that differed."""
    differed = []
    for matter in Matter.objects.filter(body=body).iterator(chunk_size=500):
        with transaction.atomic():
            locked = Matter.objects.select_for_update().get(pk=matter.pk)
            before = _columns(locked)
            _compute(locked, history_of(locked), on, regime)
            if _columns(locked) != before:
                locked.save()
                differed.append(locked.number)
    return differed


def next_number(body: Body, year: int) -> str:
    """The next free number of a body in a year: ``2024-0001``."""
    taken = Matter.objects.filter(body=body, number__startswith=f"{year}-").values_list("number", flat=True)
    used = [int(tail) for number in taken if (tail := number.partition("-")[2]).isdecimal()]
    return f"{year}-{max(used, default=0) + 1:04d}"


def _same_submission(same: bool) -> None:
    """A token that named a submission elsewhere must not pass for this one."""
    if not same:
        raise Refusal(
            "token-taken",
            ("这次提交的标识已用于其他事项", "the token of this submission belongs to another matter"),
            ("请重新打开本页再登记", "open the page again"),
        )


def _compute(matter: Matter, history: History, on: date, regime: Regime) -> None:
    """The cached columns, as of a day: the clock of a matter may stand still as days go by."""
    counted = [entry.fact for entry in history.effective]
    where = position(history, max([on, *(fact.on for fact in counted)]), regime)
    first = counted[0] if counted else history.facts[0]
    matter.stage, matter.waits, matter.paused = where.stage.value, where.waits.value, where.paused
    matter.due_on = where.due.due if where.due else None
    matter.outcome = where.outcome.value if where.outcome else ""
    matter.began_on, matter.closed_on = first.on, where.closed
    matter.title = str(getattr(first, "asks", "") or getattr(first, "title", ""))[:200]
    *_, last = sealed(history)
    matter.head = last["hash"]


def _columns(matter: Matter) -> tuple[Any, ...]:
    names = ("stage", "due_on", "waits", "paused", "outcome", "began_on", "closed_on", "title", "head")
    return tuple(getattr(matter, name) for name in names)


def _add_row(matter: Matter, history: History, token: str, actor: Any) -> None:
    *_, line = sealed(history)
    _row(matter, line, token, actor).save()


def _row(matter: Matter, line: dict[str, Any], token: str, actor: Any) -> FactRow:
    return FactRow(
        matter=matter,
        seq=line["seq"],
        on=date.fromisoformat(line["on"]),
        line=canonical(line),
        token=token,
        entered_by=actor,
    )
