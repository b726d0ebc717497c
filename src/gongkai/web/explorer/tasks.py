"""What happens by itself: each wraps one service."""

from __future__ import annotations

from datetime import date

from gongkai.web.annual.models import Scope
from gongkai.web.annual.selectors import standings
from gongkai.web.bodies.models import Body
from gongkai.web.explorer.services import reports_measure


def measure_daily(_on: date) -> None:
    """Measure every report that changed, so that no page has to."""
    bodies = list(Body.objects.values_list("pk", flat=True))
    for scope in Scope:
        reports_measure(standings(bodies, scope))
