"""Background work of intake: each step calls one service."""

from __future__ import annotations

from datetime import date

from gongkai.web.intake.erasure import purge


def purge_daily(on: date) -> None:
    """Erase what had its time, once a day."""
    purge(on=on)
