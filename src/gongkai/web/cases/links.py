"""Matters of one body that belong together, as a clerk says: tied, read from either side, untied with a trace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from gongkai.finding import Refusal
from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Link, Matter
from gongkai.web.cases.private import GONE, cleared, named

Kind = Link.Kind
SHOWN = 100
_BACK = {Kind.AGAIN: "该事项后来就同一内容再次申请", Kind.FOLLOWS: "引起该事项"}
"""How a link reads from its other end, where that differs."""


class Tied(NamedTuple):
    """A link as the page of one matter shows it: the matter at the other end, and what it is to this one."""

    link: Link
    matter: Matter
    words: str


def links_of(matter: Matter) -> list[Tied]:
    """The links that hold, newest first."""
    return _tied(matter, Link.objects.filter(removed_on=None))


def removed_of(matter: Matter) -> list[Tied]:
    """Those that were removed."""
    return _tied(matter, Link.objects.exclude(removed_on=None))


def links_in(bodies: Sequence[Body]) -> list[Link]:
    """The links that hold in these bodies, newest first: the register."""
    some = Link.objects.filter(removed_on=None, one__body__in=bodies).select_related("one", "other", "by")
    return list(some[:SHOWN])


def link_add(*, one: Matter, number: str, kind: Kind, actor: Any, on: date, note: str = "") -> Link:
    """Tie a matter to the one of its body that has this number; what stands there already is not made twice.

    Raises :class:`Refusal` for a number that the body does not have, the matter itself, or the
    same tie the other way round, which would say that each came after the other.
    """
    with transaction.atomic():
        other = Matter.objects.filter(body=one.body_id, number=number.strip()).first()
        if other is None:
            raise Refusal(
                "link-unknown",
                (f"本机关没有编号为“{number.strip()[:60]}”的事项", "the body has no such matter"),
                ("请核对编号；只能关联本机关的事项", "look at the number again"),
            )
        if other == one:
            raise Refusal("link-itself", ("事项不能与自身关联", "it is the matter itself"), ("请填写另一件的编号", ""))
        list(Matter.objects.select_for_update().filter(pk__in=(one.pk, other.pk)).order_by("pk"))
        there = Link.objects.filter(_between(one, other), kind=kind, removed_on=None).first()
        if there is None:
            return Link.objects.create(one=one, other=other, kind=kind, note=note.strip()[:200], by=actor, on=on)
        if there.one_id != one.pk and kind in _BACK:
            raise Refusal(
                "link-reversed",
                (f"{other.number}已经登记为与本事项有相反的关系", "the other way round it stands there already"),
                ("请先解除原来的关联", "remove that one first"),
            )
        return there


def link_remove(*, link_id: int, why: str, actor: Any, on: date) -> Link:
    """Untie; who did it, when and why stays.  A second time changes nothing.

    Raises :class:`Refusal` without a reason.
    """
    with transaction.atomic():
        link = Link.objects.select_for_update().get(pk=link_id)
        if link.removed_on is not None:
            return link
        if not why.strip():
            raise Refusal("no-reason", ("请写明解除关联的原因", "say why"), ("填写后再提交", "fill it in"))
        link.removed_on, link.removed_by, link.removed_why = on, actor, why.strip()[:200]
        link.save()
        return link


def links_naming(matter: Matter, words: Collection[str]) -> list[Link]:
    """Ties of a matter, removed ones too, in whose notes somebody is named."""
    some = Link.objects.filter(Q(one=matter) | Q(other=matter))
    return [link for link in some if named(link.note, words) or named(link.removed_why, words)]


def links_clear(matter: Matter, words: Collection[str]) -> None:
    """Take these words out of the notes of a matter's ties, within the caller's transaction."""
    for link in links_naming(matter, words):
        link.note, link.removed_why = (cleared(text, words, GONE)[:200] for text in (link.note, link.removed_why))
        link.save(update_fields=["note", "removed_why"])


def _between(one: Matter, other: Matter) -> Q:
    return Q(one=one, other=other) | Q(one=other, other=one)


def _tied(matter: Matter, some: Any) -> list[Tied]:
    found = some.filter(Q(one=matter) | Q(other=matter)).select_related("one", "other", "by", "removed_by")
    return [_seen(link, matter) for link in found]


def _seen(link: Link, matter: Matter) -> Tied:
    if link.one_id == matter.pk:
        return Tied(link, link.other, link.get_kind_display())
    return Tied(link, link.one, _BACK.get(Kind(link.kind), link.get_kind_display()))
