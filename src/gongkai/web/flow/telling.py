"""People are told through one door: the notices of :mod:`gongkai.web.jobs`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gongkai.web.cases.models import Matter
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify


def tell(
    people: Iterable[Any],
    kind: Notice.Kind,
    text: str,
    *,
    address: str,
    on: date,
    matter: Matter,
    key: str | None = None,
) -> None:
    """Tell several people the same about a matter; with a ``key`` once."""
    for person in people:
        notify(user=person, kind=kind, text=text, address=address, on=on, number=matter.number, key=key)
