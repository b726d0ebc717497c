"""Reading: what other bodies ask of a person's bodies, and what was asked for a matter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gongkai.law.regime import Regime
from gongkai.ledger.facts.application import Opinion
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability, roles_with
from gongkai.web.bodies.selectors import bodies_of, living
from gongkai.web.cases.models import Matter
from gongkai.web.cases.words import choices, time_left
from gongkai.web.flow.inquiries import WAITING, deadline_of, silence_of, suggested
from gongkai.web.flow.models import Inquiry
from gongkai.web.kernel.clock import today


def asked_of(user: Any) -> QuerySet[Inquiry]:
    """What was asked of bodies that the person may read, the most urgent first."""
    some = Inquiry.objects.filter(to__in=bodies_of(user)).order_by("due_on", "pk")
    return some.select_related("matter__body", "to", "drafted_by", "waits_person")


def addressable(matter: Matter) -> list[Body]:
    """The other bodies of the system in which somebody can answer."""
    on = today()
    staffed = Q(memberships__role__in=roles_with(Ability.WRITE), memberships__user__is_active=True)
    some = Body.objects.filter(living(on), staffed, _serving(on)).exclude(pk=matter.body_id)
    return list(some.distinct().order_by("name").only("name"))


def _serving(on: date) -> Q:
    """The same condition as :func:`~gongkai.web.bodies.selectors.in_force`, seen from the body."""
    since = Q(memberships__since=None) | Q(memberships__since__lte=on)
    return since & (Q(memberships__until=None) | Q(memberships__until__gt=on))


def sent(matter: Matter, on: date, regime: Regime) -> list[dict[str, Any]]:
    """What was sent for a matter, newest first, each as its page shows it."""
    some = matter.inquiries.select_related("to", "sent_by", "matter__body").prefetch_related("files")
    return [shown(one, on, regime) for one in some]


def shown(inquiry: Inquiry, on: date, regime: Regime) -> dict[str, Any]:
    """An inquiry with the days to its end, why it is that day, what silence means, and the files of both sides."""
    rows = list(inquiry.files.all())
    return {
        "inquiry": inquiry,
        "steps": deadline_of(inquiry, regime).steps,
        "left": time_left(on, inquiry.due_on, regime.calendar.count(on, inquiry.due_on)),
        "waiting": inquiry.state in WAITING,
        "over": inquiry.state in WAITING and inquiry.matter.waits == "nobody",
        "late": on > inquiry.due_on and inquiry.state in WAITING,
        "silence": silence_of(inquiry, on),
        "asked_files": [one for one in rows if not one.answer],
        "answer_files": [one for one in rows if one.answer],
        "approval": inquiry.steps.select_related("by", "person"),
        "suggested": suggested(inquiry).value,
        "takes": choices(Opinion),
    }
