"""The one "today" of the office."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day in China's time zone, or the fixed day of a demonstration."""
    fixed: str | None = settings.GONGKAI_TODAY
    return date.fromisoformat(fixed) if fixed else timezone.localdate()


def now() -> datetime:
    """This moment, for a stamp; no period of law is counted from it."""
    return timezone.localtime()


def at(on: date) -> datetime:
    """This time of day on a day of the office, for a stamp that has to agree with that day."""
    return datetime.combine(on, now().timetz())
