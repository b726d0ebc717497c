"""Writing: each service gathers, lets the core decide, and applies, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.cache import caches
from django.db import transaction
from django.db.models.functions import Length

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.codec import encode
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.history import History, append
from gongkai.ledger.lines import canonical, sealed
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.services import note
from gongkai.web.cases import guards, search
from gongkai.web.cases.bridge import empty_history, history_of, looked_at
from gongkai.web.cases.columns import COMPUTED, columns, columns_set
from gongkai.web.cases.historic import began_on, guarded, historic
from gongkai.web.cases.models import FactRow, Matter, NumberBegin
from gongkai.web.kernel import clock

SEALING = frozenset({"body", "matter", "kind", "seq", "prev", "hash"})
"""Keys of a sealed line that say where the fact stands, not what it says."""
NUMBER_LENGTH = 60
BATCH = 500
DAY = 24 * 60 * 60


def matter_open(
    *, body: Body, kind: Kind, fact: Fact, token: str, actor: Any, on: date, regime: Regime, number: str = ""
) -> Matter:
    """A new matter with its first fact; the same ``token`` again gives the matter that it made.

    Raises :class:`Refusal` where the law or a guard does not allow the fact, the number is taken, the fact
    has not happened yet, or ``token`` came with something else before.
    """
    with transaction.atomic():
        locked = (
            Body.objects.select_for_update(no_key=True, of=("self",)).select_related("parent__parent").get(pk=body.pk)
        )
        made = FactRow.objects.filter(token=token).select_related("matter").first()
        if made is not None:
            _same_submission(made, fact, same=made.matter.body_id == body.pk and made.matter.kind == kind.value)
            return made.matter
        _takes_matters(locked, on)
        _happened([fact], on)
        guards.ask(Matter(body=locked, kind=kind.value), fact, actor)
        chosen = number or next_number(body, fact.on.year)
        if number and Matter.objects.filter(body=body, number=number).exists():
            raise Refusal(
                "number-taken",
                (f"编号{chosen}已被使用", f"the number {chosen} is taken"),
                ("请换一个编号，或留空由系统编号", "choose another, or leave it empty"),
            )
        history = append(empty_history(body.name, chosen, kind), fact, regime)
        matter = Matter(body=body, root_id=locked.root_id, number=chosen, kind=kind.value)
        columns_set(matter, history, on, regime)
        matter.save()
        _add_row(matter, history, token, actor, on)
        search.reindex([(matter.pk, matter.body_id, history)])
        return matter


def fact_enter(
    *, matter_id: int, fact: Fact, token: str, actor: Any, on: date, regime: Regime, subject_hash: str = ""
) -> Matter:
    """One more fact for a matter; the same ``token`` again changes nothing.

    ``subject_hash`` is the SHA-256 of what goes out with it (a letter), if anything does.

    Raises :class:`Refusal` where the law or a guard (:mod:`gongkai.web.cases.guards`) does not allow
    it, the fact has not happened yet, or ``token`` came with something else before.
    """
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter_id)
        made = FactRow.objects.filter(token=token).first()
        if made is not None:
            _same_submission(made, fact, same=made.matter_id == matter.pk)
            return matter
        _happened([fact], on)
        guards.ask(matter, fact, actor, subject_hash)
        history = append(history_of(matter), fact, regime)
        columns_set(matter, history, on, regime)
        matter.save()
        _add_row(matter, history, token, actor, on)
        search.reindex([(matter.pk, matter.body_id, history)])
        return matter


def matters_import(*, body: Body, histories: list[History], actor: Any, on: date, regime: Regime) -> int:
    """Whole histories as they are, all or none; what the law has to say about them ``check`` tells.

    Guards are asked about every fact of a matter that is not historic (:mod:`gongkai.web.cases.historic`).
    Raises :class:`Refusal` naming a number that is taken or too long, a body that is another, a fact that
    has not happened yet, or one that needs an approval.  Returns how many matters came in.
    """
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        began = began_on(body, on)
        asked, past = guarded(body, actor, began), 0
        taken = set(Matter.objects.filter(body=body).values_list("number", flat=True))
        for history in histories:
            _importable(history, body, taken)
            _happened(history.facts, on)
            taken.add(history.matter)
        root = body.root_id
        matters = [Matter(body=body, root_id=root, number=one.matter, kind=one.kind.value) for one in histories]
        for matter, history in zip(matters, histories, strict=True):
            columns_set(matter, history, on, regime)
            past += historic(history, matter.closed_on, began)
            if (refused := asked(history, matter.closed_on)) is not None:
                raise _unapproved(history, refused, began)
        Matter.objects.bulk_create(matters, batch_size=500)
        rows = (
            _row(matter, line, uuid4().hex, actor, on)
            for matter, history in zip(matters, histories, strict=True)
            for line in sealed(history)
        )
        FactRow.objects.bulk_create(rows, batch_size=500)
        search.reindex((matter.pk, body.pk, one) for matter, one in zip(matters, histories, strict=True))
        if matters:
            note(body, actor, f"导入{len(matters)}件事项，其中{past}件在{began:%Y-%m-%d}启用之前已经了结，未经审批")
    return len(matters)


class Differed(NamedTuple):
    """The numbers of matters whose columns were not what their facts come to, and of all whose seals are broken."""

    mended: list[str]
    broken: list[str]


def columns_rebuild(*, body: Body, on: date, regime: Regime) -> Differed:
    """Compute every cached column and the search index again; which matters differed.

    The columns of a matter whose seals do not fit cannot be computed: it is marked, and named every time.
    """
    differed = Differed([], [])
    for key in list(Matter.objects.filter(body=body).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            matter = Matter.objects.select_for_update().get(pk=key)
            before = columns(matter)
            history = _computed(matter, on, regime)
            if history is not None:
                search.reindex([(matter.pk, body.pk, history)])
            if history is None:
                differed.broken.append(matter.number)
            elif columns(matter) != before:
                differed.mended.append(matter.number)
            if columns(matter) != before:
                matter.save()
    return differed


def columns_catch_up(*, on: date, regime: Regime) -> int:
    """Compute again the columns that the passing of days may have changed; how many matters were looked at.

    The night does it; a page does it before its lists, so that they are right even if the night was missed.
    """
    done = 0
    while keys := list(Matter.objects.filter(changes_on__lte=on).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            stale = list(Matter.objects.select_for_update().filter(pk__in=keys, changes_on__lte=on).order_by("pk"))
            for matter, history in looked_at(stale):
                _compute(matter, history, on, regime)
                matter.save(update_fields=COMPUTED)
            done += len(stale)
    return done


def columns_fresh(*, on: date, regime: Regime) -> None:
    """The same, looked after once a day by each process: what is entered on a day holds to its end."""
    cache = caches["process"]
    if not cache.get(f"columns-{on}"):
        columns_catch_up(on=on, regime=regime)
        cache.set(f"columns-{on}", True, timeout=DAY)  # only now: what was cut short begins anew


def broken_note(*, keys: Sequence[int]) -> None:
    """Remember whose seals did not fit, so that lists and the auditor's count know it."""
    Matter.objects.filter(pk__in=keys).update(broken=True)


