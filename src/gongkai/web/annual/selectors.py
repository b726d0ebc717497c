"""Reading: the published reports, for everybody; what a person may do with a report."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.web.annual import bridge
from gongkai.web.annual.drafting import assemble
from gongkai.web.annual.models import Act, Frozen, FrozenFile, Publication, Report
from gongkai.web.annual.moves import acts_at, move_of
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_below, may


def published(*, body: Body | None = None, year: int | None = None) -> QuerySet[Publication]:
    """Every published revision, for everybody: newest year first, of a year the newest revision first.

    ``report.body``, ``report.year``, ``report.scope``, ``revision``, ``on`` and, for a correction,
    ``reason`` say what it is; :func:`published_file` has its bytes.
    """
    found = Publication.objects.select_related("report__body", "frozen")
    if body is not None:
        found = found.filter(report__body=body)
    if year is not None:
        found = found.filter(report__year=year)
    return found.order_by("-report__year", "report__body", "report__scope", "-revision")


def published_file(publication: Publication, name: str) -> bytes:
    """A published revision in a format of :data:`gongkai.report.render.FORMATS`, to the byte as it was signed.

    Raises ``FrozenFile.DoesNotExist`` for another format, :class:`Refusal` if the bytes were changed.
    """
    return frozen_file(publication.frozen, name)


def frozen_file(frozen: Frozen, name: str) -> bytes:
    """The bytes of a signed revision, checked against their digest."""
    row = FrozenFile.objects.get(frozen=frozen, name=name)
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise Refusal(
            "file-changed",
            ("已签发的文件与签发时不同，停止提供", "the signed file is not what was signed"),
            ("请从备份恢复并查明原因", "restore it from the backup and find out why"),
        )
    return content


def frozen_faults(frozen: Frozen, regime: Regime) -> list[str]:
    """What is not as it was signed, in words; nothing if all of it is, and the ledger still makes it so."""
    if hashlib.sha256(frozen.snapshot.encode()).hexdigest() != frozen.digest:
        return ["签发快照与签发时的校验值不符"]
    changed = (row for row in frozen.files.all() if hashlib.sha256(bytes(row.content)).hexdigest() != row.digest)
    out = [f"{row.name}文件与签发时的校验值不符" for row in changed]
    try:
        if bridge.frozen_again(frozen, regime) != frozen.snapshot:
            out.append("按签发时的台账重新计算，结果与签发快照不同")
        elif assemble(bridge.frozen_inputs(frozen, regime)).content != frozen.content:
            out.append("保存的报告内容与签发快照不同")
    except Refusal as refused:
        out.append(refused.reason[0])
    return out


def permits(user: Any, body: Body, ability: Ability) -> bool:
    """Whether the person may do this for the body; to supervise it they serve the body above."""
    if ability is Ability.SUPERVISE:
        return bodies_below(user).filter(pk=body.pk).exists()
    return may(user, body.pk, ability)


def acts_for(user: Any, report: Report) -> list[Act]:
    """What this person may do with the report where it stands."""
    moves = ((act, move_of(report, act)) for act in acts_at(report))
    return [act for act, move in moves if move is not None and permits(user, report.body, move.ability)]
