"""What an app above the ledger may have to say before a fact is entered: an approval that is missing, say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongkai.ledger.facts import Fact
from gongkai.web.cases.models import Matter

Guard = Callable[[Matter, Fact, Any, str], None]
"""Given the matter, the fact, the person, and the SHA-256 of what goes out with it: raises, or lets it pass.

A matter without a key is not there yet: it has a body and a kind, and the fact is one of its first.
"""
_GUARDS: list[Guard] = []


def register(guard: Guard) -> None:
    """Ask this guard from now on; apps do so in ``AppConfig.ready``."""
    if guard not in _GUARDS:
        _GUARDS.append(guard)


def ask(matter: Matter, fact: Fact, actor: Any, subject_hash: str = "") -> None:
    """Raises :class:`~gongkai.finding.Refusal` if a guard does."""
    for guard in _GUARDS:
        guard(matter, fact, actor, subject_hash)
