"""What goes out with a fact that is sent for approval: the app that keeps it shows it and knows its hash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from gongkai.law.regime import Regime
from gongkai.web.flow.models import Proposal


class Shown(NamedTuple):
    """It as it stands: a template that finds ``context`` under ``subject``, its page, the SHA-256 of its content."""

    template: str
    context: Mapping[str, Any]
    address: str
    hash: str


Source = Callable[[str, date, Regime], Shown | None]
"""Given the key, the day and the law: what stands there now, ``None`` if it is gone."""
_SOURCES: dict[str, Source] = {}


def register(app: str, source: Source) -> None:
    """Ask this app for what it keeps; apps do so in ``AppConfig.ready``."""
    _SOURCES[app] = source


def shown(proposal: Proposal, on: date, regime: Regime) -> Shown | None:
    """What goes out with the proposal as it stands now, ``None`` for nothing or if it is gone."""
    source = _SOURCES.get(proposal.subject_app)
    return source(proposal.subject_key, on, regime) if source else None


def changed(proposal: Proposal, on: date, regime: Regime) -> bool:
    """Whether what goes out is not what was sent for approval any more."""
    if proposal.subject_app not in _SOURCES:
        return False
    now = shown(proposal, on, regime)
    return now is None or now.hash != proposal.subject_hash
