"""Background work of intake: each step calls one service."""

from __future__ import annotations

from datetime import date

from gongkai.web.intake.erasure import purge
from gongkai.web.intake.passing import pass_ended


def pass_daily(on: date) -> None:
    """What waits at bodies whose end has come goes on, once a day."""
    pass_ended(on=on)


def purge_daily(on: date) -> None:
    """Erase what had its time, once a day."""
    purge(on=on)
