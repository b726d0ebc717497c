"""Due days as a calendar that any calendar program subscribes to (ICS): number, stage and a link, nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from icalendar import Calendar, Event

from gongkai.law.regime import packaged_regime
from gongkai.ledger.position import Waits
from gongkai.web.api.access import Access, access_of
from gongkai.web.api.models import Token
from gongkai.web.cases.filters import narrowed
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import Standing, standings
from gongkai.web.kernel import clock

FRESH = 900
"""Seconds for which a calendar program need not ask again."""


def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The due days of the token's body; ``?mine=1`` those of the matters that its person handles.

    The address holds the key, as calendar programs send no headers: it opens this and nothing else,
    and is taken back like any token.
    """
    access = access_of(key)
    if access is None or access.token.scope_set != {Token.Scope.CALENDAR.value}:
        raise Http404
    content = calendar_of(access, mine=request.GET.get("mine") == "1", on=clock.today())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = f"private, max-age={FRESH}"
    response["Content-Disposition"] = 'inline; filename="gongkai.ics"'
    return response


def calendar_of(access: Access, *, mine: bool, on: date) -> bytes:
    """One all-day event for every matter that waits for the office, on its due day."""
    regime, asked = packaged_regime(), {"stage": "open"} | ({"handler": "me"} if mine else {})
    matters = narrowed(Matter.objects.select_related("body"), asked, access.reading, on, regime, access.user)
    calendar = Calendar()
    calendar.add("prodid", "-//gongkai//due days//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"政府信息公开到期日 {access.token.body.name}")
    for one in standings(list(matters.order_by("pk")), on, regime):
        event = _event(one)
        if event is not None:
            calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _event(one: Standing) -> Event | None:
    where = one.where
    if where is None or where.due is None or where.waits is not Waits.OFFICE or where.paused:
        return None
    due, link = where.due.due, settings.GONGKAI_SITE.rstrip("/") + reverse("matter", args=[one.matter.pk])
    event = Event()
    event.add("uid", f"matter-{one.matter.pk}@gongkai")
    event.add("dtstamp", clock.now())
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", f"{one.matter.number} {one.stage} 到期{'（暂定）' if where.due.provisional else ''}")
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    return event
