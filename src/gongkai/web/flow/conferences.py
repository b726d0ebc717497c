"""Case conferences (疑难会商): held, kept with the matters they were about, counted in the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.other import Activity, Held
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import matter_open
from gongkai.web.flow.models import Conference
from gongkai.web.flow.rules import permitted, same_submission


def conference_hold(
    *,
    body: Body,
    held: date,
    question: str,
    members: Sequence[str],
    opinions: str,
    result: str,
    numbers: Sequence[str],
    token: str,
    actor: Any,
    on: date,
    regime: Regime,
) -> Conference:
    """Record a conference and its fact; the same ``token`` again gives the one that it made.

    Raises :class:`Refusal` for a number that the body does not have, without members, or a day that
    has not come; ``PermissionDenied`` without ``WRITE``.
    """
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        permitted(actor, body.pk, Ability.WRITE)
        made = Conference.objects.filter(token=token).first()
        if made is not None:
            same_submission((made.body_id, made.on, made.question) == (body.pk, held, question))
            return made
        matters = _matters(body, numbers)
        if not members:
            raise Refusal("no-members", ("没有写明参加会商的人员", "nobody took part"), ("请填写参加人员", "name them"))
        fact = Held(on=held, what=Activity.CONFERENCE, title=question, people=len(members))
        given: dict[str, Any] = {"token": f"conference-{token}"[:64], "actor": actor, "on": on, "regime": regime}
        activity = matter_open(body=body, kind=Kind.ACTIVITY, fact=fact, **given)
        said = {"on": held, "question": question, "members": "、".join(members), "opinions": opinions, "result": result}
        conference = Conference.objects.create(body=body, fact=activity, by=actor, token=token, **said)
        conference.matters.set(matters)
        return conference


def conferences_of(user: Any) -> QuerySet[Conference]:
    """Those of the bodies whose matters the person may read, newest first."""
    return Conference.objects.filter(body__in=bodies_of(user)).select_related("body", "fact")


def _matters(body: Body, numbers: Sequence[str]) -> list[Matter]:
    found = {matter.number: matter for matter in Matter.objects.filter(body=body, number__in=numbers)}
    unknown = [number for number in numbers if number not in found]
    if unknown or not numbers:
        named = "、".join(unknown)
        raise Refusal(
            "unknown-matter",
            (f"本机关没有编号为{named}的事项" if unknown else "没有写明会商的事项", "no such matter"),
            ("请核对事项编号", "look at the numbers again"),
        )
    return list(found.values())
