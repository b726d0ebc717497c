"""What happens by itself: each wraps one service."""

from __future__ import annotations

from datetime import date

from gongkai.law.regime import packaged_regime
from gongkai.web.annual.counting import counting
from gongkai.web.bodies.models import Body


def counts_daily(on: date) -> None:
    """Count every body's large ledger for this year and the last, so that its page need not."""
    for body in Body.objects.all():
        for year in (on.year - 1, on.year):
            counting(body, year, packaged_regime())
