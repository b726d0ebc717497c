"""Writing: a body's entry, its name, its end, its sections, responsible persons and duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.web.bodies import endings
from gongkai.web.bodies.models import Body, Change, Duty, FormerName, Officer, Section, Succession
from gongkai.web.bodies.selectors import standing

EDITABLE = frozenset(
    {"kind", "own_powers", "on_paper", "management", "credit_code", "founded_on"}
    | {"second_factor", "review_authority", "court"}
    | {f"office_{part}" for part in ("name", "address", "postcode", "phone", "fax", "email", "hours")}
    | {f"complaint_{part}" for part in ("name", "address", "phone")}
)
"""What the administrator of a body may set directly; its name and its end are acts of their own."""


def body_add(
    *,
    parent: Body,
    name: str,
    kind: str,
    own_powers: bool,
    actor: Any,
    on: date,
    on_paper: bool = False,
    founded_on: date | None = None,
) -> Body:
    """A new body below another.  Raises :class:`Refusal` if the name is taken or ``parent`` has ended."""
    with transaction.atomic():
        _living(Body.objects.select_for_update(no_key=True).get(pk=parent.pk), on)
        _name_free(name)
        given = {"kind": kind, "own_powers": own_powers, "on_paper": on_paper, "founded_on": founded_on}
        body = Body.objects.create(name=name, parent=parent, **given)
        note(parent, actor, f"新增下级机关{name}")
        note(body, actor, "建立")
    return body


def body_update(*, body: Body, values: Mapping[str, Any], actor: Any) -> Body:
    """Set what :data:`EDITABLE` names; says in the list of changes which.  Raises ``ValueError`` for others."""
    if not values.keys() <= EDITABLE:
        raise ValueError(f"not to be set so: {sorted(values.keys() - EDITABLE)}")
    with transaction.atomic():
        locked = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        changed = [name for name, value in values.items() if getattr(locked, name) != value]
        for name in changed:
            setattr(locked, name, values[name])
        if changed:
            locked.save(update_fields=changed)
            words = "、".join(str(Body._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
            note(locked, actor, f"修改{words}")
    return locked


def body_rename(*, body: Body, name: str, since: date, document: str, actor: Any, on: date) -> Body:
    """The body has another name from ``since`` on; the old one is kept.

    Raises :class:`Refusal` for a day that has not come or is before the last change of name, and a name that is taken.
    """
    with transaction.atomic():
        locked = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        _living(locked, on)
        if since > on:
            raise _early(since)
        before = locked.former_names.first()
        if before is not None and since < before.until:
            raise Refusal(
                "before-last-name",
                (f"{before.until:%Y-%m-%d}已更名，新的更名不能早于这一天", "a later change of name is there already"),
                ("请核对更名日期", "look at the day again"),
            )
        _name_free(name)
        FormerName.objects.create(body=locked, name=locked.name, until=since, document=document)
        note(locked, actor, f"自{since:%Y-%m-%d}起更名为{name}（原名{locked.name}）")
        locked.name = name
        locked.save(update_fields=["name"])
    return locked


def body_end(
    *, body: Body, kind: str, successors: Sequence[Body], since: date, document: str, actor: Any, on: date
) -> Body:
    """The body ends on ``since`` (which may be still to come); ``successors`` go on with all that it had.

    What waits there in the apps above goes with it (:mod:`gongkai.web.bodies.endings`), at once or on that day.

    What is below it goes below its one successor.  Raises :class:`Refusal` if its end is there already, the
    successors do not fit ``kind``, are below it or have ended, or there is something below and no one successor.
    """
    with transaction.atomic():
        keys = {body.pk, *(one.pk for one in successors)}
        found = {one.pk: one for one in Body.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")}
        locked, successors = found[body.pk], [found[one.pk] for one in successors]
        _living(locked, date.max)
        _fitting(locked, kind, successors, since)
        if locked.children.exists():
            if len(successors) > 1:
                raise Refusal(
                    "has-bodies-below",
                    (f"{locked.name}还有下级机关，不能分设", "there are bodies below it"),
                    ("请先调整下级机关，或选择一个承接机关", "name one successor"),
                )
            locked.children.update(parent=successors[0])
        locked.ended_on = since
        locked.save(update_fields=["ended_on"])
        for successor in successors:
            _succeed(locked, successor, kind, since, document)
            note(successor, actor, f"自{since:%Y-%m-%d}起承接{locked.name}")
        names = "、".join(one.name for one in successors)
        note(locked, actor, f"自{since:%Y-%m-%d}起{Succession.Kind(kind).label}{names}")
        if since <= on:
            endings.ended(locked, on)
    return locked


def section_add(*, body: Body, name: str, actor: Any) -> Section:
    """A new section.  Raises :class:`Refusal` if there is one of that name."""
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        if body.sections.filter(name=name, until=None).exists():
            raise Refusal(
                "section-taken",
                (f"已有科室“{name}”", f"there is a section {name}"),
                ("请换一个名称", "choose another name"),
            )
        note(body, actor, f"新增科室{name}")
        return Section.objects.create(body=body, name=name)


def section_end(*, section: Section, actor: Any, on: date) -> None:
    """The section is no more.  Raises :class:`Refusal` while somebody serves in it."""
    with transaction.atomic():
        locked = Section.objects.select_for_update().get(pk=section.pk)
        if locked.until is not None:
            return
        if locked.membership_set.filter(standing(on)).exists():
            raise Refusal(
                "section-in-use",
                (f"{locked.name}还有在岗人员", "somebody serves in it"),
                ("请先调整这些人员的科室", "move them first"),
            )
        locked.until = on
        locked.save(update_fields=["until"])
        note(locked.body, actor, f"撤销科室{locked.name}")


def officer_add(*, body: Body, values: Mapping[str, Any], actor: Any) -> Officer:
    """A responsible person; one before at the levels of 主要负责人 and 分管负责人 may stay beside."""
    with transaction.atomic():
        officer = Officer.objects.create(body=body, **values)
        note(body, actor, f"登记{officer.get_level_display()}{officer.name}")
    return officer


def officer_end(*, officer: Officer, actor: Any, on: date) -> None:
    """From today on no longer responsible; the row stays."""
    with transaction.atomic():
        locked = Officer.objects.select_for_update().get(pk=officer.pk)
        if locked.until is None:
            locked.until = on
            locked.save(update_fields=["until"])
            note(locked.body, actor, f"{locked.get_level_display()}{locked.name}离任")


def duty_add(*, body: Body, values: Mapping[str, Any], actor: Any) -> Duty:
    """One more duty of the body."""
    with transaction.atomic():
        duty = Duty.objects.create(body=body, **values)
        note(body, actor, f"新增职责：{duty.task}")
    return duty


def duty_remove(*, duty: Duty, actor: Any) -> None:
    """The duty is the body's no more; what it was stays in the list of changes."""
    with transaction.atomic():
        note(duty.body, actor, f"删除职责：{duty.task}")
        duty.delete()