def _computed(matter: Matter, on: date, regime: Regime) -> History | None:
    ((_, history),) = looked_at([matter])
    _compute(matter, history, on, regime)
    return history


def _compute(matter: Matter, history: History | None, on: date, regime: Regime) -> None:
    """The columns of a history; one whose seals do not fit keeps its own and is marked."""
    if history is None:
        matter.broken, matter.changes_on = True, None
    else:
        columns_set(matter, history, on, regime)


def next_number(body: Body, year: int) -> str:
    """The next free number of a body in a year: ``2024-0001``, or as wide as those that it has."""
    taken = Matter.objects.alias(began=NumberBegin("number")).filter(body=body, began=f"{year}-")
    longest = taken.order_by(Length("number").desc(), "-number").values_list("number", flat=True)
    # The highest stands among the longest, unless others of another make do: then all are looked at.
    made = _following(year, longest[:20])
    return made if made and not taken.filter(number=made).exists() else _following(year, longest) or f"{year}-0001"


def _following(year: int, numbers: Iterable[str]) -> str:
    """The number after the highest of these; empty if none of them is one."""
    used = [(int(tail), len(tail)) for number in numbers if (tail := number.partition("-")[2]).isdecimal()]
    last, width = max(used, default=(0, 0))
    return f"{year}-{last + 1:0{max(width, 4)}d}" if used else ""


