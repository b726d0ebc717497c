"""What an app above the ledger may have to say before a fact is entered: an approval that is missing, say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gongkai.ledger.facts import Fact
from gongkai.web.cases.models import Matter

Guard = Callable[[Matter, Fact, Any, str], None]
"""Given the matter, the fact, the person, and the SHA-256 of what goes out with it: raises, or lets it pass.

A matter without a key is not there yet: it has a body and a kind, and the fact is one of its first.
"""
Steps = Callable[[Matter, Fact, Any], Sequence[str]]
"""Given the matter, the fact and the person: what still has to be done before the fact, in words; writes nothing."""
_GUARDS: list[Guard] = []
_STEPS: list[Steps] = []


def register(guard: Guard, steps: Steps) -> None:
    """Ask this guard from now on, and say beforehand what it will ask for; apps do so in ``AppConfig.ready``."""
    if guard not in _GUARDS:
        _GUARDS.append(guard)
        _STEPS.append(steps)


def steps_before(matter: Matter, fact: Fact, actor: Any) -> tuple[str, ...]:
    """What still has to be done before the fact can be entered, in words and in order."""
    return tuple(word for steps in _STEPS for word in steps(matter, fact, actor))


def ask(matter: Matter, fact: Fact, actor: Any, subject_hash: str = "") -> None:
    """Raises :class:`~gongkai.finding.Refusal` if a guard does."""
    for guard in _GUARDS:
        guard(matter, fact, actor, subject_hash)