def note(body: Body, actor: Any, words: str) -> None:
    """Add to the list of changes of a body."""
    Change.objects.create(body=body, by=actor, words=words[:400])


def _succeed(body: Body, successor: Body, kind: str, since: date, document: str) -> None:
    """The direct pair, and every pair that follows: whom ``body`` succeeded, and who succeeded ``successor``."""
    before = [(body, since), *((one.body, max(one.on, since)) for one in body.inheritances.select_related("body"))]
    for heir, on in ((successor, since), *((one.successor, one.on) for one in successor.successions.all())):
        for ended, from_day in before:
            direct = ended == body and heir == successor
            said = {"kind": kind, "on": max(from_day, on), "document": document, "direct": direct}
            Succession.objects.get_or_create(body=ended, successor=heir, defaults=said)


def _fitting(body: Body, kind: str, successors: Sequence[Body], since: date) -> None:
    many = len({one.pk for one in successors})
    if many == 0 or (kind == Succession.Kind.MERGED and many != 1) or (kind == Succession.Kind.SPLIT and many < 2):
        raise Refusal(
            "successors",
            ("“并入”须选一个承接机关，“分设”须选两个以上，其他至少一个", "a merger has one successor, a split several"),
            ("请核对承接机关", "look at the successors again"),
        )
    for successor in successors:
        if successor.pk == body.pk:
            raise Refusal(
                "itself", ("承接机关不能是本机关", "a body cannot succeed itself"), ("请另选", "choose another")
            )
        if body.pk in _above(successor):
            raise Refusal(
                "successor-below",
                (f"{successor.name}是{body.name}的下级机关", f"{successor.name} is below {body.name}"),
                ("请选择同级或上级机关", "choose one beside or above it"),
            )
        _living(successor, since)


def _above(body: Body) -> list[int]:
    """The bodies above a body, from the next one up."""
    return [] if body.parent is None else [body.parent.pk, *_above(body.parent)]


def _living(body: Body, on: date) -> None:
    if body.ended_on is not None and body.ended_on <= on:
        raise Refusal(
            "body-ended",
            (f"{body.name}已于{body.ended_on:%Y-%m-%d}终止", f"{body.name} ended on {body.ended_on}"),
            ("请选择存续的机关", "choose a body that is there"),
        )


def _early(since: date) -> Refusal:
    return Refusal(
        "future",
        (f"{since:%Y-%m-%d}还没有到", f"{since} has not come yet"),
        ("请在当日或之后登记，或改正日期", "enter it on that day"),
    )


def _name_free(name: str) -> None:
    if Body.objects.filter(name=name).exists():
        raise Refusal(
            "name-taken",
            (f"已有名为“{name}”的机关", f"there is a body named {name}"),
            ("请核对名称，同名机关请写全称", "write the full name"),
        )
