"""The mark that says which articles a function of this room applies, and from when.

Every public function and value class of ``law`` carries one; a test proves it, and the page of
coverage is printed from the marks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, TypeVar

from gongkai.law.cite import Cite, cites

Marked = TypeVar("Marked", bound=Callable[..., Any])


class Rule(NamedTuple):
    """What stands behind a function: the articles, and the days on which they apply (both included)."""

    cites: tuple[Cite, ...]
    since: date | None = None
    until: date | None = None


def rule(*written: str, since: str | None = None, until: str | None = None) -> Callable[[Marked], Marked]:
    """Mark a function with the places it applies, as :func:`~gongkai.law.cite.cite` reads them."""
    if not written:
        raise ValueError("a rule names at least one article")
    mark = Rule(cites(*written), _day(since), _day(until))

    def put(marked: Marked) -> Marked:
        marked.__rule__ = mark  # type: ignore[attr-defined]
        return marked

    return put


def rule_of(marked: object) -> Rule | None:
    """The mark of a function, if it has one."""
    found = getattr(marked, "__rule__", None)
    return found if isinstance(found, Rule) else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