def _unapproved(history: History, refused: Refusal, began: date) -> Refusal:
    return Refusal(
        refused.code,
        (f"{history.matter}：{refused.reason[0]}，未导入任何内容", f"{history.matter}: {refused.reason[1]}"),
        (
            f"{began:%Y-%m-%d}启用之前已经了结的事项不受此限；其他的请导入到此前一步，再送审",
            "import it up to the step before, then propose that",
        ),
    )


def _importable(history: History, body: Body, taken: set[str]) -> None:
    """A number is free and fits; a history that names its body names this one."""
    if history.matter in taken:
        raise Refusal(
            "number-taken",
            (f"编号{history.matter}已存在，未导入任何内容", f"{history.matter} is there already"),
            ("请先核对台账", "look at the ledger first"),
        )
    if not 0 < len(history.matter) <= NUMBER_LENGTH:
        raise Refusal(
            "number-length",
            (f"编号“{history.matter[:20]}…”为空或超过{NUMBER_LENGTH}个字", "a number is empty or too long"),
            ("请先在台账中改短编号", "shorten it in the ledger"),
        )
    if history.body and history.body != body.name:
        raise Refusal(
            "other-body",
            (f"{history.matter}属于{history.body}，不是{body.name}", f"{history.matter} belongs to another body"),
            ("请确认导入到正确的机关", "import it into the right body"),
        )


def _happened(facts: Sequence[Fact], on: date) -> None:
    """What has not happened yet is not a fact."""
    late = next((fact for fact in facts if fact.on > on), None)
    if late is not None:
        raise Refusal(
            "future",
            (f"{late.on:%Y-%m-%d}还没有到，不能登记尚未发生的事", f"{late.on} has not come yet"),
            ("请在发生之后登记，或改正日期", "enter it once it has happened, or mend the day"),
        )


def _takes_matters(body: Body, on: date) -> None:
    """A body that has ended goes on with what it has, and begins nothing."""
    if body.ended_on is not None and body.ended_on <= on:
        raise Refusal(
            "body-ended",
            (f"{body.name}自{body.ended_on:%Y-%m-%d}起不再受理新事项", f"{body.name} ended on {body.ended_on}"),
            ("请由承接其职责的机关登记", "the body that goes on with its work enters it"),
        )


def _same_submission(row: FactRow, fact: Fact, *, same: bool) -> None:
    """A token that came with something else before must not pass for this submission."""
    line = json.loads(row.line)
    said = encode(fact)
    same = same and said == {name: line[name] for name in line if name not in SEALING}
    if not same:
        raise Refusal(
            "token-taken",
            ("本页已经登记过一次，这次填写的内容与那次不同，没有保存", "this page was saved once, with other content"),
            ("如确需再登记一项，请核对后再按“登记”", "look again and save once more to enter it as a further fact"),
        )


def _add_row(matter: Matter, history: History, token: str, actor: Any, on: date) -> None:
    *_, line = sealed(history)
    _row(matter, line, token, actor, on).save()


def _row(matter: Matter, line: dict[str, Any], token: str, actor: Any, on: date) -> FactRow:
    return FactRow(
        matter=matter,
        seq=line["seq"],
        on=date.fromisoformat(line["on"]),
        line=canonical(line),
        token=token,
        entered_at=clock.at(on),
        entered_by=actor,
    )
