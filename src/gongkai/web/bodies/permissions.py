"""What each role may do: the one table that pages, services and the API ask."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from gongkai.web.bodies.models import Membership

Role = Membership.Role


class Ability(StrEnum):
    """Something that a person may do for a body."""

    READ = "read"
    """See its matters and its reports."""
    READ_BELOW = "read_below"
    """See those of the bodies below it."""
    WRITE = "write"
    """Enter facts, letters, figures."""
    REVIEW_LAW = "review_law"
    """Give the legal opinion (法制审核)."""
    APPROVE = "approve"
    """Agree to what a clerk drafted, at the first level (审核)."""
    SIGN = "sign"
    """Agree finally: issue an answer, sign the annual report (签发)."""
    SUPERVISE = "supervise"
    """Remind, return, accept and consolidate the reports of the bodies below."""
    AUDIT = "audit"
    """Look at who looked at personal data."""
    MANAGE = "manage"
    """People, sections, templates and settings of the body."""


GRANTS: Mapping[Role, frozenset[Ability]] = MappingProxyType(
    {
        Role.CLERK: frozenset({Ability.READ, Ability.WRITE}),
        Role.HEAD: frozenset({Ability.READ, Ability.WRITE, Ability.APPROVE}),
        Role.LEGAL: frozenset({Ability.READ, Ability.REVIEW_LAW}),
        Role.LEADER: frozenset({Ability.READ, Ability.APPROVE, Ability.SIGN}),
        Role.SUPERVISOR: frozenset({Ability.READ, Ability.READ_BELOW, Ability.SUPERVISE}),
        Role.ADMINISTRATOR: frozenset({Ability.READ, Ability.MANAGE, Ability.AUDIT}),
        Role.AUDITOR: frozenset({Ability.READ, Ability.AUDIT}),
    }
)
"""The abilities of every role, for its own body (``READ_BELOW``, ``SUPERVISE``: for those below)."""


def roles_with(ability: Ability) -> list[Role]:
    """The roles that have an ability."""
    return [role for role, abilities in GRANTS.items() if ability in abilities]
