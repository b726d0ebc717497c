"""What an app above the ledger has to show on the page of a matter: the applicant, approvals, letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gongkai.web.cases.models import Matter


class Panel(NamedTuple):
    """A part of the page: a template that finds ``context`` under the name ``panel``.

    ``wide`` puts it under the timeline, otherwise it stands beside it, under the lawful moves.
    """

    template: str
    context: Mapping[str, Any]
    wide: bool = False


Source = Callable[[Matter, Any], Panel | None]
"""Given the matter and the person who looks, who may read it: a panel, or ``None`` for nothing to show."""
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Ask this app from now on; apps do so in ``AppConfig.ready``, and stand in the order of the apps."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def panels_of(matter: Matter, user: Any) -> list[Panel]:
    """Every panel of a matter for a person who may read it."""
    return [panel for source in _SOURCES if (panel := source(matter, user)) is not None]
