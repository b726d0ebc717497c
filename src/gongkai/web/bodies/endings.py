"""What apps above have to do when a body ends: work that waits there goes to whoever goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gongkai.web.bodies.models import Body

Ending = Callable[[Body, date], None]
"""Given the body that has ended and today, in the transaction that ends it."""
_ENDINGS: list[Ending] = []


def register(ending: Ending) -> None:
    """Do this too from now on; apps do so in ``AppConfig.ready``."""
    if ending not in _ENDINGS:
        _ENDINGS.append(ending)


def ended(body: Body, on: date) -> None:
    """The body has ended by today."""
    for ending in _ENDINGS:
        ending(body, on)
