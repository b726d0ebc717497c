"""What happens to matters by itself, once a day: people reminded of due days, columns compared with the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.urls import reverse

from gongkai.law.regime import Regime, packaged_regime
from gongkai.ledger.position import Waits
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.cases.filters import OPEN, SOON
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import Standing, standings
from gongkai.web.cases.services import columns_catch_up, columns_rebuild
from gongkai.web.cases.tasks import compare_columns
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify

AHEAD = timedelta(days=21)
"""Three working days are never further away than this, whatever holidays lie between."""
NAMED = 5
"""So many numbers stand in a notice."""


def remind(on: date) -> None:
    """Tell whoever works on a matter that its day is near, has come or has passed: each once for a due day.

    Whoever has no matter of one's own is not forgotten: without a handler everybody who may enter
    facts for the body is told.
    """
    regime = packaged_regime()
    near = Matter.objects.select_related("body", "handler").filter(waits__in=OPEN, due_on__lte=on + AHEAD)
    told = cache(lambda body: list(people_with(body, Ability.WRITE, on)))
    for body in Body.objects.filter(pk__in=near.values("body")):
        for one in standings(list(near.filter(body=body)), on, regime):
            kind = _kind(one, on)
            if kind is not None:
                _tell(one, kind, [one.matter.handler] if one.matter.handler else told(body.pk), on)


def compare_all(on: date) -> None:
    """Put the comparison of every body's columns to work."""
    for body in Body.objects.order_by("pk"):
        compare_columns.enqueue(body.pk, on.isoformat())


def compare(body_id: int, on: date, regime: Regime) -> list[str]:
    """Compute one body's cached columns again; its administrators are told what differed.  Returns the numbers.

    Columns are mended by that; a broken seal nobody can mend, and the notice says what to do.
    """
    body = Body.objects.get(pk=body_id)
    columns_catch_up(on=on, regime=regime)  # what the days have changed is no difference
    differed = columns_rebuild(body=body, on=on, regime=regime)
    page = reverse("matters")
    if differed.mended:
        said = f"列表数据与登记的事实不一致，已按事实重新计算：{_some(differed.mended)}"
        _tell_administrators(body, len(differed.mended), said, page, f"columns:{body.pk}:{on}", on)
    if differed.broken:
        said = (
            f"校验不符，登记的事实可能被改动，系统不能改正：{_some(differed.broken)}。"
            "请不要再登记，保留现场，从备份或导出的台账核对，查明何人何时改动后恢复"
        )
        _tell_administrators(body, len(differed.broken), said, f"{page}?stage=broken", f"seals:{body.pk}:{on}", on)
    return [*differed.mended, *differed.broken]


def _tell_administrators(body: Body, many: int, said: str, address: str, key: str, on: date) -> None:
    text = f"{body.name}有{many}件事项{said}"
    for user in people_with(body.pk, Ability.MANAGE, on):
        notify(user=user, kind=Notice.Kind.SYSTEM, text=text, address=address, on=on, key=key)


def _some(numbers: list[str]) -> str:
    return "、".join(numbers[:NAMED]) + ("等" if len(numbers) > NAMED else "")


def _kind(one: Standing, on: date) -> Notice.Kind | None:
    """What there is to tell today; nothing of a period that is paused or waits for others."""
    where = one.where
    if where is None or where.due is None or where.waits is not Waits.OFFICE or where.paused or one.left is None:
        return None
    if where.overdue:
        return Notice.Kind.OVERDUE
    if where.due.due == on:
        return Notice.Kind.DUE_TODAY
    return Notice.Kind.DUE_SOON if one.left <= SOON else None


def _tell(one: Standing, kind: Notice.Kind, people: Iterable[Any], on: date) -> None:
    if one.where is None or one.where.due is None:
        return
    due = one.where.due.due
    for user in people:
        notify(
            user=user,
            kind=kind,
            number=one.matter.number,
            text=f"{one.matter.number}（{one.stage}）{one.time_left}，到期日{due:%Y-%m-%d}",
            address=reverse("matter", args=[one.matter.pk]),
            on=on,
            key=f"{kind}:{one.matter.pk}:{due}",
        )
