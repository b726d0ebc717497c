"""Who works on a matter: given, with who gave it and when, and taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.cases.models import Assignment, Matter


def matters_assign(*, keys: Sequence[int], handler: Any, actor: Any) -> int:
    """Give matters to ``handler``, or to nobody; how many changed hands, all or none.

    Raises :class:`Refusal` if the handler may not enter facts for the body of one of them.
    """
    with transaction.atomic():
        # First the bodies, as whoever ends somebody's role does: nothing goes to one who is just leaving.
        of = Matter.objects.filter(pk__in=keys).values("body")
        list(Body.objects.select_for_update(no_key=True).filter(pk__in=of).order_by("pk"))
        matters = list(
            Matter.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("body").order_by("pk")
        )
        if handler is not None:
            for body in {matter.body for matter in matters}:
                _serves(body, handler)
        moved = [matter for matter in matters if matter.handler_id != (handler.pk if handler else None)]
        Assignment.objects.bulk_create(Assignment(matter=matter, handler=handler, by=actor) for matter in moved)
        Matter.objects.filter(pk__in=[matter.pk for matter in moved]).update(handler=handler)
        return len(moved)


def _serves(body: Any, handler: Any) -> None:
    if not people_with(body.pk, Ability.WRITE).filter(pk=handler.pk).exists():
        name = handler.get_full_name() or handler.get_username()
        raise Refusal(
            "handler-elsewhere",
            (f"{name}不是{body.name}的经办人员，没有分派任何事项", f"{name} does not work for {body.name}"),
            ("请选择该机关的经办人，或只选同一机关的事项", "choose somebody of that body"),
        )
