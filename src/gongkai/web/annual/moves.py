"""What may be done with a report where it stands: the one table that pages and services ask."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from gongkai.web.annual.models import Act, Report, Scope, State
from gongkai.web.bodies.permissions import Ability


class Move(NamedTuple):
    """From where, to where, who, and whether a reason is asked for."""

    at: frozenset[State]
    to: State
    ability: Ability
    reason: bool = False


MOVES: Mapping[Act, Move] = MappingProxyType(
    {
        Act.SEND: Move(frozenset({State.DRAFTING}), State.SENT, Ability.WRITE),
        Act.REVIEW: Move(frozenset({State.SENT}), State.REVIEWED, Ability.APPROVE),
        Act.SIGN: Move(frozenset({State.REVIEWED}), State.SIGNED, Ability.SIGN),
        Act.REOPEN: Move(
            frozenset({State.SENT, State.REVIEWED, State.SIGNED}), State.DRAFTING, Ability.APPROVE, reason=True
        ),
        Act.SUBMIT: Move(frozenset({State.SIGNED}), State.SUBMITTED, Ability.WRITE),
        Act.PAPER: Move(frozenset({State.DRAFTING}), State.SUBMITTED, Ability.SUPERVISE, reason=True),
        Act.ACCEPT: Move(frozenset({State.SUBMITTED}), State.ACCEPTED, Ability.SUPERVISE),
        Act.RETURN: Move(frozenset({State.SUBMITTED, State.ACCEPTED}), State.DRAFTING, Ability.SUPERVISE, reason=True),
        Act.PUBLISH: Move(frozenset({State.ACCEPTED}), State.PUBLISHED, Ability.WRITE),
        Act.CORRECT: Move(frozenset({State.PUBLISHED}), State.DRAFTING, Ability.WRITE, reason=True),
    }
)
"""Every move of a report that is handed in to a body above."""

ABOVE = frozenset({Act.SUBMIT, Act.PAPER, Act.ACCEPT, Act.RETURN})
"""The moves between a body and the one above it."""

INSIDE = frozenset({Act.SEND, Act.REVIEW, Act.SIGN, Act.REOPEN, Act.SUBMIT})
"""What a body does with its own report; one that works on paper has done so there."""


HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED, State.PUBLISHED})
"""The states in which the body above has the report."""


def move_of(report: Report, act: Act) -> Move | None:
    """The move for this report.

    One that nobody above receives is published once it is signed; one that was signed on paper is
    handed in by the body above.
    """
    move = MOVES.get(act)
    if move is None or handed_in(report):
        return None if act in (INSIDE if report.body.on_paper else {Act.PAPER}) else move
    if act in ABOVE:
        return None
    return move._replace(at=frozenset({State.SIGNED})) if act is Act.PUBLISH else move


def handed_in(report: Report) -> bool:
    """Whether the report goes to a body above: that of a whole area goes to the public at once."""
    return report.scope == Scope.OWN and report.body.parent_id is not None


def acts_at(report: Report) -> list[Act]:
    """What may be done now, by somebody."""
    return [act for act in MOVES if (move := move_of(report, act)) is not None and report.state in move.at]
